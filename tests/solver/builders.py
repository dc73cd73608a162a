"""Problems in a line: every builder has defaults, so that a test names only what it is about."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from solver.problem import CapPeriod, Interval, Person, Problem, PublishedPanel, Request, Requirement, Room, Seat
from solver.result import PlannedPanel

LONDON = ZoneInfo("Europe/London")
BANDS = ("5", "6", "7", "8a")


def at(text: str) -> datetime:
    """A time on a wall clock in London: ``05 10:00`` is in January 2027, or give the month as ``03-28 10:00``."""
    day, _, clock = text.partition(" ")
    month, _, number = day.rpartition("-")
    moment = datetime.fromisoformat(f"2027-{month or '01'}-{number}T{clock}").replace(tzinfo=LONDON)
    return datetime.fromisoformat(moment.isoformat(timespec="minutes"))


def free(start: str, end: str) -> Interval:
    return Interval(at(start), at(end))


JANUARY = (free("04 00:00", "30 00:00"),)


def a_person(name: str, **parts: Any) -> Person:
    person = Person(
        name,
        "north",
        "d1",
        "v1",
        "7",
        frozenset({"nursing"}),
        frozenset({"panelist"}),
        date(2028, 1, 1),
        {},
        3,
        0,
        JANUARY,
    )
    for key in ("roles", "professions"):
        if key in parts:
            parts[key] = frozenset(parts[key])
    return replace(person, **parts)


def a_request(name: str, **parts: Any) -> Request:
    starts = tuple(at(text) for text in parts.pop("starts", ("05 10:00",)))
    defaults: dict[str, Any] = {
        "vacancy": "V-1",
        "site": "north",
        "department": "d1",
        "division": "v1",
        "band": "6",
        "minutes": 60,
        "online": False,
        "needs_room": False,
        "seats": (Seat("panelist"),),
        "requirements": (),
        "conflicts": frozenset(),
        "priority": 1,
    }
    return Request(id=name, starts=starts, **{**defaults, **parts})


def a_problem(people: list[Person], requests: list[Request], **parts: Any) -> Problem:
    defaults: dict[str, Any] = {
        "travel_minutes": {"north": {"south": 30}, "south": {"north": 45}},
        "cap_period": CapPeriod(date(2027, 1, 4), 28),
    }
    return Problem(
        "test", "Europe/London", BANDS, people=tuple(people), requests=tuple(requests), **{**defaults, **parts}
    )


def a_panel(request: Request, *seats: str, start: int = 0, **parts: Any) -> PlannedPanel:
    return PlannedPanel(request.id, request.starts[start], seats, start_text=request.start_texts[start], **parts)


def published(panel: PlannedPanel) -> PublishedPanel:
    return PublishedPanel(panel.request, panel.start, panel.seats, panel.room)


def a_room(name: str, site: str = "north", available: tuple[Interval, ...] = JANUARY) -> Room:
    return Room(name, site, available)


def at_least(feature: str, value: str, number: int = 1, strength: str = "explain", **parts: Any) -> Requirement:
    return Requirement(f"{value}_{number}", "at_least", strength, feature=feature, value=value, min=number, **parts)  # type: ignore[arg-type]


def mixed(feature: str, strength: str = "explain", **parts: Any) -> Requirement:
    return Requirement(f"mixed_{feature}", "not_all_same", strength, feature=feature, **parts)  # type: ignore[arg-type]


def hours(moment: datetime, number: float) -> datetime:
    return moment + timedelta(hours=number)
