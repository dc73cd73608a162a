"""What each request could have if it were alone: the best it can hope for in any plan."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from solver.objective import next_seat_costs
from solver.round.draft import Draft
from solver.round.field import Field
from solver.round.finder import Finder
from solver.search import WORTHLESS, ExhaustedError


@dataclass(frozen=True, slots=True)
class Ideal:
    """The best a request can reach on the levels between ``filled`` and ``parity``, alone beside the fixed panels.

    Attributes:
        levels: value by level; levels without an entry are 0.
        fillable: whether it can be filled at all.
        load: what its seats cost at least, given ``levels``.
    """

    levels: dict[str, int]
    fillable: bool
    load: int


class Ideals:
    """The ideals of all requests, and how far a draft is from them.

    Args:
        field: the field.
        finder: finds panels.
        over: asked before each request; once True, the others are taken to hope for everything.

    Attributes:
        complete: whether every request was looked at.
        names: the levels between ``filled`` and ``parity``.
        of: the ideal of each request.
        fillable: requests that could be filled.
    """

    def __init__(self, field: Field, finder: Finder, over: Callable[[], bool] = lambda: False) -> None:
        self.field = field
        self._field = field
        self.complete = True
        self.names = [name for name in finder.names if name != "load"]
        self.of: list[Ideal] = []
        costs = next_seat_costs(field.pool, np.zeros(len(field.pool), np.int64))
        empty = Draft(field)
        for request, wanted in enumerate(field.wanted):
            if over():
                self.complete = False
                self.of.append(Ideal({}, bool(wanted.offers), 0))
                continue
            lost = {} if wanted.published is None else {"changes": 1 + len(wanted.published.seats)}
            try:
                found = finder.best(request, lambda _: costs, empty) if wanted.offers else None
            except ExhaustedError:
                self.of.append(Ideal({}, True, 0))
                continue
            if found is None:
                self.of.append(Ideal(lost, False, 0))
                continue
            _, weights = finder.aim(request)
            values = dict(zip(weights.names, weights.split(found[0]), strict=True))
            load = values.pop("load")
            self.of.append(Ideal({name: value for name, value in values.items() if value}, True, load))
        self.fillable = [request for request, ideal in enumerate(self.of) if ideal.fillable]

    def ceilings(self, finder: Finder) -> dict[int, int]:
        """By fillable request, the weighed value every panel at its ideal stays below."""
        ceilings = {}
        for request in self.fillable:
            _, weights = finder.aim(request)
            levels = sum(weights.of(name) * value for name, value in self.of[request].levels.items())
            above = weights.steps[-2] if len(weights.steps) > 1 else WORTHLESS
            ceilings[request] = levels + above
        return ceilings

    def reached(self, draft: Draft, request: int) -> dict[str, int]:
        """What a request has in a draft on the levels between ``filled`` and ``parity``; zeros are left out."""
        values: dict[str, int] = {}
        if request in draft.sittings:
            for rule in draft.unmet(request):
                name = f"{rule.strength}.{rule.tier}"
                values[name] = values.get(name, 0) + 1
        changed = draft.changes(request)
        return values if not changed else {**values, "changes": changed}

    def aggrieved(self, draft: Draft) -> list[int]:
        """Fillable requests that are unfilled or have less than their ideal in a draft."""
        return [
            request
            for request in self.fillable
            if request not in draft.sittings or self.reached(draft, request) != self.of[request].levels
        ]

    def below(self, draft: Draft) -> list[int]:
        """Filled requests that have less than their ideal in a draft."""
        return [request for request in self.aggrieved(draft) if request in draft.sittings]

    def total(self, requests: Iterable[int]) -> dict[str, int]:
        """The sum of the ideals of some requests, with ``filled``."""
        sums = dict.fromkeys(["filled", *self.names], 0)
        for request in requests:
            ideal = self.of[request]
            if ideal.fillable:
                sums["filled"] += self._priority(request)
            for name, value in ideal.levels.items():
                sums[name] += value
        return sums

    def most_saved(self, name: str, priority: int) -> int:
        """The most that a level can lose of the sum of all ideals if requests of so much priority are left unfilled."""
        rows = [(self.of[request].levels.get(name, 0), request) for request in self.fillable]
        worth = [(value, self._priority(request)) for value, request in rows if value]
        saved = 0
        for value, costs in sorted(worth, key=lambda each: Fraction(each[1], each[0])):
            if costs > priority:
                return saved + value * priority // costs
            saved, priority = saved + value, priority - costs
        return saved

    def _priority(self, request: int) -> int:
        return self._field.wanted[request].request.priority
