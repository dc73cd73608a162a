"""Which further cells a release must hide so that none of the hidden ones can be worked out: by optimisation.

A hidden cell is safe when another table, consistent with everything published (also earlier), puts it at least 7
from the truth and at 8 or more: then its feasible range is at least 7 wide and reaches 8. Each round looks for such
tables; for cells without one, a cover of least loss is solved in which each has its own witness table.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from service.outcomes.attack import WIDE, Linked, Target, add_links, unprotected
from service.outcomes.linked_cells import EVERYBODY, SMALLEST_SHOWN, Cell, Ties, Values, behind, primary, shown
from service.outcomes.tally import GROUP_ORDER

_AT_ONCE = 4
_COPIES = 14
_COVER_WORK = 6.0


@dataclass
class _Table:
    """The variables of one table that an attacker could think true."""

    now: dict[Cell, cp_model.IntVar]
    before: list[dict[Cell, cp_model.IntVar]] = field(default_factory=list)


def protected(linked: Linked, told: Callable[[str], None] = lambda _: None) -> set[Cell]:
    """Return the cells to hide: the primary ones, and others of least loss that keep them from being worked out."""
    hidden = primary(linked.values)
    kept: set[Cell] = set()
    asked: list[Target] = []
    rounds = 0
    while failing := unprotected(linked, hidden):
        rounds += 1
        told(f"Protecting small counts, round {rounds}: {len(failing)} left, {len(hidden)} hidden")
        if len(asked) >= _COPIES:
            kept, asked = set(hidden), []
        asked += failing[:_AT_ONCE]
        found = _cover(linked, primary(linked.values) | kept, asked)
        if found is None or found == hidden:
            # The cover cannot be settled in the work allowed: hide every count of the failing cells' tables.
            names = {target.cell.characteristic for target in failing} | {EVERYBODY}
            more = {cell for cell in linked.values if cell.characteristic in names} - hidden
            if not more:
                more = set(linked.values) - hidden
            if not more:
                return hidden
            kept, asked = hidden | more, []
            found = kept
        hidden = found
    return hidden


def _cover(linked: Linked, must: set[Cell], asked: Sequence[Target]) -> set[Cell] | None:
    """Return the set of hidden cells of least loss that holds `must` and leaves each target a table of its own."""
    model = cp_model.CpModel()
    hide = {cell: model.new_bool_var("") for cell in linked.values}
    for cell in must:
        model.add(hide[cell] == 1)
    for target in asked:
        table = _table(model, linked, hide)
        second = _table(model, linked, hide) if target.earlier is not None else table
        wish: cp_model.IntVar | None = None
        if target.below is None and target.earlier is None and target.cell not in must:
            wish = hide[target.cell]
        _ask(model, linked, (table, second), target, wish)
    model.minimize(sum(loss(linked.values, cell) * variable for cell, variable in hide.items()))
    solver = _solver(_COVER_WORK)
    if solver.solve(model) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return None
    return {cell for cell, variable in hide.items() if solver.value(variable)}


def loss(values: Values, cell: Cell) -> int:
    """Return what hiding a cell costs: more for what readers need most (everybody, roll-ups) and for more people."""
    worth = 40 if cell.characteristic == EVERYBODY else 8 if cell.characteristic in GROUP_ORDER else 1
    return worth * (10 + values[cell].bit_length() * 3)


def _table(model: cp_model.CpModel, linked: Linked, hidden: set[Cell] | dict[Cell, cp_model.IntVar]) -> _Table:
    """Add one table consistent with the ties and with what is, or would be, published."""
    now: dict[Cell, cp_model.IntVar] = {}
    for cell, value in linked.values.items():
        number = shown(value)
        low, high = behind(number) if isinstance(number, int) else (0, linked.most)
        if isinstance(hidden, set):
            low, high = (0, linked.most) if cell in hidden else (low, high)
            now[cell] = model.new_int_var(low, high, "")
        else:
            now[cell] = model.new_int_var(0, linked.most, "")
            model.add(now[cell] >= low - low * hidden[cell])
            model.add(now[cell] <= high + (linked.most - high) * hidden[cell])
    _tie(model, now, linked.ties)
    table = _Table(now)
    for earlier in linked.earlier:
        then = {cell: model.new_int_var(low, high, "") for cell, (low, high) in earlier.bounds.items()}
        _tie(model, then, earlier.ties)
        table.before.append(then)
    add_links(model, linked.links, now, table.before)
    return table


def _tie(model: cp_model.CpModel, cells: dict[Cell, cp_model.IntVar], ties: Ties) -> None:
    for each in ties.sums:
        model.add(sum(cells[part] for part in each.parts) == cells[each.total])
    for first, second in ties.ordered:
        model.add(cells[first] >= cells[second])


def _ask(
    model: cp_model.CpModel,
    linked: Linked,
    tables: tuple[_Table, _Table],
    target: Target,
    wish: cp_model.IntVar | None,
) -> None:
    """Ask the tables to meet a target, where `wish` holds or always."""
    first, second = tables
    conditions = []
    if target.below is not None:
        conditions.append(model.add(first.now[target.below] < first.now[target.cell]))
    elif target.earlier is not None:
        high, low = first.before[target.earlier][target.cell], second.before[target.earlier][target.cell]
        conditions += [model.add(high >= low + WIDE), model.add(high >= SMALLEST_SHOWN)]
    else:
        value = linked.values[target.cell]
        cell = first.now[target.cell]
        if value < SMALLEST_SHOWN:
            conditions.append(model.add(cell >= max(SMALLEST_SHOWN, value + WIDE)))
        else:
            up = model.new_bool_var("")
            above = model.add(cell >= value + WIDE)
            under = model.add(cell <= max(0, value - WIDE))
            above.only_enforce_if(up, *([wish] if wish is not None else []))
            under.only_enforce_if(~up, *([wish] if wish is not None else []))
    for condition in conditions if wish is not None else ():
        condition.only_enforce_if(wish)


def _solver(work: float) -> cp_model.CpSolver:
    """One thread, a fixed seed and counted work: the same input gives the same answer on every machine."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.catch_sigint_signal = False  # Ctrl-C ends the command
    solver.parameters.max_deterministic_time = work
    return solver
