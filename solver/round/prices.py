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


@dataclass(frozen=True, slots=True)
class Terms:
    """What every plan to be compared has in common.

    Attributes:
        filled: requests that are filled in each of them.
        covering: other requests, of which those filled are worth at least ``cover`` in priority.
        cover: that worth.
        binding: by request, places of the requirements that each of these plans meets.
    """

    filled: frozenset[int]
    covering: frozenset[int]
    cover: int
    binding: dict[int, frozenset[int]]


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
        self.sub_end = np.r_[ledger.cell_start[1:], len(ledger.sub_start)]
        self.need_end = np.r_[ledger.need_start[1:], len(ledger.pair_sub)]
        self.first_need = np.searchsorted(ledger.need_offer, np.arange(len(field.offers)), side="left")
        self.last_need = np.searchsorted(ledger.need_offer, np.arange(len(field.offers)), side="right")

    def bound(self, prices: Reals) -> tuple[float, Reals]:
        """The bound at some prices (people × periods), and how it changes with each of them."""
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
            above = np.zeros(len(value))
            np.maximum.at(above, ledger.need_offer, surcharge)
            value = value + above
        least = np.minimum.reduceat(value, ledger.request_start)
        share = self._shares(least)
        sold, gain = self.sales(prices)
        slope = -sold
        flat = slope.ravel()
        best = np.full(len(least), -1, np.int64)
        cheapest = np.flatnonzero(value <= least[self.row_of])[::-1]
        best[self.row_of[cheapest]] = cheapest
        for row in np.flatnonzero(share > 0).tolist():
            offer = int(best[row])
            swapped = self._swapped(offer, surcharge, extra)
            for place in range(ledger.offer_start[offer], self.cell_end[offer]):
                kind = swapped.get(place)
                if kind is None:
                    first = ledger.cell_start[place]
                    kind = first + int(np.argmin(sub[first : self.sub_end[place]]))
                start = ledger.sub_start[kind]
                entry = start + int(np.argmin(price[start : ledger.sub_end[kind]]))
                flat[self.key[entry]] += share[row] * ledger.cell_need[place]
        return float((least * share).sum()) + gain, slope

    def _swapped(self, offer: int, surcharge: Reals, extra: Reals) -> dict[int, int]:
        """Where the dearest need of an offer puts a member of another class: cell and class."""
        needs = surcharge[self.first_need[offer] : self.last_need[offer]]
        if not len(needs) or needs.max() <= 0:
            return {}
        need = int(self.first_need[offer]) + int(np.argmax(needs))
        kinds = self.ledger.pair_sub[self.ledger.need_start[need] : self.need_end[need]]
        kind = int(kinds[np.argmin(extra[kinds])])
        return {int(self.ledger.sub_cell[kind]): kind} if kind >= 0 else {}

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


def climb(market: Market, prices: Reals, target: float, rounds: int, over: Callable[[], bool]) -> tuple[Reals, float]:
    """Better prices by deflected subgradient steps towards a target; returns the best met and their bound."""
    best, best_value = prices.copy(), -np.inf
    heading = np.zeros(prices.shape)
    step, stalled = 1.0, 0
    for turn in range(rounds):
        if over():
            break
        value, slope = market.bound(prices)
        if value > best_value + 1e-9:
            best_value, best, stalled = value, prices.copy(), 0
        else:
            stalled += 1
            if stalled >= 10:
                step, stalled = step * 0.8, 0
        heading = slope if turn == 0 else 0.7 * heading + slope
        length = float((heading * heading).sum())
        if length == 0 or value >= target:
            break
        prices = np.maximum(0.0, prices + step * (target - value) / length * heading)
    return best, best_value


def first_prices(market: Market, seats: Numbers) -> Reals:
    """Prices near what people charge in a plan: half-way between their last seat and the next."""
    people = np.arange(len(seats))
    after = market.costs[people, np.minimum(seats, market.most - 1)]
    before = market.costs[people, np.clip(seats - 1, 0, market.most - 1)]
    return np.repeat(((after + before) / 2)[:, None], market.periods, axis=1)
