"""Recording what became of an interview: what has to be there first, and what nobody records after a decision."""

from datetime import timedelta

import pytest

from service.errors import ConflictError
from service.interviews.decisions import record_decision
from service.interviews.overview import interview_page, interviews_overview
from service.interviews.planning import move_interview, plan_interview, record_interview
from service.interviews.questions import QuestionDraft, change_question, propose_question, settle_question
from service.models import Interview, Vacancy
from service.outcome_steps import standing, steps_of
from service.trail import SYSTEM
from service.work import House
from tests.builders import NEXT_TUESDAY
from tests.service.interviews.builders import (
    ANCHORS,
    Selection,
    a_panel,
    a_selection,
    after_the_interviews,
    agreed_question,
    held,
    planned,
    scored,
)

LATER = NEXT_TUESDAY + timedelta(hours=4)
WHOLE = QuestionDraft("How do you lead?", "By listening.", ANCHORS, 4)


def recorded(at: Selection, interview_id: str, state: str, who: str = "chair") -> None:
    with at.house.writing(at.people[who]) as work:
        record_interview(work, interview_id, state, work.session.get_one(Interview, interview_id).version)


def moved(at: Selection, interview_id: str) -> None:
    with at.house.writing(at.manager) as work:
        move_interview(work, interview_id, LATER, 60, work.session.get_one(Interview, interview_id).version)


def missed_and_decided(house: House) -> tuple[Selection, str]:
    at = a_selection(house)
    made = planned(at)
    recorded(at, made, "missed")
    with house.writing(at.manager) as work:
        record_decision(work, at.applications[0], "not_selected", "They did not come.", 0)
    return at, made


def test_an_interview_without_agreed_questions_counts_as_held_once_they_are_agreed(house: House) -> None:
    at = a_selection(house)
    made = planned(at)
    with after_the_interviews():
        with pytest.raises(ConflictError, match=r"Agree to the questions that were asked under Interviews.*Questions"):
            held(at, made)
        first, second = agreed_question(at), agreed_question(at, "And how did it end?")
        with house.writing(at.manager) as work:
            change_question(work, second, WHOLE, 2)
        for who in ("chair", "ambassador"):
            scored(at, made, who, 3)
        held(at, made)
        with pytest.raises(ConflictError, match="first interview has begun"), house.writing(at.manager) as work:
            settle_question(work, first, "dropped", 2)
        with house.writing(at.manager) as work:
            record_decision(work, at.applications[0], "appointed", "The best answers.", 0)


def test_questions_agreed_late_are_frozen_by_the_next_interview_a_score_or_one_that_was_held(
    sqlite_house: House,
) -> None:
    for by in ("next interview", "score", "held"):
        at = a_selection(sqlite_house)
        made = planned(at)
        planned(at, 1, NEXT_TUESDAY + timedelta(hours=3))
        with after_the_interviews(NEXT_TUESDAY + timedelta(hours=2)):
            agreed_question(at)
            agreed_question(at, "One more.")
            if by == "score":
                scored(at, made, "chair", 3, lock=False)
            if by == "held":
                held(at, made)
        hours = 4 if by == "next interview" else 2.5
        with (
            after_the_interviews(NEXT_TUESDAY + timedelta(hours=hours)),
            pytest.raises(ConflictError, match="first interview has begun"),
            sqlite_house.writing(at.ambassador) as work,
        ):
            propose_question(work, at.vacancy_id, WHOLE)


def test_after_a_decision_nothing_is_planned_moved_or_held_and_the_outcome_stands(house: House) -> None:
    with after_the_interviews():
        at, made = missed_and_decided(house)
        agreed_question(at)
        with pytest.raises(ConflictError, match="correct it on the page of the decision"):
            moved(at, made)
        with house.writing(SYSTEM) as work:  # as it was left by an earlier version
            work.session.get_one(Interview, made).state = "planned"
        for state in ("held", "missed"):
            with pytest.raises(ConflictError, match="correct it on the page of the decision"):
                recorded(at, made, state)
        with house.writing(SYSTEM) as work:
            vacancy = work.session.get_one(Vacancy, at.vacancy_id)
            other = a_panel(work, vacancy, [("chair", at.persons["chair"])], NEXT_TUESDAY + timedelta(days=1)).id
        with pytest.raises(ConflictError, match="decision about this applicant"), house.writing(at.manager) as work:
            plan_interview(work, at.vacancy_id, at.applications[0], other, NEXT_TUESDAY + timedelta(days=1), 60)
    with house.reading(at.manager) as work:
        assert standing(steps_of(work, at.applications[0]))[1] == "not_selected"
        assert [each.id for each, _ in interviews_overview(work, at.vacancy_id).unplanned] == [at.applications[1]]


def test_who_withdrew_and_was_decided_about_may_still_be_recorded_as_withdrawn(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    made = planned(at)
    with sqlite_house.writing(at.manager) as work:
        record_decision(work, at.applications[0], "withdrawn", "They wrote to us.", 0)
    recorded(at, made, "withdrawn")
    with sqlite_house.reading(at.manager) as work:
        assert interview_page(work, made).row.state == "withdrawn"


def test_once_a_sheet_is_locked_the_interview_stays_where_it_was_and_the_questions_too(house: House) -> None:
    at = a_selection(house)
    question = agreed_question(at)
    made = planned(at)
    with after_the_interviews(NEXT_TUESDAY + timedelta(minutes=30)):
        scored(at, made, "chair", 4)
        with pytest.raises(ConflictError, match="Scores of this interview are locked"):
            moved(at, made)
    with house.writing(SYSTEM) as work:  # as an earlier version let it be moved
        work.session.get_one(Interview, made).starts_at = LATER
    with (
        after_the_interviews(NEXT_TUESDAY + timedelta(minutes=40)),
        pytest.raises(ConflictError, match="first interview has begun"),
        house.writing(at.manager) as work,
    ):
        change_question(work, question, QuestionDraft("Another", "Other.", {0: "a", 1: "b"}, 1), 2)
