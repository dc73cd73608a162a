"""The tables of an audit: each characteristic at each transition, judged within families declared beforehand."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from service.outcomes import sentences
from service.outcomes.applications import STAGES, Applications
from service.outcomes.comparison import (
    Figures,
    Sides,
    add_score_intervals,
    bare_row,
    compared_row,
    heterogeneity,
    paired,
    pictures,
    stratified,
    verdict,
)
from service.outcomes.families import benjamini_hochberg, holm
from service.outcomes.ratios import Counts
from service.outcomes.tally import (
    TIMES,
    Cells,
    Tally,
    by_stratum,
    cells_of,
    cut,
    is_unknown,
    label_of,
    reference_of,
    tally,
)

TRANSITIONS = (
    ("shortlisted", "appointed"),
    ("applied", "shortlisted"),
    ("shortlisted", "interviewed"),
    ("interviewed", "offered"),
    ("offered", "appointed"),
    ("applied", "interviewed"),
    ("applied", "offered"),
    ("applied", "appointed"),
)
HEADLINE_TRANSITION = TRANSITIONS[0]
HEADLINE = ("ethnicity_group", "disability_group", "gender")
SMALLEST_CROSSED = 10
STRATA = ("vacancy_id", "band", "site")
WORTH_A_THREAD = 1_000_000
DIRECTION = "group ÷ reference"
BELOW_ONE = "below 1: the group was less likely to go on than the reference"

Progress = Callable[[str], None]


def build_tables(applications: Applications, cuts: Sequence[str], told: Progress) -> list[Figures]:
    """Return the tables of every cut, with strata, families and verdicts."""
    cells = {name: cells_of(applications, name) for name in STRATA if name in applications.columns}

    def of_cut(name: str) -> list[PlainTable]:
        told(f"Counting by {name}")
        cut_once = applications.with_column(name, cut(applications, name))
        counted = tally(cut_once, name)
        reference = reference_of(counted)
        plain = [plain_table(counted, start, end, reference) for start, end in TRANSITIONS]
        if reference is not None:
            _within_strata(cut_once, name, cells, reference, [each.table for each in plain])
        return plain

    # Millions of applications are counted by numpy, which lets threads run beside each other; few are not worth one.
    with ThreadPoolExecutor(max(1, min(os.cpu_count() or 1, len(applications) // WORTH_A_THREAD))) as pool:
        return finished([each for plain in pool.map(of_cut, cuts) for each in plain])


def finished(plain: Sequence["PlainTable"]) -> list[Figures]:
    """Return the tables with intervals, families, verdicts and words."""
    add_score_intervals(
        [row for each in plain for row in each.table["groups"]], [s for each in plain for s in each.sides]
    )
    tables = [each.table for each in plain]
    for table in tables:
        for row in table["groups"]:
            if row["stratified"] is not None:
                row["pictures"] = pictures(row)
    judge(tables)
    return tables


def _within_strata(
    applications: Applications, name: str, cells: dict[str, Cells], reference: str, tables: Sequence[Figures]
) -> None:
    """Add what comparing within vacancies gives and, for the headline, how bands and sites differ."""
    for stratum, each_cell in cells.items():
        if stratum == name or (stratum != "vacancy_id" and name not in HEADLINE):
            continue
        counts = by_stratum(applications.columns[name], each_cell, len(applications.columns[stratum].codes))
        for code in counts:
            pair = paired(counts[code], counts[reference])
            for table in tables:
                places = STAGES.index(table["from"]), STAGES.index(table["to"])
                row = next(row for row in table["groups"] if row["code"] == code)
                if row["kind"] != "group" or row["method"] is None:
                    continue
                if stratum == "vacancy_id":
                    row["stratified"] = stratified(pair, *places)
                elif (table["from"], table["to"]) == HEADLINE_TRANSITION:
                    row.setdefault("heterogeneity", {})[stratum] = heterogeneity(pair, *places)


@dataclass(frozen=True, slots=True)
class PlainTable:
    """A table of what counts alone tell, and for each of its rows what was compared."""

    table: Figures
    sides: list[Sides]


def plain_table(counted: Tally, start: str, end: str, reference: str | None) -> PlainTable:
    """Return one table of what counts alone tell, not yet judged."""
    places = STAGES.index(start), STAGES.index(end)
    crossed = TIMES in counted.characteristic
    counts = {code: counted.counts(code, *places) for code in counted.codes}
    unknown = counted.together(tuple(code for code in counted.codes if is_unknown(code)), *places)
    highest = highest_of({code: counts[code] for code in counted.stated})
    rows, sides = [], []
    for code in counted.codes:
        label = label_of(counted.characteristic, code)
        base = counts[reference] if reference is not None and code != reference else None
        side = Sides(counts[code], base, counts.get(highest or ""), unknown)
        if is_unknown(code) or (crossed and code != reference and counts[code].n < SMALLEST_CROSSED):
            row = bare_row(code, label, counts[code])
        else:
            row = compared_row(code, label, side, DIRECTION)
            if code == reference and row["rate"]:
                row |= {"ratio": 1.0, "ratio_low": 1.0, "ratio_high": 1.0}
        row["kind"] = "unknown" if is_unknown(code) else "reference" if code == reference else "group"
        rows.append(row)
        sides.append(side)
    total = counted.together(counted.codes, *places)
    table = {
        "characteristic": counted.characteristic,
        "from": start,
        "to": end,
        "reference": reference,
        "highest": highest,
        "direction": DIRECTION,
        "reading": BELOW_ONE,
        "family": family_of(counted.characteristic, start, end),
        "total": {"n": total.n, "selected": total.selected, "rate": total.rate},
        "groups": rows,
    }
    return PlainTable(table, sides)


def highest_of(counts: dict[str, Counts]) -> str | None:
    """Name the group with the highest rate, compared as fractions; of equals the largest, then the first code."""
    best: str | None = None
    for code in sorted(counts, key=lambda each: (-counts[each].n, each)):
        group = counts[code]
        if group.n and (best is None or group.selected * counts[best].n > counts[best].selected * group.n):
            best = code
    return best


def family_of(characteristic: str, start: str, end: str) -> str:
    """Say which family a table was declared in, before any count was made."""
    return "headline" if characteristic in HEADLINE and (start, end) == HEADLINE_TRANSITION else "exploratory"


def judge(tables: Sequence[Figures]) -> None:
    """Adjust p-values (Holm for the headline family, Benjamini–Hochberg for the rest), then judge and word rows."""
    for family, adjust in (("headline", holm), ("exploratory", benjamini_hochberg)):
        rows = [
            row
            for table in tables
            if table["family"] == family
            for row in table["groups"]
            if row["kind"] == "group" and row["p"] is not None
        ]
        for row, adjusted in zip(rows, adjust([row["p"] for row in rows]), strict=True):
            row["p_adjusted"] = adjusted
    for table in tables:
        by_code: dict[str | None, Any] = {row["code"]: row for row in table["groups"]}
        for row in table["groups"]:
            if row["kind"] == "group":
                crossed = TIMES in table["characteristic"] and isinstance(row["n"], int)
                small = crossed and row["n"] < SMALLEST_CROSSED
                row["verdict"] = "too_few_to_tell" if small else verdict(row)
            else:
                row["verdict"] = row["kind"]
            row["sentence"] = sentences.of_row(row, by_code.get(table["reference"]), table)
        table["sentence"] = sentences.of_table(table)
