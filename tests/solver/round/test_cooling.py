"""Shaking a plan up by prices: what comes of it is never worse."""

from solver.round.answer import rank
from solver.round.cooling import cooled
from solver.round.draft import Draft
from solver.round.field import Field
from solver.round.finder import Finder
from solver.round.ledger import Ledger
from solver.round.opening import Opening
from solver.round.prices import Market, Terms, first_prices
from tests.solver.round.test_against_everything import a_small_problem


def test_a_plan_shaken_up_by_prices_is_never_worse_and_the_draft_stays_as_it_was() -> None:
    for seed in range(30):
        field = Field(a_small_problem(seed))
        opening = Opening(field, Finder(field), lambda: False)
        draft = Draft(field)
        opening.keep_fixed(draft)
        waiting = [r for r, wanted in enumerate(field.wanted) if wanted.offers and r not in draft.sittings]
        opening.fill(draft, waiting)
        if not draft.sittings:
            continue
        terms = Terms(frozenset(draft.sittings), frozenset(), 0, {}, frozenset())
        market = Market(field, Ledger(field), terms)
        before = rank(draft)
        after = cooled(draft, opening, market, 1.5 * first_prices(market, draft.seats))
        assert rank(after) <= before
        assert rank(draft) == before
