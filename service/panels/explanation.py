"""Why a request cannot be filled, in plain sentences, and the smallest changes that would help.

Made from data that are not protected alone, about kinds of people and never about somebody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.models import bands
from service.panels.asked import Asked
from service.panels.brief import open_problem, write_brief
from service.panels.competition import rivals
from service.panels.protection import open_rules
from service.panels.verdict import solve
from service.trail import SYSTEM
from service.work import House
from solver.relax import explain as why_not
from solver.result import ConflictRule, Relaxation

DAYS_AROUND = 14
MOST_NAMED = 5  # requests that are named as competing
PASSED = "All the times offered have passed."
NOT_WORKED_OUT = "The reason could not be worked out in a reasonable time."
CHANGED = "People's diaries have changed in this moment. Ask again."
TOO_FEW = "There are too few people in the pool, whatever the conditions."
_FROM = {
    "department": "from the department",
    "division": "from the division",
    "outside_department": "from outside the department",
}
_EVERYONE = {
    "available": "People like that are not free at the times offered: they are away, taken, or at their own limit.",
    "trained": "People like that have no valid training on those days.",
    "conflicts": "People like that have a declared conflict of interest.",
    "cap": "People like that are at their own limit of panels.",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One change that makes a request possible: a sentence, and operations on the request's own rows."""

    text: str
    patch: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Conditions that cannot hold together, and changes of which any one is enough."""

    reasons: tuple[str, ...]
    changes: tuple[Change, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return what a request keeps: `reasons` and `changes`, each change with `text` and `patch`."""
        changes = [{"text": each.text, "patch": [dict(step) for step in each.patch]} for each in self.changes]
        return {"reasons": list(self.reasons), "changes": changes}


def explain(house: House, asked: Asked) -> Explanation:
    """Return why what is asked cannot be had, solved outside any transaction.

    Where it could be had but for panels that stand, it says which requests they are for, and for whom they compete.
    """
    if not asked.starts:
        return Explanation((PASSED,))
    with house.reading(SYSTEM) as work:
        problem = open_problem(work, asked, DAYS_AROUND)
    found = why_not(problem, asked.request.id, rules="non-protected")
    if found is None:
        return Explanation((CHANGED,))
    rules = open_rules(asked.requirements)
    reasons = (NOT_WORKED_OUT,) if found.conflict is None else conflict_words(found.conflict, asked.seats, rules)
    named = {each.seat for each in found.conflict or () if each.seat is not None}
    with house.reading(SYSTEM) as work:
        competing = rivals(work, asked, named)
        alone = write_brief(work, asked, alone=True) if competing else None
    if alone is not None and solve(alone) is not None:
        reasons += tuple(competition_words(references, seat) for seat, references in competing)
    return Explanation(reasons, tuple(_change(each, rules) for each in found.relaxations or ()))


def seat_words(seat: Mapping[str, Any]) -> str:
    """Return a seat in words, such as `a chair of band 8a or above from the division`; `somebody` without a role."""
    role = str(seat.get("role") or "")
    words = [("an " if role[:1] in "aeiou" else "a ") + role if role else "somebody"]
    if seat.get("min_band"):
        highest = seat["min_band"] == bands.BANDS[-1]
        words.append(f"of band {seat['min_band']}" + ("" if highest else " or above"))
    if seat.get("profession"):
        words.append(f"in the {seat['profession']} profession")
    words += [_FROM[origin] for origin in [seat.get("from")] if origin in _FROM]
    return " ".join(words)


def competition_words(references: Sequence[str], seat: Mapping[str, Any]) -> str:
    """Return which requests compete for whom, such as: Competes with R-12, R-15 for a chair of band 8a or above."""
    shown = ", ".join(references[:MOST_NAMED]) + (" and others" if len(references) > MOST_NAMED else "")
    return f"Competes with {shown} for {seat_words(seat)}."


def rule_words(rule: Mapping[str, Any]) -> str:
    """Return a requirement that is not protected in words."""
    members = "member comes" if rule["min"] == 1 else "members come"
    return f"At least {rule['min']} {members} {_FROM.get(rule['from'], 'from anywhere')}."


def conflict_words(
    conflict: Sequence[ConflictRule], seats: Sequence[Mapping[str, Any]], rules: Sequence[Mapping[str, Any]]
) -> tuple[str, ...]:
    """Return conditions that cannot hold together in sentences; `rules` are the requirements that are not protected."""
    if not conflict:
        return (TOO_FEW,)
    asked: dict[int, dict[str, Any]] = {}
    for each in conflict:
        if each.seat is not None:
            key = each.rule.removeprefix("seat.")
            asked.setdefault(each.seat, {})[key] = seats[each.seat].get(key)
    reasons = [f"Seat {place + 1} asks for {seat_words(seat)}." for place, seat in sorted(asked.items())]
    by_id = {rule["id"]: rule for rule in rules}
    reasons += [rule_words(by_id[each.id]) for each in conflict if each.id in by_id]
    reasons += [_EVERYONE[each.rule] for each in conflict if each.rule in _EVERYONE]
    return tuple(reasons)


def _change(relaxation: Relaxation, rules: Sequence[Mapping[str, Any]]) -> Change:
    patch = []
    for step in relaxation.patch:
        path = str(step["path"]).removeprefix("/requests/0")
        parts = path.split("/")
        if parts[1] == "requirements":  # the place among the rules that are not protected says nothing; the id does
            path = f"/requirements/{rules[int(parts[2])]['id']}/strength"
        patch.append(dict(step) | {"path": path})
    return Change(relaxation.text, tuple(patch))
