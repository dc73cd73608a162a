"""What HR reads of the trail: its events, newest first, with who acted."""

from dataclasses import dataclass

from sqlmodel import col, func, select

from service.errors import ForbiddenError
from service.models import Account, TrailEvent
from service.work import Work


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events to list; empty fields admit all. `action` is the beginning of one, such as `panel.`."""

    subject_id: str = ""
    subject_kind: str = ""
    account_id: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event and the name of the account that acted; the name is empty for the service itself."""

    event: TrailEvent
    account: str


def list_events(
    work: Work, filters: EventFilter | None = None, *, page: int = 1, size: int = 50
) -> tuple[list[EventRow], int]:
    """Return a page of the trail's events, newest first, and how many there are in all.

    Raises:
        ForbiddenError: whoever acts is not HR.
    """
    if "hr" not in work.actor.roles:
        raise ForbiddenError
    filters = filters or EventFilter()
    conditions = [
        condition
        for wanted, condition in (
            (filters.subject_id, col(TrailEvent.subject_id) == filters.subject_id),
            (filters.subject_kind, col(TrailEvent.subject_kind) == filters.subject_kind),
            (filters.account_id, col(TrailEvent.account_id) == filters.account_id),
            (filters.action, col(TrailEvent.action).startswith(filters.action, autoescape=True)),
        )
        if wanted
    ]
    total = work.session.exec(select(func.count()).select_from(TrailEvent).where(*conditions)).one()
    found = work.session.exec(
        select(TrailEvent, Account.name)
        .join(Account, col(Account.id) == col(TrailEvent.account_id), isouter=True)
        .where(*conditions)
        .order_by(col(TrailEvent.number).desc())
        .offset((page - 1) * size)
        .limit(size)
    )
    return [EventRow(event, name or "") for event, name in found], total


def subject_kinds(work: Work) -> list[str]:
    """Return the kinds of things that the trail's events are about, by name."""
    return sorted(work.session.exec(select(TrailEvent.subject_kind).distinct()))
