"""A correction of the decision on a post: the second person confirms or refuses it; the first may take it back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.pages.attention import Group, Line
from service.pages.forms import Form, Page, answer
from service.panels.corrections import confirm_correction, corrections_for_me, get_correction, refuse_correction
from service.security.guard import actor, guard, house
from service.work import Work

pages = Blueprint("corrections", __name__, url_prefix="/count-corrections/<correction_id>")


@pages.get("")
@guard("panels.decide")
def show(correction_id: str) -> str:
    """Show a correction to its two people."""
    return _show(correction_id, Form())


@pages.post("/confirm")
@guard("panels.decide")
def confirm(correction_id: str) -> Page:
    """Confirm a correction, as the second person."""
    form = Form(request.form)

    def act() -> Response:
        with house().writing(actor()) as work:
            confirm_correction(work, correction_id, form.version())
        flash("You have confirmed the correction. The new figures count.")
        return redirect(url_for("corrections.show", correction_id=correction_id), 303)

    return answer(form, act, lambda shown: _show(correction_id, shown))


@pages.post("/refuse")
@guard("panels.decide")
def refuse(correction_id: str) -> Page:
    """Refuse a correction, or take one's own back."""
    form = Form(request.form)

    def act() -> Response:
        with house().writing(actor()) as work:
            refuse_correction(work, correction_id, form.version())
        flash("The figures stay as they were.")
        return redirect(url_for("corrections.show", correction_id=correction_id), 303)

    return answer(form, act, lambda shown: _show(correction_id, shown))


def to_confirm(work: Work) -> list[Group]:
    """Return the corrections that wait for who is signed in, for the home page."""
    lines = [
        Line(
            each.vacancy_title,
            f"Request {each.request_reference}: {each.proposed_by} asks you to confirm other figures",
            url_for("corrections.show", correction_id=each.correction.id),
        )
        for each in corrections_for_me(work)
    ]
    return [Group("Corrections to confirm", lines)] if lines else []


def _show(correction_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        found = get_correction(work, correction_id)
    return render_template(
        "manager/correction.html",
        form=form,
        found=found,
        is_second=found.correction.second_person == actor().account_id,
    )
