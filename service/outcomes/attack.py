"""What an attacker can work out: how far every hidden count could be from the truth, given all that is published.

Every table consistent with the releases is a solution of one small model; each question asks it for an extreme.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from service.outcomes.linked_cells import HIDDEN, SMALLEST_SHOWN, Cell, Ties, Values, behind, gaps, shown

WIDE = 7
_WORK = 5.0


@dataclass(frozen=True, slots=True)
class EarlierTable:
    """A release made before: bounds of its cells and its ties.

    `to_keep` are its hidden cells that nobody could work out then, and must not be able to now.
    """

    bounds: dict[Cell, tuple[int, int]]
    ties: Ties
    to_keep: frozenset[Cell] = frozenset()


NOW = -1  # the place of the present table among those that links are about


@dataclass(frozen=True, slots=True)
class Link:
    """What periods tell: in these cells the tables of the parts never exceed, or exactly make up, that of the whole.

    Tables are named by their place among the earlier ones; `NOW` is the present one. A table without a cell has
    nobody there.
    """

    parts: tuple[int, ...]
    whole: int
    is_all: bool
    cells: frozenset[Cell]


@dataclass(frozen=True, slots=True)
class Linked:
    """The true counts, what ties them, and what was published before."""

    values: Values
    ties: Ties
    earlier: tuple[EarlierTable, ...] = ()
    links: tuple[Link, ...] = ()

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
        self._model = cp_model.CpModel()
        self._now: dict[Cell, cp_model.IntVar] = {}
        # The truth is one of the possible tables; what lay behind an earlier release is not known here.
        self._seen: dict[int, tuple[int, int]] = {}
        for cell, value in linked.values.items():
            number = HIDDEN if cell in hidden else shown(value)
            low, high = behind(number) if isinstance(number, int) else (0, linked.most)
            self._now[cell] = self._model.new_int_var(low, high, "")
            self._seen[self._now[cell].index] = value, value
        self._tie(self._now, linked.ties)
        self._before: list[dict[Cell, cp_model.IntVar]] = []
        for table in linked.earlier:
            then = {cell: self._model.new_int_var(*bounds, "") for cell, bounds in table.bounds.items()}
            self._tie(then, table.ties)
            self._before.append(then)
        add_links(self._model, linked.links, self._now, self._before)

    def _tie(self, cells: dict[Cell, cp_model.IntVar], ties: Ties) -> None:
        for each in ties.sums:
            self._model.add(sum(cells[part] for part in each.parts) == cells[each.total])
        for first, second in ties.ordered:
            self._model.add(cells[first] >= cells[second])

    def unsafe(self, targets: Sequence[Target]) -> list[Target]:
        """Return the targets that no possible table meets, in the order given."""
        return [target for target in targets if not self._meets(target)]

    def allows_truth(self) -> bool:
        """Say whether the true counts can be what they are beside all earlier releases, as far as they are linked."""
        for cell, variable in self._now.items():
            self._model.add(variable == self._linked.values[cell])
        return self._greatest(0) is not None

    def _meets(self, target: Target) -> bool:
        cells = self._now if target.earlier is None else self._before[target.earlier]
        cell = cells[target.cell]
        if target.below is not None:
            gap = self._greatest(cell - cells[target.below])
            return gap is not None and gap >= 1
        for wanted in (cell, -cell):
            if self._is_wide(cell):
                return True
            self._greatest(wanted)
        return self._is_wide(cell)

    def _is_wide(self, cell: cp_model.IntVar) -> bool:
        low, high = self._seen.get(cell.index, (0, 0))
        return high - low >= WIDE and high >= SMALLEST_SHOWN

    def _greatest(self, wanted: cp_model.LinearExprT) -> int | None:
        """Return the greatest value found of a sum over possible tables; remember every count of that table."""
        self._model.maximize(wanted)
        solver = cp_model.CpSolver()
        # One thread, a fixed seed and counted work: the same input gives the same answer on every machine. What is
        # not found in this work counts as not possible, which hides more than needed and never less.
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        solver.parameters.catch_sigint_signal = False  # Ctrl-C ends the command
        solver.parameters.max_deterministic_time = _WORK
        if solver.solve(self._model) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return None
        for cells in (self._now, *self._before):
            for variable in cells.values():
                value = solver.value(variable)
                low, high = self._seen.get(variable.index, (value, value))
                self._seen[variable.index] = min(low, value), max(high, value)
        return round(solver.objective_value)


def add_links(
    model: cp_model.CpModel,
    links: Sequence[Link],
    now: dict[Cell, cp_model.IntVar],
    before: Sequence[dict[Cell, cp_model.IntVar]],
) -> None:
    """Add to a model what the periods of its tables tell."""
    tables = [*before, now]
    for link in links:
        for cell in sorted(link.cells):
            together = sum(tables[part][cell] for part in link.parts if cell in tables[part])
            whole = tables[link.whole][cell]
            model.add(together == whole if link.is_all else together <= whole)


def unprotected(linked: Linked, hidden: set[Cell]) -> list[Target]:
    """Return what an attacker could pin down if just these cells were hidden, in a fixed order."""
    targets = [Target(cell) for cell in sorted(hidden)]
    targets += [Target(*pair) for pair in gaps(linked.values, linked.ties)]
    for number, table in enumerate(linked.earlier):
        targets += [Target(cell, earlier=number) for cell in sorted(table.to_keep)]
    return Attacker(linked, hidden).unsafe(targets)
