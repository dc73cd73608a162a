"""What is scarce decides how much can be filled: a bound on ``filled`` for rounds too large to be settled as a whole.

Seats that many people could take are left out, and with them rooms and requirements; what remains, the seats that only
a few could take with their clashes and caps, is a small program. Leaving rules out only helps, so no plan fills more
than its optimum. Its linear relaxation says besides which requests are filled in every plan as good as the one at hand.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from solver.eligibility import Numbers
from solver.round.cliques import cover
from solver.round.draft import Draft
from solver.round.field import Field
from solver.round.highs import Outcome, Reals, Rows, minimise
from solver.round.part import Limits, whole_bound

WIDTHS = (50, 20, 10, 5)
"""People who may take a seat that counts as scarce, at most: the first with a program of at most ENTRIES is taken."""

ENTRIES = 25_000

FINE = float(1 << 20)
"""Multipliers that are multiples of 1/2²⁰ make every sum of the bound exact in floating point."""

TRUSTED = float(1 << 30)
"""Where priorities add up to more than this, sums of multipliers would not be exact."""

KEPT_START, KEPT_PERSON = 20.0, 1.0
"""What a request that keeps its start is worth, and each person who keeps their seat, in looking for a near plan."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Where the program puts a request: its offer, and who takes its scarce seats, by group of seats."""

    offer: int
    people: dict[int, Numbers]


