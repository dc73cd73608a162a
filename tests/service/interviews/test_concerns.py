"""Concerns: raised by whoever takes part, answered by the chair, and before any outcome is stored."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import time_machine
from sqlmodel import select

from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from service.interviews.concerns import answer_concern, concerns_of, raise_concern, themes_counted
from service.interviews.decisions import record_decision
from service.interviews.waiting import concerns_to_answer
from service.models import Account, AccountRole, AppointmentDecision, Concern, OutboxMessage, Panel, TrailEvent, utc_now
from service.trail import SYSTEM
from service.work import House
from tests.service.interviews.builders import Selection, a_selection, after_the_interviews, ready_to_decide


def raised(at: Selection, who: str, text: str = "One applicant was asked about children.") -> str:
    with at.house.writing(at.people[who]) as work:
        return raise_concern(work, at.vacancy_id, "conduct", text).id


def test_no_outcome_is_stored_before_the_chair_has_answered(house: House) -> None:
    at = a_selection(house)
    with after_the_interviews():
        ready_to_decide(at)
        concern = raised(at, "ambassador")
        for who in ("manager", "hr"):
            with pytest.raises(ConflictError, match="waits for an answer"), house.writing(at.people[who]) as work:
                record_decision(work, at.applications[0], "appointed", "The best answers.", 0)
        with house.reading(SYSTEM) as work:
            assert work.session.exec(select(AppointmentDecision)).all() == []
        with house.writing(at.chair) as work:
            answer_concern(work, concern, "We struck the question out and did not score it.", 1)
        with house.writing(at.manager) as work:
            assert record_decision(work, at.applications[0], "appointed", "The best answers.", 0).decided_by
    with house.reading(at.ambassador) as work:
        [mine] = concerns_of(work, at.vacancy_id).concerns
        assert (mine.answer, mine.answered_by) == ("We struck the question out and did not score it.", "Chair Sample")


def test_the_words_of_a_concern_are_sealed_and_in_no_trail_and_no_message(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    raised(at, "shortlister", "Zarquon said it.")
    with sqlite_house.reading(SYSTEM) as work:
        [row] = work.session.exec(select(Concern)).all()
        assert b"Zarquon" not in row.text
        assert "Zarquon" not in str([each.details for each in work.session.exec(select(TrailEvent))])
        [told] = work.session.exec(select(OutboxMessage)).all()
        assert (told.account_id, told.details) == (at.chair.account_id, {})


def test_a_concern_is_read_by_who_raised_it_who_answers_it_and_hr(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    raised(at, "ambassador")
    seen = {}
    for who in ("ambassador", "chair", "hr", "manager", "panelist", "shortlister"):
        with sqlite_house.reading(at.people[who]) as work:
            found = concerns_of(work, at.vacancy_id)
            assert found.unanswered == 1
            seen[who] = len(found.concerns)
    assert seen == {"ambassador": 1, "chair": 1, "hr": 1, "manager": 0, "panelist": 0, "shortlister": 0}
    with pytest.raises(NotFoundError), sqlite_house.reading(at.stranger) as work:
        concerns_of(work, at.vacancy_id)


def test_nobody_answers_their_own_and_the_manager_answers_the_chairs(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    ambassadors, chairs = raised(at, "ambassador"), raised(at, "chair")
    for who, concern, error in (
        ("ambassador", ambassadors, ForbiddenError), ("hr", ambassadors, ForbiddenError),
        ("manager", ambassadors, NotFoundError), ("chair", chairs, ForbiddenError),
    ):  # fmt: skip
        with pytest.raises(error), sqlite_house.writing(at.people[who]) as work:
            answer_concern(work, concern, "Answered.", 1)
    with sqlite_house.writing(at.manager) as work:
        answer_concern(work, chairs, "Heard.", 1)
    with pytest.raises(ConflictError, match="answered already"), sqlite_house.writing(at.hr) as work:
        answer_concern(work, chairs, "Heard again.", 2)


def test_a_concern_about_the_chair_is_kept_from_them_and_answered_by_hr(house: House) -> None:
    at = a_selection(house)
    with house.writing(at.ambassador) as work:
        row = raise_concern(work, at.vacancy_id, "conduct", "The chair laughed at an accent.", about_chair=True)
        concern = row.id
    with house.reading(SYSTEM) as work:
        told = {each.account_id for each in work.session.exec(select(OutboxMessage))}
        assert told == {at.hr.account_id, at.second.account_id}
        assert b"chair" not in work.session.get_one(Concern, concern).text
        details = str([each.details for each in work.session.exec(select(TrailEvent))])
        assert "chair" not in details
    with house.reading(at.chair) as work:
        found = concerns_of(work, at.vacancy_id)
        assert (found.concerns, found.unanswered) == ((), 1)  # that one waits is told to everybody
        assert concerns_to_answer(work) == []
    with house.reading(at.hr) as work:
        [shown] = concerns_of(work, at.vacancy_id).concerns
        assert (shown.about_chair, shown.can_answer) == (True, True)
        assert [number for _, number in concerns_to_answer(work)] == [1]
    for who in ("chair", "manager", "panelist"):
        with pytest.raises(NotFoundError), house.writing(at.people[who]) as work:
            answer_concern(work, concern, "There was nothing.", 1)
    with after_the_interviews():
        ready_to_decide(at)
        with pytest.raises(ConflictError, match="waits for an answer"), house.writing(at.manager) as work:
            record_decision(work, at.applications[0], "appointed", "The best answers.", 0)
        with house.writing(at.hr) as work:
            answer_concern(work, concern, "We spoke with both; the answer is scored anew.", 1)
        with house.reading(at.chair) as work:
            assert concerns_of(work, at.vacancy_id).concerns == ()
        with house.writing(at.manager) as work:
            record_decision(work, at.applications[0], "appointed", "The best answers.", 0)


def test_hr_who_chairs_neither_reads_nor_answers_a_concern_about_the_chair(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    with sqlite_house.writing(SYSTEM) as work:
        work.session.add(AccountRole(account_id=str(at.chair.account_id), role="hr"))
    chair = replace(at.chair, roles=at.chair.roles | {"hr"})
    with sqlite_house.writing(at.panelist) as work:
        concern = raise_concern(work, at.vacancy_id, "conduct", "About the chair.", about_chair=True).id
        told = {each.account_id for each in work.session.exec(select(OutboxMessage))}
        assert chair.account_id not in told
    for state in ("ready", "cancelled"):
        with sqlite_house.writing(SYSTEM) as work:
            work.session.get_one(Panel, at.panel_id).state = state
        with sqlite_house.reading(chair) as work:
            assert concerns_of(work, at.vacancy_id).concerns == ()
        with pytest.raises(NotFoundError), sqlite_house.writing(chair) as work:
            answer_concern(work, concern, "There was nothing.", 1)


def test_where_the_only_person_of_hr_raised_it_the_appointing_manager_answers(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    with sqlite_house.writing(SYSTEM) as work:
        work.session.get_one(Account, at.second.account_id).disabled_at = utc_now()
    with sqlite_house.writing(at.hr) as work:
        concern = raise_concern(work, at.vacancy_id, "conduct", "About the chair.", about_chair=True).id
    for who, error in (("hr", ForbiddenError), ("chair", NotFoundError)):
        with pytest.raises(error), sqlite_house.writing(at.people[who]) as work:
            answer_concern(work, concern, "Answered.", 1)
    with sqlite_house.writing(at.manager) as work:
        assert answer_concern(work, concern, "Somebody else will chair.", 1).answered_by == at.manager.account_id


def test_a_concern_that_nobody_answers_for_five_working_days_is_hrs_to_answer(house: House) -> None:
    at = a_selection(house)
    with time_machine.travel(datetime(2026, 11, 23, 9, tzinfo=UTC), tick=True):  # a Monday
        concern = raised(at, "ambassador")
    a_week_later = time_machine.travel(datetime(2026, 11, 30, 9, tzinfo=UTC), tick=True)
    refused = pytest.raises(ForbiddenError, match="five working days")
    with a_week_later, refused, house.writing(at.hr) as work:
        answer_concern(work, concern, "Answered.", 1)
    with time_machine.travel(datetime(2026, 12, 1, 9, tzinfo=UTC), tick=True):
        with house.reading(at.chair) as work:
            assert len(concerns_to_answer(work)) == 1  # it is still the chair's too
        with house.writing(at.hr) as work:
            assert answer_concern(work, concern, "HR has asked everybody.", 1).answered_by == at.hr.account_id


def test_themes_are_counted_for_hr_alone(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    raised(at, "ambassador")
    raised(at, "panelist")
    with sqlite_house.reading(at.hr) as work:
        assert {each.theme: (each.raised, each.unanswered) for each in themes_counted(work) if each.raised} == {
            "conduct": (2, 2)
        }
    with pytest.raises(ForbiddenError), sqlite_house.reading(at.manager) as work:
        themes_counted(work)


@pytest.mark.parametrize(
    ("theme", "text", "where"), [("weather", "x", "theme"), ("other", " ", "text"), ("other", "x" * 4001, "text")]
)
def test_an_empty_or_endless_concern_is_refused(sqlite_house: House, theme: str, text: str, where: str) -> None:
    at = a_selection(sqlite_house)
    with pytest.raises(InvalidInputError) as refusal, sqlite_house.writing(at.panelist) as work:
        raise_concern(work, at.vacancy_id, theme, text)
    assert [each.where for each in refusal.value.problems] == [where]


def test_a_shortlister_can_name_no_applicant_in_a_concern(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    with pytest.raises(InvalidInputError, match="no such applicant"), sqlite_house.writing(at.shortlister) as work:
        raise_concern(work, at.vacancy_id, "scoring", "About one of them.", at.applications[0])
