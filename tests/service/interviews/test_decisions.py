"""Decisions: a named person's act with reasons, kept as made; corrected by two; and what each leaves to be done."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, StaleError
from service.interviews.concerns import raise_concern
from service.interviews.corrections import ask_correction, settle_correction
from service.interviews.decisions import decisions_about, latest_outcomes, open_decision, record_decision
from service.interviews.justifications import justifications, write_justification
from service.interviews.owed import in_scope
from service.interviews.planning import record_interview
from service.interviews.scoring import lock_sheet
from service.models import AppointmentDecision, Feedback, Justification, OutcomeEvent
from service.outcome_steps import standing, steps_of
from service.trail import SYSTEM
from service.work import House, Work
from tests.builders import NEXT_TUESDAY
from tests.service.interviews.builders import (
    Selection,
    a_selection,
    after_the_interviews,
    agreed_question,
    held,
    planned,
    ready_to_decide,
    scored,
    utc,
)


def decided(at: Selection, outcome: str, number: int = 0, seen: int = 0, who: str = "manager") -> str:
    with at.house.writing(at.people[who]) as work:
        return record_decision(work, at.applications[number], outcome, f"Why {outcome}.", seen).id


def stands(at: Selection, number: int = 0) -> tuple[str, str]:
    with at.house.reading(SYSTEM) as work:
        return standing(steps_of(work, at.applications[number]))


def test_each_outcome_is_a_step_of_the_application_by_a_named_person(house: House) -> None:
    at = a_selection(house, applicants=4)
    with after_the_interviews():
        ready_to_decide(at)
        assert stands(at) == ("interviewed", "open")
        for number, (outcomes, then) in enumerate(
            (
                (("offered", "appointed"), ("appointed", "appointed")),
                (("reserve", "offered", "declined"), ("offered", "declined")),
                (("not_selected",), ("interviewed", "not_selected")),
                (("withdrawn",), ("interviewed", "withdrawn")),
            )
        ):
            for seen, outcome in enumerate(outcomes):
                decided(at, outcome, number, seen)
            assert stands(at, number) == then
    with house.reading(SYSTEM) as work:
        assert {each.decided_by for each in work.session.exec(select(AppointmentDecision))} == {at.manager.account_id}
        assert None not in {each.recorded_by for each in work.session.exec(select(OutcomeEvent))}
        [first, last] = decisions_about(work, at.applications[0])
        assert b"Why" not in first.reasons
        assert open_decision(work, last).reasons == "Why appointed."


def test_a_decision_needs_an_interview_that_was_held_and_two_locked_sheets(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    with pytest.raises(ConflictError, match="was planned"):
        decided(at, "appointed")
    agreed_question(at)
    made = planned(at)
    with after_the_interviews():
        with pytest.raises(ConflictError, match="what became of"):
            decided(at, "appointed")
        held(at, made)
        scored(at, made, "chair", 3)
        scored(at, made, "ambassador", 3, lock=False)
        with pytest.raises(ConflictError, match="two members"):
            decided(at, "appointed")
        scored(at, made, "panelist", 3)
        with at.house.writing(at.ambassador) as work:
            lock_sheet(work, made, 1)
        decided(at, "appointed")


@pytest.mark.parametrize(
    ("who", "error"), [("chair", ForbiddenError), ("shortlister", NotFoundError), ("stranger", NotFoundError)]
)
def test_only_the_appointing_manager_and_hr_decide(sqlite_house: House, who: str, error: type[Exception]) -> None:
    at = a_selection(sqlite_house)
    with after_the_interviews():
        ready_to_decide(at)
        with pytest.raises(error):
            decided(at, "appointed", who=who)
        with pytest.raises(ForbiddenError, match="named person"), sqlite_house.writing(SYSTEM) as work:
            record_decision(work, at.applications[0], "appointed", "By a command.", 0)


def test_who_decides_on_an_outdated_page_is_told_so(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    with after_the_interviews():
        ready_to_decide(at)
        decided(at, "offered")
        with pytest.raises(StaleError):
            decided(at, "not_selected", who="hr")
        with pytest.raises(InvalidInputError, match="cannot follow"):
            decided(at, "not_selected", seen=1)
        with pytest.raises(InvalidInputError) as refusal, sqlite_house.writing(at.hr) as work:
            record_decision(work, at.applications[0], "hired", " ", 1)
        assert {each.where for each in refusal.value.problems} == {"outcome", "reasons"}


def test_a_correction_is_confirmed_by_somebody_else_and_both_records_stay(house: House) -> None:
    at = a_selection(house)
    with after_the_interviews():
        ready_to_decide(at)
        wrong = decided(at, "appointed")
        with house.writing(at.manager) as work:
            asked = ask_correction(work, wrong, "not_selected", "The other one was meant.", "The rows were mixed up.")
        with pytest.raises(ConflictError, match="waits for its second"), house.writing(at.hr) as work:
            ask_correction(work, wrong, "reserve", "No.", "No.")
        assert stands(at) == ("appointed", "appointed")
        with pytest.raises(ForbiddenError, match="Somebody else"), house.writing(at.manager) as work:
            settle_correction(work, asked.id, confirm=True, expected_version=1)
        with pytest.raises(NotFoundError), house.writing(at.chair) as work:
            settle_correction(work, asked.id, confirm=True, expected_version=1)
        with house.writing(at.hr) as work:
            settle_correction(work, asked.id, confirm=True, expected_version=1)
        assert stands(at) == ("interviewed", "not_selected")
        with pytest.raises(ConflictError, match="settled already"), house.writing(at.second) as work:
            settle_correction(work, asked.id, confirm=True, expected_version=2)
    with house.reading(SYSTEM) as work:
        first, last = decisions_about(work, at.applications[0])
        assert (first.outcome, last.outcome, last.corrects_id) == ("appointed", "not_selected", first.id)
        assert (last.decided_by, last.second_person) == (at.manager.account_id, at.hr.account_id)
        assert open_decision(work, last).why_corrected == "The rows were mixed up."
        event = work.session.exec(select(OutcomeEvent).where(OutcomeEvent.outcome == "not_selected")).one()
        assert (event.second_person, event.corrects_id is not None) == (at.hr.account_id, True)
        assert latest_outcomes(work, at.applications)[at.applications[0]].outcome == "not_selected"
    with house.reading(at.manager) as work:
        assert justifications(work) == []  # what was owed for the wrong appointment is owed no more


def test_the_wrong_way_round_a_correction_to_an_appointment_is_to_be_justified(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    with after_the_interviews():
        ready_to_decide(at)
        wrong = decided(at, "not_selected")
        for confirm, who in ((False, "manager"), (True, "second")):
            with sqlite_house.writing(at.manager) as work:
                asked = ask_correction(work, wrong, "appointed", "The best answers.", "Mixed up.")
            with sqlite_house.writing(at.people[who]) as work:
                settle_correction(work, asked.id, confirm=confirm, expected_version=1)
        assert stands(at) == ("appointed", "appointed")
    with sqlite_house.reading(at.manager) as work:
        assert len(justifications(work)) == 1


def test_an_unanswered_concern_keeps_a_correction_from_being_confirmed(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    with after_the_interviews():
        ready_to_decide(at)
        wrong = decided(at, "appointed")
        with sqlite_house.writing(at.manager) as work:
            asked = ask_correction(work, wrong, "not_selected", "Right.", "Wrong.")
        with sqlite_house.writing(at.panelist) as work:
            raise_concern(work, at.vacancy_id, "decision", "Why is this turned round?")
        with pytest.raises(ConflictError, match="concern waits"), sqlite_house.writing(at.hr) as work:
            settle_correction(work, asked.id, confirm=True, expected_version=1)


def test_decisions_are_never_changed_or_deleted(house: House) -> None:
    at = a_selection(house)
    with after_the_interviews():
        ready_to_decide(at)
        made = decided(at, "appointed")
    for change in (_rewrite, _delete):
        with pytest.raises(DBAPIError, match="append_only"), house.writing(SYSTEM) as work:
            change(work, made)
            work.session.flush()


def _rewrite(work: Work, decision_id: str) -> None:
    work.session.get_one(AppointmentDecision, decision_id).outcome = "withdrawn"


def _delete(work: Work, decision_id: str) -> None:
    work.session.delete(work.session.get_one(AppointmentDecision, decision_id))


def test_every_appointment_is_to_be_justified_in_ten_working_days_and_late_ones_are_listed(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    with after_the_interviews():
        ready_to_decide(at)
        decided(at, "appointed")
        decided(at, "not_selected", 1)
        for who in ("manager", "hr"):
            with sqlite_house.reading(at.people[who]) as work:
                [owed] = justifications(work)
                assert (owed.row.due_on, owed.owner, owed.overdue) == (date(2027, 1, 19), "Mara Manager", False)
        with sqlite_house.reading(at.stranger) as work:
            assert justifications(work) == []
    with after_the_interviews(utc(2027, 1, 20, 9)):
        with sqlite_house.reading(at.hr) as work:
            assert justifications(work)[0].overdue
        with sqlite_house.writing(at.manager) as work:
            write_justification(work, owed.row.id, "Highest scores on every question.", 1)
        with sqlite_house.reading(at.hr) as work:
            assert not justifications(work)[0].overdue
        with pytest.raises(ConflictError, match="written already"), sqlite_house.writing(at.manager) as work:
            write_justification(work, owed.row.id, "Something else.", 2)


@pytest.mark.parametrize(
    ("band", "from_band", "owed"),
    [("7", "", True), ("7", "8a", False), ("8a", "8a", True), ("9", "8a", True), (None, "8a", True), ("2", "7", False)],
)
def test_what_is_to_be_justified_depends_on_the_band_alone(band: str | None, from_band: str, owed: bool) -> None:
    assert in_scope(band, from_band) is owed


def test_an_appointment_below_the_band_of_the_settings_is_not_to_be_justified(sqlite_house: House) -> None:
    at = a_selection(sqlite_house, applicants=1, band="7")
    with after_the_interviews():
        ready_to_decide(at)
        house = House(replace(sqlite_house.settings, justify_from_band="8a"))
        with house.writing(at.manager) as work:
            record_decision(work, at.applications[0], "appointed", "The best answers.", 0)
            assert work.session.exec(select(Justification)).all() == []
        house.database.engine.dispose()


def test_who_missed_the_interview_may_be_decided_about_and_is_owed_no_feedback(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    made = planned(at, 0, NEXT_TUESDAY)
    with after_the_interviews():
        with sqlite_house.writing(at.chair) as work:
            record_interview(work, made, "missed", 1)
        with pytest.raises(ConflictError, match="not interviewed"):
            decided(at, "appointed")
        decided(at, "not_selected")
    with sqlite_house.reading(SYSTEM) as work:
        assert work.session.exec(select(Feedback)).all() == []
    assert stands(at) == ("shortlisted", "not_selected")
