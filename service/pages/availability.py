"""My availability: weekly hours, other hours on single days, days away, a pause, and how often one may be asked."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.models import utc_now
from service.pages.availability_words import days_ahead, hours_in_words, leave_in_words, pause_in_words, weekly_in_words
from service.pages.forms import Form, Page, answer
from service.pages.own_record import own_id
from service.pages.weekly_form import spans_shown, weekly_form, weekly_hours
from service.pages.wording import WEEKDAYS, day
from service.people.availability import (
    add_exception,
    add_leave,
    free_times,
    get_availability,
    remove_exception,
    remove_leave,
    set_weekly_hours,
)
from service.people.people import get_person
from service.people.standing import pause, resume, set_cap
from service.security.guard import actor, guard, house
from service.work import Work

pages = Blueprint("availability", __name__, url_prefix="/availability")
DAYS_AHEAD = 14
FIELDS = (
    "on_date", "kind", "starts_at", "ends_at", "leave_first", "leave_last", "pause_first", "pause_last", "cap",
)  # fmt: skip
KINDS = {"not_free": "Not free", "free": "Free"}


@pages.get("")
@guard("availability.edit")
def show() -> str:
    """Show all that was said about when one may be asked."""
    return _show(Form({"kind": "not_free"}, fields=FIELDS))


@pages.get("/weekly")
@guard("availability.edit")
def weekly() -> str:
    """Show the weekly hours to change."""
    with house().reading(actor()) as work:
        hours = get_availability(work, own_id()).weekly
    return _show_weekly(weekly_form(hours))


@pages.post("/weekly")
@guard("availability.edit")
def weekly_submit() -> Page:
    """Keep the weekly hours."""
    form = weekly_form(typed=request.form)

    def act() -> Response:
        hours = weekly_hours(form)
        form.check()
        with house().writing(actor()) as work:
            set_weekly_hours(work, own_id(), form.version(), hours)
        return _kept("Your weekly hours are kept.")

    return answer(form, act, _show_weekly)


@pages.post("/exceptions")
@guard("availability.edit")
def exception_submit() -> Page:
    """Add other hours on a single day."""

    def act(form: Form, work: Work) -> str:
        on_date = form.day("on_date", what="The date")
        kind = form.one_of("kind", KINDS, what="Free or not free")
        all_day = not form.value("starts_at").strip() and not form.value("ends_at").strip()
        starts = None if all_day else form.time_of_day("starts_at", what="The beginning")
        ends = None if all_day else form.time_of_day("ends_at", what="The end")
        form.check()
        if on_date is not None:
            span = {} if starts is None or ends is None else {"starts_at": starts, "ends_at": ends}
            add_exception(work, own_id(), form.version(), on_date, kind, **span)
        return "The day is added."

    return _changed(act)


@pages.post("/exceptions/<exception_id>/remove")
@guard("availability.edit")
def exception_remove(exception_id: str) -> Page:
    """Take other hours of a single day off."""

    def act(form: Form, work: Work) -> str:
        remove_exception(work, own_id(), form.version(), exception_id)
        return "The day is as your weekly hours say again."

    return _changed(act)


@pages.post("/leave")
@guard("availability.edit")
def leave_submit() -> Page:
    """Add days away."""

    def act(form: Form, work: Work) -> str:
        first = form.day("leave_first", what="The first day away")
        last = form.day("leave_last", what="The last day away", optional=True)
        form.check()
        if first is not None:
            add_leave(work, own_id(), form.version(), first, last or first)
        return "The days away are added."

    return _changed(act, {"first_day": "leave_first", "last_day": "leave_last"})


@pages.post("/leave/<leave_id>/remove")
@guard("availability.edit")
def leave_remove(leave_id: str) -> Page:
    """Take days away off."""

    def act(form: Form, work: Work) -> str:
        remove_leave(work, own_id(), form.version(), leave_id)
        return "The days away are removed."

    return _changed(act)


@pages.post("/pause")
@guard("availability.edit")
def pause_submit() -> Page:
    """Be asked by nobody for a while."""

    def act(form: Form, work: Work) -> str:
        first = form.day("pause_first", what="The first day")
        last = form.day("pause_last", what="The last day", optional=True)
        form.check()
        if first is not None:
            pause(work, own_id(), form.version(), first, last)
        return "You are not asked during the pause. What you have promised stays promised."

    return _changed(act, {"first_day": "pause_first", "last_day": "pause_last"})


@pages.post("/resume")
@guard("availability.edit")
def resume_submit() -> Page:
    """End the pause."""

    def act(form: Form, work: Work) -> str:
        resume(work, own_id(), form.version())
        return "The pause is over. You may be asked again."

    return _changed(act)


@pages.post("/cap")
@guard("availability.edit")
def cap_submit() -> Page:
    """Set how many panels one takes on in a period."""

    def act(form: Form, work: Work) -> str:
        cap = form.whole("cap", low=0, high=100, what="The number of panels")
        form.check()
        set_cap(work, own_id(), form.version(), cap)
        return "Your limit is kept."

    return _changed(act)


def _changed(act: Callable[[Form, Work], str], places: dict[str, str] | None = None) -> Page:
    form = Form(request.form, fields=FIELDS, places=places)

    def change() -> Response:
        with house().writing(actor()) as work:
            message = act(form, work)
        return _kept(message)

    return answer(form, change, _show)


def _kept(message: str) -> Response:
    flash(message)
    return redirect(url_for("availability.show"), 303)


def _show(form: Form) -> str:
    zone = house().settings.zone
    today = utc_now().astimezone(zone).date()
    with house().reading(actor()) as work:
        said = get_availability(work, own_id())
        person = get_person(work, own_id()).person
        last = today + timedelta(days=DAYS_AHEAD - 1)
        ahead = days_ahead(free_times(work, own_id(), today, last), today, last, zone)
    context: dict[str, Any] = {
        "weekly": weekly_in_words(said.weekly),
        "exceptions": [
            {"id": each.id, "day": day(each.on_date), "kind": KINDS[each.kind], "hours": hours_in_words(each)}
            for each in said.exceptions
            if each.on_date >= today
        ],
        "leave": [{"id": each.id, "days": leave_in_words(each)} for each in said.leave if each.last_day >= today],
        "paused": pause_in_words(person, today),
        "cap": person.cap,
        "period": house().settings.cap_period_days,
        "ahead": ahead,
        "version": said.version,
        "zone": zone.key,
        "kinds": list(KINDS.items()),
    }
    if not form.value("cap"):
        form.typed["cap"] = str(person.cap)
    return render_template("panelist/availability.html", form=form, **context)


def _show_weekly(form: Form) -> str:
    with house().reading(actor()) as work:
        version = get_availability(work, own_id()).version
    return render_template(
        "panelist/weekly_hours.html",
        form=form,
        days=[(number, name, spans_shown(form, number)) for number, name in enumerate(WEEKDAYS)],
        version=version,
        zone=house().settings.timezone,
    )
