"""Deny by default: whatever a shortlister asks for before the reveal, nothing in the answer tells who applied.

Every route is walked as each shortlister, with every id there is in the database and every token, and all of what is
answered (status, headers, bytes) is searched for what was planted in the fields that identify.
"""

import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from io import BytesIO

import pytest
from flask import Flask, Response
from sqlalchemy import inspect
from sqlmodel import SQLModel, select

from service.interviews.sealed import seal_texts
from service.models import (
    Adjustment,
    Application,
    ApplicationDocument,
    CriteriaRemark,
    OutboxMessage,
    PanelRequest,
    PanelSeat,
    Person,
    RedactedPack,
    RedactionEdit,
    Vacancy,
    new_id,
)
from service.outcomes.monitoring import store_answers
from service.panels.compose import propose
from service.security.guard import guard
from service.trail import SYSTEM, Actor
from service.work import House
from tests.builders import a_policy, a_request, a_role
from tests.service.pages.marking_visits import Visits, visits
from tests.service.security.walk import csrf, signed_in
from tests.service.shortlisting.marking_scene import MarkingScene, canaries_of
from tests.service.watched_client import an_app, house_of

APPLICATIONS = 3
HR_NOTE = "Cnryhrnote9X"
MONITORING = "own_words_cnrymonitoring9x"
LEAK_NOTE = "Cnryleaknote9X"


def plant(scene: MarkingScene) -> None:
    """Put canaries wherever else something identifies: HR's notes, monitoring answers, adjustments, a leak's note."""
    with scene.house.writing(SYSTEM) as work:
        for each in scene.applications:
            pack = work.session.exec(select(RedactedPack).where(RedactedPack.application_id == each)).one()
            work.session.add(
                RedactionEdit(
                    pack_id=pack.id, kind="extended", label="NAME", source=HR_NOTE, made_by=str(scene.hr.account_id)
                )
            )
            adjustment = new_id()
            asked = seal_texts(work.settings, "adjustment", adjustment, {"asked": HR_NOTE})
            work.session.add(Adjustment(id=adjustment, application_id=each, asked=asked))
        store_answers(work, {each: {"religion": MONITORING} for each in scene.applications})


def searched(scene: MarkingScene) -> dict[str, str]:
    """What must be found nowhere: each planted value, and every id that is an application's own."""
    found = {HR_NOTE: "a note of HR", MONITORING: "a monitoring answer", LEAK_NOTE: "the note of a leak"}
    for number in range(APPLICATIONS):
        for name, value in canaries_of(number).items():
            found[value] = f"the {name} of an application"
    with scene.house.reading(SYSTEM) as work:
        for table in (Application, ApplicationDocument, RedactedPack):
            for each in work.session.exec(select(table.id)):
                found[each] = f"an id of {table.__name__}"
    return found


def leaks(told: bytes, searched_for: dict[str, str]) -> list[str]:
    """What of it stands in an answer, in any case, escaped or encoded; archives are searched within."""
    texts = [told]
    if told[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(told)) as archive:
            texts += [archive.read(name) for name in archive.namelist()]
    flat = b"\n".join(texts).decode("utf-8", "replace").casefold()
    return [what for value, what in searched_for.items() if value.casefold() in flat]


def every_id(house: House) -> dict[str, list[str]]:
    """The primary keys of every row there is, by table: an attacker may have guessed any of them."""
    found: dict[str, list[str]] = {}
    with house.reading(SYSTEM) as work:
        for mapper in SQLModel._sa_registry.mappers:  # type: ignore[attr-defined]
            keys = inspect(mapper.class_).primary_key
            if len(keys) == 1:
                rows = work.session.exec(select(keys[0]).limit(400)).all()
                found[str(mapper.local_table)] = [str(row) for row in rows]  # type: ignore[attr-defined]
    return found


def addresses(
    app: Flask, ids: dict[str, list[str]], vacancy_id: str, tokens: Iterable[str], each: int
) -> Iterator[tuple[str, str]]:
    """Every route with every method; `each` is how many ids of a kind are tried where an id is asked for."""
    tokens = list(tokens)
    for rule in app.url_map.iter_rules():
        named = [name for name in rule.arguments if name != "vacancy_id"]
        guesses: list[list[str]] = [[]]
        for name in named:
            known = {
                "token": [*tokens, *ids["application"], *ids["redacted_pack"]] if each > 1 else tokens[-3:],
                "filename": ["app.css"], "number": ["1"], "position": ["1"],
            }.get(name)  # fmt: skip
            table = name.removesuffix("_id")
            if known is None:
                # An id of the right kind is within one's scope or not; one of an application is what to be afraid of.
                known = [*ids.get(table, [])[:each], *ids["application"][:each], ids["redacted_pack"][0]]
            guesses = [[*guess, value] for guess in guesses for value in known]
        for guess in guesses:
            values = dict(zip(named, guess, strict=True)) | {"vacancy_id": vacancy_id}
            path = rule.rule
            for name in rule.arguments:
                path = re.sub(rf"<(?:[^<>:]*:)?{name}>", values[name], path)
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, path


