"""The best panel of one request beside a draft, at given prices: the exact search on the field's offers."""

from collections.abc import Callable, Iterable

import numpy as np

from solver.aim import MUST, Aim
from solver.eligibility import Mask, Numbers
from solver.ground import Candidate, Ground
from solver.instants import instant
from solver.objective import Weights, level_names, next_seat_costs, weights_for
from solver.round.draft import Draft, Sitting
from solver.round.field import Field
from solver.search import WORTHLESS, best_panel

Costs = Callable[[int], Numbers]
"""Whole costs by person, for an offer."""


class Finder:
    """Panels of single requests, best in the order of the levels after ``filled``.

    Args:
        field: the field.

    Attributes:
        names: the levels panels are weighed by; parity looks at everyone and is left out.
        eviction: a price above any cost of a seat, but for absurd loads.
    """

    def __init__(self, field: Field) -> None:
        self.field = field
        top = int(next_seat_costs(field.pool, np.full(len(field.pool), len(field.wanted), np.int64)).max(initial=1))
        self.eviction = min(top, 1 << 40)
        self.dearest = top + (self.eviction << 20)
        self.names = [name for name in level_names(field.problem) if name not in ("filled", "parity")]

        self._aims: dict[int, tuple[Aim, Weights]] = {}
        self._kinds: dict[int, dict[int, tuple[int, int]]] = {}
        self._classes: dict[int, tuple[Numbers, ...]] = {}

    def aim(self, request: int) -> tuple[Aim, Weights]:
        """What panels of a request are judged by, and what one step of each level weighs."""
        if request not in self._aims:
            pool, wanted = self.field.pool, self.field.wanted[request]
            size = len(wanted.groups)
            spans = {"load": size * self.dearest}
            if wanted.published is not None:
                spans["changes"] = 1 + len(wanted.published.seats)
            weights = weights_for(self.names, wanted.request, spans)
            aim = Aim.of(wanted.request)
            for rule in wanted.request.requirements:
                step = MUST if rule.strength == "must" else weights.of(f"{rule.strength}.{rule.tier}")
                aim.ask(pool, wanted.request, rule, step)
            if wanted.published is not None:
                members = pool.named(frozenset(wanted.published.seats))
                aim.keep(members, len(wanted.published.seats), weights.of("changes"))
            self._aims[request] = aim, weights
        return self._aims[request]

    def best(
        self,
        request: int,
        costs: Costs,
        draft: Draft | None = None,
        offers: Iterable[int] | None = None,
        free: Callable[[int], Mask] | None = None,
        beat: int = WORTHLESS,
        nodes: int = 20_000,
    ) -> tuple[int, Sitting] | None:
        """The best sitting and its weighed value, or None if there is none worth less than ``beat``.

        Args:
            request: number of the request.
            costs: what a seat costs each person.
            draft: what stands; the request itself must not. None: the request alone.
            offers: the offers to look at; all of the request if None.
            free: who may be asked, by offer; those whom the draft leaves free if None.
            beat: only panels worth less are looked for.
            nodes: branches the search may look at.

        Raises:
            solver.search.ExhaustedError: if the branches do not settle the question.
        """
        wanted = self.field.wanted[request]
        aim, _ = self.aim(request)
        grounds = []
        rooms: dict[int, int | None] = {}
        starts: dict[int, int] = {}
        for offer in wanted.offers if offers is None else offers:
            possible, room = (True, None) if draft is None else draft.room_for(offer)
            if not possible:
                continue
            who = free(offer) if free is not None else None if draft is None else draft.open_to(offer)
            ground = self._ground(request, offer, aim, costs(offer), who)
            if ground is None:
                continue
            same, moved = False, 0
            panel = wanted.published
            if panel is not None:
                same = ground.slot.start == instant(panel.start)
                if panel.room is not None and draft is not None:
                    moved = int(draft.rooms.kind_of(panel.room) != room)
            rooms[ground.slot.start] = room
            starts[ground.slot.start] = offer
            grounds.append((ground, aim, same, moved))
        found = best_panel(grounds, nodes, beat)
        if found is None:
            return None
        start = found.ground.slot.start
        return found.value, Sitting(starts[start], found.people, rooms[start])

    def _ground(self, request: int, offer: int, aim: Aim, costs: Numbers, free: Mask | None) -> Ground | None:
        wanted = self.field.wanted[request]
        size = len(wanted.groups)
        kinds = self._kinds.setdefault(request, {})
        lists = []
        cells = self.field.offers[offer].cells
        classes = self.labels(request, offer)
        for everyone, everyones in zip(cells, classes, strict=True):
            here = slice(None) if free is None else free[everyone]
            people = everyone[here]
            found = _cheapest(people, everyones[here], costs[people], size, aim, kinds)
            if not found:
                return None
            lists.append(found)
        return Ground(self.field.offers[offer].slot, tuple(lists[group] for group in wanted.groups), wanted.groups)

    def labels(self, request: int, offer: int) -> tuple[Numbers, ...]:
        """By cell of an offer, a number per person; people with the same one are alike for the request."""
        if offer not in self._classes:
            self._label(self.field.wanted[request].offers, self.aim(request)[0])
        return self._classes[offer]

    def _label(self, offers: Iterable[int], aim: Aim) -> None:
        """Classes for all offers of a request at once, so that a class has the same number in each."""
        cells = [self.field.offers[offer].cells for offer in offers]
        everyone = np.unique(np.concatenate([people for each in cells for people in each]))
        labels = aim.classes(everyone)
        for offer, each in zip(offers, cells, strict=True):
            self._classes[offer] = tuple(labels[np.searchsorted(everyone, people)] for people in each)


def _cheapest(
    people: Numbers, classes: Numbers, cost: Numbers, size: int, aim: Aim, kinds: dict[int, tuple[int, int]]
) -> list[Candidate]:
    """The ``size`` cheapest of each class, cheapest first, ties by id."""
    if not len(people):
        return []
    order = np.lexsort((cost, classes))
    people, classes, cost = people[order], classes[order], cost[order]
    first = np.empty(len(people), np.bool_)
    first[0] = True
    np.not_equal(classes[1:], classes[:-1], out=first[1:])
    places = np.arange(len(people))
    kept = places - np.maximum.accumulate(np.where(first, places, 0)) < size
    candidates = []
    for price, person, label in zip(cost[kept].tolist(), people[kept].tolist(), classes[kept].tolist(), strict=True):
        if label not in kinds:
            kinds[label] = aim.fields(person)
        adds, shows = kinds[label]
        candidates.append((price, person, adds, shows))
    candidates.sort()
    return candidates
