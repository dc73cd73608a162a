"""Many comparisons at once: families declared before the run, and what counts as too few people to tell."""

import math
from collections.abc import Sequence

POWER_Z = 0.8416212335729143  # the 80 % point of the normal distribution
LEVEL_Z = 1.959963984540054
FOUR_FIFTHS = 0.8


def holm(p: Sequence[float]) -> list[float]:
    """Return Holm's step-down adjusted p-values (Holm 1979), in the order given."""
    order = sorted(range(len(p)), key=lambda at: p[at])
    adjusted, so_far = [0.0] * len(p), 0.0
    for place, at in enumerate(order):
        so_far = max(so_far, min(1.0, (len(p) - place) * p[at]))
        adjusted[at] = so_far
    return adjusted


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """Return Benjamini & Hochberg's step-up adjusted p-values (JRSS B 1995, 57:289), in the order given."""
    order = sorted(range(len(p)), key=lambda at: p[at], reverse=True)
    adjusted, so_far = [0.0] * len(p), 1.0
    for place, at in enumerate(order):
        so_far = min(so_far, p[at] * len(p) / (len(p) - place))
        adjusted[at] = so_far
    return adjusted


def people_needed(reference_rate: float, references_per_person: float, ratio: float = FOUR_FIFTHS) -> int | None:
    """Return how many people of a group an 80 % chance of noticing `ratio` needs, at the 5 % level, two-sided.

    Fleiss' formula for two proportions of unequal size (Statistical Methods for Rates and Proportions, 2003, §4.3).
    The ratio to notice is fixed at four fifths, never taken from the data: power at the observed difference only
    restates p. None if the reference's rate is 0 or there is no reference.
    """
    if not 0 < reference_rate <= 1 or references_per_person <= 0:
        return None
    k, p2 = references_per_person, reference_rate
    p1 = ratio * p2
    mean = (p1 + k * p2) / (1 + k)
    under_null = LEVEL_Z * math.sqrt((1 + 1 / k) * mean * (1 - mean))
    under_ratio = POWER_Z * math.sqrt(p1 * (1 - p1) + p2 * (1 - p2) / k)
    return math.ceil(((under_null + under_ratio) / (p1 - p2)) ** 2)
