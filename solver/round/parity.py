"""A bound on ``parity`` for rounds too large for one program: how few people with the value each panel needs."""

import numpy as np

from solver.eligibility import Numbers
from solver.objective import ParityScale
from solver.round.finder import Finder
from solver.round.prices import Terms
from solver.search import ExhaustedError


def parity_bound(finder: Finder, terms: Terms) -> int:
    """What ``parity`` comes to at least in any plan with the same earlier levels.

    A request that is at its ideal in all of them has at least as many people with the value as its panel with the
    fewest of them, alone; every other is taken to have none, on all its seats. Both only lower the level.

    Args:
        finder: finds panels.
        terms: what all these plans have in common.
    """
    field = finder.field
    parity = field.problem.parity
    if parity is None:
        return 0
    scale = ParityScale(parity, field.pool, np.zeros(len(field.pool), np.int64))
    counted: Numbers = scale.holders.astype(np.int64)
    holding = others = 0
    for request in sorted(terms.filled | terms.covering):
        size = len(field.wanted[request].groups)
        needed = _fewest(finder, request, counted) if request in terms.at_ideal else 0
        holding, others = holding + needed, others + size - needed
    return scale.value(holding, others)


def _fewest(finder: Finder, request: int, counted: Numbers) -> int:
    try:
        found = finder.best(request, lambda _: counted)
    except ExhaustedError:
        return 0
    return 0 if found is None else finder.aim(request)[1].split(found[0])[-1]
