"""Policies on pages: a draft is written by form, shown in plain words, put in force, and followed by a next version."""

from typing import Any

from flask import Flask
from sqlmodel import select

from service.models import Policy
from service.panels.policies import load_default_policies
from service.people.self_description import load_default_features
from service.trail import SYSTEM
from tests.builders import a_policy
from tests.service.pages.hr_forms import fill_in, send_form
from tests.service.pages.visitor import a_visitor
from tests.service.watched_client import house_of


def set_up(app: Flask) -> None:
    with house_of(app).writing(SYSTEM) as work:
        load_default_features(work)


def policy_called(app: Flask, name: str, number: int = 1) -> Policy:
    with house_of(app).reading(SYSTEM) as work:
        return work.session.exec(select(Policy).where(Policy.name == name, Policy.number == number)).one()


def rule(place: int, kind: str, about: str, **more: Any) -> dict[str, str]:
    parts = {"kind": kind, "number": "1", "about": about, "strength": "explain", "tier": "1"} | more
    return {f"requirements-{place}-{name}": str(value) for name, value in parts.items()}


def test_a_draft_is_written_row_by_row_and_put_in_force(app: Flask) -> None:
    set_up(app)
    hr = a_visitor(app)
    path = "/hr/policies/new"
    page = hr.get(path)
    assert page.value("seats-0-role") == "chair"
    page = send_form(hr, page, path, {"name": "Band 8a and above", "min_band": "8a", "action": "add seats"})
    assert (page.value("name"), page.value("seats-2-role")) == ("Band 8a and above", "panelist")
    page = send_form(hr, page, path, {"seats-2-role": "ambassador", "seats-2-from": "outside_department", "action": ""})
    assert page.title == "Band 8a and above, version 1 – Fairpanel"
    assert "Ambassador, any band, from outside the post's department" in page.words
    policy = policy_called(app, "Band 8a and above")
    edit = f"/hr/policies/{policy.id}/edit"
    page = send_form(hr, hr.get(edit), edit, {"action": "add requirements"})
    page = send_form(hr, page, edit, {"action": "add requirements"})
    typed = rule(0, "at_least", "value:ethnicity:minority", strength="must") | rule(1, "not_all_same", "feature:gender")
    page = send_form(hr, page, edit, typed)
    assert "At least 1 member who describes themselves as ethnicity: Yes, a minority ethnic group" in page.words
    assert "Must: HR releases each panel" in page.words
    assert "HR releases every panel under this policy" in page.words
    page = fill_in(hr, f"/hr/policies/{policy.id}/activate", seen=f"/hr/policies/{policy.id}")
    assert "In force" in page.words
    kept = policy_called(app, "Band 8a and above")
    assert kept.scope == {"min_band": "8a"}
    assert [each["kind"] for each in kept.requirements] == ["at_least", "not_all_same"]
    assert kept.seats[2] == {"role": "ambassador", "from": "outside_department"}


def test_a_row_can_be_taken_out_and_the_others_move_up(sqlite_app: Flask) -> None:
    set_up(sqlite_app)
    hr = a_visitor(sqlite_app)
    path = "/hr/policies/new"
    page = send_form(hr, hr.get(path), path, {"seats-1-profession": "nursing", "action": "remove seats 0"})
    assert (page.value("seats-0-role"), page.value("seats-0-profession")) == ("panelist", "nursing")
    assert page.value("seats-count") == "1"


def test_what_does_not_fit_is_listed_beside_its_field_and_stays(sqlite_app: Flask) -> None:
    set_up(sqlite_app)
    hr = a_visitor(sqlite_app)
    path = "/hr/policies/new"
    page = send_form(hr, hr.get(path), path, {"name": "Mixed up", "action": "add requirements"})
    wrong = rule(0, "not_all_same", "value:gender:woman", tier="x") | {"notice_days": "seven"}
    page = send_form(hr, page, path, wrong, status=422)
    said = " ".join(page.faults())
    assert "Choose an entry with “all answers”." in said
    assert "The notice is not a whole number" in said
    assert (page.value("name"), page.value("requirements-0-tier")) == ("Mixed up", "x")
    page = send_form(
        hr,
        page,
        path,
        {"min_band": "8a", "max_band": "5", "notice_days": "7"} | rule(0, "at_most", "from:department"),
        status=422,
    )
    assert "This does not fit the rule." in " ".join(page.faults())


def test_bands_the_wrong_way_round_are_refused(sqlite_app: Flask) -> None:
    set_up(sqlite_app)
    hr = a_visitor(sqlite_app)
    page = fill_in(hr, "/hr/policies/new", {"name": "Upside down", "min_band": "8a", "max_band": "5"}, status=422)
    assert page.faults() == ["The highest band is below the lowest. Exchange the two."]


def test_the_default_policies_come_back_from_the_form_as_they_were(sqlite_app: Flask) -> None:
    set_up(sqlite_app)
    with house_of(sqlite_app).writing(SYSTEM) as work:
        for policy in load_default_policies(work):
            work.session.refresh(policy)
    hr = a_visitor(sqlite_app)
    with house_of(sqlite_app).reading(SYSTEM) as work:
        before = list(work.session.exec(select(Policy)))
    for policy in before:
        page = fill_in(hr, f"/hr/policies/{policy.id}/next")
        assert "version 2" in page.title
        after = policy_called(sqlite_app, policy.name, 2)
        assert (after.scope, after.precedence, after.notice_days) == (
            policy.scope,
            policy.precedence,
            policy.notice_days,
        )
        assert [{"from": "anywhere"} | seat for seat in policy.seats] == after.seats
        assert [{"tier": 1} | each for each in policy.requirements] == after.requirements


def test_a_draft_that_somebody_else_changed_is_not_overwritten(app: Flask) -> None:
    set_up(app)
    with house_of(app).writing(SYSTEM) as work:
        policy = a_policy(work, name="Ours", state="draft")
    one, other = a_visitor(app), a_visitor(app)
    path = f"/hr/policies/{policy.id}/edit"
    opened = one.get(path)
    fill_in(other, path, {"summary": "First"})
    late = send_form(one, opened, path, {"summary": "Second"}, status=412)
    assert late.value("summary") == "Second"
    assert policy_called(app, "Ours").summary == "First"
    send_form(one, late, path)
    assert policy_called(app, "Ours").summary == "Second"


def test_a_version_in_force_is_not_edited_and_its_successor_retires_it(sqlite_app: Flask) -> None:
    set_up(sqlite_app)
    with house_of(sqlite_app).writing(SYSTEM) as work:
        policy = a_policy(work, name="Ours")
    hr = a_visitor(sqlite_app)
    page = fill_in(hr, f"/hr/policies/{policy.id}/edit", status=409)
    assert "Make a new version of it" in " ".join(page.faults())
    fill_in(hr, f"/hr/policies/{policy.id}/next", {"summary": "Better"})
    draft = policy_called(sqlite_app, "Ours", 2)
    fill_in(hr, f"/hr/policies/{draft.id}/activate", seen=f"/hr/policies/{draft.id}")
    assert policy_called(sqlite_app, "Ours").state == "retired"
    page = hr.get("/hr/policies")
    assert "Ours, version 2" in page.words
    assert "Retired" in page.words


def test_managers_do_not_reach_what_policies_require(sqlite_app: Flask) -> None:
    with house_of(sqlite_app).writing(SYSTEM) as work:
        policy = a_policy(work)
    manager = a_visitor(sqlite_app, roles=("manager",))
    for path in ("/hr/policies", f"/hr/policies/{policy.id}", "/hr/policies/new"):
        assert manager.client.get(path).status_code == 403
