"""The last way to repair a panel: somebody from a proposal that nobody has confirmed, whose seat there others can take.

A confirmed panel is never touched: its members have been asked. Whoever repairs the panel must see the proposal too;
HR sees them all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlmodel import col, select

from service.models import Panel, PanelSeat, utc_now
from service.panels.asked import Asked, asked_of_panel
from service.panels.brief import Place, seat_key, write_brief
from service.panels.commitments import still_held
from service.panels.panel_rows import seats_of
from service.panels.pool import pool_of
from service.panels.repair_ways import Seating, Way
from service.panels.scope import visible_panels
from service.panels.verdict import Composed, could_sit, examine, solve
from service.work import Work

MOST_TRIED = 12


@dataclass(frozen=True, slots=True)
class _Taken:
    """Somebody on a proposal, and who would sit there instead."""

    person_id: str
    proposal: Panel
    seating: Seating


def from_proposals(work: Work, panel: Panel, seats: Sequence[PanelSeat], position: int, asked: Asked) -> list[Way]:
    """Return the way that takes the best of those who could be spared from a proposal, if there is anybody.

    Args:
        work: the unit of work.
        panel: the panel to repair.
        seats: its seats.
        position: the empty one that is to be filled; others stay empty.
        asked: what the panel asks for with that seat open.
    """
    spared = {each.person_id: each for each in _spared(work, panel, seats, position, asked)}
    if not spared:
        return []
    proposals = frozenset(each.proposal.id for each in spared.values())
    brief = write_brief(work, replace(asked, exclude_panels=asked.exclude_panels | proposals))
    others = frozenset(brief.index.ids) - frozenset(spared) - frozenset(asked.keep.values())
    found = solve(replace(brief, avoid=brief.avoid | others))
    if found is None:
        return []
    own = _with(panel, seats, position, found)
    taken = spared[str(own.people[position])]
    return [Way("ejection", (own, taken.seating))]


def _spared(work: Work, panel: Panel, seats: Sequence[PanelSeat], position: int, asked: Asked) -> Iterator[_Taken]:
    """Yield people who could take the seat but for one proposal, in which somebody else could take theirs.

    In an order of ids, so that nothing protected decides who is looked at; and few, since each is a search.
    """
    proposals, rows = _proposals(work, panel)
    lifted = replace(asked, exclude_panels=asked.exclude_panels | frozenset(proposals))
    place = sum(1 for seat in seats[:position] if seat.person_id is not None)
    pool, here = pool_of(work), Place.of(work, asked)
    suitable = pool.suitable(seat_key(asked.seats[place]), here.department, here.division)
    rows = [row for row in rows if row.person_id in suitable]
    if not rows:
        return
    able = set(could_sit(write_brief(work, lifted), place))
    for row in [row for row in rows if row.person_id in able][:MOST_TRIED]:
        person, proposal = str(row.person_id), proposals[row.panel_id]
        alone = replace(asked, exclude_panels=asked.exclude_panels | {proposal.id})
        people = [person if at == place else asked.keep[at] for at in range(len(asked.seats))]
        if examine(work, alone, people, panel.starts_at).faults:
            continue  # it is not this proposal, or not this one alone, that stands in the way
        there = seats_of(work, proposal.id)
        wanted = asked_of_panel(
            work, proposal, proposal.starts_at, open_seats=[row.position], avoid=asked.avoid | {person}
        )
        answer = solve(write_brief(work, wanted))
        if answer is not None:
            yield _Taken(person, proposal, _with(proposal, there, row.position, answer))


def _proposals(work: Work, panel: Panel) -> tuple[dict[str, Panel], list[PanelSeat]]:
    wanted = visible_panels(work.actor).where(
        Panel.state == "proposed", still_held(), col(Panel.starts_at) > utc_now(), Panel.id != panel.id
    )
    proposals = {each.id: each for each in work.session.exec(wanted)}
    chosen = wanted.with_only_columns(col(Panel.id))
    seats = select(PanelSeat).where(col(PanelSeat.panel_id).in_(chosen), col(PanelSeat.person_id).is_not(None))
    return proposals, list(work.session.exec(seats.order_by(col(PanelSeat.person_id), col(PanelSeat.panel_id))))


def _with(panel: Panel, seats: Sequence[PanelSeat], position: int, found: Composed) -> Seating:
    looked_at = [seat.position for seat in seats if seat.position == position or seat.person_id is not None]
    people = dict(zip(looked_at, found.people, strict=True))
    reserves = {position: found.reserves[looked_at.index(position)]}
    return Seating(
        panel.id, panel.version, panel.starts_at, tuple(people.get(seat.position) for seat in seats), reserves
    )
