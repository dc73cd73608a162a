"""Counting: how many of each group reached each stage, in all and within each stratum. Integers throughout."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.outcomes.applications import STAGES, Applications, Column, smallest
from service.outcomes.code_lists import CHARACTERISTICS, UNKNOWN, UNKNOWN_LABELS, code_list, label
from service.outcomes.ratios import Counts

Integers = NDArray[np.int64]
Cells = NDArray[np.signedinteger[Any]]
TIMES = " × "
ROLL_UPS = {"ethnicity_group": "ethnicity", "disability_group": "disability"}
CONVENTIONAL = {"ethnicity_group": "White", "disability_group": "Non-disabled"}
GROUP_ORDER = {"ethnicity_group": ("White", "BME"), "disability_group": ("Non-disabled", "Disabled")}
BLANK = "(blank)"
DENSE = 1 << 16  # counters: up to here counting all strata is less work than sorting


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of a characteristic: `reached[group, stage]` people of the group came at least as far as the stage."""

    characteristic: str
    codes: tuple[str, ...]
    reached: Integers

    def counts(self, code: str, start: int, end: int) -> Counts:
        """How many of a group went on from one stage to another; nobody if the group does not occur."""
        if code not in self.codes:
            return Counts(0, 0)
        row = self.reached[self.codes.index(code)]
        return Counts(int(row[end]), int(row[start]))

    def together(self, codes: tuple[str, ...], start: int, end: int) -> Counts:
        """The same of several groups taken together."""
        every = [self.counts(code, start, end) for code in codes]
        return Counts(sum(each.selected for each in every), sum(each.n for each in every))

    @property
    def stated(self) -> tuple[str, ...]:
        """The groups that people stated, without the kinds of unknown."""
        return tuple(code for code in self.codes if not is_unknown(code))


def is_unknown(code: str) -> bool:
    """Say whether a code stands for an answer that is not there."""
    return any(part in UNKNOWN or part == BLANK for part in code.split(TIMES))


def label_of(characteristic: str, code: str) -> str:
    """What a group of a characteristic, roll-up, intersection or other column is called."""
    if TIMES in characteristic:
        parts = zip(characteristic.split(TIMES), code.split(TIMES), strict=True)
        return TIMES.join(label_of(*part) for part in parts)
    return label(characteristic, code) if characteristic in CHARACTERISTICS else UNKNOWN_LABELS.get(code, code)


def cut(applications: Applications, characteristic: str) -> Column:
    """Return the column to count by: one of the file's, a roll-up, or the product of several (`gender × site`)."""
    if characteristic in applications.columns:
        return applications.columns[characteristic]
    if TIMES in characteristic:
        parts = [cut(applications, name) for name in characteristic.split(TIMES)]
        codes, places = [""], np.zeros(len(applications), dtype=np.int64)
        for number, part in enumerate(parts):
            codes = [f"{code}{TIMES}{each}" if number else each for code in codes for each in part.codes]
            places = places * len(part.codes) + part.places
        found = Column(tuple(codes), places).used()
        return found.mapped(found.codes)
    fine = applications.columns[ROLL_UPS[characteristic]]
    groups = code_list(ROLL_UPS[characteristic]).groups
    return fine.mapped([groups.get(code, code) for code in fine.codes])


def tally(applications: Applications, characteristic: str) -> Tally:
    """Count a characteristic's groups at every stage; the kinds of unknown come last, each by itself.

    A characteristic always has its three kinds of unknown, also where nobody is of one: 0 is an answer too.
    """
    column = cut(applications, characteristic)
    places = column.places.astype(np.int64) * len(STAGES) + applications.stage
    flat = np.bincount(places, minlength=len(column.codes) * len(STAGES))
    reached = _at_least(flat.reshape(len(column.codes), len(STAGES)))
    codes = column.codes
    if characteristic in CHARACTERISTICS or characteristic in ROLL_UPS:
        absent = tuple(kind for kind in UNKNOWN if kind not in codes)
        codes += absent
        reached = np.concatenate([reached, np.zeros((len(absent), len(STAGES)), dtype=np.int64)])
    order = sorted(range(len(codes)), key=lambda at: _order(characteristic, codes[at]))
    return Tally(characteristic, tuple(codes[at] for at in order), reached[order])


