"""The rows that say when people may be asked, read in bulk as calendars."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, SQLModel, select

from service.hours import Calendar, DayException, Days, Hours, Interval

CHUNK = 500


def calendars_of(session: Session, person_ids: Iterable[str] | None = None) -> dict[str, Calendar]:
    """Return the calendar of each of these people (default: everybody), by person id.

    Leave, a pause and the days after leaving are all `away`. Time taken by Fairpanel's own bookings is not in it.
    """
    ids = None if person_ids is None else sorted(set(person_ids))
    weekly: defaultdict[str, list[Hours]] = defaultdict(list)
    for person_id, *hours in _rows(session, ids, "weekly_hours", "person_id", "weekday", "starts_at", "ends_at"):
        weekly[person_id].append(Hours(*hours))
    exceptions: defaultdict[str, list[DayException]] = defaultdict(list)
    columns = ("person_id", "on_date", "kind", "starts_at", "ends_at")
    for person_id, on_date, kind, starts_at, ends_at in _rows(session, ids, "availability_exception", *columns):
        exceptions[person_id].append(DayException(on_date, kind == "free", starts_at, ends_at))
    busy: defaultdict[str, list[Interval]] = defaultdict(list)
    for person_id, starts_at, ends_at in _rows(session, ids, "busy_time", "person_id", "starts_at", "ends_at"):
        busy[person_id].append((starts_at, ends_at))
    away: defaultdict[str, list[Days]] = defaultdict(list)
    for person_id, first_day, last_day in _rows(session, ids, "leave", "person_id", "first_day", "last_day"):
        away[person_id].append((first_day, last_day))
    calendars = {}
    for person_id, paused_from, paused_until, left_on in _rows(
        session, ids, "person", "id", "paused_from", "paused_until", "left_on"
    ):
        if paused_from:
            away[person_id].append((paused_from, paused_until or date.max))
        if left_on:
            away[person_id].append((left_on + timedelta(days=1), date.max))
        calendars[person_id] = Calendar(
            tuple(sorted(weekly[person_id])),
            tuple(exceptions[person_id]),
            tuple(busy[person_id]),
            tuple(away[person_id]),
        )
    return calendars


def _rows(session: Session, ids: Sequence[str] | None, table: str, key: str, *columns: str) -> list[Any]:
    """Return these columns, the person's id first; plain rows, since thousands of mapped objects take a second."""
    held = SQLModel.metadata.tables[table].c
    query = select(held[key], *(held[name] for name in columns))
    if ids is None:
        return list(session.execute(query))
    rows: list[Any] = []
    for first in range(0, len(ids), CHUNK):
        rows += session.execute(query.where(held[key].in_(ids[first : first + CHUNK])))
    return rows
