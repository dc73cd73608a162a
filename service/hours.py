"""When somebody is free: weekly hours, exceptions, busy times and days away become intervals of instants. Pure.

The law: an instant is free exactly when the clocks in the zone show hours of the weekly pattern, or of a `free`
exception, of that local day, and neither a `not free` exception, nor a day away, nor a busy time covers it. So hours
the clocks skip are not there, and hours they show twice are there twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

Interval = tuple[datetime, datetime]
Days = tuple[date, date]
ONE_DAY = timedelta(days=1)
END_OF_DAY = time.max  # how a time column holds 24:00


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """Hours on one weekday (0 is Monday) in local time; `END_OF_DAY` as the end means midnight."""

    weekday: int
    starts_at: time
    ends_at: time


@dataclass(frozen=True, slots=True)
class DayException:
    """Hours of one local date on which somebody is free, or not free, whatever the weekly pattern says."""

    on_date: date
    free: bool
    starts_at: time
    ends_at: time


@dataclass(frozen=True, slots=True)
class Calendar:
    """All that says when one person may be asked. `away` are ranges of local dates, first and last included."""

    weekly: tuple[Hours, ...] = ()
    exceptions: tuple[DayException, ...] = ()
    busy: tuple[Interval, ...] = ()
    away: tuple[Days, ...] = ()


def free_intervals(calendar: Calendar, first_day: date, last_day: date, zone: ZoneInfo) -> list[Interval]:
    """Return the free intervals (UTC, sorted, apart from each other) of the local days, first and last included."""
    free: list[Interval] = []
    taken: list[Interval] = list(calendar.busy)
    day = first_day
    while day <= last_day:
        if not any(first <= day <= last for first, last in calendar.away):
            for hours in calendar.weekly:
                if hours.weekday == day.weekday():
                    free += on_clocks(day, hours.starts_at, hours.ends_at, zone)
            for each in calendar.exceptions:
                if each.on_date == day:
                    (free if each.free else taken).extend(on_clocks(day, each.starts_at, each.ends_at, zone))
        day += ONE_DAY
    return without(joined(free), joined(taken))


@lru_cache(maxsize=16384)
def on_clocks(day: date, starts_at: time, ends_at: time, zone: ZoneInfo) -> tuple[Interval, ...]:
    """Return the instants of `day` at which clocks in `zone` show a time from `starts_at` to before `ends_at`."""
    wall_start, wall_end = datetime.combine(day, starts_at), datetime.combine(day, ends_at)
    if ends_at == END_OF_DAY:
        wall_end = datetime.combine(day, time.min) + ONE_DAY
    found = []
    for segment_start, segment_end, offset in _segments(day, zone):
        start = max((wall_start - offset).replace(tzinfo=UTC), segment_start)
        end = min((wall_end - offset).replace(tzinfo=UTC), segment_end)
        if start < end:
            found.append((start, end))
    return tuple(found)


def joined(intervals: Iterable[Interval]) -> list[Interval]:
    """Return the intervals sorted, with touching and overlapping ones joined."""
    result: list[Interval] = []
    for start, end in sorted(intervals):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        elif start < end:
            result.append((start, end))
    return result


def without(intervals: Sequence[Interval], taken: Sequence[Interval]) -> list[Interval]:
    """Return what is left of `intervals` outside `taken`; both are sorted and joined."""
    result: list[Interval] = []
    at = 0
    for start, end in intervals:
        left = start
        while at < len(taken) and taken[at][1] <= left:
            at += 1
        step = at
        while step < len(taken) and taken[step][0] < end:
            if left < taken[step][0]:
                result.append((left, taken[step][0]))
            left = max(left, taken[step][1])
            step += 1
        if left < end:
            result.append((left, end))
    return result


@lru_cache(maxsize=4096)
def _segments(day: date, zone: ZoneInfo) -> tuple[tuple[datetime, datetime, timedelta], ...]:
    """Return stretches with one UTC offset each that together cover the local day."""
    noons = [datetime.combine(day + ONE_DAY * step, time(12), UTC) for step in (-2, -1, 0, 1, 2)]
    cuts = [noons[0]]
    for before, after in pairwise(noons):
        if _offset(before, zone) != _offset(after, zone):
            cuts.append(_change(before, after, zone))
    cuts.append(noons[-1])
    return tuple((start, end, _offset(start, zone)) for start, end in pairwise(cuts))


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Return the first whole second at which the offset is that of `after`."""
    low, high = int(before.timestamp()), int(after.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(datetime.fromtimestamp(middle, UTC), zone) == _offset(before, zone):
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)


def _offset(instant: datetime, zone: ZoneInfo) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()
