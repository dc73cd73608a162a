"""The audit as a workbook: typed cells, no formulas, a sheet for the national return, notes last."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

Figures = dict[str, Any]
_ROW_KEYS = (
    "code",
    "label",
    "kind",
    "n",
    "selected",
    "rate",
    "rate_low",
    "rate_high",
    "ratio",
    "ratio_low",
    "ratio_high",
    "method",
    "p",
    "p_test",
    "p_adjusted",
    "shortfall",
    "below_four_fifths",
    "impact_ratio",
    "flip_flop",
    "verdict",
    "sentence",
)
_WITHIN = ("ratio", "low", "high", "odds_ratio", "odds_low", "odds_high", "strata_informative", "strata")


def to_workbook(document: Figures) -> bytes:
    """Return an XLSX file of an audit or a release; text is written as text, never as a formula or a link."""
    import xlsxwriter

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, options)
    # The same data give the same bytes: the file does not say when it was made.
    book.set_properties({"title": "Outcomes audit", "created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
    bold = book.add_format({"bold": True, "text_wrap": True})

    def sheet(name: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        page = book.add_worksheet(name)
        page.freeze_panes(1, 0)
        page.set_column(0, len(header), 18)
        for column, title in enumerate(header):
            page.write_string(0, column, title, bold)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, bool):
                    page.write_boolean(number, column, value)
                elif isinstance(value, (int, float)):
                    page.write_number(number, column, value)
                elif value is not None:
                    page.write_string(number, column, str(value))

    sheet(
        "National return",
        ("measure", "group", "shortlisted", "appointed", "likelihood", "ratio", "note"),
        _national(document),
    )
    sheet("Stages", ("stage", "people"), list(document["funnel"].items()))
    sheet(
        "Groups",
        (
            "characteristic",
            "from",
            "to",
            "reference",
            "family",
            *_ROW_KEYS,
            *(f"within vacancies: {key}" for key in _WITHIN),
        ),
        _groups(document),
    )
    if document.get("over_time"):
        keys = ("month", "n", "selected", "rate", "low", "high")
        months = [
            (chart["characteristic"], chart["code"], *(point[key] for key in keys))
            for chart in document["over_time"]
            for point in chart["points"]
        ]
        sheet("Months", ("characteristic", "code", *keys), months)
    if document.get("sites"):
        site_keys = ("site", "n", "selected", "rate", "low_95", "high_95", "low_998", "high_998", "outside")
        sheet("Sites", site_keys, [[site[key] for key in site_keys] for site in document["sites"]["sites"]])
    scope = [(f"{key}: {value}",) for key, value in document["scope"].items()]
    sheet("Notes", ("notes",), [*scope, *((note,) for note in document["notes"])])
    book.close()
    return target.getvalue()


def _national(document: Figures) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for measure in document["measures"].values():
        groups = [key for key, value in measure.items() if isinstance(value, dict) and "likelihood" in value]
        for key in groups:
            group = measure[key]
            rows.append((measure["title"], key, group["shortlisted"], group["appointed"], group["likelihood"]))
        rows.append(
            (
                measure["title"],
                measure["direction"],
                None,
                None,
                None,
                measure["value"],
                measure["reason"] or measure["sentence"],
            )
        )
    return rows


def _groups(document: Figures) -> list[list[object]]:
    rows = []
    for table in document["tables"]:
        head = [table[key] for key in ("characteristic", "from", "to", "reference", "family")]
        for row in table["groups"]:
            within = row["stratified"] or {}
            rows.append([*head, *(row.get(key) for key in _ROW_KEYS), *(within.get(key) for key in _WITHIN)])
    return rows
