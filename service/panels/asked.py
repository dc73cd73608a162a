"""What is asked of the solver: a request's seats at its starts, or the open seats of a panel that stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlmodel import select

from service import db
from service.models import Panel, PanelRequest, RequestConflict, utc_now
from service.panels.panel_rows import seats_of
from service.panels.requests import starts_of, with_policy
from service.work import Work


@dataclass(frozen=True, slots=True)
class Asked:
    """What a panel is asked for.

    `seats` and `requirements` are in the words of the request; `keep` are members who keep their seats, by position;
    `exclude_panels` are panels whose bookings do not stand in the way; `avoid` are people not to be asked.
    """

    request: PanelRequest
    seats: Sequence[Mapping[str, Any]]
    requirements: Sequence[Mapping[str, Any]]
    starts: Sequence[datetime]
    conflicts: frozenset[str]
    keep: Mapping[int, str] = field(default_factory=dict)
    exclude_panels: frozenset[str] = frozenset()
    avoid: frozenset[str] = frozenset()

    def at(self, starts: Sequence[datetime]) -> "Asked":
        """Return the same at other starts."""
        return replace(self, starts=starts)


def asked_by(work: Work, request: PanelRequest) -> Asked:
    """Return what a request asks for at those of its starts that are still to come.

    Raises:
        ConflictError: it has no seats and no policy in force covers the post.
    """
    seats, requirements, _ = with_policy(work, request)
    now = utc_now()
    starts = [start for start in starts_of(work, request.id) if start > now]
    return Asked(request, seats, requirements, starts, _conflicts(work, request.id))


def asked_of_panel(
    work: Work,
    panel: Panel,
    starts_at: datetime,
    *,
    open_seats: Iterable[int] = (),
    positions: Iterable[int] | None = None,
    avoid: frozenset[str] = frozenset(),
) -> Asked:
    """Return what a standing panel asks for at one start, with everybody kept but on the open seats.

    Args:
        work: the unit of work.
        panel: the panel; its own bookings do not stand in the way.
        starts_at: when it would meet.
        open_seats: positions to be filled; an empty seat elsewhere is left out.
        positions: the seats to look at, in order (default: all that are open or held).
        avoid: people not to be asked.
    """
    request = db.get(work.session, PanelRequest, panel.request_id)
    free = set(open_seats)
    seats = [seat for seat in seats_of(work, panel.id) if seat.position in free or seat.person_id is not None]
    if positions is not None:
        seats = [seat for seat in seats if seat.position in set(positions)]
    keep = {
        place: seat.person_id
        for place, seat in enumerate(seats)
        if seat.position not in free and seat.person_id is not None
    }
    words = [
        {"role": seat.role, "min_band": seat.min_band, "from": seat.from_, "profession": seat.profession}
        for seat in seats
    ]
    conflicts = _conflicts(work, request.id)
    staying = frozenset(keep.values())
    return Asked(
        request, words, request.requirements, [starts_at], conflicts, keep, frozenset({panel.id}), avoid - staying
    )


def _conflicts(work: Work, request_id: str) -> frozenset[str]:
    rows = select(RequestConflict.person_id).where(RequestConflict.request_id == request_id)
    return frozenset(work.session.exec(rows))
