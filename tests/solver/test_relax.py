"""Explanations: conflicts are minimal and relaxations smallest, each seen by trying everything."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from solver.check_relaxations import apply
from solver.files import read_problem
from solver.fit import fits
from solver.fixed_panels import standing_panels
from solver.hard_rules import Register
from solver.problem import Problem, PublishedPanel, Seat
from solver.relax import explain
from solver.result import ConflictRule, PlannedPanel, Unfilled
from tests.solver.builders import a_panel, a_person, a_problem, a_request, a_room, at_least, free, mixed
from tests.solver.random_problems import a_random_problem
from tests.solver.trying_everything import every_rule, key_of_patch, possible_without, working

DATA = Path(__file__).parent.parent / "data"


def unfilled_ones(seeds: range) -> Iterator[tuple[int, Problem, list[PlannedPanel], Unfilled]]:
    for seed in seeds:
        problem = a_random_problem(seed)
        panels = list(standing_panels(problem))
        for request in problem.requests:
            if request.id not in problem.fixed:
                entry = explain(problem, request.id, panels)
                assert (entry is None) == fits(Register(problem), request, panels)
                if entry is not None:
                    yield seed, problem, panels, entry


def test_a_conflict_cannot_hold_together_but_can_with_any_one_rule_less() -> None:
    seen = 0
    for seed, problem, panels, entry in unfilled_ones(range(260)):
        request = problem.request(entry.request)
        assert entry.conflict is not None
        outside = every_rule(request) - set(entry.conflict)
        assert not possible_without(problem, request, panels, outside), (seed, entry)
        for rule in entry.conflict:
            assert possible_without(problem, request, panels, outside | {rule}), (seed, rule, entry)
        seen += 1
    assert seen > 150


@pytest.mark.parametrize("block", range(4))
def test_relaxations_work_are_smallest_and_come_in_order(block: int) -> None:
    sizes = []
    for seed, problem, panels, entry in unfilled_ones(range(block * 22, block * 22 + 22)):
        place = [request.id for request in problem.requests].index(entry.request)
        register = Register(problem)
        assert entry.relaxations is not None
        keys = [key_of_patch(offer) for offer in entry.relaxations]
        assert keys == sorted(keys), (seed, entry)
        for offer in entry.relaxations:
            assert fits(register, apply(register, place, offer), panels), (seed, offer)
        size = len(entry.relaxations[0].patch) if entry.relaxations else 7
        sizes.append(size)
        assert all(len(offer.patch) == size for offer in entry.relaxations)
        for fewer in range(1, min(size, 3)):
            assert not working(problem, place, panels, fewer), (seed, entry.request, fewer)
        if size <= 2:
            possible = working(problem, place, panels, size)
            assert set(keys) == set(sorted(possible)[: len(set(keys))]), (seed, entry.request)
            assert len(keys) == 5 or set(keys) == possible, (seed, entry.request)
    assert {1, 2} <= set(sizes)


def test_a_filled_request_needs_no_explanation() -> None:
    problem = a_problem([a_person("p1")], [a_request("r1")])
    assert explain(problem, "r1") is None
    assert explain(problem, "r1", [a_panel(problem.requests[0], "p1")]) is None


def test_too_few_people_is_an_empty_conflict() -> None:
    problem = a_problem([a_person("p1")], [a_request("r1", seats=(Seat("panelist"),) * 3)])
    entry = explain(problem, "r1")
    assert entry is not None
    assert entry.conflict == ()
    assert entry.relaxations is not None
    assert [len(offer.patch) for offer in entry.relaxations] == [2, 2, 2]


def test_the_only_chair_away_is_a_conflict_of_role_and_availability() -> None:
    people = [a_person("p1", roles=["chair"], available=()), a_person("p2")]
    problem = a_problem(people, [a_request("r1", seats=(Seat("chair"),))])
    entry = explain(problem, "r1")
    assert entry is not None
    assert set(entry.conflict or ()) == {ConflictRule("seat.role", seat=0), ConflictRule("available")}
    assert entry.relaxations == ()


def test_another_panel_at_the_same_time_is_named_as_others() -> None:
    problem = a_problem([a_person("p1")], [a_request("r1"), a_request("r2", starts=("05 10:30",))])
    entry = explain(problem, "r2", [a_panel(problem.requests[0], "p1")])
    assert entry is not None
    assert entry.conflict == (ConflictRule("others"),)
    assert entry.relaxations is not None
    first = entry.relaxations[0].patch[0]
    assert first == {"op": "add", "path": "/requests/1/starts/-", "value": "2027-01-05T11:00+00:00"}


def test_a_band_is_lowered_one_step_at_a_time() -> None:
    problem = a_problem([a_person("p1", band="5", roles=["chair"])], [a_request("r1", seats=(Seat("chair", "7"),))])
    entry = explain(problem, "r1")
    assert entry is not None
    assert entry.relaxations is not None
    assert [step["value"] for step in entry.relaxations[0].patch] == ["6", "5"]


def test_a_room_that_is_taken_is_named_with_the_others() -> None:
    first = a_request("r1", needs_room=True)
    second = a_request("r2", needs_room=True)
    rooms = (a_room("a", available=(free("05 10:00", "05 11:00"),)),)
    problem = a_problem([a_person("p1"), a_person("p2")], [first, second], rooms=rooms)
    entry = explain(problem, "r2", [a_panel(first, "p1", room="a")])
    assert entry is not None
    assert set(entry.conflict or ()) == {ConflictRule("room"), ConflictRule("others")}
    assert entry.relaxations == ()


def test_what_a_manager_sees_does_not_depend_on_protected_rules() -> None:
    people = [a_person("p1", features={"g": "man"}), a_person("p2", features={"g": "man"})]
    seats = (Seat("panelist"), Seat("panelist"))
    hopeless = (*seats, Seat("panelist", profession="law"))
    with_rule = a_request("r1", seats=seats, requirements=(mixed("g", "must"), at_least("g", "woman", 1, "must")))
    assert explain(a_problem(people, [with_rule]), "r1") is not None
    assert explain(a_problem(people, [with_rule]), "r1", rules="non-protected") is None
    bent = replace(with_rule, seats=hopeless)
    plain = replace(bent, requirements=())
    shown = explain(a_problem(people, [bent]), "r1", rules="non-protected")
    assert shown is not None
    assert shown == explain(a_problem(people, [plain]), "r1")


def test_adding_a_start_respects_the_quarter_hour_and_fourteen_days() -> None:
    near, far = (free("19 10:07", "19 11:30"),), (free("19 10:20", "19 11:30"),)
    request = a_request("r1", starts=("05 10:20",))
    found = explain(a_problem([a_person("p1", available=near)], [request]), "r1")
    assert found is not None
    assert found.relaxations is not None
    assert [offer.patch[0]["value"] for offer in found.relaxations] == ["2027-01-19T10:15+00:00"]
    too_late = explain(a_problem([a_person("p1", available=far)], [request]), "r1")
    assert too_late is not None
    assert too_late.relaxations == ()


def test_every_explanation_of_the_scarce_sample_is_minimal_and_works() -> None:
    problem = read_problem((DATA / "problem-scarce.json").read_bytes())
    register = Register(problem)
    explained = 0
    for place, request in enumerate(problem.requests):
        entry = explain(problem, request.id)
        if entry is None:
            continue
        explained += 1
        assert entry.conflict
        assert entry.relaxations is not None
        for offer in entry.relaxations:
            assert fits(register, apply(register, place, offer), [])
    assert explained == 30


def test_an_explanation_beside_a_published_panel_of_the_request_itself_leaves_it_out() -> None:
    request = a_request("r1")
    problem = a_problem([a_person("p1")], [request], previous=(PublishedPanel("r1", request.starts[0], ("p1",)),))
    assert explain(problem, "r1", [a_panel(request, "p1")]) is None


def test_a_panel_of_two_hundred_seats_is_explained_too() -> None:
    people = [a_person(f"p{n:03}", features={"g": "a" if n % 9 else "b"}) for n in range(220)]
    seats = (Seat("panelist"),) * 200
    wanting = explain(
        a_problem(people, [a_request("r1", seats=seats, requirements=(at_least("g", "b", 60, "must"),))]), "r1"
    )
    assert wanting is not None
    assert wanting.conflict == (ConflictRule("requirement", id="b_60"),)
    assert wanting.relaxations is not None
    assert [len(offer.patch) for offer in wanting.relaxations] == [1]
    assert explain(a_problem(people[:150], [a_request("r1", seats=seats)]), "r1") == Unfilled("r1", (), ())


def test_more_work_than_allowed_is_not_computed_rather_than_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solver.relaxations.TESTS", 0)
    request = a_request("r1", seats=(Seat("chair", from_="division"),), division="v9")
    problem = a_problem([a_person("p1", roles=["chair"])], [request])
    entry = explain(problem, "r1")
    assert entry is not None
    assert entry.conflict == (ConflictRule("seat.from", seat=0),)
    assert entry.relaxations is None
