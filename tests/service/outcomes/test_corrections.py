"""Corrections of recorded steps: proposed with a reason, counted once a second person confirms."""

from datetime import date

import pytest
from sqlmodel import select

from service.errors import ConflictError, ForbiddenError, InvalidInputError
from service.models import Concern, OutcomeEvent
from service.outcome_steps import record_step, standing, steps_of
from service.outcomes.corrections import (
    confirm_correction,
    propose_correction,
    refuse_correction,
    waiting_corrections,
)
from service.outcomes.periods import close_period
from service.trail import SYSTEM, Actor
from service.work import House
from tests.builders import an_actor
from tests.service.outcomes.applied import an_application

DAY = date(2026, 9, 20)


def test_a_correction_counts_only_when_a_second_person_confirms_it(house: House) -> None:
    hr, other = _hr(house), _hr(house)
    with house.writing(SYSTEM) as work:
        made = an_application(work)
        record_step(work, made, "applied", "open", date(2026, 9, 1))
        wrong = record_step(work, made, "shortlisted", "not_selected", DAY)
    with house.writing(hr) as work:
        waiting = propose_correction(work, wrong.id, "interviewed", "not_selected", DAY, "Wrong row of the list.")
        with pytest.raises(ConflictError, match="waits"):
            propose_correction(work, wrong.id, "applied", "not_selected", DAY, "Again.")
    with house.writing(hr) as work:
        assert standing(steps_of(work, made.id)) == ("shortlisted", "not_selected")
        with pytest.raises(ForbiddenError, match="somebody else"):
            confirm_correction(work, waiting.id, waiting.version)
    with house.writing(other) as work:
        event = confirm_correction(work, waiting.id, 1)
        assert (event.recorded_by, event.second_person) == (hr.account_id, other.account_id)
        assert waiting_corrections(work) == []
    with house.reading(SYSTEM) as work:
        assert standing(steps_of(work, made.id)) == ("interviewed", "not_selected")
        assert len(work.session.exec(select(OutcomeEvent)).all()) == 3
    with house.writing(other) as work, pytest.raises(ConflictError, match="latest"):
        propose_correction(work, wrong.id, "applied", "not_selected", DAY, "The one before.")


def test_a_correction_is_refused_once_the_step_was_corrected_with_its_decision(house: House) -> None:
    hr, other = _hr(house), _hr(house)
    with house.writing(SYSTEM) as work:
        made = an_application(work)
        wrong = record_step(work, made, "shortlisted", "not_selected", DAY)
    with house.writing(hr) as work:
        waiting = propose_correction(work, wrong.id, "interviewed", "not_selected", DAY, "Wrong row of the list.")
        decision = {"application_id": made.id, "vacancy_id": made.vacancy_id, "happened_on": DAY, "counts_on": DAY}
        work.session.add(
            OutcomeEvent(
                **decision, stage="shortlisted", outcome="reserve", recorded_by=hr.account_id, corrects_id=wrong.id,
                reason="The decision was corrected.", second_person=other.account_id,
            )
        )  # fmt: skip
    with pytest.raises(ConflictError, match="corrected otherwise"), house.writing(other) as work:
        confirm_correction(work, waiting.id, 1)
    with house.writing(other) as work:
        refuse_correction(work, waiting.id, 1)
        assert standing(steps_of(work, made.id)) == ("shortlisted", "reserve")


def test_no_correction_counts_while_a_concern_of_the_vacancy_is_unanswered(sqlite_house: House) -> None:
    hr, other = _hr(sqlite_house), _hr(sqlite_house)
    with sqlite_house.writing(SYSTEM) as work:
        made = an_application(work)
        step = record_step(work, made, "shortlisted", "open", DAY)
        work.session.add(Concern(vacancy_id=made.vacancy_id, theme="conduct", text=b"x", raised_by=str(hr.account_id)))
    with sqlite_house.writing(hr) as work:
        waiting = propose_correction(work, step.id, "appointed", "appointed", DAY, "It was not typed in.")
    with pytest.raises(ConflictError, match="A concern waits"), sqlite_house.writing(other) as work:
        confirm_correction(work, waiting.id, 1)


def test_correcting_an_early_step_leaves_the_later_ones_last(sqlite_house: House) -> None:
    hr, other = _hr(sqlite_house), _hr(sqlite_house)
    with sqlite_house.writing(SYSTEM) as work:
        made = an_application(work)
        first = record_step(work, made, "applied", "open", date(2026, 9, 1))
        record_step(work, made, "interviewed", "not_selected", DAY)
    with sqlite_house.writing(hr) as work:
        waiting = propose_correction(work, first.id, "shortlisted", "open", DAY, "The step was left out.")
    with sqlite_house.writing(other) as work:
        confirm_correction(work, waiting.id, 1)
        assert standing(steps_of(work, made.id)) == ("interviewed", "not_selected")


def test_a_refused_correction_changes_nothing(sqlite_house: House) -> None:
    hr, other = _hr(sqlite_house), _hr(sqlite_house)
    with sqlite_house.writing(SYSTEM) as work:
        step = record_step(work, an_application(work), "applied", "open", date(2026, 9, 1))
    with sqlite_house.writing(hr) as work:
        waiting = propose_correction(work, step.id, "shortlisted", "open", DAY, "Perhaps.")
        refuse_correction(work, waiting.id, waiting.version)
        assert standing(steps_of(work, step.application_id)) == ("applied", "open")
    with pytest.raises(ConflictError, match="refused already"), sqlite_house.writing(other) as work:
        confirm_correction(work, waiting.id, 2)


@pytest.mark.parametrize(
    ("stage", "outcome", "day", "reason", "where"),
    [
        ("appointed", "declined", DAY, "x", "outcome"), ("hired", "open", DAY, "x", "stage"),
        ("applied", "declined", DAY, "x", "outcome"), ("shortlisted", "open", date(2020, 1, 1), "x", "happened_on"),
        ("shortlisted", "open", date(2099, 1, 1), "x", "happened_on"), ("shortlisted", "open", DAY, "  ", "reason"),
        ("applied", "open", date(2026, 9, 1), "x", "stage"),
    ],
)  # fmt: skip
def test_an_impossible_correction_is_refused_by_its_field(
    sqlite_house: House, stage: str, outcome: str, day: date, reason: str, where: str
) -> None:
    hr = _hr(sqlite_house)
    with sqlite_house.writing(SYSTEM) as work:
        step = record_step(work, an_application(work), "applied", "open", date(2026, 9, 1))
    with sqlite_house.writing(hr) as work, pytest.raises(InvalidInputError) as refused:
        propose_correction(work, step.id, stage, outcome, day, reason)
    assert where in {problem.where for problem in refused.value.problems}


def test_a_correction_of_a_closed_period_counts_in_the_next(house: House) -> None:
    hr, other = _hr(house), _hr(house)
    with house.writing(SYSTEM) as work:
        made = an_application(work)
        record_step(work, made, "applied", "open", date(2026, 9, 1))
        wrong = record_step(work, made, "shortlisted", "not_selected", DAY)
    with house.writing(hr) as work:
        close_period(work, date(2026, 9, 1), date(2026, 9, 30))
        with pytest.raises(InvalidInputError, match="closed already"):
            close_period(work, date(2026, 9, 30), date(2026, 10, 31))
        waiting = propose_correction(work, wrong.id, "interviewed", "not_selected", DAY, "Was seen.")
    with house.writing(other) as work:
        assert confirm_correction(work, waiting.id, 1).counts_on == date(2026, 10, 1)


def _hr(house: House) -> Actor:
    with house.writing(SYSTEM) as work:
        return an_actor(work)
