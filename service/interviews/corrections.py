"""Correcting a decision: one person says what was wrong, another confirms it, and both records stay.

The right outcome meets every condition of a decision, when it is asked for and again when it is confirmed: otherwise a
correction would be a way round them.
"""

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from service import db
from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, Problem
from service.interviews.decisions import (
    application_to_decide,
    decisions_about,
    stage_of,
    step_outcome,
    today,
)
from service.interviews.owed import owe_feedback, owe_justification
from service.interviews.readiness import exception_kept, exception_typed, ready_for, record_exception
from service.interviews.sealed import open_texts, seal_texts
from service.interviews.taking_part import account_names, locked_vacancy, named
from service.interviews.texts import checked
from service.models import (
    APPOINTMENT_OUTCOMES,
    Application,
    AppointmentDecision,
    DecisionCorrection,
    OutcomeEvent,
    utc_now,
)
from service.outcome_steps import counting_day, refuse_unanswered, steps_of
from service.work import Work

LONGEST = 8000


@dataclass(frozen=True, slots=True)
class AskedCorrection:
    """A correction that waits for its second person, opened."""

    row: DecisionCorrection
    reasons: str
    why: str
    asked_by: str
    can_settle: bool


def ask_correction(
    work: Work, decision_id: str, outcome: str, reasons: str, why: str, without_scores: str = ""
) -> DecisionCorrection:
    """Say that a decision was wrong, what it should be, with its reasons, and why; a second person then confirms.

    `without_scores` is as for a decision.

    Raises:
        NotFoundError: there is no such decision, or the actor has no part in that selection.
        ForbiddenError: the actor does not decide there.
        ConflictError: a later decision counts, a correction waits already, or it is too early for that outcome.
        InvalidInputError: with every problem found.
    """
    decision = db.get(work.session, AppointmentDecision, decision_id)
    application = application_to_decide(work, decision.application_id)
    _refuse_outdated(work, application, decision)
    problems: list[Problem] = []
    if outcome not in APPOINTMENT_OUTCOMES:
        problems.append(Problem("outcome", "The right outcome is not chosen.", "Choose one of the list."))
    elif outcome == "declined" and not any(each.outcome == "offered" for each in decisions_about(work, application.id)):
        problems.append(
            Problem("outcome", "No offer was made that could be declined.", "Correct it to “offered” first.")
        )
    reasons = checked(problems, "reasons", "The reasons for the right outcome", reasons, longest=LONGEST)
    why = checked(problems, "why", "What was wrong", why, longest=2000)
    without = exception_typed(problems, without_scores)
    if problems:
        raise InvalidInputError(problems)
    texts = {"reasons": reasons, "why": why} | exception_kept(
        ready_for(work, application, outcome, correcting=True), without
    )
    row = DecisionCorrection(decision_id=decision_id, outcome=outcome, sealed=b"", asked_by=named(work))
    row.sealed = seal_texts(work.settings, "correction", row.id, texts)
    work.session.add(row)
    try:
        work.session.flush()
    except IntegrityError as error:
        raise ConflictError("A correction of this decision waits for its second person.", code="asked") from error
    work.record("correction.asked", "application", application.id, {"correction": row.id, "outcome": outcome})
    return row


