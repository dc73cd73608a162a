"""A room for one more interview, moving fixed interviews whose room nobody named where that helps."""

from solver.bookings import Bookings
from solver.instants import instant
from solver.problem import Problem, Request
from solver.room_search import Meeting, place
from solver.slots import Slot

Choice = tuple[str, dict[str, str]]
"""The room, and the new room of each interview that has to give way."""


class RoomChoice:
    """Chooses rooms. Only fixed interviews without a named room may be moved, and only to another room."""

    def __init__(self, problem: Problem) -> None:
        needing = {request.id: request for request in problem.requests if request.needs_room}
        self._movable = {
            panel.request: (needing[panel.request], instant(panel.start))
            for panel in problem.previous or ()
            if panel.request in problem.fixed and panel.room is None and panel.request in needing
        }

    def choose(self, bookings: Bookings, request: Request, slot: Slot, wanted: str | None) -> Choice | None:
        """A room of the request's site for a slot: the wanted one if it can be had, else the first by id."""
        free = bookings.rooms.free_at(request.site, slot.start, slot.end)
        if wanted in free and wanted is not None:
            return wanted, {}
        standing = {panel.request: panel.room for panel in bookings.panels()} if self._movable else {}
        movable = [
            (other, start, start + 60 * other.minutes)
            for other, start in self._movable.values()
            if other.site == request.site and other.id in standing
        ]
        if movable and not (free and wanted is None):
            moved = self._rearranged(bookings, request, slot, wanted, movable, standing)
            if moved is not None:
                return moved
        return (free[0], {}) if free else None

    def _rearranged(
        self,
        bookings: Bookings,
        request: Request,
        slot: Slot,
        wanted: str | None,
        movable: list[tuple[Request, int, int]],
        standing: dict[str, str | None],
    ) -> Choice | None:
        released = [(standing[other.id], start, end) for other, start, end in movable]
        for room, start, end in released:
            if room is not None:
                bookings.rooms.release(room, start, end)
        try:
            mine = bookings.rooms.free_at(request.site, slot.start, slot.end)
            others = [
                Meeting(other.id, start, end, tuple(bookings.rooms.free_at(other.site, start, end)))
                for other, start, end in movable
            ]
            choices = [(wanted,)] if wanted in mine and wanted is not None else []
            for rooms in (*choices, tuple(mine)):
                placed = place([Meeting(request.id, slot.start, slot.end, rooms), *others])
                if placed is not None:
                    room = placed.pop(request.id)
                    return room, {other: new for other, new in placed.items() if new != standing[other]}
            return None
        finally:
            for room, start, end in released:
                if room is not None:
                    bookings.rooms.take(room, start, end)
