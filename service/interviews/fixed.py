"""What fixes interviews: a decision that stands, locked scores; and the questions, once they have been asked."""

from datetime import UTC, datetime

from sqlmodel import col, select

from service.errors import ConflictError
from service.models import (
    AppointmentDecision,
    Interview,
    InterviewQuestion,
    InterviewScore,
    ScoreSheet,
    TrailEvent,
    utc_now,
)
from service.work import Work

ALWAYS = datetime.min.replace(tzinfo=UTC)


def is_settled(work: Work, application_id: str) -> bool:
    """Return whether a decision about an applicant stands after which nobody interviews them: any but a reserve."""
    wanted = select(AppointmentDecision.outcome).where(AppointmentDecision.application_id == application_id)
    latest = wanted.order_by(col(AppointmentDecision.decided_at).desc(), col(AppointmentDecision.id).desc())
    return work.session.exec(latest).first() not in (None, "reserve")


def refuse_settled(work: Work, application_id: str) -> None:
    """Refuse to change an applicant's interviews while a decision about them stands.

    Raises:
        ConflictError: one does.
    """
    if is_settled(work, application_id):
        raise ConflictError(
            "A decision about this applicant stands. If it is wrong, correct it on the page of the decision first, to "
            "“reserve” where they are still to be interviewed. A second person confirms that.",
            code="decided",
        )


def has_locked_scores(work: Work, interview_id: str) -> bool:
    """Return whether a member of the panel has locked their scores of an interview."""
    wanted = select(ScoreSheet.id).where(
        ScoreSheet.interview_id == interview_id, col(ScoreSheet.locked_at).is_not(None)
    )
    return work.session.exec(wanted).first() is not None


def are_frozen(work: Work, vacancy_id: str) -> bool:
    """Return whether a vacancy's first interview has begun: from then on everybody is asked the same.

    Where no question was agreed to when it began, those that were asked can still be written down and agreed to, until
    an interview counts as held, somebody gives a score, or the next interview begins.
    """
    taking_place = select(Interview).where(Interview.vacancy_id == vacancy_id, Interview.state != "withdrawn")
    rows = work.session.exec(taking_place).all()
    scores = (
        select(InterviewScore.id)
        .join(InterviewQuestion, col(InterviewQuestion.id) == col(InterviewScore.question_id))
        .where(InterviewQuestion.vacancy_id == vacancy_id)
    )
    if any(each.state == "held" for each in rows) or work.session.exec(scores).first() is not None:
        return True
    begun = [each.starts_at for each in rows if each.starts_at <= utc_now()]
    agreed = _agreed_since(work, vacancy_id) if begun else None
    return agreed is not None and agreed <= max(begun)


def _agreed_since(work: Work, vacancy_id: str) -> datetime | None:
    """Return since when a question is agreed to, by the trail; None while none is."""
    wanted = select(InterviewQuestion.id).where(
        InterviewQuestion.vacancy_id == vacancy_id, InterviewQuestion.state == "agreed"
    )
    since = dict.fromkeys(work.session.exec(wanted), ALWAYS)
    agreements = select(TrailEvent).where(
        col(TrailEvent.subject_id).in_(list(since)), TrailEvent.action == "question.agreed"
    )
    for event in work.session.exec(agreements.order_by(col(TrailEvent.number))):
        since[event.subject_id] = event.at
    return min(since.values(), default=None)