def settle_correction(
    work: Work, correction_id: str, *, confirm: bool, expected_version: int | None
) -> AppointmentDecision | None:
    """Confirm a correction as its second person, and return the decision that now counts; or refuse it.

    Who asked may take it back, which is refusing it.

    Raises:
        NotFoundError: there is no such correction, or the actor has no part in that selection.
        ForbiddenError: the actor asked for it, or recruits nobody there.
        ConflictError: it is settled already, a later decision counts, a concern is unanswered, or it is too early for
            that outcome.
        StaleError: it was changed meanwhile.
    """
    found = db.get(work.session, DecisionCorrection, correction_id)
    decision = db.get(work.session, AppointmentDecision, found.decision_id)
    application = db.get(work.session, Application, decision.application_id)
    _, part = locked_vacancy(work, application.vacancy_id)
    if not part.recruits:
        raise NotFoundError
    row = db.lock(work.session, DecisionCorrection, correction_id)
    if row.state != "asked":
        raise ConflictError("This correction is settled already.", code=row.state)
    db.expect_version(row, expected_version)
    me = named(work)
    if confirm and row.asked_by == me:
        raise ForbiddenError("Somebody else confirms a correction.")
    row.state, row.settled_by, row.settled_at = "confirmed" if confirm else "refused", me, utc_now()
    work.session.add(row)
    if not confirm:
        work.record("correction.refused", "application", application.id, {"correction": row.id})
        return None
    _refuse_outdated(work, application, decision)
    refuse_unanswered(work, application.vacancy_id)
    application = db.lock(work.session, Application, application.id)
    ready = ready_for(work, application, row.outcome, correcting=True)
    texts = open_texts(work.settings, "correction", row.id, row.sealed)
    if "without" not in texts:
        ready.refuse_unlocked()
    made = AppointmentDecision(
        application_id=application.id, outcome=row.outcome, reasons=b"", decided_by=row.asked_by,
        decided_at=utc_now(), corrects_id=decision.id, second_person=me,
    )  # fmt: skip
    made.reasons = seal_texts(work.settings, "decision", made.id, texts)
    work.session.add(made)
    if made.outcome != decision.outcome:
        _correct_step(work, application, decision, made)
    if ready.interviewed:
        owe_feedback(work, application)
    owe_justification(work, application, made)
    work.record("correction.confirmed", "application", application.id, {"decision": made.id, "corrects": decision.id})
    record_exception(work, application, made, ready)
    return made


def correction_waiting(work: Work, decision_id: str) -> AskedCorrection | None:
    """Return the correction of a decision that waits for its second person, opened; the caller checked the scope."""
    wanted = select(DecisionCorrection).where(
        DecisionCorrection.decision_id == decision_id, col(DecisionCorrection.state) == "asked"
    )
    row = work.session.exec(wanted).first()
    if row is None:
        return None
    texts = open_texts(work.settings, "correction", row.id, row.sealed)
    names = account_names(work, [row.asked_by])
    mine = row.asked_by == work.actor.account_id
    return AskedCorrection(row, texts["reasons"], texts["why"], names.get(row.asked_by, ""), not mine)


def _refuse_outdated(work: Work, application: Application, decision: AppointmentDecision) -> None:
    if decisions_about(work, application.id)[-1].id != decision.id:
        raise ConflictError("A later decision counts. Correct that one instead.", code="outdated")


def _correct_step(
    work: Work, application: Application, decision: AppointmentDecision, made: AppointmentDecision
) -> None:
    """Put a new outcome event in the place of the one that the wrong decision made."""
    steps = steps_of(work, application.id)
    wrong = steps[-1] if steps and steps[-1].outcome == step_outcome(decision.outcome) else None
    if wrong is None:
        raise ConflictError("This application’s outcome was changed elsewhere. Correct it there.", code="outdated")
    earlier = [step for step in steps if step.id != wrong.id]
    reached = {"offered": "offered", "declined": "offered", "appointed": "appointed"}.get(made.outcome)
    if reached is None and wrong.stage == "interviewed":
        reached = wrong.stage  # who was interviewed before or after the wrong decision has been, whatever is decided
    day = today(work)
    event = OutcomeEvent(
        application_id=application.id,
        vacancy_id=application.vacancy_id,
        stage=reached
        or (earlier[-1].stage if earlier else stage_of(work, application, made.outcome, interviewed=True)),
        outcome=step_outcome(made.outcome),
        happened_on=day,
        counts_on=counting_day(work, day),
        recorded_by=made.decided_by,
        corrects_id=wrong.id,
        reason="The decision was corrected; the reason is kept with it.",
        second_person=made.second_person,
    )
    work.session.add(event)
    try:
        work.session.flush()
    except IntegrityError as error:
        message = "This application’s outcome was changed elsewhere. Correct it there."
        raise ConflictError(message, code="outdated") from error
    work.record("outcome.corrected", "application", application.id, {"event": event.id, "corrects": wrong.id})
