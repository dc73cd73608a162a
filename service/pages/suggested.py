"""What would help an unfilled request, in a form to choose from: further times by day, and every other change. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from service.pages.wording import day

APART = timedelta(hours=1)  # times that lie nearer to one another offer no choice worth reading


@dataclass(frozen=True, slots=True)
class Suggested:
    """Changes with their numbers, and further times by local day, each with its number."""

    changes: tuple[tuple[int, str], ...]
    days: tuple[tuple[str, tuple[tuple[int, str], ...]], ...]


def suggested(told: Sequence[Mapping[str, Any]], zone: str) -> Suggested:
    """Return what a request keeps as changes in this form: at most one time an hour, the first suggested of each."""
    changes: list[tuple[int, str]] = []
    times: list[tuple[datetime, int]] = []
    for number, each in enumerate(told):
        start = _start(each["patch"])
        if start is None:
            changes.append((number, each["text"]))
        elif all(abs(start - other) >= APART for other, _ in times):
            times.append((start.astimezone(ZoneInfo(zone)), number))
    days: dict[str, list[tuple[int, str]]] = {}
    for start, number in sorted(times):
        days.setdefault(day(start.date()), []).append((number, f"{start:%H:%M} {start.tzname()}"))
    return Suggested(tuple(changes), tuple((name, tuple(offers)) for name, offers in days.items()))


def _start(patch: Sequence[Mapping[str, Any]]) -> datetime | None:
    """Return the start that a change offers as well, if it changes nothing else."""
    if len(patch) == 1 and str(patch[0]["path"]).startswith("/starts/"):
        return datetime.fromisoformat(patch[0]["value"])
    return None
