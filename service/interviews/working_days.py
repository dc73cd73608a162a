"""Working days in England and Wales: Monday to Friday without bank holidays. Pure.

The days follow the Banking and Financial Dealings Act 1971, its schedule and the yearly proclamations: a holiday that
falls on a weekend moves to the next weekday that is no holiday. Days proclaimed for one year are listed.
"""

from datetime import date, timedelta
from functools import lru_cache

ONE_DAY = timedelta(days=1)
MONDAY, SATURDAY = 0, 5
# Proclaimed once: further holidays, and spring and May holidays that were moved.
FURTHER = frozenset({date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8)})
MOVED = {date(2020, 5, 4): date(2020, 5, 8), date(2022, 5, 30): date(2022, 6, 2)}


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar, by the anonymous algorithm (Meeus, Astronomical Algorithms)."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    leaps, leap_rest = divmod(century, 4)
    moon = (8 * century + 13) // 25
    epact = (19 * golden + century - leaps - moon + 15) % 30
    quarter, quarter_rest = divmod(of_century, 4)
    weekday = (32 + 2 * leap_rest + 2 * quarter - epact - quarter_rest) % 7
    late = (golden + 11 * epact + 19 * weekday) // 433
    month = (epact + weekday - 7 * late + 90) // 25
    return date(year, month, (epact + weekday - 7 * late + 33 * month + 19) % 32)


@lru_cache(maxsize=256)
def bank_holidays(year: int) -> frozenset[date]:
    """Return the bank holidays of England and Wales in a year, from 2019 on."""
    spring = _first_monday(date(year, 6, 1)) - timedelta(days=7)
    days = {
        easter(year) - timedelta(days=2),
        easter(year) + ONE_DAY,
        _first_monday(date(year, 5, 1)),
        spring,
        _first_monday(date(year, 9, 1)) - timedelta(days=7),
    }
    days = {MOVED.get(day, day) for day in days} | {day for day in FURTHER if day.year == year}
    fixed = (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26))
    days |= {day for day in fixed if day.weekday() < SATURDAY}
    for day in fixed:
        if day.weekday() >= SATURDAY:
            while day.weekday() >= SATURDAY or day in days:
                day += ONE_DAY  # noqa: PLW2901 - the substitute day
            days.add(day)
    return frozenset(days)


def is_working_day(day: date) -> bool:
    """Return whether offices work on a day."""
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


def working_days_after(day: date, count: int) -> date:
    """Return the `count`-th working day after `day`, which itself does not count."""
    while count > 0:
        day += ONE_DAY
        count -= is_working_day(day)
    return day


def working_days_before(day: date, count: int) -> date:
    """Return the `count`-th working day before `day`, which itself does not count."""
    while count > 0:
        day -= ONE_DAY
        count -= is_working_day(day)
    return day


def _first_monday(day: date) -> date:
    while day.weekday() != MONDAY:
        day += ONE_DAY
    return day
