"""How requirements are put to the solver so that a protected one never shows in what a manager sees. Pure.

A protected `must` goes in as an `explain` tier before all others: when every other rule can be met there is always a
panel, and HR decides about what it lacks. A protected requirement counts only while at least eight eligible people
could meet it; below that those few would be over-asked and recognisable, so it is tried last, and HR is told.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from service.panels.policy_rules import is_protected

FEWEST = 8
PARITY_WARNING = 0.85


@dataclass(frozen=True, slots=True)
class Put:
    """Requirements as they are put to the solver; `best_effort` are the ids of those that too few could meet."""

    requirements: tuple[dict[str, Any], ...]
    best_effort: frozenset[str]


@dataclass(frozen=True, slots=True)
class ParityRatio:
    """How much a requirement asks of those who can meet it. For HR alone.

    `ratio` is the share of seats the rule asks for ÷ the share of the eligible pool that can meet it; above 0.85
    (`warns`) they will be asked more often than their colleagues. None: nobody could meet it.
    """

    requirement_id: str
    ratio: float | None
    able: int
    eligible: int
    best_effort: bool

    @property
    def warns(self) -> bool:
        """Whether HR should be warned: those who can meet the rule will be over-asked, or nobody can."""
        return self.ratio is None or self.ratio > PARITY_WARNING


def put(requirements: Sequence[Mapping[str, Any]], eligible: Sequence[Mapping[str, str]]) -> Put:
    """Return requirements as they go to the solver, given what each eligible person shares about themself."""
    few = frozenset(rule["id"] for rule in requirements if is_protected(rule) and len(_able(rule, eligible)) < FEWEST)
    last = 1 + max((rule.get("tier", 1) for rule in requirements if rule["strength"] == "prefer"), default=0)
    return Put(tuple(_as_put(rule, rule["id"] in few, last) for rule in requirements), few)


def parity_ratios(
    requirements: Sequence[Mapping[str, Any]], seats: int, eligible: Sequence[Mapping[str, str]]
) -> list[ParityRatio]:
    """Return the parity ratio of each protected requirement on a panel of so many seats."""
    ratios = []
    for rule in requirements:
        if is_protected(rule):
            able = len(_able(rule, eligible))
            ratio = float(Fraction(_asked(rule, seats), seats) * len(eligible) / able) if able else None
            ratios.append(ParityRatio(rule["id"], ratio, able, len(eligible), able < FEWEST))
    return ratios


def open_rules(requirements: Iterable[Mapping[str, Any]]) -> tuple[dict[str, Any], ...]:
    """Return the requirements that are not protected: all that a manager may be told about."""
    return tuple(dict(rule) for rule in requirements if not is_protected(rule))


def _as_put(rule: Mapping[str, Any], few: bool, last: int) -> dict[str, Any]:
    strength, tier = rule["strength"], rule.get("tier", 1)
    if few:
        strength, tier = "prefer", last
    elif is_protected(rule) and strength == "must":
        strength, tier = "explain", 1
    elif strength == "explain":
        tier += 1
    return dict(rule) | {"strength": strength, "tier": tier}


def _able(rule: Mapping[str, Any], eligible: Sequence[Mapping[str, str]]) -> list[str]:
    """Return the values of those who help to meet a rule."""
    shared = [features[rule["feature"]] for features in eligible if rule["feature"] in features]
    if rule["kind"] == "at_least":
        return [value for value in shared if value == rule["value"]]
    if rule["kind"] == "at_most":
        return [value for value in shared if value != rule["value"]]
    # not_all_same: whoever is not of the commonest value makes the difference.
    commonest = min(Counter(shared).items(), key=lambda each: (-each[1], each[0]), default=(None, 0))[0]
    return [value for value in shared if value != commonest]


def _asked(rule: Mapping[str, Any], seats: int) -> int:
    if rule["kind"] == "at_least":
        return int(rule["min"])
    return max(seats - int(rule["max"]), 0) if rule["kind"] == "at_most" else 1
