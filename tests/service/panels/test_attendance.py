"""Who sat, and what was decided: recorded by those who may, and once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from service.models import Attendance, Concern, PanelRequest, PostDecision
from service.panels.attendance import StandIn, WhoSat, record_who_sat
from service.panels.decisions import record_decision
from service.panels.views import panel_view
from service.trail import SYSTEM, Actor
from service.work import House
from tests.builders import a_person, an_actor
from tests.service.panels.situations import Office, confirmed, ready


def after_the_interview(office: Office) -> None:
    begun = datetime.now(UTC) - timedelta(hours=1)
    office.change(starts_at=begun, ends_at=begun + timedelta(hours=1))


def record(office: Office, actor: Actor, given: WhoSat | None = None) -> None:
    panel = office.panel()
    sat = given or WhoSat({str(member): True for member in office.members()})
    with office.house.writing(actor) as work:
        record_who_sat(work, panel.id, sat, panel.version)


def held(house: House) -> Office:
    office = ready(house)
    after_the_interview(office)
    record(office, office.manager)
    return office


def test_the_appointing_manager_records_who_sat(house: House) -> None:
    office = held(house)
    assert office.panel().state == "held"
    assert office.bookings() == []
    with house.reading(SYSTEM) as work:
        assert {each.person_id for each in work.session.exec(select(Attendance))} == set(office.members())


def test_the_chair_records_a_stand_in_for_a_member_who_did_not_come(house: House) -> None:
    office = ready(house)
    after_the_interview(office)
    chair, absent = office.members()
    spare = next(each for each in office.people if each.id not in (chair, absent))
    with house.writing(SYSTEM) as work:
        account = an_actor(work, roles=["panelist"], person=next(p for p in office.people if p.id == chair))
    record(office, account, WhoSat({str(chair): True, str(absent): False}, [StandIn(spare.id, "panelist")]))
    with house.reading(office.manager) as work:
        view = panel_view(work, office.panel().id)
    assert [seat.sat for seat in view.seats] == [True, False]
    assert view.stand_ins == (spare.name,)


def test_nobody_else_records_who_sat(sqlite_house: House) -> None:
    office = ready(sqlite_house)
    after_the_interview(office)
    with sqlite_house.writing(SYSTEM) as work:
        colleague = an_actor(work, roles=["manager"], person=a_person(work, roles=()))
    with pytest.raises(ForbiddenError):
        record(office, colleague)
    with pytest.raises(NotFoundError):
        record(office, office.as_person(office.members()[1]))


def test_who_sat_is_recorded_only_after_the_interview_began_and_only_once(sqlite_house: House) -> None:
    office = ready(sqlite_house)
    with pytest.raises(ConflictError, match="not begun"):
        record(office, office.manager)
    after_the_interview(office)
    record(office, office.manager)
    with pytest.raises(ConflictError):
        record(office, office.manager)


def test_every_problem_of_the_record_is_listed(sqlite_house: House) -> None:
    office = confirmed(sqlite_house)
    after_the_interview(office)
    member = str(office.members()[0])
    given = WhoSat({member: True, "ghost": True}, [StandIn(member), StandIn("nobody", "")])
    with pytest.raises(InvalidInputError) as error:
        record(office, office.manager, given)
    assert {each.where for each in error.value.problems} == {
        f"sat.{office.members()[1]}", "sat.ghost", "stand_ins.0.person_id", "stand_ins.1.person_id",
        "stand_ins.1.role",
    }  # fmt: skip


def test_the_decision_closes_the_panel_and_stays_as_it_is(house: House) -> None:
    office = held(house)
    panel = office.panel()
    with house.writing(office.manager) as work:
        decision = record_decision(work, panel.id, 6, 1, panel.version)
    assert office.panel().state == "closed"
    assert office.now().state == "closed"
    with pytest.raises(DBAPIError, match="append_only"), house.writing(SYSTEM) as work:
        row = work.session.get_one(PostDecision, decision.id)
        row.appointed = 2
        work.session.add(row)


def test_the_counts_wait_for_the_answer_to_a_concern(house: House) -> None:
    office = held(house)
    panel = office.panel()
    with house.writing(SYSTEM) as work:
        vacancy_id = work.session.get_one(PanelRequest, panel.request_id).vacancy_id
        hr = an_actor(work, roles=["hr"])
        concern = Concern(
            vacancy_id=vacancy_id, theme="conduct", text=b"sealed", raised_by=str(office.manager.account_id)
        )
        work.session.add(concern)
    with pytest.raises(ConflictError, match="concern waits"), house.writing(office.manager) as work:
        record_decision(work, panel.id, 6, 1, panel.version)
    assert office.panel().state == "held"
    with house.writing(SYSTEM) as work:
        row = work.session.get_one(Concern, concern.id)
        row.answer, row.answered_by = b"sealed", hr.account_id
    with house.writing(office.manager) as work:
        record_decision(work, panel.id, 6, 1, panel.version)
    assert office.panel().state == "closed"


def test_a_decision_waits_for_who_sat_and_counts_must_make_sense(sqlite_house: House) -> None:
    office = ready(sqlite_house)
    panel = office.panel()
    with pytest.raises(ConflictError), sqlite_house.writing(office.manager) as work:
        record_decision(work, panel.id, 3, 1, panel.version)
    office = held(sqlite_house)
    panel = office.panel()
    with pytest.raises(InvalidInputError), sqlite_house.writing(office.manager) as work:
        record_decision(work, panel.id, 3, 4, panel.version)
