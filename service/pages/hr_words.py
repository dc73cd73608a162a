"""Plain words for what only HR reads: policies, requirements, and what the trail holds. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from service.models import PanelSeat
from service.pages.wording import count_of, role_name, seat_in_words

Labels = Mapping[tuple[str, str], str]  # (feature, value) → the words panelists choose from

STRENGTHS = {"must": "Must", "explain": "Comply or explain", "prefer": "Prefer"}
FROM = {
    "anywhere": "from anywhere",
    "department": "from the post's department",
    "division": "from the post's division",
    "outside_department": "from outside the post's department",
}
POLICY_STATES = {"draft": ("Draft", "grey"), "active": ("In force", "green"), "retired": ("Retired", "white")}
DECISIONS = {"waive": "Waived", "widen": "Search widened", "ask_someone": "Somebody asked"}
RELATIVE_BANDS = {
    "post": "the post's band",
    "post-1": "one band below the post",
    "post+1": "one band above the post",
    "post-2": "two bands below the post",
    "post+2": "two bands above the post",
}
SUBJECTS = {
    "account": "Account",
    "api_token": "API token",
    "invitation": "Invitation",
    "import": "Import",
    "import_batch": "Import",
    "panel": "Panel",
    "panel_request": "Panel request",
    "person": "Person",
    "policy": "Policy",
    "pool": "Pool",
    "request": "Panel request",
    "round": "Planning round",
    "shortfall": "Shortfall",
    "vacancy": "Vacancy",
}


def labels_of(features: Iterable[Any]) -> dict[tuple[str, str], str]:
    """Return the words of every value of these features, by feature and value."""
    return {(each.code, value): label for each in features for value, label in each.values}


def feature_name(feature: str) -> str:
    """Return a feature's code as words: gender, sexual orientation."""
    return feature.replace("_", " ")


def requirement_in_words(rule: Mapping[str, Any], labels: Labels) -> str:
    """Return what a requirement asks of a panel as a whole."""
    if rule["kind"] == "at_least_from":
        return f"At least {count_of(int(rule['min']), 'member')} {FROM[str(rule['from'])]}"
    feature = str(rule["feature"])
    if rule["kind"] == "not_all_same":
        return f"Not everybody the same in {feature_name(feature)}: two different known answers at least"
    value = str(rule["value"])
    described = f"{feature_name(feature)}: {labels.get((feature, value), value)}"
    if rule["kind"] == "at_most":
        number = int(rule["max"])
        who = "Nobody who describes" if number == 0 else f"At most {count_of(number, 'member')} who describe"
        return f"{who} themselves as {described}"
    number = int(rule["min"])
    verb = "describes" if number == 1 else "describe"
    return f"At least {count_of(number, 'member')} who {verb} themselves as {described}"


def strength_in_words(rule: Mapping[str, Any]) -> str:
    """Return what happens when a requirement cannot be met."""
    strength = str(rule["strength"])
    if strength == "must":
        return "Must: HR releases each panel" if rule.get("feature") else "Must: no panel without it"
    return "Comply or explain" if strength == "explain" else "Prefer: a wish"


def floor_in_words(floor: str | None) -> str:
    """Return a seat's band floor, which may be relative to the post."""
    if not floor:
        return "any band"
    return f"{RELATIVE_BANDS[floor]} or above" if floor in RELATIVE_BANDS else f"band {floor} or above"


def policy_seat_in_words(seat: Mapping[str, Any]) -> str:
    """Return what a policy's seat asks for, relative to the post where it is."""
    parts = [
        role_name(str(seat["role"])),
        floor_in_words(seat.get("min_band")),
        FROM[str(seat.get("from", "anywhere"))],
    ]
    if seat.get("profession"):
        named = str(seat["profession"])
        parts.append("of the post's profession" if named == "post" else f"profession: {named.replace('_', ' ')}")
    return ", ".join(parts)


def panel_seat_in_words(seat: PanelSeat) -> str:
    """Return what a panel's seat asks for."""
    return seat_in_words(
        {"role": seat.role, "min_band": seat.min_band, "from": seat.from_, "profession": seat.profession}
    )


def scope_in_words(scope: Mapping[str, Any], names: Mapping[str, Mapping[str, str]]) -> str:
    """Return which posts a policy covers; `names` are the words of codes, by the scope's keys."""
    low, high = scope.get("min_band"), scope.get("max_band")
    if low and high:
        bands = f"Band {low}" if low == high else f"Bands {low} to {high}"
    elif low:
        bands = f"Band {low} and above"
    else:
        bands = f"Up to band {high}" if high else "Posts of every band"
    parts = [bands]
    for key in ("staff_groups", "divisions", "departments", "sites"):
        chosen: Sequence[str] = scope.get(key) or ()
        if chosen:
            listed = ", ".join(names.get(key, {}).get(code, code) for code in chosen)
            parts.append(f"{key.replace('_', ' ')[:-1]}{'s' if len(chosen) > 1 else ''} {listed}")
    return "; ".join(parts)


def action_in_words(action: str) -> str:
    """Return a trail event's action: `panel.confirmed` is Panel confirmed."""
    subject, _, verb = action.partition(".")
    return f"{subject.replace('_', ' ')} {verb.replace('_', ' ')}".capitalize()


def subject_in_words(kind: str) -> str:
    """Return what kind of thing a trail event is about."""
    return SUBJECTS.get(kind, kind.replace("_", " ").capitalize())


def details_in_words(details: Mapping[str, Any]) -> str:
    """Return a trail event's details on one line."""
    parts = []
    for key, value in sorted(details.items()):
        each_shown = [_short(str(each)) for each in (value if isinstance(value, list) else [value])]
        shown = ", ".join(each_shown)
        if shown not in ("", "None"):
            parts.append(f"{key.replace('_', ' ')}: {shown}")
    return "; ".join(parts)


def _short(text: str) -> str:
    # The beginning of an identifier or a digest is enough to tell it from others.
    return f"{text[:8]}…" if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}", text) else text
