"""One group beside the reference: every figure of a table's row, from integer counts."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.outcomes import exact_tests
from service.outcomes.families import people_needed
from service.outcomes.proportions import Interval, newcombe, wilson
from service.outcomes.ratios import Counts, Likelihood, Numbers, Table, score_odds, score_ratios
from service.outcomes.strata import breslow_day, pooled
from service.outcomes.tally import InStrata, Integers

Figures = dict[str, Any]
METHOD = "koopman score interval"
CANNOT = "cannot be calculated"


@dataclass(frozen=True, slots=True)
class Sides:
    """What a comparison needs: the group, the reference, the highest group, and people of unknown group."""

    group: Counts
    reference: Counts | None
    highest: Counts | None
    unknown: Counts


def bare_row(code: str, label: str, counts: Counts) -> Figures:
    """Return a row with counts and rate alone; every comparison in it is empty."""
    low, high = wilson(counts.selected, counts.n) if counts.n else (None, None)
    return {
        "code": code,
        "label": label,
        "n": counts.n,
        "selected": counts.selected,
        "rate": counts.rate,
        "rate_low": low,
        "rate_high": high,
        "ratio": None,
        "ratio_low": None,
        "ratio_high": None,
        "ratio_unbounded": False,
        "method": None,
        "p": None,
        "p_test": None,
        "p_adjusted": None,
        "shortfall": None,
        "below_four_fifths": None,
        "stratified": None,
        "verdict": None,
    }


def compared_row(code: str, label: str, sides: Sides, direction: str) -> Figures:
    """Return a row with everything that the counts alone tell, but for the intervals by `add_score_intervals`."""
    group, reference = sides.group, sides.reference
    row = bare_row(code, label, group)
    if sides.highest is not None:
        row["below_four_fifths"] = exact_tests.below_four_fifths(group, sides.highest)
        row["impact_ratio"] = Likelihood(
            group, sides.highest, "group ÷ highest", "cannot be: the highest group is the likeliest"
        ).value
    if reference is None or not group.n or not reference.n:
        return row
    likelihood = Likelihood(group, reference, direction, "the group was likelier than the reference")
    row["ratio"] = likelihood.value
    row["method"] = METHOD
    row["intervals"] = {"miettinen_nurminen": None, "katz": _pair(likelihood.katz())}
    four = group.selected, group.n, reference.selected, reference.n
    difference = newcombe(*four)
    row["difference"] = {
        "value": group.selected / group.n - reference.selected / reference.n,
        "low": difference.low,
        "high": difference.high,
        "method": "newcombe",
    }
    row["odds_ratio"] = exact_tests.odds_ratio(group, reference)
    row |= {"odds_ratio_low": None, "odds_ratio_high": None}
    row["p"] = exact_tests.fisher(group, reference)
    row["p_test"] = "fisher exact, two-sided"
    row["p_mid"] = exact_tests.mid_p(group, reference)
    row["shortfall"] = exact_tests.shortfall(group, reference)
    row["flip_flop"] = exact_tests.one_person_changes_it(group, reference)
    row["needed"] = people_needed(reference.selected / reference.n, reference.n / group.n)
    row["nonresponse"] = nonresponse(group, reference, sides.unknown)
    return row


def add_score_intervals(rows: Sequence[Figures], sides: Sequence[Sides]) -> None:
    """Fill in the intervals that invert a score test, for all compared rows of an audit at once.

    Koopman and Miettinen–Nurminen for the ratio, Miettinen–Nurminen for the odds ratio. An open upper end is None.
    """
    tables: list[Table] = []
    compared = []
    for row, side in zip(rows, sides, strict=True):
        if row["method"] is not None and side.reference is not None:
            compared.append(row)
            tables.append((side.group.selected, side.group.n, side.reference.selected, side.reference.n))
    if not tables:
        return
    koopman, second, odds = score_ratios(tables), score_ratios(tables, corrected=True), score_odds(tables)
    for at, row in enumerate(compared):
        low, high = _open_end(koopman, at)
        row |= {"ratio_low": low, "ratio_high": high, "ratio_unbounded": high is None}
        row["intervals"]["miettinen_nurminen"] = dict(zip(("low", "high"), _open_end(second, at), strict=True))
        row["odds_ratio_low"], row["odds_ratio_high"] = _open_end(odds, at)


def _open_end(ends: tuple[Numbers, Numbers], at: int) -> tuple[float, float | None]:
    low, high = float(ends[0][at]), float(ends[1][at])
    return low, None if math.isinf(high) else high


def nonresponse(group: Counts, reference: Counts, unknown: Counts) -> Figures:
    """Return the ratio if everybody of unknown group belonged where it hurts, and where it helps, the group most.

    Worst: the unknown who were selected are the reference's and the others the group's; best: the other way about.
    """
    missed = unknown.n - unknown.selected
    worst = Likelihood(
        Counts(group.selected, group.n + missed),
        Counts(reference.selected + unknown.selected, reference.n + unknown.selected),
        "group ÷ reference",
        "the group was likelier",
    ).value
    best = Likelihood(
        Counts(group.selected + unknown.selected, group.n + unknown.selected),
        Counts(reference.selected, reference.n + missed),
        "group ÷ reference",
        "the group was likelier",
    ).value
    crude = Likelihood(group, reference, "group ÷ reference", "the group was likelier").value
    robust: bool | None = None
    if crude is not None and worst is not None:
        reaches_above = best is None or best > 1
        robust = not ((crude < 1 and reaches_above) or (crude > 1 and worst < 1)) if crude != 1 else unknown.n == 0
    return {"unknown": unknown.n, "unknown_selected": unknown.selected, "worst": worst, "best": best, "robust": robust}


@dataclass(frozen=True, slots=True)
class Paired:
    """A group and the reference in the strata where anybody of the group is: `[stage, stratum]` counts of both.

    `only_reference` is in how many other strata people of the reference came to each stage.
    """

    group: NDArray[np.int32]
    reference: NDArray[np.int32]
    only_reference: Integers

    def sides(self, start: int, end: int) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """Return selected and all people of the group, then of the reference, in the strata with people of both."""
        both = np.flatnonzero((self.group[start] > 0) & (self.reference[start] > 0))
        x1, n1, x2, n2 = (
            side[stage].take(both).astype(float) for side in (self.group, self.reference) for stage in (end, start)
        )
        return x1, n1, x2, n2

    def strata(self, start: int) -> int:
        """In how many strata people of either came to a stage."""
        here = np.count_nonzero((self.group[start] > 0) | (self.reference[start] > 0))
        return int(here + self.only_reference[start])


def paired(group: InStrata, reference: InStrata) -> Paired:
    """Put a group beside the reference, stratum by stratum."""
    at = np.minimum(np.searchsorted(reference.strata, group.strata), len(reference.strata) - 1)
    is_there = reference.strata[at] == group.strata
    elsewhere = np.ones(len(reference.strata), dtype=np.bool_)
    elsewhere[at[is_there]] = False
    others = reference.reached[:, at] * is_there
    return Paired(group.reached, others, np.count_nonzero(reference.reached[:, elsewhere], axis=1))


def stratified(pair: Paired, start: int, end: int) -> Figures:
    """Return the group against the reference within strata."""
    found = pooled(*pair.sides(start, end))
    low, high = found.ratio_interval or (None, None)
    odds_low, odds_high = found.odds_interval or (None, None)
    return {
        "ratio": found.ratio,
        "low": low,
        "high": high,
        "odds_ratio": found.odds,
        "odds_low": odds_low,
        "odds_high": odds_high,
        "cmh": found.cmh,
        "cmh_p": found.cmh_p,
        "strata_informative": found.informative,
        "strata": pair.strata(start),
    }


def heterogeneity(pair: Paired, start: int, end: int) -> Figures | None:
    """Return whether the odds ratio differs between bands or sites; None if they cannot tell."""
    found = breslow_day(*pair.sides(start, end))
    return None if found is None else {"statistic": found.statistic, "p": found.p, "degrees": found.degrees}


def pictures(row: Figures) -> str | None:
    """Say how the crude and the stratified picture go together: `agree`, `reversed`, `fades`, `appears`, or None.

    Reversed (Simpson's paradox): the two ratios lie on different sides of 1 and one interval, or both, excludes 1.
    """
    within = row["stratified"]
    if within is None or row["ratio"] is None or within["ratio"] is None or within["low"] is None:
        return None
    crude = excludes_one(row["ratio_low"], row["ratio_high"])
    inside = excludes_one(within["low"], within["high"])
    if (row["ratio"] - 1) * (within["ratio"] - 1) < 0 and (crude or inside):
        return "reversed"
    if crude == inside:
        return "agree"
    return "fades" if crude else "appears"


def excludes_one(low: float | None, high: float | None) -> bool:
    """Say whether an interval leaves out 1; an open upper end is None."""
    return (low is not None and low > 1) or (high is not None and high < 1)


def verdict(row: Figures, level: float = 0.05) -> str:
    """Judge a compared row by its adjusted p-value and by how many people the question needs."""
    if row["ratio"] is None or row["p_adjusted"] is None:
        return "cannot_be_calculated"
    if row["p_adjusted"] < level:
        return "less_likely" if row["ratio"] < 1 else "more_likely"
    needed = row["needed"]
    return "too_few_to_tell" if needed is None or row["n"] < needed else "no_clear_difference"


def _pair(interval: Interval | None) -> Figures | None:
    if interval is None:
        return None
    return {"low": interval.low, "high": None if interval.high == float("inf") else interval.high}
