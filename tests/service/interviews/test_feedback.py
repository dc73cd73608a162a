"""Feedback: owed to everybody who was interviewed, drafted by the panel, sent by HR, read through a link."""

from datetime import date

import pytest
from sqlmodel import select

from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, StaleError
from service.interviews.decisions import record_decision
from service.interviews.feedback import (
    confirm_read,
    draft_feedback,
    feedback_for,
    feedback_list,
    feedback_view,
    send_feedback,
)
from service.interviews.links import follow_link, make_link
from service.interviews.waiting import feedback_overdue
from service.models import Feedback, OutboxMessage
from service.shortlisting.applications import withdraw_application
from service.trail import SYSTEM, Actor
from service.work import House
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

NOBODY = Actor(None, "")
TEXTS = ("Clear and calm.", "Say what came of it.", "Keep a diary of changes.")


def owed(house: House, *outcomes: str) -> Selection:
    at = a_selection(house, applicants=len(outcomes))
    ready_to_decide(at)
    for number, outcome in enumerate(outcomes):
        with house.writing(at.manager) as work:
            record_decision(work, at.applications[number], outcome, "Why.", 0)
    return at


def feedback_of(at: Selection, number: int = 0) -> str:
    with at.house.reading(SYSTEM) as work:
        return work.session.exec(select(Feedback.id).where(Feedback.application_id == at.applications[number])).one()


def test_everybody_interviewed_is_owed_feedback_whatever_was_decided_and_late_ones_show(sqlite_house: House) -> None:
    with after_the_interviews():
        at = owed(sqlite_house, "appointed", "not_selected", "reserve", "withdrawn")
        for who, count in (("hr", 4), ("manager", 4), ("panelist", 4), ("shortlister", 0), ("stranger", 0)):
            with sqlite_house.reading(at.people[who]) as work:
                found = feedback_list(work)
                assert len(found) == count
                assert {each.row.due_on for each in found} <= {date(2027, 1, 19)}
                assert not any(each.overdue for each in found)
    with after_the_interviews(utc(2027, 1, 20, 9)), sqlite_house.reading(at.hr) as work:
        assert all(each.overdue for each in feedback_list(work))


def test_the_panel_drafts_hr_sends_and_the_applicant_reads_and_says_so(house: House) -> None:
    with after_the_interviews():
        at = owed(house, "not_selected")
        made = feedback_of(at)
        with pytest.raises(ConflictError, match="not drafted"), house.writing(at.hr) as work:
            send_feedback(work, made, 1)
        with house.writing(at.ambassador) as work:
            draft_feedback(work, made, *TEXTS, 1)
        with pytest.raises(StaleError), house.writing(at.panelist) as work:
            draft_feedback(work, made, *TEXTS, 1)
        with pytest.raises(ForbiddenError), house.writing(at.manager) as work:
            send_feedback(work, made, 2)
        with house.writing(at.hr) as work:
            _, token = send_feedback(work, made, 2)
        with pytest.raises(ConflictError, match="is sent"), house.writing(at.ambassador) as work:
            draft_feedback(work, made, *TEXTS, 3)
        with house.reading(NOBODY) as work:
            link = follow_link(work, token)
            row, texts = feedback_for(work, link)
            assert tuple(texts[name] for name in ("strengths", "develop", "how")) == TEXTS
            assert row.read_at is None
        for _ in range(2):
            with house.writing(NOBODY) as work:
                read = confirm_read(work, link).read_at
                assert read is not None
    with house.reading(at.panelist) as work:
        view = feedback_view(work, made)
        assert (view.row.read_at, view.drafted_by, view.overdue) == (read, "Ambassador Sample", False)
        [told] = work.session.exec(select(OutboxMessage).where(OutboxMessage.kind == "applicant_link.feedback")).all()
        assert set(told.details) == {"link", "expires_at"}


def test_feedback_is_owed_from_the_day_of_the_interview_before_and_without_a_decision(house: House) -> None:
    at = a_selection(house, applicants=1)
    agreed_question(at)
    made = planned(at)
    with after_the_interviews(utc(2027, 1, 11, 9)):  # recorded six days late
        held(at, made)
        for who in ("chair", "ambassador"):
            scored(at, made, who, 3)
        with house.reading(at.hr) as work:
            assert [(each.row.due_on, each.overdue) for each in feedback_list(work)] == [(date(2027, 1, 19), False)]
        with house.writing(at.panelist) as work:
            draft_feedback(work, feedback_of(at), *TEXTS, 1)
    with after_the_interviews(utc(2027, 1, 20, 9)):
        with house.reading(at.hr) as work:
            assert [each.overdue for each in feedback_list(work)] == [True]
            assert [count for _, count in feedback_overdue(work)] == [1]
        with house.writing(at.manager) as work:
            record_decision(work, at.applications[0], "appointed", "The best answers.", 0)
        with house.reading(at.hr) as work:
            [found] = feedback_list(work)
            assert (found.row.due_on, found.texts["strengths"]) == (date(2027, 1, 19), TEXTS[0])


def test_who_withdraws_after_the_interview_has_their_feedback(house: House) -> None:
    at = a_selection(house, applicants=1)
    agreed_question(at)
    made = planned(at)
    with after_the_interviews():
        held(at, made)
        with house.writing(at.panelist) as work:
            draft_feedback(work, feedback_of(at), *TEXTS, 1)
        with house.writing(at.hr) as work:
            withdraw_application(work, at.applications[0], 1, date(2027, 1, 5))
        with house.writing(at.hr) as work:
            _, token = send_feedback(work, feedback_of(at), 2)
        with house.reading(NOBODY) as work:
            assert feedback_for(work, follow_link(work, token))[1]["strengths"] == TEXTS[0]
        with pytest.raises(ConflictError, match="was withdrawn"), house.writing(at.hr) as work:
            make_link(work, at.applications[0], "adjustments")
        with house.reading(at.hr) as work:
            assert feedback_overdue(work) == []


def test_feedback_has_all_its_three_parts(sqlite_house: House) -> None:
    with after_the_interviews():
        at = owed(sqlite_house, "not_selected")
        with pytest.raises(InvalidInputError) as refusal, sqlite_house.writing(at.chair) as work:
            draft_feedback(work, feedback_of(at), "Good.", " ", "x" * 4001, 1)
        assert [each.where for each in refusal.value.problems] == ["develop", "how"]
        for who in ("shortlister", "stranger"):
            with pytest.raises(NotFoundError), sqlite_house.reading(at.people[who]) as work:
                feedback_view(work, feedback_of(at))


def test_a_link_for_feedback_opens_nothing_before_it_is_sent(sqlite_house: House) -> None:
    with after_the_interviews():
        at = owed(sqlite_house, "not_selected")
        with sqlite_house.writing(at.chair) as work:
            draft_feedback(work, feedback_of(at), *TEXTS, 1)
        with sqlite_house.writing(at.hr) as work:
            _, token = make_link(work, at.applications[0], "feedback")
        with pytest.raises(NotFoundError), sqlite_house.reading(NOBODY) as work:
            feedback_for(work, follow_link(work, token))
