"""Who arranges adjustments: HR and the appointing manager, and never a member of a panel, whatever else they are."""

from dataclasses import replace

import pytest
from sqlmodel import select

from service.interviews.taking_part import vacancy_and_part
from service.interviews.waiting import adjustments_to_settle
from service.models import AccountRole, Attendance, Invitation, Panel, Vacancy
from service.trail import SYSTEM, Actor
from service.work import House
from tests.service.interviews.builders import Selection, a_selection, planned
from tests.service.interviews.test_adjustments import asked


def arranges(at: Selection, who: Actor) -> bool:
    """Whether somebody arranges this selection's adjustments; what their home page tells them to settle agrees."""
    with at.house.reading(who) as work:
        told = bool(adjustments_to_settle(work))
        assert vacancy_and_part(work, at.vacancy_id)[1].arranges is told
        return told


@pytest.fixture
def at(house: House) -> Selection:
    made = a_selection(house)
    planned(made)
    asked(made)
    return made


def with_role(at: Selection, who: str, role: str) -> Actor:
    """Somebody of the selection who is a manager, or of HR, as well."""
    actor = at.people[who]
    with at.house.writing(SYSTEM) as work:
        work.session.add(AccountRole(account_id=str(actor.account_id), role=role))
    return replace(actor, roles=actor.roles | {role})


def test_hr_and_the_appointing_manager_arrange_and_nobody_else(at: Selection) -> None:
    assert {who for who, actor in at.people.items() if who != "stranger" and arranges(at, actor)} == {
        "hr", "second", "manager",
    }  # fmt: skip


def test_no_member_of_a_panel_arranges_whatever_else_they_are(at: Selection) -> None:
    assert not arranges(at, with_role(at, "panelist", "hr"))
    with at.house.writing(SYSTEM) as work:
        work.session.get_one(Vacancy, at.vacancy_id).appointing_manager_id = at.chair.person_id
    chair = with_role(at, "chair", "manager")
    assert not arranges(at, chair)
    with at.house.reading(chair) as work:
        assert vacancy_and_part(work, at.vacancy_id)[1].decides  # that is still theirs


def test_a_seat_that_is_not_answered_for_yet_counts_and_so_does_standing_in(at: Selection) -> None:
    asked_to_sit = with_role(at, "ambassador", "hr")
    with at.house.writing(SYSTEM) as work:
        for each in work.session.exec(select(Invitation).where(Invitation.person_id == asked_to_sit.person_id)):
            each.state = "sent"
    assert not arranges(at, asked_to_sit)
    hr = with_role(at, "stranger", "hr")
    assert arranges(at, hr)
    with at.house.writing(SYSTEM) as work:
        work.session.add(
            Attendance(
                panel_id=at.panel_id, person_id=str(hr.person_id), role="panelist", sat=True,
                recorded_by=str(at.hr.account_id),
            )
        )  # fmt: skip
    assert not arranges(at, hr)


def test_where_nobody_appoints_hr_arranges_alone(at: Selection) -> None:
    with at.house.writing(SYSTEM) as work:
        work.session.get_one(Vacancy, at.vacancy_id).appointing_manager_id = None
    assert not arranges(at, at.manager)
    assert arranges(at, at.hr)


def test_a_cancelled_panel_keeps_nobody_from_arranging(at: Selection) -> None:
    panelist = with_role(at, "panelist", "hr")
    with at.house.writing(SYSTEM) as work:
        work.session.get_one(Panel, at.panel_id).state = "cancelled"
    assert arranges(at, panelist)
