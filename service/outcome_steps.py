"""The one way in which an application's step becomes an outcome event, for every room in which one happens.

Events are append-only. What happens in a period that HR has closed counts on the first day after it: figures that have
been published do not move.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func
from sqlmodel import col, select

from service.errors import ConflictError
from service.models import (
    OUTCOME_STAGES,
    SHORTLIST_CHOICES,
    Application,
    ClosedPeriod,
    Concern,
    OutcomeEvent,
    ShortlistDecision,
    Vacancy,
    new_id,
)
from service.work import Work


def steps_of(work: Work, application_id: str) -> list[OutcomeEvent]:
    """Return an application's steps in order, without those that were corrected; a correction takes their place."""
    return in_order(work.session.exec(select(OutcomeEvent).where(OutcomeEvent.application_id == application_id)))


def in_order(events: Iterable[OutcomeEvent]) -> list[OutcomeEvent]:
    """Return the events of one application as `steps_of` does."""
    return [event for _, event in _since(events)]


def reached_since(work: Work, application_id: str, stage: str) -> datetime | None:
    """Return since when it has been on record that an application got as far as a stage; None where it is not.

    A correction of the step that says so changes nothing about when that was first known.
    """
    events = work.session.exec(select(OutcomeEvent).where(OutcomeEvent.application_id == application_id))
    least = OUTCOME_STAGES.index(stage)
    return next((since for since, event in _since(events) if OUTCOME_STAGES.index(event.stage) >= least), None)


def standing(steps: Sequence[OutcomeEvent]) -> tuple[str, str]:
    """Return the furthest stage an application has reached, and its outcome; `("", "")` before the first step."""
    if not steps:
        return "", ""
    return max((event.stage for event in steps), key=OUTCOME_STAGES.index), steps[-1].outcome


def record_step(work: Work, application: Application, stage: str, outcome: str, happened_on: date) -> OutcomeEvent:
    """Add one step of an application's way; whoever calls it has decided, as a named person, that it happened.

    Raises:
        ConflictError: the step says nothing new, or goes back to a stage before the one reached: that is a correction.
    """
    reached, so_far = standing(steps_of(work, application.id))
    if reached and OUTCOME_STAGES.index(stage) < OUTCOME_STAGES.index(reached):
        raise ConflictError(
            f"This application has been {reached} already. Correct that step instead.", code="stage_reached"
        )
    if (stage, outcome) == (reached, so_far):
        raise ConflictError("This step is recorded already.", code="recorded")
    key = new_id()
    # The trail's head is locked by this until the commit, so a period is closed either before the day is looked up or
    # after this step is there: never in between.
    work.record("outcome.recorded", "application", application.id, {"stage": stage, "event": key})
    event = OutcomeEvent(
        id=key,
        application_id=application.id,
        vacancy_id=application.vacancy_id,
        stage=stage,
        outcome=outcome,
        happened_on=happened_on,
        counts_on=counting_day(work, happened_on),
        recorded_by=work.actor.account_id,
    )
    work.session.add(event)
    return event


def corrected_choices(work: Work, vacancy_id: str) -> dict[str, tuple[str, OutcomeEvent]]:
    """Return what corrections of steps have made of the decisions on a shortlist, where it is not what was decided.

    By application: the choice that counts (empty where nothing is decided any more), and the correction that says so.
    """
    applied = select(Application.id).where(Application.vacancy_id == vacancy_id)
    decided: dict[str, str] = {}
    wanted = select(ShortlistDecision).where(col(ShortlistDecision.application_id).in_(applied))
    for row in work.session.exec(wanted.order_by(col(ShortlistDecision.decided_at), col(ShortlistDecision.id))):
        decided[row.application_id] = row.decision
    events: dict[str, list[OutcomeEvent]] = {}
    for event in work.session.exec(select(OutcomeEvent).where(col(OutcomeEvent.application_id).in_(applied))):
        events.setdefault(event.application_id, []).append(event)
    found = {}
    for application_id, choice in decided.items():
        steps = in_order(events.get(application_id, []))
        corrections = [step for step in steps if step.corrects_id is not None]
        stage, outcome = standing(steps)
        counts = "invite" if stage != "applied" else outcome if outcome in SHORTLIST_CHOICES else ""
        if corrections and counts != choice:
            found[application_id] = counts, max(corrections, key=lambda step: (step.recorded_at, step.id))
    return found


def refuse_unanswered(work: Work, vacancy_id: str) -> None:
    """Refuse to store an outcome while a concern of the vacancy waits for its answer.

    The vacancy is kept from other writers until the commit, as by whoever raises a concern: the two never miss each
    other. Others may go on adding rows that point at it.

    Raises:
        ConflictError: one does.
    """
    work.session.get(Vacancy, vacancy_id, with_for_update={"key_share": True}, populate_existing=True)
    wanted = select(func.count()).where(Concern.vacancy_id == vacancy_id, col(Concern.answer).is_(None))
    waiting = work.session.exec(wanted.select_from(Concern)).one()
    if waiting:
        raise ConflictError(
            f"{'A concern waits' if waiting == 1 else f'{waiting} concerns wait'} for an answer. No outcome is stored "
            "before the chair, or HR, has given it under Concerns.",
            code="unanswered_concern",
        )


def _since(events: Iterable[OutcomeEvent]) -> list[tuple[datetime, OutcomeEvent]]:
    """Return the events that count, by when they were first said, with that moment."""
    by_id = {event.id: event for event in events}

    def first_said(event: OutcomeEvent) -> tuple[datetime, str]:
        while event.corrects_id is not None:
            event = by_id[event.corrects_id]
        return event.recorded_at, event.id

    corrected = {event.corrects_id for event in by_id.values()}
    counting = sorted((event for event in by_id.values() if event.id not in corrected), key=first_said)
    return [(first_said(event)[0], event) for event in counting]


def counting_day(work: Work, day: date) -> date:
    """Return the day on which something that happened on `day` counts: the first from then on that is not closed."""
    closed = sorted(work.session.exec(select(ClosedPeriod)), key=lambda period: period.last_day)
    for period in closed:
        if period.first_day <= day <= period.last_day:
            day = period.last_day + timedelta(days=1)
    return day
