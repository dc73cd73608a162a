"""Totals of locked scores, exact: what each application reached, which are equal, and who meets the essentials. Pure.

A criterion's agreed score is what was settled in moderation, and otherwise the mean of the scores that count. A total
is the sum of the agreed scores, in whole fractions: two totals are equal only if they are.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Scale:
    """What the totals need of a criterion: its greatest score, and whether it is essential."""

    criterion_id: str
    most: int
    essential: bool


@dataclass(frozen=True, slots=True)
class Total:
    """What one application reached. `meets_line` is None where no line was agreed; `equal` counts others alike."""

    application_id: str
    agreed: tuple[Fraction, ...]
    total: Fraction
    most: int
    meets_line: bool | None
    essentials_met: bool
    equal: int


def totals_of(
    application_ids: Sequence[str],
    scales: Sequence[Scale],
    scores: Mapping[tuple[str, str], Sequence[int]],
    settled: Mapping[tuple[str, str], int],
    *,
    threshold: int | None,
    essentials_least: int,
) -> list[Total]:
    """Return the totals from the highest down; equal ones stand in no order of merit.

    Args:
        application_ids: all that were marked.
        scales: the criteria, in their order.
        scores: the scores that count, by application and criterion.
        settled: what moderation settled, by application and criterion.
        threshold: the least total, in hundredths of the greatest possible.
        essentials_least: the least score that meets an essential criterion, in hundredths of its scale.
    """
    most = sum(scale.most for scale in scales)
    agreed = {
        each: tuple(_agreed((each, scale.criterion_id), scores, settled) for scale in scales)
        for each in application_ids
    }
    alike = Counter(sum(each, Fraction(0)) for each in agreed.values())
    found = []
    for application_id, reached in agreed.items():
        total = sum(reached, Fraction(0))
        essentials_met = all(
            100 * score >= essentials_least * scale.most
            for score, scale in zip(reached, scales, strict=True)
            if scale.essential
        )
        found.append(
            Total(
                application_id,
                reached,
                total,
                most,
                None if threshold is None else 100 * total >= threshold * most,
                essentials_met,
                alike[total] - 1,
            )
        )
    return sorted(found, key=lambda each: (-each.total, each.application_id))


def _agreed(
    cell: tuple[str, str], scores: Mapping[tuple[str, str], Sequence[int]], settled: Mapping[tuple[str, str], int]
) -> Fraction:
    if cell in settled:
        return Fraction(settled[cell])
    given = scores[cell]
    return Fraction(sum(given), len(given))
