"""Releases made before, read back from their own files: what they showed, and what an attacker knows from them."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.errors import InvalidInputError, Problem
from service.outcomes.applications import STAGES
from service.outcomes.attack import Attacker, EarlierTable, Linked, Target, unprotected
from service.outcomes.linked_cells import EVERYBODY, HIDDEN, Cell, Ties, Values, behind, shown, ties_of

FEWEST_CHANGED = 10


@dataclass(frozen=True, slots=True)
class EarlierRelease:
    """What one file of an earlier release showed: a number or `*` for each of its cells, and its period."""

    name: str
    document: dict[str, Any]
    cells: dict[Cell, int | str]

    @property
    def year(self) -> str | None:
        """Its financial year, None for all applications."""
        found: str | None = self.document["scope"]["year"]
        return found

    @property
    def groups(self) -> dict[str, list[str]]:
        """The groups of each of its characteristics."""
        found: dict[str, list[str]] = {}
        for cell in self.cells:
            if cell.characteristic != EVERYBODY and cell.stage == 0:
                found.setdefault(cell.characteristic, []).append(cell.code)
        return found


def read_earlier(folder: Path) -> list[EarlierRelease]:
    """Read every release in a folder's JSON files, by name.

    Raises:
        InvalidInputError: the folder or a file in it cannot be read, or a file is no release of this format.
    """
    if not folder.is_dir():
        raise InvalidInputError.one("--earlier", f"{folder} is no folder.", "Name the folder of earlier releases.")
    found, problems = [], []
    for path in sorted(folder.glob("*.json")):
        try:
            found.append(_read(path.name, json.loads(path.read_bytes())))
        except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
            problems.append(
                Problem(
                    path.name, "is no release of fairpanel-audit/1.", "Keep only released JSON files in the folder."
                )
            )
    if problems:
        raise InvalidInputError(problems)
    return found


def _read(name: str, document: dict[str, Any]) -> EarlierRelease:
    if document["format"] != "fairpanel-audit/1" or not document["release"]:
        raise ValueError(name)
    cells: dict[Cell, int | str] = {
        Cell(EVERYBODY, EVERYBODY, STAGES.index(stage)): _count(value) for stage, value in document["funnel"].items()
    }
    for table in document["tables"]:
        for row in table["groups"]:
            for stage, value in ((table["from"], row["n"]), (table["to"], row["selected"])):
                cells[Cell(table["characteristic"], row["code"], STAGES.index(stage))] = _count(value)
    year = document["scope"]["year"]
    if year is not None and not re.fullmatch(r"\d{4}/\d{2}", year):
        raise ValueError(name)
    return EarlierRelease(name, document, cells)


def _count(value: object) -> int | str:
    if value == HIDDEN or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
        return value
    raise ValueError(value)


def same_again(release: EarlierRelease, values: Values) -> bool:
    """Say whether an earlier release shows just what the present counts would show in the same table set."""
    return set(release.cells) == set(values) and all(
        HIDDEN in {number, shown(values[cell])} or number == shown(values[cell])
        for cell, number in release.cells.items()
    )


def surely_changed(release: EarlierRelease, values: Values) -> int:
    """Return how many people have changed at least, whatever the true counts behind the earlier release were."""
    least = 0
    for cell, number in release.cells.items():
        if isinstance(number, int) and cell in values:
            low, high = behind(number)
            least = max(least, values[cell] - high, low - values[cell])
    return least


def known_tables(
    releases: Sequence[EarlierRelease], values: Values, ties: Ties, year: str | None, told: Callable[[str], None]
) -> tuple[EarlierTable, ...]:
    """Return what earlier releases of the same or a narrower period tell about the present counts.

    Applications only come in, so no count falls below what it was; where one did (a correction), the attacker would
    be wrong to think so, and the link is left out. Cells that were safe in their own release have to stay safe.
    """
    tables: list[EarlierTable] = []
    for release in releases:
        if release.year != year and year is not None:
            continue
        most = 2 * max(values.values()) + 100
        bounds = {
            cell: behind(number) if isinstance(number, int) else (0, most) for cell, number in release.cells.items()
        }
        grown = frozenset(cell for cell in bounds if cell in values and values[cell] >= bounds[cell][0])
        told(f"Looking at {release.name}")
        table = _with_safe_cells(EarlierTable(bounds, ties_of(release.groups), grown), release)
        if Attacker(Linked(values, ties, (*tables, table)), set()).allows_truth():
            tables.append(table)
    return tuple(tables)


def _with_safe_cells(table: EarlierTable, release: EarlierRelease) -> EarlierTable:
    """Note the hidden cells that nobody can work out from the earlier release alone."""
    hidden = frozenset(cell for cell, number in release.cells.items() if number == HIDDEN)
    alone = EarlierTable(table.bounds, table.ties, frozenset(), hidden)
    nothing = Cell(EVERYBODY, EVERYBODY, 0)
    lost: list[Target] = unprotected(Linked({nothing: 0}, Ties((), ()), (alone,)), set())
    return EarlierTable(table.bounds, table.ties, table.grown, hidden - {target.cell for target in lost})
