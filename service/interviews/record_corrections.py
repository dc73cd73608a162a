"""Correcting what was recorded of an interview, while neither locked scores nor a decision build on it.

The reason is chosen and not written: the trail, which keeps it, holds no words about a person.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from service import db
from service.errors import ConflictError, ForbiddenError, InvalidInputError, Problem
from service.interviews.fixed import has_locked_scores, refuse_settled
from service.interviews.holding import count_as_held, refuse_held, refuse_to_come, take_back_held
from service.interviews.links import keep_links_open
from service.interviews.planning import is_taken
from service.interviews.taking_part import Part, account_names, interview_and_part, named
from service.models import Interview, TrailEvent
from service.models.interview import INTERVIEW_STATES
from service.work import Work

CORRECTED = "interview.corrected"
REASONS = ("slip", "other_applicant", "learned_later")


@dataclass(frozen=True, slots=True)
class RecordCorrection:
    """One correction: when and by whom, what was recorded and what now counts, and the reason, one of `REASONS`."""

    at: datetime
    by: str
    was: str
    now: str
    reason: str


def correct_record(work: Work, interview_id: str, state: str, reason: str, expected_version: int | None) -> Interview:
    """Put another outcome, or that the interview is still planned, in the place of what was recorded.

    What recording it as held had brought about goes back: the stage of the application, and feedback not sent yet.

    Raises:
        NotFoundError: there is no such interview, or the actor has no part in it.
        ForbiddenError: the actor is neither HR nor the chair of its panel.
        ConflictError: nothing is recorded, scores are locked (unless it is corrected to held), a decision stands, the
            applicant has had feedback, its time is taken, or it could not be recorded so in the first place.
        InvalidInputError: there is no such outcome or reason.
        StaleError: somebody changed it meanwhile.
    """
    row, _, part = interview_and_part(work, interview_id, lock=True)
    if not corrects(part, row):
        raise ForbiddenError("HR or the chair of the panel corrects what was recorded.")
    named(work)
    db.expect_version(row, expected_version)
    was = row.state
    if was == "planned":
        raise ConflictError("Nothing is recorded of this interview yet. Record it instead.", code="planned")
    problems: list[Problem] = []
    if state not in INTERVIEW_STATES or state == was:
        problems.append(Problem("state", "What is right instead is not chosen.", "Choose one."))
    if reason not in REASONS:
        problems.append(Problem("reason", "The reason is not chosen.", "Choose one."))
    if problems:
        raise InvalidInputError(problems)
    refuse_settled(work, row.application_id)
    if state not in right_states(was, locked=has_locked_scores(work, row.id)):
        raise ConflictError("Scores of this interview are locked, so it was held. That stays.", code="locked")
    _refuse_new(work, row, state)
    row.state = state
    work.session.add(row)
    if was == "held":
        take_back_held(work, row)
    if state == "held":
        count_as_held(work, row)
    keep_links_open(work, row.application_id)
    work.record(CORRECTED, "interview", row.id, {"was": was, "now": state, "reason": reason, "version": row.version})
    return row


def corrects(part: Part, row: Interview) -> bool:
    """Return whether somebody may correct what was recorded of an interview: HR, or the chair of its panel."""
    return part.hr or part.seats.get(row.panel_id) == "chair"


def right_states(was: str, *, locked: bool) -> tuple[str, ...]:
    """Return what a record may be corrected to; with locked scores, to nothing but that the interview was held."""
    if was == "planned":
        return ()
    return tuple(each for each in INTERVIEW_STATES if each != was and (each == "held" or not locked))


def corrections_of(work: Work, interview_id: str) -> list[RecordCorrection]:
    """Return the corrections of what was recorded of an interview, oldest first; the caller checked the scope."""
    wanted = select(TrailEvent).where(TrailEvent.subject_id == interview_id, TrailEvent.action == CORRECTED)
    events = work.session.exec(wanted.order_by(col(TrailEvent.number))).all()
    names = account_names(work, {each.account_id for each in events})
    return [
        RecordCorrection(
            each.at,
            names.get(each.account_id, ""),
            str(each.details["was"]),
            str(each.details["now"]),
            str(each.details["reason"]),
        )
        for each in events
    ]


def _refuse_new(work: Work, row: Interview, state: str) -> None:
    """Refuse what could not have been recorded in the first place, or planned by now."""
    if state in ("missed", "held"):
        refuse_to_come(row)
    if state == "held":
        refuse_held(work, row)
    taken = state in ("planned", "held") and is_taken(
        work, row.panel_id, row.application_id, row.starts_at, row.minutes, row.id
    )
    if taken:
        raise ConflictError(
            "The panel or the applicant has another interview at that time by now. Move that one first.", code="taken"
        )
