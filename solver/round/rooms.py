"""Rooms that are alike as one class: for interviews in time, as many rooms as meet at once are enough."""

from collections.abc import Iterable

from solver.eligibility import join
from solver.problem import Problem


class RoomClasses:
    """Rooms of one site with the same free time, as classes. A room that somebody named is a class of its own.

    Fixed panels and others alike only count how many rooms of a class meet at once: for stretches of time, as many
    rooms as ever meet at once are enough, so which room it is can be said at the end.
    """

    def __init__(self, problem: Problem) -> None:
        named = {panel.room for panel in problem.previous or () if panel.room is not None}
        kinds: dict[tuple[str, tuple[tuple[int, int], ...], str | None], list[str]] = {}
        for room in sorted(problem.rooms, key=lambda each: each.id):
            own = room.id if room.id in named else None
            kinds.setdefault((room.site, tuple(join(room.available)), own), []).append(room.id)
        self._kinds = [(site, free, rooms) for (site, free, _), rooms in kinds.items()]
        self._kind_of = {room: kind for kind, (_, _, rooms) in enumerate(self._kinds) for room in rooms}

    def kind_of(self, room: str) -> int | None:
        """The class of a room, None if there is no such room."""
        return self._kind_of.get(room)

    def size(self, kind: int) -> int:
        """How many rooms a class has."""
        return len(self._kinds[kind][2])

    def open_at(self, site: str, start: int, end: int, room: str | None = None) -> list[int]:
        """Classes of a site whose rooms are free for the whole interview; only that of ``room`` if one is named."""
        return [
            kind
            for kind, (where, free, rooms) in enumerate(self._kinds)
            if where == site
            and (room is None or room in rooms)
            and any(since <= start and end <= until for since, until in free)
        ]

    def assign(self, meetings: Iterable[tuple[int, int, int, int]]) -> dict[int, str]:
        """A room for each meeting, given as (start, end, key, class) with never more at once than the class has."""
        taken: dict[str, int] = {}
        rooms = {}
        for start, end, key, kind in sorted(meetings):
            room = next(each for each in self._kinds[kind][2] if taken.get(each, start) <= start)
            taken[room] = end
            rooms[key] = room
        return rooms
