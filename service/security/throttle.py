"""Throttling of failed sign-ins, in rows, so that all workers count together."""

import hashlib
import hmac
from datetime import timedelta

from sqlalchemy import delete, func
from sqlmodel import col, select

from service.errors import TooManyAttemptsError
from service.models import SignInAttempt, utc_now
from service.work import Work

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 8
PER_ADDRESS = 60


def subjects(secret: str, email: str, address: str) -> tuple[tuple[str, int], ...]:
    """Return what failures are counted by, account and network address as keyed hashes, each with its limit."""
    return tuple(
        (hmac.new(secret.encode(), f"{kind}:{value}".encode(), hashlib.sha256).hexdigest(), limit)
        for kind, value, limit in (("account", email.lower(), PER_ACCOUNT), ("address", address, PER_ADDRESS))
    )


def refuse_if_throttled(work: Work, email: str, address: str) -> None:
    """Raise when too many attempts failed lately.

    Raises:
        TooManyAttemptsError: with the seconds to wait.
    """
    since = utc_now() - WINDOW
    for subject, limit in subjects(work.settings.secret_key, email, address):
        failures = work.session.exec(
            select(func.count(), func.min(SignInAttempt.at)).where(
                col(SignInAttempt.subject) == subject, col(SignInAttempt.at) > since
            )
        ).one()
        if failures[0] >= limit:
            raise TooManyAttemptsError(
                "There were too many failed attempts. Wait a quarter of an hour, then try again.",
                retry_after=int(WINDOW.total_seconds()),
            )


def note_failure(work: Work, email: str, address: str) -> None:
    """Add a failed attempt and forget those that no longer count."""
    for subject, _ in subjects(work.settings.secret_key, email, address):
        work.session.add(SignInAttempt(subject=subject))
    work.session.execute(delete(SignInAttempt).where(col(SignInAttempt.at) <= utc_now() - WINDOW))


def forget_failures(work: Work, email: str, address: str) -> None:
    """Forget the account's failures after a successful sign-in; the address's stay."""
    account, _ = subjects(work.settings.secret_key, email, address)[0]
    work.session.execute(delete(SignInAttempt).where(col(SignInAttempt.subject) == account))
