"""After decisions: the justifications that are owed and overdue, and the form that writes one."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.interviews.justifications import (
    justification_view,
    justifications,
    write_justification,
)
from service.pages.forms import Form, Page, answer
from service.pages.interview_words import post
from service.pages.wording import day, moment
from service.scope import is_hr
from service.security.guard import actor, guard, house

pages = Blueprint("justifications", __name__, url_prefix="/justifications")
OVERDUE, OWED, WRITTEN = ("Overdue", "red"), ("To be written", "yellow"), ("Written", "green")


@pages.get("")
@guard("appointments.decide")
def index() -> str:
    """Show the justifications of one's vacancies, those to be written first."""
    with house().reading(actor()) as work:
        found = justifications(work)
    shown = [
        {
            "href": url_for("justifications.show", justification_id=each.row.id),
            "post": post(each.vacancy),
            "owner": each.owner,
            "due": day(each.row.due_on),
            "state": WRITTEN if each.row.text is not None else OVERDUE if each.overdue else OWED,
        }
        for each in found
    ]
    return render_template(
        "interviews/justifications.html",
        found=shown,
        overdue=sum(each.overdue for each in found),
        is_hr=is_hr(actor()),
    )


@pages.get("/<justification_id>")
@guard("appointments.decide")
def show(justification_id: str) -> str:
    """Show one justification, to write it."""
    return _show(justification_id, Form(fields=("text",)))


@pages.post("/<justification_id>")
@guard("appointments.decide")
def write_submit(justification_id: str) -> Page:
    """Write a justification."""
    form = Form(request.form, fields=("text",))

    def act() -> Response:
        with house().writing(actor()) as work:
            write_justification(work, justification_id, form.value("text"), form.version())
        flash("The justification is kept.")
        return redirect(url_for("justifications.index"), 303)

    return answer(form, act, lambda shown: _show(justification_id, shown))


def _show(justification_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        view = justification_view(work, justification_id)
    zone = house().settings.zone
    facts = [
        ("Post", post(view.vacancy)),
        ("Appointed", view.applicant),
        ("Decided by", f"{view.decided_by}, {moment(view.decision.decided_at, zone)}"),
        ("Due", day(view.row.due_on) + (" (overdue)" if view.overdue else "")),
    ]
    if view.row.written_at:
        facts.append(("Written by", f"{view.written_by}, {moment(view.row.written_at, zone)}"))
    return render_template("interviews/justification.html", form=form, view=view, facts=facts)
