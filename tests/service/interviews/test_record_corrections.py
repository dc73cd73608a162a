"""Correcting what was recorded of an interview: by HR or the chair, with a reason, until scores or decisions fix it."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, StaleError
from service.interviews.decisions import record_decision
from service.interviews.feedback import draft_feedback, feedback_list, send_feedback
from service.interviews.overview import interview_page
from service.interviews.planning import move_interview, plan_interview, record_interview
from service.interviews.record_corrections import correct_record
from service.models import Application, Feedback, Interview, TrailEvent, Vacancy
from service.outcome_steps import record_step, standing, steps_of
from service.shortlisting.applications import withdraw_application
from service.trail import SYSTEM
from service.work import House
from tests.builders import NEXT_TUESDAY
from tests.service.interviews.builders import (
    Selection,
    a_panel,
    a_selection,
    after_the_interviews,
    agreed_question,
    held,
    planned,
    scored,
)

TEXTS = ("Clear and calm.", "Say what came of it.", "Keep a diary of changes.")


def recorded(at: Selection, state: str, number: int = 0) -> str:
    made = planned(at, number)
    with at.house.writing(at.chair) as work:
        record_interview(work, made, state, 1)
    return made


def corrected(at: Selection, interview_id: str, state: str, who: str = "hr", reason: str = "slip") -> Interview:
    with at.house.writing(at.people[who]) as work:
        version = work.session.get_one(Interview, interview_id).version
        return correct_record(work, interview_id, state, reason, version)


def stands(at: Selection) -> tuple[str, str]:
    with at.house.reading(SYSTEM) as work:
        return standing(steps_of(work, at.applications[0]))


@pytest.mark.parametrize("was", ["held", "missed", "withdrawn"])
def test_a_slip_is_undone_by_hr_or_the_chair_and_the_interview_goes_on_as_if_it_had_not_been(
    house: House, was: str
) -> None:
    at = a_selection(house)
    agreed_question(at)
    with after_the_interviews():
        with house.writing(at.hr) as work:
            invited = work.session.get_one(Application, at.applications[0])
            record_step(work, invited, "shortlisted", "open", date(2026, 11, 20))
        made = recorded(at, was)
        assert stands(at) == ("interviewed" if was == "held" else "shortlisted", "open")
        assert corrected(at, made, "planned", "chair").state == "planned"
        assert stands(at) == ("shortlisted", "open")
        with house.reading(at.hr) as work:
            assert feedback_list(work) == []
            [told] = work.session.exec(select(TrailEvent).where(TrailEvent.action == "interview.corrected")).all()
            assert (told.account_id, told.subject_id) == (at.chair.account_id, made)
            assert {name: told.details[name] for name in ("was", "now", "reason")} == {
                "was": was, "now": "planned", "reason": "slip",
            }  # fmt: skip
            page = interview_page(work, made)
            assert [(each.by, each.was, each.now, each.reason) for each in page.corrections] == [
                ("Chair Sample", was, "planned", "slip")
            ]
        with house.writing(at.manager) as work:
            move_interview(work, made, NEXT_TUESDAY + timedelta(hours=4), 60, 3)
        held(at, made)
        for who in ("chair", "ambassador"):
            scored(at, made, who, 3)
        assert stands(at) == ("interviewed", "open")
        with house.writing(at.manager) as work:
            record_decision(work, at.applications[0], "appointed", "The best answers.", 0)
    assert stands(at) == ("appointed", "appointed")


def test_a_wrong_outcome_is_corrected_to_the_right_one_under_the_same_conditions(house: House) -> None:
    at = a_selection(house)
    with after_the_interviews():
        made = recorded(at, "missed")
        with pytest.raises(ConflictError, match="No question is agreed"):
            corrected(at, made, "held")
        agreed_question(at)
        corrected(at, made, "held", reason="learned_later")
        assert stands(at) == ("interviewed", "open")
        with house.reading(at.hr) as work:
            assert [each.row.due_on for each in feedback_list(work)] == [date(2027, 1, 19)]
        corrected(at, made, "withdrawn", reason="other_applicant")
        assert stands(at) == ("shortlisted", "open")
    with house.reading(SYSTEM) as work:
        assert work.session.exec(select(Feedback)).all() == []
    early = a_selection(house)
    made = recorded(early, "withdrawn")
    for state in ("missed", "held"):
        with pytest.raises(ConflictError, match="not begun"):
            corrected(early, made, state)


def test_locked_scores_and_decisions_keep_what_was_recorded_but_for_that_it_was_held(house: House) -> None:
    at = a_selection(house)
    agreed_question(at)
    with after_the_interviews():
        made = planned(at)
        scored(at, made, "chair", 3)
        with house.writing(at.chair) as work:
            record_interview(work, made, "missed", 1)
        for state in ("planned", "withdrawn"):
            with pytest.raises(ConflictError, match="Scores of this interview are locked, so it was held"):
                corrected(at, made, state)
        corrected(at, made, "held")
        with pytest.raises(ConflictError, match="locked"):
            corrected(at, made, "missed")
        other = recorded(at, "missed", 1)
        with house.writing(at.manager) as work:
            record_decision(work, at.applications[1], "not_selected", "They did not come.", 0)
        for state in ("planned", "held"):
            with pytest.raises(ConflictError, match="A decision about this applicant stands"):
                corrected(at, other, state)


def test_only_hr_and_the_chair_correct_and_say_why_and_never_over_each_other(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    made = recorded(at, "withdrawn")
    for who in ("manager", "ambassador", "panelist"):
        with pytest.raises(ForbiddenError, match="HR or the chair"):
            corrected(at, made, "planned", who)
    for who in ("shortlister", "stranger"):
        with pytest.raises(NotFoundError):
            corrected(at, made, "planned", who)
    with pytest.raises(ForbiddenError, match="named person"), sqlite_house.writing(SYSTEM) as work:
        correct_record(work, made, "planned", "slip", 2)
    with pytest.raises(InvalidInputError) as refusal:
        corrected(at, made, "withdrawn", reason="They told me of their illness.")
    assert [each.where for each in refusal.value.problems] == ["state", "reason"]
    with pytest.raises(StaleError), sqlite_house.writing(at.hr) as work:
        correct_record(work, made, "planned", "slip", 1)
    corrected(at, made, "planned")
    with pytest.raises(ConflictError, match="Nothing is recorded"):
        corrected(at, made, "withdrawn")


def test_an_interview_is_not_planned_again_where_another_has_taken_its_time(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    made = recorded(at, "withdrawn")
    with pytest.raises(ConflictError, match="HR or the chair of the panel corrects it"):
        planned(at)
    with sqlite_house.writing(at.manager) as work:
        plan_interview(work, at.vacancy_id, at.applications[1], at.panel_id, NEXT_TUESDAY, 60)
    with pytest.raises(ConflictError, match="another interview at that time"):
        corrected(at, made, "planned")


def test_a_draft_of_feedback_goes_with_the_slip_and_feedback_that_was_sent_keeps_it(house: House) -> None:
    at = a_selection(house)
    agreed_question(at)
    with after_the_interviews():
        for number, send in ((0, False), (1, True)):
            made = planned(at, number)
            held(at, made)
            with house.writing(at.panelist) as work:
                wanted = select(Feedback.id).where(Feedback.application_id == at.applications[number])
                feedback = work.session.exec(wanted).one()
                draft_feedback(work, feedback, *TEXTS, 1)
            if send:
                with house.writing(at.hr) as work:
                    send_feedback(work, feedback, 2)
                with pytest.raises(ConflictError, match="has had feedback"):
                    corrected(at, made, "missed")
            else:
                corrected(at, made, "missed")
    with house.reading(SYSTEM) as work:
        assert work.session.exec(select(Feedback.application_id)).all() == [at.applications[1]]


def test_an_outcome_that_was_changed_since_is_corrected_first(house: House) -> None:
    at = a_selection(house)
    agreed_question(at)
    with after_the_interviews():
        made = planned(at)
        held(at, made)
        with house.writing(at.hr) as work:
            withdraw_application(work, at.applications[0], 1, date(2027, 1, 5))
        with pytest.raises(ConflictError, match="HR corrects it there first"):
            corrected(at, made, "missed")
    assert stands(at) == ("interviewed", "withdrawn")


def test_one_of_two_interviews_that_were_held_leaves_the_stage_and_the_feedback(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    agreed_question(at)
    with after_the_interviews():
        made = planned(at)
        held(at, made)
        with sqlite_house.writing(SYSTEM) as work:
            vacancy = work.session.get_one(Vacancy, at.vacancy_id)
            other = a_panel(work, vacancy, [("chair", at.persons["chair"])], NEXT_TUESDAY - timedelta(days=1)).id
        with sqlite_house.writing(at.manager) as work:
            second = plan_interview(
                work, at.vacancy_id, at.applications[0], other, NEXT_TUESDAY - timedelta(days=1), 60
            ).id
        held(at, second)
        corrected(at, second, "missed")
    assert stands(at) == ("interviewed", "open")
    with sqlite_house.reading(at.hr) as work:
        assert len(feedback_list(work)) == 1
