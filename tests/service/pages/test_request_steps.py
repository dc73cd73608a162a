"""Asking for a panel, step by step."""

import pytest
from flask import Flask
from sqlmodel import select

from service.models import PanelRequest, RequestConflict, RequestStart
from service.trail import SYSTEM
from tests.builders import a_person
from tests.service.pages.scenes import Scene, a_scene, when
from tests.service.pages.visitor import a_visitor
from tests.service.watched_client import house_of

NO_TIME = {"day-0": "", "time-0": ""}


@pytest.fixture
def scene(sqlite_app: Flask) -> Scene:
    return a_scene(sqlite_app)


def the_request(scene: Scene) -> PanelRequest:
    with house_of(scene.app).reading(SYSTEM) as work:
        return work.session.exec(select(PanelRequest)).one()


def test_the_steps_lead_from_the_vacancy_to_a_panel(scene: Scene) -> None:
    visitor = scene.manager
    assert scene.steps in visitor.get(f"/vacancies/{scene.vacancy_id}").links()
    assert "Chair, from anywhere" in visitor.get(scene.steps).words
    assert visitor.send(scene.steps).title.startswith("Step 2")
    assert visitor.send(f"{scene.steps}/when", when()).title.startswith("Step 3")
    page = visitor.get(f"{scene.steps}/conflicts?find=chair+0")
    person = next(each.get("value", "") for each in page.all("input") if each.get("name") == "person")
    page = visitor.send(f"{scene.steps}/conflicts", {"person": person, "reason": "Sister of an applicant"})
    assert "Chair 0 , Matron" in page.words
    page = visitor.get(f"{scene.steps}/check")
    assert "Tuesday 5 January 2027 at 10:00 GMT" in page.words
    assert "Chair 0: Sister of an applicant" in page.words
    visitor.send_only(f"{scene.steps}/check")
    with house_of(scene.app).reading(SYSTEM) as work:
        assert work.session.exec(select(RequestConflict.person_id)).all() == [person]
        assert len(work.session.exec(select(RequestStart)).all()) == 1
    assert the_request(scene).state == "proposed"


def test_sending_twice_makes_one_request(scene: Scene) -> None:
    scene.manager.send(f"{scene.steps}/when", when())
    first = scene.manager.send_only(f"{scene.steps}/check")
    again = scene.manager.send_only(f"{scene.steps}/check")
    assert (first.status_code, again.status_code, again.location) == (303, 303, f"/vacancies/{scene.vacancy_id}")
    assert the_request(scene)


def test_what_was_typed_is_there_on_going_back_and_after_signing_in_again(scene: Scene) -> None:
    scene.manager.send(f"{scene.steps}/when", when(minutes="90", **{"day-1": "2027-01-06", "time-1": "14:00"}))
    page = scene.manager.get(f"{scene.steps}/when")
    assert (page.value("minutes"), page.value("day-1"), page.value("time-1")) == ("90", "2027-01-06", "14:00")
    assert "Go on with your request" in scene.manager.get(f"/vacancies/{scene.vacancy_id}").words


def test_a_time_that_does_not_exist_is_refused_with_the_remedy(scene: Scene) -> None:
    typed = when(**{"day-0": "2027-03-28", "time-0": "01:30"})
    page = scene.manager.send(f"{scene.steps}/when", typed, status=422)
    assert "does not exist" in page.faults()[0]
    assert "Choose another time, such as 02:30." in page.faults()[0]
    assert page.value("time-0") == "01:30"


@pytest.mark.parametrize(("reading", "utc"), [("2027-10-31T01:30+01:00", 0), ("2027-10-31T01:30+00:00", 1)])
def test_of_a_time_that_happens_twice_the_page_asks_which(scene: Scene, reading: str, utc: int) -> None:
    typed = when(**{"day-0": "2027-10-31", "time-0": "01:30"})
    page = scene.manager.send(f"{scene.steps}/when", typed, status=422)
    assert "Before the clocks go back: Sunday 31 October 2027 at 01:30 BST" in page.words
    assert "After the clocks go back: Sunday 31 October 2027 at 01:30 GMT" in page.words
    scene.manager.send(f"{scene.steps}/when", {**typed, "reading-0": reading})
    assert scene.manager.get(f"{scene.steps}/when").value("reading-0") == reading
    scene.manager.send_only(f"{scene.steps}/check")
    with house_of(scene.app).reading(SYSTEM) as work:
        assert work.session.exec(select(RequestStart.starts_at)).one().hour == utc


def test_a_window_of_days_offers_every_half_hour_in_it(scene: Scene) -> None:
    window = {"first_day": "2027-01-08", "last_day": "2027-01-11", "opens": "9", "closes": "11"}
    scene.manager.send(f"{scene.steps}/when", when() | NO_TIME | window)
    page = scene.manager.get(f"{scene.steps}/check")
    assert "Friday 8 January 2027 to Monday 11 January 2027" in page.words
    assert "6 possible starts" in page.words


