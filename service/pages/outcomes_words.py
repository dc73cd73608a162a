"""Outcomes in words: figures with their counts, an audit's tables, drafts and targets, as templates show them."""

from collections.abc import Mapping
from typing import Any

from service.models import ReleaseDraft
from service.outcomes.scheme_health import DAYS, Measure
from service.outcomes.targets import Progress

DRAFT_STATES = {
    "drafting": ("Being drafted", "blue"),
    "ready": ("Ready to look at", "yellow"),
    "refused": ("May not leave", "red"),
    "released": ("Released", "green"),
    "discarded": ("Discarded", "grey"),
}
TARGET_STATES = {
    "running": ("Running", "blue"),
    "met": ("Met", "green"),
    "missed": ("Missed", "red"),
    "dropped": ("Dropped", "grey"),
}
THEMES = {
    "questions": "The questions", "adjustments": "Adjustments", "conduct": "Conduct", "scoring": "Scoring",
    "criteria": "The criteria", "decision": "The decision", "process": "The process", "other": "Something else",
}  # fmt: skip
HEADLINE = ("shortlisted", "appointed")


def measure_row(measure: Measure) -> dict[str, str]:
    """Return a measure with its figure, its counts and which way is good."""
    counts = f"{measure.of}" if measure.unit == DAYS else f"{measure.count} of {measure.of}"
    return {
        "key": measure.key,
        "title": measure.title,
        "value": figure(measure.value, measure.unit),
        "counts": counts,
        "good": "More is better" if measure.more_is_better else "Less is better",
    }


def figure(value: float | None, unit: str) -> str:
    """Return a figure in its unit; nothing counted is said, not shown as nought."""
    if value is None:
        return "Nothing to count"
    return f"{value:.1f} days" if unit == DAYS else f"{value:.1f} %"


def theme_name(theme: str) -> str:
    """Return a theme of concerns in words."""
    return THEMES.get(theme, theme)


def progress_row(progress: Progress) -> dict[str, Any]:
    """Return a target beside its measure."""
    unit = progress.measure.unit if progress.measure else ""
    at_least = "at least" if progress.measure is None or progress.measure.more_is_better else "at most"
    state = TARGET_STATES[progress.target.state]
    return {
        "target": progress.target,
        "owner": progress.owner,
        "goal": f"{at_least} {figure(progress.target.goal, unit)}",
        "now": figure(progress.measure.value, unit) if progress.measure else "Not measured",
        "reached": {True: "Reached", False: "Not reached", None: "Cannot be told"}[progress.reached],
        "state": ("Overdue", "red") if progress.overdue else state,
        "due": f"{progress.target.due_on:%-d %B %Y}",
    }


def draft_state(draft: ReleaseDraft) -> tuple[str, str]:
    """Return the state of a draft as words and a colour."""
    return DRAFT_STATES[draft.state]


def audit_tables(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the headline table of each characteristic: who was appointed from shortlisting."""
    found = []
    for table in document["tables"]:
        if (table["from"], table["to"]) == HEADLINE:
            found.append(
                {
                    "heading": f"By {table['characteristic'].replace('_', ' ').replace('*', ' and ')}",
                    "rows": [_group_row(row) for row in table["groups"]],
                    "sentences": [row["sentence"] for row in table["groups"] if row.get("sentence")],
                }
            )
    return found


def _group_row(row: Mapping[str, Any]) -> list[str]:
    return [
        str(row["label"]),
        _count(row["n"]),
        _count(row["selected"]),
        "–" if row["rate"] is None else f"{100 * row['rate']:.1f}\N{NO-BREAK SPACE}%",
        "–" if row["ratio"] is None else f"{row['ratio']:.2f}",
        "Reference" if row["kind"] == "reference" else _interval(row),
    ]


def _interval(row: Mapping[str, Any]) -> str:
    if row["ratio"] is None or row["ratio_low"] is None:
        return "–"
    high = "unbounded" if row.get("ratio_high") is None else f"{row['ratio_high']:.2f}"
    return f"{row['ratio_low']:.2f} to {high}"


def _count(value: int | str) -> str:
    return f"{value:,}" if isinstance(value, int) else value
