"""A policy as a form that works without JavaScript: rows of seats and requirements that buttons add and remove."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from service.models import PANEL_ROLES, Policy, bands
from service.pages.forms import Form
from service.pages.hr_words import FROM, RELATIVE_BANDS, STRENGTHS, feature_name
from service.pages.wording import role_name
from service.panels.policy_rules import MOST_SEATS, SCOPE_LISTS, PolicyInput
from service.people import grades
from service.people.organisation import list_departments, list_divisions, list_sites
from service.people.self_description import FeatureChoice, list_features
from service.work import Work

MOST_REQUIREMENTS = 12
KINDS = (("at_least", "At least"), ("at_most", "At most"), ("not_all_same", "Not everybody the same in"))
SEAT_FIELDS = ("role", "min_band", "from", "profession")
RULE_FIELDS = ("kind", "number", "about", "strength", "tier")
Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form's fields offer, as pairs of value and words."""

    roles: Pairs
    bands: Pairs
    seat_bands: Pairs
    origins: Pairs
    kinds: Pairs
    about: Pairs
    strengths: Pairs
    scope: Mapping[str, Pairs]


def choices(work: Work, policy: Policy | None = None) -> Choices:
    """Return what the form offers here; roles of the installation's own that `policy` uses are among them."""
    own = {str(seat["role"]) for seat in (policy.seats if policy else ())} - set(PANEL_ROLES)
    named = [(band, f"Band {band}") for band in bands.BANDS]
    return Choices(
        roles=[(role, role_name(role)) for role in (*PANEL_ROLES, *sorted(own))],
        bands=named,
        seat_bands=[(value, words.capitalize()) for value, words in RELATIVE_BANDS.items()] + named,
        origins=[(value, words.capitalize()) for value, words in FROM.items()],
        kinds=list(KINDS),
        about=_about(list_features(work)),
        strengths=list(STRENGTHS.items()),
        scope={
            "staff_groups": list(grades.staff_groups().items()),
            "divisions": [(each.code, each.name) for each in list_divisions(work)],
            "departments": [(each.code, each.name) for each in list_departments(work)],
            "sites": [(each.code, each.name) for each in list_sites(work)],
        },
    )


def _about(features: Sequence[FeatureChoice]) -> Pairs:
    found: Pairs = []
    for each in features:
        name = feature_name(each.code).capitalize()
        found += [(f"value:{each.code}:{value}", f"{name}: {label}") for value, label in each.values]
        found.append((f"feature:{each.code}", f"{name}, all answers"))
    return found + [(f"from:{value}", f"Members {words}") for value, words in FROM.items() if value != "anywhere"]


def typed_form(typed: MultiDict[str, str]) -> Form:
    """Return the form as somebody typed it, with the places of the use case's problems."""
    form = Form(typed)
    fields = {"name", "summary", "notice_days", "precedence", "min_band", "max_band", *SCOPE_LISTS}
    places = {"seats": "seats-0-role", "requirements": "requirements-0-kind"}
    places |= {"scope.min_band": "min_band", "scope.max_band": "max_band"}
    places |= {f"scope.{key}": key for key in SCOPE_LISTS}
    for place in rows(form, "seats"):
        fields |= {f"seats-{place}-{name}" for name in SEAT_FIELDS}
        places |= {f"seats.{place}.{name}": f"seats-{place}-{name}" for name in SEAT_FIELDS}
        places[f"seats.{place}"] = f"seats-{place}-role"
    for place in rows(form, "requirements"):
        here = f"requirements-{place}"
        fields |= {f"{here}-{name}" for name in RULE_FIELDS}
        told = {"kind": "kind", "min": "number", "max": "number", "strength": "strength", "tier": "tier", "id": "kind"}
        told |= {"feature": "about", "value": "about", "from": "about"}
        places |= {f"requirements.{place}.{name}": f"{here}-{field}" for name, field in told.items()}
        places[f"requirements.{place}"] = f"{here}-kind"
    form.fields, form.places = frozenset(fields), places
    return form


def rows(form: Form, kind: str) -> range:
    """Return the numbers of the rows of seats or requirements that the form shows."""
    given = form.value(f"{kind}-count")
    most = MOST_SEATS if kind == "seats" else MOST_REQUIREMENTS
    return range(min(int(given), most)) if given.isascii() and given.isdigit() else range(0)


def policy_form(policy: Policy | None) -> Form:
    """Return the form filled from a policy, or with a chair, a panelist and no requirement for a new one."""
    typed: MultiDict[str, str] = MultiDict()
    scope: Mapping[str, Any] = policy.scope if policy else {}
    typed["name"], typed["summary"] = (policy.name, policy.summary) if policy else ("", "")
    typed["notice_days"] = str(policy.notice_days if policy else 7)
    typed["precedence"] = str(policy.precedence if policy else 0)
    typed["min_band"], typed["max_band"] = str(scope.get("min_band") or ""), str(scope.get("max_band") or "")
    for key in SCOPE_LISTS:
        typed.setlist(key, list(scope.get(key) or ()))
    seats: Sequence[Mapping[str, Any]] = policy.seats if policy else ({"role": "chair"}, {"role": "panelist"})
    typed["seats-count"] = str(len(seats))
    for place, seat in enumerate(seats):
        for name in SEAT_FIELDS:
            typed[f"seats-{place}-{name}"] = str(seat.get(name) or ("anywhere" if name == "from" else ""))
    rules: Sequence[Mapping[str, Any]] = policy.requirements if policy else ()
    typed["requirements-count"] = str(len(rules))
    for place, rule in enumerate(rules):
        for name, value in _typed_rule(rule).items():
            typed[f"requirements-{place}-{name}"] = value
    return typed_form(typed)


