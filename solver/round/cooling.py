"""A plan's load brought down by prices: requests first keep off the people others need more, and then settle."""

import numpy as np

from solver.eligibility import Numbers
from solver.round.answer import rank
from solver.round.draft import Draft
from solver.round.ledger import Reals
from solver.round.opening import Opening
from solver.round.prices import Market

SHARES = (1.2, 1.1, 1.0, 0.9, 0.8, 0.6, 0.3)
"""How much of what a person's price is above the cost of their next seat counts, sweep after sweep."""


def cooled(draft: Draft, opening: Opening, market: Market, prices: Reals) -> Draft:
    """The draft after sweeps at falling prices, if that is better; otherwise the draft itself.

    A sweep alone sees what a seat adds to the load of one person, not that others could use that person better. The
    price of their time says so. Charging more than all of it shakes a plan out of where sweeps leave it; as the share
    falls, every request settles at what it truly adds. No request gets worse on a level before ``parity``, as the panel
    it had is still to be had; ``parity`` is looked at in the end.

    Args:
        draft: the plan; it is left as it is.
        opening: sweeps.
        market: what the prices are for.
        prices: what people's time is worth, by person and cap period.
    """
    # a price above what any seat costs means no more than that, and keeps the sums small
    worth = np.minimum(prices, float(opening.finder.eviction)).astype(np.int64)
    by_period = [np.ascontiguousarray(worth[:, period]) for period in range(market.periods)]
    after = draft.copy()
    for share in SHARES:
        if opening.over():
            break

        def asking(costs: Numbers, offer: int, share: float = share) -> Numbers:
            above = np.maximum(0, by_period[int(market.period[offer])] - costs)
            asked: Numbers = costs + np.round(share * above).astype(np.int64)
            return asked

        opening.sweep(after, asking)
    return min(draft, after, key=rank)
