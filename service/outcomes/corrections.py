"""Corrections of an application's steps: proposed with a reason, and an event only once a second person confirms."""

from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from service import db
from service.errors import ConflictError, ForbiddenError, InvalidInputError, Problem
from service.models import (
    OUTCOME_STAGES,
    Application,
    OutcomeCorrection,
    OutcomeEvent,
    utc_now,
)
from service.models import OUTCOMES as KNOWN_OUTCOMES
from service.outcome_steps import counting_day, refuse_unanswered
from service.scope import only_hr
from service.work import Work


def propose_correction(
    work: Work, event_id: str, stage: str, outcome: str, happened_on: date, reason: str
) -> OutcomeCorrection:
    """Say what a step should have been; somebody else in HR confirms or refuses it.

    Raises:
        ForbiddenError: the actor is not HR, or nobody is named.
        NotFoundError: there is no such step.
        ConflictError: the step is corrected already, or a correction of it waits.
        InvalidInputError: the correction is none, is impossible, or has no reason.
    """
    only_hr(work.actor)
    event = db.lock(work.session, OutcomeEvent, event_id)
    application = db.get(work.session, Application, event.application_id)
    if work.session.exec(select(OutcomeEvent.id).where(OutcomeEvent.corrects_id == event_id)).first():
        raise ConflictError("This step has been corrected already. Correct the latest one.", code="corrected")
    waiting = select(OutcomeCorrection.id).where(
        OutcomeCorrection.event_id == event_id, OutcomeCorrection.state == "proposed"
    )
    if work.session.exec(waiting).first():
        raise ConflictError("A correction of this step waits for a second person already.", code="waiting")
    problems = _problems(event, application, stage, outcome, happened_on, reason)
    if problems:
        raise InvalidInputError(problems)
    correction = OutcomeCorrection(
        event_id=event_id, stage=stage, outcome=outcome, happened_on=happened_on, reason=reason.strip(),
        proposed_by=_named(work),
    )  # fmt: skip
    work.session.add(correction)
    work.record("outcome.correction_proposed", "application", application.id, {"event": event_id})
    return correction


def confirm_correction(work: Work, correction_id: str, expected_version: int | None) -> OutcomeEvent:
    """Confirm somebody else's correction: a new event, which counts from the first day that is not closed.

    Raises:
        ForbiddenError: the actor is not HR, or proposed it.
        ConflictError: it is settled already, the step was corrected otherwise since, or a concern is unanswered.
    """
    only_hr(work.actor)
    if db.get(work.session, OutcomeCorrection, correction_id).proposed_by == work.actor.account_id:
        raise ForbiddenError("A correction is confirmed by somebody else than who proposed it.")
    correction = _waiting(work, correction_id, expected_version)
    old = db.get(work.session, OutcomeEvent, correction.event_id)
    refuse_unanswered(work, old.vacancy_id)
    event = OutcomeEvent(
        application_id=old.application_id, vacancy_id=old.vacancy_id, stage=correction.stage,
        outcome=correction.outcome, happened_on=correction.happened_on,
        counts_on=max(counting_day(work, correction.happened_on), counting_day(work, old.counts_on)),
        recorded_by=correction.proposed_by, corrects_id=old.id, reason=correction.reason,
        second_person=_named(work),
    )  # fmt: skip
    _settle(work, correction, "confirmed")
    work.session.add(event)
    try:
        work.session.flush()
    except IntegrityError as error:  # a step is corrected once, also by those who correct a decision
        message = "This step was corrected otherwise since. Refuse this correction."
        raise ConflictError(message, code="corrected") from error
    work.record("outcome.corrected", "application", old.application_id, {"event": event.id, "corrects": old.id})
    return event


def refuse_correction(work: Work, correction_id: str, expected_version: int | None) -> OutcomeCorrection:
    """Refuse a correction; the step stands as it was recorded. Who proposed it may take it back in this way.

    Raises:
        ForbiddenError: the actor is not HR.
        ConflictError: it is settled already.
    """
    correction = _waiting(work, correction_id, expected_version)
    _settle(work, correction, "refused")
    work.record("outcome.correction_refused", "outcome_event", correction.event_id, {"correction": correction.id})
    return correction


def waiting_corrections(work: Work) -> list[OutcomeCorrection]:
    """Return the corrections that wait for a second person, the oldest first."""
    only_hr(work.actor)
    wanted = select(OutcomeCorrection).where(OutcomeCorrection.state == "proposed")
    return list(work.session.exec(wanted.order_by(col(OutcomeCorrection.proposed_at), col(OutcomeCorrection.id))))


def _waiting(work: Work, correction_id: str, expected_version: int | None) -> OutcomeCorrection:
    only_hr(work.actor)
    correction = db.lock(work.session, OutcomeCorrection, correction_id)
    db.expect_version(correction, expected_version)
    if correction.state != "proposed":
        raise ConflictError(f"This correction is {correction.state} already.", code="settled")
    return correction


def _settle(work: Work, correction: OutcomeCorrection, state: str) -> None:
    correction.state, correction.settled_by, correction.settled_at = state, _named(work), utc_now()
    work.session.add(correction)


def _problems(
    event: OutcomeEvent, application: Application, stage: str, outcome: str, happened_on: date, reason: str
) -> list[Problem]:
    problems = []
    if stage not in OUTCOME_STAGES:
        problems.append(Problem("stage", "This is no stage.", f"Choose one of {', '.join(OUTCOME_STAGES)}."))
    if outcome not in KNOWN_OUTCOMES:
        problems.append(Problem("outcome", "This is no outcome.", f"Choose one of {', '.join(KNOWN_OUTCOMES)}."))
    if problems:
        return problems
    if (outcome == "appointed") != (stage == "appointed"):
        problems.append(Problem("outcome", "Stage appointed and outcome appointed go together.", "Correct either."))
    if outcome == "declined" and stage != "offered":
        problems.append(Problem("outcome", "Only an offer can be declined.", "Choose stage offered, or withdrawn."))
    if not application.applied_on <= happened_on <= utc_now().date():
        problems.append(
            Problem("happened_on", "The day is before the application, or has not come.", "Correct the day.")
        )
    if (stage, outcome, happened_on) == (event.stage, event.outcome, event.happened_on):
        problems.append(Problem("stage", "This is what is recorded.", "Say what it should have been."))
    if not reason.strip() or len(reason) > 1000:
        problems.append(Problem("reason", "Say what was wrong, in up to 1,000 characters."))
    return problems


def _named(work: Work) -> str:
    if work.actor.account_id is None:
        raise ForbiddenError("A correction is made by named people. Sign in.")
    return work.actor.account_id
