"""Policies for HR: the list, a version in plain words, drafts, putting in force and retiring."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.models import Policy
from service.pages.forms import Form, Page, answer
from service.pages.hr_policy_form import (
    MOST_REQUIREMENTS,
    choices,
    policy_form,
    read_policy,
    reshape,
    rows,
    typed_form,
)
from service.pages.hr_words import (
    POLICY_STATES,
    labels_of,
    policy_seat_in_words,
    requirement_in_words,
    scope_in_words,
    strength_in_words,
)
from service.panels.policies import (
    activate_policy,
    create_policy,
    edit_policy,
    get_policy,
    list_policies,
    new_version,
    retire_policy,
)
from service.panels.policy_rules import MOST_SEATS, PolicyInput, needs_release
from service.people.self_description import list_features
from service.security.guard import actor, guard, house
from service.work import Work

pages = Blueprint("hr_policies", __name__, url_prefix="/hr/policies")


@pages.get("")
@guard("policies.edit")
def show_all() -> str:
    """List the policies by name, with their versions."""
    with house().reading(actor()) as work:
        names = choices(work).scope
        words = {key: dict(pairs) for key, pairs in names.items()}
        by_name: dict[str, list[dict[str, object]]] = {}
        for policy in list_policies(work):
            by_name.setdefault(policy.name, []).append(
                {
                    "policy": policy,
                    "state": POLICY_STATES[policy.state],
                    "scope": scope_in_words(policy.scope, words),
                    "release": needs_release(policy.requirements),
                }
            )
    in_order = sorted(by_name.items(), key=lambda item: (-_standing(item[1]), item[0]))
    return render_template("hr/policies.html", policies=in_order)


@pages.get("/new")
@guard("policies.edit")
def new() -> str:
    """Show the form for a new policy."""
    return _form_page(policy_form(None), None, "new")


@pages.post("/new")
@guard("policies.edit")
def new_submit() -> Page:
    """Make the draft of a new policy."""
    return _submit(None, "new", create_policy)


@pages.get("/<policy_id>")
@guard("policies.edit")
def show(policy_id: str) -> str:
    """Show one version in plain words."""
    return _show(policy_id, Form())


@pages.get("/<policy_id>/edit")
@guard("policies.edit")
def edit(policy_id: str) -> str:
    """Show the form for a draft."""
    with house().reading(actor()) as work:
        policy = get_policy(work, policy_id)
    return _form_page(policy_form(policy), policy, "edit")


@pages.post("/<policy_id>/edit")
@guard("policies.edit")
def edit_submit(policy_id: str) -> Page:
    """Change a draft."""
    expected = Form(request.form).version()
    return _submit(policy_id, "edit", lambda work, given: edit_policy(work, policy_id, given, expected))


@pages.get("/<policy_id>/next")
@guard("policies.edit")
def next_version(policy_id: str) -> str:
    """Show the form for the next version, filled with this one."""
    with house().reading(actor()) as work:
        policy = get_policy(work, policy_id)
    return _form_page(policy_form(policy), policy, "next")


@pages.post("/<policy_id>/next")
@guard("policies.edit")
def next_version_submit(policy_id: str) -> Page:
    """Make the draft of the next version."""
    return _submit(policy_id, "next", lambda work, given: new_version(work, policy_id, given))


@pages.post("/<policy_id>/activate")
@guard("policies.edit")
def activate_submit(policy_id: str) -> Page:
    """Put a draft in force."""
    return _change(policy_id, activate_policy, "is in force for panels asked for from now on.")


@pages.post("/<policy_id>/retire")
@guard("policies.edit")
def retire_submit(policy_id: str) -> Page:
    """Take a version out of force, or drop a draft."""
    return _change(policy_id, retire_policy, "is retired. Panels asked for earlier keep what it said.")


def _change(policy_id: str, change: Callable[[Work, str, int | None], Policy], said: str) -> Page:
    form = Form(request.form)

    def act() -> Response:
        with house().writing(actor()) as work:
            policy = change(work, policy_id, form.version())
        flash(f"{policy.name}, version {policy.number}, {said}")
        return redirect(url_for("hr_policies.show", policy_id=policy_id), 303)

    return answer(form, act, lambda shown: _show(policy_id, shown))


def _submit(policy_id: str | None, purpose: str, save: Callable[[Work, PolicyInput], Policy]) -> Page:
    form = typed_form(request.form.copy())

    def page(shown: Form) -> str:
        with house().reading(actor()) as work:
            policy = get_policy(work, policy_id) if policy_id else None
        return _form_page(shown, policy, purpose)

    def act() -> Response:
        given = read_policy(form)
        with house().writing(actor()) as work:
            policy = save(work, given)
        flash(f"The draft of {policy.name}, version {policy.number}, is saved. It counts once you put it in force.")
        return redirect(url_for("hr_policies.show", policy_id=policy.id), 303)

    if reshape(form, request.form.get("action", "")):
        return page(typed_form(form.typed))
    return answer(form, act, page)


def _form_page(form: Form, policy: Policy | None, purpose: str) -> str:
    with house().reading(actor()) as work:
        offered = choices(work, policy)
    # Who came too late sends again on top of the present version; otherwise the version stays the one that was opened.
    fresh = form.changed_meanwhile or not form.value("version")
    version = None if policy is None or purpose != "edit" else policy.version if fresh else form.version()
    return render_template(
        "hr/policy_form.html",
        form=form,
        policy=policy,
        purpose=purpose,
        offered=offered,
        seats=rows(form, "seats"),
        requirements=rows(form, "requirements"),
        more_seats=len(rows(form, "seats")) < MOST_SEATS,
        more_requirements=len(rows(form, "requirements")) < MOST_REQUIREMENTS,
        version=version,
    )


def _show(policy_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        policy = get_policy(work, policy_id)
        versions = [each for each in list_policies(work) if each.name == policy.name]
        labels = labels_of(list_features(work))
        words = {key: dict(pairs) for key, pairs in choices(work).scope.items()}
    return render_template(
        "hr/policy.html",
        form=form,
        policy=policy,
        state=POLICY_STATES[policy.state],
        scope=scope_in_words(policy.scope, words),
        seats=[policy_seat_in_words(seat) for seat in policy.seats],
        requirements=[
            (requirement_in_words(rule, labels), strength_in_words(rule), rule.get("tier", 1))
            for rule in policy.requirements
        ],
        release=needs_release(policy.requirements),
        versions=[(each, POLICY_STATES[each.state]) for each in versions],
        newest=versions[0],
    )


def _standing(versions: list[dict[str, object]]) -> int:
    active = [each["policy"] for each in versions if isinstance(each["policy"], Policy)]
    return max((policy.precedence for policy in active if policy.state == "active"), default=-1)
