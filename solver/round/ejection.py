"""Making room: a request takes the place it needs, whoever stood there looks for another one, and so on.

Each eviction makes the evicted dearer to evict again, so the search moves on instead of going round in circles.
"""

from collections.abc import Callable, Iterable

import numpy as np

from solver.eligibility import Mask, Numbers
from solver.objective import next_seat_costs
from solver.round.draft import Draft, Sitting
from solver.round.field import Field
from solver.round.finder import Finder
from solver.search import ExhaustedError

NEVER = 1 << 20
"""Price of an eviction that is out of the question; all others cost less."""


class Ejection:
    """Places requests at their ideal by moving others, which must find their ideal again.

    Args:
        field: the field.
        finder: finds panels.
        ceiling: by request, the weighed value a panel has to stay below to be ideal.
        over: asked before each step; True ends the work.
    """

    def __init__(self, field: Field, finder: Finder, ceiling: dict[int, int], over: Callable[[], bool]) -> None:
        self.field = field
        self.finder = finder
        self.ceiling = ceiling
        self.over = over
        self.fixed = frozenset(number for number, wanted in enumerate(field.wanted) if wanted.standing is not None)

    def place(self, draft: Draft, requests: Iterable[int], frozen: frozenset[int], steps: int) -> bool:
        """Place requests that are not in the draft; on success the draft holds them and everyone moved.

        Args:
            draft: what stands; left as it was where there is no success within ``steps``.
            requests: numbers of the requests to place.
            frozen: requests that may not be moved.
            steps: placements to try.
        """
        before = dict(draft.sittings)
        waiting = list(requests)
        evicted: dict[int, int] = {}
        while waiting and steps > 0 and not self.over():
            steps -= 1
            request = waiting[0]
            found = self._best(draft, request, frozen | self.fixed, evicted)
            if found is None:
                break
            for other in self._in_the_way(draft, found, evicted):
                draft.drop(other)
                evicted[other] = evicted.get(other, 0) + 1
                waiting.append(other)
            possible, room = draft.room_for(found.offer)
            if not possible:
                break
            draft.take(request, Sitting(found.offer, found.people, room))
            waiting.pop(0)
        if waiting:
            for request in list(draft.sittings):
                draft.drop(request)
            for request, sitting in before.items():
                draft.take(request, sitting)
        return not waiting

    def _best(self, draft: Draft, request: int, frozen: frozenset[int], evicted: dict[int, int]) -> Sitting | None:
        costs = next_seat_costs(self.field.pool, draft.seats)
        prices: dict[int, Numbers] = {}

        def price(offer: int) -> Numbers:
            if offer not in prices:
                prices[offer] = self._eviction_prices(draft, offer, frozen, evicted)
            return prices[offer]

        def free(offer: int) -> Mask:
            return price(offer) < NEVER

        def at(offer: int) -> Numbers:
            return costs + price(offer) * self.finder.eviction

        try:
            found = self.finder.best(request, at, draft, free=free, beat=self.ceiling[request])
        except ExhaustedError:
            return None
        return None if found is None else found[1]

    def _eviction_prices(self, draft: Draft, offer: int, frozen: frozenset[int], evicted: dict[int, int]) -> Numbers:
        """By person, what frees them for an offer: whom they clash with leaves, or one seat of a full cap."""
        slot = self.field.offers[offer].slot
        prices = np.zeros(len(self.field.pool), np.int64)
        least = np.full(len(self.field.pool), NEVER, np.int64)
        relieved = np.zeros(len(self.field.pool), np.bool_)
        against = {id(sitting) for sitting in draft.against(offer)}
        for other, sitting in draft.sittings.items():
            people = list(sitting.people)
            price = NEVER if other in frozen else 1 + evicted.get(other, 0)
            within = self.field.offers[sitting.offer].slot.period == slot.period
            if id(sitting) in against:
                prices[people] = np.minimum(prices[people] + price, NEVER)
                if within:
                    relieved[people] = True
            elif within:
                least[people] = np.minimum(least[people], price)
        full = (draft.used(slot.period) >= self.field.pool.cap) & ~relieved
        prices[full] = np.minimum(prices[full] + least[full], NEVER)
        return prices

    def _in_the_way(self, draft: Draft, sitting: Sitting, evicted: dict[int, int]) -> list[int]:
        """Requests that have to leave so that a sitting can stand."""
        slot = self.field.offers[sitting.offer].slot
        members = set(sitting.people)
        against = {id(other) for other in draft.against(sitting.offer)}
        leave = {r for r, other in draft.sittings.items() if id(other) in against and members & set(other.people)}
        for person in sorted(members):
            seats = [
                (1 + evicted.get(request, 0), request)
                for request, other in draft.sittings.items()
                if person in other.people and self.field.offers[other.offer].slot.period == slot.period
            ]
            staying = sorted(seat for seat in seats if seat[1] not in leave and seat[1] not in self.fixed)
            over = len([seat for seat in seats if seat[1] not in leave]) + 1 - int(self.field.pool.cap[person])
            leave |= {request for _, request in staying[: max(0, over)]}
        return sorted(leave)
