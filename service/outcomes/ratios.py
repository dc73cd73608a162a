"""Ratios of two rates with their intervals; each ratio carries its counts and says what above 1 means.

statsmodels' score interval of a ratio is wrong when everybody in a group is selected and cannot be had when nobody
is, so the score test is inverted here for every table alike: one method without a seam.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from service.outcomes.proportions import Z95, Interval, refuse_impossible

Numbers = NDArray[np.float64]
Table = tuple[int, int, int, int]  # selected and people of the first group, then of the second
ScoreMethod = Literal["koopman", "miettinen_nurminen"]

_FAR = 60.0  # e^60 is beyond any ratio that counts of people can have
_HALVINGS = 64  # of a bracket 120 wide: to the last digit


@dataclass(frozen=True, slots=True)
class Counts:
    """`selected` of the `n` people of a group."""

    selected: int
    n: int

    def __post_init__(self) -> None:
        """Refuse counts that cannot be."""
        refuse_impossible(self.selected, self.n)

    @property
    def rate(self) -> float | None:
        """The share selected, or None among nobody."""
        return self.selected / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class Likelihood:
    """The rate of one group ÷ the rate of another: never without both counts and the sentence of its direction."""

    numerator: Counts
    denominator: Counts
    direction: str
    above_one: str

    def __post_init__(self) -> None:
        """Refuse a ratio that does not say what it is."""
        if "÷" not in self.direction or not self.above_one.strip():
            raise ValueError("A ratio states its direction (“White ÷ BME”) and what a value above 1 means.")

    @property
    def value(self) -> float | None:
        """The ratio; None if it cannot be calculated (nobody in a group, or nobody selected in the second)."""
        top, bottom = self.numerator, self.denominator
        if not top.n or not bottom.n or not bottom.selected:
            return None
        return (top.selected * bottom.n) / (top.n * bottom.selected)

    def score(self, method: ScoreMethod = "koopman") -> Interval | None:
        """The score interval, which also holds for zero and full cells; None if a group is empty."""
        top, bottom = self.numerator, self.denominator
        if not top.n or not bottom.n:
            return None
        return score_ratio(top.selected, top.n, bottom.selected, bottom.n, corrected=method == "miettinen_nurminen")

    def katz(self) -> Interval | None:
        """The log interval of Katz et al. for comparison; None where it is undefined (nobody selected)."""
        top, bottom = self.numerator, self.denominator
        if not top.selected or not bottom.selected:
            return None
        return katz(top.selected, top.n, bottom.selected, bottom.n)


def katz(x1: int, n1: int, x2: int, n2: int) -> Interval:
    """Return the log-normal interval of (x1/n1) ÷ (x2/n2) (Katz et al. 1978, Biometrics 34:469).

    Raises:
        ValueError: nobody was selected in a group: its logarithm is undefined.
    """
    if not x1 or not x2:
        raise ValueError("Katz' interval is undefined when nobody in a group is selected.")
    spread = Z95 * math.sqrt(1 / x1 - 1 / n1 + 1 / x2 - 1 / n2)
    ratio = x1 * n2 / (n1 * x2)
    return Interval(ratio * math.exp(-spread), ratio * math.exp(spread))


def score_ratio(x1: int, n1: int, x2: int, n2: int, *, corrected: bool = False) -> Interval:
    """Return the score interval of (x1/n1) ÷ (x2/n2): `score_ratios` for one table.

    Raises:
        ValueError: a group is empty or a count impossible.
    """
    low, high = score_ratios([(x1, n1, x2, n2)], corrected=corrected)
    return Interval(float(low[0]), float(high[0]))


def score_ratios(tables: Sequence[Table], *, corrected: bool = False) -> tuple[Numbers, Numbers]:
    """Return the lower and upper ends of the score intervals of (x1/n1) ÷ (x2/n2), for many tables at once.

    Koopman (1984, Biometrics 40:513), or `corrected` by N/(N-1): Miettinen & Nurminen (1985, Stat Med 4:213).

    Raises:
        ValueError: a group is empty or a count impossible.
    """
    x1, n1, x2, n2 = _columns(tables)
    factor = (n1 + n2) / (n1 + n2 - 1) if corrected else np.ones_like(n1)

    def z(log_ratio: Numbers) -> Numbers:
        ratio = np.exp(log_ratio)
        # The likeliest two rates of that ratio: Koopman's quadratic, in its stable form.
        b = ratio * (n1 + x2) + x1 + n2
        root = np.sqrt(np.maximum(0.0, b * b - 4 * (n1 + n2) * ratio * (x1 + x2)))
        p2 = np.minimum(np.minimum(1.0, 1 / ratio), 2 * (x1 + x2) / (b + root))
        p1 = np.minimum(1.0, ratio * p2)
        variance = factor * (p1 * (1 - p1) / n1 + ratio * ratio * p2 * (1 - p2) / n2)
        return _standardised(x1 / n1 - ratio * x2 / n2, variance)

    return _inverted(z, x1 == 0, x2 == 0)


def score_odds(tables: Sequence[Table]) -> tuple[Numbers, Numbers]:
    """Return the ends of Miettinen & Nurminen's score intervals (1985, Stat Med 4:213) of many odds ratios.

    Where all or nobody of a group is selected the interval is open on that side.
    """
    x1, n1, x2, n2 = _columns(tables)
    chosen, factor = x1 + x2, (n1 + n2 - 1) / (n1 + n2)

    def z(log_odds: Numbers) -> Numbers:
        odds = np.exp(log_odds)
        b = n1 * odds + n2 - chosen * (odds - 1)
        root = np.sqrt(np.maximum(0.0, b * b + 4 * n2 * (odds - 1) * chosen))
        # The root of the quadratic in the form that does not subtract nearly equal numbers.
        is_plain = b >= 0
        top, bottom = np.where(is_plain, 2 * chosen, root - b), np.where(is_plain, b + root, 2 * n2 * (odds - 1))
        p2 = np.clip(top / bottom, 0.0, 1.0)
        p1 = p2 * odds / (1 - p2 + p2 * odds)
        first, second = n1 * p1 * (1 - p1), n2 * p2 * (1 - p2)
        there = (first > 0) & (second > 0)
        inverse = 1 / np.where(there, first, 1.0) + 1 / np.where(there, second, 1.0)
        return _standardised(n1 * (x1 / n1 - p1), np.where(there, 1 / (factor * inverse), 0.0))

    return _inverted(z, (x1 == 0) | (x2 == n2), (x2 == 0) | (x1 == n1))


def _columns(tables: Sequence[Table]) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    for x1, n1, x2, n2 in tables:
        refuse_impossible(x1, n1)
        refuse_impossible(x2, n2)
        if not n1 or not n2:
            raise ValueError("A ratio needs people in both groups.")
    columns = np.array(tables, dtype=np.float64).reshape(-1, 4)
    return columns[:, 0], columns[:, 1], columns[:, 2], columns[:, 3]


def _standardised(difference: Numbers, variance: Numbers) -> Numbers:
    there = variance > 0
    z = difference / np.sqrt(np.where(there, variance, 1.0))
    return np.where(there, z, np.sign(difference) * _FAR)


def _inverted(
    z: Callable[[Numbers], Numbers], no_low: NDArray[np.bool_], no_high: NDArray[np.bool_]
) -> tuple[Numbers, Numbers]:
    """Return where a score statistic, which falls as the logarithm of the hypothesis grows, passes ±1.96.

    By halving the same bracket the same number of times for all tables: nothing depends on which are beside. With
    nobody selected in a group the statistic need not get there on that side: the interval is then open.
    """
    ends = []
    for target, none in ((Z95, no_low), (-Z95, no_high)):
        low, high = np.full(len(none), -_FAR), np.full(len(none), _FAR)
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            above = z(middle) > target
            low, high = np.where(above, middle, low), np.where(above, high, middle)
        at = (low + high) / 2
        reached = np.abs(at) < _FAR - 1
        ends.append(np.where(none | ~reached, 0.0 if target > 0 else np.inf, np.exp(at)))
    return ends[0], ends[1]
