"""Dates, times, states and seats in words."""

from datetime import UTC, datetime, timedelta

import pytest

from service.models.panel import INVITATION_STATES, PANEL_STATES
from service.models.panel_request import REQUEST_STATES
from service.models.vacancy import CAMPAIGNS, VACANCY_STATES
from service.pages import wording
from service.pages.availability_words import days_ahead

LONDON = "Europe/London"


def test_an_instant_is_told_with_weekday_and_the_zone_in_force_that_day() -> None:
    assert wording.moment(datetime(2027, 1, 5, 10, tzinfo=UTC), LONDON) == "Tuesday 5 January 2027 at 10:00 GMT"
    assert wording.moment(datetime(2027, 7, 6, 9, tzinfo=UTC), LONDON) == "Tuesday 6 July 2027 at 10:00 BST"


def test_an_interview_across_the_clock_change_names_both_zones() -> None:
    start = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert wording.span(start, start + timedelta(hours=1), LONDON) == "Sunday 31 October 2027, 01:30 BST to 01:30 GMT"


def test_an_interview_across_midnight_names_both_days() -> None:
    start = datetime(2027, 1, 5, 23, 30, tzinfo=UTC)
    told = wording.span(start, start + timedelta(hours=1), LONDON)
    assert told == "Tuesday 5 January 2027, 23:30 to Wednesday 6 January 2027, 00:30 GMT"


def test_every_state_has_words() -> None:
    assert set(wording.PANEL_STATES) == set(PANEL_STATES)
    assert set(wording.REQUEST_STATES) == set(REQUEST_STATES)
    assert set(wording.INVITATION_STATES) == set(INVITATION_STATES)
    assert set(wording.VACANCY_STATES) == set(VACANCY_STATES)
    assert set(wording.CAMPAIGNS) == set(CAMPAIGNS)


@pytest.mark.parametrize(
    ("minutes", "words"), [(45, "45 minutes"), (60, "1 hour"), (90, "1 hour 30 minutes"), (0, "no minutes")]
)
def test_a_length_is_told_in_hours_and_minutes(minutes: int, words: str) -> None:
    assert wording.minutes_in_words(minutes) == words


def test_a_day_ahead_ends_at_midnight_by_the_clocks() -> None:
    zone = wording.ZoneInfo(LONDON)
    day = datetime(2027, 3, 28, tzinfo=zone)
    free = [(day.astimezone(UTC), datetime(2027, 3, 29, 10, tzinfo=zone).astimezone(UTC))]
    assert days_ahead(free, day.date(), day.date() + timedelta(days=1), zone) == [
        ("Sunday 28 March 2027", "00:00 to 24:00"),
        ("Monday 29 March 2027", "00:00 to 10:00"),
    ]
