"""Which room holds which interview: exact, for the few interviews whose room is still open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Meeting:
    """An interview that wants a room: its span in seconds since 1970, and the rooms it may have, best first."""

    request: str
    start: int
    end: int
    rooms: tuple[str, ...]


def place(meetings: Sequence[Meeting]) -> dict[str, str] | None:
    """A room for every meeting such that none is held twice at once; None if there is no such placing.

    Takes each meeting's rooms in the order given, so the first meeting gets its best room where that is possible.
    """
    placed: dict[str, str] = {}
    for cluster in _clusters(meetings):
        if not _matchable(cluster) or not _place(list(cluster), placed):
            return None
    return placed


def _clusters(meetings: Sequence[Meeting]) -> list[list[Meeting]]:
    """Groups no meeting of which overlaps a meeting of another group; the order of the meetings is kept inside."""
    clusters: list[list[Meeting]] = []
    end = 0
    for meeting in sorted(meetings, key=lambda each: (each.start, each.end)):
        if clusters and meeting.start < end:
            clusters[-1].append(meeting)
            end = max(end, meeting.end)
        else:
            clusters.append([meeting])
            end = meeting.end
    order = {meeting.request: place for place, meeting in enumerate(meetings)}
    return [sorted(cluster, key=lambda each: order[each.request]) for cluster in clusters]


def _matchable(cluster: Sequence[Meeting]) -> bool:
    """A necessary condition: at every start the meetings under way have different rooms to go to."""
    for now in sorted({meeting.start for meeting in cluster}):
        held: dict[str, Meeting] = {}
        under_way = [meeting for meeting in cluster if meeting.start <= now < meeting.end]
        if not all(_augment(meeting, held, set()) for meeting in under_way):
            return False
    return True


def _augment(meeting: Meeting, held: dict[str, Meeting], tried: set[str]) -> bool:
    for room in meeting.rooms:
        if room in tried:
            continue
        tried.add(room)
        if room not in held or _augment(held[room], held, tried):
            held[room] = meeting
            return True
    return False


def _place(waiting: list[Meeting], placed: dict[str, str], spans: Mapping[str, Meeting] | None = None) -> bool:
    """Depth first; the meeting with fewest rooms left goes next."""
    done = dict(spans or {})
    if not waiting:
        return True

    def open_rooms(meeting: Meeting) -> list[str]:
        taken = {placed[o.request] for o in done.values() if o.start < meeting.end and meeting.start < o.end}
        return [room for room in meeting.rooms if room not in taken]

    choices = [open_rooms(meeting) for meeting in waiting]
    tightest = min(range(len(waiting)), key=lambda place: len(choices[place]))
    meeting = waiting[tightest]
    rest = waiting[:tightest] + waiting[tightest + 1 :]
    for room in choices[tightest]:
        placed[meeting.request] = room
        if _place(rest, placed, {**done, meeting.request: meeting}):
            return True
        del placed[meeting.request]
    return False
