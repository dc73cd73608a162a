"""What a decision waits for, and so does its correction: an interview, whole scores, and an applicant who is there."""

import csv
import io
from datetime import timedelta

import pytest
from sqlmodel import select

from service.errors import ConflictError, InvalidInputError
from service.interviews.corrections import ask_correction, settle_correction
from service.interviews.decisions import decisions_about, open_decision, record_decision
from service.interviews.planning import move_interview, record_interview
from service.interviews.scoring import lock_sheet, save_scores, scoring_view
from service.models import Application, AppointmentDecision, Feedback, Interview, TrailEvent
from service.outcome_steps import standing, steps_of
from service.outcomes.records import outcomes_file
from service.shortlisting.applications import withdraw_application
from service.trail import SYSTEM
from service.work import House
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
)

ILL = "The ambassador fell ill the same day."


def decided(at: Selection, outcome: str, who: str = "manager", seen: int = 0, without: str = "") -> str:
    with at.house.writing(at.people[who]) as work:
        return record_decision(work, at.applications[0], outcome, f"Why {outcome}.", seen, without).id


def corrected(at: Selection, wrong: str, outcome: str, without: str = "") -> None:
    with at.house.writing(at.manager) as work:
        asked = ask_correction(work, wrong, outcome, "The right one.", "Mixed up.", without).id
    with at.house.writing(at.hr) as work:
        settle_correction(work, asked, confirm=True, expected_version=1)


def counted(at: Selection) -> tuple[str, str]:
    """The stage and outcome with which the first applicant counts in the outcomes."""
    with at.house.writing(at.hr) as work:
        rows = csv.DictReader(io.StringIO(outcomes_file(work, {}).decode()))
        [row] = [each for each in rows if each["application_id"] == at.applications[0]]
        return row["stage"], row["outcome"]


def missed(at: Selection) -> str:
    """An interview that the applicant missed, and the decision not to select them."""
    agreed_question(at)
    made = planned(at)
    with at.house.writing(at.chair) as work:
        record_interview(work, made, "missed", 1)
    return made


def begun_but_not_locked(at: Selection) -> str:
    """An interview that chair and panelist scored, and whose scores the ambassador has typed and not locked."""
    agreed_question(at)
    made = planned(at)
    held(at, made)
    for who in ("chair", "panelist"):
        scored(at, made, who, 3)
    scored(at, made, "ambassador", 1, lock=False)
    return made


def test_no_correction_appoints_somebody_who_was_not_interviewed(house: House) -> None:
    at = a_selection(house)
    with after_the_interviews():
        missed(at)
        wrong = decided(at, "not_selected")
        for outcome in ("appointed", "offered"):
            with pytest.raises(ConflictError, match="correct the decision to “reserve”"):
                corrected(at, wrong, outcome)
    with house.reading(SYSTEM) as work:
        assert [each.outcome for each in work.session.exec(select(AppointmentDecision))] == ["not_selected"]
        assert standing(steps_of(work, at.applications[0])) == ("shortlisted", "not_selected")


def test_a_correction_meets_the_conditions_of_a_decision_again_when_it_is_confirmed(house: House) -> None:
    at = a_selection(house)
    with after_the_interviews():
        made = ready_to_decide(at)[0]
        wrong = decided(at, "not_selected")
        with house.writing(at.manager) as work:
            asked = ask_correction(work, wrong, "appointed", "The right one.", "Mixed up.").id
        with house.writing(SYSTEM) as work:
            work.session.get_one(Interview, made).state = "missed"
        with pytest.raises(ConflictError, match="not interviewed"), house.writing(at.hr) as work:
            settle_correction(work, asked, confirm=True, expected_version=1)
        with house.writing(at.hr) as work:
            settle_correction(work, asked, confirm=False, expected_version=1)
    with house.reading(SYSTEM) as work:
        assert len(decisions_about(work, at.applications[0])) == 1


def test_who_is_interviewed_after_all_is_scored_corrected_and_owed_feedback(house: House) -> None:
    at = a_selection(house)
    with after_the_interviews(NEXT_TUESDAY + timedelta(hours=2)):
        made = missed(at)
        corrected(at, decided(at, "not_selected"), "reserve")
        with house.writing(at.manager) as work:
            move_interview(work, made, NEXT_TUESDAY + timedelta(hours=4), 60, 2)
    with after_the_interviews():
        held(at, made)
        with pytest.raises(ConflictError, match="At least two members"):
            decided(at, "appointed", seen=2)
        for who in ("chair", "ambassador"):
            scored(at, made, who, 4)
        decided(at, "appointed", seen=2)
        with pytest.raises(ConflictError, match="decision is stored"):
            scored(at, made, "panelist", 0)
    with house.reading(SYSTEM) as work:
        assert standing(steps_of(work, at.applications[0])) == ("appointed", "appointed")
        assert [each.application_id for each in work.session.exec(select(Feedback))] == [at.applications[0]]


@pytest.mark.parametrize("right", ["not_selected", "withdrawn"])
def test_a_corrected_reserve_who_was_interviewed_since_still_counts_as_interviewed(house: House, right: str) -> None:
    at = a_selection(house)
    with after_the_interviews(NEXT_TUESDAY + timedelta(hours=2)):
        made = missed(at)
        corrected(at, decided(at, "not_selected"), "reserve")
        with house.writing(at.manager) as work:
            move_interview(work, made, NEXT_TUESDAY + timedelta(hours=4), 60, 2)
    with after_the_interviews():
        held(at, made)
        for who in ("chair", "ambassador"):
            scored(at, made, who, 2)
        with house.reading(SYSTEM) as work:
            reserve = decisions_about(work, at.applications[0])[-1].id
        assert counted(at) == ("interviewed", "reserve")
        corrected(at, reserve, right)
        assert counted(at) == ("interviewed", right)


