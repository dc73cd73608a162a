"""Forms: what somebody typed, turned into values, with every problem found and nothing they typed lost.

A page shows a `Form`; a submission is read through one. A use case's own problems are added to the form's, so that
one error summary lists them all, each linked to its field. Whoever changed something meanwhile costs nobody their work:
the form comes back with what was typed, on top of the present version.
"""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from service.clock import parse_instant
from service.errors import ConflictError, InvalidInputError, Problem, StaleError

DAY_REMEDY = "Write a date such as 05/01/2027."
TIME_REMEDY = "Write a time on the 24-hour clock, such as 09:30."
Page = str | Response | tuple[str, int]


class Form:
    """What was typed into a page's fields.

    `fields` are the names of the fields the page shows: a problem elsewhere is listed without a link. `places` says
    which field, or which page, a use case's own name for an input belongs to: the name itself, its part before the
    first dot, or (an empty name) any other.
    """

    def __init__(
        self,
        typed: Mapping[str, str | list[str]] | MultiDict[str, str] | None = None,
        *,
        fields: Collection[str] = (),
        places: Mapping[str, str] | None = None,
    ) -> None:
        self.typed: MultiDict[str, str] = MultiDict(typed or {})
        self.fields = frozenset(fields)
        self.places = dict(places or {})
        self.problems: list[Problem] = []
        self.changed_meanwhile = False

    # --- what a template asks ----------------------------------------------------------------------------------------

    def value(self, name: str) -> str:
        """Return what stands in a field."""
        return self.typed.get(name, "")

    def values(self, name: str) -> list[str]:
        """Return what was chosen in a field of several choices."""
        return self.typed.getlist(name)

    def error(self, name: str) -> str:
        """Return what is wrong with a field, with the remedy; empty where nothing is."""
        return " ".join(text(problem) for problem in self.problems if self._field(problem) == name)

    def summary(self) -> list[dict[str, str]]:
        """Return the entries of the error summary."""
        entries = []
        for problem in self.problems:
            field = self._field(problem)
            href = field if field.startswith("/") else f"#{field}" if field in self.fields else ""
            entries.append({"text": text(problem)} | ({"href": href} if href else {}))
        return entries

    # --- reading what was typed --------------------------------------------------------------------------------------

    def refuse(self, where: str, message: str, remedy: str = "") -> None:
        """Note that something is wrong with a field."""
        self.problems.append(Problem(where, message, remedy))

    def take(self, error: InvalidInputError) -> None:
        """Note the problems a use case or a parser found."""
        self.problems.extend(error.problems)

    def check(self) -> None:
        """Stop here if anything is wrong.

        Raises:
            InvalidInputError: with every problem noted so far.
        """
        if self.problems:
            raise InvalidInputError(self.problems)

    def version(self, name: str = "version") -> int | None:
        """Return the version of what the page showed, or None where the field is missing or was tampered with."""
        return int(self.value(name)) if self.value(name).isascii() and self.value(name).isdigit() else None

    def text(self, name: str, *, what: str = "", longest: int = 1000) -> str:
        """Return a line of text without surrounding spaces; with `what`, it must be given."""
        value = self.value(name).strip()
        if what and not value:
            self.refuse(name, f"{what} is missing.", "Fill it in.")
        elif len(value) > longest:
            self.refuse(name, f"This is longer than {longest} characters.", "Shorten it.")
        return value

    def whole(self, name: str, *, low: int, high: int, what: str) -> int:
        """Return a whole number between two limits, both included; `low` where it is wrong."""
        value = self.value(name).strip()
        if value.isascii() and value.isdigit() and len(value) < 10 and low <= int(value) <= high:
            return int(value)
        self.refuse(name, f"{what} is not a whole number from {low} to {high}.", "Correct the number.")
        return low

    def one_of(self, name: str, allowed: Collection[str], *, what: str, optional: bool = False) -> str:
        """Return a choice among `allowed`; empty where nothing was chosen and that is allowed, or it is wrong."""
        value = self.value(name)
        if value in allowed or (optional and not value):
            return value
        self.refuse(name, f"{what} is not chosen.", "Choose one.")
        return ""

    def day(self, name: str, *, what: str, optional: bool = False) -> date | None:
        """Return a date, as a browser's date field or a person writes it."""
        value = self.value(name).strip()
        if not value and optional:
            return None
        found = _day(value)
        if found is None:
            self.refuse(name, f"{what} is missing." if not value else f"{value[:40]!r} is not a date.", DAY_REMEDY)
        return found

    def time_of_day(self, name: str, *, what: str) -> time | None:
        """Return a local time of day, written 09:30, 9.30, 0930 or 9; 24:00 is `time.max`, as the columns hold it."""
        value = self.value(name).strip()
        match = re.fullmatch(r"(\d{1,2})(?:[:.]?(\d{2}))?(?::00)?", value, re.ASCII)
        hour, minute = (int(match[1]), int(match[2] or 0)) if match else (99, 0)
        if (hour, minute) == (24, 0):
            return time.max
        if hour > 23 or minute > 59:
            self.refuse(name, f"{what} is missing." if not value else f"{value[:40]!r} is not a time.", TIME_REMEDY)
            return None
        return time(hour, minute)

    def instant(self, name: str, zone: ZoneInfo) -> datetime | None:
        """Return the instant that a date and time on the zone's clocks mean, or None with the problem noted."""
        try:
            return parse_instant(self.value(name), zone, name)
        except InvalidInputError as error:
            self.take(error)
            return None

    def _field(self, problem: Problem) -> str:
        """Return the field a problem belongs to, or the address of the step where it can be put right."""
        part = problem.where.partition(".")[0]
        return self.places.get(problem.where) or self.places.get(part) or self.places.get("") or problem.where


def text(problem: Problem) -> str:
    """Return a problem with its remedy in one line."""
    return f"{problem.message} {problem.remedy}".strip()


def answer(form: Form, act: Callable[[], Response], show: Callable[[Form], str]) -> Page:
    """Return what `act` answers, or the page again with what was typed and what stands in the way.

    `show` reads the present state anew, so that a page which came too late shows both.
    """
    try:
        return act()
    except StaleError as error:
        form.changed_meanwhile = True
        return show(form), error.status
    except InvalidInputError as error:
        form.problems = list(error.problems)
        return show(form), error.status
    except ConflictError as error:
        form.problems = [Problem("", error.message)]
        return show(form), error.status


def _day(value: str) -> date | None:
    parts = value.replace(".", "/").split("/")
    try:
        if len(parts) == 3:
            day, month, year = (int(part) for part in parts)
            return date(year, month, day)
        return date.fromisoformat(value)
    except ValueError:
        return None
