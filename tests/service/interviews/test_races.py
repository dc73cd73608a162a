"""Many act at once: a concern and a decision never miss each other, and one of many equal acts counts."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlmodel import select

from service.errors import ConflictError, FairpanelError, InvalidInputError, StaleError
from service.interviews.concerns import raise_concern
from service.interviews.corrections import ask_correction, settle_correction
from service.interviews.decisions import record_decision
from service.interviews.feedback import draft_feedback, send_feedback
from service.interviews.planning import plan_interview
from service.interviews.questions import QuestionDraft, propose_question
from service.models import (
    ApplicantLink,
    AppointmentDecision,
    Concern,
    Feedback,
    Interview,
    InterviewQuestion,
    Justification,
    OutcomeEvent,
)
from service.outcome_steps import steps_of
from service.trail import SYSTEM, Actor
from service.work import House, Work
from tests.service.interviews.builders import (
    Selection,
    a_selection,
    after_the_interviews,
    agreed_question,
    planned,
    ready_to_decide,
    scored,
)

CROWD = 8


def all_at_once(house: House, acts: list[tuple[Actor, Callable[[Work], object]]]) -> list[object]:
    """Run each act in a unit of work of its own, all at once; what they returned, or the refusal they met."""
    barrier = Barrier(len(acts))

    def run(each: tuple[Actor, Callable[[Work], object]]) -> object:
        barrier.wait()
        try:
            with house.writing(each[0]) as work:
                return each[1](work)
        except FairpanelError as refusal:
            return refusal

    with ThreadPoolExecutor(len(acts)) as crowd:
        return list(crowd.map(run, acts))


def refusals(answers: list[object]) -> list[type[object]]:
    return [type(each) for each in answers if isinstance(each, FairpanelError)]


def test_a_concern_and_decisions_at_once_leave_no_decision_after_an_unanswered_concern(house: House) -> None:
    at = a_selection(house, applicants=4)
    with after_the_interviews():
        ready_to_decide(at)

        def decide(key: str) -> Callable[[Work], object]:
            return lambda work: record_decision(work, key, "not_selected", "By the scores.", 0)

        def object_to(work: Work) -> object:
            return raise_concern(work, at.vacancy_id, "conduct", "A remark.")

        answers = all_at_once(house, [*((at.hr, decide(key)) for key in at.applications), (at.ambassador, object_to)])
        assert set(refusals(answers)) <= {ConflictError}
    with house.reading(SYSTEM) as work:
        concern = work.session.exec(select(Concern)).one()
        decided = work.session.exec(select(AppointmentDecision)).all()
        assert len(decided) == 4 - len(refusals(answers))
        assert all(each.decided_at < concern.raised_at for each in decided)


def test_one_of_many_decisions_at_once_about_one_applicant_counts_with_all_that_follows(house: House) -> None:
    at = a_selection(house, applicants=1)
    with after_the_interviews():
        ready_to_decide(at)

        def decide(work: Work) -> object:
            return record_decision(work, at.applications[0], "appointed", "By the scores.", 0)

        answers = all_at_once(house, [(at.people[who], decide) for who in ("hr", "manager", "second") * 3])
        assert refusals(answers) == [StaleError] * 8
    with house.reading(SYSTEM) as work:
        for table in (AppointmentDecision, Justification, Feedback):
            assert len(work.session.exec(select(table)).all()) == 1
        assert [each.stage for each in steps_of(work, at.applications[0])] == ["interviewed", "appointed"]


def test_one_interview_one_sheet_and_one_sending_come_of_many_at_once(house: House) -> None:
    at = a_selection(house)
    agreed_question(at)

    def plan(work: Work) -> object:
        return plan_interview(work, at.vacancy_id, at.applications[0], at.panel_id, at.starts, 60)

    answers = all_at_once(house, [(at.people[who], plan) for who in ("hr", "manager") * 4])
    assert set(refusals(answers)) <= {ConflictError, InvalidInputError}
    assert len(refusals(answers)) == CROWD - 1
    with house.reading(SYSTEM) as work:
        made = work.session.exec(select(Interview.id)).one()
    with after_the_interviews():
        outcomes = _score_in_many_windows(at, made)
        assert outcomes.count(StaleError) == CROWD - 1


def _score_in_many_windows(at: Selection, made: str) -> list[object]:
    barrier = Barrier(CROWD)

    def run(points: int) -> object:
        barrier.wait()
        try:
            scored(at, made, "chair", points % 5, lock=False)
        except FairpanelError as refusal:
            return type(refusal)
        return None

    with ThreadPoolExecutor(CROWD) as crowd:
        return list(crowd.map(run, range(CROWD)))


def test_feedback_is_sent_once_and_a_correction_confirmed_once(house: House) -> None:
    at = a_selection(house, applicants=1)
    with after_the_interviews():
        ready_to_decide(at)
        with house.writing(at.manager) as work:
            wrong = record_decision(work, at.applications[0], "appointed", "By the scores.", 0).id
            correction = ask_correction(work, wrong, "not_selected", "Right.", "Wrong.").id
            made = work.session.exec(select(Feedback.id)).one()
            draft_feedback(work, made, "Calm.", "Figures.", "A diary.", 1)

        def send(work: Work) -> object:
            return send_feedback(work, made, 2)

        def confirm(work: Work) -> object:
            return settle_correction(work, correction, confirm=True, expected_version=1)

        answers = all_at_once(house, [(at.hr, send), (at.second, send), (at.hr, confirm), (at.second, confirm)])
        assert refusals(answers) == [ConflictError] * 2
    with house.reading(SYSTEM) as work:
        assert len(work.session.exec(select(ApplicantLink)).all()) == 1
        corrections = select(OutcomeEvent).where(OutcomeEvent.outcome == "not_selected")
        assert len(work.session.exec(corrections).all()) == 1


def test_work_that_dies_half_way_leaves_nothing_of_a_decision(house: House) -> None:
    at = a_selection(house)
    with after_the_interviews():
        ready_to_decide(at)
        with pytest.raises(KeyboardInterrupt), house.writing(at.manager) as work:
            record_decision(work, at.applications[0], "appointed", "By the scores.", 0)
            raise KeyboardInterrupt
    with house.reading(SYSTEM) as work:
        for table in (AppointmentDecision, Justification):
            assert work.session.exec(select(table)).all() == []
        assert [each.stage for each in steps_of(work, at.applications[0])] == ["interviewed"]
        assert work.trail.verify(work.session) is None


def test_questions_proposed_at_once_all_have_a_place_of_their_own(house: House) -> None:
    at = a_selection(house)
    answers = all_at_once(
        house,
        [
            (at.people[who], lambda work: propose_question(work, at.vacancy_id, QuestionDraft("A question?")))
            for who in ("ambassador", "panelist", "manager", "chair") * 2
        ],
    )
    assert refusals(answers) == []
    with house.reading(SYSTEM) as work:
        assert sorted(work.session.exec(select(InterviewQuestion.position))) == list(range(CROWD))


def test_a_selection_locked_for_one_act_lets_others_plan_elsewhere(house: House) -> None:
    one, other = a_selection(house), a_selection(house)
    with house.writing(one.manager) as work:
        plan_interview(work, one.vacancy_id, one.applications[0], one.panel_id, one.starts, 60)
    planned(other)
    with house.reading(SYSTEM) as work:
        assert len(work.session.exec(select(Interview)).all()) == 2
