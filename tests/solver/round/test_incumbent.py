"""A plan that is known already, and plans handed out on the way: what a killed round is resumed from."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

from solver.check import check
from solver.files import read_problem
from solver.plan import solve
from solver.problem import Problem
from solver.result import Level, Plan
from solver.round.engine import Engine
from tests.solver.builders import a_person, a_problem, a_request
from tests.solver.random_problems import a_random_problem
from tests.solver.round.test_against_everything import (
    PRICES_AND_NEIGHBOURHOODS,
    a_small_problem,
    assert_lawful,
    assert_true_to,
)

DATA = Path(__file__).parent.parent.parent / "data"


@cache
def the_small_sample() -> Problem:
    return read_problem((DATA / "problem-small.json").read_bytes())


def values(levels: tuple[Level, ...]) -> list[int]:
    """Levels to be compared one after another, less being better."""
    return [-level.value if level.name == "filled" else level.value for level in levels]


def after(questions: int) -> Callable[[], bool]:
    """Says that it is time to stop once it was asked so often."""
    left = iter(range(questions))
    return lambda: next(left, None) is None


def test_every_plan_handed_out_is_lawful_and_none_is_worse_than_the_one_before() -> None:
    kept: list[Plan] = []
    last = solve(the_small_sample(), keep=kept.append, keep_every=0)
    assert kept
    assert [check(the_small_sample(), plan) for plan in kept] == [[]] * len(kept)
    reached = [values(plan.levels) for plan in [*kept, last]]
    assert reached == sorted(reached, reverse=True)


def test_handing_plans_out_changes_nothing() -> None:
    quiet, told = (solve(the_small_sample(), keep=keep, keep_every=0) for keep in (None, lambda _: None))
    assert replace(quiet, seconds=0) == replace(told, seconds=0)


def test_a_run_that_is_stopped_at_once_keeps_the_plan_it_started_from() -> None:
    known = solve(the_small_sample())
    resumed = solve(the_small_sample(), start=known, should_stop=lambda: True)
    assert [(panel.request, panel.start, panel.seats) for panel in resumed.panels] == [
        (panel.request, panel.start, panel.seats) for panel in known.panels
    ]
    assert values(resumed.levels) == values(known.levels)


def test_a_resumed_run_proves_the_same_values_as_one_from_nothing() -> None:
    kept: list[Plan] = []
    cold = solve(the_small_sample(), keep=kept.append)
    assert solve(the_small_sample(), start=kept[0]).levels == cold.levels
    assert {level.status for level in cold.levels} == {"OPTIMAL"}


def test_any_lawful_start_leads_to_a_true_answer_that_is_no_worse() -> None:
    for seed in range(7000, 7030):
        problem = a_small_problem(seed)
        first = Engine(problem, None, 1, should_stop=after(9)).solve()
        for whole in (25_000, PRICES_AND_NEIGHBOURHOODS):
            answer = Engine(problem, None, 1, whole=whole, start=first.panels).solve()
            assert_lawful(problem, answer)
            assert_true_to(problem, answer)
            assert values(answer.levels) <= values(first.levels), seed


def test_panels_that_break_a_rule_are_passed_over() -> None:
    for seed in range(40):
        problem, other = a_random_problem(seed), a_random_problem(seed + 1)
        plan = solve(problem, start=solve(other))
        assert check(problem, plan) == [], seed
        assert values(plan.levels) == values(solve(problem).levels), seed


def test_a_start_does_not_keep_a_request_from_a_better_panel() -> None:
    busy, idle = a_person("p1", load=5, cap=10), a_person("p2", cap=10)
    request = a_request("r1")
    only_busy = solve(a_problem([busy], [request]))
    plan = solve(a_problem([busy, idle], [request]), start=only_busy)
    assert plan.panels[0].seats == ("p2",)
