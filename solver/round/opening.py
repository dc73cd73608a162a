"""The first plan: hardest requests first, each with its best panel, then one request after another once more."""

from collections.abc import Callable, Iterable

from solver.eligibility import Numbers
from solver.objective import next_seat_costs
from solver.round.draft import Draft, Sitting
from solver.round.field import Field
from solver.round.finder import Finder
from solver.search import WORTHLESS, ExhaustedError

Asking = Callable[[Numbers, int], Numbers]
"""Whole costs by person, made from what one more seat adds to each person's load, for an offer."""


class Opening:
    """Puts requests into drafts, each where it costs least beside the others.

    Args:
        field: the field.
        finder: finds panels.
        over: asked before each step; True ends the work.
        told: called with the number of filled requests after each one that is filled.
    """

    def __init__(
        self,
        field: Field,
        finder: Finder,
        over: Callable[[], bool],
        told: Callable[[int], None] = lambda _: None,
    ) -> None:
        self.field = field
        self.finder = finder
        self.over = over
        self.told = told

    def by_hardness(self, requests: Iterable[int]) -> list[int]:
        """Requests in the order to fill them: the urgent first, then those with fewest people for their rarest seat."""

        def scarcity(request: int) -> int:
            wanted = self.field.wanted[request]
            cells = [self.field.offers[offer].cells for offer in wanted.offers]
            return min(sum(len(each[group]) for each in cells) for group in range(len(wanted.needs)))

        return sorted(
            requests,
            key=lambda r: (-self.field.wanted[r].request.priority, scarcity(r), self.field.wanted[r].request.id),
        )

    def fill(
        self,
        draft: Draft,
        requests: Iterable[int],
        beat: "dict[int, int] | None" = None,
        over: Callable[[], bool] | None = None,
    ) -> list[int]:
        """Fill requests in the given order; returns those that found no panel.

        Args:
            draft: what stands; the panels found join it.
            requests: numbers of requests that are not in it.
            beat: by request, the weighed value a panel has to stay below.
            over: asked before each step in place of the usual question.
        """
        over = over or self.over
        costs = next_seat_costs(self.field.pool, draft.seats)
        left = []
        for request in requests:
            limit = WORTHLESS if beat is None else beat.get(request, WORTHLESS)
            sitting = None if over() else self._best(draft, request, costs, limit)
            if sitting is None:
                left.append(request)
                continue
            draft.take(request, sitting)
            self._reprice(costs, draft, sitting)
            self.told(len(draft.sittings))
        return left

    def keep_fixed(self, draft: Draft) -> None:
        """Let the fixed panels stand."""
        for request, wanted in enumerate(self.field.wanted):
            if wanted.standing is not None:
                people = tuple(self.field.pool.place[person] for person in wanted.standing.seats)
                room = wanted.standing.room
                kind = None if room is None else self.field.rooms.kind_of(room)
                draft.take(request, Sitting(wanted.offers[0], people, kind))

    def sweep(self, draft: Draft, asking: Asking = lambda costs, _: costs) -> bool:
        """Take every panel away once and put the best one back; whether anything changed.

        Args:
            draft: the plan.
            asking: what a seat is to cost each person, from what it adds to the load, for an offer.
        """
        changed = False
        costs = next_seat_costs(self.field.pool, draft.seats)
        for request in sorted(draft.sittings):
            if self.over():
                break
            if self.field.wanted[request].standing is not None:
                continue
            before = draft.drop(request)
            self._reprice(costs, draft, before)
            sitting = self._best(draft, request, costs, WORTHLESS, asking) or before
            draft.take(request, sitting)
            self._reprice(costs, draft, sitting)
            changed = changed or sitting != before
        return changed

    def _reprice(self, costs: Numbers, draft: Draft, sitting: Sitting) -> None:
        people = list(sitting.people)
        cap = self.field.pool.cap[people]
        load = self.field.pool.load[people] + draft.seats[people]
        costs[people] = (200 * (2 * (load + 1) - 1) + cap) // (2 * cap)

    def _best(
        self, draft: Draft, request: int, costs: Numbers, beat: int, asking: Asking = lambda costs, _: costs
    ) -> Sitting | None:
        try:
            found = self.finder.best(request, lambda offer: asking(costs, offer), draft, beat=beat)
        except ExhaustedError:
            return None
        return None if found is None else found[1]
