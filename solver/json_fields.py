"""Typed access to the values of a JSON document; every refusal names the JSON pointer and the remedy."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, TypeVar

from solver.instants import LARGEST, Interval
from solver.json_text import FileError, step

T = TypeVar("T")

_TIME = re.compile(r"\d{4}-\d\d-\d\dT([01]\d|2[0-3]):\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_KINDS = {dict: "an object", list: "a list", str: "a text", bool: "true or false", int: "a number", float: "a number"}


def found(value: Any) -> str:
    """What a value is, in a word or two, for an error message."""
    return "null" if value is None else _KINDS.get(type(value), "something else")


class Record:
    """A JSON object whose keys have been checked: every required one is there, and no unknown one."""

    __slots__ = ("data", "path")

    def __init__(self, value: Any, path: str, required: Iterable[str], optional: Iterable[str] = ()) -> None:
        if not isinstance(value, dict):
            raise FileError(path, f"must be an object, not {found(value)}.")
        self.data: dict[str, Any] = value
        self.path = path
        missing = [key for key in required if key not in value]
        if missing:
            raise FileError(path, f"lacks the key {missing[0]!r}; add it.")
        known = {*required, *optional}
        for key in value:
            if key not in known:
                raise FileError(step(path, key), f"is not a key of the format; remove it or use one of {_list(known)}.")

    def __contains__(self, key: str) -> bool:
        return key in self.data

    def at(self, key: str) -> str:
        """The JSON pointer of a key."""
        return step(self.path, key)

    def text(self, key: str) -> str:
        """Any text."""
        return text(self.data[key], self.at(key))

    def name(self, key: str) -> str:
        """A non-empty text."""
        return name(self.data[key], self.at(key))

    def whole(self, key: str, least: int, largest: int = LARGEST) -> int:
        """A whole number from ``least`` to ``largest``."""
        value = self.data[key]
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= largest:
            given = repr(value) if isinstance(value, int | float) else found(value)
            raise FileError(self.at(key), f"must be a whole number of at least {least}, not {given}.")
        return value

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self.data[key]
        if not isinstance(value, bool):
            raise FileError(self.at(key), f"must be true or false, not {found(value)}.")
        return value

    def choice(self, key: str, allowed: Iterable[str]) -> Any:
        """One of the allowed texts."""
        value = self.text(key)
        options = tuple(allowed)
        if value not in options:
            raise FileError(self.at(key), f"must be one of {', '.join(options)}, not {value!r}.")
        return value

    def day(self, key: str) -> date:
        """A date written YYYY-MM-DD."""
        value = self.text(key)
        try:
            if _DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise FileError(self.at(key), f"must be a date written YYYY-MM-DD, not {value!r}.")

    def entries(self, key: str) -> list[Any]:
        """A list."""
        return entries(self.data[key], self.at(key))

    def texts(self, key: str) -> list[str]:
        """A list of texts."""
        return [text(value, step(self.at(key), place)) for place, value in enumerate(self.entries(key))]

    def names(self, key: str) -> list[str]:
        """A list of non-empty texts without repeats."""
        values = [name(value, step(self.at(key), place)) for place, value in enumerate(self.entries(key))]
        unique(values, self.at(key))
        return values

    def table(self, key: str) -> dict[str, Any]:
        """An object with keys of one's own."""
        value = self.data[key]
        if not isinstance(value, dict):
            raise FileError(self.at(key), f"must be an object, not {found(value)}.")
        return value


def text(value: Any, path: str) -> str:
    """Any text."""
    if not isinstance(value, str):
        raise FileError(path, f"must be a text in quotes, not {found(value)}.")
    return value


def name(value: Any, path: str) -> str:
    """A non-empty text."""
    if not text(value, path):
        raise FileError(path, "must not be empty; give a text.")
    return str(value)


def entries(value: Any, path: str) -> list[Any]:
    """A list."""
    if not isinstance(value, list):
        raise FileError(path, f"must be a list, not {found(value)}.")
    return value


def unique(ids: Iterable[str], path: str, key: str | None = None) -> None:
    """Refuse a list that names one id twice; ``key`` is where the id stands inside an entry."""
    seen: dict[str, int] = {}
    for place, value in enumerate(ids):
        if value in seen:
            below = step(path, place) if key is None else step(step(path, place), key)
            raise FileError(
                below, f"is {value!r}, as entry {seen[value]} already is; ids must be unique in their list."
            )
        seen[value] = place


def attempt(path: str, build: Callable[[], T]) -> T:
    """Build a value and name the path if it refuses itself."""
    try:
        return build()
    except FileError:
        raise
    except ValueError as error:
        raise FileError(path, str(error)) from None


class Times:
    """Reads times and intervals; the same text is read once, as files repeat few of them many times."""

    def __init__(self) -> None:
        self._moments: dict[str, datetime] = {}
        self._intervals: dict[tuple[str, str], Interval] = {}

    def moment(self, value: Any, path: str) -> datetime:
        """An aware datetime written YYYY-MM-DDTHH:MM[:SS] with Z or ±HH:MM."""
        known = self._moments.get(value) if isinstance(value, str) else None
        if known is not None:
            return known
        written = text(value, path)
        try:
            if _TIME.fullmatch(written):
                moment = datetime.fromisoformat(written)
                self._moments[written] = moment
                return moment
        except ValueError:
            pass
        raise FileError(path, f"must be a time written YYYY-MM-DDTHH:MM with Z or ±HH:MM, not {written[:60]!r}.")

    def intervals(self, value: Any, path: str) -> tuple[Interval, ...]:
        """A list of [start, end] pairs."""
        return tuple([self._interval(pair, path, place) for place, pair in enumerate(entries(value, path))])

    def _interval(self, pair: Any, above: str, place: int) -> Interval:
        if not isinstance(pair, list) or len(pair) != 2:
            raise FileError(step(above, place), "must be a list of two times, the start and the end.")
        try:
            return self._intervals[pair[0], pair[1]]
        except (KeyError, TypeError):
            path = step(above, place)
        start, end = (self.moment(value, step(path, place)) for place, value in enumerate(pair))
        interval = attempt(path, lambda: Interval(start, end))
        self._intervals[pair[0], pair[1]] = interval
        return interval


def _list(keys: Iterable[str]) -> str:
    return ", ".join(sorted(keys))
