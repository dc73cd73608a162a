"""Attacks on blindness: guessed ids, timing, sizes, ETags, referrers, caches. None gains more than chance."""

import random
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event
from sqlmodel import select
from werkzeug.test import TestResponse

from service.models import Pseudonym
from service.shortlisting.marking_flags import recognise
from service.trail import SYSTEM
from tests.service.pages.marking_visits import Visits, visits
from tests.service.pages.visitor import a_visitor
from tests.service.watched_client import house_of

LONG = "She ran a ward. " * 400
TEXTS = [LONG[: 40 + 470 * number] for number in range(12)]


@pytest.fixture
def seen(sqlite_app: Flask) -> Visits:
    return visits(sqlite_app, applications=12, texts=TEXTS)


@contextmanager
def statements(seen: Visits) -> Iterator[list[str]]:
    """What the database is asked meanwhile; a parameter that is one of the tokens would stand beside its statement."""
    asked: list[str] = []

    def listen(_c: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        asked.append(statement + "".join(re.findall(r"'(?:[0-9a-f]{32}|x)'", repr(parameters))))

    engine = house_of(seen.app).database.engine
    event.listen(engine, "before_cursor_execute", listen)
    yield asked
    event.remove(engine, "before_cursor_execute", listen)


def plain(answer: TestResponse) -> tuple[int, str, list[tuple[str, str]]]:
    """An answer without what is random in every one."""
    text = re.sub(r'nonce="[^"]*"|name="csrf_token" value="[^"]*"', "", answer.text)
    headers = [(name, re.sub(r"nonce-[\w-]+", "", value)) for name, value in answer.headers if name != "Set-Cookie"]
    return answer.status_code, text, headers


def test_an_unknown_a_foreign_and_a_deleted_token_get_the_same_bytes_and_cost_the_same_work(seen: Visits) -> None:
    scene = seen.scene
    one, other = scene.markers
    deleted = scene.tokens(one)[0]
    with scene.house.writing(one) as work:
        recognise(work, scene.vacancy_id, deleted)
    wrong = {
        "unknown": "0" * 32,
        "foreign": scene.tokens(other)[0],
        "deleted": deleted,
        "application": scene.applications[0],
        "nonsense": "x",
    }
    seen.marker.get("/marking")  # signed in before anything is compared
    for tail in ("", "/1", "/1/settle"):
        answers, work_done = [], []
        for token in wrong.values():
            with statements(seen) as asked:
                answers.append(plain(seen.marker.client.get(f"{seen.home}/{token}{tail}")))
            work_done.append(asked)
        if tail != "/1/settle":
            assert {status for status, _, _ in answers} == {404}
        assert all(answer == answers[0] for answer in answers), tail
        assert all(asked == work_done[0] for asked in work_done), tail
    for tail in ("", "/recognise", "/leak"):
        page = seen.marker.get(seen.path(0))
        data = {"csrf_token": page.hidden("csrf_token"), "know": "yes", "leak": "x"}
        answers = [plain(seen.marker.client.post(f"{seen.home}/{token}{tail}", data=data)) for token in wrong.values()]
        assert answers[0][0] == 404
        assert all(answer == answers[0] for answer in answers), tail


def test_a_vacancy_one_does_not_mark_looks_like_none(seen: Visits) -> None:
    stranger = a_visitor(seen.app, roles=("panelist",))
    token = seen.scene.tokens(seen.scene.markers[0])[0]
    for tail in ("", f"/{token}", "/spread"):
        there = plain(stranger.client.get(f"{seen.home}{tail}"))
        nowhere = plain(stranger.client.get(f"/marking/00000000-0000-0000-0000-000000000000{tail}"))
        assert there == nowhere
        assert there[0] == 404


def test_all_pages_of_applications_have_one_size_and_no_mark_to_compare(seen: Visits) -> None:
    sizes, names = set(), set()
    for marker in seen.scene.markers:
        visitor = seen.visitor(marker)
        for token in seen.scene.tokens(marker):
            for tail in ("", "/1"):
                answer = visitor.client.get(f"{seen.home}/{token}{tail}")
                assert answer.status_code == 200
                sizes.add(len(answer.get_data()))
                names |= {name for name, _ in answer.headers}
    assert len(sizes) == 1
    assert not names & {"ETag", "Last-Modified", "Age", "Expires", "Content-Disposition", "Date"}


def test_pairing_two_shortlisters_lists_by_size_is_no_better_than_chance(seen: Visits) -> None:
    # The attacker sees the sizes of both lists' pages and pairs equals; ties are broken by chance. With 12
    # applications chance is right once on average, and 7 times or more in less than 1 of 10,000 (1/7! at most).
    chosen = random.Random(11)
    right = 0
    with seen.scene.house.reading(SYSTEM) as work:
        application_of = dict(work.session.exec(select(Pseudonym.token, Pseudonym.application_id)).all())
    ranked = []
    for marker in seen.scene.markers:
        visitor = seen.visitor(marker)
        size = {
            token: len(visitor.client.get(f"{seen.home}/{token}").get_data()) for token in seen.scene.tokens(marker)
        }
        ranked.append(sorted(size, key=lambda token, size=size: (size[token], chosen.random())))
    for one, other in zip(*ranked, strict=True):
        right += application_of[one] == application_of[other]
    assert right < 7


def test_the_same_attack_on_pages_that_do_not_hide_their_size_pairs_every_one(seen: Visits) -> None:
    ranked = []
    with seen.scene.house.reading(SYSTEM) as work:
        application_of = dict(work.session.exec(select(Pseudonym.token, Pseudonym.application_id)).all())
    for marker in seen.scene.markers:
        visitor = seen.visitor(marker)
        pages = {
            token: re.sub(r"<!-- [\w+/=]+ -->\n$", "", visitor.client.get(f"{seen.home}/{token}").text)
            for token in seen.scene.tokens(marker)
        }
        ranked.append(sorted(pages, key=lambda token, pages=pages: len(pages[token])))
    right = sum(application_of[one] == application_of[other] for one, other in zip(*ranked, strict=True))
    assert right > 9


def test_what_fills_a_page_up_is_new_each_time(seen: Visits) -> None:
    path = seen.path(0)
    fillings = {seen.marker.get(path).html.rpartition("<!-- ")[2] for _ in range(3)}
    assert len(fillings) == 3


@pytest.mark.parametrize("place", ["list", "sheet", "text", "one criterion", "nothing"])
def test_pages_are_stored_nowhere_and_pass_their_address_on_to_nobody(seen: Visits, place: str) -> None:
    path = {
        "list": "/marking", "sheet": seen.home, "text": seen.path(0), "one criterion": f"{seen.path(0)}/1",
        "nothing": f"{seen.home}/{'0' * 32}",
    }[place]  # fmt: skip
    answer = seen.marker.client.get(path)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    assert "ETag" not in answer.headers
    page = seen.marker.get(path, 404 if place == "nothing" else 200)
    outward = [each for each in page.links() if not each.startswith(("/", "#", "?"))]
    assert outward == []


def test_a_cached_copy_is_never_confirmed(seen: Visits) -> None:
    for headers in ({"If-None-Match": "*"}, {"If-Modified-Since": "Sun, 22 Nov 2037 00:00:00 GMT"}):
        assert seen.marker.client.get(seen.path(0), headers=headers).status_code == 200
    assert seen.marker.client.head(seen.path(0)).headers["Content-Length"] == str(
        len(seen.marker.client.get(seen.path(0)).get_data())
    )


def test_the_order_of_marks_in_the_page_follows_the_shortlister_and_not_the_applications(seen: Visits) -> None:
    listed = []
    for marker in seen.scene.markers:
        html = seen.visitor(marker).get(seen.home).html
        found = list(dict.fromkeys(re.findall(r"/marking/[^/\"]+/([0-9a-f]{32})", html)))
        tokens = seen.scene.tokens(marker)
        assert [each for each in found if each in tokens][-12:] == tokens[-12:]
        listed.append(found)
    assert not set(listed[0]) & set(listed[1])
