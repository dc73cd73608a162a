"""Policies: checked by path, versioned, and made concrete for a post."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import ConflictError, ForbiddenError, InvalidInputError
from service.models import Feature, FeatureValue, Policy, bands
from service.panels.default_policies import default_policies
from service.panels.policies import (
    activate_policy,
    create_policy,
    edit_policy,
    list_policies,
    load_default_policies,
    new_version,
    policy_for,
    retire_policy,
)
from service.panels.policy_rules import PolicyInput, seats_for
from service.trail import SYSTEM
from service.work import House, Work
from tests.builders import a_department, a_policy, a_vacancy, an_actor

SEATS = ({"role": "chair", "min_band": "post+1"}, {"role": "panelist", "min_band": "post-1", "profession": "post"})


def some_features(work: Work) -> None:
    for feature, values in (("gender", ("woman", "man")), ("ethnicity", ("minority", "white"))):
        work.session.add(Feature(code=feature, question=f"Your {feature}?"))
        work.session.flush()
        work.session.add_all(FeatureValue(feature=feature, code=value, label=value) for value in values)


def given_policy(**more: Any) -> PolicyInput:
    return PolicyInput(**({"name": "Ours", "seats": SEATS} | more))


def problems_of(house: House, policy: PolicyInput) -> dict[str, str]:
    with pytest.raises(InvalidInputError) as refused, house.writing(SYSTEM) as work:
        some_features(work)
        create_policy(work, policy)
    return {each.where: each.message for each in refused.value.problems}


def test_a_draft_in_force_retires_the_version_before_it(house: House) -> None:
    with house.writing(SYSTEM) as work:
        first = create_policy(work, given_policy())
        activate_policy(work, first.id, 1)
    with house.writing(SYSTEM) as work:
        second = new_version(work, first.id, given_policy(notice_days=10))
        assert (second.number, second.state) == (2, "draft")
        activate_policy(work, second.id, 1)
    with house.reading(SYSTEM) as work:
        assert [(each.number, each.state) for each in list_policies(work)] == [(2, "active"), (1, "retired")]


def test_a_version_in_force_is_never_edited(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        policy = create_policy(work, given_policy())
        edit_policy(work, policy.id, given_policy(summary="Better"), 1)
        activate_policy(work, policy.id, 2)
    with pytest.raises(ConflictError), sqlite_house.writing(SYSTEM) as work:
        edit_policy(work, policy.id, given_policy(), 3)
    with sqlite_house.writing(SYSTEM) as work:
        retire_policy(work, policy.id, 3)
    with pytest.raises(ConflictError), sqlite_house.writing(SYSTEM) as work:
        activate_policy(work, policy.id, 4)


def test_only_hr_writes_policies(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        manager = an_actor(work, roles=["manager"])
    with pytest.raises(ForbiddenError), sqlite_house.writing(manager) as work:
        create_policy(work, given_policy())


def test_every_problem_is_listed_by_its_path(sqlite_house: House) -> None:
    found = problems_of(
        sqlite_house,
        given_policy(
            name=" ", notice_days=-1,
            scope={"min_band": "9", "max_band": "3", "sites": ["nowhere"], "moon": 1},
            seats=[{"role": "", "min_band": "post+x"}, {"role": "chair", "from": "mars", "hat": "red"}],
            requirements=[
                {"id": "a", "kind": "at_least", "feature": "gender", "value": "cat", "strength": "must"},
                {"id": "a", "kind": "not_all_same", "feature": "shoe", "strength": "maybe", "tier": 0},
                {"id": "c", "kind": "sometimes", "strength": "must"},
            ],
        ),
    )  # fmt: skip
    assert set(found) == {
        "name", "notice_days", "scope.moon", "scope.max_band", "scope.sites.0", "seats.0.role", "seats.0.min_band",
        "seats.1.hat", "seats.1.from", "requirements.0.min", "requirements.0.value", "requirements.1.id",
        "requirements.1.strength", "requirements.1.tier", "requirements.1.feature", "requirements.2.kind",
    }  # fmt: skip


def test_no_two_policies_have_one_name(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        create_policy(work, given_policy())
    assert set(problems_of(sqlite_house, given_policy())) == {"name"}


def test_the_policy_of_highest_precedence_in_scope_applies(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        a_policy(work, name="All")
        a_policy(work, name="Eight", scope={"min_band": "8a"}, precedence=20)
        a_policy(work, name="Seven", scope={"min_band": "7"}, precedence=10)
        a_policy(work, name="Away", scope={"departments": ["d9"]}, precedence=99)
        a_policy(work, name="Old", state="retired", precedence=99)
        a_department(work, "d9")
        names = {}
        for band, department in (("6", "d0"), ("7", "d0"), ("8b", "d0"), (None, "d0"), ("8b", "d9")):
            policy = policy_for(work, a_vacancy(work, band=band, department=department))
            names[band, department] = policy.name if policy else None
    assert names == {
        ("6", "d0"): "All", ("7", "d0"): "Seven", ("8b", "d0"): "Eight", (None, "d0"): "All", ("8b", "d9"): "Away",
    }  # fmt: skip


def test_bands_relative_to_the_post_become_bands() -> None:
    policy = Policy(name="x", seats=list(SEATS))
    assert seats_for(policy, "7", ["nursing", "law"]) == [
        {"role": "chair", "from": "anywhere", "min_band": "8a"},
        {"role": "panelist", "from": "anywhere", "min_band": "6", "profession": "law"},
    ]
    assert seats_for(policy, "VSM", [])[0]["min_band"] == "VSM"
    assert seats_for(policy, "1", [])[1] == {"role": "panelist", "from": "anywhere", "min_band": "1"}
    assert "min_band" not in seats_for(policy, None, [])[0]


@given(st.sampled_from(bands.BANDS), st.integers(-20, 20))
def test_a_relative_band_stays_on_the_scale_and_keeps_its_order(band: str, steps: int) -> None:
    moved = bands.moved(band, steps)
    assert moved in bands.BANDS
    assert (bands.rank(moved) or 0) - (bands.rank(band) or 0) in range(min(steps, 0), max(steps, 0) + 1)


def test_the_policies_to_begin_with_are_sound_and_loaded_once(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        some_features(work)
        assert len(load_default_policies(work)) == len(default_policies())
        assert load_default_policies(work) == []
        assert {each.state for each in list_policies(work)} == {"active"}
