"""Forms: what was typed becomes values, or problems at their fields; and it is never lost."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.wrappers import Response

from service.errors import ConflictError, InvalidInputError, Problem, StaleError
from service.pages.forms import Form, answer


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("09:30", time(9, 30)),
        ("9.30", time(9, 30)),
        ("0930", time(9, 30)),
        ("930", time(9, 30)),
        ("9", time(9)),
        ("24:00", time.max),
        ("00:00", time(0)),
        ("09:30:00", time(9, 30)),
    ],
)
def test_a_time_of_day_is_read_as_people_write_it(typed: str, meant: time) -> None:
    assert Form({"at": typed}).time_of_day("at", what="The time") == meant


@pytest.mark.parametrize("typed", ["", "25:00", "9:3", "12:60", "24:01", "nine", "٠٩:٣٠", "-1", "9am"])
def test_what_is_no_time_of_day_is_refused_with_an_example(typed: str) -> None:
    form = Form({"at": typed}, fields=["at"])
    assert form.time_of_day("at", what="The time") is None
    assert "such as 09:30" in form.error("at")
    assert form.value("at") == typed


@pytest.mark.parametrize("typed", ["2027-01-05", "05/01/2027", "5/1/2027", "5.1.2027", " 05/01/2027 "])
def test_a_date_is_read_day_first(typed: str) -> None:
    assert Form({"on": typed}).day("on", what="The date") == date(2027, 1, 5)


@given(st.text(max_size=30))
def test_no_text_whatever_breaks_a_form(typed: str) -> None:
    form = Form({"x": typed}, fields=["x"])
    form.day("x", what="It")
    form.time_of_day("x", what="It")
    form.whole("x", low=0, high=9, what="It")
    form.one_of("x", ["a"], what="It")
    form.text("x", what="It", longest=5)
    form.instant("x", ZoneInfo("Europe/London"))
    form.version("x")
    assert form.value("x") == typed
    assert all(each["text"] for each in form.summary())


def test_a_problem_leads_to_its_field_and_one_without_a_field_leads_nowhere() -> None:
    form = Form(fields=["day-0"], places={"starts": "day-0"})
    form.take(InvalidInputError([Problem("starts", "Late."), Problem("elsewhere", "Odd.", "Mend it.")]))
    assert form.summary() == [{"text": "Late.", "href": "#day-0"}, {"text": "Odd. Mend it."}]
    assert form.error("day-0") == "Late."


def test_a_place_stands_for_everything_under_it_unless_it_is_named_itself() -> None:
    form = Form(fields=["a", "b"], places={"seats": "a", "seats.1": "b"})
    form.take(InvalidInputError([Problem("seats.0", "One."), Problem("seats.1", "Two.")]))
    assert (form.error("a"), form.error("b")) == ("One.", "Two.")


@pytest.mark.parametrize(
    ("error", "status", "late"),
    [
        (StaleError(), 412, True),
        (ConflictError("Too late."), 409, False),
        (InvalidInputError.one("x", "Wrong."), 422, False),
    ],
)
def test_whatever_stands_in_the_way_the_page_comes_back_with_what_was_typed(
    error: Exception, status: int, late: bool
) -> None:
    form = Form({"x": "typed"}, fields=["x"])

    def act() -> Response:
        raise error

    assert answer(form, act, lambda shown: shown.value("x")) == ("typed", status)
    assert form.changed_meanwhile == late
    assert bool(form.problems) != late


@pytest.mark.parametrize("tampered", ["", "x", "-1", "1.5", "٣"])
def test_a_version_that_was_tampered_with_is_none(tampered: str) -> None:
    assert Form({"version": tampered}).version() is None
