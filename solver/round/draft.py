"""A plan in the making: who sits where, kept so that one panel can come or go cheaply."""

from dataclasses import dataclass

import numpy as np

from solver.eligibility import Mask, Numbers
from solver.objective import ParityScale, level_names
from solver.problem import Requirement
from solver.round.field import Field
from solver.round.rules import met


@dataclass(frozen=True, slots=True)
class Sitting:
    """A filled request: its offer, its people by place in the pool in the order of seats, its class of room."""

    offer: int
    people: tuple[int, ...]
    room: int | None = None


class Draft:
    """Sittings by number of request, with the seats and rooms they take."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.rooms = field.rooms
        self.sittings: dict[int, Sitting] = {}
        self.seats: Numbers = np.zeros(len(field.pool), np.int64)
        self._used: dict[int, Numbers] = {}
        self._meetings: dict[int, list[tuple[int, int]]] = {}

    def copy(self) -> "Draft":
        """A draft that can go its own way."""
        other = Draft(self.field)
        for request, sitting in self.sittings.items():
            other.take(request, sitting)
        return other

    def take(self, request: int, sitting: Sitting) -> None:
        """Let a sitting stand."""
        slot = self.field.offers[sitting.offer].slot
        people = list(sitting.people)
        self.sittings[request] = sitting
        self.seats[people] += 1
        self.used(slot.period)[people] += 1
        if sitting.room is not None:
            self._meetings.setdefault(sitting.room, []).append((slot.start, slot.end))

    def drop(self, request: int) -> Sitting:
        """Take a sitting away and return it."""
        sitting = self.sittings.pop(request)
        slot = self.field.offers[sitting.offer].slot
        people = list(sitting.people)
        self.seats[people] -= 1
        self.used(slot.period)[people] -= 1
        if sitting.room is not None:
            self._meetings[sitting.room].remove((slot.start, slot.end))
        return sitting

    def used(self, period: int) -> Numbers:
        """Seats each person has in a cap period."""
        if period not in self._used:
            self._used[period] = np.zeros(len(self.field.pool), np.int64)
        return self._used[period]

    def open_to(self, offer: int) -> Mask:
        """People whom neither another sitting nor their cap keeps from an offer."""
        free: Mask = self.used(self.field.offers[offer].slot.period) < self.field.pool.cap
        for sitting in self.against(offer):
            free[list(sitting.people)] = False
        return free

    def against(self, offer: int) -> list[Sitting]:
        """Sittings of other requests that clash with an offer in time or travel."""
        own = self.field.offers[offer].request
        others = [sitting for request, sitting in self.sittings.items() if request != own]
        if not others:
            return []
        taken = np.array([sitting.offer for sitting in others], np.int64)
        clash = self.field.clashes.between(np.array([offer], np.int64), taken)[0]
        return [others[place] for place in np.flatnonzero(clash)]

    def room_for(self, offer: int, rather: int | None = None) -> tuple[bool, int | None]:
        """Whether an offer can have the room it may need, and the class of that room: ``rather`` where possible."""
        wanted = self.field.wanted[self.field.offers[offer].request]
        if not wanted.request.needs_room:
            return True, None
        slot = self.field.offers[offer].slot
        panel = wanted.published
        named = panel.room if panel is not None and wanted.standing is not None else None
        kinds = self.rooms.open_at(wanted.request.site, slot.start, slot.end, named)
        if panel is not None and panel.room is not None:
            kinds.sort(key=lambda kind: kind != self.rooms.kind_of(str(panel.room)))
        if rather is not None:
            kinds.sort(key=lambda kind: kind != rather)
        for kind in kinds:
            meetings = [span for span in self._meetings.get(kind, ()) if span[0] < slot.end and slot.start < span[1]]
            instants = [slot.start, *(since for since, _ in meetings if since > slot.start)]
            most = max(sum(since <= now < until for since, until in meetings) for now in instants)
            if most < self.rooms.size(kind):
                return True, kind
        return False, None

    def meetings(self) -> dict[int, list[tuple[int, int]]]:
        """By class of rooms, when one of them is held."""
        return {kind: list(spans) for kind, spans in self._meetings.items()}

    def room_names(self) -> dict[int, str]:
        """The room of every sitting that has one, by request."""
        meetings = []
        for request, sitting in self.sittings.items():
            if sitting.room is not None:
                slot = self.field.offers[sitting.offer].slot
                meetings.append((slot.start, slot.end, request, sitting.room))
        return self.rooms.assign(meetings)

    def unmet(self, request: int) -> list[Requirement]:
        """Requirements a sitting does not meet, in the request's order."""
        wanted = self.field.wanted[request].request
        people = self.sittings[request].people
        return [rule for rule in wanted.requirements if not met(self.field.pool, wanted, rule, people)]

    def values(self) -> dict[str, int]:
        """The value of every level."""
        problem, pool = self.field.problem, self.field.pool
        values = dict.fromkeys(level_names(problem), 0)
        for request in self.sittings:
            values["filled"] += self.field.wanted[request].request.priority
            for rule in self.unmet(request):
                values[f"{rule.strength}.{rule.tier}"] += 1
        if problem.previous is not None:
            values["changes"] = sum(self.changes(request) for request in range(len(self.field.wanted)))
        if problem.parity is not None:
            values["parity"] = ParityScale(problem.parity, pool, self.seats).value(0, 0)
        values["load"] = load_of(self.field, self.seats)
        return values

    def changes(self, request: int) -> int:
        """What a request adds to the level ``changes``."""
        wanted = self.field.wanted[request]
        panel = wanted.published
        if panel is None:
            return 0
        sitting = self.sittings.get(request)
        if sitting is None:
            return 1 + len(panel.seats)
        sits = {self.field.pool.ids[person] for person in sitting.people}
        slot = self.field.offers[sitting.offer].slot
        if sits == set(panel.seats) and slot.moment == panel.start:
            return int(panel.room is not None and self.rooms.kind_of(panel.room) != sitting.room)
        return 1 + len(set(panel.seats) - sits)


def load_of(field: Field, seats: Numbers) -> int:
    """The level ``load`` of so many new seats by person, in whole numbers."""
    total = 0
    for person in np.flatnonzero(seats).tolist():
        cap, load = int(field.pool.cap[person]), int(field.pool.load[person])
        total += sum((200 * (2 * (load + seat) - 1) + cap) // (2 * cap) for seat in range(1, int(seats[person]) + 1))
    return total
