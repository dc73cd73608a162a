"""HiGHS says what is proven, and nothing else."""

import numpy as np

from solver.round.highs import Rows, minimise

WHOLE = np.ones(3, np.bool_)


def test_an_optimum_comes_with_its_bound() -> None:
    rows = Rows()
    rows.add([0, 1], 1.0, 1.0, 2.0)
    rows.add([1, 2], 1.0, 1.0, 1.0)
    answer = minimise(np.array([1.0, 2.0, 3.0]), np.ones(3), WHOLE, rows)
    assert answer.optimal
    assert (answer.objective, answer.bound) == (2.0, 2.0)


def test_contradicting_rows_are_infeasible() -> None:
    rows = Rows()
    rows.add([0], 1.0, 1.0, 1.0)
    rows.add([0, 1], 1.0, 0.0, 0.0)
    answer = minimise(np.ones(3), np.ones(3), WHOLE, rows)
    assert answer.infeasible
    assert answer.values is None


def test_a_stop_leaves_nothing_proven() -> None:
    rng = np.random.default_rng(1)
    rows = Rows()
    for _ in range(60):
        rows.add(np.arange(300), rng.integers(1, 1000, 300), 40_000.0, np.inf)
    costs = rng.integers(1, 1000, 300).astype(np.float64)
    answer = minimise(costs, np.ones(300), np.ones(300, np.bool_), rows, seconds=5.0, stopped=lambda: True)
    assert not answer.optimal
    assert answer.bound == -np.inf
