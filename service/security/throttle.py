"""Throttling of sign-ins, in rows, so that all workers count together.

An attempt is counted before its password is checked and taken back when it succeeds: attempts made at once cannot all
slip in under the limit. Failures count by account and address together (tightly), by account from anywhere (loosely, so
that a stranger who knows an address cannot easily lock its owner out), and by network address.
"""

import hashlib
import hmac
from datetime import timedelta

from sqlalchemy import delete, func, text
from sqlmodel import col, select

from service.errors import TooManyAttemptsError
from service.models import SignInAttempt, utc_now
from service.work import Work

WINDOW = timedelta(minutes=15)
PER_ACCOUNT_AND_ADDRESS = 8
PER_ACCOUNT = 40
PER_ADDRESS = 60


def subjects(secret: str, email: str, address: str) -> tuple[tuple[str, int], ...]:
    """Return what attempts are counted by, as keyed hashes, each with its limit; the account's own come first."""
    return tuple(
        (hmac.new(secret.encode(), f"{kind}:{value}".encode(), hashlib.sha256).hexdigest(), limit)
        for kind, value, limit in (
            ("account and address", f"{email} {address}", PER_ACCOUNT_AND_ADDRESS),
            ("account", email, PER_ACCOUNT),
            ("address", address, PER_ADDRESS),
        )
    )


def note_attempt(work: Work, email: str, address: str) -> tuple[str, ...]:
    """Count an attempt, forget those that no longer count, and return the ids to take back on success.

    Raises:
        TooManyAttemptsError: with the seconds to wait; this attempt is then not counted.
    """
    now = utc_now()
    counted = subjects(work.settings.secret_key, email, address)
    _queue(work, [subject for subject, _ in counted])
    work.session.execute(delete(SignInAttempt).where(col(SignInAttempt.at) <= now - WINDOW))
    for subject, limit in counted:
        found = select(func.count(), func.min(SignInAttempt.at)).where(SignInAttempt.subject == subject)
        failures, first = work.session.exec(found).one()
        if failures >= limit:
            wait = WINDOW - (now - first) if first else WINDOW
            raise TooManyAttemptsError(
                "There were too many failed attempts. Wait a quarter of an hour, then try again.",
                retry_after=max(1, int(wait.total_seconds()) + 1),
            )
    rows = [SignInAttempt(subject=subject, at=now) for subject, _ in counted]
    work.session.add_all(rows)
    return tuple(row.id for row in rows)


def forget_attempts(work: Work, email: str, address: str, noted: tuple[str, ...]) -> None:
    """Forget the account's failures after a successful sign-in; of the address only this attempt, no failure."""
    own = [subject for subject, _ in subjects(work.settings.secret_key, email, address)[:2]]
    gone = col(SignInAttempt.subject).in_(own) | col(SignInAttempt.id).in_(noted)
    work.session.execute(delete(SignInAttempt).where(gone))


def _queue(work: Work, counted: list[str]) -> None:
    # On SQLite writers queue anyway. PostgreSQL lets two count the same rows at once, unless they ask for the same
    # lock first; everybody asks in the same order, so nobody waits in a circle.
    if work.session.get_bind().dialect.name == "postgresql":
        for subject in sorted(counted):
            work.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": int(subject[:15], 16)})
