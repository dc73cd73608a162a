"""Developmental feedback for every interviewed applicant: drafted by the panel, sent by HR, read through a link."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from service import db
from service.errors import ConflictError, InvalidInputError, NotFoundError, Problem
from service.interviews.applicants import applicant_name
from service.interviews.decisions import today
from service.interviews.links import HeldLink, holder_still_opens, make_link
from service.interviews.sealed import open_texts, seal_texts
from service.interviews.taking_part import Part, account_names, lock_selection, named, part_in
from service.interviews.texts import checked
from service.models import ApplicantLink, Application, Feedback, Interview, Vacancy, utc_now
from service.scope import only_hr
from service.work import Work

LONGEST = 4000
PARTS = {"strengths": "What went well", "develop": "What to develop", "how": "How to develop it"}


@dataclass(frozen=True, slots=True)
class FeedbackView:
    """One applicant's feedback as those see it who draft or send it."""

    row: Feedback
    vacancy: Vacancy
    part: Part
    applicant: str
    texts: dict[str, str]
    drafted_by: str
    overdue: bool


def feedback_list(work: Work) -> list[FeedbackView]:
    """Return the feedback that the actor drafts, answers for or sends: what is not sent first, by the day it is due."""
    wanted = (
        select(Feedback, Vacancy)
        .join(Vacancy, col(Vacancy.id) == col(Feedback.vacancy_id))
        .order_by(col(Feedback.due_on), col(Feedback.id))
    )
    parts: dict[str, Part] = {}
    found = []
    for row, vacancy in work.session.exec(wanted):
        if vacancy.id not in parts:
            parts[vacancy.id] = part_in(work, vacancy)
        if _may_draft(work, row, parts[vacancy.id]):
            found.append(_view(work, row, vacancy, parts[vacancy.id]))
    return sorted(found, key=lambda each: each.row.sent_at is not None)


def feedback_view(work: Work, feedback_id: str) -> FeedbackView:
    """Return one applicant's feedback to the panel that saw them, to those who recruit, and to HR.

    Raises:
        NotFoundError: there is none, or it is not theirs.
    """
    row = db.get(work.session, Feedback, feedback_id)
    vacancy = db.get(work.session, Vacancy, row.vacancy_id)
    part = part_in(work, vacancy)
    if not _may_draft(work, row, part):
        raise NotFoundError
    return _view(work, row, vacancy, part)


def draft_feedback(
    work: Work, feedback_id: str, strengths: str, develop: str, how: str, expected_version: int | None
) -> Feedback:
    """Write or change an applicant's feedback, until it is sent.

    Raises:
        NotFoundError: there is none, or it is not theirs.
        ConflictError: it is sent already.
        InvalidInputError: a part is missing or too long.
        StaleError: somebody changed it meanwhile.
    """
    row = _locked(work, feedback_id)
    db.expect_version(row, expected_version)
    problems: list[Problem] = []
    given = {"strengths": strengths, "develop": develop, "how": how}
    texts = {name: checked(problems, name, what, given[name], longest=LONGEST) for name, what in PARTS.items()}
    if problems:
        raise InvalidInputError(problems)
    row.sealed = seal_texts(work.settings, "feedback", row.id, texts)
    row.drafted_by = named(work)
    work.session.add(row)
    work.record("feedback.drafted", "feedback", row.id, {"version": row.version})
    return row


def send_feedback(work: Work, feedback_id: str, expected_version: int | None) -> tuple[ApplicantLink, str]:
    """Open the feedback to its applicant, and return the link to send them with its token, never to be had again.

    Raises:
        ForbiddenError: the actor is not HR.
        NotFoundError: there is none.
        ConflictError: it is not drafted, or sent already.
        StaleError: somebody changed it meanwhile.
    """
    only_hr(work.actor)
    row = _locked(work, feedback_id)
    db.expect_version(row, expected_version)
    if row.sealed is None:
        raise ConflictError("The panel has not drafted this feedback yet.", code="not_drafted")
    row.sent_by, row.sent_at = named(work), utc_now()
    work.session.add(row)
    work.record("feedback.sent", "feedback", row.id, {"version": row.version})
    return make_link(work, row.application_id, "feedback")


def feedback_for(work: Work, link: HeldLink) -> tuple[Feedback, dict[str, str]]:
    """Return what an applicant reads through their link.

    Raises:
        NotFoundError: the link opens no feedback, or none was sent.
    """
    holder_still_opens(work, link, "feedback")
    wanted = select(Feedback).where(Feedback.application_id == link.application_id)
    row = work.session.exec(wanted).first()
    if row is None or row.sent_at is None:
        raise NotFoundError
    return row, open_texts(work.settings, "feedback", row.id, row.sealed)


def confirm_read(work: Work, link: HeldLink) -> Feedback:
    """Note that the applicant says they have read their feedback; saying it again changes nothing.

    Raises:
        NotFoundError: the link opens no feedback, or none was sent.
    """
    application = db.get(work.session, Application, link.application_id)
    lock_selection(work, application.vacancy_id)
    row, _ = feedback_for(work, link)
    if row.read_at is None:
        row.read_at = utc_now()
        work.session.add(row)
        work.record("feedback.read", "feedback", row.id)
    return row


def is_overdue(row: Feedback, day: date) -> bool:
    """Return whether feedback should have been sent before `day`, and was not."""
    return row.sent_at is None and row.due_on < day


def _locked(work: Work, feedback_id: str) -> Feedback:
    vacancy_id = db.get(work.session, Feedback, feedback_id).vacancy_id
    vacancy = lock_selection(work, vacancy_id)
    row = db.lock(work.session, Feedback, feedback_id)
    if not _may_draft(work, row, part_in(work, vacancy)):
        raise NotFoundError
    if row.sent_at is not None:
        raise ConflictError("This feedback is sent. It stays as the applicant reads it.", code="sent")
    return row


def _may_draft(work: Work, row: Feedback, part: Part) -> bool:
    if part.recruits:
        return True
    saw = select(Interview.id).where(
        Interview.application_id == row.application_id,
        Interview.state == "held",
        col(Interview.panel_id).in_(sorted(part.seats)),
    )
    return part.sits and work.session.exec(saw).first() is not None


def _view(work: Work, row: Feedback, vacancy: Vacancy, part: Part) -> FeedbackView:
    return FeedbackView(
        row,
        vacancy,
        part,
        applicant_name(work, row.application_id),
        open_texts(work.settings, "feedback", row.id, row.sealed),
        account_names(work, [row.drafted_by]).get(row.drafted_by, ""),
        is_overdue(row, today(work)),
    )
