"""Part of a round, settled exactly level by level while everything else stands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from solver.eligibility import Numbers
from solver.objective import ParityScale
from solver.round.draft import Sitting
from solver.round.field import Field
from solver.round.highs import Outcome, Reals, minimise
from solver.round.program import Program
from solver.round.program_levels import Standing
from solver.round.rules import met

CLOSE = 1e-4
"""HiGHS works in floating point: a bound counts as whole if it is this near."""

TRUSTED = 1e11
"""Where a level can grow larger than this, floating point is not fine enough to prove anything about it."""


@dataclass(slots=True)
class Limits:
    """What a solve may use.

    Attributes:
        nodes: branch-and-bound nodes per level, None for no limit.
        left: seconds left on the clock, or None for no limit.
        stopped: asked now and then; True ends the work.
    """

    nodes: int | None = None
    left: Callable[[], float | None] = lambda: None
    stopped: Callable[[], bool] | None = None

    def over(self) -> bool:
        """Whether there is nothing left to use."""
        left = self.left()
        return (left is not None and left <= 0) or (self.stopped is not None and self.stopped())


@dataclass(slots=True)
class Settled:
    """What a part came to.

    Attributes:
        sittings: by request, the last solution found; None if there is none.
        values: by level (``filled`` as a gain), what the solution reaches; only levels that were asked for.
        bounds: by level, what no solution can beat while the earlier levels are at least as good as ``values``.
    """

    sittings: dict[int, Sitting] | None = None
    values: dict[str, int] = field(default_factory=dict)
    bounds: dict[str, int] = field(default_factory=dict)


def settle_part(
    field_: Field,
    cells: Mapping[int, Sequence[Numbers]],
    names: Sequence[str],
    limits: Limits,
    *,
    standing: Standing | None = None,
    ceilings: Mapping[str, int] | None = None,
    floors: Mapping[str, int] | None = None,
    must_fill: frozenset[int] = frozenset(),
    hint: Mapping[int, Sitting] | None = None,
) -> Settled:
    """Minimise levels one after another.

    Args:
        field_: the whole problem.
        cells: offers that may be taken, with who may sit there.
        names: levels to minimise, in order.
        limits: what may be used.
        standing: what stands outside.
        ceilings: levels held at or below a value from the start (``filled``: at or above).
        floors: what each level cannot go below (``filled``: above) while all earlier ones are at theirs; a level
            that reaches it needs no proof.
        must_fill: requests that have to be filled.
        hint: a solution, where one is known.
    """
    program = Program(field_, cells, must_fill, standing)
    settled = Settled()
    sign = {"filled": -1}
    for name, value in (ceilings or {}).items():
        _hold(program, name, sign.get(name, 1) * value)
    guess = None if hint is None else guess_of(program, hint)
    known = None if guess is None else guess
    at_floor = floors is not None
    for name in names:
        if limits.over():
            break
        side = sign.get(name, 1)
        level = program.level(name)
        floor = floors.get(name) if floors is not None and at_floor else None
        reached = None if known is None else _value(program, name, known)
        if not level.columns or (reached is not None and floor is not None and reached <= side * floor):
            best = level.constant if reached is None else reached
            settled.values[name] = side * best
            settled.bounds[name] = side * best
            at_floor = at_floor and floor is not None and best == side * floor
            if level.columns:
                _hold(program, name, best)
            continue
        answer = minimise(
            program.costs(name),
            program.upper,
            program.integer,
            program.rows,
            seconds=limits.left(),
            nodes=limits.nodes,
            stopped=limits.stopped,
            hint=known,
        )
        trusted = float(np.abs(level.values).sum()) < TRUSTED
        bound = whole_bound(answer, level.constant) if trusted else None
        if answer.values is not None:
            found = np.round(answer.values)
            value = _value(program, name, found)
            if reached is None or value <= reached:
                known, reached = found, value
        if answer.infeasible and known is None:
            return settled
        if known is None or reached is None:
            break
        settled.values[name] = side * reached
        at_floor = at_floor and floor is not None and reached == side * floor
        if bound is not None:
            settled.bounds[name] = side * min(bound, reached)
        _hold(program, name, reached)
    if known is not None:
        settled.sittings = sittings_of(program, known)
    return settled


def _hold(program: Program, name: str, most: int) -> None:
    level = program.level(name)
    program.rows.add(level.columns, level.values, -np.inf, float(most - level.constant))


def _value(program: Program, name: str, values: Reals) -> int:
    level = program.level(name)
    return level.constant + round(float(np.dot(values[np.array(level.columns, np.int64)], np.array(level.values))))


def whole_bound(answer: Outcome, constant: int) -> int | None:
    """The bound of a minimum that is whole, so that it can be rounded up; None where there is none."""
    if not np.isfinite(answer.bound):
        return None
    return constant + int(np.ceil(answer.bound - CLOSE))


def sittings_of(program: Program, values: Reals) -> dict[int, Sitting]:
    """The sittings of a solution."""
    field_ = program.field
    sittings = {}
    for offer, column in program.y.items():
        if values[column] < 0.5:
            continue
        request = field_.offers[offer].request
        wanted = field_.wanted[request]
        rooms = [kind for (held, kind), z in program.z.items() if held == offer and values[z] > 0.5]
        room = rooms[0] if rooms else None
        if wanted.standing is not None:
            people = [field_.pool.place[person] for person in wanted.standing.seats]
        else:
            queues = []
            for group in range(len(wanted.needs)):
                first, who = program.x[offer, group]
                queues.append(iter(who[values[first : first + len(who)] > 0.5].tolist()))
            people = [next(queues[group]) for group in wanted.groups]
        sittings[request] = Sitting(offer, tuple(people), room)
    return sittings


def guess_of(program: Program, sittings: Mapping[int, Sitting]) -> Reals | None:
    """Sittings as values of the columns, or None if the program has no place for them."""
    field_ = program.field
    values = np.zeros(len(program.upper))
    seats = np.zeros(len(field_.pool), np.int64)
    for request, sitting in sittings.items():
        if sitting.offer not in program.y:
            return None
        values[program.y[sitting.offer]] = 1
        for group, person in zip(field_.wanted[request].groups, sitting.people, strict=True):
            first, who = program.x[sitting.offer, group]
            place = int(np.searchsorted(who, person))
            if place == len(who) or who[place] != person:
                return None
            values[first + place] = 1
        if sitting.room is not None:
            if (sitting.offer, sitting.room) not in program.z:
                return None
            values[program.z[sitting.offer, sitting.room]] = 1
        seats[list(sitting.people)] += 1
    _complete(program, sittings, values, seats)
    return values


def _complete(program: Program, sittings: Mapping[int, Sitting], values: Reals, seats: Numbers) -> None:
    """The columns that follow from who sits where."""
    field_ = program.field
    for (offer, place), column in program.lacks.items():
        request = field_.offers[offer].request
        if request in sittings and sittings[request].offer == offer:
            wanted = field_.wanted[request].request
            values[column] = not met(field_.pool, wanted, wanted.requirements[place], sittings[request].people)
    for offer, (column, room) in program.kept.items():
        request = field_.offers[offer].request
        if request in sittings and sittings[request].offer == offer and (room is None or values[room] > 0.5):
            panel = field_.wanted[request].published
            sits = {field_.pool.ids[person] for person in sittings[request].people}
            values[column] = panel is not None and sits == set(panel.seats)
    for person, steps in program.steps.items():
        values[steps[: int(seats[person])]] = 1
    if program.parity_step is not None and field_.problem.parity is not None:
        scale = ParityScale(field_.problem.parity, field_.pool, seats + program.standing.seats)
        values[program.parity_step] = scale.value(0, 0)
