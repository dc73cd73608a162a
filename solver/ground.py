"""The ground a search stands on: for one request and one slot, who may take each seat and at what cost.

Of people who are interchangeable for the aim only the cheapest few matter: if a best panel used another one, at least
one of the n cheapest of that class (n seats) would be free to take the seat instead, at no more cost.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solver.aim import Aim
from solver.bookings import Bookings
from solver.eligibility import Mask, Numbers, Pool, suitable
from solver.problem import Request
from solver.result import ConflictRule
from solver.slots import Slot

Candidate = tuple[int, int, int, int]
"""Cost, index in the pool, counts added, values shown."""

NOTHING: frozenset[ConflictRule] = frozenset()


@dataclass(frozen=True, slots=True)
class Ground:
    """Who may take each seat in one slot, cheapest first. Seats with the same conditions share one list."""

    slot: Slot
    seats: tuple[list[Candidate], ...]
    groups: tuple[int, ...]


class Eligible:
    """Who may take each seat of a request, slot by slot, beside what stands.

    Args:
        pool: the people.
        bookings: what stands.
        request: the request.
        without: rules to leave out, as in an explanation's conflict.
        avoid: people not to be asked, beside those with a conflict of interest.
    """

    def __init__(
        self,
        pool: Pool,
        bookings: Bookings,
        request: Request,
        without: frozenset[ConflictRule] = NOTHING,
        avoid: frozenset[str] = frozenset(),
    ) -> None:
        self._pool = pool
        self._bookings = bookings
        self._request = request
        self._general = frozenset(rule.rule for rule in without if rule.seat is None and rule.id is None)
        barred = avoid if "conflicts" in self._general else avoid | request.conflicts
        self._willing = ~pool.named(barred) if barred else None
        masks: list[Mask] = []
        groups: list[int] = []
        seen: dict[tuple[object, ...], int] = {}
        for place, seat in enumerate(request.seats):
            dropped = frozenset(rule.rule for rule in without if rule.seat == place)
            group = seen.setdefault((seat, dropped), len(masks))
            if group == len(masks):
                masks.append(suitable(pool, request, seat, dropped))
            groups.append(group)
        self.masks = masks
        self.groups = tuple(groups)

    def free(self, slot: Slot) -> Mask:
        """People whom no rule but those of the seats keeps from sitting in a slot."""
        pool, general = self._pool, self._general
        if "available" in general:
            free = np.ones(len(pool), np.bool_)
        else:
            free = np.zeros(len(pool), np.bool_)
            free[pool.available(slot.start, slot.end)] = True
        if "trained" not in general:
            free &= pool.trained >= slot.day
        if "cap" not in general:
            free &= (pool.cap > 0) if "others" in general else (self._bookings.used(slot.period) < pool.cap)
        if "others" not in general:
            for busy in self._bookings.busy(self._request, slot):
                free[busy] = False
        if self._willing is not None:
            free &= self._willing
        return free

    def grounds(self, slots: Sequence[Slot], aim: Aim, costs: Numbers | None) -> list[Ground]:
        """The ground of every slot in which each seat has someone to take it.

        Args:
            slots: the slots to look at.
            aim: what people are told apart by.
            costs: cost of a seat for each person; None for none.
        """
        return grounds_on([(slot, self.free(slot)) for slot in slots], self.masks, self.groups, aim, costs)


def grounds_on(
    slots: Sequence[tuple[Slot, Mask]],
    masks: Sequence[Mask],
    groups: Sequence[int],
    aim: Aim,
    costs: Numbers | None = None,
    keep: int | None = None,
) -> list[Ground]:
    """The ground of every slot in which each seat has someone to take it.

    Args:
        slots: each with the people who may sit in it at all.
        masks: by group of like seats, the people who suit it.
        groups: by seat, its group.
        aim: what people are told apart by.
        costs: cost of a seat for each person; None for none.
        keep: how many of each class to keep; the number of seats, which is enough, if not given.
    """
    if not slots or not len(slots[0][1]):
        return []
    ever = slots[0][1] if len(slots) == 1 else np.logical_or.reduce([free for _, free in slots])
    ranked = []
    for mask in masks:
        people = np.flatnonzero(mask & ever)
        classes = aim.classes(people)
        cost = np.zeros(len(people), np.int64) if costs is None else costs[people]
        order = np.argsort(classes, kind="stable") if costs is None else np.lexsort((cost, classes))
        kinds: dict[int, tuple[int, int]] = {}
        ranked.append((people[order], classes[order], cost[order], kinds))
    grounds = []
    for slot, free in slots:
        lists = []
        for people, classes, cost, kinds in ranked:
            here = free[people]
            lists.append(_cheapest(people[here], classes[here], cost[here], keep or len(groups), aim, kinds))
            if not lists[-1]:
                break
        else:
            grounds.append(Ground(slot, tuple(lists[group] for group in groups), tuple(groups)))
    return grounds


def _cheapest(
    people: Numbers, classes: Numbers, cost: Numbers, size: int, aim: Aim, kinds: dict[int, tuple[int, int]]
) -> list[Candidate]:
    """The ``size`` cheapest of each class, cheapest first and ties by id; the input is sorted by class and cost."""
    if not len(people):
        return []
    first = np.empty(len(people), np.bool_)
    first[0] = True
    np.not_equal(classes[1:], classes[:-1], out=first[1:])
    places = np.arange(len(people))
    rank = places - np.maximum.accumulate(np.where(first, places, 0))
    kept = rank < size
    candidates = []
    for price, person, label in zip(cost[kept].tolist(), people[kept].tolist(), classes[kept].tolist(), strict=True):
        if label not in kinds:
            kinds[label] = aim.fields(person)
        adds, shows = kinds[label]
        candidates.append((price, person, adds, shows))
    candidates.sort()
    return candidates
