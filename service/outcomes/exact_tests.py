"""Tests of two counts: exact, mid-p and large-sample; four-fifths in integers; what one person would change.

scipy's unconditional tests take groups as *columns*; here every function takes two groups as they stand.
"""

import math
from functools import lru_cache

import numpy as np

from service.outcomes.ratios import Counts


@lru_cache(maxsize=65536)
def fisher_and_mid_p(a: Counts, b: Counts) -> tuple[float, float]:
    """Return Fisher's exact two-sided p, and its mid-p, in which the table seen counts half.

    Two-sided means the sum over all tables that are no likelier than the one seen (within 1 in 10⁷, as R does it).
    Likelihoods come from the ratio of neighbouring tables, outwards from the likeliest: no factorials, so that
    nothing is lost with millions of people. Tables whose likelihood is 0 in floating point are left out.
    Mid-p: Lancaster 1961; Fagerland, Lydersen & Laake 2017, §4.4.4.
    """
    n, chosen = a.n + b.n, a.selected + b.selected
    least, most = max(0, chosen - b.n), min(a.n, chosen)
    mode = min(most, max(least, (a.n + 1) * (chosen + 1) // (n + 2)))
    spread = math.sqrt(a.n * chosen * max(0, b.n) * (n - chosen) / (n * n * max(1, n - 1))) if n else 0.0
    reach = int(max(40 * spread, abs(a.selected - mode))) + 200
    left, right = max(least, mode - reach), min(most, mode + reach)
    up, down = np.arange(mode, right, dtype=np.float64), np.arange(mode, left, -1, dtype=np.float64)
    rest = float(b.n - chosen)
    rising = np.cumprod((a.n - up) * (chosen - up) / ((up + 1) * (rest + up + 1)))
    falling = np.cumprod(down * (rest + down) / ((a.n - down + 1) * (chosen - down + 1)))
    likelihood = np.concatenate([falling[::-1], [1.0], rising])
    seen = likelihood[a.selected - left]
    whole = float(np.sum(likelihood))
    p = min(1.0, float(np.sum(likelihood[likelihood <= seen * (1 + 1e-7)])) / whole)
    return p, max(0.0, p - float(seen) / whole / 2)


def fisher(a: Counts, b: Counts) -> float:
    """Return Fisher's exact two-sided p."""
    return fisher_and_mid_p(a, b)[0]


def mid_p(a: Counts, b: Counts) -> float:
    """Return Fisher's two-sided mid-p."""
    return fisher_and_mid_p(a, b)[1]


def pooled_z(a: Counts, b: Counts) -> tuple[float, float] | None:
    """Return the “two standard deviations” z and its two-sided p; None where all or none are selected.

    Its square is Pearson's chi-squared without correction (Morris 2017, Adverse Impact Analysis, formula 4.2).
    """
    n, chosen = a.n + b.n, a.selected + b.selected
    if not a.n or not b.n or chosen in {0, n}:
        return None
    pooled = chosen / n
    z = (a.selected / a.n - b.selected / b.n) / math.sqrt(pooled * (1 - pooled) * (1 / a.n + 1 / b.n))
    return z, math.erfc(abs(z) / math.sqrt(2))


def barnard(a: Counts, b: Counts, alternative: str = "two-sided") -> float:
    """Return Barnard's unconditional exact p, the statistic pooled (Suissa & Shuster 1985)."""
    from scipy.stats import barnard_exact

    columns = [[a.selected, b.selected], [a.n - a.selected, b.n - b.selected]]
    return float(barnard_exact(columns, alternative=alternative, pooled=True).pvalue)


def boschloo(a: Counts, b: Counts, alternative: str = "two-sided") -> float:
    """Return Boschloo's unconditional exact p."""
    from scipy.stats import boschloo_exact

    columns = [[a.selected, b.selected], [a.n - a.selected, b.n - b.selected]]
    return float(boschloo_exact(columns, alternative=alternative).pvalue)


def odds_ratio(a: Counts, b: Counts) -> float | None:
    """Return the odds of selection in `a` ÷ those in `b`; None if it is 0/0 or without bound."""
    bottom = (a.n - a.selected) * b.selected
    return a.selected * (b.n - b.selected) / bottom if bottom else None


def below_four_fifths(group: Counts, highest: Counts) -> bool | None:
    """Say whether a group's rate is below 80 % of the highest, in integers: exactly 80 % is not below.

    None where it cannot be calculated: an empty group, or nobody selected anywhere.
    """
    if not group.n or not highest.n or not highest.selected:
        return None
    return 5 * group.selected * highest.n < 4 * highest.selected * group.n


def shortfall(group: Counts, reference: Counts) -> float | None:
    """Return how many more people of the group would have been selected at the reference's rate (negative: fewer)."""
    if not reference.n or not group.n:
        return None
    return (group.n * reference.selected - group.selected * reference.n) / reference.n


def one_person_changes_it(group: Counts, reference: Counts, level: float = 0.05) -> bool:
    """Say whether one selection going to the other group would turn the four-fifths flag or Fisher's verdict.

    The flip-flop of the Uniform Guidelines' questions and answers (44 FR 11996, question 21): one more person of the
    group that was behind and one fewer of the other.
    """
    if not group.n or not reference.n:
        return False
    behind = group.selected * reference.n < reference.selected * group.n
    step = 1 if behind else -1
    moved, other = group.selected + step, reference.selected - step
    if not (0 <= moved <= group.n and 0 <= other <= reference.n):
        return False
    then = Counts(moved, group.n), Counts(other, reference.n)
    return below_four_fifths(group, reference) != below_four_fifths(*then) or (
        (fisher(group, reference) < level) != (fisher(*then) < level)
    )