class Scarcity:
    """The program of scarce seats.

    Args:
        field: the field.
        requests: those that could be filled, the fixed among them.
        widths: see WIDTHS.

    Attributes:
        bound: on ``filled``; the sum of all priorities until ``settle`` was asked.
    """

    def __init__(self, field: Field, requests: Iterable[int], widths: Sequence[int] = WIDTHS) -> None:
        self.field = field
        self.offers = [offer for request in sorted(requests) for offer in field.wanted[request].offers]
        self.width = self._width(widths)
        self.rows = Rows()
        self._costs: list[float] = []
        self.y: dict[int, int] = {}
        self.x: dict[tuple[int, int], tuple[int, Numbers]] = {}
        self._row_of: dict[int, int] = {}
        self._requests()
        self._clashes_and_caps(self._seats())
        self.size = len(self._costs)
        self.bound = sum(field.wanted[request].request.priority for request in self._row_of)
        self._least = 0.0
        self._gains: dict[int, float] = {}

    def _width(self, widths: Sequence[int]) -> int:
        sizes = np.array([len(people) for offer in self.offers for people in self.field.offers[offer].cells], np.int64)
        return next((width for width in widths if int(sizes[sizes <= width].sum()) <= ENTRIES), widths[-1])

    def _requests(self) -> None:
        by_request: dict[int, list[int]] = {}
        for offer in self.offers:
            request = self.field.offers[offer].request
            self.y[offer] = len(self._costs)
            self._costs.append(-float(self.field.wanted[request].request.priority))
            by_request.setdefault(request, []).append(self.y[offer])
        for request, columns in by_request.items():
            fixed = self.field.wanted[request].standing is not None
            self._row_of[request] = self.rows.add(columns, 1.0, 1.0 if fixed else -np.inf, 1.0)

    def _seats(self) -> dict[int, list[tuple[int, int]]]:
        """The columns of scarce seats; returns each person's as (offer, column)."""
        sits: dict[int, list[tuple[int, int]]] = {}
        for offer in self.offers:
            wanted = self.field.wanted[self.field.offers[offer].request]
            for group, people in enumerate(self.field.offers[offer].cells):
                if len(people) > self.width:
                    continue
                first = len(self._costs)
                self._costs += [0.0] * len(people)
                self.x[offer, group] = first, people
                columns = range(first, first + len(people))
                need = -float(wanted.needs[group])
                self.rows.add([*columns, self.y[offer]], [1.0] * len(people) + [need], 0.0, 0.0)
                for column, person in zip(columns, people.tolist(), strict=True):
                    sits.setdefault(person, []).append((offer, column))
        return sits

    def _clashes_and_caps(self, sits: dict[int, list[tuple[int, int]]]) -> None:
        clashes, offers = self.field.clashes, self.field.offers
        for person, seats in sits.items():
            places = np.array([offer for offer, _ in seats], np.int64)
            columns = np.array([column for _, column in seats], np.int64)
            for clique in cover(clashes.between(places, places), clashes.request[places].tolist()):
                if len(clique) > 1:
                    self.rows.add(columns[clique], 1.0, -np.inf, 1.0)
            periods = clashes.period[places]
            for period in np.unique(periods).tolist():
                within = periods == period
                cap = int(self.field.pool.cap[person])
                if len({offers[place].request for place in places[within].tolist()}) > cap:
                    self.rows.add(columns[within], 1.0, -np.inf, float(cap))

    def _solve(self, costs: Reals, limits: Limits, whole: bool = True) -> Outcome:
        upper, integer = np.ones(self.size), np.full(self.size, whole)
        return minimise(costs, upper, integer, self.rows, seconds=limits.left(), stopped=limits.stopped)

    def settle(self, limits: Limits) -> None:
        """Find the bound, and what leaving each request unfilled takes from it."""
        costs = np.array(self._costs)
        if -costs.sum() > TRUSTED:
            return
        relaxed = self._solve(costs, limits, whole=False)
        if relaxed.duals is None:
            return
        self._least, self._gains = self._proven(costs, relaxed.duals)
        self.bound = min(self.bound, int(np.floor(-self._least)))

    def settle_wholly(self, limits: Limits) -> None:
        """Better the bound by leaving fractions out."""
        answer = whole_bound(self._solve(np.array(self._costs), limits), 0)
        self.bound = self.bound if answer is None else min(self.bound, -answer)

    def sure(self, value: int) -> frozenset[int]:
        """Requests that are filled in every plan in which ``filled`` is as stated."""
        return frozenset(request for request, gain in self._gains.items() if int(np.floor(-self._least - gain)) < value)

    def _proven(self, costs: Reals, duals: Reals) -> tuple[float, dict[int, float]]:
        """The Lagrangian bound at multipliers near the duals, and by request what leaving it unfilled adds to it.

        Both hold for any multipliers of the right sign, so nothing rests on the accuracy of the duals.
        """
        lower, upper = np.array(self.rows.lower), np.array(self.rows.upper)
        price = np.round(duals * FINE) / FINE
        price[lower == -np.inf] = np.minimum(price[lower == -np.inf], 0.0)
        row, column = np.concatenate(self.rows.rows), np.concatenate(self.rows.columns)
        values = np.concatenate(self.rows.values)
        reduced = costs - np.bincount(column, price[row] * values, self.size)
        spared = np.minimum(reduced, 0.0)
        least = float((price * upper).sum() + spared.sum())
        gains = {request: -float(price[place]) for request, place in self._row_of.items()}
        for offer, y in self.y.items():
            gains[self.field.offers[offer].request] -= float(spared[y])
        for (offer, _), (first, people) in self.x.items():
            gains[self.field.offers[offer].request] -= float(spared[first : first + len(people)].sum())
        return least, gains

    def nearest(self, draft: Draft, value: int, limits: Limits) -> dict[int, Choice] | None:
        """Choices that fill ``value`` and leave as much of a draft as it is as possible; None if none were found."""
        keep = np.zeros(self.size)
        for request, sitting in draft.sittings.items():
            if sitting.offer not in self.y:
                continue
            keep[self.y[sitting.offer]] -= KEPT_START
            for group, person in zip(self.field.wanted[request].groups, sitting.people, strict=True):
                first, people = self.x.get((sitting.offer, group), (0, None))
                if people is not None:
                    keep[first + int(np.searchsorted(people, person))] -= KEPT_PERSON
        costs = np.array(self._costs)
        priced = np.flatnonzero(costs)
        height = len(self.rows.lower)
        self.rows.add(priced, costs[priced], -np.inf, -float(value))
        found = self._solve(keep, limits).values
        self.rows.cut(height)
        return None if found is None else self._choices(found)

    def _choices(self, values: Reals) -> dict[int, Choice]:
        choices = {}
        for offer, column in self.y.items():
            if values[column] > 0.5:
                people = {}
                for group in range(len(self.field.offers[offer].cells)):
                    if (offer, group) in self.x:
                        first, everyone = self.x[offer, group]
                        people[group] = everyone[values[first : first + len(everyone)] > 0.5]
                choices[self.field.offers[offer].request] = Choice(offer, people)
        return choices


def departing(draft: Draft, choices: dict[int, Choice]) -> set[int]:
    """Requests that a draft has in another way than the choices, or not at all, or alone."""
    differing = set(draft.sittings) - set(choices)
    for request, choice in choices.items():
        sitting = draft.sittings.get(request)
        if sitting is None or sitting.offer != choice.offer:
            differing.add(request)
            continue
        seated = list(zip(draft.field.wanted[request].groups, sitting.people, strict=True))
        for group, people in choice.people.items():
            if {person for place, person in seated if place == group} != set(people.tolist()):
                differing.add(request)
    return differing
