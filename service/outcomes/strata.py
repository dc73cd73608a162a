"""Comparisons within strata (one stratum a vacancy), pooled as Mantel and Haenszel do.

Written out rather than taken from statsmodels' StratifiedTable, which is NaN if a stratum has one person or none and
if the pooled odds ratio is exactly 1, and whose p-values end at 1e-16; the tests hold both to the same digits.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.outcomes.proportions import Z95, Interval

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stratified:
    """A group against a reference within strata; None where a figure cannot be calculated.

    `informative` strata hold both groups, and some but not all of their people were selected; `strata` counts all
    with anybody of either group in them.
    """

    ratio: float | None
    ratio_interval: Interval | None
    odds: float | None
    odds_interval: Interval | None
    cmh: float | None
    cmh_p: float | None
    informative: int
    strata: int


def pooled(x1: Numbers, n1: Numbers, x2: Numbers, n2: Numbers) -> Stratified:
    """Pool the strata: x1 of n1 selected in the group, x2 of n2 in the reference, one entry a stratum.

    Risk ratio with the interval of Greenland & Robins (1985, Biometrics 41:55); odds ratio with that of Robins,
    Breslow & Greenland (1986, Biometrics 42:311); Cochran–Mantel–Haenszel chi-squared without correction.
    """
    from scipy.special import chdtrc

    total = n1 + n2
    both = (n1 > 0) & (n2 > 0)
    chosen = x1 + x2
    informative = int(np.sum(both & (chosen > 0) & (chosen < total)))
    strata = int(np.sum(total > 0))
    x1, n1, x2, n2, total, chosen = (each[both] for each in (x1, n1, x2, n2, total, chosen))
    ratio, ratio_interval = _risk_ratio(x1, n1, x2, n2, total, chosen)
    odds, odds_interval = _odds_ratio(x1, n1, x2, n2, total)
    spread = float(np.sum(n1 * n2 * chosen * (total - chosen) / (total**2 * (total - 1)))) if total.size else 0.0
    cmh = cmh_p = None
    if spread > 0:
        cmh = float(np.sum(x1 - n1 * chosen / total)) ** 2 / spread
        cmh_p = float(chdtrc(1, cmh))
    return Stratified(ratio, ratio_interval, odds, odds_interval, cmh, cmh_p, informative, strata)


def _risk_ratio(
    x1: Numbers, n1: Numbers, x2: Numbers, n2: Numbers, total: Numbers, chosen: Numbers
) -> tuple[float | None, Interval | None]:
    top, bottom = float(np.sum(x1 * n2 / total)), float(np.sum(x2 * n1 / total))
    if bottom == 0:
        return None, None
    if top == 0:
        return 0.0, None
    weight = float(np.sum((n1 * n2 * chosen - x1 * x2 * total) / total**2))
    spread = Z95 * math.sqrt(max(0.0, weight / (top * bottom)))
    ratio = top / bottom
    return ratio, Interval(ratio * math.exp(-spread), ratio * math.exp(spread))


def _odds_ratio(
    x1: Numbers, n1: Numbers, x2: Numbers, n2: Numbers, total: Numbers
) -> tuple[float | None, Interval | None]:
    r, s = x1 * (n2 - x2) / total, (n1 - x1) * x2 / total
    p, q = (x1 + n2 - x2) / total, (n1 - x1 + x2) / total
    top, bottom = float(np.sum(r)), float(np.sum(s))
    if bottom == 0:
        return None, None
    if top == 0:
        return 0.0, None
    variance = (
        float(np.sum(p * r)) / (2 * top**2)
        + float(np.sum(p * s + q * r)) / (2 * top * bottom)
        + float(np.sum(q * s)) / (2 * bottom**2)
    )
    spread = Z95 * math.sqrt(variance)
    odds = top / bottom
    return odds, Interval(odds * math.exp(-spread), odds * math.exp(spread))


@dataclass(frozen=True, slots=True)
class Heterogeneity:
    """Whether the odds ratio differs between strata: Breslow–Day with Tarone's correction."""

    statistic: float
    p: float
    degrees: int


def breslow_day(x1: Numbers, n1: Numbers, x2: Numbers, n2: Numbers) -> Heterogeneity | None:
    """Test whether strata share one odds ratio (Breslow & Day 1980, corrected by Tarone 1985, Biometrika 72:91).

    Meant for few, large strata (bands, sites), never for vacancies. None with fewer than two informative strata.
    """
    from scipy.special import chdtrc

    total, chosen = n1 + n2, x1 + x2
    use = (n1 > 0) & (n2 > 0) & (chosen > 0) & (chosen < total)
    x1, n1, x2, n2, chosen = (each[use] for each in (x1, n1, x2, n2, chosen))
    odds, _ = _odds_ratio(x1, n1, x2, n2, n1 + n2)
    if x1.size < 2 or not odds:
        return None
    # The expected count solves (1-odds) e^2 + b e - c = 0; the stable form also holds at odds = 1.
    b = (n2 - chosen) + odds * (n1 + chosen)
    c = odds * n1 * chosen
    expected = 2 * c / (b + np.sqrt(np.maximum(0.0, b**2 - 4 * (odds - 1) * c)))
    cells = np.stack([expected, n1 - expected, chosen - expected, n2 - chosen + expected])
    variance = 1 / np.sum(1 / cells, axis=0)
    statistic = float(np.sum((x1 - expected) ** 2 / variance))
    statistic -= float(np.sum(x1 - expected)) ** 2 / float(np.sum(variance))
    statistic = max(0.0, statistic)
    return Heterogeneity(statistic, float(chdtrc(x1.size - 1, statistic)), int(x1.size) - 1)
