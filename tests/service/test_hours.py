"""When somebody is free, across clock changes too."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from service.hours import END_OF_DAY, Calendar, DayException, Hours, Interval, free_intervals, joined, without

LONDON = ZoneInfo("Europe/London")
EVERY_DAY_9_TO_5 = tuple(Hours(day, time(9), time(17)) for day in range(7))
FORWARD, BACK = date(2027, 3, 28), date(2027, 10, 31)


def shown(intervals: list[Interval]) -> list[str]:
    return [f"{start:%d %H:%M}-{end:%d %H:%M}" for start, end in intervals]


def free_on(day: date, *hours: tuple[time, time]) -> list[str]:
    calendar = Calendar(weekly=tuple(Hours(day.weekday(), start, end) for start, end in hours))
    return shown(free_intervals(calendar, day, day, LONDON))


def test_weekly_hours_stay_at_local_time_when_the_clocks_go_forward() -> None:
    found = free_intervals(Calendar(weekly=EVERY_DAY_9_TO_5), FORWARD - timedelta(days=1), FORWARD, LONDON)
    assert shown(found) == ["27 09:00-27 17:00", "28 08:00-28 16:00"]


def test_weekly_hours_stay_at_local_time_when_the_clocks_go_back() -> None:
    found = free_intervals(Calendar(weekly=EVERY_DAY_9_TO_5), BACK - timedelta(days=1), BACK, LONDON)
    assert shown(found) == ["30 08:00-30 16:00", "31 09:00-31 17:00"]


def test_hours_that_the_clocks_skip_are_not_there() -> None:
    assert free_on(FORWARD, (time(1, 15), time(1, 45))) == []
    assert free_on(FORWARD, (time(0, 30), time(1, 30))) == ["28 00:30-28 01:00"]
    assert free_on(FORWARD, (time(1, 30), time(3))) == ["28 01:00-28 02:00"]


def test_hours_that_the_clocks_show_twice_are_there_twice() -> None:
    assert free_on(BACK, (time(1, 15), time(1, 45))) == ["31 00:15-31 00:45", "31 01:15-31 01:45"]
    assert free_on(BACK, (time(0, 30), time(3))) == ["30 23:30-31 03:00"]


def test_a_day_of_24_hours_touches_the_next_and_joins_it() -> None:
    calendar = Calendar(weekly=tuple(Hours(day, time(0), END_OF_DAY) for day in range(7)))
    assert shown(free_intervals(calendar, date(2027, 1, 4), date(2027, 1, 6), LONDON)) == ["04 00:00-07 00:00"]


def test_leave_takes_the_whole_local_day_even_against_a_free_exception() -> None:
    day = date(2027, 7, 5)
    calendar = Calendar(
        weekly=EVERY_DAY_9_TO_5, exceptions=(DayException(day, True, time(7), time(9)),), away=((day, day),)
    )
    assert shown(free_intervals(calendar, day, day + timedelta(days=1), LONDON)) == ["06 08:00-06 16:00"]


def test_exceptions_add_and_take_hours_of_their_date_alone() -> None:
    day = date(2027, 1, 5)
    calendar = Calendar(
        weekly=EVERY_DAY_9_TO_5,
        exceptions=(DayException(day, True, time(17), time(18)), DayException(day, False, time(12), time(13))),
    )
    found = free_intervals(calendar, day, day + timedelta(days=1), LONDON)
    assert shown(found) == ["05 09:00-05 12:00", "05 13:00-05 18:00", "06 09:00-06 17:00"]


def test_busy_time_is_taken_out() -> None:
    day = date(2027, 1, 5)
    busy = ((datetime(2027, 1, 5, 8, tzinfo=UTC), datetime(2027, 1, 5, 9, 30, tzinfo=UTC)),)
    found = free_intervals(Calendar(weekly=EVERY_DAY_9_TO_5, busy=busy), day, day, LONDON)
    assert shown(found) == ["05 09:30-05 17:00"]


ZONES = st.sampled_from(
    [LONDON, ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Beirut")]
)
DAYS = st.sampled_from([FORWARD, BACK, date(2027, 3, 14), date(2027, 11, 7), date(2027, 4, 4), date(2027, 1, 5)])
TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))


@st.composite
def spans(draw: st.DrawFn) -> tuple[time, time]:
    start, end = sorted((draw(TIMES), draw(TIMES)))
    return (start, end) if start < end else (start, END_OF_DAY)


@st.composite
def calendars(draw: st.DrawFn, day: date) -> Calendar:
    near = st.integers(-2, 2).map(lambda step: day + timedelta(days=step))
    instants = st.integers(0, 400).map(
        lambda step: datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=15 * (step - 200))
    )
    return Calendar(
        weekly=tuple(Hours(draw(st.integers(0, 6)), *draw(spans())) for _ in range(draw(st.integers(0, 5)))),
        exceptions=tuple(
            DayException(draw(near), draw(st.booleans()), *draw(spans())) for _ in range(draw(st.integers(0, 3)))
        ),
        busy=tuple(
            (start, start + timedelta(minutes=draw(st.integers(1, 300))))
            for start in draw(st.lists(instants, max_size=3))
        ),
        away=tuple(
            (first, first + timedelta(days=draw(st.integers(0, 2)))) for first in draw(st.lists(near, max_size=1))
        ),
    )


def is_free(calendar: Calendar, at: datetime, zone: ZoneInfo) -> bool:
    """The law, said once more and differently: look at the clocks at one instant."""
    wall = at.astimezone(zone)
    day, clock = wall.date(), wall.time().replace(fold=0)
    weekly = any(h.weekday == day.weekday() and h.starts_at <= clock < h.ends_at for h in calendar.weekly)
    extra = any(e.free and e.on_date == day and e.starts_at <= clock < e.ends_at for e in calendar.exceptions)
    barred = any(not e.free and e.on_date == day and e.starts_at <= clock < e.ends_at for e in calendar.exceptions)
    away = any(first <= day <= last for first, last in calendar.away)
    return (weekly or extra) and not barred and not away and not any(s <= at < e for s, e in calendar.busy)


@given(st.data(), DAYS, ZONES)
def test_an_instant_is_free_exactly_when_the_clocks_say_so(data: st.DataObject, day: date, zone: ZoneInfo) -> None:
    calendar = data.draw(calendars(day))
    first, last = day - timedelta(days=1), day + timedelta(days=1)
    found = free_intervals(calendar, first, last, zone)
    assert all(start < end for start, end in found)
    assert all(one[1] < other[0] for one, other in pairwise(found)), "sorted and apart"
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=2)
    while at < datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=3):
        inside = first <= at.astimezone(zone).date() <= last
        assert any(start <= at < end for start, end in found) == (inside and is_free(calendar, at, zone)), at
        at += timedelta(minutes=15)


@given(st.data(), DAYS, ZONES)
def test_days_can_be_asked_one_by_one_or_together(data: st.DataObject, day: date, zone: ZoneInfo) -> None:
    calendar = data.draw(calendars(day))
    days = [day + timedelta(days=step) for step in (-1, 0, 1)]
    apart = [each for one in days for each in free_intervals(calendar, one, one, zone)]
    assert joined(apart) == free_intervals(calendar, days[0], days[-1], zone)


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20))),
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20))),
)
def test_what_is_taken_and_what_is_left_make_up_the_whole(
    free: list[tuple[int, int]], taken: list[tuple[int, int]]
) -> None:
    noon = datetime(2027, 1, 5, 12, tzinfo=UTC)

    def intervals(spans: list[tuple[int, int]]) -> list[Interval]:
        return joined((noon + timedelta(hours=a), noon + timedelta(hours=a + b)) for a, b in spans)

    whole, away = intervals(free), intervals(taken)
    left = without(whole, away)
    kept = without(whole, left)
    assert joined(left + kept) == whole
    assert without(left, away) == left
