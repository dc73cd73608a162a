"""What the empty seats of a half-filled panel can still bring, and what they must at least cost."""

from itertools import accumulate

from solver.aim import Aim
from solver.ground import Candidate, Ground


class Outlook:
    """A ground made ready for depth-first search, with the bounds it needs at every depth.

    ``depth`` counts seats filled so far; seats with the same conditions follow one another and take their people in
    the order of the list, so that no panel is met twice.

    Args:
        ground: who may take each seat.
        aim: what a panel is judged by.
        same_start: whether the slot is the start of the published panel.
        moved_room: what is due if the same people sit at that start, because the room differs.

    Attributes:
        order: seats of the request by depth.
        lists: who may take the seat, by depth.
        twin: whether the seat has the same conditions as the one before it.
        floor: by depth, what the seats from there on cost at least.
        least: what every panel on this ground is worth at least.
    """

    def __init__(self, ground: Ground, aim: Aim, same_start: bool = False, moved_room: int = 0) -> None:
        self.ground = ground
        self._aim = aim
        self._same_start = same_start
        self._moved_room = moved_room
        seats, groups = ground.seats, ground.groups
        self.order = sorted(range(len(seats)), key=lambda seat: (len(seats[seat]), groups[seat], seat))
        self.lists = [seats[seat] for seat in self.order]
        self.twin = [d > 0 and groups[seat] == groups[self.order[d - 1]] for d, seat in enumerate(self.order)]
        self._least_costs = self._cheapest()
        self.floor = [*accumulate(reversed(self._least_costs), initial=0)][::-1]
        self._mask = (1 << aim.width) - 1
        size = len(self.lists)
        self._counts = []
        for rule in aim.counts:
            holders = [[c for c in seat if c[2] >> rule.shift & self._mask] for seat in self.lists]
            able = _suffix_sums([bool(each) for each in holders])
            able = [min(seats, people) for seats, people in zip(able, _different(holders), strict=True)]
            sure = _suffix_sums([len(each) == len(seat) for each, seat in zip(holders, self.lists, strict=True)])
            extra = self._surcharges([each[0][0] if each else None for each in holders])
            self._counts.append((rule.shift, rule.least, rule.most, rule.weight, able, sure, extra))
        self._varieties = []
        for variety in aim.varieties:
            mask = (1 << variety.width) - 1
            shown = [[(c[0], c[3] >> variety.shift & mask) for c in seat] for seat in self.lists]
            reach = [0] * (size + 1)
            for depth in range(size - 1, -1, -1):
                reach[depth] = reach[depth + 1]
                for _, value in shown[depth]:
                    reach[depth] |= value
            self._varieties.append((variety.shift, mask, variety.weight, reach, self._other_values(shown)))
        self._kept_able = self._able(aim.keeping.shift) if aim.keeping else []
        self._parity_sure = self._sure(aim.parity[0]) if aim.parity else []
        self.least = self.floor[0] + self.due(0, 0, 0)

    def _cheapest(self) -> list[int]:
        """What each seat costs at least; of seats with the same conditions, the second takes the second cheapest."""
        costs = []
        place = 0
        for depth, seat in enumerate(self.lists):
            place = place + 1 if self.twin[depth] else 0
            costs.append(seat[min(place, len(seat) - 1)][0])
        return costs

    def _able(self, shift: int) -> list[int]:
        return _suffix_sums([any(c[2] >> shift & self._mask for c in seat) for seat in self.lists])

    def _sure(self, shift: int) -> list[int]:
        return _suffix_sums([all(c[2] >> shift & self._mask for c in seat) for seat in self.lists])

    def _surcharges(self, cheapest_holder: list[int | None]) -> list[list[int]]:
        """By depth and number of yeses wanted from there on: what they cost above the floor at least."""
        by_depth: list[list[int]] = []
        for depth in range(len(self.lists) + 1):
            above = [
                max(0, cost - least)
                for cost, least in zip(cheapest_holder[depth:], self._least_costs[depth:], strict=True)
                if cost is not None
            ]
            by_depth.append([*accumulate(sorted(above), initial=0)])
        return by_depth

    def _other_values(self, shown: list[list[tuple[int, int]]]) -> list[dict[int, int]]:
        """By depth and value shown so far: what showing a different one costs above the floor at least."""
        values = {value for seat in shown for _, value in seat if value}
        by_depth: list[dict[int, int]] = [{} for _ in range(len(shown) + 1)]
        for depth in range(len(shown) - 1, -1, -1):
            for value in values:
                other = next((cost for cost, each in shown[depth] if each and each != value), None)
                above = None if other is None else max(0, other - self._least_costs[depth])
                options = [x for x in (above, by_depth[depth + 1].get(value)) if x is not None]
                if options:
                    by_depth[depth][value] = min(options)
        return by_depth

    def lost(self, depth: int, adds: int, shows: int) -> int:
        """What is due for certain, given what the filled seats count and show."""
        due = 0
        for shift, least, most, weight, able, sure, _ in self._counts:
            count = adds >> shift & self._mask
            if count + able[depth] < least or count + sure[depth] > most:
                due += weight
        for shift, mask, weight, reach, _ in self._varieties:
            seen = shows >> shift & mask
            both = seen | reach[depth]
            if not both & (both - 1) or (not seen and depth + 2 > len(self.lists)):
                due += weight
        if self._aim.keeping is not None or self._aim.parity is not None:
            due += self._other_levels(depth, adds)
        return due

    def _other_levels(self, depth: int, adds: int) -> int:
        due = 0
        keeping = self._aim.keeping
        if keeping is not None:
            kept = adds >> keeping.shift & self._mask
            open_seats = len(self.lists) - depth
            whole = self._same_start and keeping.published == len(self.lists) and kept == depth
            if whole and self._kept_able[depth] == open_seats:
                due += keeping.weight * self._moved_room
            else:
                due += keeping.weight * (1 + max(0, keeping.published - kept - self._kept_able[depth]))
        if self._aim.parity is not None:
            shift, by_count = self._aim.parity
            due += by_count[(adds >> shift & self._mask) + self._parity_sure[depth]]
        return due

    def due(self, depth: int, adds: int, shows: int) -> int:
        """A lower bound on what is due and on what the empty seats cost above the floor to avoid more of it."""
        dearest = 0
        for shift, least, _, weight, able, _, extra in self._counts:
            wanted = least - (adds >> shift & self._mask)
            if 0 < wanted <= able[depth]:
                dearest = max(dearest, min(weight, extra[depth][wanted]))
        for shift, mask, weight, reach, others in self._varieties:
            seen = shows >> shift & mask
            if seen and not seen & (seen - 1) and (seen | reach[depth]) != seen:
                dearest = max(dearest, min(weight, others[depth].get(seen, 0)))
        return self.lost(depth, adds, shows) + dearest


def _different(holders: list[list[Candidate]]) -> list[int]:
    """By depth, how many different people hold the value on the lists from there on."""
    counts = [0]
    people: set[int] = set()
    for seat in reversed(holders):
        people.update(candidate[1] for candidate in seat)
        counts.append(len(people))
    return counts[::-1]


def _suffix_sums(marks: list[bool]) -> list[int]:
    return [*accumulate(reversed(marks), initial=0)][::-1]
