"""Signed, expiring links: the way in for applicants, who have no account.

A link is 256 random bits; the database keeps their SHA-256 alone. It opens one purpose of one application until it
expires (for adjustments, not before the interview), is revoked, or is replaced by a later one. Whatever does not open
is answered alike. The token is handed out once, to the member of HR who makes the link; the outbox row written with it
names the link and not the token.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from service import db
from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, TooManyAttemptsError
from service.interviews.taking_part import lock_selection, locked_vacancy, named
from service.models import ApplicantLink, Application, Interview, SignInAttempt, utc_now
from service.models.appointment import LINK_PURPOSES
from service.notify.outbox import enqueue
from service.scope import only_hr
from service.work import Work

WINDOW = timedelta(minutes=15)
MOST_FAILURES = 60  # of one network address: a hospital's whole staff may share one
LONGEST_TOKEN = 200


@dataclass(frozen=True, slots=True)
class HeldLink:
    """A link that somebody followed, and that opened then."""

    link_id: str
    application_id: str
    purpose: str


def make_link(work: Work, application_id: str, purpose: str) -> tuple[ApplicantLink, str]:
    """Make a link and return it with its token, which is never to be had again; earlier links of its kind close.

    Raises:
        ForbiddenError: the actor is not HR, or has a seat on a panel and the link is for adjustments.
        NotFoundError: there is no such application.
        ConflictError: the application was withdrawn, and the link is for adjustments.
        InvalidInputError: there is no such purpose.
    """
    only_hr(work.actor)
    if purpose not in LINK_PURPOSES:
        raise InvalidInputError.one("purpose", "There is no link of this kind.", "Choose one of the list.")
    application = db.get(work.session, Application, application_id)
    _, part = locked_vacancy(work, application.vacancy_id)
    if purpose == "adjustments" and not part.arranges:
        raise ForbiddenError(
            "This link shows what adjustments were asked for. Ask somebody in HR without a seat on a panel of the "
            "vacancy to make it."
        )
    # Who was interviewed has feedback, also where they withdrew afterwards.
    if application.state == "withdrawn" and purpose != "feedback":
        raise ConflictError("This application was withdrawn.", code="withdrawn")
    _close(work, application_id, purpose)
    token = secrets.token_urlsafe(32)
    row = ApplicantLink(
        application_id=application_id, purpose=purpose, token_hash=_hash(token), made_by=named(work),
        expires_at=_end(work, application_id, purpose),
    )  # fmt: skip
    work.session.add(row)
    enqueue(
        work.session, f"applicant_link.{purpose}", "application", application_id, account_id=row.made_by,
        details={"link": row.id, "expires_at": row.expires_at.isoformat()},
    )  # fmt: skip
    work.record("applicant_link.made", "applicant_link", row.id, {"application": application_id, "purpose": purpose})
    return row, token


def keep_links_open(work: Work, application_id: str) -> None:
    """Let the link through which an applicant asks for adjustments open until their interview, as planned now."""
    for row in work.session.exec(_open(application_id, "adjustments")):
        row.expires_at = max(row.expires_at, _end(work, application_id, "adjustments"))
        work.session.add(row)


def has_open_link(work: Work, application_id: str, purpose: str) -> bool:
    """Return whether an applicant has a link of a purpose that opens."""
    return work.session.exec(_open(application_id, purpose)).first() is not None


def revoke_links(work: Work, application_id: str) -> int:
    """Close every link of an application, and return how many were open.

    Raises:
        ForbiddenError: the actor is not HR.
        NotFoundError: there is no such application.
    """
    only_hr(work.actor)
    lock_selection(work, db.get(work.session, Application, application_id).vacancy_id)
    closed = sum(_close(work, application_id, purpose) for purpose in LINK_PURPOSES)
    if closed:
        work.record("applicant_link.revoked", "application", application_id, {"links": closed})
    return closed


def follow_link(work: Work, token: str) -> HeldLink:
    """Return what a link opens.

    Raises:
        NotFoundError: it never was, has expired, was revoked or replaced: nobody is told which.
    """
    row = None
    if token.isascii() and len(token) <= LONGEST_TOKEN:
        row = work.session.exec(select(ApplicantLink).where(ApplicantLink.token_hash == _hash(token))).first()
    if row is None or row.revoked_at is not None or row.expires_at <= utc_now():
        raise NotFoundError
    return HeldLink(row.id, row.application_id, row.purpose)


def holder_still_opens(work: Work, link: HeldLink, purpose: str) -> ApplicantLink:
    """Return the link's row if it opens this purpose at this moment.

    Raises:
        NotFoundError: it does not, or no more.
    """
    row = work.session.get(ApplicantLink, link.link_id, populate_existing=True)
    if row is None or row.purpose != purpose or row.revoked_at is not None or row.expires_at <= utc_now():
        raise NotFoundError
    return row


def refuse_guessing(work: Work, address: str) -> None:
    """Refuse a network address that followed too many links which do not open; such failures are the only ones counted.

    Raises:
        TooManyAttemptsError: with the seconds to wait.
    """
    now = utc_now()
    found = select(func.count(), func.min(SignInAttempt.at)).where(
        SignInAttempt.subject == _subject(work, address), col(SignInAttempt.at) > now - WINDOW
    )
    failures, first = work.session.exec(found).one()
    if failures >= MOST_FAILURES:
        wait = WINDOW - (now - first)
        raise TooManyAttemptsError(
            "Too many links from your network did not open. Wait a quarter of an hour, then try again.",
            retry_after=max(1, int(wait.total_seconds()) + 1),
        )


def note_failure(work: Work, address: str) -> None:
    """Count a link that did not open against a network address."""
    work.session.add(SignInAttempt(subject=_subject(work, address), at=utc_now()))


def _close(work: Work, application_id: str, purpose: str) -> int:
    rows = list(work.session.exec(_open(application_id, purpose)))
    for row in rows:
        row.revoked_at = utc_now()
        work.session.add(row)
    return len(rows)


def _open(application_id: str, purpose: str) -> SelectOfScalar[ApplicantLink]:
    return select(ApplicantLink).where(
        ApplicantLink.application_id == application_id,
        ApplicantLink.purpose == purpose,
        col(ApplicantLink.revoked_at).is_(None),
        col(ApplicantLink.expires_at) > utc_now(),
    )


def _end(work: Work, application_id: str, purpose: str) -> datetime:
    """Return when a link made now ends: no adjustments' link does before the end of the last interview's day."""
    end = utc_now() + timedelta(days=work.settings.link_days)
    planned = select(Interview.starts_at).where(
        Interview.application_id == application_id, Interview.state == "planned"
    )
    last = max(work.session.exec(planned), default=None)
    if purpose != "adjustments" or last is None:
        return end
    day = last.astimezone(work.settings.zone).date()
    return max(end, datetime.combine(day, time(23, 59, 59), work.settings.zone).astimezone(UTC))


def _subject(work: Work, address: str) -> str:
    key = work.settings.secret_key.encode()
    return hmac.new(key, f"applicant link:{address}".encode(), hashlib.sha256).hexdigest()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
