"""Who could sit where and when, once the solver has said who should: the visible order of a panel, and its reserves.

Who sits is decided by everything the solver knows. When they sit and on which seat is visible, so both follow from who
they are and from nothing that is protected.
"""

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from service.panels.brief import Brief
from solver.ground import Eligible
from solver.hard_rules import Register
from solver.objective import next_seat_costs
from solver.problem import Person, Requirement
from solver.result import PlannedPanel
from solver.slots import Slot, slots_of

MOST_RESERVES = 5
Unmet = tuple[int, ...]


class Sitting:
    """The people of a brief, seat by seat and start by start."""

    def __init__(self, brief: Brief) -> None:
        problem = brief.problem
        self._brief, self._index = brief, brief.index
        self._request = problem.requests[0]
        self._eligible = Eligible(brief.index, brief.standing, self._request, avoid=brief.avoid)
        self._slots = slots_of(self._request, problem.zone, problem.cap_period)
        self._register = Register(problem)
        self._levels = _levels(self._request.requirements)
        self._features = sorted({rule.feature for rule in self._request.requirements if rule.feature})

    def able(self, start: datetime, seat: int) -> list[str]:
        """Return who could take a seat at a start, by id; those who keep a seat keep it.

        With everybody else seated, whoever would break a `must` is left out.
        """
        free = self._eligible.free(self._slot(start)) & self._eligible.masks[self._eligible.groups[seat]]
        kept = [self._index.place[person] for person in self._brief.keep.values()]
        free[kept] = False
        others = [self._index.people[at] for at in kept]
        full = len(others) + 1 == len(self._request.seats)
        return [
            self._index.ids[at]
            for at in np.flatnonzero(free).tolist()
            if not full or self._unmet([*others, self._index.people[at]]) is not None
        ]

    def can_sit(self, start: datetime, seat: int, person_id: str) -> bool:
        """Return whether somebody could take a seat at a start, by rules that look at them alone."""
        at = self._index.place.get(person_id)
        mask = self._eligible.masks[self._eligible.groups[seat]]
        return at is not None and bool(mask[at]) and bool(self._eligible.free(self._slot(start))[at])

    def settled(self, panel: PlannedPanel) -> tuple[datetime, tuple[str, ...]]:
        """Return the earliest start, and there the first order of seats by id, at which these people can sit."""
        people = sorted(self._index.place[person] for person in panel.seats)
        for slot in self._slots:
            if self._eligible.free(slot)[people].all():
                order = self._order(people, ())
                if order is not None:
                    return slot.moment, tuple(self._index.ids[at] for at in order)
        return panel.start, panel.seats

    def reserves(self, start: datetime, people: Sequence[str], seat: int) -> tuple[str, ...]:
        """Return who could take a seat next with everybody else staying, best first.

        Best leaves the fewest requirements unmet, the most important first, and then carries least for their cap.
        """
        if seat in self._brief.keep:
            return ()
        free = self._eligible.free(self._slot(start)) & self._eligible.masks[self._eligible.groups[seat]]
        free[[self._index.place[person] for person in people]] = False
        others = [self._index.people[self._index.place[who]] for at, who in enumerate(people) if at != seat]
        costs = next_seat_costs(self._index, self._brief.standing.new_seats)
        known: dict[object, Unmet | None] = {}
        ranked = []
        for at in np.flatnonzero(free).tolist():
            person = self._index.people[at]
            kind = self._kind(person)
            if kind not in known:
                known[kind] = self._unmet([*others, person])
            unmet = known[kind]
            if unmet is not None:
                ranked.append((unmet, int(costs[at]), at))
        return tuple(self._index.ids[at] for _, _, at in sorted(ranked)[:MOST_RESERVES])

    def _kind(self, person: Person) -> tuple[object, ...]:
        """Return all that the requirements can see of a person."""
        here = (person.department == self._request.department, person.division == self._request.division)
        return (*here, *(person.features.get(feature) for feature in self._features))

    def _slot(self, start: datetime) -> Slot:
        return next(slot for slot in self._slots if slot.moment == start)

    def _order(self, left: list[int], seated: tuple[int, ...]) -> tuple[int, ...] | None:
        if not left:
            return seated
        mask = self._eligible.masks[self._eligible.groups[len(seated)]]
        for person in left:
            if mask[person]:
                found = self._order([each for each in left if each != person], (*seated, person))
                if found is not None:
                    return found
        return None

    def _unmet(self, members: Sequence[Person]) -> Unmet | None:
        """Return how many requirements of each level these members leave unmet; None if a `must` is among them."""
        met = self._register.met
        musts, *others = (sum(not met(rule, members, self._request) for rule in level) for level in self._levels)
        return None if musts else tuple(others)


def _levels(rules: Sequence[Requirement]) -> list[list[Requirement]]:
    """Return requirements by level: every `must`, then `explain` by tier, then `prefer` by tier."""
    levels = [[rule for rule in rules if rule.strength == "must"]]
    for strength in ("explain", "prefer"):
        tiers = sorted({rule.tier for rule in rules if rule.strength == strength})
        levels += [[rule for rule in rules if (rule.strength, rule.tier) == (strength, tier)] for tier in tiers]
    return levels
