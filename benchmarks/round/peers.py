"""Other ways to plan the same round, for comparison: each returns panels by request."""

import time
from collections.abc import Callable

import numpy as np

from solver.problem import Problem
from solver.result import Plan, Unfilled
from solver.round.answer import answer_of
from solver.round.draft import Draft, Sitting
from solver.round.field import Field
from solver.round.part import Limits, settle_part, sittings_of
from solver.round.program import Program
from solver.round.rules import met

Way = Callable[[Problem, float], Draft]


def spreadsheet(problem: Problem, seconds: float) -> Draft:  # noqa: ARG001  (it takes what it takes)
    """Row by row: the first start at which the first free people down the list fill the seats and every must holds."""
    field = Field(problem)
    draft = Draft(field)
    for request, wanted in enumerate(field.wanted):
        for offer in wanted.offers:
            free = draft.open_to(offer)
            possible, room = draft.room_for(offer)
            people: list[int] = []
            for group in wanted.groups:
                choices = field.offers[offer].cells[group]
                first = next((p for p in choices[free[choices]].tolist() if p not in people), None)
                if first is not None:
                    people.append(first)
            musts = [rule for rule in wanted.request.requirements if rule.strength == "must"]
            whole = possible and len(people) == len(wanted.groups)
            if whole and all(met(field.pool, wanted.request, rule, people) for rule in musts):
                draft.take(request, Sitting(offer, tuple(people), room))
                break
    return draft


def as_plan(problem: Problem, draft: Draft) -> Plan:
    """A draft as a plan that states no more than its panels and the levels they reach."""
    answer = answer_of(draft, {})
    panels = {panel.request: panel for panel in answer.panels}
    return Plan(
        "",
        {},
        1,
        0.0,
        "limit",
        answer.levels,
        tuple(panels[request.id] for request in problem.requests if request.id in panels),
        tuple(Unfilled(request.id, None, None) for request in problem.requests if request.id not in panels),
    )


def _everything(field: Field) -> dict[int, tuple[np.ndarray, ...]]:  # type: ignore[type-arg]
    return {number: offer.cells for number, offer in enumerate(field.offers)}


def _as_draft(field: Field, sittings: dict[int, Sitting] | None) -> Draft:
    draft = Draft(field)
    for request, sitting in (sittings or {}).items():
        draft.take(request, sitting)
    return draft


def _levels(problem: Problem) -> list[str]:
    from solver.objective import level_names

    return level_names(problem)


def whole_mip(problem: Problem, seconds: float) -> Draft:
    """One clique model of everything in HiGHS, level after level."""
    until = time.monotonic() + seconds
    field = Field(problem)
    limits = Limits(None, lambda: until - time.monotonic())
    return _as_draft(field, settle_part(field, _everything(field), _levels(problem), limits).sittings)


def textbook_cp_sat(problem: Problem, seconds: float) -> Draft:
    """The same model in CP-SAT with all cores, level after level; an empty plan is the first hint."""
    from ortools.sat.python import cp_model

    until = time.monotonic() + seconds
    field = Field(problem)
    program = Program(field, _everything(field))
    model = cp_model.CpModel()
    columns = [model.new_int_var(0, int(min(upper, 1e9)), "") for upper in program.upper]
    for rows, places, values, (low, high) in _rows(program):
        del rows
        expression = cp_model.LinearExpr.weighted_sum([columns[p] for p in places], values)
        model.add_linear_constraint(expression, low, high)
    known = [0] * len(columns)
    for name in _levels(problem):
        level = program.level(name)
        left = until - time.monotonic()
        if left <= 0.5:
            break
        goal = cp_model.LinearExpr.weighted_sum([columns[p] for p in level.columns], [int(v) for v in level.values])
        model.clear_hints()
        for column, value in zip(columns, known, strict=True):
            model.add_hint(column, value)
        model.minimize(goal)
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = left
        if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            break
        known = [solver.value(column) for column in columns]
        model.add(goal <= int(solver.objective_value))
    return _as_draft(field, sittings_of(program, np.array(known, np.float64)))


def _rows(program: Program):  # type: ignore[no-untyped-def]
    endless = 1 << 40
    for row, (places, values) in enumerate(zip(program.rows.columns, program.rows.values, strict=True)):
        low, high = program.rows.lower[row], program.rows.upper[row]
        bounds = (-endless if low == -np.inf else int(low), endless if high == np.inf else int(high))
        yield row, places.tolist(), [int(value) for value in values], bounds


WAYS: dict[str, Way] = {
    "spreadsheet": spreadsheet,
    "whole MIP in HiGHS": whole_mip,
    "textbook CP-SAT": textbook_cp_sat,
}
