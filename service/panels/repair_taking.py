"""Taking a way to repair a panel: found once more, checked against the rows of the moment, and done at once or not."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import col

from service.errors import ConflictError, ForbiddenError, PreconditionRequiredError, StaleError
from service.models import Booking, Panel, PanelSeat, utc_now
from service.panels.asked import asked_of_panel
from service.panels.life import CONFIRMED, fault_words, go_on
from service.panels.panel_rows import (
    free_seat,
    keep_reserves,
    lock_people,
    seat_person,
    seats_of,
    standing_invitation,
    tell_requester,
    withdraw,
)
from service.panels.repair_ways import Seating, Way
from service.panels.repairs import find_ways
from service.panels.replacements import settle
from service.panels.scope import lock_with_request, panel_in_scope
from service.panels.verdict import examine
from service.trail import Actor
from service.work import House, Work

ATTEMPTS = 3
GONE = "This way is not open any more: people or panels have changed since. Look at the ways that are open now."
BUSY = "Other panels were changed at the same moment. Try again."


def repair_panel(
    house: House,
    actor: Actor,
    panel_id: str,
    key: str,
    expected_version: int | None,
    also: Callable[[Work, Panel], None] | None = None,
) -> Panel:
    """Repair a panel in one of the ways that are open, in the name of whoever decides on it.

    Members who get another seat, or another time, are asked again; whoever is not needed any more is told. A proposal
    that loses somebody gets somebody else in the same commit, and whoever asked for it is told. Under a policy that
    needs a release the panel goes back to HR.

    Args:
        house: the installation.
        actor: who decides.
        panel_id: the panel.
        key: which of its ways, as `repairs_of` names them.
        expected_version: the version of the panel that was read.
        also: run inside the unit of work that commits the repair.

    Raises:
        ForbiddenError: nobody is named.
        NotFoundError: there is no such panel, or it is not theirs.
        ConflictError: the way is not open any more, or somebody in it cannot sit after all.
        StaleError: the panel has changed since it was read.
    """
    if actor.account_id is None:
        raise ForbiddenError("A panel is changed by a named person. Sign in.")
    for _ in range(ATTEMPTS):
        with house.reading(actor) as work:
            panel = panel_in_scope(work, panel_id)
            if expected_version is None:
                raise PreconditionRequiredError
            if panel.version != expected_version:
                raise StaleError
            way = next((each for each in find_ways(work, panel) if each.key == key), None)
        if way is None:
            raise ConflictError(GONE, code="gone")
        try:
            with house.writing(actor) as work:
                panel = _take(work, way)
                if also is not None:
                    also(work, panel)
                return panel
        except (IntegrityError, OperationalError):
            continue
    raise ConflictError(BUSY, code="busy")


def _take(work: Work, way: Way) -> Panel:
    panels = _locked(work, way.seatings)
    own = panels[0]
    if own.state not in CONFIRMED or any(each.state != "proposed" for each in panels[1:]):
        raise ConflictError(GONE, code="gone")
    lock_people(work, [who for seating in way.seatings for who in seating.people if who is not None])
    pairs = list(zip(panels, way.seatings, strict=True))
    changed = [_vacate(work, panel, seating) for panel, seating in pairs]  # everybody leaves before anybody sits down
    for (panel, seating), positions in zip(pairs, changed, strict=True):
        _sit(work, panel, seating, positions)
    for (panel, _), positions in zip(pairs, changed, strict=True):
        _refuse_faults(work, panel, positions)
        settle(work, panel)
        panel.version += 1
        work.session.add(panel)
    work.record("panel.repaired", "panel", own.id, {"way": way.kind, "positions": changed[0]})
    for panel, positions in zip(panels[1:], changed[1:], strict=True):
        work.record("panel.member_swapped", "panel", panel.id, {"position": positions[0], "for": own.id})
        tell_requester(work, panel, "proposal_changed")
    go_on(work, own)
    return own


def _locked(work: Work, seatings: Sequence[Seating]) -> list[Panel]:
    """Return the panels as they are now, in the order given; each must be as it was seen."""
    seen = [panel_in_scope(work, each.panel_id) for each in seatings]
    locked = {row.id: lock_with_request(work, row) for row in sorted(seen, key=lambda each: each.request_id)}
    if any(locked[each.panel_id].version != each.version for each in seatings):
        raise ConflictError(GONE, code="gone")
    return [locked[each.panel_id] for each in seatings]


def _vacate(work: Work, panel: Panel, seating: Seating) -> list[int]:
    """Free the seats whose holder changes, or all of them if the time does, and return their positions."""
    moves = seating.starts_at != panel.starts_at
    seats = seats_of(work, panel.id)
    changing = [seat for seat in seats if moves or seat.person_id != seating.people[seat.position]]
    for seat in changing:
        invitation = standing_invitation(work, seat) if seat.person_id is not None else None
        if invitation is not None:
            stays = seat.person_id in seating.people
            withdraw(work, panel, invitation, _message(moves=moves, stays=stays))
        free_seat(work, seat)
    if moves:
        work.session.execute(delete(Booking).where(col(Booking.panel_id) == panel.id))
        _set_time(panel, seating.starts_at)
        work.session.add(panel)
    work.session.flush()
    return [seat.position for seat in changing]


def _set_time(panel: Panel, starts_at: datetime) -> None:
    if starts_at <= utc_now():
        raise ConflictError(GONE, code="gone")
    panel.starts_at, panel.ends_at = starts_at, starts_at + (panel.ends_at - panel.starts_at)


def _message(*, moves: bool, stays: bool) -> str:
    if moves:
        return "panel_moved"
    return "seat_changed" if stays else "invitation_withdrawn"


def _sit(work: Work, panel: Panel, seating: Seating, positions: Sequence[int]) -> None:
    seats: list[PanelSeat] = seats_of(work, panel.id)
    for position in positions:
        person = seating.people[position]
        if person is not None:
            seat_person(work, panel, seats[position], person)
            keep_reserves(work, seats[position], seating.reserves.get(position, ()))


def _refuse_faults(work: Work, panel: Panel, positions: Sequence[int]) -> None:
    """Refuse a panel in which somebody who has just sat down cannot sit, by rules that are not protected."""
    seats = [seat for seat in seats_of(work, panel.id) if seat.person_id is not None]
    fresh = [seat.position for seat in seats if seat.position in positions]
    asked = asked_of_panel(work, panel, panel.starts_at, open_seats=fresh)
    faults = examine(work, asked, [str(seat.person_id) for seat in seats], panel.starts_at).faults
    if faults:
        raise ConflictError(f"{fault_words(work, faults)} Look at the ways that are open now.", code="faults")
