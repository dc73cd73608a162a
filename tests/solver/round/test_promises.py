"""Thesis defences as ordinary problems, and what a plan must not depend on."""

import gc
from dataclasses import replace
from pathlib import Path

from benchmarks.round.thesis import an_instance
from solver.check import check
from solver.files import read_problem
from solver.plan import solve
from solver.problem import Parity
from solver.round.engine import Engine
from tests.solver.builders import a_person, a_problem, a_request, at_least

DATA = Path(__file__).parent.parent.parent / "data"


def test_thesis_defences_with_committees_and_rooms_are_filled_with_proof() -> None:
    problem = read_problem(an_instance(1, 8, 12, days=4, rooms=1))
    plan = solve(problem)
    assert check(problem, plan, relaxations=True) == []
    assert {level.status for level in plan.levels} == {"OPTIMAL"}
    assert len(plan.panels) + len(plan.unfilled) == 8


def test_the_number_of_workers_changes_nothing() -> None:
    problem = read_problem((DATA / "problem-small.json").read_bytes())
    one, two = (Engine(problem, None, 1, whole=0, workers=workers).solve() for workers in (1, 2))
    assert one == two


def test_a_panel_that_needs_somebody_with_the_value_bounds_parity_where_rounds_are_large() -> None:
    holder = a_person("p1", features={"e": "minority"}, cap=9)
    people = [holder, *(a_person(f"p{n}", cap=9) for n in range(2, 12))]
    asked = at_least("e", "minority", strength="must")
    apart = [a_request(f"r{n}", starts=(f"05 {9 + n:02}:00",), requirements=(asked,)) for n in range(1, 4)]
    parity = Parity("e", "minority", 125)
    problem = replace(a_problem(people, apart), parity=parity)
    levels = {level.name: level for level in Engine(problem, None, 1, whole=0).solve().levels}
    assert levels["filled"].value == 3
    assert levels["parity"].value > 0
    assert levels["parity"].status == "OPTIMAL"


def test_reading_leaves_the_collector_as_it_was() -> None:
    data = (DATA / "problem-small.json").read_bytes()
    read_problem(data)
    assert gc.isenabled()
    gc.disable()
    try:
        read_problem(data)
        assert not gc.isenabled()
    finally:
        gc.enable()
