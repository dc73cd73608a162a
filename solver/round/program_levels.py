"""The levels ``changes``, ``parity`` and ``load`` of the program, and the words it shares with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from solver.eligibility import Numbers
from solver.instants import instant

if TYPE_CHECKING:
    from solver.round.program import Program


@dataclass(slots=True)
class Expression:
    """A level as columns times whole coefficients plus a constant; always to be minimised."""

    columns: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    constant: int = 0

    def add(self, column: int, value: float) -> None:
        """One more term."""
        self.columns.append(column)
        self.values.append(value)


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands outside the program: seats each person has, in all and by cap period, and rooms that are held.

    Attributes:
        seats: new seats by person.
        used: by cap period, seats by person.
        meetings: by class of rooms, when one of them is held.
    """

    seats: Numbers
    used: Mapping[int, Numbers]
    meetings: Mapping[int, Sequence[tuple[int, int]]]


def add_changes(program: "Program") -> None:
    """``changes``: 1 + all who were on it, less each who still is, less 1 if all is as it was (``k``)."""
    pool = program.field.pool
    for request, offers in program.requests.items():
        wanted = program.field.wanted[request]
        panel = wanted.published
        if panel is None:
            continue
        level = program.level("changes")
        level.constant += 1 + len(panel.seats)
        members = [pool.place[person] for person in panel.seats if person in pool.place]
        for offer in offers:
            for person in members:
                for column in program.sits[offer].get(person, ()):
                    level.add(column, -1)
            same = (
                len(members) == len(panel.seats) == len(wanted.groups)
                and program.field.offers[offer].slot.start == instant(panel.start)
                and all(person in program.sits[offer] for person in members)
            )
            if not same:
                continue
            room = None
            if panel.room is not None:
                kind = program.field.rooms.kind_of(panel.room)
                if kind is None or (offer, kind) not in program.z:
                    continue
                room = program.z[offer, kind]
            kept = program.column()
            program.kept[offer] = kept, room
            level.add(kept, -1)
            for person in members:
                columns = program.sits[offer][person]
                program.rows.add([kept, *columns], [1.0] + [-1.0] * len(columns), -np.inf, 0.0)
            if room is not None:
                program.rows.add([kept, room], [1.0, -1.0], -np.inf, 0.0)


def add_parity(program: "Program") -> None:
    """``parity``: a whole step at or above the scaled difference of the two means."""
    parity = program.field.problem.parity
    if parity is None:
        return
    pool = program.field.pool
    trained = pool.trained > 0
    holders = pool.having_value(parity.feature, parity.value)
    mine, yours = int((holders & trained).sum()), int((~holders & trained).sum())
    weights = np.where(holders, 100.0 / max(mine, 1), -parity.factor_percent / max(yours, 1))
    step = program.parity_step = program.column(upper=np.inf)
    columns, values = [step], [-1.0]
    for people in program.sits.values():
        for person, sits in people.items():
            columns += sits
            values += [float(weights[person])] * len(sits)
    outside = float((weights * program.standing.seats * trained).sum())
    program.rows.add(columns, values, -np.inf, -outside)
    program.level("parity").add(step, 1)


def add_load(program: "Program") -> None:
    """``load``: each new seat of a person costs at least as much as the one before, so the cheapest come first."""
    pool = program.field.pool
    level = program.level("load")
    for person, offers in program.offers_of.items():
        counts: dict[int, set[int]] = {}
        for offer in offers:
            period = program.field.offers[offer].slot.period
            counts.setdefault(period, set()).add(program.field.offers[offer].request)
        most = sum(min(len(requests), program.left(person, period)) for period, requests in counts.items())
        cap = int(pool.cap[person])
        before = int(pool.load[person]) + int(program.standing.seats[person])
        steps = program.steps[person] = []
        for seat in range(1, most + 1):
            steps.append(program.column())
            level.add(steps[-1], (200 * (2 * (before + seat) - 1) + cap) // (2 * cap))
        columns = [column for offer in offers for column in program.sits[offer][person]]
        program.rows.add([*columns, *steps], [1.0] * len(columns) + [-1.0] * len(steps), -np.inf, 0.0)
