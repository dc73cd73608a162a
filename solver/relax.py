"""Why a request cannot be filled, and the smallest changes that would let it."""

from collections.abc import Iterable
from typing import Literal

from solver.bookings import Bookings
from solver.conflict import minimal_conflict
from solver.eligibility import Pool
from solver.oracle import Oracle, UndecidedError
from solver.problem import Problem
from solver.relaxations import smallest_relaxations
from solver.result import PlannedPanel, Unfilled


def explain(
    problem: Problem,
    request_id: str,
    plan_panels: Iterable[PlannedPanel] = (),
    *,
    rules: Literal["all", "non-protected"] = "all",
    pool: Pool | None = None,
    bookings: Bookings | None = None,
) -> Unfilled | None:
    """The minimal conflict of a request and the smallest relaxations, or None if it can be filled.

    Args:
        problem: the problem.
        request_id: the request.
        plan_panels: panels that stand; one of the request itself is left out.
        rules: with ``non-protected``, requirements on a feature are passed over altogether, so that the answer is a
            function of non-protected data alone: what a manager may see.
        pool: ``Pool(problem.people, problem.bands)``, if already built.
        bookings: the same panels already indexed, in place of ``plan_panels``; without the request itself.

    Raises:
        KeyError: if there is no such request.
    """
    request = problem.request(request_id)
    pool = pool or Pool(problem.people, problem.bands)
    if bookings is None:
        bookings = Bookings(problem, pool, (panel for panel in plan_panels if panel.request != request_id))
    counted = [rule for rule in request.requirements if rules == "all" or not rule.protected]
    oracle = Oracle(problem, pool, bookings, request, counted)
    try:
        if oracle.possible():
            return None
        conflict = minimal_conflict(oracle, others=bool(bookings.panels()))
    except UndecidedError:
        return Unfilled(request_id, None, None)
    try:
        relaxations = smallest_relaxations(problem, oracle)
    except UndecidedError:
        return Unfilled(request_id, conflict, None)
    return Unfilled(request_id, conflict, relaxations)
