"""The value of every level for a set of panels, as the search counts it. The check counts again by itself."""

from collections.abc import Sequence

import numpy as np

from solver.eligibility import Pool
from solver.instants import instant
from solver.objective import ParityScale, level_names
from solver.problem import Problem
from solver.result import PlannedPanel


def tally(problem: Problem, pool: Pool, panels: Sequence[PlannedPanel]) -> dict[str, int]:
    """The levels of a problem, in the table's order, with the value the panels reach.

    Args:
        problem: the problem.
        pool: an index over its people.
        panels: lawful panels with their shortfalls.
    """
    levels = dict.fromkeys(level_names(problem), 0)
    new_seats = np.zeros(len(pool), np.int64)
    for panel in panels:
        request = problem.request(panel.request)
        levels["filled"] += request.priority
        for rule in request.requirements:
            if rule.strength != "must" and rule.id in panel.shortfalls:
                levels[f"{rule.strength}.{rule.tier}"] += 1
        for person in panel.seats:
            seat = pool.place[person]
            levels["load"] += seat_cost(pool, seat, int(new_seats[seat]))
            new_seats[seat] += 1
    if problem.previous is not None:
        levels["changes"] = changes(problem, panels)
    if problem.parity is not None:
        levels["parity"] = ParityScale(problem.parity, pool, new_seats).value(0, 0)
    return levels


def seat_cost(pool: Pool, person: int, new_seats: int) -> int:
    """What one more seat adds to the level ``load`` for one person who has some already, in hundredths."""
    cap, load = int(pool.cap[person]), int(pool.load[person])
    return (200 * (2 * (load + new_seats + 1) - 1) + cap) // (2 * cap)


def changes(problem: Problem, panels: Sequence[PlannedPanel]) -> int:
    """The level ``changes``: what differs from the published panels."""
    now = {panel.request: panel for panel in panels}
    total = 0
    for published in problem.previous or ():
        panel = now.get(published.request)
        if panel is None:
            total += 1 + len(published.seats)
        elif set(panel.seats) == set(published.seats) and instant(panel.start) == instant(published.start):
            total += published.room is not None and published.room != panel.room
        else:
            total += 1 + len(set(published.seats) - set(panel.seats))
    return total
