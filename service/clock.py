"""Local time and instants: a local time that does not exist, or exists twice, is never guessed."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from service.errors import InvalidInputError, Problem

REMEDY = "Write a date and time such as 2027-01-05T10:00 or 05/01/2027 10:00."
_UK = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})[ T]+(\d{1,2}:\d{2}.*)$")


class NoSuchTimeError(InvalidInputError):
    """The clocks skip this local time."""


class AmbiguousTimeError(InvalidInputError):
    """The clocks show this local time twice; `readings` are the two instants it may mean, earlier first."""

    def __init__(self, problem: Problem, readings: tuple[datetime, datetime]) -> None:
        super().__init__([problem])
        self.readings = readings


def readings(local: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Return the instants (UTC, earlier first) at which clocks in `zone` show `local`: none, one or two."""
    wall = local.replace(tzinfo=None, fold=0)
    found = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return tuple(sorted(at for at in found if at.astimezone(zone).replace(tzinfo=None, fold=0) == wall))


def to_instant(local: datetime, zone: ZoneInfo, where: str = "starts") -> datetime:
    """Return the one instant at which clocks in `zone` show `local`; `where` names the input in the problem.

    Raises:
        NoSuchTimeError: the clocks skip it.
        AmbiguousTimeError: the clocks show it twice; the remedy spells both readings.
    """
    found = readings(local, zone)
    if len(found) == 1:
        return found[0]
    shown = f"{local:%-d %B %Y at %H:%M}"
    if not found:
        after = local.replace(tzinfo=zone, fold=0).astimezone(UTC).astimezone(zone)
        raise NoSuchTimeError(
            [
                Problem(
                    where,
                    f"{shown} does not exist: the clocks go forward and skip it.",
                    f"Choose another time, such as {after:%H:%M}.",
                )
            ]
        )
    first, second = found
    raise AmbiguousTimeError(
        Problem(
            where,
            f"{shown} happens twice: the clocks go back that night.",
            f"Write {local_text(first, zone)} for the first or {local_text(second, zone)} for the second.",
        ),
        (first, second),
    )


def parse_instant(text: str, zone: ZoneInfo, where: str = "starts") -> datetime:
    """Return the instant (UTC) that `text` means on clocks in `zone`, or exactly if it has an offset or a Z.

    Raises:
        InvalidInputError: it is not a date and time.
        NoSuchTimeError: the clocks skip it.
        AmbiguousTimeError: the clocks show it twice.
    """
    cleaned = text.strip()
    british = _UK.match(cleaned)
    if british:
        day, month, year, clock = british.groups()
        cleaned = f"{year}-{int(month):02}-{int(day):02}T{clock.rjust(5, '0') if len(clock) < 5 else clock}"
    try:
        parsed = datetime.fromisoformat(cleaned)
        if len(cleaned) < 15:
            raise ValueError(cleaned)
        return parsed.astimezone(UTC) if parsed.tzinfo else to_instant(parsed, zone, where)
    except (ValueError, OverflowError):
        raise InvalidInputError.one(where, f"{text[:40]!r} is not a date and time.", REMEDY) from None


def local_text(instant: datetime, zone: ZoneInfo) -> str:
    """Return the instant as local time with its offset, to the minute; `parse_instant` reads it back exactly."""
    return instant.astimezone(zone).isoformat(timespec="minutes")
