"""Settings for HR: what there is to set, and the kinds of training."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.db import get
from service.errors import StaleError
from service.models import TrainingKind
from service.pages.forms import Form, Page, answer
from service.pages.wording import count_of
from service.people.organisation import list_departments, list_divisions, list_sites, list_travel_times
from service.people.self_description import list_features
from service.people.training import LONGEST_VALIDITY, add_training_kind, list_training_kinds, save_training_kind
from service.security.guard import actor, guard, house

pages = Blueprint("hr_settings", __name__, url_prefix="/hr/settings")
FIELDS = ("name", "validity_months", "required")
REQUIRED = {"yes": "Everybody needs it before they sit", "no": "It is recorded, and nobody is kept from sitting"}


@pages.get("")
@guard("settings.edit")
def show() -> str:
    """Show what can be set, with what is set now."""
    with house().reading(actor()) as work:
        kinds = list_training_kinds(work)
        features = list_features(work)
        places = [
            ("Sites", "sites", len(list_sites(work))),
            ("Divisions", "divisions", len(list_divisions(work))),
            ("Departments", "departments", len(list_departments(work))),
        ]
        travel = len(list_travel_times(work))
    return render_template(
        "hr/settings.html",
        kinds=[(each, validity_in_words(each.validity_months)) for each in kinds],
        features=features,
        places=places,
        travel=travel,
    )


@pages.get("/training/new")
@guard("settings.edit")
def new() -> str:
    """Show the form for a new kind of training."""
    return _form_page(Form({"validity_months": "24", "required": "no"}, fields=FIELDS), None)


@pages.post("/training/new")
@guard("settings.edit")
def new_submit() -> Page:
    """Add a kind of training."""
    form = Form(request.form, fields=FIELDS)

    def act() -> Response:
        name, months = _read(form)
        with house().writing(actor()) as work:
            add_training_kind(work, name, months, required=form.value("required") == "yes")
        return _saved(name)

    return answer(form, act, lambda shown: _form_page(shown, None))


@pages.get("/training/<kind_code>")
@guard("settings.edit")
def training(kind_code: str) -> str:
    """Show the form for a kind of training."""
    with house().reading(actor()) as work:
        typed = _typed(get(work.session, TrainingKind, kind_code))
    return _form_page(Form(typed, fields=FIELDS), kind_code)


@pages.post("/training/<kind_code>")
@guard("settings.edit")
def training_submit(kind_code: str) -> Page:
    """Change a kind of training."""
    form = Form(request.form, fields=FIELDS)

    def act() -> Response:
        with house().writing(actor()) as work:
            expect_seen(form, _typed(get(work.session, TrainingKind, kind_code)))
            name, months = _read(form)
            save_training_kind(work, kind_code, name, months, form.value("required") == "yes")
        return _saved(name)

    return answer(form, act, lambda shown: _form_page(shown, kind_code))


def mark_of(state: Mapping[str, Any]) -> str:
    """Return a mark of what a form was filled with; these rows carry no version of their own."""
    return hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()


def mark_to_carry(form: Form, state: Mapping[str, Any]) -> str:
    """Return the mark the form carries: of the present state, unless it was opened on another and comes back."""
    fresh = form.changed_meanwhile or not form.value("version")
    return mark_of(state) if fresh else form.value("version")


def expect_seen(form: Form, state: Mapping[str, Any]) -> None:
    """Refuse a change that was based on another state than the present one.

    Raises:
        StaleError: it was.
    """
    if form.value("version") != mark_of(state):
        raise StaleError


def validity_in_words(months: int | None) -> str:
    """Return how long a kind of training counts."""
    if months is None:
        return "For good"
    return count_of(months, "month") if months % 12 else count_of(months // 12, "year")


def _typed(kind: TrainingKind) -> dict[str, str]:
    months = "" if kind.validity_months is None else str(kind.validity_months)
    return {"name": kind.name, "validity_months": months, "required": "yes" if kind.required else "no"}


def _read(form: Form) -> tuple[str, int | None]:
    name = form.text("name", what="The name", longest=200)
    form.one_of("required", REQUIRED, what="Who needs it")
    months = None
    if form.value("validity_months").strip():
        months = form.whole("validity_months", low=1, high=LONGEST_VALIDITY, what="How long it counts")
    form.check()
    return name, months


def _saved(name: str) -> Response:
    flash(f"The kind of training {name} is saved. Expiry dates already recorded stay as they are.")
    return redirect(url_for("hr_settings.show"), 303)


def _form_page(form: Form, kind_code: str | None) -> str:
    mark = None
    if kind_code is not None:
        with house().reading(actor()) as work:
            mark = mark_to_carry(form, _typed(get(work.session, TrainingKind, kind_code)))
    return render_template(
        "hr/settings_training.html", form=form, code=kind_code, version=mark, required=list(REQUIRED.items())
    )
