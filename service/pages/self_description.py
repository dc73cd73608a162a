"""My self-description: what it is for, who sees it, giving it, changing it, and withdrawing it at any moment."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.pages.forms import Form, Page, answer
from service.pages.own_record import own_id
from service.pages.wording import moment
from service.people.self_description import (
    Description,
    FeatureChoice,
    get_self_description,
    give_self_description,
    list_features,
    withdraw_self_description,
)
from service.security.guard import actor, guard, house

pages = Blueprint("self_description", __name__, url_prefix="/self-description")
PREFIX = "feature-"


@pages.get("")
@guard("self_description.edit")
def show() -> str:
    """Show what is shared now, and the form to change it."""
    features, said = _read()
    typed = {PREFIX + each.code: said.features.get(each.code, "") for each in features}
    return _page(features, said, _form(features, typed))


@pages.post("")
@guard("self_description.edit")
def give() -> Page:
    """Share what was chosen, with consent."""
    features, _ = _read()
    form = _form(features, request.form)

    def act() -> Response:
        chosen = {each.code: form.value(PREFIX + each.code) for each in features}
        with house().writing(actor()) as work:
            given = {code: value for code, value in chosen.items() if value}
            give_self_description(work, own_id(), form.version(), given, consent=form.value("consent") == "yes")
        flash("What you chose to share is kept, encrypted. You can change or withdraw it at any moment.")
        return redirect(url_for("self_description.show"), 303)

    return answer(form, act, _show)


@pages.post("/withdraw")
@guard("self_description.edit")
def withdraw() -> Page:
    """Erase what was shared."""
    form = Form(request.form)

    def act() -> Response:
        with house().writing(actor()) as work:
            withdraw_self_description(work, own_id(), form.version())
        flash("What you shared is erased. Nobody is told, and nothing else changes for you.")
        return redirect(url_for("self_description.show"), 303)

    return answer(form, act, _show)


def _show(form: Form) -> str:
    features, said = _read()
    return _page(features, said, form)


def _read() -> tuple[tuple[FeatureChoice, ...], Description]:
    with house().reading(actor()) as work:
        return list_features(work), get_self_description(work, own_id())


def _form(features: tuple[FeatureChoice, ...], typed: object) -> Form:
    names = [PREFIX + each.code for each in features]
    places = {each.code: PREFIX + each.code for each in features} | {"features": names[0] if names else ""}
    places |= {f"features.{each.code}": PREFIX + each.code for each in features}
    return Form(typed, fields=[*names, "consent"], places=places)  # type: ignore[arg-type]


def _page(features: tuple[FeatureChoice, ...], said: Description, form: Form) -> str:
    zone = house().settings.zone
    return render_template(
        "panelist/self_description.html",
        form=form,
        questions=[
            {
                "name": PREFIX + each.code,
                "question": each.question,
                "hint": each.hint,
                "choices": [*each.values, ("", "I leave this out")],
                "said": dict(each.values).get(said.features.get(each.code, ""), "Left out"),
            }
            for each in features
        ],
        shares=bool(said.features),
        consented=moment(said.consented_at, zone) if said.features and said.consented_at else "",
        withdrawn=moment(said.withdrawn_at, zone) if said.withdrawn_at else "",
        version=said.version,
    )
