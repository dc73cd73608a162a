"""A release: the audit as it may leave HR, every figure computed from counts that were protected first."""

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from service.outcomes.applications import STAGES, Applications, FinancialYear
from service.outcomes.code_lists import CHARACTERISTICS, UNKNOWN
from service.outcomes.comparison import CANNOT, Figures, Sides, bare_row, compared_row
from service.outcomes.earlier_releases import (
    FEWEST_CHANGED,
    EarlierRelease,
    Period,
    known,
    read_earlier,
    same_again,
    surely_changed,
)
from service.outcomes.linked_cells import (
    EVERYBODY,
    HIDDEN,
    Cell,
    declared_codes,
    shown,
    ties_of,
    values_of,
)
from service.outcomes.measures import APPOINTED, NATIONAL, SHORTLISTED, National, measured
from service.outcomes.ratios import Counts
from service.outcomes.report import FORMAT, NOTES, in_scope, settled
from service.outcomes.suppression import protected
from service.outcomes.tables import BELOW_ONE, DIRECTION, TRANSITIONS, PlainTable, family_of, finished, highest_of
from service.outcomes.tally import ROLL_UPS, conventional, is_unknown, label_of, tally, totals

Shown = dict[Cell, int | str]
RULE = {
    "name": "HES",
    "mark": HIDDEN,
    "hidden": "1 to 7, a zero among people who applied, and what would give a hidden count away",
    "rounded_to": 5,
    "computed_from": "published counts",
}


def released(
    applications: Applications,
    *,
    year: FinancialYear | None,
    by: Sequence[str],
    earlier: Path | None,
    told: Callable[[str], None],
) -> tuple[dict[str, Any], str]:
    """Return the document of a release, and why it may not leave (empty if it may).

    With an earlier release of the same period that shows the same, that one is returned again, unchanged.
    """
    scope, _ = in_scope(applications, year)
    cuts = release_cuts(scope, by)
    tallies = [tally(scope, name) for name in cuts]
    values = values_of(tallies, [int(count) for count in totals(scope)])
    groups = {counted.characteristic: declared_codes(counted) for counted in tallies}
    ties = ties_of(groups)
    before = read_earlier(earlier) if earlier is not None else []
    period = period_of(scope, year)
    for release in before:
        if release.period == period and same_again(release, values):
            told(f"{release.name} shows the same and stands")
            return release.document, ""
        if release.period.overlaps(period) and surely_changed(release, values) < FEWEST_CHANGED:
            return {}, _too_soon(release)
    hidden = protected(known(before, values, ties, period, told), told)
    cells: Shown = {cell: HIDDEN if cell in hidden else shown(value) for cell, value in values.items()}
    document: dict[str, Any] = settled(_document(cells, groups, str(year) if year else None, period, cuts))
    return document, ""


def period_of(scope: Applications, year: FinancialYear | None) -> Period:
    """Return the days that a release is about: the financial year, or the months in which applications closed."""
    if year is not None:
        return Period(year.first.isoformat(), year.last.isoformat())
    closed = scope.closed[scope.closed > 0]
    if not len(closed):
        return Period(None, None)
    first, last = (date.fromordinal(int(day)) for day in (closed.min(), closed.max()))
    ends = monthrange(last.year, last.month)[1]
    return Period(first.replace(day=1).isoformat(), last.replace(day=ends).isoformat())


def _too_soon(release: EarlierRelease) -> str:
    return (
        f"{release.name} is a release that shares its period and, as far as it shows, fewer than {FEWEST_CHANGED} "
        "people have changed since, or it was cut otherwise: the difference of the two would tell about single people. "
        "Use the earlier one, or release again later."
    )


def release_cuts(scope: Applications, by: Sequence[str]) -> list[str]:
    """Return what a release is cut by: the columns named, or every characteristic of the file, with roll-ups.

    Which tables there are follows from the file's header and --by alone, not from anybody's answers.
    """
    names = list(dict.fromkeys(by)) or [name for name in CHARACTERISTICS if name in scope.columns]
    rolled = [roll for roll, fine in ROLL_UPS.items() if fine in names and roll not in names]
    return [*rolled, *names]


