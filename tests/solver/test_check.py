"""The check notices every kind of untruth a plan can tell."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from typing import Any

import pytest

from solver.check import check
from solver.files import write_problem
from solver.plan import solve
from solver.problem import Problem, Requirement, Seat
from solver.result import Level, Plan, PlannedPanel, Relaxation, Unfilled
from tests.solver.builders import a_panel, a_person, a_problem, a_request, free, mixed, published


def a_solved_problem() -> tuple[Problem, Plan]:
    """Two requests filled, one not, with a fixed panel, shortfalls and reserves."""
    people = [
        a_person("p1", features={"g": "man"}),
        a_person("p2", features={"g": "man"}),
        a_person("p3", available=(free("06 10:00", "06 11:00"),)),
    ]
    fixed = a_request("r1")
    pair = a_request("r2", seats=(Seat("panelist"),) * 2, starts=("05 12:00",), requirements=(mixed("g"),))
    hopeless = a_request("r3", seats=(Seat("panelist", profession="law"),))
    problem = a_problem(
        people, [fixed, pair, hopeless], previous=(published(a_panel(fixed, "p1")),), fixed=frozenset({"r1"})
    )
    return problem, solve(problem)


def with_panel(plan: Plan, place: int, **parts: Any) -> Plan:
    panels = list(plan.panels)
    panels[place] = replace(panels[place], **parts)
    return replace(plan, panels=tuple(panels))


def with_level(plan: Plan, name: str, **parts: Any) -> Plan:
    return replace(plan, levels=tuple(replace(each, **parts) if each.name == name else each for each in plan.levels))


def with_relaxation(plan: Plan, *patch: dict[str, Any]) -> Plan:
    entry = plan.unfilled[0]
    return replace(plan, unfilled=(replace(entry, relaxations=(Relaxation("text", patch),)),))


def removing(path: str) -> dict[str, Any]:
    return {"op": "remove", "path": path}


def replacing(path: str, value: Any) -> dict[str, Any]:
    return {"op": "replace", "path": path, "value": value}


UNTRUTHS: list[tuple[str, Callable[[Plan], Plan]]] = [
    ("hash", lambda plan: replace(plan, problem_sha256="0" * 64)),
    ("hard", lambda plan: with_panel(plan, 1, seats=("p1", "p3"), reserves=())),
    ("panels", lambda plan: replace(plan, panels=plan.panels[::-1])),
    ("panels", lambda plan: with_panel(plan, 1, start_text="2027-01-05T13:00+01:00")),
    ("panels", lambda plan: replace(plan, panels=(*plan.panels, replace(plan.panels[1], request="r9")))),
    ("shortfalls", lambda plan: with_panel(plan, 1, shortfalls=())),
    ("fixed", lambda plan: with_panel(plan, 0, seats=("p2",), reserves=())),
    ("unfilled", lambda plan: replace(plan, unfilled=())),
    ("unfilled", lambda plan: replace(plan, unfilled=(*plan.unfilled, Unfilled("r2", (), ())))),
    ("unfilled", lambda plan: replace(plan, unfilled=(*plan.unfilled, Unfilled("r8", (), ())))),
    ("unfilled", lambda plan: replace(
        plan, panels=plan.panels[:1], unfilled=(Unfilled("r2", (), ()), *plan.unfilled), stopped_by="proof"
    )),
    ("levels", lambda plan: with_level(plan, "load", value=1)),
    ("levels", lambda plan: replace(plan, levels=plan.levels[1:])),
    ("levels", lambda plan: replace(plan, levels=(*plan.levels, Level("joy", 1, 1.0, "OPTIMAL")))),
    ("bounds", lambda plan: with_level(plan, "filled", bound=1.0, status="FEASIBLE")),
    ("bounds", lambda plan: with_level(plan, "load", bound=10**6, status="FEASIBLE")),
    ("bounds", lambda plan: with_level(plan, "load", bound=0.0, status="OPTIMAL")),
    ("reserves", lambda plan: with_panel(plan, 0, reserves=(("p3",),))),
    ("reserves", lambda plan: with_panel(plan, 1, reserves=(("p2",), ()))),
    ("reserves", lambda plan: with_panel(plan, 1, reserves=((),))),
    ("relaxations", lambda plan: with_relaxation(plan, replacing("/requests/0/seats/0/from", "anywhere"))),
    ("relaxations", lambda plan: with_relaxation(plan, replacing("/requests/2/seats/0/role", "chair"))),
    ("relaxations", lambda plan: with_relaxation(plan, removing("/requests/2/seats/0"))),
    ("relaxations", lambda plan: with_relaxation(plan, removing("/requests/2/seats/7/profession"))),
    ("relaxations", lambda plan: with_relaxation(plan, removing("/people/0"))),
    ("relaxations", lambda plan: with_relaxation(
        plan, {"op": "add", "path": "/requests/2/starts/-", "value": "2027-01-05T12:00+00:00"}
    )),
    ("relaxations", lambda plan: with_relaxation(
        plan, {"op": "add", "path": "/requests/2/starts/-", "value": "2027-01-05T12:07+00:00"}
    )),
    ("relaxations", lambda plan: with_relaxation(
        plan, {"op": "add", "path": "/requests/2/starts/-", "value": "2027-02-05T12:00+00:00"}
    )),
    ("relaxations", lambda plan: with_relaxation(plan, *[removing("/requests/2/seats/0/profession")] * 2)),
]  # fmt: skip


def test_the_plan_every_untruth_starts_from_is_true() -> None:
    problem, plan = a_solved_problem()
    assert [panel.request for panel in plan.panels] == ["r1", "r2"]
    assert check(problem, plan, relaxations=True, problem_sha256="") == []


@pytest.mark.parametrize(("kind", "untruth"), UNTRUTHS)
def test_an_untruth_is_found(kind: str, untruth: Callable[[Plan], Plan]) -> None:
    problem, plan = a_solved_problem()
    findings = check(problem, untruth(plan), relaxations=True, problem_sha256="")
    assert kind in {finding.kind for finding in findings}
    assert all(finding.text.endswith(".") for finding in findings)


def test_an_interrupted_plan_may_leave_a_request_that_would_fit() -> None:
    problem, plan = a_solved_problem()
    cut = replace(
        plan,
        panels=plan.panels[:1],
        unfilled=(Unfilled("r2", None, None), *plan.unfilled),
        levels=tuple(
            Level(name, value, bound, "FEASIBLE")
            for name, value, bound in (
                ("filled", 1, 3.0),
                ("explain.1", 0, 0.0),
                ("changes", 0, 0.0),
                ("load", 33, 0.0),
            )
        ),
    )
    assert check(problem, replace(cut, stopped_by="interrupt")) == []


def test_shortfalls_of_musts_are_hard_findings() -> None:
    rule = Requirement("outside", "at_least_from", "must", min=1, from_="outside_department")
    request = a_request("r1", requirements=(rule,))
    problem = a_problem([a_person("p1")], [request])
    plan = replace(solve(problem), panels=(a_panel(request, "p1", shortfalls=("outside",)),), unfilled=())
    assert 8 in {finding.rule for finding in check(problem, plan)}


def test_a_start_is_compared_as_an_instant_whatever_its_zone() -> None:
    problem, plan = a_solved_problem()
    elsewhere = with_panel(plan, 0, start=plan.panels[0].start.astimezone(UTC))
    assert check(problem, elsewhere) == []
    assert isinstance(elsewhere.panels[0], PlannedPanel)
    assert write_problem(problem)
