"""How far shortlisters agree: Krippendorff's alpha, with the counts it rests on.

Alpha is 1 − observed ÷ expected disagreement: 1 is full agreement, 0 is what chance would give, below 0 is worse than
chance. It takes any number of markers and marks that are missing. Disagreement between two scores is their squared
difference (the interval metric), since a criterion's scores are equal steps.

Source: K. Krippendorff, Content Analysis (2004), chapter 11; A. F. Hayes and K. Krippendorff, Answering the Call for a
Standard Reliability Measure for Coding Data, Communication Methods and Measures 1 (2007) 77-89.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement on one criterion. `alpha` is None where all scores are equal or nothing was marked twice."""

    alpha: float | None
    applications: int
    scores: int
    identical: int
    widest: int


def agreement_of(units: Iterable[Sequence[int]]) -> Agreement:
    """Return how far the scores of each application agree; an application with fewer than two scores is left out."""
    pairable = [tuple(unit) for unit in units if len(unit) > 1]
    values = [value for unit in pairable for value in unit]
    within = sum((Fraction(_spread(unit), len(unit) - 1) for unit in pairable), Fraction(0))
    overall = _spread(values)
    alpha = float(1 - (len(values) - 1) * within / overall) if overall else None
    return Agreement(
        alpha=alpha,
        applications=len(pairable),
        scores=len(values),
        identical=sum(min(unit) == max(unit) for unit in pairable),
        widest=max((max(unit) - min(unit) for unit in pairable), default=0),
    )


def _spread(values: Sequence[int]) -> int:
    """Return the sum of the squared differences of all ordered pairs, in linear time."""
    return 2 * (len(values) * sum(value * value for value in values) - sum(values) ** 2)
