"""Repairing a panel that somebody left: first the seat alone, then a swap, another time, a person from a proposal.

Which ways there are follows from rules that are not protected alone; whom they name follows from all of them, as in
every proposal. Nothing is done here: a person takes one of the ways (`repair_taking`).
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from service.models import Panel, PanelSeat, utc_now
from service.panels.asked import Asked, asked_of_panel
from service.panels.brief import Place, seat_key, write_brief
from service.panels.ejections import from_proposals
from service.panels.life import CONFIRMED
from service.panels.panel_rows import invitations_of, seats_of
from service.panels.pool import pool_of
from service.panels.repair_ways import KINDS, Seating, Way, WayView, view_way
from service.panels.requests import starts_of
from service.panels.scope import is_hr, panel_in_scope
from service.panels.sitting import Sitting
from service.panels.verdict import Composed, examine, solve
from service.trail import Actor
from service.work import House, Work

MOST_TIMES = 3  # other times to propose
MOST_TRIED = 8  # other times to try


@dataclass(frozen=True, slots=True)
class Repairs:
    """A panel's version, whether a seat of it is empty, and the ways to fill it, the least disturbing first.

    `hr_can_look_further`: HR may take somebody from proposals that the actor does not see; it says nothing about
    whether there is anybody.
    """

    version: int
    needed: bool
    ways: tuple[WayView, ...]
    hr_can_look_further: bool


def repairs_of(house: House, actor: Actor, panel_id: str) -> Repairs:
    """Return the ways to repair a panel.

    Raises:
        NotFoundError: there is no such panel, or it is not theirs.
    """
    with house.reading(actor) as work:
        panel = panel_in_scope(work, panel_id)
        needed = bool(_empty(work, panel))
        ways = tuple(view_way(work, each) for each in find_ways(work, panel))
    return Repairs(panel.version, needed, ways, needed and not is_hr(actor))


def find_ways(work: Work, panel: Panel) -> list[Way]:
    """Return the ways to repair a panel, the least disturbing first; none where it needs no repair."""
    ways: list[Way] = []
    empty = _empty(work, panel)
    for position in empty:
        seats = seats_of(work, panel.id)
        invited = frozenset(each.person_id for each in invitations_of(work, panel.id))
        asked = asked_of_panel(work, panel, panel.starts_at, open_seats=[position], avoid=invited)
        found = solve(write_brief(work, asked))
        if found is not None:
            ways.append(Way("fill", (_seating(panel, seats, _looked_at(seats, position), found, {position}),)))
            continue
        ways += _swaps(work, panel, seats, position, asked)
        ways += from_proposals(work, panel, seats, position, asked)
    if any(way.kind != "fill" for way in ways) or len(ways) < len(empty):
        ways += _moves(work, panel)
    return sorted(ways, key=lambda way: KINDS.index(way.kind))


def _looked_at(seats: Sequence[PanelSeat], position: int) -> list[int]:
    return [seat.position for seat in seats if seat.position == position or seat.person_id is not None]


def _empty(work: Work, panel: Panel) -> list[int]:
    if panel.state not in CONFIRMED or panel.starts_at <= utc_now():
        return []
    return [seat.position for seat in seats_of(work, panel.id) if seat.person_id is None]


# --- the same members on other seats ---------------------------------------------------------------------------------


def _swaps(work: Work, panel: Panel, seats: Sequence[PanelSeat], position: int, asked: Asked) -> list[Way]:
    """Return the shortest swap by which the freed seat can be filled, if there is one."""
    places = _looked_at(seats, position)
    looked_at = [seats[place] for place in places]
    for holders in _rotations(work, panel, looked_at, position, asked):
        free = next(seat.position for seat in looked_at if seat.position not in holders)
        keep = {place: holders[seat.position] for place, seat in enumerate(looked_at) if seat.position in holders}
        rotated = replace(asked, keep=keep, avoid=asked.avoid - frozenset(keep.values()))
        found = solve(write_brief(work, rotated))
        if found is None:
            continue
        staying = {
            place: str(seat.person_id)
            for place, seat in enumerate(looked_at)
            if seat.position in holders and holders[seat.position] == seat.person_id
        }
        if not examine(work, replace(rotated, keep=staying), found.people, panel.starts_at).faults:
            return [Way("swap", (_seating(panel, seats, places, found, {free}),))]
    return []


def _rotations(
    work: Work, panel: Panel, seats: Sequence[PanelSeat], position: int, asked: Asked
) -> Iterator[dict[int, str]]:
    """Yield who would sit where when members move up to the empty seat one after another, shortest first.

    In each another seat is left free; each seat is left free at most once.
    """
    pool, place = pool_of(work), Place.of(work, asked)
    day = panel.starts_at.astimezone(work.settings.zone).date()
    words = dict(zip((seat.position for seat in seats), asked.seats, strict=True))

    def may_take(person: str, seat: int) -> bool:
        member = pool.members.get(person)
        able = pool.suitable(seat_key(words[seat]), place.department, place.division)
        return member is not None and person in able and words[seat]["role"] in member.roles_on(day)

    began = {seat.position: seat.person_id for seat in seats if seat.person_id is not None}
    waiting = deque([(position, began)])
    seen = {position}
    while waiting:
        free, holders = waiting.popleft()
        for other in sorted(set(holders) - seen):
            if seat_key(words[other]) != seat_key(words[free]) and may_take(holders[other], free):
                seen.add(other)
                moved = {seat: who for seat, who in holders.items() if seat != other} | {free: holders[other]}
                yield moved
                waiting.append((other, moved))


# --- another of the offered times ------------------------------------------------------------------------------------


def _moves(work: Work, panel: Panel) -> list[Way]:
    """Return other offered times at which every seat can be filled: those first at which most members can come."""
    now = utc_now()
    starts = [start for start in starts_of(work, panel.request_id) if start > now and start != panel.starts_at]
    if not starts:
        return []
    seats = seats_of(work, panel.id)
    everyone = [seat.position for seat in seats]
    held = {seat.position: seat.person_id for seat in seats if seat.person_id is not None}
    declined = frozenset(each.person_id for each in invitations_of(work, panel.id) if each.state == "declined")
    anew = asked_of_panel(work, panel, starts[0], open_seats=everyone, avoid=declined)
    sitting = Sitting(write_brief(work, anew.at(starts)))
    coming: dict[datetime, Mapping[int, str]] = {
        start: {place: who for place, who in held.items() if sitting.can_sit(start, place, who)} for start in starts
    }
    ways = []
    for start in sorted(starts, key=lambda start: (-len(coming[start]), start))[:MOST_TRIED]:
        keep = coming[start]
        avoid = declined | (frozenset(held.values()) - frozenset(keep.values()))
        asked = replace(anew.at([start]), keep=keep, avoid=avoid)
        found = solve(write_brief(work, asked))
        if found is not None:
            ways.append(Way("move", (_seating(panel, seats, everyone, found, set(everyone) - set(keep)),)))
        if len(ways) == MOST_TIMES:
            break
    return ways


def _seating(
    panel: Panel, seats: Sequence[PanelSeat], looked_at: Sequence[int], found: Composed, fresh: set[int]
) -> Seating:
    """Return the panel with an answer about the seats that were looked at, of which `fresh` have somebody new."""
    people = dict(zip(looked_at, found.people, strict=True))
    reserves = {place: ranked for place, ranked in zip(looked_at, found.reserves, strict=True) if place in fresh}
    everyone = tuple(people.get(seat.position) for seat in seats)
    return Seating(panel.id, panel.version, found.starts_at, everyone, reserves)
