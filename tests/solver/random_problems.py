"""Small random problems with every rule of the format in them, around a clock change, and their exhaustive answers."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any
from zoneinfo import ZoneInfo

from solver.hard_rules import Register, alone, together
from solver.level_values import level_values, shortfalls
from solver.problem import (
    CapPeriod,
    Interval,
    Parity,
    Person,
    Problem,
    PublishedPanel,
    Request,
    Requirement,
    Room,
    Seat,
)
from solver.result import PlannedPanel

BANDS = ("5", "6", "7")
SITES = ("north", "south")
LONDON = ZoneInfo("Europe/London")
# The night of 27 to 28 March 2027: local clocks jump from 01:00 to 02:00.
EVENING = datetime(2027, 3, 27, 21, 0, tzinfo=UTC)


def a_random_problem(seed: int, fixing: bool = True) -> Problem:
    """A problem with a handful of people and up to three requests."""
    rng = random.Random(seed)
    people = tuple(_person(rng, number) for number in range(rng.randint(4, 7)))
    requests = tuple(_request(rng, number) for number in range(rng.randint(1, 3)))
    rooms = tuple(Room(f"room{n}", rng.choice(SITES), _intervals(rng, 0.7)) for n in range(rng.randint(0, 2)))
    parity = Parity("g", "a", rng.choice([0, 80, 125])) if rng.random() < 0.4 else None
    problem = Problem(
        f"random {seed}",
        "Europe/London",
        BANDS,
        {"north": {"south": rng.choice([0, 30, 60])}, "south": {"north": rng.choice([30, 90])}},
        CapPeriod(date(2027, 3, 28) + timedelta(days=rng.randint(-3, 3)), rng.randint(1, 3)),
        people,
        requests,
        rooms,
        None,
        frozenset(),
        parity,
    )
    return _with_previous(rng, problem, fixing)


def _person(rng: random.Random, number: int) -> Person:
    features = {f: rng.choice(["a", "b"]) for f in ("g", "e") if rng.random() < 0.8}
    roles = ["panelist"] * (rng.random() < 0.95) + ["chair"] * (rng.random() < 0.6)
    until = rng.choice(
        [None, date(2027, 3, 27), date(2027, 3, 28), date(2028, 1, 1), date(2028, 1, 1), date(2028, 1, 1)]
    )
    return Person(
        f"p{number}",
        rng.choice(SITES),
        rng.choice(["d1", "d2"]),
        rng.choice(["v1", "v2"]),
        rng.choice([None, *BANDS]),
        frozenset(rng.sample(["nursing", "science"], rng.randint(0, 2))),
        frozenset(roles),
        until,
        features,
        rng.choice([0, 1, 1, 1, 2, 3]),
        rng.randint(0, 4),
        _intervals(rng, 0.93),
    )


def _intervals(rng: random.Random, chance: float) -> tuple[Interval, ...]:
    """Pieces of two hours over sixteen, some touching, some overlapping, in any order and spelling."""
    pieces = []
    for step in range(8):
        if rng.random() < chance:
            start = EVENING + timedelta(hours=2 * step)
            end = start + timedelta(hours=2, minutes=rng.choice([0, 0, 30]))
            zone = rng.choice([UTC, LONDON])
            pieces.append(Interval(_fixed(start.astimezone(zone)), _fixed(end.astimezone(zone))))
    rng.shuffle(pieces)
    return tuple(pieces)


def _fixed(moment: datetime) -> datetime:
    return datetime.fromisoformat(moment.isoformat())


def _request(rng: random.Random, number: int) -> Request:
    steps = rng.sample(range(30), rng.randint(1, 3))
    starts = tuple(_fixed((EVENING + timedelta(minutes=30 * step)).astimezone(LONDON)) for step in steps)
    online = rng.random() < 0.3
    return Request(
        f"r{number}",
        "V",
        rng.choice(SITES),
        rng.choice(["d1", "d2"]),
        rng.choice(["v1", "v2"]),
        None,
        rng.choice([30, 60, 90]),
        online,
        not online and rng.random() < 0.25,
        starts,
        tuple(_seat(rng) for _ in range(rng.choice([1, 1, 2, 2, 3]))),
        tuple(_requirement(rng, n) for n in range(rng.randint(0, 3))),
        frozenset(rng.sample(["p0", "p1", "gone"], rng.choice([0, 0, 1]))),
        rng.randint(1, 3),
    )


def _seat(rng: random.Random) -> Seat:
    scope: Any = rng.choice([*["anywhere"] * 5, "department", "division", "outside_department"])
    band = rng.choice([*[None] * 4, *BANDS])
    return Seat(rng.choice(["panelist", "panelist", "chair"]), band, scope, rng.choice([*[None] * 4, "nursing"]))


def _requirement(rng: random.Random, number: int) -> Requirement:
    strength: Any = rng.choice(["must", *["explain"] * 4, "prefer", "prefer"])
    name, tier = f"q{number}", rng.randint(1, 2)
    kind = rng.choice(["at_least", "at_most", "not_all_same", "at_least_from"])
    feature, value = rng.choice(["g", "e"]), rng.choice(["a", "b"])
    if kind == "at_least":
        return Requirement(name, "at_least", strength, tier, feature, value, min=rng.randint(1, 2))
    if kind == "at_most":
        return Requirement(name, "at_most", strength, tier, feature, value, max=rng.randint(0, 1))
    if kind == "not_all_same":
        return Requirement(name, "not_all_same", strength, tier, feature)
    scope: Any = rng.choice(["department", "division", "outside_department"])
    return Requirement(name, "at_least_from", strength, tier, min=rng.randint(1, 2), from_=scope)


def _with_previous(rng: random.Random, problem: Problem, fixing: bool) -> Problem:
    """Publish some panels, lawful or not, and fix a lawful one now and then."""
    if rng.random() < 0.4:
        return problem
    published: list[PublishedPanel] = []
    fixed: set[str] = set()
    standing: list[PlannedPanel] = []
    for request in problem.requests:
        register = Register(problem)
        lawful = list(lawful_panels(register, request, standing))
        if fixing and lawful and rng.random() < 0.4:
            panel = rng.choice(lawful)
            room = panel.room if rng.random() < 0.5 else None
            published.append(PublishedPanel(request.id, panel.start, panel.seats, room))
            fixed.add(request.id)
            standing.append(panel)
        elif lawful and rng.random() < 0.5:
            panel = rng.choice(lawful)
            published.append(PublishedPanel(request.id, panel.start, panel.seats, panel.room))
        elif rng.random() < 0.5:
            seats = tuple(rng.sample([*(p.id for p in problem.people), "gone"], rng.randint(0, 2)))
            room = "lost" if request.needs_room and rng.random() < 0.5 else None
            published.append(PublishedPanel(request.id, rng.choice(request.starts), seats, room))
    return replace(problem, previous=tuple(published), fixed=frozenset(fixed))


def lawful_panels(register: Register, request: Request, beside: list[PlannedPanel]) -> Iterator[PlannedPanel]:
    """Every lawful panel of a request beside others, by trying everything."""
    rooms = [room.id for room in register.problem.rooms] if request.needs_room else [None]
    for start, text in zip(request.starts, request.start_texts, strict=True):
        for seats in permutations(register.people, len(request.seats)):
            for room in rooms:
                panel = PlannedPanel(request.id, start, seats, room, start_text=text)
                if any(alone(register, panel)) or any(together(register, [*beside, panel])):
                    continue
                yield replace(panel, shortfalls=shortfalls(register, panel))


def all_plans(problem: Problem, standing: list[PlannedPanel]) -> Iterator[list[PlannedPanel]]:
    """Every lawful plan around standing panels, by trying everything."""
    register = Register(problem)

    def extend(waiting: list[Request], panels: list[PlannedPanel]) -> Iterator[list[PlannedPanel]]:
        if not waiting:
            yield panels
            return
        yield from extend(waiting[1:], panels)
        for panel in lawful_panels(register, waiting[0], panels):
            yield from extend(waiting[1:], [*panels, panel])

    yield from extend([r for r in problem.requests if r.id not in problem.fixed], standing)


def value_of(register: Register, panels: list[PlannedPanel]) -> tuple[int, ...]:
    """The levels of a plan as a tuple to minimise."""
    values = level_values(register, panels)
    return (-values.pop("filled"), *values.values())
