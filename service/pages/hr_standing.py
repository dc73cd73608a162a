"""What changes whether somebody is asked: roles, training, pause, cap, line manager's release and leaving, for HR."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.models import PANEL_ROLES, PanelRole, utc_now
from service.pages.forms import Form, Page, answer
from service.pages.hr_people import RELEASES, person_page
from service.pages.wording import count_of, role_name
from service.people.people import get_person
from service.people.person_values import HIGHEST_CAP
from service.people.roles import end_role, grant_role
from service.people.standing import answer_release, pause, record_leaving, resume, set_cap
from service.people.training import list_training_kinds, record_training, remove_training
from service.security.guard import actor, guard, house
from service.work import Work

pages = Blueprint("hr_standing", __name__, url_prefix="/hr/people/<person_id>")
ROLE_FIELDS = ("role", "other_role", "starts_on", "ends_on", "shadowing_done_on", "toolkit_read_on")
TRAINING_FIELDS = ("kind", "completed_on", "expires_on", "source")
STANDING_FIELDS = ("first_day", "last_day", "cap", "release", "until", "left_on")
OTHER = "other"


@pages.get("/role")
@guard("people.edit")
def role(person_id: str) -> str:
    """Show the form for a role: a new one, or the one named in the address with its dates."""
    wanted = request.args.get("role", "")
    typed = {"role": wanted}
    with house().reading(actor()) as work:
        held = next((each for each in get_person(work, person_id).roles if each.role == wanted), None)
    if held is not None:
        typed |= {name: _written(getattr(held, name)) for name in ROLE_FIELDS[2:]}
        if wanted not in PANEL_ROLES:
            typed |= {"role": OTHER, "other_role": wanted}
    return _role_page(person_id, Form(typed, fields=ROLE_FIELDS))


@pages.post("/role")
@guard("people.edit")
def role_submit(person_id: str) -> Page:
    """Grant a role, or change the dates of one already held."""
    form = Form(request.form, fields=ROLE_FIELDS)

    def change(work: Work) -> str:
        chosen = form.one_of("role", (*PANEL_ROLES, OTHER), what="The role")
        if chosen == OTHER:
            form.places["role"] = "other_role"
            chosen = form.text("other_role", what="The role's name", longest=40)
        days = {
            "starts_on": form.day("starts_on", what="The first day", optional=True),
            "ends_on": form.day("ends_on", what="The last day", optional=True),
            "shadowing_done_on": form.day("shadowing_done_on", what="The day of shadowing", optional=True),
            "toolkit_read_on": form.day("toolkit_read_on", what="The day the toolkit was read", optional=True),
        }
        form.check()
        held: PanelRole = grant_role(work, person_id, form.version(), chosen, **days)
        return f"The role {role_name(held.role)} is granted."

    return _submit(person_id, form, change, lambda shown: _role_page(person_id, shown), "roles")


@pages.post("/role/end")
@guard("people.edit")
def end_role_submit(person_id: str) -> Page:
    """End a role after today."""
    form = Form(request.form)

    def change(work: Work) -> str:
        held = end_role(work, person_id, form.version(), form.value("role"), _today())
        return f"The role {role_name(held.role)} ends today. Panels already confirmed are unchanged."

    return _submit(person_id, form, change, lambda shown: person_page(person_id, shown), "roles")


@pages.get("/training")
@guard("people.edit")
def training(person_id: str) -> str:
    """Show the form for completed training."""
    return _training_page(person_id, Form(fields=TRAINING_FIELDS))


@pages.post("/training")
@guard("people.edit")
def training_submit(person_id: str) -> Page:
    """Record completed training."""
    form = Form(request.form, fields=TRAINING_FIELDS)

    def change(work: Work) -> str:
        kinds = {kind.code: kind.name for kind in list_training_kinds(work)}
        kind = form.one_of("kind", kinds, what="The training")
        completed = form.day("completed_on", what="The day of completion")
        expires = form.day("expires_on", what="The last valid day", optional=True)
        form.check()
        record_training(work, person_id, form.version(), kind, completed or _today(), expires, form.value("source"))
        return f"{kinds[kind]} is recorded."

    return _submit(person_id, form, change, lambda shown: _training_page(person_id, shown), "training")


@pages.post("/training/remove")
@guard("people.edit")
def remove_training_submit(person_id: str) -> Page:
    """Remove a completion that was recorded by mistake."""
    form = Form(request.form)

    def change(work: Work) -> str:
        remove_training(work, person_id, form.version(), form.value("record"))
        return "The training record is removed."

    return _submit(person_id, form, change, lambda shown: person_page(person_id, shown), "training")


@pages.get("/standing")
@guard("people.edit")
def standing(person_id: str) -> str:
    """Show the forms for pause, cap, release and leaving."""
    with house().reading(actor()) as work:
        person = get_person(work, person_id).person
    typed = {
        "first_day": _written(person.paused_from),
        "last_day": _written(person.paused_until),
        "cap": str(person.cap),
        "release": person.release,
        "until": _written(person.released_until),
        "left_on": _written(person.left_on),
    }
    return _standing_page(person_id, Form(typed, fields=STANDING_FIELDS))


@pages.post("/standing/<any(pause, resume, cap, release, leaving):what>")
@guard("people.edit")
def standing_submit(person_id: str, what: str) -> Page:
    """Change one of pause, cap, release and leaving."""
    form = Form(request.form, fields=STANDING_FIELDS)
    changes: dict[str, Callable[[Work], str]] = {
        "pause": lambda work: _pause(work, person_id, form),
        "resume": lambda work: _resume(work, person_id, form),
        "cap": lambda work: _cap(work, person_id, form),
        "release": lambda work: _release(work, person_id, form),
        "leaving": lambda work: _leaving(work, person_id, form),
    }
    return _submit(person_id, form, changes[what], lambda shown: _standing_page(person_id, shown), "standing")


def _pause(work: Work, person_id: str, form: Form) -> str:
    first = form.day("first_day", what="The first day of the pause")
    last = form.day("last_day", what="The last day of the pause", optional=True)
    form.check()
    pause(work, person_id, form.version(), first or _today(), last)
    return "The pause is recorded. Nobody asks this person to sit on those days."


def _resume(work: Work, person_id: str, form: Form) -> str:
    resume(work, person_id, form.version())
    return "The pause is over."


def _cap(work: Work, person_id: str, form: Form) -> str:
    cap = form.whole("cap", low=0, high=HIGHEST_CAP, what="The cap")
    form.check()
    set_cap(work, person_id, form.version(), cap)
    return f"The cap is {count_of(cap, 'panel')} a period."


def _release(work: Work, person_id: str, form: Form) -> str:
    said = form.one_of("release", RELEASES, what="The line manager's answer")
    until = form.day("until", what="The last day of the release", optional=True)
    form.check()
    answer_release(work, person_id, form.version(), said, until)
    return "The line manager's answer is recorded."


def _leaving(work: Work, person_id: str, form: Form) -> str:
    left_on = form.day("left_on", what="The last day of work")
    form.check()
    held = record_leaving(work, person_id, form.version(), left_on or _today())
    seats = f" They still hold {count_of(len(held), 'seat')} after that day: find those panels and swap them."
    return "The last day of work is recorded." + (seats if held else "")


def _submit(
    person_id: str, form: Form, change: Callable[[Work], str], show: Callable[[Form], str], section: str
) -> Page:
    def act() -> Response:
        with house().writing(actor()) as work:
            said = change(work)
        flash(said)
        return redirect(url_for("hr_people.show", person_id=person_id, _anchor=section), 303)

    return answer(form, act, show)


def _role_page(person_id: str, form: Form) -> str:
    return _page(
        "hr/role_form.html", person_id, form, roles=[(each, role_name(each)) for each in PANEL_ROLES], other=OTHER
    )


def _training_page(person_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        kinds = [(kind.code, kind.name) for kind in list_training_kinds(work)]
    return _page("hr/training_form.html", person_id, form, kinds=kinds)


def _standing_page(person_id: str, form: Form) -> str:
    return _page("hr/standing.html", person_id, form, releases=[(code, words) for code, (words, _) in RELEASES.items()])


def _page(template: str, person_id: str, form: Form, **given: object) -> str:
    with house().reading(actor()) as work:
        person = get_person(work, person_id).person
    fresh = form.changed_meanwhile or not form.value("version")
    version = person.version if fresh else form.version()
    return render_template(template, form=form, person=person, version=version, **given)


def _written(day: date | None) -> str:
    return day.isoformat() if day else ""


def _today() -> date:
    return utc_now().astimezone(house().settings.zone).date()
