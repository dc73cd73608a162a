"""A minimal set of rules that cannot hold together, by QuickXplain (Junker, 2004) over single rules."""

from collections.abc import Sequence

from solver.oracle import Oracle
from solver.result import ConflictRule


def minimal_conflict(oracle: Oracle, others: bool) -> tuple[ConflictRule, ...]:
    """Rules that together keep a request unfilled while any one of them less would let it be filled.

    With every rule outside the set dropped the request still cannot be filled. An empty set means that too few people
    exist even without any rule. The oracle must have said that the request cannot be filled.

    Args:
        oracle: answers for the request.
        others: whether any other panel stands.
    """
    atoms = oracle.atoms(others)
    everything = frozenset(atoms)

    def blocked(active: Sequence[ConflictRule]) -> bool:
        return not oracle.possible(everything - frozenset(active))

    def explain(grown: bool, active: list[ConflictRule], rest: list[ConflictRule]) -> list[ConflictRule]:
        if grown and blocked(active):
            return []
        if len(rest) == 1:
            return rest
        first, second = rest[: len(rest) // 2], rest[len(rest) // 2 :]
        of_second = explain(True, [*active, *first], second)
        of_first = explain(bool(of_second), [*active, *of_second], first)
        return of_first + of_second

    if blocked([]):
        return ()
    order = {atom: place for place, atom in enumerate(atoms)}
    found = sorted(explain(False, [], atoms), key=lambda atom: order[atom])
    return tuple(sorted(found, key=lambda atom: (atom.seat is None, atom.seat or 0)))
