"""When somebody may be asked, kept by HR for people who do not keep it themselves: weekly hours and leave."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.models import utc_now
from service.pages.forms import Form, Page, answer
from service.people.availability import add_leave, get_availability, remove_leave, set_weekly_hours
from service.people.pattern import parse_pattern, pattern_text
from service.people.people import get_person
from service.security.guard import actor, guard, house
from service.work import Work

pages = Blueprint("hr_hours", __name__, url_prefix="/hr/people/<person_id>/hours")
FIELDS = ("weekly", "first_day", "last_day")
PLACES = {"availability": "weekly"}


@pages.get("")
@guard("people.edit")
def show(person_id: str) -> str:
    """Show a person's weekly hours and leave."""
    with house().reading(actor()) as work:
        weekly = pattern_text(list(get_availability(work, person_id).weekly))
    return _page(person_id, Form({"weekly": weekly}, fields=FIELDS, places=PLACES))


@pages.post("")
@guard("people.edit")
def weekly_submit(person_id: str) -> Page:
    """Replace the weekly hours."""

    def change(work: Work, form: Form) -> str:
        kept = set_weekly_hours(work, person_id, form.version(), parse_pattern(form.value("weekly"), "weekly"))
        return f"The weekly hours are {pattern_text(list(kept))}." if kept else "There are no weekly hours any more."

    return _submit(person_id, change)


@pages.post("/leave")
@guard("people.edit")
def leave_submit(person_id: str) -> Page:
    """Add days away."""

    def change(work: Work, form: Form) -> str:
        first = form.day("first_day", what="The first day away")
        last = form.day("last_day", what="The last day away")
        form.check()
        if first is not None and last is not None:
            add_leave(work, person_id, form.version(), first, last)
        return "The days away are added. No reason is kept."

    return _submit(person_id, change)


@pages.post("/leave/remove")
@guard("people.edit")
def remove_leave_submit(person_id: str) -> Page:
    """Remove days away."""

    def change(work: Work, form: Form) -> str:
        remove_leave(work, person_id, form.version(), form.value("leave"))
        return "The days away are removed."

    return _submit(person_id, change)


def _submit(person_id: str, change: Callable[[Work, Form], str]) -> Page:
    form = Form(request.form, fields=FIELDS, places=PLACES)

    def act() -> Response:
        with house().writing(actor()) as work:
            said = change(work, form)
        flash(said)
        return redirect(url_for("hr_hours.show", person_id=person_id), 303)

    return answer(form, act, lambda shown: _page(person_id, shown))


def _page(person_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        person = get_person(work, person_id).person
        found = get_availability(work, person_id)
    if "weekly" not in form.typed:
        form.typed["weekly"] = pattern_text(list(found.weekly))
    today = utc_now().astimezone(house().settings.zone).date()
    fresh = form.changed_meanwhile or not form.value("version")
    return render_template(
        "hr/hours.html",
        form=form,
        person=person,
        version=found.version if fresh else form.version(),
        leave=[each for each in found.leave if each.last_day >= today],
    )
