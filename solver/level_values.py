"""Shortfalls and level values of a plan, reckoned from the format's text. Part of the check, never of the search."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from math import ceil

from solver.hard_rules import Register
from solver.instants import instant
from solver.problem import PublishedPanel
from solver.result import PlannedPanel


def shortfalls(register: Register, panel: PlannedPanel) -> tuple[str, ...]:
    """Ids of the requirements a panel does not meet, in requirement order."""
    request = register.requests[panel.request]
    members = [register.people[person] for person in panel.seats if person in register.people]
    return tuple(rule.id for rule in request.requirements if not register.met(rule, members, request))


def level_values(register: Register, panels: Sequence[PlannedPanel]) -> dict[str, int]:
    """The levels of a problem, in the table's order, with the value the panels reach."""
    problem = register.problem
    levels = {"filled": sum(register.requests[panel.request].priority for panel in panels)}
    for strength in ("explain", "prefer"):
        rules = [rule for request in problem.requests for rule in request.requirements if rule.strength == strength]
        for tier in sorted({rule.tier for rule in rules}):
            levels[f"{strength}.{tier}"] = sum(
                1
                for panel in panels
                for rule in register.requests[panel.request].requirements
                if (rule.strength, rule.tier) == (strength, tier) and rule.id in shortfalls(register, panel)
            )
    if problem.previous is not None:
        now = {panel.request: panel for panel in panels}
        levels["changes"] = sum(_changes(entry, now.get(entry.request)) for entry in problem.previous)
    new_seats = Counter(person for panel in panels for person in panel.seats)
    if problem.parity is not None:
        levels["parity"] = _parity(register, new_seats)
    levels["load"] = sum(_load(register, person, number) for person, number in new_seats.items())
    return levels


def _changes(before: PublishedPanel, now: PlannedPanel | None) -> int:
    if now is None:
        return 1 + len(before.seats)
    if set(before.seats) == set(now.seats) and instant(before.start) == instant(now.start):
        return 0 if before.room is None or before.room == now.room else 1
    return 1 + len(set(before.seats) - set(now.seats))


def _parity(register: Register, new_seats: Counter[str]) -> int:
    parity = register.problem.parity
    if parity is None:
        return 0
    means = {True: Fraction(0), False: Fraction(0)}
    for holding in means:
        group = [
            person.id
            for person in register.problem.people
            if person.trained_until is not None and (person.features.get(parity.feature) == parity.value) == holding
        ]
        if group:
            means[holding] = Fraction(sum(new_seats[person] for person in group), len(group))
    return max(0, ceil(100 * means[True] - parity.factor_percent * means[False]))


def _load(register: Register, person_id: str, seats: int) -> int:
    person = register.people.get(person_id)
    if person is None or person.cap == 0:
        return 0
    load, cap = person.load, person.cap
    return sum((200 * (2 * (load + k) - 1) + cap) // (2 * cap) for k in range(1, seats + 1))
