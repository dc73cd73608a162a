"""The rows that say when people may be asked, read in bulk as calendars."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

from sqlmodel import Session, SQLModel, col, select

from service.hours import Calendar, DayException, Days, Hours, Interval
from service.models import AvailabilityException, BusyTime, Leave, Person, WeeklyHours

Row = TypeVar("Row", bound=SQLModel)
CHUNK = 500


def calendars_of(session: Session, person_ids: Iterable[str] | None = None) -> dict[str, Calendar]:
    """Return the calendar of each of these people (default: everybody), by person id.

    Leave, a pause and the days after leaving are all `away`. Time taken by Fairpanel's own bookings is not in it.
    """
    ids = None if person_ids is None else sorted(set(person_ids))
    weekly: defaultdict[str, list[Hours]] = defaultdict(list)
    for hours in _rows(session, WeeklyHours, WeeklyHours.person_id, ids):
        weekly[hours.person_id].append(Hours(hours.weekday, hours.starts_at, hours.ends_at))
    exceptions: defaultdict[str, list[DayException]] = defaultdict(list)
    for each in _rows(session, AvailabilityException, AvailabilityException.person_id, ids):
        exceptions[each.person_id].append(DayException(each.on_date, each.kind == "free", each.starts_at, each.ends_at))
    busy: defaultdict[str, list[Interval]] = defaultdict(list)
    for taken in _rows(session, BusyTime, BusyTime.person_id, ids):
        busy[taken.person_id].append((taken.starts_at, taken.ends_at))
    away: defaultdict[str, list[Days]] = defaultdict(list)
    for leave in _rows(session, Leave, Leave.person_id, ids):
        away[leave.person_id].append((leave.first_day, leave.last_day))
    calendars = {}
    for person in _rows(session, Person, Person.id, ids):
        days = away[person.id]
        if person.paused_from:
            days.append((person.paused_from, person.paused_until or date.max))
        if person.left_on:
            days.append((person.left_on + timedelta(days=1), date.max))
        calendars[person.id] = Calendar(
            tuple(sorted(weekly[person.id])), tuple(exceptions[person.id]), tuple(busy[person.id]), tuple(days)
        )
    return calendars


def _rows(session: Session, table: type[Row], key: Any, ids: Sequence[str] | None) -> list[Row]:
    if ids is None:
        return list(session.exec(select(table)))
    rows: list[Row] = []
    for first in range(0, len(ids), CHUNK):
        rows += session.exec(select(table).where(col(key).in_(ids[first : first + CHUNK])))
    return rows
