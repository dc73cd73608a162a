"""What people's other panels take from them, as the solver looks at it: seats carried, caps used, time not free."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from service.hours import Interval
from service.panels.commitments import Commitments, Taken
from solver.bookings import Bookings
from solver.eligibility import Numbers, Pool
from solver.problem import Problem, Request
from solver.slots import Slot


class Standing(Bookings):
    """Bookings that come from rows rather than from requests of the same problem.

    Args:
        problem: a problem of one request.
        index: the solver's index of its people.
        commitments: what people carry.
        periods: the cap periods of `commitments.used`, in order.
        cut: the time that a booking makes unusable for the request, with the travel either side.
        keep: people whose own diary does not matter, because they keep their seats.
    """

    def __init__(
        self,
        problem: Problem,
        index: Pool,
        commitments: Commitments,
        periods: Sequence[int],
        cut: Callable[[Taken], Interval],
        keep: Mapping[int, str],
    ) -> None:
        super().__init__(problem, index)
        place = {person: at for person, at in index.place.items() if person not in set(keep.values())} if keep else None
        at = index.place if place is None else place
        for person, seats in commitments.carried.items():
            if person in at:
                self.new_seats[at[person]] = seats
        used = [self.used(period) for period in periods]
        for person, counts in commitments.used.items():
            if person in at:
                for row, count in zip(used, counts, strict=True):
                    row[at[person]] = count
        cuts = [(*cut(each), at[who]) for who, taken in commitments.taken.items() if who in at for each in taken]
        self._since: Numbers = np.array([int(since.timestamp()) for since, _, _ in cuts], np.int64)
        self._until: Numbers = np.array([int(until.timestamp()) for _, until, _ in cuts], np.int64)
        self._owner: Numbers = np.array([owner for _, _, owner in cuts], np.int64)

    def busy(self, request: Request, slot: Slot) -> list[Numbers]:  # noqa: ARG002 - the cuts are made for the request
        """Return who is taken in that slot: those whose other panels, or the way to them, touch it."""
        return [self._owner[(self._since < slot.end) & (self._until > slot.start)]]
