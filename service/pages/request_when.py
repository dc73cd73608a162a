"""The times of a panel request as a manager types them: possible starts, or a window of days and hours.

What was typed is a draft of plain strings; here it becomes instants, or problems with the field each belongs to. A
local time that does not exist is refused with the remedy; one that happens twice makes the page ask which is meant.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from service.clock import AmbiguousTimeError, local_text, to_instant
from service.errors import InvalidInputError
from service.pages.forms import Form
from service.pages.wording import moment
from service.panels.request_rules import StartWindow

MOST_ROWS = 20
FEWEST_ROWS = 3
LENGTHS = (30, 45, 60, 75, 90, 120, 150, 180, 240)
WINDOW_FIELDS = ("first_day", "last_day", "opens", "closes", "weekends")
SINGLE_FIELDS = ("minutes", "place", "site", "needed_by", "priority", *WINDOW_FIELDS)
DEFAULTS = {"minutes": "60", "place": "site", "priority": "1", "opens": "09:00", "closes": "17:00"}
# What the use case calls an input, and the field it was typed in.
PLACES = {
    "starts": "day-0", "window": "first_day", "window.first_day": "first_day", "window.last_day": "last_day",
    "window.opens": "opens", "window.closes": "closes", "site_id": "site",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One possible start as typed; `readings` are the two times it may mean, to choose from, or none."""

    number: int
    readings: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class When:
    """The times as typed, understood: `starts` or a `window`, and the rows of the page."""

    starts: list[datetime]
    window: StartWindow | None
    rows: list[Row]


def typed_when(form: Form) -> dict[str, str]:
    """Return what was typed about the times, to keep in the draft."""
    names = [*SINGLE_FIELDS, *(f"{part}-{row}" for row in range(MOST_ROWS) for part in ("day", "time", "reading"))]
    return {name: form.value(name)[:60] for name in names if form.value(name)}


def when_form(typed: Mapping[str, Any]) -> Form:
    """Return the form of the times with what was typed."""
    rows = [f"{part}-{row}" for row in range(MOST_ROWS) for part in ("day", "time", "reading")]
    places = PLACES | {f"starts.{row}": f"day-{row}" for row in range(MOST_ROWS)}
    return Form(typed, fields=(*SINGLE_FIELDS, *rows), places=places)


def read_when(form: Form, zone: ZoneInfo) -> When:
    """Return the times that were typed; what is wrong with them is noted in the form."""
    rows_shown = max([FEWEST_ROWS, *(row + 1 for row in range(MOST_ROWS) if _typed(form, row))])
    if window_typed(form):
        if any(_typed(form, number) for number in range(rows_shown)):
            form.refuse("first_day", "There are both single times and a window of days.", "Clear one of the two.")
        return When([], _window(form), [Row(number, []) for number in range(rows_shown)])
    starts: list[datetime] = []
    rows: list[Row] = []
    places: dict[str, str] = {}
    for number in range(rows_shown):
        instant, readings = read_start(form, number, zone) if _typed(form, number) else (None, [])
        rows.append(Row(number, readings))
        if instant is not None:
            places[f"starts.{len(starts)}"] = f"day-{number}"
            starts.append(instant)
    form.places.update(places)
    if not starts and not form.problems:
        form.refuse("day-0", "No time is given.", "Give at least one time at which the interview could start.")
    return When(starts, None, rows)


def window_typed(form: Form) -> bool:
    """Return whether a window of days was typed rather than single times."""
    return bool(form.value("first_day").strip() or form.value("last_day").strip())


def _typed(form: Form, number: int) -> bool:
    return bool(form.value(f"day-{number}").strip() or form.value(f"time-{number}").strip())


def read_start(form: Form, number: int, zone: ZoneInfo) -> tuple[datetime | None, list[tuple[str, str]]]:
    """Return the instant typed in one row, and where it happens twice the two readings to choose from."""
    on = form.day(f"day-{number}", what="The date")
    at = form.time_of_day(f"time-{number}", what="The time")
    if on is None or at is None:
        return None, []
    if at == time.max:
        form.refuse(f"time-{number}", "An interview cannot start at 24:00.", "Give 00:00 on the next day.")
        return None, []
    try:
        return to_instant(datetime.combine(on, at), zone, f"time-{number}"), []
    except AmbiguousTimeError as error:
        chosen = form.value(f"reading-{number}")
        meant = {local_text(each, zone): each for each in error.readings}
        words = ("Before the clocks go back", "After the clocks go back")
        asked = [(iso, f"{word}: {moment(each, zone)}") for (iso, each), word in zip(meant.items(), words, strict=True)]
        if chosen not in meant:
            form.refuse(f"reading-{number}", error.problems[0].message, "Choose which of the two you mean.")
        return meant.get(chosen), asked
    except InvalidInputError as error:
        form.take(error)
        return None, []


def _window(form: Form) -> StartWindow | None:
    before = len(form.problems)
    first = form.day("first_day", what="The first day")
    last = form.day("last_day", what="The last day")
    opens = form.time_of_day("opens", what="The earliest start")
    closes = form.time_of_day("closes", what="The latest end")
    if first is None or last is None or opens is None or closes is None or len(form.problems) > before:
        return None
    return StartWindow(first, last, opens, closes, weekends=form.value("weekends") == "yes")
