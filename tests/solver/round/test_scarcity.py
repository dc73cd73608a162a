"""How much what is scarce allows to fill, compared with every plan there is."""

import pytest

from solver.fixed_panels import standing_panels
from solver.hard_rules import Register
from solver.level_values import level_values
from solver.problem import Seat
from solver.round.draft import Draft
from solver.round.field import Field
from solver.round.finder import Finder
from solver.round.opening import Opening
from solver.round.part import Limits
from solver.round.scarcity import Scarcity, departing
from tests.solver.builders import a_person, a_problem, a_request
from tests.solver.random_problems import all_plans
from tests.solver.round.test_against_everything import a_small_problem
from tests.solver.test_compose import arrangements


@pytest.mark.parametrize("width", [1, 2, 9])
def test_no_plan_fills_more_and_those_it_is_sure_of_are_filled_in_each_as_good(width: int) -> None:
    sure_of = 0
    for seed in range(8000, 8025):
        problem = a_small_problem(seed)
        field = Field(problem)
        scarcity = Scarcity(field, [r for r, wanted in enumerate(field.wanted) if wanted.offers], (width,))
        scarcity.settle(Limits())
        by_fractions = scarcity.bound
        scarcity.settle_wholly(Limits())
        assert scarcity.bound <= by_fractions
        register = Register(problem)
        starts = arrangements(problem) if problem.fixed else [list(standing_panels(problem))]
        filled: dict[int, list[set[str]]] = {}
        for standing in starts:
            for panels in all_plans(problem, standing):
                value = level_values(register, panels)["filled"]
                filled.setdefault(value, []).append({panel.request for panel in panels})
        assert scarcity.bound >= max(filled), seed
        for value, plans in filled.items():
            always = set.intersection(*plans)
            sure = {field.wanted[request].request.id for request in scarcity.sure(value)}
            assert sure <= always, (seed, value)
            sure_of += len(sure)
    assert sure_of > 10


def test_one_chair_for_two_requests_leaves_one_of_them_unfilled_and_keeps_what_stands() -> None:
    chair = Seat("chair")
    people = [a_person("p1", roles=["chair"], cap=1), a_person("p2", roles=["chair"], professions=("law",))]
    lawyer = Seat("chair", profession="law")
    requests = [a_request("r1", seats=(lawyer,)), a_request("r2", seats=(lawyer,)), a_request("r3", seats=(chair,))]
    field = Field(a_problem(people, requests))
    scarcity = Scarcity(field, range(3))
    scarcity.settle(Limits())
    scarcity.settle_wholly(Limits())
    assert scarcity.bound == 2
    assert scarcity.sure(2) >= {2}
    draft = Draft(field)
    opening = Opening(field, Finder(field), lambda: False)
    opening.fill(draft, [1])
    choices = scarcity.nearest(draft, 2, Limits())
    assert choices is not None
    assert set(choices) == {1, 2}
    assert departing(draft, choices) == {2}
    assert scarcity.nearest(draft, 3, Limits()) is None
