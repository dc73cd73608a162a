"""The form of the weekly hours: for each weekday a few spans, each with a beginning and an end."""

from collections.abc import Sequence
from typing import Any

from service.hours import Hours
from service.pages.forms import Form
from service.pages.wording import WEEKDAYS, clock

MOST_SPANS = 6
FEWEST_SPANS = 2
PARTS = ("from", "to")
NAMES = tuple(f"{part}-{day}-{span}" for day in range(7) for span in range(MOST_SPANS) for part in PARTS)


def weekly_form(hours: Sequence[Hours] = (), typed: Any = None) -> Form:
    """Return the form with what was typed, or with the hours as they are."""
    if typed is None:
        typed = {}
        for weekday in range(7):
            for span, each in enumerate([one for one in sorted(hours) if one.weekday == weekday][:MOST_SPANS]):
                typed[f"from-{weekday}-{span}"] = clock(each.starts_at)
                typed[f"to-{weekday}-{span}"] = clock(each.ends_at)
    return Form(typed, fields=NAMES, places={"weekly": "from-0-0"})


def spans_shown(form: Form, weekday: int) -> list[int]:
    """Return the numbers of the spans to show for a weekday: those filled in, and room for one more."""
    filled = [span for span in range(MOST_SPANS) if _filled(form, weekday, span)]
    return list(range(min(MOST_SPANS, max([FEWEST_SPANS, *(span + 2 for span in filled)]))))


def weekly_hours(form: Form) -> list[Hours]:
    """Return the hours that were typed; what is wrong with them is noted in the form."""
    found = []
    for weekday, name in enumerate(WEEKDAYS):
        for span in range(MOST_SPANS):
            if not _filled(form, weekday, span):
                continue
            starts = form.time_of_day(f"from-{weekday}-{span}", what=f"The beginning on {name}")
            ends = form.time_of_day(f"to-{weekday}-{span}", what=f"The end on {name}")
            if starts is None or ends is None:
                continue
            if starts >= ends:
                where = f"to-{weekday}-{span}"
                form.refuse(where, f"On {name} the hours end before they begin.", "Correct one of the two times.")
                continue
            found.append(Hours(weekday, starts, ends))
    return found


def _filled(form: Form, weekday: int, span: int) -> bool:
    return any(form.value(f"{part}-{weekday}-{span}").strip() for part in PARTS)
