"""Whatever the prices, what they prove is below what any plan costs."""

import numpy as np

from solver.round.draft import Draft
from solver.round.engine import Engine
from solver.round.ideals import Ideals
from solver.round.ledger import Ledger
from solver.round.load import LoadPhase
from solver.round.opening import Opening
from solver.round.prices import Market, climb, first_prices
from tests.solver.random_problems import a_random_problem


def test_no_prices_prove_more_than_the_best_plan_costs() -> None:
    tried = sum(_tried(seed) for seed in range(25))
    assert tried >= 15, "Too few first plans are at the best earlier levels to show anything."


def _tried(seed: int) -> bool:
    """Try prices on one random problem; not where the first plan's bound is about other plans than the best one's."""
    problem = a_random_problem(seed)
    engine = Engine(problem, None, 1)
    best = {level.name: level.value for level in engine.solve().levels}
    field, finder = engine.field, engine.finder
    opening = Opening(field, finder, lambda: False)
    ideals = Ideals(field, finder)
    draft = Draft(field)
    opening.keep_fixed(draft)
    waiting = [request for request in ideals.fillable if request not in draft.sittings]
    opening.fill(draft, opening.by_hardness(waiting))
    values = draft.values()
    if not draft.sittings or any(values[name] != best[name] for name in best if name != "load"):
        return False
    phase = LoadPhase(field, finder, ideals, opening, 1, engine.limits, lambda *_: None)
    market = Market(field, Ledger(field), phase.terms(draft, None if ideals.aggrieved(draft) else frozenset()))
    rng = np.random.default_rng(seed)
    shape = (len(field.pool), market.periods)
    for prices in (np.zeros(shape), rng.integers(0, 900, shape).astype(np.float64), rng.random(shape) * 300):
        assert phase.proven(market, prices) <= best["load"]
    prices, value, _ = climb(market, first_prices(market, draft.seats), float(best["load"]), 200, lambda: False)
    assert phase.proven(market, prices) <= best["load"]
    assert value >= market.bound(first_prices(market, draft.seats))[0]
    return True
