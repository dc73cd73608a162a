"""The tables of a document as plain rows: what the workbook and the set of CSV files both hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from service.outcomes.code_lists import CHARACTERISTICS
from service.outcomes.measures import NATIONAL, WITHOUT

Figures = dict[str, Any]
Row = Sequence[object]

_FIGURES: tuple[tuple[str, tuple[str, ...]], ...] = (
    *((key, (key,)) for key in ("code", "label", "kind", "n", "selected", "rate", "rate_low", "rate_high")),
    *((key, (key,)) for key in ("ratio", "ratio_low", "ratio_high", "ratio_unbounded", "method")),
    *((key, (key,)) for key in ("p", "p_test", "p_mid", "p_adjusted", "verdict", "needed")),
    *((key, (key,)) for key in ("shortfall", "impact_ratio", "below_four_fifths", "flip_flop")),
    *((f"difference {key}", ("difference", key)) for key in ("value", "low", "high")),
    *((key, (key,)) for key in ("odds_ratio", "odds_ratio_low", "odds_ratio_high")),
    *(
        (f"{name} {key}", ("intervals", name, key))
        for name in ("miettinen_nurminen", "katz")
        for key in ("low", "high")
    ),
    *(
        (f"within vacancies {key}", ("stratified", key))
        for key in ("ratio", "low", "high", "odds_ratio", "odds_low", "odds_high")
    ),
    *((f"within vacancies {key}", ("stratified", key)) for key in ("cmh", "cmh_p", "strata_informative", "strata")),
    ("pictures", ("pictures",)),
    *((f"differs by {name}, p", ("heterogeneity", name, "p")) for name in ("band", "site")),
    *((f"unknown {key}", ("nonresponse", key)) for key in ("unknown", "worst", "best", "robust")),
    ("sentence", ("sentence",)),
)
_COUNTED = ("shortlisted", "appointed")
_NAMES = {
    "ethnicity_group": "White and BME",
    "disability_group": "disabled and non-disabled",
    **{name: name.replace("_", " ") for name in CHARACTERISTICS},
}
WITHOUT_WORDS = {
    "without_international": "without international campaigns",
    "without_bulk": "without bulk campaigns",
    "without_international_and_bulk": "without international and bulk campaigns",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its name, what its columns are called, and its rows."""

    name: str
    header: tuple[str, ...]
    rows: list[Row]


def name_of(characteristic: str) -> str:
    """Return what a characteristic is called in a heading."""
    return " × ".join(_NAMES.get(part, part) for part in characteristic.split(" × "))


def sheets(document: Figures) -> list[Sheet]:
    """Return the tables of an audit or a release, the national return first and the notes last."""
    found = [
        Sheet(
            "National return",
            (
                "measure",
                "applications",
                "group",
                "shortlisted",
                "appointed",
                "likelihood",
                "ratio",
                "low",
                "high",
                "note",
            ),
            national_rows(document),
        ),
        Sheet("Stages", ("stage", "people"), list(document["funnel"].items())),
        Sheet(
            "Groups",
            ("characteristic", "from", "to", "reference", "direction", "family", *(name for name, _ in _FIGURES)),
            _groups(document),
        ),
    ]
    if document.get("completeness"):
        found.append(Sheet("Completeness", ("what", "applications"), _completeness(document["completeness"])))
    if document.get("over_time"):
        found.append(
            Sheet(
                "Months",
                ("characteristic", "code", "month", "n", "selected", "rate", "centre", "low", "high", "p_chart", "xmr"),
                _months(document["over_time"]),
            )
        )
    if document.get("sites"):
        keys = ("site", "n", "selected", "rate", "low_95", "high_95", "low_998", "high_998", "outside")
        found.append(Sheet("Sites", keys, [[site[key] for key in keys] for site in document["sites"]["sites"]]))
    scope = [(key, ", ".join(value) if isinstance(value, list) else value) for key, value in document["scope"].items()]
    kind = (
        [("release", ", ".join(f"{key} {value}" for key, value in document["release"].items()))]
        if document.get("release")
        else []
    )
    notes: list[Row] = [("format", document["format"]), *kind, *scope, *(("note", note) for note in document["notes"])]
    found.append(Sheet("Notes", ("what", "text"), notes))
    return found


def national_rows(document: Figures) -> list[Row]:
    """Return the rows to key into the national returns: groups, then their ratio, also without some campaigns."""
    rows: list[Row] = []
    for national in NATIONAL:
        whole = document["measures"][national.name]
        variants = [("all", whole), *((WITHOUT_WORDS[key], whole[key]) for key in WITHOUT if key in whole)]
        for which, measure in variants:
            labels = zip((*national.keys, "not_known"), (national.top, national.bottom, "Not known"), strict=True)
            for key, label in labels:
                group = measure[key]
                rows.append(
                    (national.title, which, label, group["shortlisted"], group["appointed"], group["likelihood"])
                )
            ends = measure["low"], measure["high"]
            note = measure["reason"] or measure["sentence"]
            rows.append((national.title, which, measure["direction"], None, None, None, measure["value"], *ends, note))
    return rows


def _groups(document: Figures) -> list[Row]:
    rows: list[Row] = []
    for table in document["tables"]:
        head = [table[key] for key in ("characteristic", "from", "to", "reference", "direction", "family")]
        rows += [[*head, *(_at(row, path) for _, path in _FIGURES)] for row in table["groups"]]
    return rows


def _at(row: Figures, path: Sequence[str]) -> object:
    value: Any = row
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _completeness(found: Figures) -> list[Row]:
    keys = ("applications", "open", "shortlisted", "shortlisted_without_outcome", "shortlisted_without_outcome_or_date")
    rows: list[Row] = [(key.replace("_", " "), found[key]) for key in keys]
    for name, answers in found["answers"].items():
        rows += [(f"{name}: {kind.replace('_', ' ')}", count) for kind, count in answers.items()]
    return rows


def _months(charts: Sequence[Figures]) -> list[Row]:
    rows: list[Row] = []
    for chart in charts:
        said = {
            kind: {signal["month"]: signal["rule"] for signal in signals}
            for kind, signals in (("p", chart["signals"]), ("xmr", chart["xmr"]["signals"]))
        }
        for point in chart["points"]:
            month = point["month"]
            figures = [point[key] for key in ("n", "selected", "rate")]
            limits = [chart["centre"], point["low"], point["high"], said["p"].get(month), said["xmr"].get(month)]
            rows.append([chart["characteristic"], chart["code"], month, *figures, *limits])
    return rows
