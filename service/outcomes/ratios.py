"""Ratios of two rates with their intervals; each ratio carries its counts and says what above 1 means.

statsmodels' score interval of a ratio is wrong when everybody in a group is selected and cannot be had when nobody
is, so the score test is inverted here for every table alike: one method without a seam.
"""

import math
from dataclasses import dataclass
from typing import Literal

from service.outcomes.proportions import Z95, Interval, refuse_impossible

ScoreMethod = Literal["koopman", "miettinen_nurminen"]

_FAR = 60.0  # e^60 is beyond any ratio that counts of people can have


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
    """Return the score interval of (x1/n1) ÷ (x2/n2).

    Koopman (1984, Biometrics 40:513), or `corrected` by N/(N-1): Miettinen & Nurminen (1985, Stat Med 4:213). The
    score statistic falls steadily as the hypothetical ratio grows; each end is where it passes ±1.96.

    Raises:
        ValueError: a group is empty or a count impossible.
    """
    from scipy.optimize import brentq

    refuse_impossible(x1, n1)
    refuse_impossible(x2, n2)
    if not n1 or not n2:
        raise ValueError("A ratio needs people in both groups.")
    factor = (n1 + n2) / (n1 + n2 - 1) if corrected else 1.0

    def z(log_ratio: float) -> float:
        ratio = math.exp(log_ratio)
        p1, p2 = _constrained(x1, n1, x2, n2, ratio)
        difference = x1 / n1 - ratio * x2 / n2
        variance = factor * (p1 * (1 - p1) / n1 + ratio * ratio * p2 * (1 - p2) / n2)
        if variance <= 0:
            return 0.0 if difference == 0 else math.copysign(1e9, difference)
        return max(-1e9, min(1e9, difference / math.sqrt(variance)))

    def root(target: float) -> float:
        return math.exp(float(brentq(lambda at: z(at) - target, -_FAR, _FAR, xtol=1e-13, rtol=1e-14)))

    # With nobody selected in a group the statistic need not reach ±1.96 on that side: the interval is then open.
    low = 0.0 if x1 == 0 or z(-_FAR) <= Z95 else root(Z95)
    high = math.inf if x2 == 0 or z(_FAR) >= -Z95 else root(-Z95)
    return Interval(low, high)


def _constrained(x1: int, n1: int, x2: int, n2: int, ratio: float) -> tuple[float, float]:
    """Return the likeliest two rates whose ratio is `ratio` (Koopman's quadratic, in its stable form)."""
    b = ratio * (n1 + x2) + x1 + n2
    root = math.sqrt(max(0.0, b * b - 4 * (n1 + n2) * ratio * (x1 + x2)))
    second = min(1.0, 1 / ratio, 2 * (x1 + x2) / (b + root))
    return min(1.0, ratio * second), second
