"""The outbox: a message is a row of the commit that caused it, so none is lost and none is sent for nothing."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from service.models import OutboxMessage


def enqueue(
    session: Session,
    kind: str,
    subject_kind: str,
    subject_id: str,
    *,
    person_id: str | None = None,
    account_id: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Add a message of `kind` about a subject, to one person or one account, to the unit of work.

    `details` holds ids and times only; the words are made when it is sent, from what the reader may then see.
    """
    if (person_id is None) == (account_id is None):
        raise ValueError("A message goes to one person or to one account.")
    session.add(
        OutboxMessage(
            kind=kind,
            subject_kind=subject_kind,
            subject_id=subject_id,
            person_id=person_id,
            account_id=account_id,
            details=dict(details or {}),
        )
    )
