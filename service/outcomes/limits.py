"""Limits around an average rate: p-chart and XmR over time with run rules, exact funnel limits across sites."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from service.outcomes.proportions import Interval

RUN = 8  # this many points in a row on one side of the centre are a signal
_XMR = 2.66  # 3 ÷ 1.128: three sigma of individual values from the mean moving range


@dataclass(frozen=True, slots=True)
class Chart:
    """A control chart: a centre, limits for each point, and the points that are signals with the rule they broke."""

    centre: float
    limits: tuple[Interval, ...]
    signals: tuple[tuple[int, str], ...]


def p_chart(points: Sequence[tuple[int, int]]) -> Chart:
    """Return the 3-sigma p-chart of (selected, n) points (Mohammed, Worthington & Woodall 2008, QSHC 17:137).

    Raises:
        ValueError: no point has people.
    """
    total = sum(n for _, n in points)
    if not points or any(n < 1 for _, n in points):
        raise ValueError("A p-chart needs people at every point.")
    centre = sum(selected for selected, _ in points) / total
    limits = []
    for _, n in points:
        half = 3 * math.sqrt(centre * (1 - centre) / n)
        limits.append(Interval(max(0.0, centre - half), min(1.0, centre + half)))
    return Chart(centre, tuple(limits), _signals([x / n for x, n in points], centre, limits))


def xmr(values: Sequence[float]) -> Chart:
    """Return the chart of individual values with limits from their mean moving range (Wheeler, 2.66 times).

    Raises:
        ValueError: there are fewer than two values.
    """
    if len(values) < 2:
        raise ValueError("An XmR chart needs two values or more.")
    centre = sum(values) / len(values)
    moving = sum(abs(b - a) for a, b in pairwise(values)) / (len(values) - 1)
    limits = [Interval(centre - _XMR * moving, centre + _XMR * moving)] * len(values)
    return Chart(centre, tuple(limits), _signals(values, centre, limits))


def _signals(values: Sequence[float], centre: float, limits: Sequence[Interval]) -> tuple[tuple[int, str], ...]:
    found: list[tuple[int, str]] = []
    side, length, trend, previous = 0, 0, 0, 0
    for at, (value, (low, high)) in enumerate(zip(values, limits, strict=True)):
        if value < low - 1e-12 or value > high + 1e-12:
            found.append((at, "outside the 3-sigma limits"))
        now = (value > centre) - (value < centre)
        length = length + 1 if now and now == side else int(bool(now))
        side = now
        if length == RUN:
            found.append((at, f"{RUN} points in a row on one side of the centre"))
        if at:
            step = (value > values[at - 1]) - (value < values[at - 1])
            trend = trend + 1 if step and step == previous else int(bool(step))
            previous = step
            if trend == 5:
                found.append((at, "6 points in a row rising or falling"))
    return tuple(found)


def funnel_limits(rate: float, n: int, tail: float) -> Interval:
    """Return exact binomial limits for a rate among `n` people, `tail` in each tail (0.025 or 0.001).

    Interpolated as Spiegelhalter (2005, Stat Med 24:1185, appendix A.1.1): with r the smallest count whose cumulative
    probability reaches the tail, the limit is (r - a)/n, a = (F(r) - tail) ÷ (F(r) - F(r-1)).
    """
    return Interval(_funnel_limit(rate, n, tail), _funnel_limit(rate, n, 1 - tail))


def _funnel_limit(rate: float, n: int, cumulative: float) -> float:
    from scipy.special import bdtr

    if rate in {0.0, 1.0}:
        return rate
    low, high = -1, n  # the smallest count whose cumulative probability reaches the tail lies above low
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if bdtr(middle, n, rate) >= cumulative else (middle, high)
    upto, below = float(bdtr(high, n, rate)), float(bdtr(high - 1, n, rate)) if high else 0.0
    return min(1.0, max(0.0, (high - (upto - cumulative) / (upto - below)) / n))


def wald_limits(rate: float, n: int, z: float) -> Interval:
    """Return the normal approximation of the same limits, for comparison."""
    half = z * math.sqrt(rate * (1 - rate) / n)
    return Interval(rate - half, rate + half)
