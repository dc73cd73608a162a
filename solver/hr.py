"""The part of a plan only HR reads: how the load falls by group, and whom the requirements will over-ask."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from solver.eligibility import Pool, suitable
from solver.problem import Problem, Request, Requirement
from solver.result import PlannedPanel

PARITY_THRESHOLD = 0.85
"""Above this parity ratio the people a requirement asks for will sit more often than others."""


def hr_part(problem: Problem, pool: Pool, panels: Sequence[PlannedPanel]) -> dict[str, Any]:
    """Load over trained people, its share by self-described group, and the parity ratio of each requirement."""
    new_seats = np.zeros(len(pool), np.int64)
    for panel in panels:
        for person in panel.seats:
            new_seats[pool.place[person]] += 1
    trained = pool.trained > 0
    usage = ((pool.load + new_seats) / np.maximum(pool.cap, 1))[trained & (pool.cap > 0)]
    load: dict[str, Any] = {
        "new_seats": int(new_seats.sum()),
        "highest_load_per_cap": round(float(usage.max(initial=0.0)), 3),
        "spread_of_load_per_cap": round(float(usage.std()) if len(usage) else 0.0, 3),
        "by_group": {},
    }
    for feature in sorted({feature for person in problem.people for feature in person.features}):
        codes, values = pool.feature(feature)
        rows = {}
        for code, value in [*enumerate(values), (-1, None)]:
            group = trained & (codes == code)
            if group.any():
                rows["not shared" if value is None else value] = {
                    "people": int(group.sum()),
                    "load_before": int(pool.load[group].sum()),
                    "new_seats": int(new_seats[group].sum()),
                }
        load["by_group"][feature] = rows
    return {"load": load, "parity_ratio": parity_ratios(problem, pool), "parity_threshold": PARITY_THRESHOLD}


def parity_ratios(problem: Problem, pool: Pool) -> dict[str, float | None]:
    """By requirement id: the share of seats an ``at_least`` asks for, divided by the share of people who can give it.

    The first is Σ min ÷ Σ seats over the requests that have the requirement. The second is, for each of them, the
    share of people with the value among those eligible for at least one of its seats (conditions of the seat, any
    training, no conflict of interest), averaged over seats. None where nobody eligible has the value.
    """
    asked: dict[str, list[tuple[Request, Requirement]]] = {}
    for request in problem.requests:
        for rule in request.requirements:
            if rule.kind == "at_least":
                asked.setdefault(rule.id, []).append((request, rule))
    ratios: dict[str, float | None] = {}
    for rule_id in sorted(asked):
        wanted = seats = 0
        held = 0.0
        for request, rule in asked[rule_id]:
            size = len(request.seats)
            eligible = np.logical_or.reduce([suitable(pool, request, seat) for seat in request.seats])
            eligible &= (pool.trained > 0) & ~pool.named(request.conflicts)
            holders = eligible & pool.having_value(str(rule.feature), str(rule.value))
            wanted += rule.min or 0
            seats += size
            held += size * int(holders.sum()) / max(1, int(eligible.sum()))
        ratios[rule_id] = round(wanted / held, 4) if held else None
    return ratios