def totals(applications: Applications) -> Integers:
    """Count everybody at every stage."""
    return np.asarray(_at_least(np.bincount(applications.stage, minlength=len(STAGES)).reshape(1, -1))[0])


@dataclass(frozen=True, slots=True)
class InStrata:
    """A group's counts in the strata that hold anybody of it: `reached[stage, at]` people in stratum `strata[at]`."""

    strata: Integers
    reached: NDArray[np.int32]


def cells_of(applications: Applications, stratum: str) -> Cells:
    """Number each application's stratum and furthest stage together."""
    strata = applications.columns[stratum]
    width: type[np.signedinteger[Any]] = np.int32 if len(strata.codes) * len(STAGES) < 1 << 31 else np.int64
    cells: Cells = strata.places.astype(width)
    cells *= len(STAGES)
    cells += applications.stage
    return cells


def by_stratum(column: Column, cells: Cells, strata: int) -> dict[str, InStrata]:
    """Count each group of a column in each of so many strata where it occurs; `cells` are those of `cells_of`."""
    size = strata * len(STAGES)
    if len(column.codes) * size <= max(DENSE, 2 * len(cells)):
        places = column.places.astype(np.int64)
        places *= size
        places += cells
        whole = np.bincount(places, minlength=len(column.codes) * size).reshape(len(column.codes), size)
        return {code: _where_anybody(mine) for code, mine in zip(column.codes, whole, strict=True)}
    by_code = cells[np.argsort(column.places.astype(smallest(len(column.codes))), kind="stable")]  # bytes sort quickest
    ends = np.cumsum(np.bincount(column.places, minlength=len(column.codes)))
    found = {}
    for code, start, end in zip(column.codes, [0, *ends[:-1].tolist()], ends.tolist(), strict=True):
        mine = by_code[start:end]
        present, at = np.unique(mine // len(STAGES), return_inverse=True)
        counted = np.bincount(at * len(STAGES) + mine % len(STAGES), minlength=len(present) * len(STAGES))
        found[code] = InStrata(present.astype(np.int64), _reached(counted.reshape(-1, len(STAGES)).T))
    return found


def _where_anybody(counted: Integers) -> InStrata:
    """Return the counts of the strata that hold anybody."""
    by_stage = np.ascontiguousarray(counted.reshape(-1, len(STAGES)).T, dtype=np.int32)
    present = np.flatnonzero(by_stage.any(axis=0))
    return InStrata(present, _reached(by_stage[:, present]))


def _reached(by_stage: NDArray[Any]) -> NDArray[np.int32]:
    """Turn counts of the furthest stage, `[stage, stratum]`, into counts of everybody who came at least as far."""
    return np.ascontiguousarray(by_stage[::-1].cumsum(axis=0, dtype=np.int32)[::-1])


def _at_least(counted: Integers) -> Integers:
    """Turn counts of the furthest stage into counts of everybody who came at least as far."""
    return np.ascontiguousarray(counted[:, ::-1].cumsum(axis=1)[:, ::-1]).astype(np.int64)


def _order(characteristic: str, code: str) -> tuple[int, int, str]:
    fixed = GROUP_ORDER.get(characteristic, ())
    unknown = UNKNOWN.index(code) + 1 if code in UNKNOWN else int(is_unknown(code))
    return unknown, fixed.index(code) if code in fixed else len(fixed), code


def conventional(characteristic: str) -> str | None:
    """Name the group that convention compares others with, also of a crossed characteristic; None if there is none."""
    if TIMES in characteristic:
        parts = [conventional(name) for name in characteristic.split(TIMES)]
        return TIMES.join(part for part in parts if part is not None) if all(parts) else None
    named = CONVENTIONAL.get(characteristic)
    return code_list(characteristic).conventional if named is None and characteristic in CHARACTERISTICS else named


def reference_of(counted: Tally) -> str | None:
    """Name the group that others are compared with: the conventional one if anybody of it applied, else the largest.

    Never the one with the highest rate: a reference chosen by its result makes every other group look worse.
    """
    named = conventional(counted.characteristic)
    if named in counted.stated:
        return named
    sizes = {code: counted.counts(code, 0, 0).n for code in counted.stated}
    return min(sizes, key=lambda code: (-sizes[code], code), default=None)
