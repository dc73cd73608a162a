"""The field of a round: every request, every time it could meet, and everyone who could take each of its seats.

Requests and people are numbered in the order of their ids, so nothing here depends on the order of the file. An
*offer* is one slot of one request in which each seat has someone to take it. A *cell* is a group of seats with the same
conditions in one offer; its *entries* are the people who may take them.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from solver.bookings import Bookings
from solver.eligibility import Numbers, Pool
from solver.fixed_panels import standing_panels
from solver.ground import Eligible
from solver.instants import instant
from solver.problem import Problem, PublishedPanel, Request
from solver.result import PlannedPanel
from solver.round.rooms import RoomClasses
from solver.slots import Slot, slots_of


@dataclass(frozen=True, slots=True)
class Offer:
    """One possible time of one request.

    Attributes:
        request: number of the request.
        slot: the time.
        cells: per group of seats, the people (by place in the pool, ascending) who may take one.
    """

    request: int
    slot: Slot
    cells: tuple[Numbers, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One request of the round.

    Attributes:
        request: the request.
        groups: per seat, the number of its group; seats with the same conditions share one.
        needs: per group, its number of seats.
        offers: numbers of its offers.
        published: the published panel, if there is one.
        standing: the panel that must stay, if it is fixed.
    """

    request: Request
    groups: tuple[int, ...]
    needs: tuple[int, ...]
    offers: tuple[int, ...]
    published: PublishedPanel | None
    standing: PlannedPanel | None


class Field:
    """A problem laid out for planning all of it at once.

    Attributes:
        problem, pool: what is planned, and the people.
        wanted: the requests by number.
        offers: the offers by number, in order of request and time.
        clashes: which offers exclude each other.
        rooms: the rooms by class.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.pool = Pool(problem.people, problem.bands)
        published = {panel.request: panel for panel in problem.previous or ()}
        standing = {panel.request: panel for panel in standing_panels(problem)}
        bookings = Bookings(problem, self.pool, standing.values())
        self.offers: list[Offer] = []
        self.wanted: list[Wanted] = []
        for number, request in enumerate(sorted(problem.requests, key=lambda each: each.id)):
            first = len(self.offers)
            fixed = standing.get(request.id)
            eligible = Eligible(self.pool, bookings, request)
            needs = tuple(eligible.groups.count(group) for group in range(len(eligible.masks)))
            for slot in slots_of(request, problem.zone, problem.cap_period):
                cells = (
                    self._kept(fixed, slot, eligible.groups, len(needs))
                    if fixed
                    else self._cells(eligible, slot, needs)
                )
                if cells and self._has_room(request, slot, bookings, fixed):
                    self.offers.append(Offer(number, slot, cells))
            offers = tuple(range(first, len(self.offers)))
            self.wanted.append(Wanted(request, eligible.groups, needs, offers, published.get(request.id), fixed))
        self.clashes = _Clashes(self)
        self.rooms = RoomClasses(problem)

    def _cells(self, eligible: Eligible, slot: Slot, needs: tuple[int, ...]) -> tuple[Numbers, ...]:
        free = eligible.free(slot)
        cells = []
        for mask, need in zip(eligible.masks, needs, strict=True):
            people = np.flatnonzero(mask & free)
            if len(people) < need:
                return ()
            cells.append(people)
        return tuple(cells)

    def _kept(self, panel: PlannedPanel, slot: Slot, groups: tuple[int, ...], size: int) -> tuple[Numbers, ...]:
        if slot.start != instant(panel.start):
            return ()
        seated: list[list[int]] = [[] for _ in range(size)]
        for group, person in zip(groups, panel.seats, strict=True):
            seated[group].append(self.pool.place[person])
        return tuple(np.array(sorted(people), np.int64) for people in seated)

    def _has_room(self, request: Request, slot: Slot, bookings: Bookings, fixed: PlannedPanel | None) -> bool:
        return not request.needs_room or bool(fixed) or bool(bookings.rooms.open_at(request.site, slot.start, slot.end))


class _Clashes:
    """Which two offers nobody can sit on both (rule 5), whatever the request."""

    def __init__(self, field: Field) -> None:
        self._travel = field.problem.travel_minutes
        requests = [field.wanted[offer.request].request for offer in field.offers]
        sites: dict[str, int] = {}
        self.request = np.array([offer.request for offer in field.offers], np.int64)
        self.start = np.array([offer.slot.start for offer in field.offers], np.int64)
        self.end = np.array([offer.slot.end for offer in field.offers], np.int64)
        self.period = np.array([offer.slot.period for offer in field.offers], np.int64)
        self.online = np.array([request.online for request in requests], np.bool_)
        self.site = np.array([sites.setdefault(request.site, len(sites)) for request in requests], np.int64)
        names = list(sites)
        self.minutes = np.array(
            [[0 if a == b else self._travel.get(a, {}).get(b, 0) for b in names] for a in names], np.int64
        ).reshape(len(names), len(names))

    def between(self, ones: Numbers, others: Numbers) -> npt.NDArray[np.bool_]:
        """Whether offers exclude each other: same request, or a clash in time or travel. A table of truth values."""
        a, b = ones[:, None], others[None, :]
        start_a, start_b, end_a, end_b = self.start[a], self.start[b], self.end[a], self.end[b]
        away = 60 * self.minutes[self.site[a], self.site[b]]
        back = 60 * self.minutes[self.site[b], self.site[a]]
        apart = ~self.online[a] & ~self.online[b] & (self.site[a] != self.site[b])
        gone = np.where(apart, away, 0)
        come = np.where(apart, back, 0)
        earlier = start_a <= start_b
        clash = np.where(earlier, start_b < end_a + gone, start_a < end_b + come)
        table: npt.NDArray[np.bool_] = clash | (self.request[a] == self.request[b])
        return table
