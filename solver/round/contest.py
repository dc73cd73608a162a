"""Requests that cannot all have their ideal settle it among themselves, exactly; everyone else stands aside.

If some requests, alone together, reach certain values, and all others reach their ideals, then no plan is better: any
plan restricted to the contesting requests is one of theirs, and no request ever beats its ideal.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from solver.eligibility import Numbers
from solver.round.draft import Draft, Sitting
from solver.round.ejection import Ejection
from solver.round.field import Field
from solver.round.ideals import Ideals
from solver.round.opening import Opening
from solver.round.part import Limits, Settled, settle_part
from solver.round.scarcity import Choice, departing

STEPS = 40
"""Placements an ejection chain may try for one request."""

MANY = 4
"""Where more than one in so many contests, everyone is asked at once."""

PATIENCE = 4
"""Settlements among some before everyone is asked at once, where that is a small question."""

EVERYONE = 25_000
"""Entries up to which it is."""


@dataclass(slots=True)
class Verdict:
    """How a contest ended.

    Attributes:
        draft: the best plan met.
        contesting: the requests that were settled together.
        settled: the last settlement among them.
        proven: whether ``draft`` reaches it with everyone else at their ideal.
    """

    draft: Draft
    contesting: set[int] = field(default_factory=set)
    settled: Settled | None = None
    proven: bool = False


class Contest:
    """Settles the levels from ``filled`` to the one before ``parity`` and ``load``.

    Args:
        field_: the field.
        ideals: what each request could have alone.
        opening, ejection: put the others back beside the contesting ones.
        most: entries of the largest program to try.
    """

    def __init__(self, field_: Field, ideals: Ideals, opening: Opening, ejection: Ejection, most: int) -> None:
        self.field = field_
        self.ideals = ideals
        self.opening = opening
        self.ejection = ejection
        self.most = most
        self.names = ["filled", *ideals.names]
        entries = sum(len(people) for offer in field_.offers for people in offer.cells)
        self.small, self.large = entries <= EVERYONE, entries > most
        self.fixed = {number for number, wanted in enumerate(field_.wanted) if wanted.standing is not None}

    def settle(self, draft: Draft, limits: Limits, told: Callable[[Draft], None] = lambda _: None) -> Verdict:
        """The best plan from a draft on; stops when it is proven or the limits are reached.

        Args:
            draft: the plan to start from.
            limits: what may be used.
            told: called with every better plan.
        """
        verdict = Verdict(draft)
        contesting = set(self.ideals.aggrieved(draft))
        rounds = 0
        if len(contesting) * MANY > len(self.ideals.fillable):
            contesting = set(self.ideals.fillable)
        while contesting and not limits.over():
            cells = self.cells(contesting | self.fixed)
            if sum(len(people) for each in cells.values() for people in each) > self.most:
                break
            hint = {r: s for r, s in verdict.draft.sittings.items() if r in contesting | self.fixed}
            settled = settle_part(
                self.field,
                cells,
                self.names,
                limits,
                floors=self.ideals.total(contesting | self.fixed),
                hint=hint,
            )
            verdict.contesting, verdict.settled = contesting, settled
            if settled.sittings is None:
                break
            merged, failed = self._merge(verdict.draft, settled.sittings, contesting)
            if self._rank(merged) < self._rank(verdict.draft):
                verdict.draft = merged
                told(merged)
            if not failed:
                verdict.proven = all(settled.bounds.get(name) == settled.values.get(name) for name in self.names)
                break
            contesting = contesting | failed
            rounds += 1
            if (rounds >= PATIENCE and self.small) or len(contesting) * MANY > len(self.ideals.fillable):
                contesting = set(self.ideals.fillable)
        if not contesting:
            verdict.proven = True
        return verdict

    def follow(self, draft: Draft, choices: dict[int, Choice], limits: Limits) -> Draft:
        """Another draft, in which requests that are not as chosen come first, as chosen, and the others beside them."""
        differing = departing(draft, choices)
        cells = {}
        for request in sorted(self.fixed | (differing & set(choices))):
            choice = None if request in self.fixed else choices[request]
            for offer in self.field.wanted[request].offers if choice is None else (choice.offer,):
                everyone = self.field.offers[offer].cells
                people = {} if choice is None else choice.people
                cells[offer] = tuple(people.get(group, cell) for group, cell in enumerate(everyone))
        requests = {self.field.offers[offer].request for offer in cells}
        settled = settle_part(self.field, cells, self.names, limits, floors=self.ideals.total(requests))
        return self._merge(draft, settled.sittings or {}, differing)[0]

    def _rank(self, draft: Draft) -> tuple[int, ...]:
        values = draft.values()
        return (-values["filled"], *(values[name] for name in self.ideals.names), values["load"])

    def _merge(self, draft: Draft, settled: dict[int, Sitting], contesting: set[int]) -> tuple[Draft, set[int]]:
        """The settled panels with everyone else beside them, and who of these did not reach their ideal."""
        merged = Draft(self.field)
        for request in sorted(settled):
            merged.take(request, settled[request])
        for request in sorted(set(draft.sittings) - set(settled) - contesting):
            sitting = draft.sittings[request]
            people = list(sitting.people)
            fits, room = merged.room_for(sitting.offer)
            if fits and bool(merged.open_to(sitting.offer)[people].all()):
                merged.take(request, Sitting(sitting.offer, sitting.people, room))
        frozen = frozenset(contesting | set(settled))
        others = [request for request in self.ideals.fillable if request not in merged.sittings]
        waiting = self.opening.by_hardness(request for request in others if request not in contesting)
        left = self.opening.fill(merged, waiting, self.ejection.ceiling)
        for request in left:
            if not self.ejection.place(merged, [request], frozen, STEPS):
                self.opening.fill(merged, [request])
        return merged, {request for request in self.ideals.aggrieved(merged) if request not in contesting}

    def cells(self, requests: set[int]) -> dict[int, tuple[Numbers, ...]]:
        """The offers of some requests with people nobody can need left out.

        Of people alike who are asked for by one request only, as many as it has seats are enough: whoever else
        sat there could give the seat to one of them.
        """
        asked: dict[int, set[int]] = {}
        for request in sorted(requests):
            for offer in self.field.wanted[request].offers:
                for people in self.field.offers[offer].cells:
                    for person in people.tolist():
                        asked.setdefault(person, set()).add(request)
        alone = np.zeros(len(self.field.pool), np.bool_)
        alone[[person for person, by in asked.items() if len(by) == 1]] = True
        reduced = {}
        for request in sorted(requests):
            wanted = self.field.wanted[request]
            for offer in wanted.offers:
                labels = self.opening.finder.labels(request, offer)
                cells = self.field.offers[offer].cells
                reduced[offer] = tuple(
                    _needed(people, label, alone, len(wanted.groups))
                    for people, label in zip(cells, labels, strict=True)
                )
        return reduced


def _needed(
    people: Numbers, labels: Numbers, alone: "np.ndarray[tuple[int], np.dtype[np.bool_]]", size: int
) -> Numbers:
    kept = []
    for label in np.unique(labels):
        same = people[labels == label]
        free = same[alone[same]]
        kept.append(free[:size] if len(free) >= size else same)
    return np.sort(np.concatenate(kept))
