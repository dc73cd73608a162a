"""The round against every plan there is: no bound is beaten, and what is called optimal is."""

from dataclasses import replace

import pytest

from solver.fixed_panels import standing_panels
from solver.hard_rules import Register, alone, together
from solver.level_values import level_values, shortfalls
from solver.problem import Problem
from solver.round.answer import Answer
from solver.round.engine import Engine
from tests.solver.random_problems import a_random_problem, all_plans
from tests.solver.test_compose import arrangements

ONE_PROGRAM = 25_000
PRICES_AND_NEIGHBOURHOODS = 0
CONTESTS_TOO_LARGE = 0


def a_small_problem(seed: int) -> Problem:
    """A random problem of which all plans can be listed."""
    problem = a_random_problem(seed)
    if len(problem.requests) == 3 and len(problem.people) > 5:
        return replace(problem, people=problem.people[:5], previous=None, fixed=frozenset())
    return problem


def assert_lawful(problem: Problem, answer: Answer) -> None:
    register = Register(problem)
    panels = list(answer.panels)
    assert [finding for panel in panels for finding in alone(register, panel)] == []
    assert list(together(register, panels)) == []
    assert {level.name: level.value for level in answer.levels} == level_values(register, panels)
    published = {panel.request: panel for panel in problem.previous or ()}
    assert problem.fixed <= {panel.request for panel in panels}
    for panel in panels:
        assert panel.shortfalls == shortfalls(register, panel)
        if panel.request in problem.fixed:
            assert panel.seats == published[panel.request].seats
            assert panel.start == published[panel.request].start
            assert published[panel.request].room in (None, panel.room)


def assert_true_to(problem: Problem, answer: Answer) -> int:
    """Compare with every plan; returns how many levels are called optimal."""
    register = Register(problem)
    starts = arrangements(problem) if problem.fixed else [list(standing_panels(problem))]
    alike = [level_values(register, panels) for standing in starts for panels in all_plans(problem, standing)]
    proven = 0
    for level in answer.levels:
        values = [values[level.name] for values in alike]
        best = max(values) if level.name == "filled" else min(values)
        assert level.bound >= best if level.name == "filled" else level.bound <= best, level
        if level.status == "OPTIMAL":
            proven += 1
            assert level.value == best == level.bound, level
        alike = [values for values in alike if values[level.name] == level.value]
    return proven


@pytest.mark.parametrize("block", range(4))
def test_one_program_proves_every_level(block: int) -> None:
    for seed in range(5000 + block * 15, 5015 + block * 15):
        problem = a_small_problem(seed)
        answer = Engine(problem, None, 1, whole=ONE_PROGRAM).solve()
        assert_lawful(problem, answer)
        assert assert_true_to(problem, answer) == len(answer.levels), seed


@pytest.mark.parametrize("block", range(4))
def test_prices_prove_what_they_say_and_no_more(block: int) -> None:
    proven = 0
    for seed in range(6000 + block * 15, 6015 + block * 15):
        problem = a_small_problem(seed)
        answer = Engine(problem, None, 1, whole=PRICES_AND_NEIGHBOURHOODS).solve()
        assert_lawful(problem, answer)
        proven += assert_true_to(problem, answer)
    assert proven > 40


@pytest.mark.parametrize("block", range(4))
def test_what_is_scarce_proves_what_it_says_and_no_more(block: int) -> None:
    proven = 0
    for seed in range(6500 + block * 15, 6515 + block * 15):
        problem = a_small_problem(seed)
        answer = Engine(problem, None, 1, whole=PRICES_AND_NEIGHBOURHOODS, contest=CONTESTS_TOO_LARGE).solve()
        assert_lawful(problem, answer)
        proven += assert_true_to(problem, answer)
    assert proven > 40
