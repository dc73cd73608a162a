"""What a cell means: text, a day, a time, yes or no, or a list. An empty cell is None before it gets here."""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from service.clock import parse_instant, to_instant
from service.errors import InvalidInputError
from service.tables.table import Value
from service.tables.wording import RefusedError

DAY_REMEDY = "Write it as 2027-01-05, 05/01/2027 (day first) or 5-Jan-2027."
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ t]00:00(?::00(?:\.0+)?)?)?$")
_NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2,4})(?: 00:00(?::00)?)?$")
_NAMED = re.compile(r"(\d{1,2})[ /-]?([a-z]{3,9})\.?,?[ /-]?(\d{2,4})(?: 00:00(?::00)?)?$")


def text(value: Value) -> str:
    """Return the cell as text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def day(value: Value) -> date:
    """Return the day in a cell; two numbers and a year are day, month and year.

    Raises:
        RefusedError: it is no day, an impossible one, month first, or has a year of two digits.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise RefusedError(f"{text(value)[:40]!r} is a number, not a date.", "Format the column as a date in Excel.")
    cleaned = value.strip().lower()
    found = _ISO.match(cleaned)
    if found:
        return _day(value, *(int(part) for part in found.groups()[:3]))
    found = _NUMBERS.match(cleaned)
    if found:
        first, second, year = found.groups()
        if int(second) > 12 >= int(first):
            raise RefusedError(f"{value!r} has no month {second}: it looks month first.", DAY_REMEDY)
        return _day(value, _year(value, year), int(second), int(first))
    found = _NAMED.match(cleaned)
    if found and found.group(2) in (*_MONTHS, *_FULL, "sept"):
        return _day(value, _year(value, found.group(3)), _MONTHS.index(found.group(2)[:3]) + 1, int(found.group(1)))
    raise RefusedError(f"{value[:40]!r} is not a date.", DAY_REMEDY)


def instants(value: Value, zone: ZoneInfo) -> list[datetime]:
    """Return the instants in a cell: local times in `zone`, separated by ; or | or line breaks.

    Raises:
        RefusedError: one of them is no time, does not exist, or happens twice; both readings are spelt out.
    """
    try:
        if isinstance(value, datetime):
            return [to_instant(value, zone) if value.tzinfo is None else value.astimezone(UTC)]
        parts = [part for part in re.split(r"[;|\n]", text(value)) if part.strip()]
        return [parse_instant(part, zone) for part in parts]
    except InvalidInputError as error:
        problem = error.problems[0]
        raise RefusedError(problem.message, problem.remedy) from None


def yes(value: Value) -> bool:
    """Return whether a cell says yes.

    Raises:
        RefusedError: it says neither yes nor no.
    """
    said = text(value).strip().lower()
    if said in ("yes", "y", "true", "1", "x", "online", "virtual", "teams", "ms teams", "zoom", "video"):
        return True
    if said in ("no", "n", "false", "0", "in person", "face to face", "on site", "onsite", "site"):
        return False
    raise RefusedError(f"{said[:40]!r} is neither yes nor no.", "Write yes or no.")


def listed(value: Value) -> list[str]:
    """Return the parts of a cell separated by ; or , or | or line breaks."""
    return [part.strip() for part in re.split(r"[;,|\n]", text(value)) if part.strip()]


def _year(value: str, year: str) -> int:
    if len(year) != 4:
        raise RefusedError(f"{value!r} does not say which century.", f"Write four digits of the year. {DAY_REMEDY}")
    return int(year)


def _day(value: str, year: int, month: int, of_month: int) -> date:
    try:
        found = date(year, month, of_month)
    except ValueError:
        raise RefusedError(f"There is no day {value!r}.", DAY_REMEDY) from None
    if not 1900 <= year <= 2200:
        raise RefusedError(f"{value!r} is in the year {year}.", DAY_REMEDY)
    return found
