"""Reading and writing files: what the format allows is read, everything else is refused by path and remedy."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from solver.files import FileError, read_plan, read_problem, sha256, write_plan, write_problem
from solver.plan import solve
from solver.problem import Parity, Problem
from tests.solver.builders import a_panel, a_person, a_problem, a_request, a_room, at, at_least, free, mixed, published
from tests.solver.random_problems import a_random_problem

DATA = Path(__file__).parent.parent / "data"
OPERATION = "/unfilled/0/relaxations/0/patch/0/op"
Change = Callable[[dict[str, Any]], None]


def document() -> dict[str, Any]:
    """A small document with every part of the format in it."""
    request = a_request("r1", needs_room=True, requirements=(at_least("g", "woman", 1, "must"), mixed("h")))
    problem = a_problem(
        [a_person("p1", features={"g": "woman"}), a_person("p2")],
        [request, a_request("r2", starts=("05 10:00", "06 10:00"))],
        rooms=(a_room("room1"),),
        previous=(published(a_panel(request, "p1", room="room1")),),
        fixed=frozenset({"r1"}),
        parity=Parity("g", "woman", 125),
    )
    written: dict[str, Any] = json.loads(write_problem(problem))
    return written


def read(document: dict[str, Any]) -> Problem:
    return read_problem(json.dumps(document).encode())


def put(path: str, value: Any) -> Change:
    """A change that sets the value at a slash-separated path."""

    def change(document: dict[str, Any]) -> None:
        place: Any = document
        *way, last = path.strip("/").split("/")
        for step in way:
            place = place[int(step)] if isinstance(place, list) else place[step]
        if isinstance(place, list):
            place[int(last)] = value
        else:
            place[last] = value

    return change


def drop(path: str) -> Change:
    def change(document: dict[str, Any]) -> None:
        place: Any = document
        *way, last = path.strip("/").split("/")
        for step in way:
            place = place[int(step)] if isinstance(place, list) else place[step]
        del place[last]

    return change


FAULTS: list[tuple[Change, str]] = [
    (put("format", "fairpanel-problem/2"), "/format"),
    (put("surprise", 1), "/surprise"),
    (drop("name"), ""),
    (put("timezone", "Europe/Atlantis"), "/timezone"),
    (put("timezone", "Europe"), "/timezone"),
    (put("timezone", "../etc/passwd"), "/timezone"),
    (put("bands", ["5", "5"]), "/bands/1"),
    (put("bands", "5"), "/bands"),
    (put("travel_minutes", {"north": {"south": -1}}), "/travel_minutes/north/south"),
    (put("travel_minutes", {"north": 30}), "/travel_minutes/north"),
    (put("cap_period", {"starts": "2027-01-04"}), "/cap_period"),
    (put("cap_period/days", 0), "/cap_period/days"),
    (put("cap_period/starts", "2027-1-4"), "/cap_period/starts"),
    (put("people", {}), "/people"),
    (put("people/0", []), "/people/0"),
    (put("people/1/id", "p1"), "/people/1/id"),
    (put("people/1/id", ""), "/people/1/id"),
    (put("people/1/id", 7), "/people/1/id"),
    (drop("people/1/site"), "/people/1"),
    (put("people/1/nickname", "Bo"), "/people/1/nickname"),
    (put("people/1/band", "12"), "/people/1/band"),
    (put("people/1/roles", "chair"), "/people/1/roles"),
    (put("people/1/roles", [None]), "/people/1/roles/0"),
    (put("people/1/trained_until", "2027-02-30"), "/people/1/trained_until"),
    (put("people/1/trained_until", "2027-02-03T00:00Z"), "/people/1/trained_until"),
    (put("people/1/features", {"g": None}), "/people/1/features/g"),
    (put("people/1/cap", -1), "/people/1/cap"),
    (put("people/1/cap", True), "/people/1/cap"),
    (put("people/1/cap", 2.0), "/people/1/cap"),
    (put("people/1/cap", "2"), "/people/1/cap"),
    (put("people/1/load", 10**13), "/people/1/load"),
    (put("people/1/available", [["2027-01-05T10:00Z"]]), "/people/1/available/0"),
    (put("people/1/available", [["2027-01-05T10:00Z", "2027-01-05T10:00+00:00"]]), "/people/1/available/0"),
    (put("people/1/available", [["2027-01-05T10:00", "2027-01-05T11:00Z"]]), "/people/1/available/0/0"),
    (put("people/1/available", [["2027-01-05 10:00Z", "2027-01-05T11:00Z"]]), "/people/1/available/0/0"),
    (put("people/1/available", [["2027-01-05T24:00Z", "2027-01-06T11:00Z"]]), "/people/1/available/0/0"),
    (put("people/1/available", [["2027-01-05T10:00+24:00", "2027-01-06T11:00Z"]]), "/people/1/available/0/0"),
    (put("people/1/available", [{"a": 1, "b": 2}]), "/people/1/available/0"),
    (put("people/1/available", {}), "/people/1/available"),
    (put("requests/1/id", "r1"), "/requests/1/id"),
    (put("requests/1/band", "9"), "/requests/1/band"),
    (put("requests/1/minutes", 0), "/requests/1/minutes"),
    (put("requests/1/priority", 0), "/requests/1/priority"),
    (put("requests/1/online", 1), "/requests/1/online"),
    (put("requests/0/online", True), "/requests/0"),
    (put("requests/1/starts", []), "/requests/1/starts"),
    (put("requests/1/starts", ["2027-01-05T10:00Z", "2027-01-05T11:00+01:00"]), "/requests/1/starts/1"),
    (put("requests/1/starts", ["9999-12-31T23:59-23:00"]), "/requests/1/starts/0"),
    (put("requests/1/seats", []), "/requests/1/seats"),
    (put("requests/1/seats/0/role", None), "/requests/1/seats/0/role"),
    (put("requests/1/seats/0/from", "moon"), "/requests/1/seats/0/from"),
    (put("requests/1/seats/0/min_band", None), "/requests/1/seats/0/min_band"),
    (put("requests/1/seats/0/min_band", "99"), "/requests/1/seats/0/min_band"),
    (put("requests/0/requirements/0/kind", "most"), "/requests/0/requirements/0/kind"),
    (put("requests/0/requirements/0/strength", "may"), "/requests/0/requirements/0/strength"),
    (put("requests/0/requirements/0/min", 0), "/requests/0/requirements/0/min"),
    (put("requests/0/requirements/0/tier", 0), "/requests/0/requirements/0/tier"),
    (put("requests/0/requirements/0/max", 1), "/requests/0/requirements/0/max"),
    (drop("requests/0/requirements/0/value"), "/requests/0/requirements/0"),
    (put("requests/0/requirements/1/id", "woman_1"), "/requests/0/requirements/1/id"),
    (put("requests/1/conflicts", ["p9", "p9"]), "/requests/1/conflicts/1"),
    (put("rooms/0/site", 1), "/rooms/0/site"),
    (put("parity/factor_percent", -1), "/parity/factor_percent"),
    (put("previous/0/request", "r9"), "/previous/0/request"),
    (put("previous/0/seats", ["p1", "p1"]), "/previous/0/seats/1"),
    (put("previous", [{"request": "r2", "start": "2027-01-05T10:00Z", "seats": [], "room": "x"}]), "/previous/0/room"),
    (put("previous", None), "/previous"),
    (put("fixed", ["r2"]), "/fixed/0"),
    (put("fixed", ["r9"]), "/fixed/0"),
    (put("fixed", ["r1", "r1"]), "/fixed/1"),
    (put("previous/0/start", "2027-01-05T11:00Z"), "/previous/0"),
    (put("previous/0/seats", ["p2"]), "/previous/0"),
    (put("previous/0/seats", ["gone"]), "/previous/0"),
    (put("previous/0/room", "room9"), "/previous/0"),
    (put("people/0/trained_until", None), "/previous/0"),
    (put("people/0/available", []), "/previous/0"),
    (put("people/0/cap", 0), "/previous/0"),
    (put("requests/0/conflicts", ["p1"]), "/previous/0"),
]


def test_the_document_every_fault_starts_from_is_read() -> None:
    assert read(document()).fixed == frozenset({"r1"})


@pytest.mark.parametrize(
    ("change", "path"), FAULTS, ids=[f"{n}-{path or 'root'}" for n, (_, path) in enumerate(FAULTS)]
)
def test_a_fault_is_refused_by_its_path(change: Change, path: str) -> None:
    broken = copy.deepcopy(document())
    change(broken)
    with pytest.raises(FileError) as refusal:
        read(broken)
    assert refusal.value.path == path
    assert len(refusal.value.sentence) > 10


def test_a_broken_fixed_panel_is_refused_by_request_person_and_rule() -> None:
    broken = document()
    broken["people"][0]["trained_until"] = "2027-01-01"
    with pytest.raises(FileError, match=r"rule 3.*'r1'.*'p1'"):
        read(broken)


def test_fixed_panels_that_clash_with_each_other_are_refused() -> None:
    broken = document()
    broken["previous"].append({"request": "r2", "start": "2027-01-05T10:00+00:00", "seats": ["p1"]})
    broken["fixed"] = ["r1", "r2"]
    with pytest.raises(FileError, match=r"rule 5.*'r1'.*'r2'.*'p1'"):
        read(broken)


def test_two_fixed_interviews_in_one_room_are_refused_though_neither_names_it() -> None:
    requests = [a_request("r1", needs_room=True), a_request("r2", needs_room=True)]
    panels = [a_panel(requests[0], "p1"), a_panel(requests[1], "p2")]
    problem = a_problem(
        [a_person("p1"), a_person("p2")],
        requests,
        rooms=(a_room("room1"),),
        previous=tuple(published(panel) for panel in panels),
        fixed=frozenset({"r1", "r2"}),
    )
    with pytest.raises(FileError, match="rule 9"):
        read_problem(write_problem(problem))
    twice = replace(problem, rooms=(a_room("room1"), a_room("room2")))
    assert read_problem(write_problem(twice)) == twice


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not JSON at line 1"),
        (b"{", "not JSON at line 1 column 2"),
        (b"[]", "must be an object"),
        (b"null", "must be an object, not null"),
        (b"\xef\xbb\xbf{}", "byte order mark"),
        (b"\xff\xfe{\x00}\x00", "byte order mark"),
        (b'{"name": "\xe9"}', "not UTF-8 at byte 10"),
        (b'{"name": "\\ud800"}', "/name: holds half of a surrogate"),
        (b'{"name": 1, "name": 2}', "the key 'name' twice"),
        (b'{"a": {"b": [1, NaN]}}', "/a/b/1: is NaN"),
        (b'{"a": -Infinity}', "/a: is -Infinity"),
        (b'{"a": 1e999}', "/a: is too large"),
        (b'{"a": ' + b"9" * 5000 + b"}", "/a: is beyond the largest"),
        (b"[" * 200_000 + b"]" * 200_000, "nested too deeply"),
        (b'{"name":"x","name":' + b"[" * 500 + b"]" * 500 + b"}", "twice"),
    ],
)
def test_what_is_not_a_sound_json_document_is_refused_in_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(FileError) as refusal:
        read_problem(data)
    assert words in str(refusal.value)


@pytest.mark.parametrize("seed", range(40))
def test_a_problem_is_read_back_as_it_was_written(seed: int) -> None:
    problem = a_random_problem(seed)
    assert read_problem(write_problem(problem)) == problem


def test_optional_keys_may_be_left_out() -> None:
    small = document()
    for key in ("rooms", "previous", "fixed", "parity"):
        del small[key]
    for request in small["requests"]:
        request.pop("needs_room")
        request["requirements"] = [{k: v for k, v in rule.items() if k != "tier"} for rule in request["requirements"]]
        request["seats"] = [{"role": "panelist"}]
    problem = read(small)
    assert (problem.previous, problem.parity, problem.rooms) == (None, None, ())
    assert problem.requests[0].requirements[0].tier == 1
    assert problem.requests[0].seats[0].from_ == "anywhere"


def test_previous_may_be_empty_and_then_still_asks_for_the_level() -> None:
    problem = read_problem(write_problem(a_problem([], [], previous=())))
    assert [level.name for level in solve(problem).levels] == ["filled", "changes", "load"]


def test_starts_keep_their_spelling() -> None:
    spelled = document()
    spelled["requests"][1]["starts"] = ["2027-01-05T10:00:00Z", "2027-01-05T12:00+01:00"]
    assert read(spelled).requests[1].start_texts == ("2027-01-05T10:00:00Z", "2027-01-05T12:00+01:00")


@pytest.mark.parametrize("seed", range(20))
def test_a_plan_is_read_back_as_it_was_written(seed: int) -> None:
    plan = solve(a_random_problem(seed))
    assert read_plan(write_plan(plan)) == plan


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (put("format", "fairpanel-plan/9"), "/format"),
        (put("levels/0/status", "BEST"), "/levels/0/status"),
        (put("levels/0/bound", "much"), "/levels/0/bound"),
        (put("stopped_by", "boredom"), "/stopped_by"),
        (put("panels/0/start", "tomorrow"), "/panels/0/start"),
        (put("panels/0/mood", "good"), "/panels/0/mood"),
        (put("unfilled/0/conflict", [{"rule": "seat.role"}]), "/unfilled/0/conflict/0"),
        (put("unfilled/0/conflict", [{"rule": "fate"}]), "/unfilled/0/conflict/0/rule"),
        (
            put("unfilled/0/relaxations", [{"text": "", "patch": [{"op": "move", "path": ""}]}]),
            "/unfilled/0/relaxations/0/patch/0/op",
        ),
    ],
)
def test_a_plan_of_another_shape_is_refused_by_path(change: Change, path: str) -> None:
    people = [a_person("p1")]
    plan = json.loads(write_plan(solve(a_problem(people, [a_request("r1"), a_request("r2")]))))
    change(plan)
    with pytest.raises(FileError) as refusal:
        read_plan(json.dumps(plan).encode())
    assert refusal.value.path == path


def test_the_sample_files_are_read() -> None:
    for name, people in (("problem-small.json", 300), ("problem-scarce.json", 300)):
        data = (DATA / name).read_bytes()
        assert len(read_problem(data).people) == people
        assert len(sha256(data)) == 64


def test_a_time_on_the_wall_clock_is_an_instant() -> None:
    assert free("05 10:00", "05 11:00").until - free("05 10:00", "05 11:00").since == 3600
    assert at("07-01 10:00").isoformat() == "2027-07-01T10:00:00+01:00"
