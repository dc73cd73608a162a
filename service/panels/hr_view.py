"""What HR alone sees: requests by state, how much each protected rule asks of whom, and who carries how much."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import col, func, select

from service.models import Department, PanelRequest, Person, utc_now
from service.panels.asked import asked_by
from service.panels.brief import eligible_shares
from service.panels.commitments import commitments_of
from service.panels.protection import ParityRatio
from service.panels.protection import parity_ratios as ratios_of
from service.panels.requests import starts_of
from service.panels.scope import only_hr, request_in_scope
from service.work import Work


@dataclass(frozen=True, slots=True)
class Load:
    """Seats somebody has carried and is promised over twelve months, beside their limit for one cap period."""

    person_id: str
    name: str
    department: str
    seats: int
    cap: int


def requests_by_state(work: Work) -> dict[str, int]:
    """Return how many panel requests are in each state."""
    only_hr(work.actor)
    wanted = select(PanelRequest.state, func.count()).group_by(col(PanelRequest.state)).order_by(PanelRequest.state)
    return {state: int(count) for state, count in work.session.exec(wanted)}


def parity_ratios(work: Work, request_id: str) -> list[ParityRatio]:
    """Return the parity ratio of each protected requirement of a request; those that warn want a second look.

    Raises:
        ForbiddenError: the actor is not HR.
        ConflictError: the request has no seats and no policy in force covers the post.
    """
    only_hr(work.actor)
    request = request_in_scope(work, request_id)
    asked = asked_by(work, request)
    if not asked.starts:
        asked = asked.at(starts_of(work, request_id))
    return ratios_of(asked.requirements, len(asked.seats), eligible_shares(work, asked)) if asked.starts else []


def load_summary(work: Work, limit: int = 50) -> list[Load]:
    """Return who carries most over twelve months, the most first; opening loads count while they are recent."""
    only_hr(work.actor)
    now = utc_now()
    carried = commitments_of(work, now, now, ()).carried
    wanted = select(Person, Department.name).join(Department, col(Department.id) == col(Person.department_id))
    rows = []
    for person, department in work.session.exec(wanted.where(col(Person.left_on).is_(None))):
        since = person.opening_load_on
        recent = since is None or since > now.date() - timedelta(days=365)
        seats = carried.get(person.id, 0) + (person.opening_load if recent else 0)
        if seats:
            rows.append(Load(person.id, person.name, department, seats, person.cap))
    return sorted(rows, key=lambda each: (-each.seats, each.name, each.person_id))[:limit]
