"""What a policy says, checked and made concrete for a post. Pure.

A policy's seats may be relative to the post: a `min_band` of `"post"`, `"post-1"` or `"post+1"`, and a `profession` of
`"post"`. A post without a band (medical grades) gets seats without band floors.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from service.errors import Problem
from service.models import Policy, bands

SCOPES = ("department", "division", "outside_department", "anywhere")
STRENGTHS = ("must", "explain", "prefer")
PARTS = {
    "at_least": ("feature", "value", "min"),
    "at_most": ("feature", "value", "max"),
    "not_all_same": ("feature",),
    "at_least_from": ("from", "min"),
}
SCOPE_LISTS = ("staff_groups", "departments", "divisions", "sites")
SCOPE_KEYS = ("min_band", "max_band", *SCOPE_LISTS)
MOST_SEATS = 12
_RELATIVE = re.compile(r"post(?:([+-])([1-9]))?$")
_SEAT_KEYS = {"role", "min_band", "from", "profession"}
_RULE_KEYS = {"id", "kind", "strength", "tier", "feature", "value", "min", "max", "from"}


@dataclass(frozen=True, slots=True)
class PolicyInput:
    """A policy as somebody writes it; the words are those of `service.models.policy`."""

    name: str
    seats: Sequence[Mapping[str, Any]]
    requirements: Sequence[Mapping[str, Any]] = ()
    scope: Mapping[str, Any] = field(default_factory=dict)
    precedence: int = 0
    summary: str = ""
    notice_days: int = 7


def is_protected(requirement: Mapping[str, Any]) -> bool:
    """Return whether a requirement looks at a self-described feature, so that managers must learn nothing from it."""
    return requirement.get("feature") is not None


def needs_release(requirements: Iterable[Mapping[str, Any]]) -> bool:
    """Return whether HR must release a panel under these requirements, met or not: some `must` is protected."""
    return any(is_protected(each) and each.get("strength") == "must" for each in requirements)


def seats_for(policy: Policy, band: str | None, professions: Sequence[str]) -> list[dict[str, Any]]:
    """Return the concrete seats that `policy` asks for on a post of this band and these professions.

    A relative band is kept within the scale; a seat for the post's profession takes the first of them by name.
    """
    first = min(professions, default=None)
    seats = []
    for each in policy.seats:
        seat: dict[str, Any] = {"role": each["role"], "from": each.get("from", "anywhere")}
        floor = each.get("min_band")
        relative = _RELATIVE.match(floor) if isinstance(floor, str) else None
        if relative:
            steps = int(relative[2] or 0) * (-1 if relative[1] == "-" else 1)
            floor = bands.moved(band, steps)
        profession = first if each.get("profession") == "post" else each.get("profession")
        seat |= {key: value for key, value in (("min_band", floor), ("profession", profession)) if value is not None}
        seats.append(seat)
    return seats


def seat_problems(seats: Sequence[Any], path: str = "seats", *, relative: bool = False) -> list[Problem]:
    """Return everything wrong with a list of seats; `relative` allows bands and professions relative to the post."""
    found: list[Problem] = []
    if not 1 <= len(seats) <= MOST_SEATS:
        found.append(Problem(path, f"A panel has 1 to {MOST_SEATS} seats, not {len(seats)}.", "Add or remove seats."))
    for place, seat in enumerate(seats):
        here = f"{path}.{place}"
        if not isinstance(seat, Mapping):
            found.append(Problem(here, "A seat is a set of role, min_band, from and profession."))
            continue
        found += [
            Problem(f"{here}.{key}", f"A seat has no {key!r}.", "Use role, min_band, from and profession.")
            for key in sorted(set(seat) - _SEAT_KEYS)
        ]
        role = seat.get("role")
        if not isinstance(role, str) or not role.strip() or len(role) > 40:
            found.append(Problem(f"{here}.role", "A seat needs a role.", "Use chair, panelist or ambassador."))
        if seat.get("from", "anywhere") not in SCOPES:
            found.append(Problem(f"{here}.from", f"{seat['from']!r} is not an origin.", f"Use {', '.join(SCOPES)}."))
        floor = seat.get("min_band")
        known = floor is None or (isinstance(floor, str) and bands.rank(floor) is not None)
        if not known and not (relative and isinstance(floor, str) and _RELATIVE.match(floor)):
            more = ", post, post-1 or post+1" if relative else ""
            found.append(
                Problem(f"{here}.min_band", f"{floor!r} is not a band.", f"Use {', '.join(bands.BANDS)}{more}.")
            )
        profession = seat.get("profession")
        if profession is not None and (not isinstance(profession, str) or not 0 < len(profession) <= 80):
            found.append(Problem(f"{here}.profession", "A profession is a text of up to 80 characters."))
    return found


def requirement_problems(
    requirements: Sequence[Any], features: Mapping[str, Iterable[str]], path: str = "requirements"
) -> list[Problem]:
    """Return everything wrong with a list of requirements; `features` are the known values by feature."""
    found: list[Problem] = []
    ids: set[object] = set()
    for place, rule in enumerate(requirements):
        here = f"{path}.{place}"
        if not isinstance(rule, Mapping):
            found.append(Problem(here, "A requirement is a set of id, kind, strength and what the kind needs."))
            continue
        found += [Problem(f"{here}.{key}", f"A requirement has no {key!r}.") for key in sorted(set(rule) - _RULE_KEYS)]
        rule_id = rule.get("id")
        if not isinstance(rule_id, str) or not 0 < len(rule_id) <= 80:
            found.append(Problem(f"{here}.id", "A requirement needs an id of up to 80 characters."))
        elif rule_id in ids:
            found.append(Problem(f"{here}.id", f"Two requirements have the id {rule_id!r}.", "Give each its own."))
        ids.add(rule_id if isinstance(rule_id, str) else None)
        if rule.get("strength") not in STRENGTHS:
            found.append(Problem(f"{here}.strength", "The strength is must, explain or prefer."))
        found += _number_problems(rule, here)
        kind = rule.get("kind")
        if kind not in PARTS:
            found.append(Problem(f"{here}.kind", f"{kind!r} is not a kind.", f"Use {', '.join(PARTS)}."))
            continue
        found += _part_problems(rule, here, features)
    return found


def _number_problems(rule: Mapping[str, Any], here: str) -> list[Problem]:
    found = []
    for key, least in (("tier", 1), ("min", 1), ("max", 0)):
        value = rule.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or not least <= value <= 99):
            found.append(Problem(f"{here}.{key}", f"{key} is a whole number from {least} to 99."))
    return found


def _part_problems(rule: Mapping[str, Any], here: str, features: Mapping[str, Iterable[str]]) -> list[Problem]:
    found = []
    kind = rule["kind"]
    for part in ("feature", "value", "min", "max", "from"):
        if (rule.get(part) is None) == (part in PARTS[kind]):
            verb = "needs" if part in PARTS[kind] else "takes no"
            found.append(Problem(f"{here}.{part}", f"A requirement of kind {kind} {verb} {part}."))
    feature, value = rule.get("feature"), rule.get("value")
    if feature is not None and feature not in features:
        known = ", ".join(sorted(features)) or "none yet"
        found.append(Problem(f"{here}.feature", f"{feature!r} is not a feature people describe.", f"Known: {known}."))
    elif feature is not None and value is not None and value not in set(features[feature]):
        known = ", ".join(sorted(features[feature]))
        found.append(Problem(f"{here}.value", f"{value!r} is not a value of {feature}.", f"Known: {known}."))
    if "from" in PARTS[kind] and rule.get("from") is not None and rule["from"] not in SCOPES:
        found.append(Problem(f"{here}.from", f"{rule['from']!r} is not an origin.", f"Use {', '.join(SCOPES)}."))
    return found


def scope_problems(scope: Mapping[str, Any], codes: Mapping[str, Iterable[str]]) -> list[Problem]:
    """Return everything wrong with a scope; `codes` are the known codes by key, such as `departments`."""
    found = [
        Problem(f"scope.{key}", f"A scope has no {key!r}.", f"Use {', '.join(SCOPE_KEYS)}.")
        for key in sorted(set(scope) - set(SCOPE_KEYS))
    ]
    for key in ("min_band", "max_band"):
        if scope.get(key) is not None and bands.rank(str(scope[key])) is None:
            found.append(Problem(f"scope.{key}", f"{scope[key]!r} is not a band.", f"Use {', '.join(bands.BANDS)}."))
    low, high = bands.rank(scope.get("min_band")), bands.rank(scope.get("max_band"))
    if low is not None and high is not None and low > high:
        found.append(Problem("scope.max_band", "The highest band is below the lowest.", "Exchange the two."))
    for key in SCOPE_LISTS:
        given = scope.get(key)
        if given is None:
            continue
        if not isinstance(given, list | tuple) or not given:
            found.append(Problem(f"scope.{key}", f"{key} is a list of codes.", "Leave it out to mean everywhere."))
            continue
        known = set(codes.get(key, given))
        found += [
            Problem(f"scope.{key}.{place}", f"There is no {key[:-1].replace('_', ' ')} {code!r}.")
            for place, code in enumerate(given)
            if code not in known
        ]
    return found


def policy_problems(
    policy: PolicyInput, features: Mapping[str, Iterable[str]], codes: Mapping[str, Iterable[str]]
) -> list[Problem]:
    """Return everything wrong with a policy, by path."""
    found = []
    if not policy.name.strip() or len(policy.name) > 120:
        found.append(Problem("name", "A policy needs a name of up to 120 characters."))
    if len(policy.summary) > 600:
        found.append(Problem("summary", "The summary is longer than 600 characters.", "Shorten it."))
    if not 0 <= policy.notice_days <= 365:
        found.append(Problem("notice_days", "The notice is from 0 to 365 days."))
    if not -1000 <= policy.precedence <= 1000:
        found.append(Problem("precedence", "The precedence is a whole number from -1000 to 1000."))
    found += scope_problems(policy.scope, codes)
    found += seat_problems(policy.seats, relative=True)
    return found + requirement_problems(policy.requirements, features)


def in_scope(scope: Mapping[str, Any], band: str | None, codes: Mapping[str, str | None]) -> bool:
    """Return whether a post lies in a policy's scope; `codes` are its own, by the scope's keys."""
    if not bands.within(band, scope.get("min_band"), scope.get("max_band")):
        return False
    return all(not scope.get(key) or codes.get(key) in scope[key] for key in SCOPE_LISTS)
