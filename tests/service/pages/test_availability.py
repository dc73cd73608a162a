"""A panelist's availability, as they fill it in."""

from datetime import timedelta

import pytest
from flask import Flask

from service.models import utc_now
from service.people.availability import get_availability
from service.trail import SYSTEM
from tests.service.pages.visitor import Visitor, a_visitor
from tests.service.watched_client import house_of


@pytest.fixture
def panelist(sqlite_app: Flask) -> Visitor:
    visitor = a_visitor(sqlite_app, roles=("panelist",))
    visitor.get("/availability")
    return visitor


def version(visitor: Visitor) -> str:
    assert visitor.page is not None
    return visitor.page.hidden("version")


def test_weekly_hours_are_kept_as_people_write_them(sqlite_app: Flask, panelist: Visitor) -> None:
    page = panelist.get("/availability/weekly")
    assert page.value("from-0-0") == "09:00"
    typed = {"version": version(panelist), "from-0-0": "9", "to-0-0": "12.30", "from-0-1": "1330", "to-0-1": "24:00"}
    page = panelist.send("/availability/weekly", typed)
    assert "Monday 09:00 to 12:30 and 13:30 to 24:00" in page.words
    assert "Tuesday Not free" in page.words


def test_hours_that_end_before_they_begin_are_named_with_their_day_and_everything_typed_stays(
    panelist: Visitor,
) -> None:
    panelist.get("/availability/weekly")
    typed = {"version": version(panelist), "from-2-0": "17:00", "to-2-0": "nine", "from-3-0": "17:00", "to-3-0": "9:00"}
    page = panelist.send("/availability/weekly", typed, status=422)
    assert [fault for fault in page.faults() if "'nine'" in fault or "Thursday" in fault] == page.faults()
    assert len(page.faults()) == 2
    assert (page.value("to-2-0"), page.value("to-3-0")) == ("nine", "9:00")


def test_a_form_that_came_too_late_keeps_what_was_typed_and_can_be_sent_again(panelist: Visitor) -> None:
    panelist.get("/availability/weekly")
    old = version(panelist)
    panelist.send("/availability/cap", {"version": old, "cap": "3"})
    page = panelist.send("/availability/weekly", {"version": old, "from-5-0": "10:00", "to-5-0": "12:00"}, status=412)
    assert "Changed meanwhile" in page.words
    assert page.value("from-5-0") == "10:00"
    again = {"version": page.hidden("version"), "from-5-0": "10:00", "to-5-0": "12:00"}
    assert "Saturday 10:00 to 12:00" in panelist.send("/availability/weekly", again).words


def test_a_single_day_and_days_away_can_be_added_and_removed(panelist: Visitor) -> None:
    day = utc_now().date() + timedelta(days=9)
    typed = {"version": version(panelist), "on_date": day.isoformat(), "kind": "not_free"}
    page = panelist.send("/availability/exceptions", typed)
    assert "Not free on" in page.words
    assert "all day" in page.words
    typed = {"version": version(panelist), "leave_first": f"{day:%d/%m/%Y}", "leave_last": ""}
    page = panelist.send("/availability/leave", typed)
    removals = [each.get("action", "") for each in page.forms() if each.get("action", "").endswith("/remove")]
    assert len(removals) == 2
    for removal in removals:
        page = panelist.send(removal, {"version": version(panelist)})
    assert "Every day is as your weekly hours say." in page.words
    assert "No days away." in page.words


def test_a_pause_begins_and_ends(panelist: Visitor) -> None:
    today = utc_now().date().isoformat()
    page = panelist.send("/availability/pause", {"version": version(panelist), "pause_first": today})
    assert "until you end the pause you are not asked" in page.words
    assert "You are not pausing." in panelist.send("/availability/resume", {"version": version(panelist)}).words


@pytest.mark.parametrize(
    ("path", "typed", "where"),
    [
        ("exceptions", {"on_date": "31/02/2027", "kind": "free"}, "on_date"),
        ("exceptions", {"on_date": "2027-02-03", "kind": "maybe"}, "kind"),
        ("exceptions", {"on_date": "2027-02-03", "kind": "free", "starts_at": "12", "ends_at": "11"}, "ends_at"),
        ("leave", {"leave_first": "2027-02-03", "leave_last": "2027-02-01"}, "leave_last"),
        ("pause", {"pause_first": "", "pause_last": ""}, "pause_first"),
        ("cap", {"cap": "-1"}, "cap"),
        ("cap", {"cap": "lots"}, "cap"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_with_what_was_typed(
    panelist: Visitor, path: str, typed: dict[str, str], where: str
) -> None:
    page = panelist.send(f"/availability/{path}", {"version": version(panelist)} | typed, status=422)
    assert f"{where}-error" in page.ids()
    for name, value in typed.items():
        if value != "maybe":
            assert page.value(name) == value


def test_a_lost_version_field_changes_nothing(sqlite_app: Flask, panelist: Visitor) -> None:
    panelist.send("/availability/cap", {"cap": "1"}, status=428)
    with house_of(sqlite_app).reading(SYSTEM) as work:
        assert get_availability(work, str(panelist.person_id)).version == 1
