"""The round, or a part of it, as a mixed-integer program. ``docs/round.md`` states it in mathematics.

Columns: ``y`` (an offer is taken), ``x`` (a person sits on an offer in a group of seats), ``s`` (a requirement of a
taken offer is not met), ``z`` (a taken offer uses a room of a class), ``k`` (a published panel is kept as it was),
``u`` (a person takes their first, second, … new seat) and the parity step.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from solver.eligibility import Numbers
from solver.round.cliques import cover
from solver.round.field import Field
from solver.round.highs import Reals, Rows
from solver.round.program_levels import Expression, Standing, add_changes, add_load, add_parity
from solver.round.rules import holders_of, other_values


class Program:
    """Columns, rows and levels for some requests.

    Args:
        field: the whole problem.
        cells: the offers that may be taken, with who may sit there per group of seats.
        must_fill: numbers of requests that have to be filled.
        standing: what stands outside; None where nothing does.
    """

    def __init__(
        self,
        field_: Field,
        cells: Mapping[int, Sequence[Numbers]],
        must_fill: frozenset[int] = frozenset(),
        standing: Standing | None = None,
    ) -> None:
        self.field = field_
        self.cells = cells
        self.standing = standing or Standing(np.zeros(len(field_.pool), np.int64), {}, {})
        self.rows = Rows()
        self._upper: list[float] = []
        self._integer: list[bool] = []
        self.levels: dict[str, Expression] = {}
        self.lacks: dict[tuple[int, int], int] = {}
        self.kept: dict[int, tuple[int, int | None]] = {}
        self.steps: dict[int, list[int]] = {}
        self.parity_step: int | None = None
        self.y = {offer: self.column() for offer in cells}
        self._seat_columns()
        self._fill(must_fill)
        self._requirements()
        self._clashes_and_caps()
        self.z: dict[tuple[int, int], int] = {}
        self._rooms()
        add_changes(self)
        add_parity(self)
        add_load(self)

    def column(self, upper: float = 1.0, integer: bool = True) -> int:
        """A new column; returns its number."""
        self._upper.append(upper)
        self._integer.append(integer)
        return len(self._upper) - 1

    def level(self, name: str) -> Expression:
        """The expression of a level, made when first asked for."""
        return self.levels.setdefault(name, Expression())

    @property
    def upper(self) -> Reals:
        """Upper limits by column."""
        return np.array(self._upper)

    @property
    def integer(self) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        """Which columns are whole."""
        return np.array(self._integer, np.bool_)

    def costs(self, name: str) -> Reals:
        """A level as an objective row."""
        costs = np.zeros(len(self._upper))
        expression = self.level(name)
        np.add.at(costs, np.array(expression.columns, np.int64), np.array(expression.values))
        return costs

    def _seat_columns(self) -> None:
        """``x``, and rule 1: every seat of a taken offer is filled, and nobody takes two of them."""
        self.x: dict[tuple[int, int], tuple[int, Numbers]] = {}
        self.sits: dict[int, dict[int, list[int]]] = {}
        for offer, cells in self.cells.items():
            needs = self.field.wanted[self.field.offers[offer].request].needs
            sits: dict[int, list[int]] = {}
            for group, people in enumerate(cells):
                first = len(self._upper)
                self._upper.extend([1.0] * len(people))
                self._integer.extend([True] * len(people))
                self.x[offer, group] = (first, people)
                columns = range(first, first + len(people))
                for column, person in zip(columns, people.tolist(), strict=True):
                    sits.setdefault(person, []).append(column)
                self.rows.add([*columns, self.y[offer]], [1.0] * len(people) + [-float(needs[group])], 0.0, 0.0)
            twins = max(needs) > 1
            for columns_of in sits.values():
                if len(columns_of) > 1 or twins:
                    self.rows.add([*columns_of, self.y[offer]], [1.0] * len(columns_of) + [-1.0], -np.inf, 0.0)
            self.sits[offer] = sits

    def _fill(self, must_fill: frozenset[int]) -> None:
        by_request: dict[int, list[int]] = {}
        for offer in self.cells:
            by_request.setdefault(self.field.offers[offer].request, []).append(offer)
        filled = self.level("filled")
        for request, offers in by_request.items():
            fixed = self.field.wanted[request].standing is not None or request in must_fill
            self.rows.add([self.y[offer] for offer in offers], 1.0, 1.0 if fixed else 0.0, 1.0)
            for offer in offers:
                filled.add(self.y[offer], -self.field.wanted[request].request.priority)
        self.requests = by_request

    def _requirements(self) -> None:
        for offer in self.cells:
            request = self.field.wanted[self.field.offers[offer].request].request
            size = float(len(request.seats))
            for place, rule in enumerate(request.requirements):
                lacks: int | None = None
                if rule.strength != "must":
                    lacks = self.lacks[offer, place] = self.column()
                    self.level(f"{rule.strength}.{rule.tier}").add(lacks, 1)
                    self.rows.add([lacks, self.y[offer]], [1.0, -1.0], -np.inf, 0.0)
                slack = [] if lacks is None else [lacks]
                if rule.kind == "not_all_same":
                    for mask in other_values(self.field.pool, rule):
                        columns = self._members(offer, mask)
                        values = [1.0] * (len(columns) + len(slack))
                        self.rows.add([*columns, *slack, self.y[offer]], [*values, -1.0], 0.0, np.inf)
                    continue
                columns = self._members(offer, holders_of(self.field.pool, request, rule))
                ones = [1.0] * len(columns)
                if rule.kind == "at_most":
                    most = float(rule.max or 0)
                    if most < size:
                        above = [-(size - most)] * len(slack)
                        self.rows.add([*columns, *slack, self.y[offer]], [*ones, *above, -most], -np.inf, 0.0)
                else:
                    least = float(rule.min or 0)
                    self.rows.add(
                        [*columns, *slack, self.y[offer]], [*ones, *[least] * len(slack), -least], 0.0, np.inf
                    )

    def _members(self, offer: int, mask: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> list[int]:
        columns: list[int] = []
        for group in range(len(self.cells[offer])):
            first, people = self.x[offer, group]
            columns += (first + np.flatnonzero(mask[people])).tolist()
        return columns

    def _clashes_and_caps(self) -> None:
        """Rules 5 and 6, person by person."""
        self.offers_of: dict[int, list[int]] = {}
        for offer, sits in self.sits.items():
            for person in sits:
                self.offers_of.setdefault(person, []).append(offer)
        clashes = self.field.clashes
        cached: dict[tuple[int, ...], list[list[int]]] = {}
        for person, offers in self.offers_of.items():
            key = tuple(offers)
            if key not in cached:
                places = np.array(offers, np.int64)
                cached[key] = cover(clashes.between(places, places), clashes.request[places].tolist())
            for clique in cached[key]:
                columns = [column for place in clique for column in self.sits[offers[place]][person]]
                self.rows.add(columns, 1.0, -np.inf, 1.0)
            by_period: dict[int, list[int]] = {}
            for offer in offers:
                by_period.setdefault(self.field.offers[offer].slot.period, []).append(offer)
            for period, within in by_period.items():
                left = self.left(person, period)
                if len({self.field.offers[offer].request for offer in within}) > left:
                    columns = [column for offer in within for column in self.sits[offer][person]]
                    self.rows.add(columns, 1.0, -np.inf, float(left))

    def left(self, person: int, period: int) -> int:
        """Seats a person may still take in a cap period."""
        used = self.standing.used.get(period)
        return int(self.field.pool.cap[person]) - (0 if used is None else int(used[person]))

    def _rooms(self) -> None:
        """Rule 9, by classes of rooms that are alike."""
        meetings: dict[int, list[int]] = {}
        for offer in self.cells:
            wanted = self.field.wanted[self.field.offers[offer].request]
            if not wanted.request.needs_room:
                continue
            slot = self.field.offers[offer].slot
            named = wanted.published.room if wanted.standing is not None and wanted.published else None
            columns = []
            for kind in self.field.rooms.open_at(wanted.request.site, slot.start, slot.end, named):
                self.z[offer, kind] = self.column()
                columns.append(self.z[offer, kind])
                meetings.setdefault(kind, []).append(offer)
            self.rows.add([*columns, self.y[offer]], [1.0] * len(columns) + [-1.0], 0.0, 0.0)
        for kind, offers in meetings.items():
            spans = [self.field.offers[offer].slot for offer in offers]
            held = self.standing.meetings.get(kind, ())
            for now in sorted({slot.start for slot in spans} | {since for since, _ in held}):
                columns = [
                    self.z[offer, kind]
                    for offer, slot in zip(offers, spans, strict=True)
                    if slot.start <= now < slot.end
                ]
                taken = sum(since <= now < until for since, until in held)
                if len(columns) + taken > self.field.rooms.size(kind):
                    self.rows.add(columns, 1.0, -np.inf, float(self.field.rooms.size(kind) - taken))
