"""What a manager and a member are shown says nothing about anybody's protected characteristics.

Two houses alike to the last row, but for what people said about themselves: in one a panel meets a protected `must`, in
the other it cannot. The same people are proposed, since nobody else can sit. Every byte of every page must be the same.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from service.models import Panel
from service.panels.release import Decision, release_panel
from service.panels.shortfalls import list_shortfalls
from service.trail import SYSTEM
from service.work import House
from tests.builders import a_person, a_policy, a_vacancy, an_actor
from tests.conftest import settings_for
from tests.service.pages.scenes import Scene, when
from tests.service.pages.visitor import Page, a_visitor
from tests.service.watched_client import an_app, house_of

MUST = {"id": "mixed", "kind": "not_all_same", "feature": "gender", "strength": "must", "tier": 1}


@contextmanager
def a_house_where(sqlite_template: Path, folder: Path, *genders: str) -> Iterator[Scene]:
    """A house with one chair and one panelist, who describe themselves so."""
    folder.mkdir()
    path = folder / "fairpanel.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())
    app = an_app(settings_for(f"sqlite:///{path}"))
    house: House = house_of(app)
    with house.writing(SYSTEM) as work:
        boss = a_person(work, name="Ada Boss", roles=(), work_email="ada@trust.example")
        people = [
            a_person(
                work, name=f"{role.title()} One", roles=(role,), features={"gender": gender}, job_title="Matron",
                work_email=f"{role}@trust.example",
            )
            for role, gender in zip(("chair", "panelist"), genders, strict=True)
        ]  # fmt: skip
        a_policy(work, name="Mixed", requirements=[MUST])
        vacancy = a_vacancy(work, manager=boss, reference="V-1")
    yield Scene(app, a_visitor(app, roles=("manager",), person=boss), vacancy.id, people)
    house.database.engine.dispose()


def plain(page: Page) -> str:
    """The page without what is drawn by lot or by the clock: ids are numbered as they come."""
    numbers: dict[str, str] = {}
    html = re.sub(
        r"[0-9a-f]{8}-[0-9a-f-]{27}", lambda each: numbers.setdefault(each[0], f"id{len(numbers)}"), page.html
    )
    html = re.sub(r'(name="csrf_token" value|nonce)="[^"]*"', r"\1", html)
    return re.sub(r"\w+day \d+ \w+ 20\d\d at \d\d:\d\d", "then", html)


def headers(page: Page) -> dict[str, str]:
    left_out = ("Date", "Set-Cookie", "Content-Security-Policy", "Content-Length")
    return {name: value for name, value in page.response.headers.items() if name not in left_out}


def walk(scene: Scene) -> Iterator[tuple[str, Page]]:
    """Every page that a manager and then a member come by, in every state of the panel."""
    manager = scene.manager
    manager.send(f"{scene.steps}/when", when())
    yield "proposed", manager.send(f"{scene.steps}/check")
    panel = manager.page.response.request.path if manager.page else ""
    yield from (("while proposed", page) for page in round_of(scene, panel))
    page = manager.get(panel)
    yield "confirmed", manager.send(f"{panel}/confirm", {"version": page.hidden("version")})
    yield from (("with HR", page) for page in round_of(scene, panel))
    release(scene.app, panel.rpartition("/")[2])
    yield from (("released", page) for page in round_of(scene, panel))
    member = scene.visitor_for(scene.people[1].id)
    assignment = next(link for link in member.get("/assignments").links() if link.startswith("/assignments/"))
    page = member.get(assignment)
    yield "the member's invitation", page
    yield "accepted", member.send(f"{assignment}/accept", {"version": page.hidden("version")})
    yield "the member's panel", member.get(panel)
    yield from (("one accepted", page) for page in round_of(scene, panel))


def round_of(scene: Scene, panel: str) -> Iterator[Page]:
    request = next(link for link in scene.manager.get(panel).links() if link.startswith("/requests/"))
    vacancy = f"/vacancies/{scene.vacancy_id}"
    ways = ["", "/history", "/seats/0/swap", "/seats/1/swap", "/move", "/cancel"]
    for path in ["/", "/vacancies", vacancy, "/requests", request, *(panel + way for way in ways)]:
        yield scene.manager.get(path)


def lacking(app: Flask) -> int:
    with house_of(app).writing(SYSTEM) as work:
        return len(list_shortfalls(work))


def release(app: Flask, panel_id: str) -> None:
    with house_of(app).writing(SYSTEM) as work:
        hr = an_actor(work)
    with house_of(app).writing(hr) as work:
        waived = {each.id: Decision("waive", "Nobody else can sit") for each in list_shortfalls(work, panel_id)}
        release_panel(work, panel_id, work.session.get_one(Panel, panel_id).version, waived)


@pytest.mark.slow
def test_a_protected_requirement_met_or_not_leaves_no_trace_on_any_page(sqlite_template: Path, tmp_path: Path) -> None:
    with (
        a_house_where(sqlite_template, tmp_path / "met", "woman", "man") as met,
        a_house_where(sqlite_template, tmp_path / "unmet", "man", "man") as unmet,
    ):
        compared = 0
        for (state, one), (_, other) in zip(walk(met), walk(unmet), strict=True):
            where = f"{state}: {one.response.request.path}"
            assert plain(one) == plain(other), where
            assert headers(one) == headers(other), where
            assert one.status == other.status, where
            compared += 1
        assert compared > 40
        assert (lacking(met.app), lacking(unmet.app)) == (0, 1)
