"""Entity tags: nobody overwrites what they have not seen, and nobody is sent what they hold."""

from typing import Any

import pytest
from flask import Flask

from service.trail import SYSTEM
from tests.builders import a_person
from tests.service.callers import Caller, a_caller
from tests.service.watched_client import house_of


@pytest.fixture
def app(sqlite_app: Flask) -> Flask:
    """Races for a version are tried on both databases, in test_races; here it is what the headers mean."""
    return sqlite_app


@pytest.fixture
def person_id(app: Flask) -> str:
    with house_of(app).writing(SYSTEM) as work:
        return a_person(work).id


@pytest.fixture
def hr(app: Flask) -> Caller:
    return a_caller(app)


def tag(response: Any) -> str:
    return str(response.headers["ETag"])


def test_a_change_without_a_version_is_a_428(hr: Caller, person_id: str) -> None:
    assert hr.patch(f"/people/{person_id}", {"cap": 3}).status_code == 428
    assert hr.patch(f"/people/{person_id}", {"cap": 3}, version="*").status_code == 428


def test_a_change_under_the_present_tag_is_made_and_gives_the_next(hr: Caller, person_id: str) -> None:
    seen = tag(hr.get(f"/people/{person_id}"))
    changed = hr.patch(f"/people/{person_id}", {"cap": 3}, version=seen)
    assert (changed.status_code, changed.json["version"]) == (200, 2)
    assert tag(changed) != seen
    assert tag(hr.get(f"/people/{person_id}")) == tag(changed)


def test_of_two_who_saw_the_same_only_the_first_may_change_it(hr: Caller, person_id: str) -> None:
    seen = tag(hr.get(f"/people/{person_id}"))
    assert hr.patch(f"/people/{person_id}", {"cap": 3}, version=seen).status_code == 200
    late = hr.patch(f"/people/{person_id}", {"cap": 4}, version=seen)
    assert (late.status_code, late.json["code"]) == (412, "stale")
    assert hr.get(f"/people/{person_id}").json["cap"] == 3


@pytest.mark.parametrize(
    ("sent", "status"),
    [('"1"', 200), ('"2"', 412), ('"abc"', 412), ('W/"1"', 412), ('"99999999999999999999"', 412), ('"1", "2"', 400)],
)
def test_what_if_match_may_say(hr: Caller, person_id: str, sent: str, status: int) -> None:
    assert hr.patch(f"/people/{person_id}", {"cap": 3}, version=sent).status_code == status


def test_who_holds_the_present_answer_gets_a_304(hr: Caller, person_id: str) -> None:
    seen = tag(hr.get(f"/people/{person_id}"))
    again = hr.get(f"/people/{person_id}", headers={"If-None-Match": seen})
    assert (again.status_code, again.data, tag(again)) == (304, b"", seen)
    hr.patch(f"/people/{person_id}", {"cap": 3}, version=1)
    assert hr.get(f"/people/{person_id}", headers={"If-None-Match": seen}).status_code == 200


def test_lists_have_tags_too(hr: Caller, person_id: str) -> None:
    seen = tag(hr.get("/people"))
    assert hr.get("/people", headers={"If-None-Match": seen}).status_code == 304
    hr.patch(f"/people/{person_id}", {"cap": 3}, version=1)
    assert hr.get("/people", headers={"If-None-Match": seen}).status_code == 200