def _document(
    cells: Shown, groups: dict[str, tuple[str, ...]], year: str | None, period: Period, cuts: list[str]
) -> dict[str, Any]:
    tables = finished([_table(cells, groups[cut], cut, start, end) for cut in cuts for start, end in TRANSITIONS])
    return {
        "format": FORMAT,
        "release": RULE,
        "scope": {
            "year": year,
            "from": period.first,
            "to": period.last,
            "applications": cells[Cell(EVERYBODY, EVERYBODY, 0)],
            "by": cuts,
        },
        "measures": {national.name: _measure(cells, national) for national in NATIONAL},
        "funnel": {stage: cells[Cell(EVERYBODY, EVERYBODY, place)] for place, stage in enumerate(STAGES)},
        "tables": tables,
        "notes": [
            *NOTES,
            "This is a release: counts of 1 to 7, and others that would give them away, are shown as *; other counts "
            "are rounded to the nearest 5. Every rate, ratio, interval and p-value is computed from the counts shown.",
        ],
    }


def _pair(cells: Shown, name: str, code: str, start: int, end: int) -> Counts | None:
    """Return a group's published counts; None if one of them is hidden or not published."""
    n, selected = cells.get(Cell(name, code, start), HIDDEN), cells.get(Cell(name, code, end), HIDDEN)
    return Counts(selected, n) if isinstance(n, int) and isinstance(selected, int) else None


def _table(cells: Shown, codes: Sequence[str], name: str, start: str, end: str) -> PlainTable:
    places = STAGES.index(start), STAGES.index(end)
    stated = [code for code in codes if not is_unknown(code)]
    counts = {code: _pair(cells, name, code, *places) for code in codes}
    reference = _reference(cells, name, stated)
    base = counts.get(reference) if reference is not None else None
    highest = highest_of({code: each for code in stated if (each := counts[code]) is not None})
    top = counts[highest] if highest is not None else None
    nobody = Counts(0, 0)
    rows, sides = [], []
    for code in codes:
        mine, label = counts[code], label_of(name, code)
        kind = "unknown" if is_unknown(code) else "reference" if code == reference else "group"
        side = Sides(mine or nobody, None if kind == "reference" else base, top, nobody)
        if mine is None or kind == "unknown":
            row = bare_row(code, label, mine or nobody)
        else:
            row = compared_row(code, label, side, DIRECTION)
            row["nonresponse"] = None
        row["n"], row["selected"] = cells[Cell(name, code, places[0])], cells[Cell(name, code, places[1])]
        row["kind"] = kind
        if kind == "reference" and row["rate"]:
            row |= {"ratio": 1.0, "ratio_low": 1.0, "ratio_high": 1.0}
        rows.append(row)
        sides.append(side)
    whole = _pair(cells, EVERYBODY, EVERYBODY, *places)
    table = {
        "characteristic": name,
        "from": start,
        "to": end,
        "reference": reference,
        "highest": highest,
        "direction": DIRECTION,
        "reading": BELOW_ONE,
        "family": family_of(name, start, end),
        "total": {
            "n": cells[Cell(EVERYBODY, EVERYBODY, places[0])],
            "selected": cells[Cell(EVERYBODY, EVERYBODY, places[1])],
            "rate": whole.rate if whole else None,
        },
        "groups": rows,
    }
    return PlainTable(table, sides)


def _reference(cells: Shown, name: str, stated: Sequence[str]) -> str | None:
    """Name the reference from published counts alone: which group is the largest may itself be hidden."""
    sizes = {code: size for code in stated if isinstance(size := cells[Cell(name, code, 0)], int) and size}
    named = conventional(name)
    if named in stated:
        return named
    return min(sizes, key=lambda code: (-sizes[code], code), default=None)


def _measure(cells: Shown, national: National) -> Figures:
    codes = {cell.code for cell in cells if cell.characteristic == national.characteristic}
    top, bottom = (
        _pair(cells, national.characteristic, code, SHORTLISTED, APPOINTED) for code in (national.top, national.bottom)
    )
    missing = "" if codes else f"the release is not cut by {ROLL_UPS[national.characteristic]}"
    if codes and (top is None or bottom is None):
        missing = "counts are suppressed"
    nobody = Counts(0, 0)
    figures = measured(national, top or nobody, bottom or nobody, nobody, missing)
    for field, stage in (("shortlisted", SHORTLISTED), ("appointed", APPOINTED)):
        for key, code in zip(national.keys, (national.top, national.bottom), strict=True):
            figures[key][field] = cells.get(Cell(national.characteristic, code, stage), HIDDEN)
        unknown = [cells.get(Cell(national.characteristic, code, stage), HIDDEN) for code in UNKNOWN]
        known = [count for count in unknown if isinstance(count, int)]
        figures["not_known"][field] = sum(known) if len(known) == len(unknown) else HIDDEN
    if missing:
        figures["sentence"] = f"{national.title} {CANNOT}: {missing}."
    return figures
