"""Every hard rule has a panel that breaks it and nothing else; the search never proposes such a panel."""

from dataclasses import replace
from datetime import date

import pytest

from solver.check import check_panel
from solver.compose import compose
from solver.problem import CapPeriod, Problem, Request, Requirement, Seat
from solver.result import PlannedPanel
from tests.solver.builders import a_panel, a_person, a_problem, a_request, a_room, at, at_least, free, mixed, published


def rules_broken(problem: Problem, panel: PlannedPanel, *beside: PlannedPanel) -> set[int | None]:
    return {finding.rule for finding in check_panel(problem, panel, list(beside)) if finding.kind == "hard"}


def search_agrees(problem: Problem, request: str, *beside: PlannedPanel) -> bool:
    """Whether the search too sees no way to fill the request beside these panels."""
    fixed = frozenset(panel.request for panel in beside)
    previous = tuple(published(panel) for panel in beside)
    return compose(replace(problem, previous=previous, fixed=fixed), request).status == "unfillable"


def test_a_lawful_panel_breaks_nothing() -> None:
    problem = a_problem([a_person("p1")], [a_request("r1")])
    assert check_panel(problem, a_panel(problem.requests[0], "p1")) == []


def test_a_start_that_is_not_offered_breaks_rule_1() -> None:
    problem = a_problem([a_person("p1")], [a_request("r1")])
    assert rules_broken(problem, PlannedPanel("r1", at("05 11:00"), ("p1",))) == {1}


def test_one_person_on_two_seats_or_an_empty_seat_breaks_rule_1() -> None:
    request = a_request("r1", seats=(Seat("panelist"), Seat("panelist")))
    problem = a_problem([a_person("p1")], [request])
    assert rules_broken(problem, a_panel(request, "p1", "p1")) == {1}
    assert rules_broken(problem, a_panel(request, "p1")) == {1}
    assert rules_broken(problem, a_panel(request, "p1", "stranger")) == {1}
    assert search_agrees(problem, "r1")


@pytest.mark.parametrize(
    "seat",
    [
        Seat("chair"),
        Seat("panelist", min_band="8a"),
        Seat("panelist", profession="science"),
        Seat("panelist", from_="division"),
        Seat("panelist", from_="department"),
    ],
)
def test_a_seat_condition_that_does_not_hold_breaks_rule_2(seat: Seat) -> None:
    request = a_request("r1", department="d9", division="v9", seats=(seat,))
    problem = a_problem([a_person("p1")], [request])
    assert rules_broken(problem, a_panel(request, "p1")) == {2}
    assert search_agrees(problem, "r1")


def test_a_person_of_the_department_is_not_from_outside_it() -> None:
    request = a_request("r1", seats=(Seat("panelist", from_="outside_department"),))
    problem = a_problem([a_person("p1")], [request])
    assert rules_broken(problem, a_panel(request, "p1")) == {2}
    assert search_agrees(problem, "r1")


def test_a_person_without_a_band_meets_no_lowest_band() -> None:
    request = a_request("r1", seats=(Seat("panelist", min_band="5"),))
    problem = a_problem([a_person("p1", band=None)], [request])
    assert rules_broken(problem, a_panel(request, "p1")) == {2}
    assert search_agrees(problem, "r1")


def test_training_is_valid_on_its_last_day_and_not_after() -> None:
    request = a_request("r1")
    last_day = a_problem([a_person("p1", trained_until=date(2027, 1, 5))], [request])
    day_after = a_problem([a_person("p1", trained_until=date(2027, 1, 4))], [request])
    untrained = a_problem([a_person("p1", trained_until=None)], [request])
    assert rules_broken(last_day, a_panel(request, "p1")) == set()
    assert rules_broken(day_after, a_panel(request, "p1")) == {3}
    assert rules_broken(untrained, a_panel(request, "p1")) == {3}
    assert search_agrees(day_after, "r1")
    assert search_agrees(untrained, "r1")


