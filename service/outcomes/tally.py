"""Counting: how many of each group reached each stage, in all and within each stratum. Integers throughout."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.outcomes.applications import STAGES, Applications, Column
from service.outcomes.code_lists import CHARACTERISTICS, UNKNOWN, UNKNOWN_LABELS, code_list, label
from service.outcomes.ratios import Counts

Integers = NDArray[np.int64]
TIMES = " × "
ROLL_UPS = {"ethnicity_group": "ethnicity", "disability_group": "disability"}
CONVENTIONAL = {"ethnicity_group": "White", "disability_group": "Non-disabled"}
GROUP_ORDER = {"ethnicity_group": ("White", "BME"), "disability_group": ("Non-disabled", "Disabled")}
BLANK = "(blank)"


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
    return code in UNKNOWN or code == BLANK or any(part in UNKNOWN for part in code.split(TIMES))


def label_of(characteristic: str, code: str) -> str:
    """What a group of a characteristic, roll-up, intersection or other column is called."""
    if TIMES in characteristic:
        parts = zip(characteristic.split(TIMES), code.split(TIMES), strict=True)
        return TIMES.join(label_of(*part) for part in parts)
    return label(characteristic, code) if characteristic in CHARACTERISTICS else UNKNOWN_LABELS.get(code, code)


def cut(applications: Applications, characteristic: str) -> Column:
    """Return the column to count by: one of the file's, a roll-up, or the product of several (`gender × site`)."""
    if TIMES in characteristic:
        parts = [cut(applications, name) for name in characteristic.split(TIMES)]
        words = [np.array(part.codes, dtype=object)[part.places] for part in parts]
        joined = [TIMES.join(row) for row in zip(*words, strict=True)]
        codes = tuple(sorted(set(joined)))
        place = {code: at for at, code in enumerate(codes)}
        return Column(codes, np.fromiter((place[code] for code in joined), dtype=np.int32, count=len(joined)))
    if characteristic in ROLL_UPS:
        fine = applications.columns[ROLL_UPS[characteristic]]
        groups = code_list(ROLL_UPS[characteristic]).groups
        rolled = [groups.get(code, code) for code in fine.codes]
        codes = tuple(sorted(set(rolled)))
        mapping = np.array([codes.index(code) for code in rolled], dtype=np.int32)
        return Column(codes, mapping[fine.places] if codes else fine.places)
    return applications.columns[characteristic]


def tally(applications: Applications, characteristic: str) -> Tally:
    """Count a characteristic's groups at every stage; the kinds of unknown come last, each by itself."""
    column = cut(applications, characteristic)
    size = max(1, len(column.codes))
    flat = np.bincount(column.places * len(STAGES) + applications.stage, minlength=size * len(STAGES))
    reached = _at_least(flat.reshape(size, len(STAGES)))
    order = sorted(range(len(column.codes)), key=lambda at: _order(characteristic, column.codes[at]))
    return Tally(characteristic, tuple(column.codes[at] for at in order), reached[order])


def totals(applications: Applications) -> Integers:
    """Count everybody at every stage."""
    return np.asarray(_at_least(np.bincount(applications.stage, minlength=len(STAGES)).reshape(1, -1))[0])


def by_stratum(applications: Applications, characteristic: str, stratum: str) -> dict[str, Integers]:
    """Count each group in each stratum: code → `[stratum, stage]` people who came at least as far."""
    column, strata = cut(applications, characteristic), applications.columns[stratum]
    cells = strata.places.astype(np.int64) * len(STAGES) + applications.stage
    order = np.argsort(column.places, kind="stable")
    ends = np.cumsum(np.bincount(column.places, minlength=len(column.codes)))
    found = {}
    for code, start, end in zip(column.codes, [0, *ends[:-1]], ends, strict=True):
        counted = np.bincount(cells[order[start:end]], minlength=len(strata.codes) * len(STAGES))
        found[code] = _at_least(counted.reshape(-1, len(STAGES)))
    return found


def _at_least(counted: Integers) -> Integers:
    """Turn counts of the furthest stage into counts of everybody who came at least as far."""
    return np.ascontiguousarray(counted[:, ::-1].cumsum(axis=1)[:, ::-1]).astype(np.int64)


def _order(characteristic: str, code: str) -> tuple[int, int, str]:
    fixed = GROUP_ORDER.get(characteristic, ())
    unknown = UNKNOWN.index(code) + 1 if code in UNKNOWN else int(is_unknown(code))
    return unknown, fixed.index(code) if code in fixed else len(fixed), code


def reference_of(counted: Tally) -> str | None:
    """Name the group that others are compared with: the conventional one if anybody of it applied, else the largest.

    Never the one with the highest rate: a reference chosen by its result makes every other group look worse.
    """
    named = CONVENTIONAL.get(counted.characteristic)
    if named is None and counted.characteristic in CHARACTERISTICS:
        named = code_list(counted.characteristic).conventional
    if named in counted.stated:
        return named
    sizes = {code: counted.counts(code, 0, 0).n for code in counted.stated}
    return min(sizes, key=lambda code: (-sizes[code], code), default=None)
