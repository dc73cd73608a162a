"""Whole files: every plan passes the check, its bounds hold against all plans there are, and it repeats itself."""

import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.check import check
from solver.files import read_problem, sha256, write_plan
from solver.fixed_panels import standing_panels
from solver.hard_rules import Register
from solver.level_values import level_values
from solver.plan import Progress, solve
from solver.problem import Problem, Seat
from solver.result import Plan
from tests.solver.builders import a_person, a_problem, a_request, at_least
from tests.solver.random_problems import a_random_problem, all_plans
from tests.solver.test_compose import arrangements

DATA = Path(__file__).parent.parent / "data"


@given(st.integers(0, 10**9))
@settings(max_examples=60, deadline=None)
def test_the_check_finds_nothing_in_any_plan(seed: int) -> None:
    problem = a_random_problem(seed)
    assert check(problem, solve(problem), relaxations=True) == []


def every_value(problem: Problem) -> list[dict[str, int]]:
    """The levels of every lawful plan."""
    register = Register(problem)
    starts = arrangements(problem) if problem.fixed else [list(standing_panels(problem))]
    return [level_values(register, panels) for standing in starts for panels in all_plans(problem, standing)]


@pytest.mark.parametrize("block", range(6))
def test_no_plan_beats_a_bound_with_the_earlier_levels_as_stated(block: int) -> None:
    proven = 0
    for seed in range(1000 + block * 20, 1020 + block * 20):
        problem = a_random_problem(seed)
        if len(problem.requests) == 3 and len(problem.people) > 5:
            problem = replace(problem, people=problem.people[:5], previous=None, fixed=frozenset())
        plan = solve(problem)
        alike = every_value(problem)
        for level in plan.levels:
            values = [plan_values[level.name] for plan_values in alike]
            best = max(values) if level.name == "filled" else min(values)
            if level.name == "filled":
                assert level.bound >= best, (seed, level)
            else:
                assert level.bound <= best, (seed, level)
            if level.status == "OPTIMAL":
                proven += 1
                assert level.value == best, (seed, level)
            alike = [plan_values for plan_values in alike if plan_values[level.name] == level.value]
    assert proven > 30


def test_one_open_request_is_proven_in_every_level() -> None:
    for seed in range(60):
        problem = a_random_problem(seed)
        if len(problem.requests) - len(problem.fixed) <= 1:
            plan = solve(problem)
            assert {level.status for level in plan.levels} == {"OPTIMAL"}
            assert plan.stopped_by == "proof"


def bytes_without_seconds(plan: Plan) -> bytes:
    return write_plan(replace(plan, seconds=0.0))


def test_the_same_file_gives_the_same_bytes() -> None:
    data = (DATA / "problem-small.json").read_bytes()
    first, second = (solve(read_problem(data), problem_sha256=sha256(data)) for _ in range(2))
    assert bytes_without_seconds(first) == bytes_without_seconds(second)


@pytest.mark.parametrize("seed", range(25))
def test_the_order_of_people_and_requests_changes_only_the_order_of_lists(seed: int) -> None:
    problem = a_random_problem(seed)
    rng = random.Random(seed)
    people, requests = list(problem.people), list(problem.requests)
    rng.shuffle(people)
    rng.shuffle(requests)
    first = solve(problem)
    second = solve(replace(problem, people=tuple(people), requests=tuple(requests)))
    assert first.levels == second.levels
    assert {panel.request: panel for panel in first.panels} == {panel.request: panel for panel in second.panels}
    conflicts = [{entry.request: entry.conflict for entry in plan.unfilled} for plan in (first, second)]
    assert conflicts[0] == conflicts[1]


@pytest.mark.parametrize("seed", range(30))
def test_adding_a_person_never_makes_a_request_hopeless(seed: int) -> None:
    problem = a_random_problem(seed, fixing=False)
    more = replace(problem, people=(*problem.people, a_person("extra", load=99)))
    bounds = [solve(each).levels[0].bound for each in (problem, more)]
    assert bounds[0] <= bounds[1]


def test_the_small_sample_fills_each_request_that_can_be_filled_alone() -> None:
    data = (DATA / "problem-small.json").read_bytes()
    problem = read_problem(data)
    plan = solve(problem, problem_sha256=sha256(data))
    assert len(plan.panels) == 37
    assert [entry.request for entry in plan.unfilled] == ["r23", "r24", "r37"]
    assert all(entry.conflict and entry.relaxations for entry in plan.unfilled)
    assert plan.levels[0].status == "OPTIMAL"
    assert check(problem, plan, True, sha256(data)) == []


def test_an_empty_problem_is_proven_at_once() -> None:
    plan = solve(a_problem([], []))
    assert (plan.panels, plan.unfilled, plan.stopped_by) == ((), (), "proof")
    assert [(level.name, level.value) for level in plan.levels] == [("filled", 0), ("load", 0)]


def test_the_urgent_request_gets_the_only_chair() -> None:
    chairs = [a_person("p1", roles=["chair"])]
    requests = [a_request("r1", seats=(Seat("chair"),)), a_request("r2", seats=(Seat("chair"),), priority=5)]
    plan = solve(a_problem(chairs, requests))
    assert [panel.request for panel in plan.panels] == ["r2"]
    assert plan.levels[0].value == 5


def test_stopping_at_once_still_gives_a_true_plan() -> None:
    data = (DATA / "problem-small.json").read_bytes()
    problem = read_problem(data)
    plan = solve(problem, should_stop=lambda: True, problem_sha256=sha256(data))
    assert plan.stopped_by == "interrupt"
    assert plan.panels == ()
    assert all(entry.conflict is None for entry in plan.unfilled)
    assert check(problem, plan, True, sha256(data)) == []


def test_stopping_midway_keeps_what_is_filled() -> None:
    problem = read_problem((DATA / "problem-small.json").read_bytes())
    seen: list[Progress] = []
    plan = solve(problem, progress=seen.append, should_stop=lambda: seen[-1].filled >= 5)
    assert plan.stopped_by == "interrupt"
    assert len(plan.panels) == 5
    assert check(problem, plan) == []


def test_a_spent_time_limit_gives_a_true_plan() -> None:
    problem = read_problem((DATA / "problem-small.json").read_bytes())
    plan = solve(problem, seconds=1e-6)
    assert plan.stopped_by == "limit"
    assert plan.panels
    assert all(entry.conflict is None and entry.relaxations is None for entry in plan.unfilled)
    assert check(problem, plan) == []


def test_absurd_numbers_are_reckoned_exactly() -> None:
    people = [a_person("p1", cap=10**12, load=10**12), a_person("p2", cap=1, load=10**12)]
    problem = a_problem(people, [a_request("r1", minutes=30, priority=10**12)])
    plan = solve(problem)
    assert plan.panels[0].seats == ("p1",)
    assert check(problem, plan) == []


def test_the_parity_ratio_compares_seats_asked_for_with_people_who_can_sit() -> None:
    people = [a_person(f"p{n}", features={"e": "minority" if n == 0 else "white"}) for n in range(5)]
    request = a_request("r1", seats=(Seat("panelist"),) * 2, requirements=(at_least("e", "minority"),))
    plan = solve(a_problem(people, [request]))
    assert plan.hr["parity_ratio"] == {"minority_1": 2.5}
    assert plan.hr["load"]["by_group"]["e"]["minority"] == {"people": 1, "load_before": 0, "new_seats": 1}
