"""What follows once an interview counts as held, and what goes back where that was recorded by mistake."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from service import db
from service.errors import ConflictError
from service.interviews.adjustments import unsettled_adjustments
from service.interviews.owed import owe_feedback
from service.interviews.questions import questions_of
from service.models import OUTCOME_STAGES, Application, Feedback, Interview, OutcomeEvent, utc_now
from service.outcome_steps import counting_day, record_step, standing, steps_of
from service.work import Work

CHANGED = "This application’s outcome was changed elsewhere since. HR corrects it there first, under Outcomes."


def refuse_to_come(row: Interview) -> None:
    """Refuse to record what became of an interview that is still to come.

    Raises:
        ConflictError: it has not begun.
    """
    if row.starts_at > utc_now():
        raise ConflictError("The interview has not begun yet. Record it afterwards.", code="not_begun")


def refuse_held(work: Work, row: Interview) -> None:
    """Refuse to count an interview as held that nobody could score, or before what the applicant asked for is settled.

    Raises:
        ConflictError: no question is agreed, or an adjustment is not settled.
    """
    if not questions_of(work, row.vacancy_id, "agreed"):
        raise ConflictError(
            "No question is agreed, so nobody could score this interview. Agree to the questions that were asked under "
            "Interviews, Questions (the manager or HR does), then record it.",
            code="no_questions",
        )
    if unsettled_adjustments(work, row.application_id):
        raise ConflictError(
            "The applicant asked for adjustments that are not settled. Arrange them, or say why that is not possible, "
            "before the interview counts as held.",
            code="adjustments",
        )


def count_as_held(work: Work, row: Interview) -> None:
    """Let the application reach the interview, and note that feedback is owed from that day on."""
    application = db.get(work.session, Application, row.application_id)
    reached, outcome = standing(steps_of(work, application.id))
    if reached in ("", "applied", "shortlisted"):
        held_on = row.starts_at.astimezone(work.settings.zone).date()
        record_step(work, application, "interviewed", outcome or "open", held_on)
    owe_feedback(work, application)


def take_back_held(work: Work, row: Interview) -> None:
    """Undo `count_as_held` where no other interview of the applicant was held; a draft of feedback goes with it.

    Raises:
        ConflictError: the applicant has had their feedback, or their outcome was changed elsewhere.
    """
    others = select(Interview.id).where(
        Interview.application_id == row.application_id, Interview.state == "held", Interview.id != row.id
    )
    if work.session.exec(others).first() is not None:
        return
    feedback = work.session.exec(select(Feedback).where(Feedback.application_id == row.application_id)).first()
    if feedback is not None and feedback.sent_at is not None:
        raise ConflictError("The applicant has had feedback on this interview: it stays recorded.", code="sent")
    if feedback is not None:
        work.session.delete(feedback)
    _take_step_back(work, row)


def _take_step_back(work: Work, row: Interview) -> None:
    """Put the stage before the interview in the place of the step that `held` made."""
    steps = steps_of(work, row.application_id)
    reached, outcome = standing(steps)
    if OUTCOME_STAGES.index(reached or "applied") < OUTCOME_STAGES.index("interviewed"):
        return  # HR corrected the step already
    wrong, earlier = steps[-1], steps[:-1]
    before, so_far = standing(earlier)
    if wrong.stage != "interviewed" or before == "interviewed" or outcome != (so_far or "open"):
        raise ConflictError(CHANGED, code="outdated")
    day = earlier[-1].happened_on if earlier else wrong.happened_on
    event = OutcomeEvent(
        application_id=row.application_id,
        vacancy_id=row.vacancy_id,
        stage=before or "shortlisted",  # nobody is interviewed who was not invited
        outcome=so_far or "open",
        happened_on=day,
        counts_on=max(counting_day(work, day), counting_day(work, wrong.counts_on)),
        recorded_by=work.actor.account_id,
        corrects_id=wrong.id,
        reason="What became of the interview was corrected; the reason is in the trail.",
    )
    work.session.add(event)
    try:
        work.session.flush()
    except IntegrityError as error:
        raise ConflictError(CHANGED, code="outdated") from error
    work.record("outcome.corrected", "application", row.application_id, {"event": event.id, "corrects": wrong.id})
