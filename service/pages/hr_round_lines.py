"""One request of a round as a page shows it: the planned panel beside the one proposed now. Pure."""

from collections.abc import Mapping
from typing import Any

from service.pages.hr_round_words import KINDS, OUTCOMES
from service.pages.hr_words import requirement_in_words, strength_in_words
from service.pages.wording import seat_in_words, span
from service.panels.round_review import RoundLine, Sitting

NOTHING = {"when": "", "members": []}


def line_row(line: RoundLine, labels: Mapping[tuple[str, str], str], *, over: bool) -> dict[str, Any]:
    """Return what a template needs of a line; `over` once its round is being published."""
    planned = _sitting(line, line.planned, line.now)
    now = _sitting(line, line.now, None)
    return {
        "line": line,
        "tag": OUTCOMES.get(line.state, KINDS[line.kind]) if over else KINDS[line.kind],
        "planned": planned,
        "now": now,
        "moved": bool(line.planned and line.now and line.planned.starts_at != line.now.starts_at),
        "lacks": [(requirement_in_words(rule, labels), strength_in_words(rule)) for rule in line.lacks],
    }


def _sitting(line: RoundLine, sitting: Sitting | None, before: Sitting | None) -> dict[str, Any]:
    if sitting is None:
        return NOTHING
    was = set(before.people) if before is not None else None
    members = []
    for place, (person, name) in enumerate(zip(sitting.people, sitting.names, strict=True)):
        seat = seat_in_words(line.seats[place]) if place < len(line.seats) else "Seat"
        members.append({"seat": seat, "name": name or "Nobody yet", "fresh": was is not None and person not in was})
    return {"when": span(sitting.starts_at, sitting.ends_at, line.zone), "members": members}
