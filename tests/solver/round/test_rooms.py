"""Rooms that are alike count as one class, and one that somebody named stands alone."""

from solver.instants import instant
from solver.round.engine import Engine
from solver.round.rooms import RoomClasses
from tests.solver.builders import a_panel, a_person, a_problem, a_request, a_room, at, free, published


def test_as_many_rooms_as_meet_at_once_are_enough() -> None:
    problem = a_problem([], [], rooms=(a_room("room1"), a_room("room2")))
    rooms = RoomClasses(problem)
    start, middle, end = (instant(at(f"05 {hour}:00")) for hour in (10, 11, 12))
    (kind,) = rooms.open_at("north", start, end)
    assert rooms.size(kind) == 2
    meetings = [(start, end, 1, kind), (start, middle, 2, kind), (middle, end, 3, kind)]
    assert rooms.assign(meetings) == {1: "room2", 2: "room1", 3: "room1"}


def test_a_named_room_is_a_class_of_its_own() -> None:
    request = a_request("r1", needs_room=True)
    panel = published(a_panel(request, "p1", room="room2"))
    problem = a_problem([a_person("p1")], [request], rooms=(a_room("room1"), a_room("room2")), previous=(panel,))
    rooms = RoomClasses(problem)
    assert rooms.kind_of("room1") != rooms.kind_of("room2")
    assert rooms.kind_of("lost") is None


def test_the_published_room_is_kept_where_it_can_be() -> None:
    request = a_request("r1", needs_room=True)
    panel = published(a_panel(request, "p1", room="room2"))
    problem = a_problem([a_person("p1")], [request], rooms=(a_room("room1"), a_room("room2")), previous=(panel,))
    answer = Engine(problem, None, 1).solve()
    assert [each.room for each in answer.panels] == ["room2"]
    assert {level.name: level.value for level in answer.levels}["changes"] == 0


def test_rooms_limit_how_many_meet_at_once() -> None:
    requests = [a_request(f"r{n}", needs_room=True, starts=("05 10:00", "05 10:30")) for n in range(3)]
    people = [a_person(f"p{n}") for n in range(3)]
    rooms = (a_room("room1"), a_room("room2", available=(free("05 09:00", "05 10:30"),)))
    answer = Engine(a_problem(people, requests, rooms=rooms), None, 1).solve()
    assert len(answer.panels) == 1
    assert answer.levels[0].status == "OPTIMAL"
