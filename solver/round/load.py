"""The last levels: parity and load, brought down and bounded while the earlier ones stay where they are."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property

import numpy as np

from solver.eligibility import Numbers
from solver.round.cooling import cooled
from solver.round.draft import Draft
from solver.round.field import Field
from solver.round.finder import Finder
from solver.round.ideals import Ideals
from solver.round.improve import Neighbourhoods
from solver.round.incumbent import Keeper
from solver.round.ledger import Ledger, Reals
from solver.round.opening import Opening
from solver.round.parity import parity_bound
from solver.round.part import Limits, settle_part
from solver.round.prices import Market, Terms, climb, first_prices
from solver.search import ExhaustedError

WHOLE = 25_000
"""Entries up to which one program plans everything at once."""

SWEEPS = 3
"""Times every panel is taken away and put back at most, before neighbourhoods take over."""

FIRST_CLIMB, CLIMB = 600, 200
"""Steps of the search for prices, at first and beside each turn of neighbourhoods."""

COOLINGS = 3
"""Times a plan is shaken up by prices and settles again at most, each time with better prices."""

PATIENCE = 3
"""Turns without any gain before the work ends."""

PROMISING_NODES = NODES = 200
"""Branch-and-bound nodes for a first look among promising people, and for one neighbourhood."""

PAIR = 2
"""Neighbourhoods prepared together, and settled side by side unless one worker is asked for."""

FINE = 64.0
"""Prices that are multiples of 1/64 make every sum of the bound exact in floating point."""

Report = Callable[[str, int, int, int, float | None], None]


class LoadPhase:
    """Improves the last levels of a draft, and bounds them.

    Args:
        field, finder, ideals, opening: what the round works with.
        seed: for choices among equals.
        limits: what may be used.
        report: told about progress.
        whole: entries up to which one program plans everything at once.
        keeper: is offered the plan after each turn.
        workers: neighbourhoods to settle at a time; the answer is the same for any number.
    """

    def __init__(
        self,
        field: Field,
        finder: Finder,
        ideals: Ideals,
        opening: Opening,
        seed: int,
        limits: Limits,
        report: Report,
        whole: int = WHOLE,
        keeper: Keeper | None = None,
        workers: int = PAIR,
    ) -> None:
        self.field = field
        self.finder = finder
        self.ideals = ideals
        self.opening = opening
        self.limits = limits
        self.report = report
        self.whole = whole
        self._seed = seed
        self._workers = min(PAIR, workers)
        self._keeper = keeper or Keeper(None, 0.0)
        self.entries = sum(len(people) for offer in field.offers for people in offer.cells)

    @cached_property
    def neighbourhoods(self) -> Neighbourhoods:
        """Which requests are related; made when first asked for."""
        return Neighbourhoods(self.field, self.finder, self.ideals.names, self._seed)

    def settle(self, draft: Draft, apart: frozenset[int] | None) -> tuple[Draft, dict[str, int]]:
        """The improved draft, and bounds on ``parity`` and ``load``.

        Args:
            draft: the plan to start from.
            apart: requests that may be unfilled or below their ideal in a plan with the same earlier levels; None if
                that is not known of any.
        """
        for _ in range(SWEEPS):
            if self.limits.over() or not self.opening.sweep(draft):
                break
        if not draft.sittings or self.limits.over():
            return draft, {} if draft.sittings else {"load": 0}
        terms = self.terms(draft, apart)
        market = Market(self.field, Ledger(self.field), terms)
        if self.entries <= self.whole:
            return draft, self._all_at_once(draft, market)
        parity = parity_bound(self.finder, terms)
        draft, load = self._improve(draft, market, parity)
        return draft, {"parity": parity, "load": load}

    def _all_at_once(self, draft: Draft, market: Market) -> dict[str, int]:
        """One program for everything: first among promising people, then among all who could still better the plan."""
        if self.field.problem.parity is not None:
            return self.settle_together(draft, self._everyone(), self.ideals.fillable)
        target = float(draft.values()["load"])
        prices = climb(market, first_prices(market, draft.seats), target, CLIMB, self.limits.over)[0]
        requests = [r for r in self.ideals.fillable if self.field.wanted[r].standing is None]
        limits = Limits(PROMISING_NODES, self.limits.left, self.limits.stopped)
        task = self.neighbourhoods.prepare(draft, requests, prices, market.period.tolist(), 2)
        self.neighbourhoods.apply(draft, task, self.neighbourhoods.settle(task, limits))
        load = draft.values()["load"]
        exact = self._fine(prices)
        rows = self._rows(market, exact)
        with_them = market.least_with(exact, rows)
        cells = self._cells_of(market, with_them <= load - 1 + 1e-6, draft)
        found = self.settle_together(draft, cells, self.ideals.fillable)
        # a plan with anyone left out costs no less than the plan already found
        return {name: min(bound, load) for name, bound in found.items()}

    def _everyone(self) -> dict[int, tuple[Numbers, ...]]:
        """All offers that can be taken, with everyone in them."""
        wanted = [self.field.wanted[request] for request in self.ideals.fillable]
        return {offer: self.field.offers[offer].cells for each in wanted for offer in each.offers}

    def _cells_of(
        self, market: Market, kept: "np.ndarray[tuple[int], np.dtype[np.bool_]]", draft: Draft
    ) -> dict[int, tuple[Numbers, ...]]:
        """The offers with the people of some entries only, and with those who sit there in the draft."""
        ledger = market.ledger
        ends = np.cumsum(np.bincount(ledger.cell, minlength=len(ledger.cell_offer)))
        starts = np.r_[0, ends[:-1]]
        sits = {sitting.offer: sitting.people for sitting in draft.sittings.values()}
        cells = {}
        for offer, everyone in self._everyone().items():
            first = int(ledger.offer_start[offer])
            wanted = self.field.wanted[self.field.offers[offer].request]
            chosen = []
            for group in range(len(everyone)):
                place = slice(starts[first + group], ends[first + group])
                people = ledger.person[place][kept[place]]
                members = zip(sits.get(offer, ()), wanted.groups, strict=False)
                own = [person for person, theirs in members if theirs == group]
                chosen.append(np.union1d(people, np.array(own, np.int64)))
            if all(len(people) >= need for people, need in zip(chosen, wanted.needs, strict=True)):
                cells[offer] = tuple(chosen)
        return cells

    def settle_together(
        self, draft: Draft, cells: Mapping[int, tuple[Numbers, ...]], requests: list[int]
    ) -> dict[str, int]:
        """Parity and load of all requests in one program; returns its bounds."""
        names = ["parity", "load"] if self.field.problem.parity is not None else ["load"]
        held = self.neighbourhoods.reached(draft, requests)
        held.pop("parity", None)
        hint = dict(draft.sittings)
        settled = settle_part(
            self.field,
            cells,
            names,
            self.limits,
            ceilings=held,
            must_fill=frozenset(requests) if len(hint) == len(requests) else frozenset(),
            hint=hint,
        )
        if settled.sittings is not None:
            for request in hint:
                draft.drop(request)
            for request, sitting in settled.sittings.items():
                draft.take(request, sitting)
        return settled.bounds

    def terms(self, draft: Draft, apart: frozenset[int] | None) -> Terms:
        """What all plans with the same earlier levels have in common.

        Args:
            draft: the plan.
            apart: see ``settle``.
        """
        fixed = {number for number, wanted in enumerate(self.field.wanted) if wanted.standing is not None}
        fillable = set(self.ideals.fillable)
        open_ = frozenset(fillable - fixed) if apart is None else apart
        filled = frozenset((fillable | fixed) - open_)
        worth = {request: self.field.wanted[request].request.priority for request in fillable | fixed}
        cover = draft.values()["filled"] - sum(worth[request] for request in filled)
        binding = {}
        for request in fillable | fixed:
            ideal = self.ideals.of[request].levels
            free = apart is not None and request not in open_
            binding[request] = frozenset(
                place
                for place, rule in enumerate(self.field.wanted[request].request.requirements)
                if rule.strength == "must" or (free and not ideal.get(f"{rule.strength}.{rule.tier}", 0))
            )
        return Terms(filled, open_, cover, binding, frozenset() if apart is None else filled)

    def _improve(self, draft: Draft, market: Market, least_parity: int) -> tuple[Draft, int]:
        """Neighbourhoods and prices at a time until the bound meets the value, nothing helps, or the limits are met."""
        prices = first_prices(market, draft.seats)
        bound = 0
        size, width, stale, turn = 30, 2, 0, 0
        prices, _, step = climb(market, prices, float(draft.values()["load"]), FIRST_CLIMB, self.limits.over)
        for _ in range(COOLINGS):
            warm, draft = draft, cooled(draft, self.opening, market, prices)
            self._keeper.offer(draft)
            if draft is warm:
                break
            prices, _, step = climb(market, prices, float(draft.values()["load"]), CLIMB, self.limits.over, step)
        while True:
            values = draft.values()
            before, parity = values["load"], values.get("parity", 0)
            bound = max(bound, self.proven(market, prices))
            gap = 1 - bound / before if before else 0.0
            self.report("sharing the load", turn, 0, len(draft.sittings), gap)
            if (bound >= before and parity <= least_parity) or self.limits.over() or stale >= PATIENCE:
                return draft, min(bound, before)
            # prices rise beside the neighbourhoods: HiGHS works outside the interpreter, so two cores are used
            with ThreadPoolExecutor(1) as beside:
                climbing = beside.submit(climb, market, prices, float(before), CLIMB, self.limits.over, step)
                self._round_trip(draft, market, prices, size, width)
                prices, _, step = climbing.result()
            values = draft.values()
            gained = before - values["load"] if values.get("parity", 0) == parity else before
            if gained <= before // 500:
                stale += gained == 0
                size, width = min(2 * size, 120), 3
            turn += 1

    def _round_trip(self, draft: Draft, market: Market, prices: Reals, size: int, width: int) -> None:
        """Neighbourhoods, two at a time, until every filled request was part of one."""
        requests = [r for r in sorted(draft.sittings) if self.field.wanted[r].standing is None]
        visited: set[int] = set()
        periods = market.period.tolist()
        limits = Limits(NODES, self.limits.left, self.limits.stopped)
        around, settle = self.neighbourhoods.around, self.neighbourhoods.settle
        with ThreadPoolExecutor(self._workers) as pool:
            while not self.limits.over():
                chosen: set[int] = set()
                tasks = []
                for _ in range(PAIR):
                    waiting = [request for request in requests if request not in visited]
                    others = [request for request in requests if request not in chosen]
                    if not waiting:
                        break
                    group = around(waiting[0], others, size)
                    chosen |= set(group)
                    visited |= set(group)
                    tasks.append(self.neighbourhoods.prepare(draft, group, prices, periods, width))
                if not tasks:
                    return
                # both were prepared from the same draft, so it does not matter which is settled first
                for task, sittings in zip(tasks, pool.map(lambda task: settle(task, limits), tasks), strict=True):
                    self.neighbourhoods.apply(draft, task, sittings)
                self._keeper.offer(draft)

    def proven(self, market: Market, prices: Reals) -> int:
        """The bound at some prices as a whole number that surely holds."""
        exact = self._fine(prices)
        value, _ = market.bound(exact, self._rows(market, exact))
        if value < 1e9:
            return max(0, int(np.ceil(value - 1e-6)))
        return max(0, int(value * (1 - 1e-9)))

    def _fine(self, prices: Reals) -> Reals:
        """Prices rounded so that sums of them are exact."""
        fine: Reals = np.minimum(np.round(prices * FINE), float(self.finder.dearest)) / FINE
        return fine

    def _rows(self, market: Market, prices: Reals) -> Reals:
        """By request with offers, what a panel at its ideal costs at least; 0 where that is not known."""
        whole = np.round(prices * FINE).astype(np.int64)
        rows = np.zeros(len(market.ledger.live))
        for row, request in enumerate(market.ledger.live):
            if request in market.terms.at_ideal and not self.limits.over():
                rows[row] = self._least(request, market, whole) / FINE
        return rows

    def _least(self, request: int, market: Market, prices: Numbers) -> int:
        """What a panel at its ideal costs a request at least."""
        by_period = [np.ascontiguousarray(prices[:, period]) for period in range(market.periods)]
        try:
            found = self.finder.best(request, lambda offer: by_period[int(market.period[offer])])
        except ExhaustedError:
            return 0
        return 0 if found is None else self.finder.aim(request)[1].split(found[0])[-1]
