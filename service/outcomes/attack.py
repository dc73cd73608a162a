"""What an attacker can work out: how far every hidden count could be from the truth, given all that is published.

The tables consistent with a release are the whole-number points of a polytope; each question is a small MILP.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.outcomes.linked_cells import HIDDEN, SMALLEST_SHOWN, Cell, Ties, Values, behind, gaps, shown

WIDE = 7


@dataclass(frozen=True, slots=True)
class EarlierTable:
    """A release made before: bounds of its cells, its ties, and its cells that the present ones cannot fall below.

    `to_keep` are its hidden cells that nobody could work out then, and must not be able to now.
    """

    bounds: dict[Cell, tuple[int, int]]
    ties: Ties
    grown: frozenset[Cell]
    to_keep: frozenset[Cell] = frozenset()


@dataclass(frozen=True, slots=True)
class Linked:
    """The true counts, what ties them, and what was published before."""

    values: Values
    ties: Ties
    earlier: tuple[EarlierTable, ...] = ()

    @property
    def most(self) -> int:
        """No count can be larger."""
        highs = [high for table in self.earlier for _, high in table.bounds.values()]
        return max([2 * max(self.values.values()) + 100, *highs])


@dataclass(frozen=True, slots=True)
class Target:
    """What must stay possible: a hidden cell 7 from its true count, or one cell of a pair below the other.

    With `earlier`, the cell is one of that earlier release, whose true count nobody here knows: two tables must
    then differ by 7.
    """

    cell: Cell
    below: Cell | None = None
    earlier: int | None = None


class Attacker:
    """Someone who knows the rules and every release, and asks for the extremes of single counts."""

    def __init__(self, linked: Linked, hidden: set[Cell]) -> None:
        self._linked = linked
        self._at: dict[tuple[int, Cell], int] = {}
        low: list[int] = []
        high: list[int] = []
        for cell, value in linked.values.items():
            number = HIDDEN if cell in hidden else shown(value)
            bounds = behind(number) if isinstance(number, int) else (0, linked.most)
            self._add(-1, cell, bounds, low, high)
        for place, table in enumerate(linked.earlier):
            for cell, bounds in table.bounds.items():
                self._add(place, cell, bounds, low, high)
        self._low, self._high = np.array(low, dtype=float), np.array(high, dtype=float)
        self._equal, self._above = self._ties()
        # The truth is one of the possible tables; what lay behind an earlier release is not known here.
        self._most = np.array([linked.values[cell] if place < 0 else -1 for place, cell in self._at], dtype=float)
        self._least = np.where(self._most < 0, np.inf, self._most)

    def _add(self, place: int, cell: Cell, bounds: tuple[int, int], low: list[int], high: list[int]) -> None:
        self._at[place, cell] = len(low)
        low.append(bounds[0])
        high.append(bounds[1])

    def _ties(self) -> tuple[list[dict[int, int]], list[dict[int, int]]]:
        equal, above = [], []
        for place, ties in [
            (-1, self._linked.ties),
            *((at, each.ties) for at, each in enumerate(self._linked.earlier)),
        ]:
            for each in ties.sums:
                row = {self._at[place, each.total]: -1}
                for part in each.parts:
                    row[self._at[place, part]] = 1
                equal.append(row)
            above += [{self._at[place, first]: 1, self._at[place, second]: -1} for first, second in ties.ordered]
        for place, table in enumerate(self._linked.earlier):
            above += [{self._at[-1, cell]: 1, self._at[place, cell]: -1} for cell in sorted(table.grown)]
        return equal, above

    def unsafe(self, targets: Sequence[Target]) -> list[Target]:
        """Return the targets that no possible table meets, in the order given."""
        return [target for target in targets if not self._meets(target)]

    def allows_truth(self) -> bool:
        """Say whether the true counts can be what they are beside all earlier releases, as far as they are linked."""
        for (place, cell), at in self._at.items():
            if place < 0:
                self._low[at] = self._high[at] = self._linked.values[cell]
        return self._extreme({}) is not None

    def _meets(self, target: Target) -> bool:
        place = self._at[-1 if target.earlier is None else target.earlier, target.cell]
        if target.below is not None:
            lower = self._at[-1, target.below]
            found = self._extreme({place: 1, lower: -1})
            return found is not None and bool(round(found[place] - found[lower]) >= 1)
        if self._is_wide(place):
            return True
        self._extreme({place: 1})
        if not self._is_wide(place):
            self._extreme({place: -1})
        return self._is_wide(place)

    def _is_wide(self, place: int) -> bool:
        return bool(self._most[place] - self._least[place] >= WIDE and self._most[place] >= SMALLEST_SHOWN)

    def _extreme(self, wanted: dict[int, int]) -> NDArray[np.float64] | None:
        """Return a possible table with the greatest value of the wanted sum; remember every count in it."""
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        if not hasattr(self, "_constraint"):
            rows = [*self._equal, *self._above]
            lengths = [len(row) for row in rows]
            data = [weight for row in rows for weight in row.values()]
            columns = [at for row in rows for at in row]
            pointers = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
            matrix = csr_array(
                (np.array(data, dtype=float), np.array(columns, dtype=np.int32), pointers),
                shape=(len(rows), len(self._low)),
            )
            upper = [0.0] * len(self._equal) + [np.inf] * len(self._above)
            self._constraint = LinearConstraint(matrix, [0.0] * len(rows), upper)
        cost = np.zeros(len(self._low))
        for place, weight in wanted.items():
            cost[place] = -weight
        found = milp(
            cost, integrality=np.ones(len(cost)), bounds=Bounds(self._low, self._high), constraints=self._constraint
        )
        if found.x is None:
            return None
        table: NDArray[np.float64] = np.round(found.x)
        self._most, self._least = np.maximum(self._most, table), np.minimum(self._least, table)
        return table


def unprotected(linked: Linked, hidden: set[Cell]) -> list[Target]:
    """Return what an attacker could pin down if just these cells were hidden, in a fixed order."""
    targets = [Target(cell) for cell in sorted(hidden)]
    targets += [Target(*pair) for pair in gaps(linked.values, linked.ties)]
    for number, table in enumerate(linked.earlier):
        targets += [Target(cell, earlier=number) for cell in sorted(table.to_keep)]
    return Attacker(linked, hidden).unsafe(targets)