@pytest.mark.parametrize(
    ("typed", "where"),
    [
        (NO_TIME, "day-0"),
        ({"day-0": "2027-13-01"}, "day-0"),
        ({"time-0": "25:00"}, "time-0"),
        ({"day-0": "2020-01-01"}, "day-0"),
        ({"day-1": "2027-01-05", "time-1": "10:00"}, "day-0"),
        ({"needed_by": "2027-01-01"}, "day-0"),
        ({"first_day": "2027-01-08", "last_day": "2027-01-09"}, "first_day"),
        ({"priority": "9"}, "priority"),
        ({"place": "moon"}, "place"),
        ({"minutes": "5"}, "minutes"),
        ({**NO_TIME, "first_day": "2027-01-08", "last_day": "2027-01-07"}, "last_day"),
        ({**NO_TIME, "first_day": "", "last_day": "2027-01-07"}, "first_day"),
        ({**NO_TIME, "first_day": "2027-01-07", "last_day": "2027-01-07", "opens": "9", "closes": "8"}, "closes"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(scene: Scene, typed: dict[str, str], where: str) -> None:
    page = scene.manager.send(f"{scene.steps}/when", when() | {"opens": "9", "closes": "17"} | typed, status=422)
    assert f"{where}-error" in page.ids(), page.faults()


def test_more_times_can_be_offered_without_losing_those_typed(scene: Scene) -> None:
    page = scene.manager.send(f"{scene.steps}/when", when(more="yes"))
    assert "day-5" in page.ids()
    assert page.value("time-0") == "10:00"


def test_a_seat_can_be_added_and_taken_off_but_the_policys_stay(scene: Scene) -> None:
    page = scene.manager.send(scene.steps, {"add": "yes", "role": "ambassador", "from": "division"})
    assert "Ambassador, from the same division (added by you)" in page.words
    page = scene.manager.send(scene.steps, {"remove": "0"})
    assert "added by you" not in page.words
    assert "Panelist, from anywhere" in page.words


def test_a_conflict_of_interest_needs_a_person_and_a_reason(scene: Scene) -> None:
    page = scene.manager.send(f"{scene.steps}/conflicts", {"find": "panelist", "reason": ""}, status=422)
    assert len(page.faults()) == 2
    assert page.value("find") == "panelist"


def test_somebody_elses_reason_is_never_shown(scene: Scene) -> None:
    scene.manager.send(f"{scene.steps}/when", when())
    person = scene.people[0].id
    scene.manager.send(f"{scene.steps}/conflicts", {"person": person, "reason": "A private matter"})
    scene.manager.send_only(f"{scene.steps}/check")
    with house_of(scene.app).writing(SYSTEM) as work:
        colleague = a_person(work, roles=())
    other = a_visitor(scene.app, roles=("manager",), person=colleague)
    other.send(f"/requests/{the_request(scene).id}/change")
    page = other.get(f"{scene.steps}/check")
    assert "A private matter" not in page.html
    assert "Chair 0: Declared earlier by a colleague" in page.words
    other.send_only(f"{scene.steps}/check")
    with house_of(scene.app).reading(SYSTEM) as work:
        assert work.session.exec(select(RequestConflict.reason)).one() == "A private matter"


def test_changing_a_request_begins_with_what_it_says_and_a_late_change_keeps_what_was_typed(scene: Scene) -> None:
    request_id = scene.a_request(minutes=45)
    page = scene.manager.send(f"/requests/{request_id}/change")
    assert (page.value("minutes"), page.value("day-0"), page.value("time-1")) == ("45", "2027-01-05", "13:00")
    scene.manager.send(f"{scene.steps}/when", when(minutes="30"))
    with house_of(scene.app).writing(SYSTEM) as work:
        work.session.get_one(PanelRequest, request_id).version += 1
    page = scene.manager.send(f"{scene.steps}/check", status=412)
    assert "Changed meanwhile" in page.words
    assert "30 minutes" in page.words
    scene.manager.send_only(f"{scene.steps}/check")
    assert the_request(scene).minutes == 30


def test_a_post_that_no_policy_covers_says_so_and_whom_to_ask(sqlite_app: Flask) -> None:
    scene = a_scene(sqlite_app, state="draft")
    assert "Ask HR to put a policy in force" in scene.manager.get(scene.steps).words


def test_a_draft_can_be_thrown_away(scene: Scene) -> None:
    scene.manager.send(f"{scene.steps}/when", when(minutes="90"))
    scene.manager.send(f"{scene.steps}/discard")
    assert scene.manager.get(f"{scene.steps}/when").value("minutes") == "60"


def test_anothers_vacancy_is_not_there(scene: Scene) -> None:
    with house_of(scene.app).writing(SYSTEM) as work:
        outsider = a_person(work, department="elsewhere", roles=())
    other = a_visitor(scene.app, roles=("manager",), person=outsider)
    for path in ("", "/when", "/conflicts", "/check"):
        other.get(scene.steps + path, 404)