def test_training_counts_by_the_local_date_in_summer() -> None:
    # 23:30 UTC on 30 June is 00:30 on 1 July in London.
    request = a_request("r1", starts=("07-01 00:30",), minutes=30)
    nights = (free("06-30 00:00", "07-02 00:00"),)
    problem = a_problem([a_person("p1", trained_until=date(2027, 6, 30), available=nights)], [request])
    assert rules_broken(problem, a_panel(request, "p1")) == {3}
    assert search_agrees(problem, "r1")


def test_the_whole_interview_must_lie_in_one_joined_stretch() -> None:
    request = a_request("r1")
    touching = (free("05 10:30", "05 11:00"), free("05 10:00", "05 10:30"))
    apart = (free("05 10:00", "05 10:29"), free("05 10:30", "05 11:00"))
    short = (free("05 10:00", "05 10:59"),)
    assert rules_broken(a_problem([a_person("p1", available=touching)], [request]), a_panel(request, "p1")) == set()
    for stretches in (apart, short):
        problem = a_problem([a_person("p1", available=stretches)], [request])
        assert rules_broken(problem, a_panel(request, "p1")) == {4}
        assert search_agrees(problem, "r1")


def test_a_stretch_may_cross_midnight_and_a_clock_change() -> None:
    request = a_request("r1", starts=("03-27 23:30",), minutes=180)
    night = (free("03-27 23:00", "03-28 03:30"),)
    problem = a_problem([a_person("p1", available=night)], [request])
    assert rules_broken(problem, a_panel(request, "p1")) == set()
    assert compose(problem, "r1").status == "optimal"
    # The night the clocks go forward is an hour shorter: three hours from 23:30 end at 03:30, not at 02:30.
    shorter = a_problem([a_person("p1", available=(free("03-27 23:00", "03-28 03:29"),))], [request])
    assert rules_broken(shorter, a_panel(request, "p1")) == {4}
    assert search_agrees(shorter, "r1")


def two(second_start: str, **parts: object) -> tuple[Problem, Request, Request]:
    first = a_request("r1")
    second = a_request("r2", starts=(second_start,), **parts)
    return a_problem([a_person("p1")], [first, second]), first, second


def test_overlapping_interviews_break_rule_5_even_online() -> None:
    problem, first, second = two("05 10:59", online=True)
    assert rules_broken(problem, a_panel(second, "p1"), a_panel(first, "p1")) == {5}
    assert search_agrees(problem, "r2", a_panel(first, "p1"))


@pytest.mark.parametrize(
    ("start", "minutes", "lawful"),
    [("05 11:29", 60, False), ("05 11:30", 60, True), ("05 08:15", 60, True), ("05 08:16", 60, False)],
)
def test_travel_is_counted_from_the_earlier_site_to_the_later_one(start: str, minutes: int, lawful: bool) -> None:
    # north to south takes 30 minutes, south to north 45.
    problem, first, second = two(start, site="south", minutes=minutes)
    assert rules_broken(problem, a_panel(second, "p1"), a_panel(first, "p1")) == (set() if lawful else {5})
    assert search_agrees(problem, "r2", a_panel(first, "p1")) != lawful


def test_travel_is_not_needed_where_either_interview_is_online() -> None:
    problem, first, second = two("05 11:00", site="south", online=True)
    assert rules_broken(problem, a_panel(second, "p1"), a_panel(first, "p1")) == set()
    assert not search_agrees(problem, "r2", a_panel(first, "p1"))


def test_an_online_interview_between_two_sites_does_not_shorten_the_way() -> None:
    first = a_request("r1")
    between = a_request("r2", starts=("05 11:00",), minutes=10, online=True)
    last = a_request("r3", starts=("05 11:15",), site="south")
    problem = a_problem([a_person("p1", cap=9)], [first, between, last])
    standing = [a_panel(first, "p1"), a_panel(between, "p1")]
    assert rules_broken(problem, a_panel(last, "p1"), *standing) == {5}
    assert search_agrees(problem, "r3", *standing)