def _typed_rule(rule: Mapping[str, Any]) -> dict[str, str]:
    if rule.get("from"):
        about = f"from:{rule['from']}"
    elif rule.get("value") is not None:
        about = f"value:{rule['feature']}:{rule['value']}"
    else:
        about = f"feature:{rule.get('feature', '')}"
    number = rule.get("min", rule.get("max"))
    return {
        "id": str(rule["id"]),
        "kind": str(rule["kind"]).removesuffix("_from"),
        "number": "" if number is None else str(number),
        "about": about,
        "strength": str(rule["strength"]),
        "tier": str(rule.get("tier", 1)),
    }


def reshape(form: Form, action: str) -> bool:
    """Add or remove a row where the button `action` says so; return whether it did."""
    verb, _, what = action.partition(" ")
    kind, _, place = what.partition(" ")
    count = len(rows(form, kind)) if kind in ("seats", "requirements") else 0
    if verb == "add" and kind == "seats" and count < MOST_SEATS:
        new = {"role": "panelist", "from": "anywhere"}
    elif verb == "add" and kind == "requirements" and count < MOST_REQUIREMENTS:
        new = {"kind": "at_least", "number": "1", "strength": "explain", "tier": "1"}
    elif verb == "remove" and place.isascii() and place.isdigit() and int(place) < count:
        _remove(form, kind, int(place), count)
        return True
    else:
        return False
    for name, value in new.items():
        form.typed[f"{kind}-{count}-{name}"] = value
    form.typed[f"{kind}-count"] = str(count + 1)
    return True


def _remove(form: Form, kind: str, gone: int, count: int) -> None:
    names = SEAT_FIELDS if kind == "seats" else ("id", *RULE_FIELDS)
    for place in range(gone, count):
        for name in names:
            form.typed[f"{kind}-{place}-{name}"] = form.value(f"{kind}-{place + 1}-{name}")
    form.typed[f"{kind}-count"] = str(count - 1)


def read_policy(form: Form) -> PolicyInput:
    """Return the policy that was typed.

    Raises:
        InvalidInputError: numbers are not numbers, or a requirement's parts do not fit each other.
    """
    scope: dict[str, Any] = {key: form.values(key) for key in SCOPE_LISTS if form.values(key)}
    scope |= {key: form.value(key) for key in ("min_band", "max_band") if form.value(key)}
    seats = [
        {
            name: form.value(f"seats-{place}-{name}").strip()
            for name in SEAT_FIELDS
            if form.value(f"seats-{place}-{name}")
        }
        for place in rows(form, "seats")
    ]
    taken: set[str] = set()
    given = PolicyInput(
        name=form.text("name", what="The policy's name", longest=120),
        summary=form.text("summary", longest=600),
        notice_days=form.whole("notice_days", low=0, high=365, what="The notice"),
        precedence=form.whole("precedence", low=0, high=1000, what="The precedence"),
        scope=scope,
        seats=seats,
        requirements=[_rule(form, place, taken) for place in rows(form, "requirements")],
    )
    form.check()
    return given


def _rule(form: Form, place: int, taken: set[str]) -> dict[str, Any]:
    here = f"requirements-{place}"
    kind = form.one_of(f"{here}-kind", [kind for kind, _ in KINDS], what="What the requirement asks")
    sort, _, rest = form.value(f"{here}-about").partition(":")
    rule: dict[str, Any] = {"kind": kind, "strength": form.value(f"{here}-strength")}
    rule["tier"] = form.whole(f"{here}-tier", low=1, high=99, what="The tier")
    if kind != "not_all_same":
        number = form.whole(f"{here}-number", low=0, high=MOST_SEATS, what="How many")
        rule["max" if kind == "at_most" else "min"] = number
    if sort == "from" and kind == "at_least":
        rule |= {"kind": "at_least_from", "from": rest}
    elif sort == "value" and kind in ("at_least", "at_most"):
        rule["feature"], _, rule["value"] = rest.partition(":")
    elif sort == "feature" and kind == "not_all_same":
        rule["feature"] = rest
    elif kind == "not_all_same":
        form.refuse(f"{here}-about", "This rule is about a feature as a whole.", "Choose an entry with “all answers”.")
    elif kind:
        wanted = "an answer or where members work" if kind == "at_least" else "one answer"
        form.refuse(f"{here}-about", "This does not fit the rule.", f"Choose {wanted}.")
    rule["id"] = _identifier(form.value(f"{here}-id").strip(), rule, taken)
    return rule


def _identifier(kept: str, rule: Mapping[str, Any], taken: set[str]) -> str:
    # A requirement keeps its id from version to version, so that its figures can be compared; a new one gets a name.
    named = "_".join(str(rule[key]) for key in ("kind", "from", "feature", "value") if rule.get(key))[:70]
    stem = kept or named or "requirement"
    found, count = stem, 1
    while found in taken:
        count += 1
        found = f"{stem}_{count}"
    taken.add(found)
    return found
