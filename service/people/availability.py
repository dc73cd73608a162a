"""A person's hours: weekly pattern, exceptions, busy times and leave; theirs and HR's to change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from sqlmodel import SQLModel, col, delete, select

from service import db
from service.calendars import calendars_of
from service.errors import ConflictError, InvalidInputError, NotFoundError
from service.hours import Hours, Interval, free_intervals
from service.models import AvailabilityException, BusyTime, Leave, Person, WeeklyHours
from service.models.availability import EXCEPTION_KINDS
from service.people.access import open_record, require_scope
from service.people.pattern import joined
from service.work import Work

Row = TypeVar("Row", AvailabilityException, BusyTime, Leave)
MOST_HOURS = 70
MOST_ENTRIES = 500
LONGEST_LOOK = 366


@dataclass(frozen=True, slots=True)
class Availability:
    """All that a person said about when they are free; `version` is that of their record."""

    person_id: str
    version: int
    weekly: tuple[Hours, ...]
    exceptions: tuple[AvailabilityException, ...]
    busy: tuple[BusyTime, ...]
    leave: tuple[Leave, ...]


def get_availability(work: Work, person_id: str) -> Availability:
    """Return a person's hours, in order of time.

    Raises:
        NotFoundError: there is no such person, or they are not theirs to see.
    """
    require_scope(work, person_id)
    session = work.session
    person = db.get(session, Person, person_id)
    weekly = session.exec(select(WeeklyHours).where(WeeklyHours.person_id == person_id))
    exceptions = session.exec(select(AvailabilityException).where(AvailabilityException.person_id == person_id))
    busy = session.exec(select(BusyTime).where(BusyTime.person_id == person_id))
    leave = session.exec(select(Leave).where(Leave.person_id == person_id))
    return Availability(
        person_id=person_id,
        version=person.version,
        weekly=tuple(sorted(Hours(each.weekday, each.starts_at, each.ends_at) for each in weekly)),
        exceptions=tuple(sorted(exceptions, key=lambda each: (each.on_date, each.starts_at))),
        busy=tuple(sorted(busy, key=lambda each: each.starts_at)),
        leave=tuple(sorted(leave, key=lambda each: each.first_day)),
    )


def free_times(work: Work, person_id: str, first_day: date, last_day: date) -> list[Interval]:
    """Return when a person is free on these local days, Fairpanel's own bookings not taken out.

    Raises:
        InvalidInputError: the days are in the wrong order, or more than `LONGEST_LOOK`.
        NotFoundError: as `get_availability`.
    """
    require_scope(work, person_id)
    if not timedelta() <= last_day - first_day < timedelta(days=LONGEST_LOOK) or not 1900 < first_day.year < 2200:
        raise InvalidInputError.one("last_day", f"Ask for 1 to {LONGEST_LOOK} days, first day first.")
    calendar = calendars_of(work.session, [person_id]).get(person_id)
    if calendar is None:
        raise NotFoundError
    return free_intervals(calendar, first_day, last_day, work.settings.zone)


def set_weekly_hours(
    work: Work, person_id: str, expected_version: int | None, hours: Sequence[Hours]
) -> tuple[Hours, ...]:
    """Replace the weekly pattern; touching and overlapping hours join. Return it as kept.

    Raises:
        InvalidInputError: hours end before they start, there is no such weekday, or there are too many.
        NotFoundError, PreconditionRequiredError, StaleError: as `open_record`.
    """
    require_scope(work, person_id)
    if len(hours) > MOST_HOURS or any(not 0 <= each.weekday <= 6 for each in hours):
        raise InvalidInputError.one("weekly", f"Give at most {MOST_HOURS} spans on weekdays 0 (Monday) to 6.")
    for each in hours:
        _require_order(each.starts_at, each.ends_at, "weekly")
    open_record(work, person_id, expected_version)
    work.session.exec(delete(WeeklyHours).where(col(WeeklyHours.person_id) == person_id))
    kept = joined(hours)
    work.session.add_all(
        [
            WeeklyHours(person_id=person_id, weekday=each.weekday, starts_at=each.starts_at, ends_at=each.ends_at)
            for each in kept
        ]
    )
    work.record("availability.weekly_set", "person", person_id)
    return kept


def add_exception(
    work: Work,
    person_id: str,
    expected_version: int | None,
    on_date: date,
    kind: str,
    starts_at: time = time.min,
    ends_at: time = time.max,
) -> AvailabilityException:
    """Add hours of one date on which the person is `free` or `not_free`, whatever the weekly pattern says.

    Raises:
        InvalidInputError: the kind is unknown, or the hours end before they start.
        ConflictError: there are `MOST_ENTRIES` already.
        NotFoundError, PreconditionRequiredError, StaleError: as `open_record`.
    """
    if kind not in EXCEPTION_KINDS:
        raise InvalidInputError.one("kind", "An exception is free or not_free.", "Write one of the two.")
    _require_order(starts_at, ends_at, "ends_at")
    row = AvailabilityException(person_id=person_id, on_date=on_date, kind=kind, starts_at=starts_at, ends_at=ends_at)
    return _add(work, row, expected_version, "availability.exception_added")


def add_busy_time(
    work: Work, person_id: str, expected_version: int | None, starts_at: datetime, ends_at: datetime
) -> BusyTime:
    """Add a stretch of time, two aware instants, that something outside Fairpanel takes.

    Raises:
        InvalidInputError: it has no zone, or ends before it starts.
        ConflictError: there are `MOST_ENTRIES` already.
        NotFoundError, PreconditionRequiredError, StaleError: as `open_record`.
    """
    if starts_at.tzinfo is None or ends_at.tzinfo is None:
        raise InvalidInputError.one("starts_at", "A busy time needs an offset.", "Write 2027-01-05T10:00+00:00.")
    if starts_at >= ends_at:
        raise InvalidInputError.one("ends_at", "It ends before it starts.", "Correct one of the times.")
    row = BusyTime(person_id=person_id, starts_at=starts_at, ends_at=ends_at)
    return _add(work, row, expected_version, "availability.busy_time_added")


def add_leave(work: Work, person_id: str, expected_version: int | None, first_day: date, last_day: date) -> Leave:
    """Add days away, first and last included.

    Raises:
        InvalidInputError: the last day is before the first.
        ConflictError: there are `MOST_ENTRIES` already.
        NotFoundError, PreconditionRequiredError, StaleError: as `open_record`.
    """
    if last_day < first_day:
        raise InvalidInputError.one("last_day", "The leave ends before it starts.", "Choose a later last day.")
    row = Leave(person_id=person_id, first_day=first_day, last_day=last_day)
    return _add(work, row, expected_version, "availability.leave_added")


def remove_exception(work: Work, person_id: str, expected_version: int | None, exception_id: str) -> None:
    """Remove an exception.

    Raises:
        NotFoundError, PreconditionRequiredError, StaleError: there is none of this person, and as `open_record`.
    """
    _remove(work, AvailabilityException, person_id, expected_version, exception_id, "availability.exception_removed")


def remove_busy_time(work: Work, person_id: str, expected_version: int | None, busy_id: str) -> None:
    """Remove a busy time.

    Raises:
        NotFoundError, PreconditionRequiredError, StaleError: there is none of this person, and as `open_record`.
    """
    _remove(work, BusyTime, person_id, expected_version, busy_id, "availability.busy_time_removed")


def remove_leave(work: Work, person_id: str, expected_version: int | None, leave_id: str) -> None:
    """Remove leave.

    Raises:
        NotFoundError, PreconditionRequiredError, StaleError: there is none of this person, and as `open_record`.
    """
    _remove(work, Leave, person_id, expected_version, leave_id, "availability.leave_removed")


def _add(work: Work, row: Row, expected_version: int | None, action: str) -> Row:
    require_scope(work, row.person_id)
    open_record(work, row.person_id, expected_version)
    table: type[SQLModel] = type(row)
    same_person = select(table).where(col(type(row).person_id) == row.person_id)
    if len(work.session.exec(same_person).all()) >= MOST_ENTRIES:
        raise ConflictError(f"There are {MOST_ENTRIES} entries already. Remove past ones first.")
    work.session.add(row)
    work.record(action, "person", row.person_id)
    return row


def _remove(
    work: Work, table: type[Row], person_id: str, expected_version: int | None, row_id: str, action: str
) -> None:
    require_scope(work, person_id)
    open_record(work, person_id, expected_version)
    row = work.session.get(table, row_id)
    if row is None or row.person_id != person_id:
        raise NotFoundError
    work.session.delete(row)
    work.record(action, "person", person_id)


def _require_order(starts_at: time, ends_at: time, where: str) -> None:
    if starts_at >= ends_at:
        raise InvalidInputError.one(where, "The hours end before they start.", "Correct one of the times.")