def test_a_correction_of_who_was_never_interviewed_counts_no_interview(house: House) -> None:
    at = a_selection(house)
    with after_the_interviews():
        missed(at)
        corrected(at, decided(at, "not_selected"), "reserve")
        assert counted(at) == ("shortlisted", "reserve")


def test_a_correction_of_a_withdrawal_owes_the_feedback_that_was_not_due_before(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    with after_the_interviews():
        ready_to_decide(at)
        wrong = decided(at, "withdrawn")
        with sqlite_house.writing(SYSTEM) as work:
            for each in work.session.exec(select(Feedback)):
                work.session.delete(each)
        corrected(at, wrong, "reserve")
    with sqlite_house.reading(SYSTEM) as work:
        assert len(work.session.exec(select(Feedback)).all()) == 1


def test_nothing_is_corrected_to_declined_that_was_never_offered(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    with after_the_interviews():
        ready_to_decide(at)
        wrong = decided(at, "not_selected")
        with pytest.raises(InvalidInputError, match="No offer was made"):
            corrected(at, wrong, "declined")


def test_a_decision_waits_for_every_sheet_that_a_member_has_begun(house: House) -> None:
    at = a_selection(house)
    with after_the_interviews():
        made = begun_but_not_locked(at)
        with pytest.raises(ConflictError, match="not locked: Ambassador Sample"):
            decided(at, "appointed")
        with house.writing(at.ambassador) as work:
            lock_sheet(work, made, 1)
        decided(at, "appointed")


def test_it_goes_on_without_them_for_a_reason_that_is_kept_and_recorded(house: House) -> None:
    at = a_selection(house)
    with after_the_interviews():
        made = begun_but_not_locked(at)
        decided(at, "offered", without=f" {ILL} ")
        decided(at, "appointed", seen=1)  # nobody scores any more, so there is nothing to wait for
        with house.reading(at.ambassador) as work:
            view = scoring_view(work, made)
            assert view.decided
            assert view.own is not None
            assert [(each.score, each.note) for each in view.own.scores.values()] == [(1, "ambassador heard this")]
        with pytest.raises(ConflictError, match="decision is stored"):
            scored(at, made, "ambassador", 4)
    with house.reading(SYSTEM) as work:
        first, last = decisions_about(work, at.applications[0])
        assert b"ill" not in first.reasons
        assert (open_decision(work, first).without_scores, open_decision(work, last).without_scores) == (ILL, "")
        [event] = [each for each in work.session.exec(select(TrailEvent)) if "not_awaited" in each.action]
        assert event.account_id == at.manager.account_id
        assert event.details == {"decision": first.id, "of": [at.ambassador.account_id]}


def test_the_least_number_of_locked_sheets_has_no_exception(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    with after_the_interviews():
        agreed_question(at)
        made = planned(at)
        held(at, made)
        scored(at, made, "chair", 3)
        scored(at, made, "ambassador", 1, lock=False)
        with pytest.raises(ConflictError, match="At least two members"):
            decided(at, "appointed", without=ILL)


def test_an_exception_that_is_none_is_refused(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    with after_the_interviews():
        ready_to_decide(at)
        with pytest.raises(InvalidInputError, match="no scores to wait for") as refusal:
            decided(at, "appointed", without=ILL)
        assert [each.where for each in refusal.value.problems] == ["without_scores"]
        with pytest.raises(InvalidInputError):
            decided(at, "appointed", without="x" * 2001)


def test_a_correction_of_a_withdrawal_waits_for_begun_sheets_too(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    with after_the_interviews():
        made = begun_but_not_locked(at)
        wrong = decided(at, "withdrawn")
        with pytest.raises(ConflictError, match="not locked: Ambassador Sample"):
            corrected(at, wrong, "reserve")
        with sqlite_house.writing(at.manager) as work:
            asked = ask_correction(work, wrong, "reserve", "The right one.", "Mixed up.", ILL).id
        with sqlite_house.writing(at.ambassador) as work:
            save_scores(work, made, {}, 1)
        with sqlite_house.writing(at.hr) as work:
            settled = settle_correction(work, asked, confirm=True, expected_version=1)
            assert settled is not None
            assert open_decision(work, settled).without_scores == ILL


def test_who_withdrew_their_application_is_neither_appointed_nor_offered_anything(house: House) -> None:
    at = a_selection(house)
    with after_the_interviews():
        ready_to_decide(at)
        with house.writing(at.hr) as work:
            row = work.session.get_one(Application, at.applications[0])
            withdraw_application(work, row.id, row.version, row.applied_on)
        for outcome in ("appointed", "offered", "reserve", "not_selected"):
            with pytest.raises(ConflictError, match="has withdrawn"):
                decided(at, outcome)
        wrong = decided(at, "withdrawn")
        with pytest.raises(ConflictError, match="has withdrawn"):
            corrected(at, wrong, "appointed")
    with house.reading(SYSTEM) as work:
        assert standing(steps_of(work, at.applications[0])) == ("interviewed", "withdrawn")
