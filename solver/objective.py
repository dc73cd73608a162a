"""The levels of the objective, as arithmetic: costs of single seats, parity as a step function, weights.

A panel is weighed by one whole number whose digits, from the most significant, are the levels after ``filled``: the
unmet requirements of each tier, the changes, the parity step, the load. Comparing two such numbers compares the
levels lexicographically, and sums stay exact because Python's integers do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from solver.eligibility import Numbers, Pool
from solver.problem import Parity, Problem, Request


def level_names(problem: Problem) -> list[str]:
    """The levels a problem has, in order: a tier exists if any request of the file asks for it, filled or not."""
    names = ["filled"]
    for strength in ("explain", "prefer"):
        rules = [rule for request in problem.requests for rule in request.requirements]
        names += [f"{strength}.{tier}" for tier in sorted({rule.tier for rule in rules if rule.strength == strength})]
    if problem.previous is not None:
        names.append("changes")
    if problem.parity is not None:
        names.append("parity")
    return [*names, "load"]


def next_seat_costs(pool: Pool, new_seats: Numbers) -> Numbers:
    """What one more seat adds to the level ``load`` for each person, in hundredths.

    Args:
        pool: the people.
        new_seats: seats each already has in the plan.
    """
    cap = np.maximum(pool.cap, 1)
    costs: Numbers = (200 * (2 * (pool.load + new_seats + 1) - 1) + cap) // (2 * cap)
    return costs


class ParityScale:
    """The level ``parity`` as a function of how many more people with the value sit."""

    def __init__(self, parity: Parity, pool: Pool, new_seats: Numbers) -> None:
        trained = pool.trained > 0
        self.holders = pool.having_value(parity.feature, parity.value)
        self._factor = parity.factor_percent
        self._with = int((self.holders & trained).sum())
        self._without = int((~self.holders & trained).sum())
        self._seats_with = int(new_seats[self.holders & trained].sum())
        self._seats_without = int(new_seats[~self.holders & trained].sum())

    def value(self, holding: int, others: int) -> int:
        """The level once ``holding`` more seats go to people with the value and ``others`` to the rest."""
        mine, yours = max(self._with, 1), max(self._without, 1)
        above = 100 * (self._seats_with + holding) * yours - self._factor * (self._seats_without + others) * mine
        return max(0, -(-above // (mine * yours)))


@dataclass(frozen=True, slots=True)
class Weights:
    """How much one step of each level weighs in the single number a panel is compared by.

    Attributes:
        names: levels after ``filled``, most significant first.
        steps: weight of one step of each, in the same order; the last, ``load``, weighs 1.
    """

    names: tuple[str, ...]
    steps: tuple[int, ...]

    def of(self, name: str) -> int:
        """Weight of one step of a level; 0 if the problem has no such level."""
        return self.steps[self.names.index(name)] if name in self.names else 0

    def split(self, total: int) -> list[int]:
        """The value of each level in a weighed number."""
        values = []
        for step in self.steps:
            value, total = divmod(total, step)
            values.append(value)
        return values


def weights_for(names: Sequence[str], request: Request, spans: Mapping[str, int]) -> Weights:
    """Weights under which no level's step is worth any amount of the levels after it.

    Args:
        names: all levels of the problem.
        request: the request to weigh panels of.
        spans: the most each of ``changes``, ``parity`` and ``load`` can reach for one panel of it.
    """
    reach = dict(spans)
    for rule in request.requirements:
        if rule.strength != "must":
            name = f"{rule.strength}.{rule.tier}"
            reach[name] = reach.get(name, 0) + 1
    after_filled = [name for name in names if name != "filled"]
    steps = []
    weight = 1
    for name in reversed(after_filled):
        steps.append(weight)
        weight *= reach.get(name, 0) + 1
    return Weights(tuple(after_filled), tuple(reversed(steps)))
