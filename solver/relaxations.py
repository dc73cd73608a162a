"""The smallest sets of changes that let a request be filled beside what stands.

Sets are met by number of changes, then by kind, then by path, so the first that work are the ones to list. A set is
tried exactly only where every seat has someone left at some slot.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from solver.aim import musts_only
from solver.eligibility import Mask
from solver.ground import grounds_on
from solver.new_starts import NewStarts
from solver.oracle import Oracle, UndecidedError
from solver.panel_request import Requirement
from solver.problem import Problem
from solver.result import PatchOperation, Relaxation
from solver.seat_options import MUST, START, Change, SeatOption, seat_options
from solver.slots import Slot

MOST_CHANGES = 6
MOST_LISTED = 5
TESTS = 4_000
"""Exact tests before relaxations are given up as not computed."""
PARTS = 200_000
"""Parts of sets of changes looked at before relaxations are given up as not computed."""


def smallest_relaxations(problem: Problem, oracle: Oracle) -> tuple[Relaxation, ...]:
    """At most five relaxations of the fewest changes that work; () if none of up to six changes does.

    Args:
        problem: the problem.
        oracle: answers for the request, which cannot be filled as it is.

    Raises:
        UndecidedError: if more exact tests are needed than allowed.
    """
    search = _Relaxing(problem, oracle)
    if search.too_few():
        return ()
    for size in range(1, MOST_CHANGES + 1):
        listed = search.of_size(size)
        if listed:
            return tuple(listed)
    return ()


@dataclass(frozen=True, slots=True)
class _Set:
    """A set of changes but for the start: by seat its option, the musts given up, and whether a start is added."""

    options: tuple[int, ...]
    musts: tuple[int, ...]
    added: bool


class _Relaxing:
    def __init__(self, problem: Problem, oracle: Oracle) -> None:
        self._oracle = oracle
        self._tests = TESTS
        self._parts = PARTS
        request, pool = oracle.request, oracle.pool
        number = next(n for n, each in enumerate(problem.requests) if each.id == request.id)
        self._path = f"/requests/{number}"
        self._places = {rule.id: place for place, rule in enumerate(request.requirements)}
        seats = range(len(request.seats))
        self.options: list[list[SeatOption]] = [
            seat_options(pool, problem.bands, request, self._path, seat, MOST_CHANGES) for seat in seats
        ]
        self._slots = [slot for slot in oracle.slots if oracle.room_for(slot)]
        self._free = {slot.start: oracle.free(slot) for slot in self._slots}
        self._worth = worth = (pool.trained > 0) & (pool.cap > 0) & ~pool.named(request.conflicts)
        self._starts = NewStarts(pool, request, problem.zone, problem.cap_period, worth)
        self._alive: dict[tuple[int, int, bool], Mask] = {}
        self._worked: dict[tuple[object, ...], bool] = {}
        self._nobody: dict[tuple[int, int], Mask] = {}
        self._useless = np.zeros(len(self._starts.allowed), np.bool_)

    def too_few(self) -> bool:
        """Whether even all ways together leave fewer people than seats, with as many seats removed as may be."""
        removable = sum(options[-1].mask is None for options in self.options)
        masks = [option.mask for options in self.options for option in options if option.mask is not None]
        people = np.logical_or.reduce([self._worth & mask for mask in masks])
        return int(people.sum()) < len(self.options) - min(MOST_CHANGES, removable)

    def of_size(self, size: int) -> list[Relaxation]:
        """The first relaxations of exactly that many changes that work, given that none of fewer does."""
        listed: list[Relaxation] = []
        for trial in sorted(self._sets(size), key=self._key):
            if trial.added:
                listed += self._with_start(trial, MOST_LISTED - len(listed))
            elif any(self._works(trial, slot, self._free[slot.start]) for slot in self._slots):
                listed.append(self._relaxation(trial, None))
            if len(listed) == MOST_LISTED:
                break
        return listed

    def _sets(self, size: int) -> Iterator[_Set]:
        musts = range(len(self._oracle.musts))
        for added in (False, True):
            for given_up in range(min(len(musts), size - added) + 1):
                left = size - added - given_up
                alive = self._starts.allowed if added else np.ones(len(self._slots), np.bool_)
                for options in self._seats(0, left, alive, added):
                    for rules in combinations(musts, given_up):
                        yield _Set(options, rules, added)

    def _seats(self, seat: int, left: int, alive: Mask, added: bool) -> Iterator[tuple[int, ...]]:
        """Options of the seats from one on that use up all changes and leave a slot in which each has someone."""
        self._parts -= 1
        if self._parts < 0:
            raise UndecidedError
        if not alive.any():
            return
        if seat == len(self.options):
            if left == 0:
                yield ()
            return
        for place, option in enumerate(self.options[seat]):
            if len(option.changes) > left:
                continue
            for rest in self._seats(
                seat + 1, left - len(option.changes), alive & self._open(seat, place, added), added
            ):
                yield (place, *rest)

    def _open(self, seat: int, place: int, added: bool) -> Mask:
        """By slot, whether someone could take the seat with an option; by new start, whether someone is available."""
        key = (seat, place, added)
        if key not in self._alive:
            mask = self.options[seat][place].mask
            if added:
                every = np.ones(len(self._starts.allowed), np.bool_)
                self._alive[key] = every if mask is None else self._starts.someone_free(mask)
            else:
                frees = (self._free[slot.start] for slot in self._slots)
                self._alive[key] = np.array([mask is None or bool((mask & free).any()) for free in frees], np.bool_)
        return self._alive[key]

    def _with_start(self, trial: _Set, wanted: int) -> list[Relaxation]:
        """Relaxations that add a start to a set of changes, the nearest starts first."""
        alive = self._starts.allowed & ~self._useless
        for seat, place in enumerate(trial.options):
            alive = alive & self._open(seat, place, True) & ~self._nobody_at(seat, place)
        listed: list[Relaxation] = []
        for number in self._starts.nearest_first(alive).tolist():
            slot = self._starts.slot(number)
            if slot is None or not self._oracle.room_for(slot):
                self._useless[number] = True
                continue
            if slot.start not in self._free:
                self._free[slot.start] = self._oracle.free(slot)
            free = self._free[slot.start]
            if not self._everyone_found(trial, number, free):
                continue
            if self._works(trial, slot, free):
                listed.append(self._relaxation(trial, slot))
                if len(listed) == wanted:
                    break
        return listed

    def _everyone_found(self, trial: _Set, number: int, free: Mask) -> bool:
        """Whether each seat has someone at a new start; where one has not, that is remembered for other sets."""
        for seat, place in enumerate(trial.options):
            mask = self.options[seat][place].mask
            if mask is not None and not (mask & free).any():
                self._nobody_at(seat, place)[number] = True
                return False
        return True

    def _nobody_at(self, seat: int, place: int) -> Mask:
        """By new start, whether it is known that nobody can take the seat with an option beside what stands."""
        if (seat, place) not in self._nobody:
            self._nobody[seat, place] = np.zeros(len(self._starts.allowed), np.bool_)
        return self._nobody[seat, place]

    def _works(self, trial: _Set, slot: Slot, free: Mask) -> bool:
        """Whether the request so relaxed can be filled in a slot."""
        masks = [self.options[seat][place].mask for seat, place in enumerate(trial.options)]
        kept = [mask & free for mask in masks if mask is not None]
        if not kept or not all(mask.any() for mask in kept):
            return False
        known = (trial.musts, *(mask.tobytes() for mask in kept))
        if known not in self._worked:
            self._tests -= 1
            if self._tests < 0:
                raise UndecidedError
            aim = musts_only(self._oracle.pool, self._oracle.request, self._musts_kept(trial))
            grounds = grounds_on([(slot, free)], kept, range(len(kept)), aim)
            self._worked[known] = any(self._oracle.fillable(ground, aim) for ground in grounds)
        return self._worked[known]

    def _musts_kept(self, trial: _Set) -> list[Requirement]:
        return [rule for place, rule in enumerate(self._oracle.musts) if place not in trial.musts]

    def _changes(self, trial: _Set) -> list[Change]:
        changes = [change for seat, place in enumerate(trial.options) for change in self.options[seat][place].changes]
        if trial.added:
            changes.append(Change(START, 2000, {"op": "add", "path": f"{self._path}/starts/-", "value": ""}, ""))
        for place in trial.musts:
            rule = self._oracle.musts[place]
            path = f"{self._path}/requirements/{self._places[rule.id]}/strength"
            operation = {"op": "replace", "path": path, "value": "explain"}
            changes.append(Change(MUST, 3000, operation, f"Let {rule.id!r} be explained where it cannot be met."))
        return changes

    def _key(self, trial: _Set) -> tuple[object, ...]:
        ordered = sorted((change.kind, change.operation["path"], n) for n, change in enumerate(self._changes(trial)))
        return (tuple(kind for kind, _, _ in ordered), tuple(path for _, path, _ in ordered), trial.options)

    def _relaxation(self, trial: _Set, start: Slot | None) -> Relaxation:
        changes = sorted(self._changes(trial), key=lambda change: change.rank)
        operations: list[PatchOperation] = []
        sentences = []
        for change in changes:
            if change.kind == START and start is not None:
                operations.append({**change.operation, "value": start.text})
                day = f"{start.moment:%A} {start.moment.day} {start.moment:%B %Y}"
                sentences.append(f"Offer {day} at {start.moment:%H:%M} as well.")
            else:
                operations.append(change.operation)
                sentences.append(change.text)
        return Relaxation(" ".join(sentences), tuple(operations))
