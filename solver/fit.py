"""Whether a request fits beside panels as they stand: plain backtracking, for the check and nothing else."""

from collections.abc import Sequence
from copy import copy
from dataclasses import replace

from solver.hard_rules import Register, alone, clash, together
from solver.instants import instant
from solver.problem import Person, Request
from solver.result import PlannedPanel

BRANCHES = 50_000
"""Branches to look at before the question is left open."""


class Undecided(Exception):  # noqa: N818  (an answer, not an error)
    """The question was left open: too many branches."""


def fits(register: Register, request: Request, panels: Sequence[PlannedPanel]) -> bool:
    """Whether the request can be filled in one of its starts beside the panels.

    Args:
        register: the problem. The request may differ from the one in it (relaxed), but for its id.
        request: the request to place.
        panels: panels that stand; one of the request itself is left out.

    Raises:
        Undecided: if that cannot be told within a fixed number of branches.
    """
    others = [panel for panel in panels if panel.request != request.id and panel.request in register.requests]
    patched = copy(register)
    patched.requests = {**register.requests, request.id: request}
    return any(_fits_at(patched, request, place, others) for place in range(len(request.starts)))


def _fits_at(register: Register, request: Request, place: int, others: Sequence[PlannedPanel]) -> bool:
    empty = PlannedPanel(request.id, request.starts[place], (), None, start_text=request.start_texts[place])
    if request.needs_room and not _room(register, empty, others):
        return False
    sitting: dict[str, list[PlannedPanel]] = {}
    for panel in others:
        for person in panel.seats:
            sitting.setdefault(person, []).append(panel)
    day = register.local_date(empty.start)
    trained = [p for p in register.people.values() if p.trained_until is not None and p.trained_until >= day]
    willing = [p for p in trained if _may_sit(register, request, empty, p, sitting.get(p.id, []))]
    choices = [[p for p in willing if not any(register.seat_faults(s, p, request))] for s in request.seats]
    if len({person.id for row in choices for person in row}) < len(choices):
        return False
    return _Seating(register, request, sorted(choices, key=len)).complete([], set())


def _room(register: Register, empty: PlannedPanel, others: Sequence[PlannedPanel]) -> bool:
    for room in register.rooms:
        held = replace(empty, room=room)
        lone = [finding for finding in alone(register, held) if finding.rule == 9]
        meeting = [panel for panel in others if panel.room == room]
        if not lone and not any(finding.rule == 9 for finding in together(register, [*meeting, held])):
            return True
    return False


def _may_sit(
    register: Register, request: Request, empty: PlannedPanel, person: Person, sat: Sequence[PlannedPanel]
) -> bool:
    if person.id in request.conflicts:
        return False
    if not register.covers(person.available, empty.start, request.minutes):
        return False
    if any(clash(register, panel, empty) for panel in sat):
        return False
    period = register.problem.cap_period
    now = (register.local_date(empty.start) - period.starts).days // period.days
    taken = sum((register.local_date(panel.start) - period.starts).days // period.days == now for panel in sat)
    return taken < person.cap


class _Seating:
    """Fills seats one after another, going back where nobody is left or a must can no longer hold."""

    def __init__(self, register: Register, request: Request, choices: list[list[Person]]) -> None:
        self._register = register
        self._request = request
        self._choices = choices
        self._musts = [rule for rule in request.requirements if rule.strength == "must"]
        self._left = BRANCHES

    def complete(self, seated: list[Person], taken: set[str]) -> bool:
        """Whether the seats not yet filled can be; raises Undecided after too many branches."""
        if not self._hopeful(seated):
            return False
        if len(seated) == len(self._choices):
            return True
        for person in self._choices[len(seated)]:
            if person.id in taken:
                continue
            self._left -= 1
            if self._left < 0:
                raise Undecided
            if self.complete([*seated, person], taken | {person.id}):
                return True
        return False

    def _hopeful(self, seated: list[Person]) -> bool:
        """Whether every must holds or, counting all who could still sit, might come to hold."""
        rest = self._choices[len(seated) :]
        for rule in self._musts:
            within = [*seated, *(person for row in rest for person in row)] if rule.kind != "at_most" else seated
            if not self._register.met(rule, within, self._request):
                return False
        return True


def start_offered(request: Request, panel: PlannedPanel) -> str | None:
    """How the problem spells the start of a panel; None if it is not offered."""
    spelling = dict(zip(request.instants, request.start_texts, strict=True))
    return spelling.get(instant(panel.start))
