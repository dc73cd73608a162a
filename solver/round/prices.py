"""Prices of people's time, and the bound on ``load`` they prove.

If every seat of a person in a cap period has a price, requests no longer compete: each takes its cheapest panel, and
each person sells as many seats as the prices are worth to them. What that costs in all is at most what any plan
costs, whatever the prices. Good prices are found by raising those of people wanted too often and lowering the others.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from solver.eligibility import Numbers
from solver.round.field import Field
from solver.round.ledger import Ledger, Reals

PATIENCE, SHORTER = 20, 0.7
"""Steps without a better bound before steps become shorter, and by how much."""

KEPT = 0.8
"""How much of its direction a step keeps from the one before."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What every plan to be compared has in common.

    Attributes:
        filled: requests that are filled in each of them.
        covering: other requests, of which those filled are worth at least ``cover`` in priority.
        cover: that worth.
        binding: by request, places of the requirements that each of these plans meets.
        at_ideal: requests of ``filled`` that have their ideal in each of them.
    """

    filled: frozenset[int]
    covering: frozenset[int]
    cover: int
    binding: dict[int, frozenset[int]]
    at_ideal: frozenset[int]


class Market:
    """The bound as a function of prices, and its slope, in floating point: to find good prices fast.

    Args:
        field: the field.
        ledger: the field as arrays.
        terms: what all plans have in common.
    """

    def __init__(self, field: Field, ledger: Ledger, terms: Terms) -> None:
        self.field = field
        self.ledger = ledger
        self.terms = terms
        pool = field.pool
        periods = sorted({offer.slot.period for offer in field.offers})
        number = {period: place for place, period in enumerate(periods)}
        self.periods = len(periods)
        self.period = np.array([number[offer.slot.period] for offer in field.offers], np.int64)
        of_entry = self.period[ledger.cell_offer[ledger.cell]] if len(ledger.person) else ledger.person
        self.key = ledger.person * self.periods + of_entry
        self.cap = pool.cap
        seats = len(field.wanted)
        most = int(min(seats, max(1, int((pool.cap * self.periods).max(initial=1)))))
        self.most = min(most, 24)
        steps = np.arange(1, self.most + 1)[None, :]
        cap = np.maximum(pool.cap, 1)[:, None]
        self.costs = ((200 * (2 * (pool.load[:, None] + steps) - 1) + cap) // (2 * cap)).astype(np.float64)
        used = np.unique(ledger.person)
        self.used = used
        offer_request = np.array([offer.request for offer in field.offers], np.int64)
        self.live = np.array([r in terms.filled or r in terms.covering for r in ledger.live], np.bool_)
        self.must = np.array([r in terms.filled for r in ledger.live], np.bool_)
        self.worth = np.array([field.wanted[r].request.priority for r in ledger.live], np.float64)
        self.binding = np.array(
            [
                rule in terms.binding.get(int(offer_request[offer]), frozenset())
                for offer, rule in zip(ledger.need_offer.tolist(), ledger.need_rule.tolist(), strict=True)
            ],
            np.bool_,
        )
        self.row_of = np.searchsorted(ledger.request_start, np.arange(len(field.offers)), side="right") - 1
        self.cell_end = np.r_[ledger.offer_start[1:], len(ledger.cell_start)]
        self.kinds_end = np.r_[ledger.cell_start[1:], len(ledger.sub_start)]
        self.need_end = np.r_[ledger.need_start[1:], len(ledger.pair_sub)]
        self.first_need = np.searchsorted(ledger.need_offer, np.arange(len(field.offers)), side="left")
        self.last_need = np.searchsorted(ledger.need_offer, np.arange(len(field.offers)), side="right")

    def bound(self, prices: Reals, rows: Reals | None = None) -> tuple[float, Reals]:
        """The bound at some prices (people × periods), and how it changes with each of them.

        Args:
            prices: by person and cap period.
            rows: by request with offers, what it costs at least, where that is known better.
        """
        ledger = self.ledger
        price, sub, cell, value, surcharge, extra = self._asking(prices)
        above = np.zeros(len(value))
        np.maximum.at(above, ledger.need_offer, surcharge)
        value = value + above
        least = np.minimum.reduceat(value, ledger.request_start)
        share = self._shares(least)
        sold, gain = self.sales(prices)
        total = float(((least if rows is None else np.maximum(least, rows)) * share).sum()) + gain
        slope = -sold
        best = np.full(len(least), -1, np.int64)
        cheapest = np.flatnonzero(value <= least[self.row_of])[::-1]
        best[self.row_of[cheapest]] = cheapest
        filled = np.flatnonzero(share > 0)
        offers = best[filled]
        first_cell, counts = ledger.offer_start[offers], self.cell_end[offers] - ledger.offer_start[offers]
        cells = _ranges(first_cell, counts)
        kinds = _first_equal(ledger.cell_start[cells], self.kinds_end[cells], sub, cell[cells])
        if len(ledger.need_start):
            self._swap(offers, cells, kinds, above, surcharge, extra)
        entries = _first_equal(ledger.sub_start[kinds], ledger.sub_end[kinds], price, sub[kinds])
        weights = np.repeat(share[filled], counts) * ledger.cell_need[cells]
        slope += np.bincount(self.key[entries], weights, slope.size).reshape(slope.shape)
        return total, slope

    def _asking(self, prices: Reals) -> tuple[Reals, Reals, Reals, Reals, Reals, Reals]:
        """Prices by entry, class, cell and offer, each at its cheapest; what each need adds, and each class."""
        ledger = self.ledger
        price = prices.ravel()[self.key]
        sub = np.minimum.reduceat(price, ledger.sub_start)
        cell = np.minimum.reduceat(sub, ledger.cell_start)
        value = np.add.reduceat(cell * ledger.cell_need, ledger.offer_start)
        extra = np.r_[sub - cell[ledger.sub_cell], 1e12]
        surcharge = np.zeros(0)
        if len(ledger.need_start):
            surcharge = np.minimum.reduceat(extra[ledger.pair_sub], ledger.need_start) * ledger.need_count
            surcharge[~self.binding] = 0.0
        return price, sub, cell, value, surcharge, extra

    def least_with(self, prices: Reals, rows: Reals) -> Reals:
        """By entry, a bound on every plan in which that person sits there; -inf where there is no telling.

        Args:
            prices: by person and cap period.
            rows: by request with offers, what it costs at least, where that is known better than by the prices.
        """
        ledger = self.ledger
        price, _, cell, value, surcharge, _ = self._asking(prices)
        above = np.zeros(len(value))
        np.maximum.at(above, ledger.need_offer, surcharge)
        share = np.maximum(np.minimum.reduceat(value + above, ledger.request_start), rows)
        offer = ledger.cell_offer[ledger.cell]
        row = self.row_of[offer]
        # the request's own share of the bound gives way to what this person costs it
        bounds: Reals = self.bound(prices, rows)[0] - share[row] + value[offer] + price - cell[ledger.cell]
        bounds[~self.must[row]] = -np.inf
        return bounds

    def _swap(
        self, offers: Numbers, cells: Numbers, kinds: Numbers, above: Reals, surcharge: Reals, extra: Reals
    ) -> None:
        """Where the dearest need of an offer puts a member of another class, that class takes the cell in ``kinds``."""
        ledger = self.ledger
        offers = offers[above[offers] > 0]
        needs = _first_equal(self.first_need[offers], self.last_need[offers], surcharge, above[offers])
        wanted = surcharge[needs] / ledger.need_count[needs]
        extras = extra[ledger.pair_sub]
        pairs = _first_near(ledger.need_start[needs], self.need_end[needs], extras, wanted)
        swapped = ledger.pair_sub[pairs[pairs >= 0]]
        swapped = swapped[swapped >= 0]
        place = np.full(len(ledger.cell_start), -1, np.int64)
        place[cells] = np.arange(len(cells))
        kinds[place[ledger.sub_cell[swapped]]] = swapped

    def _shares(self, least: Reals) -> Reals:
        """How much of each request is filled: all that must, and the cheapest cover of the others."""
        share = self.must.astype(np.float64)
        rows = np.flatnonzero(self.live & ~self.must)
        left = float(self.terms.cover)
        for row in rows[np.argsort(least[rows] / self.worth[rows], kind="stable")].tolist():
            if left <= 0:
                break
            share[row] = min(1.0, left / self.worth[row])
            left -= share[row] * self.worth[row]
        return share

    def sales(self, prices: Reals) -> tuple[Reals, float]:
        """How many seats each person sells by period, and what that is worth (at most 0)."""
        sold = np.zeros(prices.shape)
        order = np.argsort(-prices, axis=1, kind="stable")
        count = np.zeros(len(prices), np.int64)
        people = np.arange(len(prices))
        gain = 0.0
        for rank in range(self.periods):
            period = order[:, rank]
            price = prices[people, period]
            for _ in range(min(int(self.cap.max(initial=0)), self.most)):
                cost = np.where(count < self.most, self.costs[people, np.minimum(count, self.most - 1)], np.inf)
                sells = (sold[people, period] < self.cap) & (cost < price)
                if not sells.any():
                    break
                gain += float((cost - price)[sells].sum())
                sold[people[sells], period[sells]] += 1
                count[sells] += 1
        return sold, gain


def climb(
    market: Market, prices: Reals, target: float, rounds: int, over: Callable[[], bool], step: float = 1.0
) -> tuple[Reals, float, float]:
    """Better prices by deflected subgradient steps towards a target.

    Args:
        market: what the prices are for.
        prices: where to start.
        target: what the bound cannot exceed.
        rounds: steps to take.
        over: asked before each step; True ends the work.
        step: length of the first steps; 1 at first, then what an earlier climb ended with.

    Returns:
        The best prices met, their bound, and the length of the last steps.
    """
    best, best_value = prices.copy(), -np.inf
    heading = np.zeros(prices.shape)
    stalled = 0
    for _ in range(rounds):
        if over():
            break
        value, slope = market.bound(prices)
        if value > best_value + 1e-9:
            best_value, best, stalled = value, prices.copy(), 0
        else:
            stalled += 1
            if stalled >= PATIENCE:
                # the steps have become too long for where they are: back to the best place with shorter ones
                step, stalled = step * SHORTER, 0
                prices, heading = best, np.zeros(prices.shape)
                continue
        heading = KEPT * heading + slope
        length = float((heading * heading).sum())
        if length == 0 or value >= target:
            break
        prices = np.maximum(0.0, prices + step * (target - value) / length * heading)
    return best, best_value, step


def _ranges(starts: Numbers, counts: Numbers) -> Numbers:
    """All numbers from each start on, as many as its count."""
    ends = np.cumsum(counts)
    places: Numbers = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(starts - (ends - counts), counts)
    return places


def _first_equal(starts: Numbers, ends: Numbers, values: Reals, targets: Reals) -> Numbers:
    """By range, the first place whose value is the target; there has to be one."""
    return _first_near(starts, ends, values, targets, 0.0)


def _first_near(starts: Numbers, ends: Numbers, values: Reals, targets: Reals, slack: float = 1e-6) -> Numbers:
    """By range, the first place whose value is the target but for rounding; -1 where there is none."""
    counts = ends - starts
    places = _ranges(starts, counts)
    owner = np.repeat(np.arange(len(starts)), counts)
    near = np.abs(values[places] - targets[owner]) <= slack * np.maximum(1.0, np.abs(targets[owner]))
    hits = np.flatnonzero(near)[::-1]
    found = np.full(len(starts), -1, np.int64)
    found[owner[hits]] = places[hits]
    return found


def first_prices(market: Market, seats: Numbers) -> Reals:
    """Prices near what people charge in a plan: half-way between their last seat and the next."""
    people = np.arange(len(seats))
    after = market.costs[people, np.minimum(seats, market.most - 1)]
    before = market.costs[people, np.clip(seats - 1, 0, market.most - 1)]
    return np.repeat(((after + before) / 2)[:, None], market.periods, axis=1)
