"""Starts that could be added to a request: on the quarter hour, at most 14 days from an offered one."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from solver.eligibility import Mask, Numbers, Pool
from solver.instants import spelled
from solver.problem import CapPeriod, Request
from solver.slots import Slot, slot_at

QUARTER = 900
REACH = 14 * 86_400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class NewStarts:
    """All starts that could be added, nearest to an offered one first.

    Args:
        pool: the people.
        request: the request.
        zone: the time zone in which a quarter hour is meant.
        cap_period: the cap periods.
        worth: people who could be of use at all; the others' availability is not looked at.
    """

    def __init__(self, pool: Pool, request: Request, zone: ZoneInfo, cap_period: CapPeriod, worth: Mask) -> None:
        self._request = request
        self._zone = zone
        self._cap_period = cap_period
        offered = np.array(sorted(request.instants), np.int64)
        shift = round(request.starts[0].astimezone(zone).utcoffset().total_seconds()) % QUARTER  # type: ignore[union-attr]
        first = -(-(int(offered[0]) - REACH + shift) // QUARTER) * QUARTER - shift
        self._first = first
        grid = np.arange(first, int(offered[-1]) + REACH + 1, QUARTER, dtype=np.int64)
        after = np.clip(np.searchsorted(offered, grid), 0, len(offered) - 1)
        before = np.clip(after - 1, 0, len(offered) - 1)
        away = np.minimum(np.abs(offered[after] - grid), np.abs(offered[before] - grid))
        allowed = (away <= REACH) & (away > 0)
        self._grid = grid
        self.allowed: Mask = allowed
        self._away = away
        since, until, owner = pool.stretches()
        length = 60 * request.minutes
        low = np.maximum(-(-(since - first) // QUARTER), 0)
        high = np.minimum((until - length - first) // QUARTER, len(grid) - 1)
        useful = (low <= high) & worth[owner]
        self._low, self._high, self._owner = low[useful], high[useful], owner[useful]

    def someone_free(self, mask: Mask) -> Mask:
        """By start, whether anyone of the mask is available for the whole interview, whatever else they have."""
        mine = mask[self._owner]
        size = len(self._grid) + 1
        begun = np.bincount(self._low[mine], minlength=size)
        over = np.bincount(self._high[mine] + 1, minlength=size)
        free: Mask = np.cumsum(begun - over)[:-1] > 0
        return free

    def nearest_first(self, alive: Mask) -> Numbers:
        """Numbers of the starts of a mask, nearest to an offered one first, then earliest."""
        numbers = np.flatnonzero(alive)
        nearest: Numbers = numbers[np.lexsort((numbers, self._away[numbers]))]
        return nearest

    def slot(self, number: int) -> Slot | None:
        """The slot of a start by number; None if it is not on the quarter hour or no date of the calendar."""
        try:
            moment = (_EPOCH + timedelta(seconds=int(self._grid[number]))).astimezone(self._zone)
        except OverflowError:
            return None
        if moment.minute % 15 or moment.second:
            return None
        fixed = datetime.fromisoformat(spelled(moment))
        return slot_at(self._request, fixed, spelled(moment), self._zone, self._cap_period)
