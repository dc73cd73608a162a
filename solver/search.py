"""The exact search for the best panel of one request: depth first, with an additive bound.

Seats are filled one after another, those with fewest people first. A branch is left as soon as what it has cost, what
the empty seats must at least cost, and what the requirements it can no longer meet weigh reach the best panel known.
See ``docs/model.md`` for why the bound holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from solver.aim import MUST, Aim
from solver.bounds import Outlook
from solver.ground import Ground

WORTHLESS = MUST >> 1
"""No lawful panel weighs as much: the value to beat before any panel is known."""

MOST_SEATS = 400
"""Panels with more seats are left to CP-SAT: depth first would go too deep."""


class ExhaustedError(Exception):
    """The search has looked at as many branches as it may without settling the question."""


@dataclass(frozen=True, slots=True)
class Found:
    """The best panel: its weighed value, its ground, and the people by index in the request's order of seats."""

    value: int
    ground: Ground
    people: tuple[int, ...]


def best_panel(
    grounds: Sequence[tuple[Ground, Aim, bool, int]], nodes: int = 200_000, beat: int = WORTHLESS
) -> Found | None:
    """The panel of least value over all grounds, or None if no panel is worth less than ``beat``.

    Args:
        grounds: each with its aim, whether its slot is the published start, and what is due if the same people
            sit there again in another room than the published one (0 or 1).
        nodes: branches to look at before giving up.
        beat: only panels worth less are looked for.

    Raises:
        ExhaustedError: if the branches do not suffice to settle the question.
    """
    outlooks = [Outlook(ground, aim, same, moved) for ground, aim, same, moved in grounds if _enough_people(ground)]
    outlooks.sort(key=lambda each: (each.least, each.ground.slot.start))
    best: Found | None = None
    for outlook in outlooks:
        if outlook.least >= (best.value if best else beat):
            break
        if len(outlook.lists) > MOST_SEATS:
            raise ExhaustedError
        dive = _Dive(outlook, best.value if best else beat, nodes)
        dive.fill(0, 0, 0, 0)
        nodes = dive.nodes
        if dive.found is not None:
            by_seat = dict(zip(outlook.order, dive.found, strict=True))
            people = tuple(by_seat[seat] for seat in range(len(by_seat)))
            best = Found(dive.value, outlook.ground, people)
    return best


def _enough_people(ground: Ground) -> bool:
    """Whether there are as many people as seats, over all seats and among like ones."""
    everyone: set[int] = set()
    for group in set(ground.groups):
        people = {candidate[1] for candidate in ground.seats[ground.groups.index(group)]}
        if len(people) < ground.groups.count(group):
            return False
        everyone |= people
    return len(everyone) >= len(ground.groups)


class _Dive:
    """One depth-first search on one ground."""

    def __init__(self, outlook: Outlook, value: int, nodes: int) -> None:
        self.outlook = outlook
        self.value = value
        self.nodes = nodes
        self.found: list[int] | None = None
        self._lists = outlook.lists
        self._floor = outlook.floor
        self._twin = outlook.twin
        self._due = outlook.due
        self._at = [0] * len(outlook.lists)
        self._seated: list[int] = []

    def fill(self, depth: int, spent: int, adds: int, shows: int) -> None:
        """Try everyone on the seat at ``depth``, given what the seats before cost, count and show."""
        if depth == len(self._lists):
            self.value = spent + self.outlook.lost(depth, adds, shows)
            self.found = list(self._seated)
            return
        ahead = spent + self._floor[depth + 1]
        candidates = self._lists[depth]
        first = self._at[depth - 1] + 1 if self._twin[depth] else 0
        seated = self._seated
        lost = self.outlook.lost(depth, adds, shows)
        for place in range(first, len(candidates)):
            cost, person, more, shown = candidates[place]
            if ahead + cost + lost >= self.value:
                break
            if person in seated:
                continue
            self.nodes -= 1
            if self.nodes < 0:
                raise ExhaustedError
            if ahead + cost + self._due(depth + 1, adds + more, shows | shown) < self.value:
                self._at[depth] = place
                seated.append(person)
                self.fill(depth + 1, spent + cost, adds + more, shows | shown)
                seated.pop()
