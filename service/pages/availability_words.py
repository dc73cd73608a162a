"""Hours and days away in plain words. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from service.hours import END_OF_DAY, Hours, Interval
from service.models import AvailabilityException, Leave, Person
from service.pages.wording import WEEKDAYS, clock, day


def weekly_in_words(hours: Sequence[Hours]) -> list[tuple[str, str]]:
    """Return each weekday with its hours: Monday, 09:00 to 12:00 and 13:00 to 17:00."""
    by_day: defaultdict[int, list[str]] = defaultdict(list)
    for each in sorted(hours):
        by_day[each.weekday].append(f"{clock(each.starts_at)} to {clock(each.ends_at)}")
    return [(name, " and ".join(by_day[number]) or "Not free") for number, name in enumerate(WEEKDAYS)]


def hours_in_words(exception: AvailabilityException) -> str:
    """Return the hours of a single day: all day, or 09:00 to 12:00."""
    if (exception.starts_at, exception.ends_at) == (time.min, END_OF_DAY):
        return "all day"
    return f"{clock(exception.starts_at)} to {clock(exception.ends_at)}"


def leave_in_words(leave: Leave) -> str:
    """Return the days away: one day, or the first and the last."""
    return day(leave.first_day) + (f" to {day(leave.last_day)}" if leave.last_day > leave.first_day else "")


def pause_in_words(person: Person, today: date) -> str:
    """Return the present or coming pause, or nothing where there is none."""
    if person.paused_from is None or (person.paused_until is not None and person.paused_until < today):
        return ""
    until = f"to {day(person.paused_until)}" if person.paused_until else "until you end the pause"
    return f"From {day(person.paused_from)} {until}"


def days_ahead(free: Sequence[Interval], first_day: date, last_day: date, zone: ZoneInfo) -> list[tuple[str, str]]:
    """Return each day from the first to the last with the hours one can be asked for, on the zone's clocks."""
    shown = []
    on = first_day
    while on <= last_day:
        starts, ends = (_midnight(each, zone) for each in (on, on + timedelta(days=1)))
        hours = [
            f"{_clock(max(start, starts), zone)} to {_clock(min(end, ends), zone, ends)}"
            for start, end in free
            if start < ends and starts < end
        ]
        shown.append((day(on), " and ".join(hours) or "Not free"))
        on += timedelta(days=1)
    return shown


def _midnight(on: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, time.min, zone).astimezone(UTC)


def _clock(at: datetime, zone: ZoneInfo, end: datetime | None = None) -> str:
    return "24:00" if at == end else f"{at.astimezone(zone):%H:%M}"
