"""A weekly pattern of hours as people write it: `Mon-Fri 09:00-17:00; Wed 13:00-17:00`.

A later part that overlaps what an earlier one said of a day corrects it, so the Wednesday above is the afternoon
alone; one that does not overlap adds to it, as in `Mon 9-12; Mon 13-17`.
"""

import re
from collections.abc import Iterable
from datetime import time
from functools import lru_cache

from service.errors import InvalidInputError
from service.hours import END_OF_DAY, Hours

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FULL_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
REMEDY = "Write days and hours such as: Mon-Fri 09:00-17:00; Wed 13:00-17:00"
LONGEST = 500
_GROUPS = {"weekdays": range(5), "weekends": range(5, 7), "daily": range(7), "every day": range(7)}
_HOURS = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*-\s*(\d{1,2})(?:[:.](\d{2}))?$")


@lru_cache(maxsize=4096)
def parse_pattern(text: str, where: str = "availability") -> tuple[Hours, ...]:
    """Return the hours that `text` describes, sorted, touching ones joined; empty text means none.

    Raises:
        InvalidInputError: the text is not a pattern; the message quotes the part that is not understood.
    """
    if len(text) > LONGEST:
        raise InvalidInputError.one(where, f"The pattern is longer than {LONGEST} characters.", REMEDY)
    cleaned = text.replace("–", "-").replace("—", "-").lower()
    found: list[Hours] = []
    for part in re.split(r"[;\n]", cleaned):
        said = _part(part.strip(), where) if part.strip() else []
        corrected = {hours.weekday for hours in found for other in said if _overlap(hours, other)}
        found = [hours for hours in found if hours.weekday not in corrected] + said
    return joined(found)


def joined(hours: Iterable[Hours]) -> tuple[Hours, ...]:
    """Return the hours sorted, with touching and overlapping ones of a day joined."""
    result: list[Hours] = []
    for each in sorted(hours):
        last = result[-1] if result else None
        if last and last.weekday == each.weekday and each.starts_at <= last.ends_at:
            result[-1] = Hours(last.weekday, last.starts_at, max(last.ends_at, each.ends_at))
        else:
            result.append(each)
    return tuple(result)


def pattern_text(hours: Iterable[Hours]) -> str:
    """Return the hours as text that `parse_pattern` reads back."""
    return "; ".join(
        f"{DAYS[h.weekday].title()} {h.starts_at:%H:%M}-{'24:00' if h.ends_at == END_OF_DAY else f'{h.ends_at:%H:%M}'}"
        for h in sorted(hours)
    )


def _overlap(one: Hours, other: Hours) -> bool:
    return one.weekday == other.weekday and one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _part(part: str, where: str) -> list[Hours]:
    match = re.match(r"([a-z][a-z ,&/-]*?)\s*(\d.*)$", part)
    if not match:
        raise InvalidInputError.one(where, f"{part!r} has no day followed by hours.", REMEDY)
    days = _days(match.group(1).strip(" ,"), where)
    found = []
    for span in match.group(2).split(","):
        hours = _HOURS.match(span.strip())
        if not hours:
            raise InvalidInputError.one(where, f"{span.strip()!r} is not a span of hours.", REMEDY)
        starts = _time(hours.group(1), hours.group(2))
        ends = _time(hours.group(3), hours.group(4))
        if starts is None or ends is None or starts == END_OF_DAY:
            raise InvalidInputError.one(where, f"{span.strip()!r} is not a time of day.", REMEDY)
        if starts >= ends:
            raise InvalidInputError.one(where, f"{span.strip()!r} ends before it starts.", REMEDY)
        found += [Hours(day, starts, ends) for day in days]
    return found


def _days(text: str, where: str) -> list[int]:
    if text in _GROUPS:
        return list(_GROUPS[text])
    days: list[int] = []
    spans = re.sub(r"\s*(?:-|\bto\b)\s*", "-", text)
    for part in re.split(r"[,&/\s]+(?:and\s+)?", spans):
        ends = [_day(name) for name in part.split("-")]
        if len(ends) > 2 or None in ends:
            raise InvalidInputError.one(where, f"{part!r} is not a day of the week.", REMEDY)
        first, last = ends[0] or 0, ends[-1] or 0
        days += [(first + step) % 7 for step in range((last - first) % 7 + 1)]
    return days


def _day(name: str) -> int | None:
    short = name[:3]
    if short not in DAYS or not FULL_DAYS[DAYS.index(short)].startswith(name.removesuffix("s")):
        return None
    return DAYS.index(short)


def _time(hour: str, minute: str | None) -> time | None:
    hours, minutes = int(hour), int(minute or 0)
    if (hours, minutes) == (24, 0):
        return END_OF_DAY
    return time(hours, minutes) if hours < 24 and minutes < 60 else None
