"""Explanations by trying everything: every rule dropped, every change made. Slow, plain, and shares no search."""

from dataclasses import replace
from datetime import UTC, timedelta
from itertools import combinations, permutations
from typing import Any

from solver.check_relaxations import apply
from solver.fit import fits
from solver.hard_rules import Register, clash
from solver.instants import instant
from solver.problem import Person, Problem, Request
from solver.result import ConflictRule, PlannedPanel, Relaxation
from tests.solver.random_problems import EVENING

KINDS = ("from", "min_band", "profession", "seat", "start", "strength")


def possible_without(
    problem: Problem, request: Request, panels: list[PlannedPanel], without: set[ConflictRule]
) -> bool:
    """Whether the request can be filled with rules left out, by trying everyone on every seat."""
    register = Register(problem)
    general = {rule.rule for rule in without if rule.seat is None and rule.id is None}
    others = [] if "others" in general else panels
    musts = [
        r for r in request.requirements if r.strength == "must" and ConflictRule("requirement", id=r.id) not in without
    ]
    for start in request.starts:
        empty = PlannedPanel(request.id, start, ())
        if (
            request.needs_room
            and "room" not in general
            and not any(
                room.site == request.site
                and register.covers(room.available, start, request.minutes)
                and not any(p.room == room.id and overlap(register, p, empty) for p in others)
                for room in problem.rooms
            )
        ):
            continue
        willing = [p for p in problem.people if not hindered(register, request, empty, p, others, general)]
        for members in permutations(willing, len(request.seats)):
            seated = all(suits(register, request, place, member, without) for place, member in enumerate(members))
            if seated and all(register.met(rule, members, request) for rule in musts):
                return True
    return False


def overlap(register: Register, one: PlannedPanel, other: PlannedPanel) -> bool:
    (a, b), (c, d) = register.span(one), register.span(other)
    return a < d and c < b


def hindered(
    register: Register,
    request: Request,
    empty: PlannedPanel,
    person: Any,
    others: list[PlannedPanel],
    general: set[str],
) -> bool:
    day = register.local_date(empty.start)
    sat = [panel for panel in others if person.id in panel.seats]
    number = register.problem.cap_period.number
    taken = sum(number(register.local_date(panel.start)) == number(day) for panel in sat)
    return (
        ("available" not in general and not register.covers(person.available, empty.start, request.minutes))
        or ("trained" not in general and (person.trained_until is None or person.trained_until < day))
        or ("conflicts" not in general and person.id in request.conflicts)
        or ("cap" not in general and taken >= person.cap)
        or any(clash(register, panel, empty) for panel in sat)
    )


def suits(register: Register, request: Request, place: int, person: Person, without: set[ConflictRule]) -> bool:
    seat = request.seats[place]
    dropped = {rule.rule for rule in without if rule.seat == place}
    if "seat.min_band" in dropped:
        seat = replace(seat, min_band=None)
    if "seat.from" in dropped:
        seat = replace(seat, from_="anywhere")
    if "seat.profession" in dropped:
        seat = replace(seat, profession=None)
    if "seat.role" in dropped:
        person = replace(person, roles=person.roles | {seat.role})
    return not any(register.seat_faults(seat, person, request))


def every_rule(request: Request) -> set[ConflictRule]:
    rules = {ConflictRule(rule) for rule in ("available", "trained", "conflicts", "cap", "room", "others")}
    rules |= {ConflictRule("requirement", id=r.id) for r in request.requirements if r.strength == "must"}
    conditions = ("seat.role", "seat.min_band", "seat.profession", "seat.from")
    return rules | {ConflictRule(rule, seat=n) for n in range(len(request.seats)) for rule in conditions}


def tokens(problem: Problem, place: int) -> list[tuple[int, str, dict[str, Any]]]:
    """Every single change to a request: kind, path and operation; lowering a band comes once per step."""
    request, bands = problem.requests[place], problem.bands
    path = f"/requests/{place}"
    found: list[tuple[int, str, dict[str, Any]]] = []
    wider = {"department": ["division", "anywhere"], "division": ["anywhere"], "outside_department": ["anywhere"]}
    for n, seat in enumerate(request.seats):
        below = f"{path}/seats/{n}"
        found += [(0, f"{below}/from", {"op": "replace", "value": scope}) for scope in wider.get(seat.from_, [])]
        steps = range(bands.index(seat.min_band)) if seat.min_band else []
        found += [(1, f"{below}/min_band", {"op": "replace", "value": bands[step]}) for step in reversed(steps)]
        found += [(2, f"{below}/profession", {"op": "remove"})] if seat.profession else []
        found += [(3, below, {"op": "remove"})] if seat.role != "chair" else []
    for step in range(-8, 80):
        moment = (EVENING.astimezone(UTC) + timedelta(minutes=15 * step)).astimezone(problem.zone)
        if instant(moment) not in request.instants:
            found.append((4, f"{path}/starts/-", {"op": "add", "value": moment.isoformat(timespec="minutes")}))
    for n, rule in enumerate(request.requirements):
        if rule.strength == "must":
            found.append((5, f"{path}/requirements/{n}/strength", {"op": "replace", "value": "explain"}))
    return found


Key = tuple[tuple[int, ...], tuple[str, ...]]


def working(problem: Problem, place: int, panels: list[PlannedPanel], size: int) -> set[Key]:
    """The kinds and paths of every set of that many changes that works."""
    register = Register(problem)
    found = set()
    for chosen in combinations(tokens(problem, place), size):
        if sum(kind == 4 for kind, _, _ in chosen) > 1:
            continue
        ordered = sorted(chosen, key=lambda each: each[0] == 3)
        head = [each for each in ordered if each[0] != 3]
        tail = sorted((each for each in ordered if each[0] == 3), key=lambda each: each[1], reverse=True)
        patch = tuple({**operation, "path": path} for _, path, operation in [*head, *tail])
        try:
            relaxed = apply(register, place, Relaxation("", patch))
        except ValueError:
            continue
        if fits(register, relaxed, panels):
            found.add(key_of([(kind, path) for kind, path, _ in chosen]))
    return found


def key_of(changes: list[tuple[int, str]]) -> Key:
    ordered = sorted(changes)
    return tuple(kind for kind, _ in ordered), tuple(path for _, path in ordered)


def key_of_patch(offer: Relaxation) -> Key:
    changes = []
    for operation in offer.patch:
        parts = operation["path"].split("/")
        kind = "start" if parts[3] == "starts" else "seat" if len(parts) == 5 else parts[5]
        changes.append((KINDS.index(kind), operation["path"]))
    return key_of(changes)
