"""Local times are never guessed."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.clock import AmbiguousTimeError, NoSuchTimeError, local_text, parse_instant, readings, to_instant
from service.errors import InvalidInputError

LONDON = ZoneInfo("Europe/London")
FIRST, LAST = datetime.fromisoformat("2000-01-01"), datetime.fromisoformat("2037-01-01")
LOCAL_TIMES = st.datetimes(FIRST, LAST)
ZONES = st.sampled_from([LONDON, ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe"), ZoneInfo("UTC")])


@pytest.mark.parametrize(
    "text",
    [
        "2027-01-05T10:00",
        "2027-01-05 10:00",
        "05/01/2027 10:00",
        "5/1/2027 10:00",
        "2027-01-05T10:00:00Z",
        "2027-01-05T11:00+01:00",
        " 2027-01-05 10:00 ",
    ],
)
def test_the_usual_spellings_of_a_time_mean_the_same_instant(text: str) -> None:
    assert parse_instant(text, LONDON) == datetime(2027, 1, 5, 10, tzinfo=UTC)


def test_summer_time_is_an_hour_ahead() -> None:
    assert parse_instant("2027-07-05T10:00", LONDON) == datetime(2027, 7, 5, 9, tzinfo=UTC)


def test_a_time_that_the_clocks_skip_is_refused_with_one_that_exists() -> None:
    with pytest.raises(NoSuchTimeError) as caught:
        parse_instant("28/03/2027 01:30", LONDON, "interview")
    (problem,) = caught.value.problems
    assert problem.where == "interview"
    assert problem.message == "28 March 2027 at 01:30 does not exist: the clocks go forward and skip it."
    assert "02:30" in problem.remedy


def test_a_time_that_happens_twice_is_refused_with_both_readings_spelt_out() -> None:
    with pytest.raises(AmbiguousTimeError) as caught:
        parse_instant("2027-10-31T01:30", LONDON)
    first, second = caught.value.readings
    assert (first, second) == (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC))
    remedy = caught.value.problems[0].remedy
    assert "2027-10-31T01:30+01:00" in remedy
    assert "2027-10-31T01:30+00:00" in remedy
    assert parse_instant("2027-10-31T01:30+01:00", LONDON) == first
    assert parse_instant("2027-10-31T01:30+00:00", LONDON) == second


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "2027-01-05", "31/02/2027 10:00", "2027-13-01T10:00", "99999-01-01T10:00", "2027-W01-2T10"]
)
def test_what_is_not_a_date_and_time_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse_instant(text, LONDON)
    assert "2027-01-05T10:00" in caught.value.problems[0].remedy


@given(LOCAL_TIMES, ZONES)
def test_an_instant_survives_being_shown_as_local_time_and_read_back(at: datetime, zone: ZoneInfo) -> None:
    instant = at.replace(second=0, microsecond=0, tzinfo=UTC)
    assert parse_instant(local_text(instant, zone), zone) == instant


@given(LOCAL_TIMES, ZONES)
def test_every_reading_of_a_local_time_is_shown_as_that_time_and_a_single_one_is_taken(
    local: datetime, zone: ZoneInfo
) -> None:
    found = readings(local, zone)
    assert all(at.astimezone(zone).replace(tzinfo=None, fold=0) == local for at in found)
    if len(found) == 1:
        assert to_instant(local, zone) == found[0]
    else:
        with pytest.raises(InvalidInputError):
            to_instant(local, zone)
