from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.interviews.working_days import bank_holidays, is_working_day, working_days_after, working_days_before

DAYS = st.dates(date(2019, 1, 1), date(2060, 12, 31))
# As the government publishes them for England and Wales.
PUBLISHED = {
    2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
    2028: "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
}


@pytest.mark.parametrize("year", PUBLISHED)
def test_bank_holidays_are_those_that_are_published(year: int) -> None:
    assert sorted(f"{each:%m-%d}" for each in bank_holidays(year)) == PUBLISHED[year].split()


def test_ten_working_days_over_christmas_are_more_than_two_weeks() -> None:
    assert working_days_after(date(2026, 12, 18), 10) == date(2027, 1, 6)


def test_three_working_days_before_a_tuesday_after_a_bank_holiday_are_the_wednesday_before() -> None:
    assert working_days_before(date(2027, 1, 5), 3) == date(2026, 12, 30)


@given(DAYS, st.integers(0, 40))
def test_going_forth_and_back_from_a_working_day_leads_back(day: date, count: int) -> None:
    there = working_days_after(day, count)
    assert count == 0 or is_working_day(there)
    assert sum(is_working_day(day + timedelta(days=step)) for step in range(1, (there - day).days + 1)) == count
    if is_working_day(day):
        assert working_days_before(there, count) == day


@given(st.integers(2024, 2099))
def test_every_later_year_has_eight_bank_holidays_on_weekdays(year: int) -> None:
    assert len(bank_holidays(year)) == 8
    assert all(each.weekday() < 5 and each.year == year for each in bank_holidays(year))
