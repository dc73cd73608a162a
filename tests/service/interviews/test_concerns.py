"""Concerns: raised by whoever takes part, answered by the chair, and before any outcome is stored."""

import pytest
from sqlmodel import select

from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from service.interviews.concerns import answer_concern, concerns_of, raise_concern, themes_counted
from service.interviews.decisions import record_decision
from service.models import AppointmentDecision, Concern, OutboxMessage, TrailEvent
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
