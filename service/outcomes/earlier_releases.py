"""Releases made before, read back from their own files: what they showed, and what an attacker knows from them."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from service.errors import InvalidInputError, Problem
from service.outcomes.applications import STAGES
from service.outcomes.attack import NOW, Attacker, EarlierTable, Link, Linked, Target, unprotected
from service.outcomes.linked_cells import EVERYBODY, HIDDEN, Cell, Ties, Values, behind, shown, ties_of

FEWEST_CHANGED = 10


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, as `YYYY-MM-DD`; without them, any days."""

    first: str | None
    last: str | None

    def overlaps(self, other: "Period") -> bool:
        """Say whether a day may lie in both."""
        if None in {self.first, self.last, other.first, other.last}:
            return True
        return str(self.first) <= str(other.last) and str(other.first) <= str(self.last)

    def holds(self, other: "Period") -> bool:
        """Say whether every day of the other lies in this one."""
        if self.first is None or self.last is None:
            return True
        return (
            other.first is not None and other.last is not None and self.first <= other.first <= other.last <= self.last
        )

    def is_made_up_of(self, others: Sequence["Period"]) -> bool:
        """Say whether disjoint periods within this one leave out none of its days."""
        if None in {self.first, self.last} or any(None in {each.first, each.last} for each in others):
            return False
        days = sum(_days(each) for each in others)
        return days == _days(self)


def _days(period: Period) -> int:
    return (date.fromisoformat(str(period.last)) - date.fromisoformat(str(period.first))).days + 1


@dataclass(frozen=True, slots=True)
class EarlierRelease:
    """What one file of an earlier release showed: a number or `*` for each of its cells, and its period."""

    name: str
    document: dict[str, Any]
    cells: dict[Cell, int | str]

    @property
    def period(self) -> "Period":
        """The days that it is about."""
        scope = self.document["scope"]
        return Period(scope["from"], scope["to"])

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
    for day in (document["scope"]["from"], document["scope"]["to"]):
        if day is not None:
            date.fromisoformat(day)
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


def known(
    releases: Sequence[EarlierRelease], values: Values, ties: Ties, period: Period, told: Callable[[str], None]
) -> Linked:
    """Return the present counts with all that earlier releases tell about them.

    Applications only come in, and a period holds at least what its disjoint parts hold; just that, if the parts leave
    out none of its days. Where a correction has made this untrue, the attacker would be wrong to think so, and the
    link is left out. Cells that were safe in their own release have to stay safe.
    """
    linked = Linked(values, ties)
    periods: list[Period] = []
    for release in releases:
        if not release.period.overlaps(period) and not any(release.period.overlaps(each) for each in periods):
            continue
        told(f"Looking at {release.name}")
        most = 2 * max(values.values()) + 100
        bounds = {
            cell: behind(number) if isinstance(number, int) else (0, most) for cell, number in release.cells.items()
        }
        table = _with_safe_cells(EarlierTable(bounds, ties_of(release.groups)), release)
        linked = replace(linked, earlier=(*linked.earlier, table))
        periods.append(release.period)
    for link in _links([*periods, period], [*(frozenset(table.bounds) for table in linked.earlier), frozenset(values)]):
        more = replace(linked, links=(*linked.links, link))
        if Attacker(more, set()).allows_truth():
            linked = more
    return linked


def _links(periods: Sequence[Period], cells: Sequence[frozenset[Cell]]) -> list[Link]:
    """Return what the periods of all tables, the present one last, tell about their counts."""
    names = [*range(len(periods) - 1), NOW]
    links: list[Link] = []
    for at, whole in enumerate(periods):
        # Of two tables of the same period the later one is the whole: counts only grow.
        inside = [part for part, period in enumerate(periods) if whole.holds(period) and (whole != period or part < at)]
        links += [Link((names[part],), names[at], False, cells[part] & cells[at]) for part in inside]
        apart: list[int] = []
        for part in sorted(inside, key=lambda each: (str(periods[each].last), str(periods[each].first), -each)):
            if whole != periods[part] and not any(periods[part].overlaps(periods[other]) for other in apart):
                apart.append(part)
        if len(apart) > 1:
            parts, in_parts = tuple(names[part] for part in apart), [cells[part] for part in apart]
            some = cells[at] & frozenset[Cell]().union(*in_parts)
            links.append(Link(parts, names[at], False, some))
            if whole.is_made_up_of([periods[part] for part in apart]):
                cut_by = [{cell.characteristic for cell in each} for each in in_parts]
                alike = set.intersection(*cut_by)
                links.append(
                    Link(parts, names[at], True, frozenset(cell for cell in some if cell.characteristic in alike))
                )
    return links


def _with_safe_cells(table: EarlierTable, release: EarlierRelease) -> EarlierTable:
    """Note the hidden cells that nobody can work out from the earlier release alone."""
    hidden = frozenset(cell for cell, number in release.cells.items() if number == HIDDEN)
    alone = EarlierTable(table.bounds, table.ties, hidden)
    nothing = Cell(EVERYBODY, EVERYBODY, 0)
    lost: list[Target] = unprotected(Linked({nothing: 0}, Ties((), ()), (alone,)), set())
    return EarlierTable(table.bounds, table.ties, hidden - {target.cell for target in lost})
