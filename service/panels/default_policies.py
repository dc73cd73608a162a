"""Policies to begin with, after rules that NHS trusts state. HR changes them by making new versions."""

from typing import Any

from service.panels.policy_rules import PolicyInput

_MINORITY: dict[str, Any] = {
    "id": "minority_member", "kind": "at_least", "feature": "ethnicity", "value": "minority", "min": 1,
    "strength": "explain", "tier": 1,
}  # fmt: skip
_GENDER: dict[str, Any] = {
    "id": "mixed_gender", "kind": "not_all_same", "feature": "gender", "strength": "explain", "tier": 2,
}  # fmt: skip
_OUTSIDE: dict[str, Any] = {
    "id": "outside_department", "kind": "at_least_from", "from": "outside_department", "min": 1,
    "strength": "prefer", "tier": 1,
}  # fmt: skip
_CHAIR = {"role": "chair", "min_band": "post", "from": "division"}
_PEER = {"role": "panelist", "min_band": "post-1", "from": "anywhere", "profession": "post"}
_ANYONE = {"role": "panelist", "from": "anywhere"}
_AMBASSADOR = {"role": "ambassador", "from": "outside_department"}


def default_policies() -> tuple[PolicyInput, ...]:
    """Return the policies to begin with, the most general first."""
    return (
        PolicyInput(
            name="All posts",
            summary="A chair of at least the post's band from its division, and one other trained panelist. "
            "A panel that is all of one gender is explained.",
            seats=(_CHAIR, _ANYONE),
            requirements=(_GENDER, _OUTSIDE),
        ),
        PolicyInput(
            name="Band 7 and above",
            summary="A chair and two others, one of them of the post's profession. A panel without a minority-ethnic "
            "member, or all of one gender, is explained.",
            seats=(_CHAIR, _PEER, _ANYONE),
            requirements=(_MINORITY, _GENDER, _OUTSIDE),
            scope={"min_band": "7"},
            precedence=10,
        ),
        PolicyInput(
            name="Band 8a and above",
            summary="A chair, a panelist of the post's profession, and an inclusive-recruitment ambassador from "
            "another department as an equal partner. A panel without a minority-ethnic member, or all of one "
            "gender, is explained.",
            seats=(_CHAIR, _PEER, _AMBASSADOR),
            requirements=(_MINORITY, _GENDER),
            scope={"min_band": "8a"},
            precedence=20,
        ),
        PolicyInput(
            name="Medical and dental posts",
            summary="A chair from the division, a panelist of the post's profession, and an ambassador. A panel "
            "without a minority-ethnic member, or all of one gender, is explained.",
            seats=({"role": "chair", "from": "division"}, _PEER, _AMBASSADOR),
            requirements=(_MINORITY, _GENDER),
            scope={"staff_groups": ["01"]},
            precedence=30,
        ),
    )
