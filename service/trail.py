"""The trail: every state change and every view of a self-description, in a keyed chain.

Each event's `mac` is HMAC-SHA256 over its own fields and the mac before it, so a changed, removed or inserted event
breaks the chain; `TrailHead` holds the last link, and `head()` can be kept outside the database, which shows a cut-off
tail. Details carry ids and states, never a protected characteristic.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from service.models import TrailEvent, TrailHead, utc_now

START = "0" * 64


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an account, its person in the pool if any, and its roles. Commands act as `SYSTEM`."""

    account_id: str | None
    name: str
    person_id: str | None = None
    roles: frozenset[str] = field(default_factory=frozenset)


SYSTEM = Actor(account_id=None, name="Fairpanel", roles=frozenset({"hr", "admin"}))


class Trail:
    """Writes and verifies the chain with the installation's key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def record(
        self,
        session: Session,
        actor: Actor,
        action: str,
        subject_kind: str,
        subject_id: str,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        """Add an event to the unit of work. `action` is in the past tense, such as `panel.confirmed`."""
        session.flush()
        head = session.exec(select(TrailHead).where(TrailHead.id == 1).with_for_update()).one()
        event = TrailEvent(
            number=head.number + 1,
            at=utc_now(),
            account_id=actor.account_id,
            action=action,
            subject_kind=subject_kind,
            subject_id=subject_id,
            details=dict(details or {}),
            mac="",
        )
        event.mac = self._mac(head.mac, event)
        head.number, head.mac = event.number, event.mac
        session.add(event)
        session.add(head)
        session.flush()

    def verify(self, session: Session, *, head: str | None = None) -> int | None:
        """Return the number of the first event that does not fit the chain, or None when all do.

        With `head`, the last mac as kept outside the database, a cut-off tail is found too: the number returned is
        then one past the last event.
        """
        mac, number = START, 0
        for event in session.exec(select(TrailEvent).order_by(col(TrailEvent.number))):
            number += 1
            if event.number != number or not hmac.compare_digest(event.mac, self._mac(mac, event)):
                return number
            mac = event.mac
        kept = session.get(TrailHead, 1)
        if kept is None or (kept.number, kept.mac) != (number, mac) or (head is not None and head != mac):
            return number + 1
        return None

    def _mac(self, before: str, event: TrailEvent) -> str:
        fields = [
            before, event.number, _instant(event.at), event.account_id, event.action, event.subject_kind,
            event.subject_id, event.details,
        ]  # fmt: skip
        text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")
