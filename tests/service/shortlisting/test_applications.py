"""Who reads an application after the reveal: those who recruit, as much as their part needs, and no shortlister."""

from dataclasses import replace

import pytest

from service.application_contents import ApplicationContents, Section, seal_contents
from service.errors import ForbiddenError, NotFoundError
from service.models import Application, Panel, Shortlisting
from service.shortlisting.applications import list_applications, open_application, original_document
from service.trail import SYSTEM, Actor
from service.work import House
from tests.service.interviews.builders import Selection, a_selection

PRIVATE = {
    "address": "7 Cnryaddress Row, Cnrytown", "phone": "07700 900123", "email": "cnry@mail.example",
    "postcode": "CN1 9RY", "ni_number": "QQ123456C", "date_of_birth": "1980-03-04", "nationality": "Cnryland",
    "graduation_year": "1999", "school": "Cnryschool", "referees": ["Cnryreferee"], "referee_1": "Cnryother",
    "made_up_later": "Cnrylater",
}  # fmt: skip
NEEDED = {
    "first_name": "Oyelaran", "last_name": "Fictive", "registration_body": "NMC", "registration_number": "99X9999E",
    "current_employer": "Fictive Trust", "job_title": "Charge nurse",
}  # fmt: skip


@pytest.fixture
def at(house: House) -> Selection:
    at = a_selection(house)
    with house.writing(SYSTEM) as work:
        row = work.session.get_one(Application, at.applications[0])
        contents = ApplicationContents(NEEDED | PRIVATE, (Section("Supporting statement", "I led a ward."),))
        row.sealed = seal_contents(work.settings, row.id, contents)
    return at


def seen(at: Selection, actor: Actor) -> ApplicationContents:
    with at.house.writing(actor) as work:
        return open_application(work, at.applications[0]).contents


def kept_from(at: Selection, actor: Actor) -> None:
    with at.house.writing(actor) as work:
        with pytest.raises(NotFoundError):
            open_application(work, at.applications[0])
        with pytest.raises(NotFoundError):
            list_applications(work, at.vacancy_id)
        with pytest.raises(NotFoundError):
            original_document(work, at.applications[0], "any")


def test_after_the_reveal_shortlisters_and_panel_members_read_no_application_here(at: Selection) -> None:
    for who in ("shortlister", "chair", "ambassador", "panelist", "stranger"):
        kept_from(at, at.people[who])


@pytest.mark.parametrize("state", ["proposed", "awaiting_release", "inviting", "held", "cancelled"])
def test_a_seat_on_a_panel_of_any_state_opens_no_application(sqlite_house: House, state: str) -> None:
    at = a_selection(sqlite_house)
    with sqlite_house.writing(SYSTEM) as work:
        work.session.get_one(Panel, at.panel_id).state = state
    kept_from(at, at.people["ambassador"])


def test_hr_sees_every_value_and_the_manager_those_that_selecting_needs(at: Selection) -> None:
    assert dict(seen(at, at.people["hr"]).details) == NEEDED | PRIVATE
    found = seen(at, at.people["manager"])
    assert dict(found.details) == NEEDED
    assert found.sections == (Section("Supporting statement", "I led a ward."),)


def test_a_manager_reads_nothing_before_the_reveal(at: Selection) -> None:
    with at.house.writing(SYSTEM) as work:
        work.session.get_one(Shortlisting, at.vacancy_id).state = "locked"
    kept_from(at, at.people["manager"])
    assert seen(at, at.people["hr"]).details["postcode"] == "CN1 9RY"


def test_hr_who_sits_on_the_panel_waits_for_the_reveal(at: Selection) -> None:
    with at.house.writing(SYSTEM) as work:
        work.session.get_one(Shortlisting, at.vacancy_id).state = "locked"
    both = replace(at.people["ambassador"], roles=frozenset({"panelist", "hr"}))
    with at.house.writing(both) as work, pytest.raises(ForbiddenError, match="You select"):
        open_application(work, at.applications[0])
