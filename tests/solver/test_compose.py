"""One request composed exactly: against exhaustive search, against CP-SAT, and in the cases people meet."""

from dataclasses import replace
from pathlib import Path

import pytest

from solver.check import check_panel
from solver.compose import Composer, compose
from solver.compose_cpsat import best_panel_by_cpsat
from solver.eligibility import Pool
from solver.files import read_problem
from solver.fixed_panels import standing_panels
from solver.hard_rules import Register, alone, together
from solver.level_values import level_values
from solver.problem import Problem, PublishedPanel, Request, Seat
from solver.result import Composition, PlannedPanel
from tests.solver.builders import a_panel, a_person, a_problem, a_request, a_room, at, at_least, free, mixed, published
from tests.solver.random_problems import a_random_problem, lawful_panels, value_of

DATA = Path(__file__).parent.parent / "data"


def standing(problem: Problem) -> list[PlannedPanel]:
    return list(standing_panels(problem))


def best_by_trying_everything(problem: Problem, request: Request) -> tuple[int, ...] | None:
    """The least value over all lawful panels beside the fixed ones, whose open rooms may be rearranged."""
    register = Register(problem)
    best: tuple[int, ...] | None = None
    for arrangement in arrangements(problem):
        for panel in lawful_panels(register, request, arrangement):
            value = value_of(register, [*arrangement, panel])
            best = value if best is None else min(best, value)
    return best


def arrangements(problem: Problem) -> list[list[PlannedPanel]]:
    """The fixed panels with every lawful choice of the rooms nobody named."""
    register = Register(problem)
    named = {panel.request: panel.room for panel in problem.previous or ()}
    choices: list[list[PlannedPanel]] = [[]]
    for panel in standing(problem):
        rooms = [panel.room]
        if panel.room is not None and named[panel.request] is None:
            rooms = [room.id for room in problem.rooms]
        choices = [[*chosen, replace(panel, room=room)] for chosen in choices for room in rooms]
    return [
        panels
        for panels in choices
        if not any(any(alone(register, panel)) for panel in panels) and not any(together(register, panels))
    ]


def value_of_composition(problem: Problem, composition: Composition) -> tuple[int, ...]:
    assert composition.panel is not None
    moved = [replace(p, room=composition.moved_rooms.get(p.request, p.room)) for p in standing(problem)]
    return value_of(Register(problem), [*moved, composition.panel])


@pytest.mark.parametrize("block", range(10))
def test_the_composed_panel_is_as_good_as_any_found_by_trying_everything(block: int) -> None:
    filled = 0
    for seed in range(block * 60, block * 60 + 60):
        problem = a_random_problem(seed)
        for request in problem.requests:
            if request.id in problem.fixed:
                continue
            composition = compose(problem, request.id)
            best = best_by_trying_everything(problem, request)
            assert (composition.status == "unfillable") == (best is None), (seed, request.id)
            if best is not None:
                filled += 1
                assert value_of_composition(problem, composition) == best, (seed, request.id)
    assert filled > 15


def test_cp_sat_finds_the_same_value_on_the_sample() -> None:
    problem = read_problem((DATA / "problem-small.json").read_bytes())
    composer = Composer(problem)
    for request in problem.requests[:20]:
        assert cpsat_value(composer, request) == search_value(composer, request)


@pytest.mark.parametrize("seed", range(0, 120, 3))
def test_cp_sat_finds_the_same_value_on_random_problems(seed: int) -> None:
    problem = a_random_problem(seed)
    composer = Composer(problem)
    for request in problem.requests:
        if request.id not in problem.fixed:
            assert cpsat_value(composer, request) == search_value(composer, request)


def cpsat_value(composer: Composer, request: Request) -> list[int] | None:
    trials, weights = composer.trials(request)
    found, proven = best_panel_by_cpsat(trials, weights, 20)
    assert proven
    return None if found is None else weights.split(found.value)


def search_value(composer: Composer, request: Request) -> list[int] | None:
    composition = composer.compose(request)
    return [level.value for level in composition.levels] if composition.panel else None


def test_the_least_loaded_person_for_their_cap_sits() -> None:
    people = [a_person("p1", load=3, cap=3), a_person("p2", load=3, cap=4), a_person("p3", load=9, cap=4)]
    composition = compose(a_problem(people, [a_request("r1")]), "r1")
    assert composition.panel is not None
    assert composition.panel.seats == ("p2",)
    assert composition.status == "optimal"


def test_ties_fall_to_the_smaller_id_and_the_earlier_start() -> None:
    people = [a_person("b"), a_person("a"), a_person("c")]
    composition = compose(a_problem(people, [a_request("r1", starts=("06 10:00", "05 10:00"))]), "r1")
    assert composition.panel is not None
    assert composition.panel.seats == ("a",)
    assert composition.panel.start_text == "2027-01-05T10:00+00:00"


def test_a_requirement_to_explain_outweighs_any_load() -> None:
    people = [a_person("p1", features={"g": "man"}), a_person("p2", load=500, cap=1, features={"g": "woman"})]
    composition = compose(a_problem(people, [a_request("r1", requirements=(at_least("g", "woman"),))]), "r1")
    assert composition.panel is not None
    assert composition.panel.seats == ("p2",)


def test_a_lower_tier_outweighs_all_higher_tiers() -> None:
    people = [a_person("p1", features={"g": "a"}), a_person("p2", features={"h": "b", "i": "c"})]
    rules = (at_least("g", "a", tier=1), at_least("h", "b", tier=2), at_least("i", "c", tier=2))
    composition = compose(a_problem(people, [a_request("r1", requirements=rules)]), "r1")
    assert composition.panel is not None
    assert composition.panel.seats == ("p1",)
    assert composition.panel.shortfalls == ("b_1", "c_1")


