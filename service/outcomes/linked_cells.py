"""The counts that a release declares, and everything that ties them together: what an attacker starts from.

A cell counts the people of a group who came at least to a stage. Groups sum to everybody, codes to their roll-up,
crossed groups to their margins, and nobody reaches a stage without the one before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from service.outcomes.applications import STAGES
from service.outcomes.code_lists import CHARACTERISTICS, UNKNOWN, code_list
from service.outcomes.tally import GROUP_ORDER, ROLL_UPS, TIMES, Tally

EVERYBODY = "everybody"
HIDDEN = "*"
STEP = 5
SMALLEST_SHOWN = 8


class Cell(NamedTuple):
    """One count: a group of a characteristic at a stage (its place among the stages)."""

    characteristic: str
    code: str
    stage: int


@dataclass(frozen=True, slots=True)
class Sum:
    """The parts add up to the total."""

    total: Cell
    parts: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Ties:
    """All that links cells: sums, and pairs of which the first is never smaller than the second."""

    sums: tuple[Sum, ...]
    ordered: tuple[tuple[Cell, Cell], ...]


Values = Mapping[Cell, int]
Groups = Mapping[str, Sequence[str]]


def declared_codes(counted: Tally) -> tuple[str, ...]:
    """Return the groups that a release has rows for: every code of a list, whether or not anybody stated it."""
    name = counted.characteristic
    if name in GROUP_ORDER:
        return (*GROUP_ORDER[name], *UNKNOWN)
    if name in CHARACTERISTICS and not code_list(name).open_ended:
        return (*code_list(name).labels, *UNKNOWN)
    if name in CHARACTERISTICS:
        return (*counted.stated, *UNKNOWN)
    return counted.codes


def values_of(tallies: Sequence[Tally], everybody: Sequence[int]) -> dict[Cell, int]:
    """Return the true count of every declared cell."""
    values = {Cell(EVERYBODY, EVERYBODY, stage): int(everybody[stage]) for stage in range(len(STAGES))}
    for counted in tallies:
        for code in declared_codes(counted):
            for stage in range(len(STAGES)):
                values[Cell(counted.characteristic, code, stage)] = counted.counts(code, stage, stage).n
    return values


def ties_of(groups: Groups) -> Ties:
    """Return what links the cells of these characteristics and groups; it follows from the names alone."""
    sums: list[Sum] = []
    stages = range(len(STAGES))
    for name, codes in groups.items():
        for stage in stages:
            sums.append(Sum(Cell(EVERYBODY, EVERYBODY, stage), tuple(Cell(name, code, stage) for code in codes)))
            for total, parts in _margins(name, codes, groups):
                sums.append(Sum(Cell(*total, stage), tuple(Cell(part_name, code, stage) for part_name, code in parts)))
    rows = [(EVERYBODY, EVERYBODY), *((name, code) for name, codes in groups.items() for code in codes)]
    ordered = tuple((Cell(*row, stage), Cell(*row, stage + 1)) for row in rows for stage in list(stages)[:-1])
    return Ties(tuple(sums), ordered)


Row = tuple[str, str]


def _margins(name: str, codes: Sequence[str], groups: Groups) -> list[tuple[Row, list[Row]]]:
    """Return the rows of other tables that rows of this one add up to."""
    margins: list[tuple[Row, list[Row]]] = []
    for rolled, fine in ROLL_UPS.items():
        if name == fine and rolled in groups:
            parts = code_list(fine).groups
            for group in groups[rolled]:
                margins.append(((rolled, group), [(fine, code) for code in codes if parts.get(code, code) == group]))
    if TIMES in name:
        for place, single in enumerate(name.split(TIMES)):
            for code in groups.get(single, ()):
                margins.append(
                    ((single, code), [(name, crossed) for crossed in codes if crossed.split(TIMES)[place] == code])
                )
    return margins


def shown(value: int) -> int | str:
    """Return what the HES rule shows for a count: 0, `*` for 1 to 7, otherwise the nearest 5."""
    if value == 0:
        return 0
    return HIDDEN if value < SMALLEST_SHOWN else STEP * ((value + STEP // 2) // STEP)


def behind(published: int) -> tuple[int, int]:
    """Return the least and greatest count that is shown as this number."""
    return (0, 0) if published == 0 else (max(SMALLEST_SHOWN, published - STEP // 2), published + STEP // 2)


def primary(values: Values) -> set[Cell]:
    """Return the cells that may not be shown for their own sake.

    Counts of 1 to 7; and a zero among people who did apply, for it tells what became of each of them. A group that
    nobody belongs to stays 0, unless everybody belongs to one group: the zeros would then tell everyone's.
    """
    hidden = {cell for cell, value in values.items() if 0 < value < SMALLEST_SHOWN}
    hidden |= {cell for cell, value in values.items() if value == 0 and values[cell._replace(stage=0)] > 0}
    present: dict[str, int] = {}
    for cell, value in values.items():
        if cell.stage == 0:
            present[cell.characteristic] = present.get(cell.characteristic, 0) + (value > 0)
    alone = {name for name, groups in present.items() if groups == 1 and name != EVERYBODY}
    return hidden | {cell for cell, value in values.items() if value == 0 and cell.characteristic in alone}


def gaps(values: Values, ties: Ties) -> list[tuple[Cell, Cell]]:
    """Return pairs that are equal in truth and must not be known to be: an outcome or a group shared by everybody.

    A group of which everybody went on, and a stage at which everybody belongs to one group.
    """
    pairs = [(first, second) for first, second in ties.ordered if values[first] == values[second] > 0]
    for each in ties.sums:
        if each.total.characteristic == EVERYBODY and values[each.total] > 0:
            pairs += [(each.total, part) for part in each.parts if values[part] == values[each.total]]
    return pairs
