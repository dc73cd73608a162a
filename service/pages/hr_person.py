"""Adding people to the pool and changing their details, for HR."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.errors import InvalidInputError
from service.models import Person, bands
from service.pages.forms import Form, Page, answer
from service.pages.hr_lookup import person_called
from service.people import grades
from service.people.organisation import list_departments, list_sites
from service.people.people import PersonRecord, add_person, change_person, get_person
from service.people.person_values import HIGHEST_CAP, HIGHEST_LOAD
from service.security.guard import actor, guard, house
from service.work import Work

pages = Blueprint("hr_person", __name__, url_prefix="/hr/people")
FIELDS = (
    "name", "employee_number", "work_email", "job_title", "band", "staff_group", "organisation", "department_id",
    "site_id", "line_manager", "professions", "cap", "opening_load", "opening_load_on",
)  # fmt: skip
PLACES = {"line_manager_id": "line_manager"}
NAMES = {
    "name": "Full name", "employee_number": "Employee number", "work_email": "Work e-mail", "job_title": "Job title",
    "band": "Band", "staff_group": "Staff group", "organisation": "Organisation", "department_id": "Department",
    "site_id": "Site", "professions": "Professions", "cap": "Cap", "opening_load": "Panels before",
    "opening_load_on": "That day",
}  # fmt: skip


@pages.get("/add/<any(employee, external):kind>")
@guard("people.edit")
def add(kind: str) -> str:
    """Show the form for a new person."""
    return _form_page(Form({"cap": "2", "opening_load": "0"}, fields=FIELDS, places=PLACES), kind, None)


@pages.post("/add/<any(employee, external):kind>")
@guard("people.edit")
def add_submit(kind: str) -> Page:
    """Add a person."""
    form = Form(request.form, fields=FIELDS, places=PLACES)

    def act() -> Response:
        with house().writing(actor()) as work:
            values = {"kind": kind, **_read(form, work, kind)}
            person = _named(lambda: add_person(work, values))
        flash(f"{person.name} is in the pool. Grant a role and record training so that they can sit.")
        return redirect(url_for("hr_people.show", person_id=person.id), 303)

    return answer(form, act, lambda shown: _form_page(shown, kind, None))


@pages.get("/<person_id>/edit")
@guard("people.edit")
def edit(person_id: str) -> str:
    """Show the form for a person's details."""
    with house().reading(actor()) as work:
        record = get_person(work, person_id)
    return _form_page(_filled(record), record.person.kind, record)


@pages.post("/<person_id>/edit")
@guard("people.edit")
def edit_submit(person_id: str) -> Page:
    """Change a person's details."""
    form = Form(request.form, fields=FIELDS, places=PLACES)
    with house().reading(actor()) as work:
        record = get_person(work, person_id)

    def act() -> Response:
        with house().writing(actor()) as work:
            values = _read(form, work, record.person.kind)
            person = _named(lambda: change_person(work, person_id, form.version(), values))
        flash(f"The details of {person.name} are changed.")
        return redirect(url_for("hr_people.show", person_id=person_id), 303)

    return answer(form, act, lambda shown: _form_page(shown, record.person.kind, record))


def _named(change: Callable[[], Person]) -> Person:
    # The use case speaks of one field at a time; a list of problems at the top of a page has to say which.
    try:
        return change()
    except InvalidInputError as error:
        raise InvalidInputError(
            [
                replace(each, message=f"{NAMES[each.where]}: {each.message[:1].lower()}{each.message[1:]}")
                if each.where in NAMES
                else each
                for each in error.problems
            ]
        ) from error


def _read(form: Form, work: Work, kind: str) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: form.value(name).strip() for name in ("name", "work_email", "job_title", "department_id", "site_id")
    }
    own = ("employee_number", "band", "staff_group") if kind == "employee" else ("organisation",)
    values |= {name: form.value(name).strip() for name in own}
    for name in ("department_id", "site_id"):
        if not values[name]:
            form.refuse(name, f"No {NAMES[name].lower()} is chosen.", "Choose one from the list.")
    values["professions"] = [part for part in form.value("professions").split(",") if part.strip()]
    values["cap"] = form.whole("cap", low=0, high=HIGHEST_CAP, what="The cap")
    values["opening_load"] = form.whole("opening_load", low=0, high=HIGHEST_LOAD, what="The load before Fairpanel")
    values["opening_load_on"] = form.day("opening_load_on", what="The day of that load", optional=True)
    if kind == "employee":
        values["line_manager_id"] = _line_manager(form, work)
    form.check()
    return values


def _line_manager(form: Form, work: Work) -> str | None:
    given = form.value("line_manager").strip()
    if not given:
        return None
    found = person_called(work, given)
    if found is not None:
        return found
    form.refuse(
        "line_manager", f"Nobody has the employee number or work e-mail {given[:80]!r}.", "Look the person up first."
    )
    return None


def _filled(record: PersonRecord) -> Form:
    person, manager = record.person, record.line_manager
    typed = {name: str(getattr(person, name, None) or "") for name in FIELDS}
    typed |= {"cap": str(person.cap), "opening_load": str(person.opening_load)}
    typed["professions"] = ", ".join(record.professions)
    typed["line_manager"] = (manager.employee_number or manager.work_email or "") if manager else ""
    return Form(typed, fields=FIELDS, places=PLACES)


def _form_page(form: Form, kind: str, record: PersonRecord | None) -> str:
    version = None
    with house().reading(actor()) as work:
        if record is not None:
            now = get_person(work, record.person.id)
            fresh = form.changed_meanwhile or not form.value("version")
            version = now.person.version if fresh else form.version()
        departments = [(each.id, each.name) for each in list_departments(work)]
        sites = [(each.id, each.name) for each in list_sites(work)]
    return render_template(
        "hr/person_form.html",
        form=form,
        kind=kind,
        person=record.person if record else None,
        version=version,
        departments=departments,
        sites=sites,
        bands=[(band, f"Band {band}") for band in bands.BANDS],
        staff_groups=list(grades.staff_groups().items()),
    )
