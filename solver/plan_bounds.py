"""Bounds on a whole plan from what each request could reach alone beside the fixed panels."""

from collections.abc import Mapping

from solver.problem import Problem
from solver.result import Composition, Level


def levels_with_bounds(
    problem: Problem, values: Mapping[str, int], standing: Mapping[str, int], alone: Mapping[str, Composition]
) -> tuple[Level, ...]:
    """The levels of a plan with bounds that hold for every plan.

    No plan fills a request that cannot be filled beside the fixed panels alone. While the plan fills every other one,
    so must any plan of equal ``filled``, and then each request costs a level at least what it costs alone, as long
    as all earlier levels are at the sum of these. Beyond that point bounds are trivial.

    Args:
        problem: the problem.
        values: what the plan reaches, by level in the table's order.
        standing: the same for the fixed panels alone.
        alone: each open request composed alone; those not reached in time are missing.
    """
    open_requests = [request for request in problem.requests if request.id not in problem.fixed]
    hopeless = {request for request, composition in alone.items() if composition.status == "unfillable"}
    exact = all(
        request.id in alone and alone[request.id].status in ("optimal", "unfillable") for request in open_requests
    )
    levels = []
    chained = exact
    for name, value in values.items():
        if name == "filled":
            bound = standing["filled"] + sum(r.priority for r in open_requests if r.id not in hopeless)
        elif not chained or (name == "parity" and len(open_requests) > 1):
            bound, chained = 0, False
        else:
            bound = _sum_alone(problem, name, standing, alone)
        chained = chained and bound == value
        levels.append(Level(name, value, float(bound), "OPTIMAL" if bound == value else "FEASIBLE"))
    return tuple(levels)


def _sum_alone(problem: Problem, name: str, standing: Mapping[str, int], alone: Mapping[str, Composition]) -> int:
    composed = [level.value for each in alone.values() for level in each.levels if level.name == name]
    if name == "parity":
        return composed[0] if composed else standing[name]
    if name != "changes":
        return standing[name] + sum(composed)
    lost = {request for request, composition in alone.items() if composition.panel is None}
    return sum(composed) + sum(1 + len(each.seats) for each in problem.previous or () if each.request in lost)
