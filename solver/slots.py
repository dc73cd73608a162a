"""When an interview could be: each offered start with what depends on the calendar."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from solver.problem import CapPeriod, Request


@dataclass(frozen=True, slots=True)
class Slot:
    """One possible time of a request.

    Attributes:
        start, end: seconds since 1970.
        day: local date of the start as a proleptic ordinal.
        period: number of the cap period the local date falls in.
        moment, text: the start as offered, and its spelling.
    """

    start: int
    end: int
    day: int
    period: int
    moment: datetime
    text: str


def slots_of(request: Request, zone: ZoneInfo, cap_period: CapPeriod) -> tuple[Slot, ...]:
    """The slots of a request, earliest first."""
    slots = []
    for start, moment, text in zip(request.instants, request.starts, request.start_texts, strict=True):
        day = moment.astimezone(zone).date()
        period = cap_period.number(day)
        slots.append(Slot(start, start + 60 * request.minutes, day.toordinal(), period, moment, text))
    return tuple(sorted(slots, key=lambda slot: slot.start))
