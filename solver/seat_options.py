"""The ways one seat may be relaxed, and what each says and does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from solver.eligibility import Mask, Pool, suitable
from solver.problem import Request, Scope, Seat
from solver.result import PatchOperation

WIDER: dict[str, tuple[Scope, ...]] = {
    "department": ("division", "anywhere"),
    "division": ("anywhere",),
    "outside_department": ("anywhere",),
    "anywhere": (),
}

FROM, MIN_BAND, PROFESSION, SEAT, START, MUST = range(6)
"""Kinds of change, in the order in which relaxations are listed."""


@dataclass(frozen=True, slots=True)
class Change:
    """One operation: its kind, its place in the order of application, the operation and its sentence."""

    kind: int
    rank: int
    operation: PatchOperation
    text: str


@dataclass(frozen=True, slots=True)
class SeatOption:
    """One way to relax a seat: the changes, and who may then take it; None where the seat is removed."""

    changes: tuple[Change, ...]
    mask: Mask | None


def seat_options(
    pool: Pool, bands: Sequence[str], request: Request, path: str, seat: int, most: int
) -> list[SeatOption]:
    """Every useful way to relax a seat by up to ``most`` changes, the seat as it is first.

    A way is left out where a part of its changes lets in the same people, for then the rest is idle.

    Args:
        pool: the people.
        bands: the bands, lowest first.
        request: the request.
        path: JSON pointer of the request.
        seat: place of the seat.
        most: most changes.
    """
    asked = request.seats[seat]
    below = f"{path}/seats/{seat}"
    lowest = bands.index(asked.min_band) if asked.min_band is not None else 0
    shapes: dict[tuple[Scope, int, bool], Mask] = {}
    options = []
    scopes: tuple[Scope, ...] = (asked.from_, *WIDER[asked.from_])
    freed = (False, True) if asked.profession is not None else (False,)
    ways = sorted(
        product(scopes, range(min(lowest, most) + 1), freed), key=lambda way: (_size(way, asked), scopes.index(way[0]))
    )
    for scope, steps, free in ways:
        if _size((scope, steps, free), asked) > most:
            continue
        band = None if asked.min_band is None else bands[lowest - steps]
        relaxed = Seat(asked.role, band, scope, None if free else asked.profession)
        mask = suitable(pool, request, relaxed)
        shapes[scope, steps, free] = mask
        if not any(np.array_equal(mask, shapes[less]) for less in _less((scope, steps, free), asked)):
            changes = tuple(_changes(below, asked, bands, lowest, (scope, steps, free)))
            options.append(SeatOption(changes, mask))
    if asked.role != "chair" and most >= 1:
        gone = Change(
            SEAT, 1000 - seat, {"op": "remove", "path": below}, f"Go without one seat for {_one(asked.role)}."
        )
        options.append(SeatOption((gone,), None))
    return options


Way = tuple[Scope, int, bool]


def _size(way: Way, asked: Seat) -> int:
    return (way[0] != asked.from_) + way[1] + way[2]


def _less(way: Way, asked: Seat) -> Iterator[Way]:
    """The ways with one change fewer."""
    scope, steps, free = way
    if scope != asked.from_:
        yield asked.from_, steps, free
    if steps:
        yield scope, steps - 1, free
    if free:
        yield scope, steps, False


def _changes(below: str, asked: Seat, bands: Sequence[str], lowest: int, way: Way) -> Iterator[Change]:
    scope, steps, free = way
    who = _one(asked.role)
    if scope != asked.from_:
        origin = {
            ("department", "division"): "another department of the division",
            ("division", "anywhere"): "another division",
            ("outside_department", "anywhere"): "the department itself",
        }.get((asked.from_, scope), "anywhere")
        operation = {"op": "replace", "path": f"{below}/from", "value": scope}
        yield Change(FROM, 0, operation, f"Let {who} from {origin} sit.")
    for step in range(1, steps + 1):
        band = bands[lowest - step]
        operation = {"op": "replace", "path": f"{below}/min_band", "value": band}
        yield Change(MIN_BAND, 0, operation, f"Let {who} of band {band} sit.")
    if free:
        operation = {"op": "remove", "path": f"{below}/profession"}
        yield Change(PROFESSION, 0, operation, f"Let {who} of any profession sit, not only {asked.profession}.")


def _one(role: str) -> str:
    return f"{'an' if role[:1].lower() in 'aeiou' else 'a'} {role}" if role else "a member"
