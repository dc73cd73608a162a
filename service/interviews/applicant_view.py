"""What an applicant's link shows: their own interview and adjustments, or their own feedback, and nothing else."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import col, select

from service import db
from service.interviews.adjustments import OpenAdjustment, may_ask, opened
from service.interviews.feedback import feedback_for
from service.interviews.links import HeldLink, holder_still_opens
from service.models import Application, Interview, Panel, Vacancy
from service.work import Work


@dataclass(frozen=True, slots=True)
class ApplicantView:
    """The page behind a link. `times` are start, end and zone of interviews to come; `texts` are the feedback."""

    purpose: str
    title: str
    times: tuple[tuple[datetime, datetime, str], ...] = ()
    adjustments: tuple[OpenAdjustment, ...] = ()
    can_ask: bool = False
    texts: dict[str, str] = field(default_factory=dict)
    read: bool = False


def applicant_view(work: Work, link: HeldLink) -> ApplicantView:
    """Return what a link shows to who holds it.

    Raises:
        NotFoundError: it opens nothing, or no more, or feedback that was not sent.
    """
    application = db.get(work.session, Application, link.application_id)
    title = db.get(work.session, Vacancy, application.vacancy_id).title
    if link.purpose == "feedback":
        row, texts = feedback_for(work, link)
        return ApplicantView("feedback", title, texts=texts, read=row.read_at is not None)
    holder_still_opens(work, link, "adjustments")
    wanted = (
        select(Interview, Panel)
        .join(Panel, col(Panel.id) == col(Interview.panel_id))
        .where(Interview.application_id == application.id)
        .order_by(col(Interview.starts_at))
    )
    rows = list(work.session.exec(wanted))
    return ApplicantView(
        "adjustments",
        title,
        tuple(
            (row.starts_at, row.starts_at + timedelta(minutes=row.minutes), panel.zone)
            for row, panel in rows
            if row.state == "planned" and panel.state != "cancelled"
        ),
        tuple(opened(work, application.id)),
        may_ask(work, application.id),
    )
