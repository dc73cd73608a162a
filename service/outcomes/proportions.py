"""Rates and differences of two rates, with intervals that hold for small counts and at 0 and 100 %."""

import math
from typing import NamedTuple

Z95 = 1.959963984540054  # the 97.5 % point of the normal distribution


class Interval(NamedTuple):
    """A 95 % confidence interval; `high` may be infinite for a ratio."""

    low: float
    high: float


def refuse_impossible(selected: int, n: int) -> None:
    """Raise ValueError unless `selected` people can be chosen from `n`."""
    if not 0 <= selected <= n:
        raise ValueError(f"{selected} of {n} cannot be selected: a count lies between 0 and the number of people.")


def wilson(selected: int, n: int) -> Interval:
    """Return Wilson's score interval of a rate (Wilson 1927, JASA 22:209; no continuity correction).

    Raises:
        ValueError: `n` is 0, or `selected` is not a count of them.
    """
    refuse_impossible(selected, n)
    if n == 0:
        raise ValueError("A rate among nobody cannot be calculated.")
    rate, square = selected / n, Z95 * Z95
    centre = (rate + square / (2 * n)) / (1 + square / n)
    half = Z95 * math.sqrt(rate * (1 - rate) / n + square / (4 * n * n)) / (1 + square / n)
    return Interval(0.0 if selected == 0 else centre - half, 1.0 if selected == n else centre + half)


def newcombe(x1: int, n1: int, x2: int, n2: int) -> Interval:
    """Return the interval of x1/n1 - x2/n2 from two Wilson intervals (Newcombe 1998, Stat Med 17:873, method 10)."""
    first, second = wilson(x1, n1), wilson(x2, n2)
    p1, p2 = x1 / n1, x2 / n2
    down = math.hypot(p1 - first.low, second.high - p2)
    up = math.hypot(first.high - p1, p2 - second.low)
    return Interval(p1 - p2 - down, p1 - p2 + up)


def score_difference(x1: int, n1: int, x2: int, n2: int, *, corrected: bool) -> Interval:
    """Return the score interval of x1/n1 - x2/n2.

    Mee (1984, Biometrics 40:1175), or `corrected` by N/(N-1): Miettinen & Nurminen (1985, Stat Med 4:213), whose
    closed form for the constrained estimates this uses.
    """
    from scipy.optimize import brentq

    refuse_impossible(x1, n1)
    refuse_impossible(x2, n2)
    total = n1 + n2
    factor = total / (total - 1) if corrected else 1.0
    difference = x1 / n1 - x2 / n2

    def z(delta: float) -> float:
        p1, p2 = _constrained(x1, n1, x2, n2, delta)
        variance = factor * (p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
        return math.inf * (difference - delta) if variance <= 0 else (difference - delta) / math.sqrt(variance)

    def root(target: float, low: float, high: float) -> float:
        return float(brentq(lambda delta: max(-1e9, min(1e9, z(delta))) - target, low, high, xtol=1e-13))

    edge = 1 - 1e-12
    low = -1.0 if z(-edge) <= Z95 else root(Z95, -edge, max(-edge, difference))
    high = 1.0 if z(edge) >= -Z95 else root(-Z95, min(edge, difference), edge)
    return Interval(low, high)


def _constrained(x1: int, n1: int, x2: int, n2: int, delta: float) -> tuple[float, float]:
    """Return the likeliest pair of rates whose difference is `delta` (the root of a cubic)."""
    total = n1 + n2
    # In the second group's rate q: l3 q^3 + l2 q^2 + l1 q + l0 = 0, the first group's being q + delta.
    l3, l2 = float(total), (n1 + 2 * n2) * delta - total - (x1 + x2)
    l1 = (n2 * delta - total - 2 * x2) * delta + x1 + x2
    l0 = x2 * delta * (1 - delta)
    q = l2**3 / (3 * l3) ** 3 - l1 * l2 / (6 * l3**2) + l0 / (2 * l3)
    p = math.copysign(math.sqrt(max(0.0, l2**2 / (3 * l3) ** 2 - l1 / (3 * l3))), q)
    if p == 0:
        second = -l2 / (3 * l3)
    else:
        angle = (math.pi + math.acos(max(-1.0, min(1.0, q / p**3)))) / 3
        second = 2 * p * math.cos(angle) - l2 / (3 * l3)
    second = min(1.0, 1 - delta, max(0.0, -delta, second))
    return min(1.0, max(0.0, second + delta)), second
