"""What is left to be done: the justification of an appointment, and feedback for everybody who was interviewed.

Both follow from the interview, the outcome, the post's band and the day. Nothing about the applicant changes what is
owed, or when.
"""

from sqlmodel import select

from service import db
from service.interviews.working_days import working_days_after
from service.models import Application, AppointmentDecision, Feedback, Interview, Justification, Vacancy
from service.models.bands import rank
from service.work import Work


def owe_justification(work: Work, application: Application, decision: AppointmentDecision) -> Justification | None:
    """Note that an appointment in scope is to be justified, and by when; None for any other decision."""
    vacancy = db.get(work.session, Vacancy, application.vacancy_id)
    if decision.outcome != "appointed" or not in_scope(vacancy.band, work.settings.justify_from_band):
        return None
    day = decision.decided_at.astimezone(work.settings.zone).date()
    row = Justification(
        decision_id=decision.id,
        vacancy_id=vacancy.id,
        due_on=working_days_after(day, work.settings.justification_days),
    )
    work.session.add(row)
    return row


def owe_feedback(work: Work, application: Application) -> Feedback | None:
    """Note that an applicant has been interviewed and is to have feedback; None where that was noted before.

    The days to the one on which it is due are counted from their first interview that was held.
    """
    there = select(Feedback.id).where(Feedback.application_id == application.id)
    if work.session.exec(there).first() is not None:
        return None
    held = select(Interview.starts_at).where(Interview.application_id == application.id, Interview.state == "held")
    first = min(work.session.exec(held))
    row = Feedback(
        application_id=application.id,
        vacancy_id=application.vacancy_id,
        due_on=working_days_after(first.astimezone(work.settings.zone).date(), work.settings.feedback_days),
    )
    work.session.add(row)
    return row


def in_scope(band: str | None, from_band: str) -> bool:
    """Return whether an appointment to a post of this band is to be justified.

    A post outside the order of bands, such as a medical one, is always in scope: no band exempts it.
    """
    place, least = rank(band), rank(from_band or None)
    return least is None or place is None or place >= least
