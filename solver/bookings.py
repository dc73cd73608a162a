"""What already stands in a plan: who is busy when, how many seats each person has, which rooms are taken."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping

import numpy as np

from solver.eligibility import Mask, Numbers, Pool, join
from solver.problem import CapPeriod, Problem, Request, Room
from solver.result import PlannedPanel
from solver.slots import Slot, slot_at

_COLUMNS = 4  # start, end, number of the site, online


class Bookings:
    """Panels that stand, indexed so that one request can be composed beside them. Panels come and go."""

    def __init__(self, problem: Problem, pool: Pool, panels: Iterable[PlannedPanel] = ()) -> None:
        self.pool = pool
        self.zone = problem.zone
        self.cap_period: CapPeriod = problem.cap_period
        self.new_seats: Numbers = np.zeros(len(pool), np.int64)
        self.rooms = Rooms(problem.rooms)
        self._requests: Mapping[str, Request] = {request.id: request for request in problem.requests}
        self._travel = problem.travel_minutes
        self._sites: dict[str, int] = {}
        self._rows = np.zeros((16, _COLUMNS), np.int64)
        self._order: list[str] = []
        self._seated: dict[str, Numbers] = {}
        self._standing: dict[str, tuple[PlannedPanel, Slot]] = {}
        self._used: dict[int, Numbers] = {}
        for panel in panels:
            self.add(panel)

    def __contains__(self, request: str) -> bool:
        return request in self._standing

    def panels(self) -> list[PlannedPanel]:
        """The panels that stand, by request id."""
        return [self._standing[request][0] for request in sorted(self._standing)]

    def add(self, panel: PlannedPanel) -> None:
        """Let a panel stand. People who are not in the pool take no place in it."""
        request = self._requests[panel.request]
        slot = slot_at(request, panel.start, panel.start_text, self.zone, self.cap_period)
        seated = np.array([self.pool.place[p] for p in panel.seats if p in self.pool.place], np.int64)
        if len(self._order) == len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
        site = self._sites.setdefault(request.site, len(self._sites))
        self._rows[len(self._order)] = (slot.start, slot.end, site, request.online)
        self._order.append(panel.request)
        self._seated[panel.request] = seated
        self._standing[panel.request] = (panel, slot)
        self.new_seats[seated] += 1
        self.used(slot.period)[seated] += 1
        if panel.room is not None:
            self.rooms.take(panel.room, slot.start, slot.end)

    def remove(self, request: str) -> PlannedPanel:
        """Take a panel away and return it."""
        panel, slot = self._standing.pop(request)
        seated = self._seated.pop(request)
        row = self._order.index(request)
        self._rows[row] = self._rows[len(self._order) - 1]
        self._order[row] = self._order[-1]
        self._order.pop()
        self.new_seats[seated] -= 1
        self.used(slot.period)[seated] -= 1
        if panel.room is not None:
            self.rooms.release(panel.room, slot.start, slot.end)
        return panel

    def used(self, period: int) -> Numbers:
        """Seats each person has in a cap period."""
        if period not in self._used:
            self._used[period] = np.zeros(len(self.pool), np.int64)
        return self._used[period]

    def busy(self, request: Request, slot: Slot) -> list[Numbers]:
        """Indices of people who cannot reach an interview of the request in that slot, one array per clashing panel."""
        rows = self._rows[: len(self._order)]
        start, end, site, online = rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3]
        clash: Mask = (start < slot.end) & (end > slot.start)
        if not request.online and self._sites:
            here = self._sites.get(request.site, -1)
            coming = 60 * np.array([self._minutes(other, request.site) for other in self._sites], np.int64)
            going = 60 * np.array([self._minutes(request.site, other) for other in self._sites], np.int64)
            apart = (online == 0) & (site != here)
            earlier = start <= slot.start
            late = np.where(earlier, end + coming[site] > slot.start, start < slot.end + going[site])
            clash |= apart & late
        return [self._seated[self._order[row]] for row in np.flatnonzero(clash)]

    def _minutes(self, origin: str, target: str) -> int:
        return self._travel.get(origin, {}).get(target, 0)


class Rooms:
    """Which rooms are open and not taken."""

    def __init__(self, rooms: Iterable[Room]) -> None:
        self._at: dict[str, list[str]] = {}
        self._open: dict[str, list[tuple[int, int]]] = {}
        self._taken: dict[str, list[tuple[int, int]]] = {}
        for room in sorted(rooms, key=lambda each: each.id):
            self._at.setdefault(room.site, []).append(room.id)
            self._open[room.id] = join(room.available)
            self._taken[room.id] = []

    def take(self, room: str, start: int, end: int) -> None:
        """Hold a room for an interview; a room that does not exist is ignored."""
        if room in self._taken:
            self._taken[room].append((start, end))

    def release(self, room: str, start: int, end: int) -> None:
        """Give a room back."""
        if room in self._taken:
            self._taken[room].remove((start, end))

    def open_at(self, site: str, start: int, end: int) -> list[str]:
        """Rooms of a site that are open for the whole interview, taken or not; by id."""
        rooms = []
        for room in self._at.get(site, ()):
            stretch = bisect_right(self._open[room], (start, 1 << 62)) - 1
            if stretch >= 0 and self._open[room][stretch][1] >= end:
                rooms.append(room)
        return rooms

    def free_at(self, site: str, start: int, end: int) -> list[str]:
        """Rooms of a site that are open and hold nothing else for the whole interview; by id."""
        rooms = self.open_at(site, start, end)
        return [room for room in rooms if not any(s < end and start < e for s, e in self._taken[room])]
