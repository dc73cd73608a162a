"""What people carry already: seats in the last twelve months, seats of a cap period, and time that is taken.

A seat counts from the moment it is proposed until it is recorded that its holder did not sit. Proposals whose hold has
run out count no more; they are dropped when somebody needs their people.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, union_all
from sqlmodel import col, select

from service.config import Settings
from service.models import Attendance, Booking, Panel, utc_now
from service.work import Work

YEAR = timedelta(days=365)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Taken:
    """A stretch of somebody's time that a seat takes."""

    starts_at: datetime
    ends_at: datetime
    online: bool
    site: str


@dataclass(frozen=True, slots=True)
class Commitments:
    """Seats carried over twelve months and in each cap period asked for, and time taken, by person."""

    carried: Mapping[str, int]
    used: Mapping[str, tuple[int, ...]]
    taken: Mapping[str, list[Taken]]


def period_of(day: date, settings: Settings) -> int:
    """Return the number of the cap period that a local date falls in."""
    return (day - date.fromisoformat(settings.cap_period_starts)).days // settings.cap_period_days


def commitments_of(
    work: Work,
    first: datetime,
    last: datetime,
    periods: Iterable[int],
    *,
    exclude_panels: Iterable[str] = (),
    person_ids: Iterable[str] | None = None,
) -> Commitments:
    """Return what people (default: everybody) carry.

    Args:
        work: the unit of work.
        first: the earliest instant at which taken time matters.
        last: the latest such instant.
        periods: numbers of the cap periods to count seats in, in the order of `used`.
        exclude_panels: panels whose seats do not count.
        person_ids: whose.
    """
    ids = None if person_ids is None else sorted(set(person_ids))
    without = sorted(set(exclude_panels))
    spans = [_span(number, work.settings) for number in periods]
    carried: dict[str, int] = {}
    used: dict[str, tuple[int, ...]] = {}
    for person_id, total, *inside in work.session.execute(_counts(spans, without, ids)):
        carried[person_id] = int(total or 0)
        used[person_id] = tuple(int(each or 0) for each in inside)
    taken: defaultdict[str, list[Taken]] = defaultdict(list)
    columns: Any = (Booking.person_id, Booking.starts_at, Booking.ends_at, Booking.online, Booking.site_id)
    wanted = select(*columns)
    wanted = wanted.join(Panel, col(Panel.id) == col(Booking.panel_id)).where(
        *_standing(Booking, without, ids),
        col(Booking.starts_at) < last + ONE_DAY,
        col(Booking.ends_at) > first - ONE_DAY,
    )
    for person_id, starts_at, ends_at, online, site in work.session.exec(wanted):
        taken[person_id].append(Taken(starts_at, ends_at, online, site))
    return Commitments(carried, used, taken)


def still_held() -> ColumnElement[bool]:
    """Return the condition that a panel is no proposal whose hold has run out."""
    return or_(col(Panel.state) != "proposed", col(Panel.hold_until).is_(None), col(Panel.hold_until) > utc_now())


def _standing(table: Any, without: list[str], ids: list[str] | None) -> list[ColumnElement[bool]]:
    conditions = [still_held()]
    if without:
        conditions.append(table.panel_id.not_in(without))
    if ids is not None:
        conditions.append(table.person_id.in_(ids))
    return conditions


def _counts(spans: list[tuple[datetime, datetime]], without: list[str], ids: list[str] | None) -> Any:
    start = col(Panel.starts_at)
    promised: Any = select(col(Booking.person_id).label("person_id"), start.label("starts_at"))
    promised = promised.join(Panel, col(Panel.id) == col(Booking.panel_id))
    sat: Any = select(col(Attendance.person_id).label("person_id"), start.label("starts_at"))
    sat = sat.join(Panel, col(Panel.id) == col(Attendance.panel_id))
    since = min([utc_now() - YEAR, *(begin for begin, _ in spans)])
    seats = union_all(
        promised.where(*_standing(Booking, without, ids), start >= since),
        sat.where(*_standing(Attendance, without, ids), col(Attendance.sat).is_(True), start >= since),
    ).subquery()
    at = seats.c.starts_at
    inside = [func.sum(case(((at >= begin) & (at < end), 1), else_=0)) for begin, end in spans]
    year = func.sum(case((at >= utc_now() - YEAR, 1), else_=0))
    counted: Any = select(seats.c.person_id, year, *inside).group_by(seats.c.person_id)
    return counted


def _span(number: int, settings: Settings) -> tuple[datetime, datetime]:
    begins = date.fromisoformat(settings.cap_period_starts) + number * settings.cap_period_days * ONE_DAY
    ends = begins + settings.cap_period_days * ONE_DAY
    first, last = (datetime.combine(day, time.min, settings.zone).astimezone(UTC) for day in (begins, ends))
    return first, last
