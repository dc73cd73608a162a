"""A panel problem: who could sit, what is asked for, and what already stands.

Everything here is frozen and refuses nonsense in a full sentence. The words are those of
``fairpanel-problem/1``; people and requests keep the order of the file, because patch paths point into it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from solver.instants import Interval, must_be_named, must_be_whole, must_not_repeat
from solver.panel_request import Kind, Request, Requirement, Scope, Seat, Strength

__all__ = [
    "CapPeriod",
    "Interval",
    "Kind",
    "Parity",
    "Person",
    "Problem",
    "PublishedPanel",
    "Request",
    "Requirement",
    "Room",
    "Scope",
    "Seat",
    "Strength",
]


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who may be asked to sit.

    Attributes:
        id: unique among the people.
        site, department, division: where the person works, as text.
        band: one of the problem's bands, or None (external member, medical grade): meets no minimum.
        professions, roles: what seats may ask for.
        trained_until: last day the training is valid; None means not trained, so the person cannot sit.
        features: self-described values by feature; absent means not shared.
        cap: most seats per cap period.
        load: seats carried in the rolling window, without any seat of this problem's requests.
        available: stretches the person can be asked for; they may touch or overlap.
    """

    id: str
    site: str
    department: str
    division: str
    band: str | None
    professions: frozenset[str]
    roles: frozenset[str]
    trained_until: date | None
    features: Mapping[str, str]
    cap: int
    load: int
    available: tuple[Interval, ...]

    def __post_init__(self) -> None:
        must_be_named("A person's id", self.id)
        must_be_whole(f"The cap of {self.id!r}", self.cap, 0)
        must_be_whole(f"The load of {self.id!r}", self.load, 0)


@dataclass(frozen=True, slots=True)
class Room:
    """An interview room of a site, and when it is free."""

    id: str
    site: str
    available: tuple[Interval, ...]

    def __post_init__(self) -> None:
        must_be_named("A room's id", self.id)


@dataclass(frozen=True, slots=True)
class PublishedPanel:
    """What an earlier plan gave a request. It may name people who have left, or a start no longer offered."""

    request: str
    start: datetime
    seats: tuple[str, ...]
    room: str | None = None

    def __post_init__(self) -> None:
        must_not_repeat(f"The published panel of {self.request!r}", self.seats)


@dataclass(frozen=True, slots=True)
class CapPeriod:
    """Consecutive periods of ``days`` local dates, in both directions from ``starts``."""

    starts: date
    days: int

    def __post_init__(self) -> None:
        must_be_whole("The days of the cap period", self.days, 1)

    def number(self, day: date) -> int:
        """The period a local date falls in: 0 begins at ``starts``, earlier ones are negative."""
        return (day - self.starts).days // self.days


@dataclass(frozen=True, slots=True)
class Parity:
    """Asks that people with a value sit at most ``factor_percent`` % as often as the other trained people."""

    feature: str
    value: str
    factor_percent: int

    def __post_init__(self) -> None:
        must_be_whole("The factor_percent of parity", self.factor_percent, 0)


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything a plan depends on. ``previous`` is None where the file has none: () asks for the level too."""

    name: str
    timezone: str
    bands: tuple[str, ...]
    travel_minutes: Mapping[str, Mapping[str, int]]
    cap_period: CapPeriod
    people: tuple[Person, ...]
    requests: tuple[Request, ...]
    rooms: tuple[Room, ...] = ()
    previous: tuple[PublishedPanel, ...] | None = None
    fixed: frozenset[str] = frozenset()
    parity: Parity | None = None
    _request_places: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_request_places", {r.id: place for place, r in enumerate(self.requests)})
        must_not_repeat("The list of bands", self.bands)
        must_not_repeat("The list of people", (p.id for p in self.people))
        must_not_repeat("The list of requests", (r.id for r in self.requests))
        must_not_repeat("The list of rooms", (r.id for r in self.rooms))
        bands = {None, *self.bands}
        for person in self.people:
            if person.band not in bands:
                raise ValueError(
                    f"Person {person.id!r} has the band {person.band!r}, which is not in the list of bands."
                )
        for request in self.requests:
            for band in (request.band, *(seat.min_band for seat in request.seats)):
                if band not in bands:
                    raise ValueError(f"Request {request.id!r} names the band {band!r}, not in the list of bands.")
        published = [panel.request for panel in self.previous or ()]
        must_not_repeat("The list of previous panels", published)
        for unknown in sorted({*published, *self.fixed} - {r.id for r in self.requests}):
            raise ValueError(f"previous or fixed names the request {unknown!r}, which is not in the file.")
        for loose in sorted(self.fixed - set(published)):
            raise ValueError(f"Request {loose!r} is fixed but has no previous panel to keep.")

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which local dates are meant."""
        return ZoneInfo(self.timezone)

    def request(self, request_id: str) -> Request:
        """The request with that id; raises KeyError with a sentence if there is none."""
        place = self._request_places.get(request_id)
        if place is not None:
            return self.requests[place]
        raise KeyError(f"There is no request {request_id!r} in the problem.")
