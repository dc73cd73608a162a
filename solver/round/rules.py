"""Requirements as masks over the pool: who counts for one, and who breaks its sameness."""

from collections.abc import Sequence

from solver.eligibility import Mask, Pool
from solver.problem import Request, Requirement


def holders_of(pool: Pool, request: Request, rule: Requirement) -> Mask:
    """The people a counting requirement counts."""
    if rule.kind == "at_least_from":
        scope = None if rule.from_ is None else pool.from_scope(rule.from_, request)
        return pool.trained >= 0 if scope is None else scope
    return pool.having_value(str(rule.feature), str(rule.value))


def other_values(pool: Pool, rule: Requirement) -> list[Mask]:
    """Per value of the feature, the people who show another one. A varied panel has a member in each of them.

    Where nobody shows any value, one empty mask says that the requirement cannot be met.
    """
    codes, values = pool.feature(str(rule.feature))
    if not values:
        return [codes >= 0]
    return [(codes >= 0) & (codes != value) for value in range(len(values))]


def met(pool: Pool, request: Request, rule: Requirement, people: Sequence[int]) -> bool:
    """Whether a requirement holds for the members of a panel, by place in the pool."""
    members = list(people)
    if rule.kind == "not_all_same":
        codes = pool.feature(str(rule.feature))[0][members]
        return len(set(codes[codes >= 0].tolist())) > 1
    count = int(holders_of(pool, request, rule)[members].sum())
    return count <= (rule.max or 0) if rule.kind == "at_most" else count >= (rule.min or 0)
