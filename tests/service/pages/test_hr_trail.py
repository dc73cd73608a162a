"""The trail on a page: who did what, newest first, narrowed, and never a value of anybody's self-description."""

from flask import Flask

from service.trail import SYSTEM
from tests.builders import a_person, an_actor
from tests.service.pages.visitor import a_visitor
from tests.service.watched_client import house_of


def test_events_are_shown_newest_first_with_who_and_what(app: Flask) -> None:
    house = house_of(app)
    with house.writing(SYSTEM) as work:
        person = a_person(work, name="Amara Okafor")
        actor = an_actor(work)
    with house.writing(actor) as work:
        work.record("person.paused", "person", person.id, {"from": "2027-01-05"})
    hr = a_visitor(app)
    page = hr.get("/hr/trail?kind=person")
    assert "1 event" in page.words
    assert f"Who {actor.name} What Person paused Subject Amara Okafor Details from: 2027-01-05" in page.words
    assert f"/hr/people/{person.id}" in page.links()
    assert "No event fits" in hr.get("/hr/trail?subject=nothing").words
    assert "signed in" in hr.get("/hr/trail?action=account.").words


def test_a_long_trail_has_pages(sqlite_app: Flask) -> None:
    with house_of(sqlite_app).writing(SYSTEM) as work:
        for number in range(60):
            work.record("thing.done", "thing", str(number))
    hr = a_visitor(sqlite_app)
    first = hr.get("/hr/trail")
    assert "61 events" in first.words
    assert "Thing done" in hr.get(next(link for link in first.links() if "page=2" in link)).words


def test_only_hr_reads_the_trail(sqlite_app: Flask) -> None:
    for roles in (("manager",), ("admin",), ("panelist",)):
        assert a_visitor(sqlite_app, roles=roles).client.get("/hr/trail").status_code == 403
