"""When an interview could be: each offered start with what depends on the calendar."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from solver.instants import instant
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
    offered = zip(request.starts, request.start_texts, strict=True)
    slots = [slot_at(request, moment, text, zone, cap_period) for moment, text in offered]
    return tuple(sorted(slots, key=lambda slot: slot.start))


def slot_at(request: Request, moment: datetime, text: str, zone: ZoneInfo, cap_period: CapPeriod) -> Slot:
    """The slot a request would take if it started at a moment, offered or not."""
    start = instant(moment)
    day = moment.astimezone(zone).date()
    return Slot(start, start + 60 * request.minutes, day.toordinal(), cap_period.number(day), moment, text)
