"""Instants, intervals, and the small refusals every input type shares."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

LARGEST = 10**12
"""No number of a problem may exceed this: sums of costs then stay exact in 64 bits."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant(moment: datetime) -> int:
    """Seconds since 1970-01-01T00:00Z of an aware datetime; exact, and blind to ``fold`` and spelling."""
    if moment.tzinfo is None:
        raise ValueError(f"The time {moment.isoformat()} has no offset; write it with Z or ±HH:MM.")
    since_epoch = moment - _EPOCH
    return since_epoch.days * 86_400 + since_epoch.seconds


def spelled(moment: datetime) -> str:
    """The default spelling of an aware datetime: minutes, and seconds only where they are not zero."""
    return moment.isoformat(timespec="seconds" if moment.second else "minutes")


def must_be_whole(name: str, value: int, least: int) -> None:
    """Refuse anything but a whole number from ``least`` to LARGEST."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= LARGEST:
        raise ValueError(f"{name} must be a whole number from {least} to {LARGEST}, not {value!r}.")


def must_be_named(name: str, value: str) -> None:
    """Refuse anything but a non-empty text."""
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name} must be a non-empty text, not {value!r}.")


def must_not_repeat(name: str, values: Iterable[object]) -> None:
    """Refuse a value that comes twice."""
    seen: set[object] = set()
    for value in values:
        if value in seen:
            raise ValueError(f"{name} names {value!r} twice; keep one.")
        seen.add(value)


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of time, half open: ``start`` belongs to it, ``end`` does not. Both are aware."""

    start: datetime
    end: datetime
    since: int = field(init=False, repr=False, compare=False)
    until: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "since", instant(self.start))
        object.__setattr__(self, "until", instant(self.end))
        if self.since >= self.until:
            raise ValueError(f"The interval from {spelled(self.start)} must end after it starts.")
