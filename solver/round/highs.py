"""A mixed-integer program as arrays, and HiGHS to solve it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from solver.round.highs_process import solve

Reals = npt.NDArray[np.float64]


@dataclass(slots=True)
class Rows:
    """Constraints under construction: entries as (row, column, coefficient), bounds by row."""

    rows: list[npt.NDArray[np.int64]] = field(default_factory=list)
    columns: list[npt.NDArray[np.int64]] = field(default_factory=list)
    values: list[Reals] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)

    def add(self, columns: Any, values: Any, lower: float, upper: float) -> int:
        """One row; returns its number."""
        row = len(self.lower)
        columns = np.asarray(columns, np.int64)
        self.rows.append(np.full(len(columns), row, np.int64))
        self.columns.append(columns)
        self.values.append(np.broadcast_to(np.asarray(values, np.float64), columns.shape))
        self.lower.append(lower)
        self.upper.append(upper)
        return row

    def cut(self, height: int) -> None:
        """Take away all rows but the first ones."""
        for part in (self.rows, self.columns, self.values, self.lower, self.upper):
            del part[height:]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What HiGHS says.

    Attributes:
        infeasible: proven that nothing satisfies the rows.
        optimal: proven within tolerance.
        values: a solution, or None.
        objective: its value.
        bound: dual bound as stated (a float, to be rounded with care by the caller); -inf where there is none.
        duals, reduced: of a linear program solved to optimality, otherwise None.
    """

    infeasible: bool
    optimal: bool
    values: Reals | None
    objective: float
    bound: float
    duals: Reals | None = None
    reduced: Reals | None = None


def minimise(
    costs: Reals,
    upper: Reals,
    integer: npt.NDArray[np.bool_],
    rows: Rows,
    *,
    seconds: float | None = None,
    nodes: int | None = None,
    stopped: Callable[[], bool] | None = None,
    hint: Reals | None = None,
    log: bool = False,
) -> Outcome:
    """Solve min costs·x over the rows with 0 ≤ x ≤ upper.

    Args:
        costs: per column.
        upper: per column.
        integer: per column.
        rows: the constraints.
        seconds: wall-clock limit, None for none.
        nodes: limit on branch-and-bound nodes, None for none.
        stopped: asked now and then; True ends the work.
        hint: a solution to start from, if there is one.
        log: whether HiGHS may write to the terminal.
    """
    from ortools.math_opt import model_parameters_pb2, parameters_pb2, result_pb2

    size = len(costs)
    model = _model(costs, upper, integer, rows)
    parameters = parameters_pb2.SolveParametersProto(enable_output=log)
    parameters.highs.int_options["threads"] = 1
    parameters.highs.double_options["mip_rel_gap"] = 0.0
    parameters.highs.double_options["mip_abs_gap"] = 1e-6
    if nodes is not None:
        parameters.node_limit = nodes
    if seconds is not None:
        parameters.time_limit.FromNanoseconds(max(1, int(seconds * 1e9)))
    guidance = model_parameters_pb2.ModelSolveParametersProto()
    if hint is not None:
        guess = guidance.solution_hints.add()
        guess.variable_values.ids.extend(range(size))
        guess.variable_values.values.extend(hint.tolist())
    messages = (model.SerializeToString(), parameters.SerializeToString(), guidance.SerializeToString())
    answer = solve(messages, seconds, stopped)
    if not answer:
        return Outcome(False, False, None, np.inf, -np.inf)
    return _read(result_pb2.SolveResultProto.FromString(answer), size, len(rows.lower))


def _model(costs: Reals, upper: Reals, integer: npt.NDArray[np.bool_], rows: Rows) -> Any:
    from ortools.math_opt import model_pb2

    size = len(costs)
    model = model_pb2.ModelProto()
    ids = range(size)
    model.variables.ids.extend(ids)
    model.variables.lower_bounds.extend([0.0] * size)
    model.variables.upper_bounds.extend(upper.tolist())
    model.variables.integers.extend(integer.tolist())
    priced = np.flatnonzero(costs)
    model.objective.linear_coefficients.ids.extend(priced.tolist())
    model.objective.linear_coefficients.values.extend(costs[priced].tolist())
    model.linear_constraints.ids.extend(range(len(rows.lower)))
    model.linear_constraints.lower_bounds.extend(rows.lower)
    model.linear_constraints.upper_bounds.extend(rows.upper)
    if rows.rows:
        row, column, value = (np.concatenate(part) for part in (rows.rows, rows.columns, rows.values))
        order = np.lexsort((column, row))
        matrix = model.linear_constraint_matrix
        matrix.row_ids.extend(row[order].tolist())
        matrix.column_ids.extend(column[order].tolist())
        matrix.coefficients.extend(value[order].tolist())
    return model


def _read(answer: Any, size: int, height: int) -> Outcome:
    from ortools.math_opt import result_pb2, solution_pb2

    reason = answer.termination.reason
    optimal = reason == result_pb2.TERMINATION_REASON_OPTIMAL
    infeasible = reason == result_pb2.TERMINATION_REASON_INFEASIBLE
    bound = answer.termination.objective_bounds.dual_bound
    values = duals = reduced = None
    objective = np.inf
    for solution in answer.solutions[:1]:
        if (
            solution.HasField("primal_solution")
            and solution.primal_solution.feasibility_status == solution_pb2.SOLUTION_STATUS_FEASIBLE
        ):
            values = _spread(solution.primal_solution.variable_values, size)
            objective = solution.primal_solution.objective_value
        if optimal and solution.HasField("dual_solution"):
            duals = _spread(solution.dual_solution.dual_values, height)
            reduced = _spread(solution.dual_solution.reduced_costs, size)
    return Outcome(infeasible, optimal, values, objective, bound, duals, reduced)


def _spread(sparse: Any, size: int) -> Reals:
    whole = np.zeros(size)
    whole[np.array(sparse.ids, np.int64)] = np.array(sparse.values)
    return whole
