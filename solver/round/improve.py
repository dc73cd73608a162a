"""Some requests at a time, settled exactly beside all others: how a plan's load comes down."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from solver.eligibility import Mask, Numbers
from solver.round.draft import Draft, Sitting
from solver.round.field import Field
from solver.round.finder import Finder
from solver.round.ledger import Reals
from solver.round.part import Limits, settle_part
from solver.round.program_levels import Standing


@dataclass(frozen=True, slots=True)
class Task:
    """Requests to plan anew.

    Attributes:
        before: their sittings so far.
        cells: by offer, who may sit there.
        standing: what stands outside.
        held: what they reach on the levels before ``load``, which must not get worse.
        must_fill: those that have to stay filled.
        names: levels to bring down: ``load``, and before it ``parity`` while that is not 0.
    """

    before: dict[int, Sitting]
    cells: dict[int, tuple[Numbers, ...]]
    standing: Standing
    held: dict[str, int]
    must_fill: frozenset[int]
    names: tuple[str, ...]


class Neighbourhoods:
    """Which requests want the same few people, and what happens if they are planned together anew.

    Args:
        field: the field.
        finder: knows who is alike.
        names: levels after ``filled`` and before ``load`` that must not get worse.
        seed: for the choice among equally related requests.
    """

    def __init__(self, field: Field, finder: Finder, names: Sequence[str], seed: int) -> None:
        self.field = field
        self.finder = finder
        self.names = names
        self._random = random.Random(f"neighbourhoods {seed}")  # noqa: S311  (a search, not a secret)
        self._wants = self._wanted_people()

    def _wanted_people(self) -> Reals:
        """By request and person: how much the request depends on them, from 0 to its number of seats."""
        wants = np.zeros((len(self.field.wanted), len(self.field.pool)), np.float32)
        for number, wanted in enumerate(self.field.wanted):
            for offer in wanted.offers:
                for people in self.field.offers[offer].cells:
                    weight = 1.0 / len(people)
                    wants[number, people] = np.maximum(wants[number, people], weight)
        used = wants.any(axis=0)
        return wants[:, used]  # type: ignore[return-value]

    def around(self, request: int, requests: Sequence[int], size: int) -> list[int]:
        """The requests most related to one, itself included."""
        weights = self._wants[list(requests)] @ self._wants[request]
        noise = np.array([self._random.random() for _ in requests])
        order = np.argsort(-(weights * (0.5 + noise)), kind="stable")
        chosen = [requests[place] for place in order[:size].tolist()]
        return sorted({request, *chosen})

    def prepare(
        self, draft: Draft, requests: Iterable[int], prices: Reals, periods: Sequence[int], width: int
    ) -> "Task":
        """Everything needed to plan some requests anew beside all others.

        Args:
            draft: the plan; it is left as it is.
            requests: those to plan.
            prices: by person and cap period, what to tell promising people by.
            periods: number of the cap period by offer.
            width: people of each kind to consider for a cell.
        """
        chosen = sorted(requests)
        held = self.reached(draft, chosen)
        before = {request: draft.drop(request) for request in chosen if request in draft.sittings}
        standing = Standing(draft.seats.copy(), {p: draft.used(p).copy() for p in self._periods()}, draft.meetings())
        cells = {}
        for request in chosen:
            current = before.get(request)
            for offer in self.field.wanted[request].offers:
                if draft.room_for(offer)[0]:
                    each = self._promising(request, offer, draft, prices[:, periods[offer]], width, current)
                    if each is not None:
                        cells[offer] = each
        for request, sitting in before.items():
            draft.take(request, sitting)
        must_fill = frozenset(before) if len(before) == len(chosen) else frozenset()
        names = ("parity", "load") if held.get("parity") else ("load",)
        if len(names) > 1:
            held.pop("parity")
        return Task(before, cells, standing, held, must_fill, names)

    def settle(self, task: "Task", limits: Limits) -> dict[int, Sitting] | None:
        """The best sittings for a task, or None. Touches no draft, so tasks can be settled side by side."""
        return settle_part(
            self.field,
            task.cells,
            task.names,
            limits,
            standing=task.standing,
            ceilings=task.held,
            must_fill=task.must_fill,
            hint=task.before,
        ).sittings

    def apply(self, draft: Draft, task: "Task", sittings: dict[int, Sitting] | None) -> bool:
        """Let the draft take new sittings if they still fit beside the others and make it better; says whether."""
        if sittings is None or any(draft.sittings.get(request) != task.before[request] for request in task.before):
            return False
        rank = self._rank(draft.values())
        for request in task.before:
            draft.drop(request)
        taken = []
        for request, sitting in sorted(sittings.items()):
            possible, room = draft.room_for(sitting.offer)
            if not possible or not draft.open_to(sitting.offer)[list(sitting.people)].all():
                break
            draft.take(request, Sitting(sitting.offer, sitting.people, room))
            taken.append(request)
        if len(taken) == len(sittings) and self._rank(draft.values()) < rank:
            return True
        for request in taken:
            draft.drop(request)
        for request, sitting in task.before.items():
            draft.take(request, sitting)
        return False

    def _periods(self) -> list[int]:
        return sorted({offer.slot.period for offer in self.field.offers})

    def _rank(self, values: dict[str, int]) -> tuple[int, ...]:
        parity = (values["parity"],) if "parity" in values else ()
        return (-values["filled"], *(values[name] for name in self.names), *parity, values["load"])

    def reached(self, draft: Draft, requests: Sequence[int]) -> dict[str, int]:
        """What these requests contribute to the levels before ``load``."""
        held = dict.fromkeys(["filled", *self.names], 0)
        for request in requests:
            if request in draft.sittings:
                held["filled"] += self.field.wanted[request].request.priority
                for rule in draft.unmet(request):
                    held[f"{rule.strength}.{rule.tier}"] += 1
            if "changes" in held:
                held["changes"] += draft.changes(request)
        if self.field.problem.parity is not None:
            held["parity"] = draft.values()["parity"]
        return held

    def _promising(
        self, request: int, offer: int, draft: Draft, price: Reals, width: int, current: Sitting | None
    ) -> tuple[Numbers, ...] | None:
        free: Mask = draft.open_to(offer)
        kept = []
        wanted = self.field.wanted[request]
        for group, (people, labels) in enumerate(
            zip(self.field.offers[offer].cells, self.finder.labels(request, offer), strict=True)
        ):
            here = free[people]
            some = cheapest_of_each(people[here], labels[here], price[people[here]], width + wanted.needs[group] - 1)
            if current is not None and current.offer == offer:
                members = [p for p, g in zip(current.people, wanted.groups, strict=True) if g == group]
                some = np.union1d(some, np.array(members, np.int64))
            if len(some) < wanted.needs[group]:
                return None
            kept.append(some)
        return tuple(kept)


def cheapest_of_each(people: Numbers, labels: Numbers, price: Reals, width: int) -> Numbers:
    """The cheapest few people of each class, ascending."""
    if not len(people):
        return people
    order = np.lexsort((people, price, labels))
    labels = labels[order]
    first = np.r_[True, labels[1:] != labels[:-1]]
    places = np.arange(len(people))
    rank = places - np.maximum.accumulate(np.where(first, places, 0))
    return np.sort(people[order][rank < width])
