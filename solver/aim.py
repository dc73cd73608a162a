"""What a panel of one request is judged by, compiled for the search.

Whatever a requirement sees of a person is one of two things: a yes that is counted (a value held, an origin, having
sat before), or a value that is shown. Yeses are packed into one whole number with a field per rule, so that adding two
numbers adds all counts; shown values are packed as bits, so that joining two numbers joins all sets. People with the
same two numbers are interchangeable but for their cost.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from solver.eligibility import Mask, Numbers, Pool
from solver.problem import Request, Requirement

MUST = 1 << 240
"""Weight of a rule that may never be missed; no panel that is worth anything weighs as much."""


@dataclass(frozen=True, slots=True)
class Count:
    """At least ``least`` and at most ``most`` yeses in a field, or ``weight`` is due."""

    shift: int
    least: int
    most: int
    weight: int


@dataclass(frozen=True, slots=True)
class Variety:
    """At least two different shown values, or ``weight`` is due. The values fill ``width`` bits from ``shift``."""

    shift: int
    width: int
    weight: int


@dataclass(frozen=True, slots=True)
class Keeping:
    """The level ``changes``: ``published`` people sat before; 1 + those missing is due, times ``weight``.

    Where exactly they sit again at the published start, only ``moved_room`` (0 or 1) is due.
    """

    shift: int
    published: int
    weight: int


@dataclass(slots=True)
class Aim:
    """Everything a panel is judged by but the load, with the fields each person fills.

    Attributes:
        width: bits of a counting field.
        counts, varieties: the requirements.
        keeping: the level ``changes``, if the request has a published panel.
        parity: shift and, by number of people with the value, the weighed level; None without the level.
    """

    width: int
    counts: list[Count] = field(default_factory=list)
    varieties: list[Variety] = field(default_factory=list)
    keeping: Keeping | None = None
    parity: tuple[int, tuple[int, ...]] | None = None
    _yeses: list[Mask] = field(default_factory=list)
    _shown: list[Numbers] = field(default_factory=list)
    _bits: int = 0

    @classmethod
    def of(cls, request: Request) -> "Aim":
        """An aim that asks for nothing yet."""
        return cls(len(request.seats).bit_length() + 1)

    def ask(self, pool: Pool, request: Request, rule: Requirement, weight: int) -> None:
        """Add a requirement: ``weight`` is due where it is not met (MUST: it has to be met)."""
        size = len(request.seats)
        if rule.kind == "not_all_same":
            codes, values = pool.feature(str(rule.feature))
            self.varieties.append(Variety(self._bits, len(values), weight))
            self._shown.append(codes)
            self._bits += len(values)
            return
        if rule.kind == "at_least_from":
            scope = None if rule.from_ is None else pool.from_scope(rule.from_, request)
            holders = np.ones(len(pool), np.bool_) if scope is None else scope
        else:
            holders = pool.having_value(str(rule.feature), str(rule.value))
        least = 0 if rule.min is None else rule.min
        most = size if rule.max is None else rule.max
        self.counts.append(Count(self._count(holders), least, most, weight))

    def keep(self, members: Mask, published: int, weight: int) -> None:
        """Add the level ``changes`` for a published panel of that many people, of whom ``members`` are in the pool."""
        self.keeping = Keeping(self._count(members), published, weight)

    def even_out(self, holders: Mask, due: tuple[int, ...]) -> None:
        """Add the level ``parity``: ``due`` by number of people with the value, never falling."""
        self.parity = (self._count(holders), due)

    def _count(self, holders: Mask) -> int:
        self._yeses.append(holders)
        return (len(self._yeses) - 1) * self.width

    def classes(self, people: Numbers) -> Numbers:
        """A number per given person, the same for interchangeable ones."""
        labels: Numbers = np.zeros(len(people), np.int64)
        span = 1
        for column, kinds in self._columns(people):
            if span * kinds > 1 << 40:
                labels = np.unique(labels, return_inverse=True)[1].astype(np.int64)
                span = len(people) + 1
            labels = labels * kinds + column
            span *= kinds
        return labels

    def _columns(self, people: Numbers) -> list[tuple[Numbers, int]]:
        columns = [(mask[people].astype(np.int64), 2) for mask in self._yeses]
        shown = zip(self._shown, self.varieties, strict=True)
        return columns + [(codes[people] + 1, variety.width + 1) for codes, variety in shown]

    def fields(self, person: int) -> tuple[int, int]:
        """The counts a person adds and the values they show."""
        adds = sum(1 << (place * self.width) for place, mask in enumerate(self._yeses) if mask[person])
        shows = 0
        for codes, variety in zip(self._shown, self.varieties, strict=True):
            if codes[person] >= 0:
                shows |= 1 << (variety.shift + int(codes[person]))
        return adds, shows

    def unmet(self, adds: int, shows: int) -> int:
        """What is due for the requirements a full panel with these fields does not meet."""
        mask = (1 << self.width) - 1
        due = sum(rule.weight for rule in self.counts if not rule.least <= (adds >> rule.shift & mask) <= rule.most)
        for variety in self.varieties:
            if (shows >> variety.shift & ((1 << variety.width) - 1)).bit_count() < 2:
                due += variety.weight
        return due

    def due(self, adds: int, shows: int, size: int, same_start: bool, moved_room: int) -> int:
        """What is due in all for a full panel of ``size`` people with these fields: everything but the load."""
        mask = (1 << self.width) - 1
        due = self.unmet(adds, shows)
        if self.keeping is not None:
            kept = adds >> self.keeping.shift & mask
            whole = same_start and kept == self.keeping.published == size
            due += self.keeping.weight * (moved_room if whole else 1 + self.keeping.published - kept)
        if self.parity is not None:
            due += self.parity[1][adds >> self.parity[0] & mask]
        return due


def musts_only(pool: Pool, request: Request, rules: Sequence[Requirement]) -> Aim:
    """An aim under which every lawful panel is as good as any other."""
    aim = Aim.of(request)
    for rule in rules:
        aim.ask(pool, request, rule, MUST)
    return aim