def test_an_unmet_must_leaves_the_request_unfilled() -> None:
    people = [a_person("p1", features={"g": "man"}), a_person("p2", features={"g": "man"})]
    request = a_request("r1", seats=(Seat("panelist"), Seat("panelist")), requirements=(mixed("g", "must"),))
    assert compose(a_problem(people, [request]), "r1").status == "unfillable"


def test_people_to_avoid_do_not_sit_and_are_no_reserves() -> None:
    people = [a_person("p1"), a_person("p2", load=1), a_person("p3", load=2)]
    composition = compose(a_problem(people, [a_request("r1")]), "r1", avoid=frozenset({"p1"}))
    assert composition.panel is not None
    assert composition.panel.seats == ("p2",)
    assert composition.panel.reserves == (("p3",),)


def test_a_published_panel_is_kept_though_others_carry_less() -> None:
    people = [a_person("p1", load=5), a_person("p2")]
    request = a_request("r1", starts=("05 10:00", "06 10:00"))
    before = published(a_panel(request, "p1", start=1))
    composition = compose(a_problem(people, [request], previous=(before,)), "r1")
    assert composition.panel is not None
    assert (composition.panel.seats, composition.panel.start) == (("p1",), request.starts[1])
    assert composition.levels[0].value == 0


def test_a_member_who_left_is_replaced_and_the_others_stay() -> None:
    people = [a_person("p1", load=5), a_person("p2", load=5), a_person("p3")]
    request = a_request("r1", seats=(Seat("panelist"), Seat("panelist")))
    before = PublishedPanel("r1", request.starts[0], ("p1", "gone"))
    composition = compose(a_problem(people, [request], previous=(before,)), "r1")
    assert composition.panel is not None
    assert set(composition.panel.seats) == {"p1", "p3"}
    assert composition.levels[0].value == 2


def test_a_fixed_interview_moves_to_another_room_where_nobody_named_its_room() -> None:
    people = [a_person("p1"), a_person("p2")]
    first = a_request("r1", needs_room=True)
    second = a_request("r2", needs_room=True, starts=("05 10:30",))
    before = PublishedPanel("r1", first.starts[0], ("p1",))
    rooms = (a_room("a"), a_room("b", available=(free("05 10:00", "05 11:00"),)))
    problem = a_problem(people, [first, second], rooms=rooms, previous=(before,), fixed=frozenset({"r1"}))
    composition = compose(problem, "r2")
    assert composition.panel is not None
    assert composition.panel.room == "a"
    assert composition.moved_rooms == {"r1": "b"}


def test_a_pool_of_other_people_is_refused() -> None:
    problem = a_problem([a_person("p1")], [a_request("r1")])
    with pytest.raises(ValueError, match="other people"):
        compose(problem, "r1", pool=Pool((a_person("p2"),), problem.bands))


def test_a_fixed_request_is_not_composed_again() -> None:
    request = a_request("r1")
    problem = a_problem(
        [a_person("p1")], [request], previous=(published(a_panel(request, "p1")),), fixed=frozenset({"r1"})
    )
    with pytest.raises(ValueError, match="standing panel"):
        compose(problem, "r1")


@pytest.mark.parametrize("seats", [70, 200])
def test_a_panel_of_very_many_seats_is_still_answered_with_proof(seats: int) -> None:
    people = [a_person(f"p{n:03}", load=n % 7, features={"g": "a" if n % 9 else "b"}) for n in range(seats + 20)]
    request = a_request("r1", seats=(Seat("panelist"),) * seats, requirements=(at_least("g", "b", 5),))
    problem = a_problem(people, [request])
    composition = compose(problem, "r1", seconds=60)
    assert composition.status == "optimal"
    assert composition.panel is not None
    values = level_values(Register(problem), [composition.panel])
    cheapest = sorted((200 * (2 * (p.load + 1) - 1) + p.cap) // (2 * p.cap) for p in people)[:seats]
    assert values["load"] == sum(cheapest) == composition.levels[-1].value


def test_nobody_at_all_is_a_clear_answer() -> None:
    assert compose(a_problem([], [a_request("r1")]), "r1").status == "unfillable"


def test_the_order_of_people_changes_nothing() -> None:
    problem = a_random_problem(11)
    turned = replace(problem, people=problem.people[::-1], requests=problem.requests[::-1])
    for request in problem.requests:
        if request.id not in problem.fixed:
            assert compose(problem, request.id) == compose(turned, request.id)


def test_every_reserve_can_take_its_seat_alone() -> None:
    for seed in range(60):
        problem = a_random_problem(seed)
        for request in problem.requests:
            if request.id in problem.fixed:
                continue
            panel = compose(problem, request.id).panel
            if panel is None:
                continue
            for seat, ranked in enumerate(panel.reserves):
                for person in ranked:
                    seats = (*panel.seats[:seat], person, *panel.seats[seat + 1 :])
                    swapped = replace(panel, seats=seats)
                    beside = [p for p in standing(problem) if p.room != panel.room or p.room is None]
                    kinds = {finding.kind for finding in check_panel(problem, swapped, beside)}
                    assert kinds <= {"shortfalls"}


def test_an_interview_may_start_the_moment_another_ends_on_the_same_site() -> None:
    first, second = a_request("r1"), a_request("r2", starts=("05 11:00",))
    problem = a_problem(
        [a_person("p1")], [first, second], previous=(published(a_panel(first, "p1")),), fixed=frozenset({"r1"})
    )
    assert compose(problem, "r2").status == "optimal"
    assert at("05 11:00") == second.starts[0]