def crawl(
    app: Flask, scene: MarkingScene, actor: Actor, methods: tuple[str, ...] = ("GET",), under: str = "/", each: int = 3
) -> tuple[list[str], int]:
    """What leaked to somebody who asked for everything, and how many answers were searched."""
    wanted = searched(scene)
    ids = every_id(scene.house)
    tokens = [*ids["pseudonym"], "0" * 32]
    client = signed_in(app, actor)
    found, seen = [], 0
    for method, path in addresses(app, ids, scene.vacancy_id, tokens, each):
        if method not in methods or path.endswith("/sign-out"):
            continue
        if not path.startswith(under):
            continue
        data = None if method == "GET" else {"csrf_token": csrf(app), "version": "999999"}
        answer = client.open(path, method=method, headers={"X-CSRFToken": csrf(app)}, data=data)
        assert answer.status_code < 500, f"{method} {path}"
        seen += 1
        told = repr(list(answer.headers)).encode() + answer.get_data()
        # What was asked for may be said back (a form's address); nothing else may.
        rest = {value: what for value, what in wanted.items() if value not in path}
        found += [f"{method} {path} as {actor.name}: {leak}" for leak in leaks(told, rest)]
    return found, seen


@pytest.fixture
def seen(sqlite_app: Flask) -> Visits:
    made = visits(sqlite_app, applications=APPLICATIONS)
    plant(made.scene)
    return made


def on_the_panel(scene: MarkingScene) -> Actor:
    """A shortlister who also sits on the vacancy's panel; interviews are planned after the reveal alone."""
    with scene.house.writing(SYSTEM) as work:
        a_policy(work)
        work.session.add(a_role(work.session.get_one(Person, scene.markers[0].person_id), "chair"))
        request = a_request(work, vacancy=work.session.get_one(Vacancy, scene.vacancy_id))
    panel = propose(scene.house, SYSTEM, request.id).panel
    assert panel is not None
    with scene.house.writing(SYSTEM) as work:
        seats = work.session.exec(select(PanelSeat.person_id).where(PanelSeat.panel_id == panel.id)).all()
        work.session.get_one(PanelRequest, request.id).requested_by = scene.boss.account_id
    return next(each for each in scene.markers if each.person_id in seats)


def test_a_crawl_of_every_route_as_a_shortlister_finds_nothing(seen: Visits) -> None:
    scene = seen.scene
    panel_member = on_the_panel(scene)
    manager = Actor(scene.boss.account_id, scene.boss.name, scene.boss.person_id, scene.boss.roles)
    for actor in (panel_member, manager):
        found, answers = crawl(seen.app, scene, actor)
        assert found == []
        assert answers > 150


def test_a_crawl_after_locking_finds_nothing_either(seen: Visits) -> None:
    scene = seen.scene
    scene.all_locked([{scene.applications[0]: [4, 0]}])
    found, _ = crawl(seen.app, scene, scene.markers[0], under="/marking")
    assert found == []


def test_what_forms_answer_tells_nothing(seen: Visits) -> None:
    found, answers = crawl(seen.app, seen.scene, seen.scene.markers[0], ("POST", "PUT", "PATCH", "DELETE"), each=1)
    assert found == []
    assert answers > 50


def test_the_crawl_finds_a_leak_where_there_is_one(sqlite_house: House) -> None:
    app = an_app(sqlite_house.settings)
    planted = visits(app, applications=APPLICATIONS).scene
    plant(planted)

    def careless(vacancy_id: str) -> Response:
        with house_of(app).reading(SYSTEM) as work:
            row = work.session.exec(select(Application).where(Application.vacancy_id == vacancy_id)).first()
        assert row is not None
        return Response("<p>Nothing to see.</p>", headers={"ETag": f'"{row.id}"', "X-Size": row.reference})

    app.add_url_rule("/vacancies/<vacancy_id>/careless", "careless", guard("marking.do")(careless))
    found, _ = crawl(app, planted, planted.markers[0], under="/vacancies")
    assert {leak.rpartition(": ")[2] for leak in found} == {"an id of Application", "the reference of an application"}
    house_of(app).database.engine.dispose()


def test_nothing_that_is_sent_or_kept_for_a_shortlister_tells_who_applied(seen: Visits) -> None:
    scene = seen.scene
    token = scene.tokens(scene.markers[0])[0]
    page = seen.marker.get(f"{seen.home}/{token}")
    seen.marker.client.post(
        f"{seen.home}/{token}/leak", data={"csrf_token": page.hidden("csrf_token"), "leak": LEAK_NOTE}
    )
    wanted = searched(scene)
    with scene.house.reading(SYSTEM) as work:
        messages = [
            json.dumps([each.kind, each.subject_kind, each.subject_id, each.details, each.account_id, each.person_id])
            for each in work.session.exec(select(OutboxMessage))
        ]
        remarks = [each.text for each in work.session.exec(select(CriteriaRemark))]
    assert messages
    assert [leak for each in (*messages, *remarks) for leak in leaks(each.encode(), wanted)] == []


def test_the_day_one_applied_is_on_no_page_of_marking(seen: Visits) -> None:
    days = {date(2026, 11, 1) + timedelta(days=number) for number in range(14)}
    written = {each.isoformat() for each in days} | {f"{each.day} {each:%B %Y}" for each in days}
    for path in ("/marking", seen.home, *(seen.path(place) for place in range(APPLICATIONS))):
        text = seen.marker.get(path).html
        assert not [each for each in written if each in text], path
