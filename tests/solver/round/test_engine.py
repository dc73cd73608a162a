"""What a round promises whatever happens: it repeats itself, keeps to its limits and never lies about its bounds."""

import random
import time
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from solver.files import read_problem
from solver.hard_rules import Register, alone, together
from solver.problem import Problem, Request, Seat
from solver.round.answer import Answer
from solver.round.engine import Engine
from tests.solver.builders import a_panel, a_person, a_problem, a_request, at_least, published
from tests.solver.random_problems import a_random_problem

DATA = Path(__file__).parent.parent.parent / "data"


@cache
def the_small_sample() -> tuple[Problem, Answer]:
    problem = read_problem((DATA / "problem-small.json").read_bytes())
    return problem, solved(problem)


def solved(problem: Problem) -> Answer:
    return Engine(problem, None, 1).solve()


def shuffled(problem: Problem, seed: int) -> Problem:
    """The same problem with its lists in another order."""
    rng = random.Random(seed)

    def mixed(items: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(rng.sample(items, len(items)))

    previous = None if problem.previous is None else mixed(problem.previous)
    requests = mixed(tuple(_other_order_of_starts(request, rng) for request in problem.requests))
    return replace(
        problem, people=mixed(problem.people), requests=requests, rooms=mixed(problem.rooms), previous=previous
    )


def _other_order_of_starts(request: Request, rng: random.Random) -> Request:
    order = rng.sample(range(len(request.starts)), len(request.starts))
    return replace(
        request,
        starts=tuple(request.starts[n] for n in order),
        start_texts=tuple(request.start_texts[n] for n in order),
    )


def test_the_order_of_people_requests_and_starts_changes_nothing() -> None:
    for seed in range(40):
        problem = a_random_problem(seed)
        assert solved(shuffled(problem, seed)) == solved(problem), seed


def test_the_order_of_a_real_file_changes_nothing() -> None:
    problem, answer = the_small_sample()
    assert solved(shuffled(problem, 7)) == answer


def test_the_small_sample_is_proven_on_every_level() -> None:
    _, answer = the_small_sample()
    assert {level.status for level in answer.levels} == {"OPTIMAL"}


def test_a_deadline_in_the_past_gives_a_lawful_plan_with_true_bounds() -> None:
    problem, proven = the_small_sample()
    answer = Engine(problem, time.monotonic() - 1, 1).solve()
    register = Register(problem)
    assert not [finding for panel in answer.panels for finding in alone(register, panel)]
    assert not list(together(register, answer.panels))
    assert answer.levels[0].bound >= proven.levels[0].value


@pytest.mark.parametrize("asked", [1, 20, 60, 90, 120, 200])
def test_stopping_at_any_moment_keeps_a_lawful_plan(asked: int) -> None:
    problem, proven = the_small_sample()
    questions = iter(range(10**9))
    answer = Engine(problem, None, 1, should_stop=lambda: next(questions) > asked).solve()
    register = Register(problem)
    assert not [finding for panel in answer.panels for finding in alone(register, panel)]
    assert not list(together(register, answer.panels))
    assert answer.levels[0].bound >= proven.levels[0].value


def test_fixed_panels_outlive_an_immediate_stop() -> None:
    people = [a_person("p1"), a_person("p2")]
    request = a_request("r1")
    panel = published(a_panel(request, "p1"))
    problem = a_problem(people, [request], previous=(panel,), fixed=frozenset({"r1"}))
    answer = Engine(problem, None, 1, should_stop=lambda: True).solve()
    assert [panel.seats for panel in answer.panels] == [("p1",)]


def test_two_requests_for_one_person_are_settled_by_priority() -> None:
    people = [a_person("p1", cap=1)]
    answer = solved(a_problem(people, [a_request("r1"), a_request("r2", priority=5)]))
    assert [panel.request for panel in answer.panels] == ["r2"]
    assert answer.levels[0].status == "OPTIMAL"


def test_a_chain_of_moves_makes_room_for_the_last_request() -> None:
    people = [
        a_person("p1", professions=("a", "b"), cap=1),
        a_person("p2", professions=("b", "c"), cap=1),
        a_person("p3", professions=("c", "d"), cap=1),
    ]
    wanted = [("r1", "b"), ("r2", "c"), ("r3", "a")]
    requests = [a_request(name, seats=(Seat("panelist", profession=profession),)) for name, profession in wanted]
    answer = solved(a_problem(people, requests))
    assert {panel.request: panel.seats for panel in answer.panels} == {"r1": ("p2",), "r2": ("p3",), "r3": ("p1",)}


def test_a_scarce_value_goes_where_it_is_asked_for() -> None:
    people = [a_person("p1", features={"e": "minority"}, cap=1), a_person("p2", cap=3, load=9), a_person("p3", load=9)]
    asked = at_least("e", "minority", strength="explain")
    answer = solved(a_problem(people, [a_request("r1"), a_request("r2", requirements=(asked,))]))
    assert {panel.request: panel.seats for panel in answer.panels}["r2"] == ("p1",)


def test_a_load_beyond_floating_point_is_never_called_proven() -> None:
    people = [a_person(f"p{n}", cap=1, load=10**12 - n) for n in range(4)]
    answer = solved(a_problem(people, [a_request("r1"), a_request("r2")]))
    assert (answer.levels[-1].name, answer.levels[-1].status) == ("load", "FEASIBLE")


def test_there_is_an_answer_without_people_and_without_requests() -> None:
    assert solved(a_problem([], [])).panels == ()
    assert [level.status for level in solved(a_problem([], [a_request("r1")])).levels] == ["OPTIMAL", "OPTIMAL"]
