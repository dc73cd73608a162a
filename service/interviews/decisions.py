"""The decision about each interviewed applicant: a named person's act, with reasons, kept as it was made.

A later decision takes an applicant on from an earlier one (an offer is accepted or declined, a reserve is called); a
decision that was wrong is corrected by two people, in `corrections`, and meets the same conditions there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from service import db
from service.errors import (
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    PreconditionRequiredError,
    Problem,
    StaleError,
)
from service.interviews.owed import owe_feedback, owe_justification
from service.interviews.readiness import exception_kept, exception_typed, ready_for, record_exception
from service.interviews.sealed import open_texts, seal_texts
from service.interviews.taking_part import locked_vacancy, named
from service.interviews.texts import checked
from service.models import Application, AppointmentDecision, utc_now
from service.outcome_steps import record_step, refuse_unanswered, standing, steps_of
from service.work import Work

LONGEST = 8000
FIRST = ("offered", "appointed", "not_selected", "reserve", "withdrawn")
NEXT: Mapping[str, tuple[str, ...]] = {
    "": FIRST,
    "reserve": ("offered", "appointed", "not_selected", "withdrawn"),
    "offered": ("appointed", "declined", "withdrawn"),
    "appointed": ("withdrawn",),
    "declined": (),
    "not_selected": (),
    "withdrawn": (),
}


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision, opened: `why_corrected` is empty for one that corrects nothing.

    `without_scores` is why it did not wait for scores that a member had begun; empty where it waited.
    """

    row: AppointmentDecision
    reasons: str
    why_corrected: str
    without_scores: str


def record_decision(
    work: Work,
    application_id: str,
    outcome: str,
    reasons: str,
    expected_decisions: int | None,
    without_scores: str = "",
) -> AppointmentDecision:
    """Store what a named person decided about one applicant: the appointing manager or HR.

    `expected_decisions` is how many decisions about the applicant the actor has seen. `without_scores` is why it is
    decided without the scores that a member of the panel has begun and not locked; otherwise the decision waits.

    Raises:
        NotFoundError: there is no such application, or the actor has no part in its selection.
        ForbiddenError: the actor takes part but does not decide.
        ConflictError: a concern is unanswered, the applicant was not interviewed or has withdrawn, too few scores are
            locked, or scores that were begun are not.
        InvalidInputError: the outcome does not follow from the last one, or there are no reasons.
        StaleError: somebody decided meanwhile.
    """
    application = application_to_decide(work, application_id)
    earlier = decisions_about(work, application_id)
    if expected_decisions is None:
        raise PreconditionRequiredError
    if expected_decisions != len(earlier):
        raise StaleError
    refuse_unanswered(work, application.vacancy_id)
    last = earlier[-1].outcome if earlier else ""
    problems: list[Problem] = []
    if outcome not in NEXT[last]:
        allowed = ", ".join(each.replace("_", " ") for each in NEXT[last]) or "nothing: correct the decision instead"
        problems.append(Problem("outcome", "This outcome cannot follow now.", f"What can follow: {allowed}."))
    reasons = checked(problems, "reasons", "The reasons", reasons, longest=LONGEST)
    without = exception_typed(problems, without_scores)
    if problems:
        raise InvalidInputError(problems)
    ready = ready_for(work, application, outcome)
    texts = {"reasons": reasons} | exception_kept(ready, without)
    row = AppointmentDecision(
        application_id=application_id, outcome=outcome, reasons=b"", decided_by=named(work), decided_at=utc_now()
    )
    row.reasons = seal_texts(work.settings, "decision", row.id, texts)
    work.session.add(row)
    stage = stage_of(work, application, outcome, interviewed=ready.interviewed)
    if standing(steps_of(work, application_id)) != (stage, step_outcome(outcome)):
        record_step(work, application, stage, step_outcome(outcome), today(work))
    if ready.interviewed:
        owe_feedback(work, application)
    owe_justification(work, application, row)
    work.record("applicant.decided", "application", application_id, {"decision": row.id, "outcome": outcome})
    record_exception(work, application, row, ready)
    return row


def decisions_about(work: Work, application_id: str) -> list[AppointmentDecision]:
    """Return the decisions about an applicant in the order in which they were made; the last one counts."""
    wanted = select(AppointmentDecision).where(AppointmentDecision.application_id == application_id)
    ordered = wanted.order_by(col(AppointmentDecision.decided_at), col(AppointmentDecision.id))
    return list(work.session.exec(ordered))


def latest_outcomes(work: Work, application_ids: Sequence[str]) -> dict[str, AppointmentDecision]:
    """Return the decision that counts about each applicant who has one, by application."""
    wanted = select(AppointmentDecision).where(col(AppointmentDecision.application_id).in_(application_ids))
    ordered = wanted.order_by(col(AppointmentDecision.decided_at), col(AppointmentDecision.id))
    return {row.application_id: row for row in work.session.exec(ordered)}


def open_decision(work: Work, row: AppointmentDecision) -> Decided:
    """Return a decision with its reasons; whoever shows it has made sure that the actor decides there."""
    texts = open_texts(work.settings, "decision", row.id, row.reasons)
    return Decided(row, texts["reasons"], texts.get("why", ""), texts.get("without", ""))


def application_to_decide(work: Work, application_id: str) -> Application:
    """Return an application about which the actor decides, kept from other writers with its vacancy's selection.

    Raises:
        NotFoundError: there is none, or the actor has no part in its selection.
        ForbiddenError: the actor takes part but does not decide.
    """
    application = db.get(work.session, Application, application_id)
    _, part = locked_vacancy(work, application.vacancy_id)
    if not part.decides:
        if not (part.recruits or part.sits):
            raise NotFoundError
        raise ForbiddenError("The appointing manager or HR decides.")
    named(work)
    return db.lock(work.session, Application, application_id)


def stage_of(work: Work, application: Application, outcome: str, *, interviewed: bool) -> str:
    """Return the stage at which an outcome leaves an application: an offer reaches `offered`, a refusal no further."""
    if outcome in ("offered", "declined"):
        return "offered"
    if outcome == "appointed":
        return "appointed"
    reached, _ = standing(steps_of(work, application.id))
    return reached or ("interviewed" if interviewed else "shortlisted")


def step_outcome(outcome: str) -> str:
    """Return a decision's outcome in the words of outcome events: an offer leaves the outcome open."""
    return "open" if outcome == "offered" else outcome


def today(work: Work) -> date:
    """Return today's date on the organisation's clocks."""
    return utc_now().astimezone(work.settings.zone).date()