def test_a_way_that_is_not_listed_takes_no_time() -> None:
    problem, first, second = two("05 11:00", site="elsewhere")
    assert rules_broken(problem, a_panel(second, "p1"), a_panel(first, "p1")) == set()


@pytest.mark.parametrize(
    ("start", "lawful"),
    [("05 12:00", False), ("06 12:00", False), ("07 12:00", True), ("03 12:00", True), ("04 12:00", True)],
)
def test_caps_count_by_period_in_both_directions(start: str, lawful: bool) -> None:
    # Two-day periods from 9 January: 5 and 6 January are one period, 3 and 4 January the one before.
    first, second = a_request("r1"), a_request("r2", starts=(start,))
    long = (free("01 00:00", "30 00:00"),)
    person = a_person("p1", cap=1, available=long)
    problem = a_problem([person], [first, second], cap_period=CapPeriod(date(2027, 1, 9), 2))
    assert rules_broken(problem, a_panel(second, "p1"), a_panel(first, "p1")) == (set() if lawful else {6})
    assert search_agrees(problem, "r2", a_panel(first, "p1")) != lawful


def test_a_cap_of_zero_seats_nobody() -> None:
    request = a_request("r1")
    problem = a_problem([a_person("p1", cap=0)], [request])
    assert rules_broken(problem, a_panel(request, "p1")) == {6}
    assert search_agrees(problem, "r1")


def test_a_conflict_of_interest_breaks_rule_7() -> None:
    request = a_request("r1", conflicts=frozenset({"p1", "someone else"}))
    problem = a_problem([a_person("p1")], [request])
    assert rules_broken(problem, a_panel(request, "p1")) == {7}
    assert search_agrees(problem, "r1")


@pytest.mark.parametrize(
    "rule",
    [
        at_least("g", "woman", 2, "must"),
        Requirement("few", "at_most", "must", feature="g", value="man", max=0),
        mixed("h", "must"),
        Requirement("outside", "at_least_from", "must", min=1, from_="outside_department"),
    ],
)
def test_a_must_that_does_not_hold_breaks_rule_8(rule: Requirement) -> None:
    people = [a_person("p1", features={"g": "man", "h": "x"}), a_person("p2", features={"g": "woman"})]
    request = a_request("r1", seats=(Seat("panelist"), Seat("panelist")), requirements=(rule,))
    problem = a_problem(people, [request])
    panel = a_panel(request, "p1", "p2", shortfalls=(rule.id,))
    assert rules_broken(problem, panel) == {8}
    assert search_agrees(problem, "r1")


def test_one_seat_never_shows_two_values() -> None:
    request = a_request("r1", requirements=(mixed("g", "must"),))
    problem = a_problem([a_person("p1", features={"g": "woman"})], [request])
    assert rules_broken(problem, a_panel(request, "p1", shortfalls=("mixed_g",))) == {8}
    assert search_agrees(problem, "r1")


def test_a_room_must_be_there_open_and_free() -> None:
    first, second = a_request("r1", needs_room=True), a_request("r2", needs_room=True)
    morning = (free("05 10:00", "05 10:30"), free("05 10:30", "05 11:00"))
    rooms = (
        a_room("a", available=morning),
        a_room("far", "south"),
        a_room("shut", available=(free("05 10:01", "05 12:00"),)),
    )
    problem = a_problem([a_person("p1"), a_person("p2")], [first, second], rooms=rooms)
    assert rules_broken(problem, a_panel(first, "p1", room="a")) == set()
    for room in ("far", "shut", "no such room", None):
        assert rules_broken(problem, a_panel(first, "p1", room=room)) == {9}
    standing = a_panel(first, "p1", room="a")
    assert rules_broken(problem, a_panel(second, "p2", room="a"), standing) == {9}
    assert search_agrees(problem, "r2", standing)


def test_a_room_where_none_is_needed_breaks_rule_9() -> None:
    request = a_request("r1")
    problem = a_problem([a_person("p1")], [request], rooms=(a_room("a"),))
    assert rules_broken(problem, a_panel(request, "p1", room="a")) == {9}
