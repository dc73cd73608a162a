"""Who could step in, seat by seat, if one member withdrew."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

import numpy as np

from solver.aim import MUST, Aim
from solver.bookings import Bookings
from solver.eligibility import Pool
from solver.ground import Eligible
from solver.objective import next_seat_costs
from solver.slots import Slot


def ranked_reserves(
    pool: Pool, bookings: Bookings, eligible: Eligible, aim: Aim, slot: Slot, members: Sequence[int], most: int
) -> tuple[tuple[str, ...], ...]:
    """Per seat, people who could take it alone without breaking a rule.

    Best first: those who leave fewest requirements unmet (the most important first), then those who carry least for
    their cap, then by id.

    Args:
        pool: the people.
        bookings: what stands beside the panel.
        eligible: who may take the panel's seats.
        aim: what panels of the request are judged by.
        slot: when the panel meets.
        members: its people by index, in the order of seats.
        most: most reserves per seat.
    """
    open_to_all = eligible.free(slot)
    open_to_all[list(members)] = False
    costs = next_seat_costs(pool, bookings.new_seats)
    fields = [aim.fields(person) for person in members]
    by_seat = []
    for seat in range(len(members)):
        others = fields[:seat] + fields[seat + 1 :]
        adds = sum(each for each, _ in others)
        shows = reduce(or_, (each for _, each in others), 0)
        people = np.flatnonzero(open_to_all & eligible.masks[eligible.groups[seat]])
        due: dict[int, int] = {}
        ranked = []
        for person, label in zip(people.tolist(), aim.classes(people).tolist(), strict=True):
            if label not in due:
                more, shown = aim.fields(person)
                due[label] = aim.unmet(adds + more, shows | shown)
            if due[label] < MUST:
                ranked.append((due[label], int(costs[person]), person))
        by_seat.append(tuple(pool.ids[person] for _, _, person in sorted(ranked)[:most]))
    return tuple(by_seat)
