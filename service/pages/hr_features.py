"""The features people may describe, for HR: the question, its hint, and the answers people choose from."""

import re
from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.db import get
from service.models import Feature
from service.pages.forms import Form, Page, answer
from service.pages.hr_settings import expect_seen, mark_to_carry
from service.pages.hr_words import feature_name
from service.panels.policies import list_policies
from service.people.self_description import list_features, save_feature
from service.security.guard import actor, guard, house
from service.work import Work

pages = Blueprint("hr_features", __name__, url_prefix="/hr/settings/features")
MOST_VALUES = 20
PLACES = {"values": "values-0-label", "feature": "question"}


@pages.get("/new")
@guard("settings.edit")
def new() -> str:
    """Show the form for a new feature."""
    hint = "You may leave this out. It is used only to compose panels."
    return _form_page(_form({"hint": hint, "values-count": "2"}), None)


@pages.post("/new")
@guard("settings.edit")
def new_submit() -> Page:
    """Add a feature."""
    return _submit(None)


@pages.get("/<feature_code>")
@guard("settings.edit")
def show(feature_code: str) -> str:
    """Show the form for a feature's wording and values."""
    with house().reading(actor()) as work:
        typed = _typed(work, feature_code)
    return _form_page(_form(typed), feature_code)


@pages.post("/<feature_code>")
@guard("settings.edit")
def submit(feature_code: str) -> Page:
    """Change a feature's wording and values."""
    return _submit(feature_code)


def _submit(feature_code: str | None) -> Page:
    form = _form(dict(request.form))

    def act() -> Response:
        with house().writing(actor()) as work:
            if feature_code is not None:
                expect_seen(form, _typed(work, feature_code))
            code = _save(work, form, feature_code)
        flash(f"The feature {feature_name(code)} is saved. Answers already given stay as they are.")
        return redirect(url_for("hr_settings.show"), 303)

    if _reshape(form, request.form.get("action", "")):
        return _form_page(_form(form.typed.to_dict()), feature_code)
    return answer(form, act, lambda shown: _form_page(shown, feature_code))


def _save(work: Work, form: Form, feature_code: str | None) -> str:
    question = form.text("question", what="The question", longest=300)
    hint = form.text("hint", longest=600)
    values = _values(form)
    code = feature_code or _slug(form.text("name", what="The short name", longest=40))
    if feature_code is not None:
        position = get(work.session, Feature, feature_code).position
        _keep_what_policies_name(work, form, feature_code, [value for value, _ in values])
    else:
        present = list_features(work)
        position = len(present)
        if form.value("name").strip() and not code:
            form.refuse("name", "The short name holds no letters.", "Write a word such as gender.")
        if code in [each.code for each in present]:
            form.refuse("name", "There is a feature with this short name.", "Choose another, or change that feature.")
    form.check()
    save_feature(work, code, question, hint, values, position)
    return code


def _values(form: Form) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    kept = {form.value(f"values-{place}-code") for place in _rows(form)}
    for place in _rows(form):
        code = form.value(f"values-{place}-code")
        # A row that was added and left empty is no value; one that people may have chosen is not dropped by accident.
        if not code and not form.value(f"values-{place}-label").strip():
            continue
        words = form.text(f"values-{place}-label", what=f"The wording of answer {place + 1}", longest=200)
        if not code:
            code = _free(_slug(words) or "answer", kept)
            kept.add(code)
        found.append((code, words))
    return found


def _keep_what_policies_name(work: Work, form: Form, feature_code: str, kept: Sequence[str]) -> None:
    for policy in list_policies(work):
        named = {rule.get("value") for rule in policy.requirements if rule.get("feature") == feature_code}
        if policy.state != "retired" and named - {None, *kept}:
            said = f"{policy.name}, version {policy.number}, counts on an answer you removed."
            form.refuse("", said, "Keep the answer, or change the policy first.")


def _reshape(form: Form, action: str) -> bool:
    """Add or remove a row where the button `action` says so; return whether it did."""
    count = len(_rows(form))
    verb, _, place = action.partition(" ")
    if verb == "add" and count < MOST_VALUES:
        form.typed["values-count"] = str(count + 1)
        return True
    if verb != "remove" or not (place.isascii() and place.isdigit() and int(place) < count):
        return False
    for number in range(int(place), count):
        for name in ("code", "label"):
            form.typed[f"values-{number}-{name}"] = form.value(f"values-{number + 1}-{name}")
    form.typed["values-count"] = str(count - 1)
    return True


def _rows(form: Form) -> range:
    count = form.value("values-count")
    return range(min(int(count), MOST_VALUES) if count.isascii() and count.isdigit() and len(count) < 4 else 0)


def _form(typed: dict[str, str]) -> Form:
    form = Form(typed, places=PLACES)
    form.fields = frozenset({"name", "question", "hint", *(f"values-{place}-label" for place in _rows(form))})
    return form


def _typed(work: Work, feature_code: str) -> dict[str, str]:
    get(work.session, Feature, feature_code)
    feature = next(each for each in list_features(work) if each.code == feature_code)
    typed = {"question": feature.question, "hint": feature.hint, "values-count": str(len(feature.values))}
    for place, (code, words) in enumerate(feature.values):
        typed |= {f"values-{place}-code": code, f"values-{place}-label": words}
    return typed


def _form_page(form: Form, feature_code: str | None) -> str:
    mark = None
    if feature_code is not None:
        with house().reading(actor()) as work:
            mark = mark_to_carry(form, _typed(work, feature_code))
    return render_template(
        "hr/settings_feature.html",
        form=form,
        name=feature_name(feature_code) if feature_code else "",
        version=mark,
        values=_rows(form),
        more=len(_rows(form)) < MOST_VALUES,
    )


def _slug(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")[:36].strip("_")


def _free(stem: str, taken: set[str]) -> str:
    found, count = stem, 1
    while found in taken:
        count += 1
        found = f"{stem}_{count}"
    return found
