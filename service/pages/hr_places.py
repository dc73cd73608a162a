"""Where people work, for HR: sites, divisions, departments, and the minutes between sites."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.db import get
from service.models import Department, Division, Site
from service.pages.forms import Form, Page, answer
from service.pages.hr_settings import expect_seen, mark_to_carry
from service.pages.presenters import page_number, pages_of, slice_of
from service.people.organisation import (
    LONGEST_TRAVEL,
    add_department,
    add_division,
    add_site,
    change_department,
    change_division,
    change_site,
    list_departments,
    list_divisions,
    list_sites,
    list_travel_times,
    set_travel_time,
)
from service.security.guard import actor, guard, house
from service.work import Work

pages = Blueprint("hr_places", __name__, url_prefix="/hr/settings/places")
PER_PAGE = 50
SORTS = "any(sites, divisions, departments)"
WORDS = {
    "sites": ("Sites", "site"),
    "divisions": ("Divisions", "division"),
    "departments": ("Departments", "department"),
}
TABLES: dict[str, type[Site] | type[Division] | type[Department]] = {
    "sites": Site, "divisions": Division, "departments": Department,
}  # fmt: skip
LISTS: dict[str, Callable[[Work], Any]] = {
    "sites": list_sites, "divisions": list_divisions, "departments": list_departments,
}  # fmt: skip
FIELDS = ("code", "name", "division_id", "site_id")
TRAVEL_FIELDS = ("from_site_id", "to_site_id", "minutes", "both_ways")


@pages.get(f"/<{SORTS}:sort>")
@guard("settings.edit")
def show_all(sort: str) -> str:
    """List the sites, divisions or departments by name."""
    with house().reading(actor()) as work:
        found = LISTS[sort](work)
        divisions = {each.id: each.name for each in list_divisions(work)}
        sites = {each.id: each.name for each in list_sites(work)}
    rows = [
        (each, [divisions[each.division_id], sites[each.site_id]] if sort == "departments" else [])
        for each in slice_of(found, page_number(), PER_PAGE)
    ]
    return render_template(
        "hr/settings_places.html",
        sort=sort,
        words=WORDS[sort],
        rows=rows,
        total=len(found),
        pages=pages_of(len(found), page_number(), PER_PAGE),
    )


@pages.get(f"/<{SORTS}:sort>/new")
@guard("settings.edit")
def new(sort: str) -> str:
    """Show the form for a new site, division or department."""
    return _form_page(Form(fields=FIELDS), sort, None)


@pages.post(f"/<{SORTS}:sort>/new")
@guard("settings.edit")
def new_submit(sort: str) -> Page:
    """Add a site, division or department."""
    form = Form(request.form, fields=FIELDS)

    def act() -> Response:
        code = form.text("code", what="The code", longest=60)
        name, division_id, site_id = _read(form, sort)
        with house().writing(actor()) as work:
            if sort == "departments":
                add_department(work, code, name, division_id, site_id)
            else:
                (add_site if sort == "sites" else add_division)(work, code, name)
        return _saved(sort, name)

    return answer(form, act, lambda shown: _form_page(shown, sort, None))


@pages.get(f"/<{SORTS}:sort>/<place_id>")
@guard("settings.edit")
def show(sort: str, place_id: str) -> str:
    """Show the form for a site, division or department."""
    with house().reading(actor()) as work:
        typed = _typed(work, sort, place_id)
    return _form_page(Form(typed, fields=FIELDS), sort, place_id)


@pages.post(f"/<{SORTS}:sort>/<place_id>")
@guard("settings.edit")
def submit(sort: str, place_id: str) -> Page:
    """Change a site, division or department."""
    form = Form(request.form, fields=FIELDS)

    def act() -> Response:
        with house().writing(actor()) as work:
            expect_seen(form, _typed(work, sort, place_id))
            name, division_id, site_id = _read(form, sort)
            if sort == "departments":
                change_department(work, place_id, name, division_id, site_id)
            else:
                (change_site if sort == "sites" else change_division)(work, place_id, name)
        return _saved(sort, name)

    return answer(form, act, lambda shown: _form_page(shown, sort, place_id))


@pages.get("/travel")
@guard("settings.edit")
def travel() -> str:
    """Show the minutes between sites; the address may fill in the form."""
    asked = {"from_site_id": "from", "to_site_id": "to", "minutes": "minutes"}
    chosen = {field: request.args.get(name, "") for field, name in asked.items()}
    return _travel_page(Form(chosen, fields=TRAVEL_FIELDS))


@pages.post("/travel")
@guard("settings.edit")
def travel_submit() -> Page:
    """Set the minutes from one site to another, or both ways."""
    form = Form(request.form, fields=TRAVEL_FIELDS)

    def act() -> Response:
        start, end = form.value("from_site_id"), form.value("to_site_id")
        for name, words in (("from_site_id", "The site to start from"), ("to_site_id", "The site to go to")):
            if not form.value(name):
                form.refuse(name, f"{words} is not chosen.", "Choose one.")
        minutes = form.whole("minutes", low=0, high=LONGEST_TRAVEL, what="The time")
        form.check()
        with house().writing(actor()) as work:
            set_travel_time(work, start, end, minutes)
            if form.value("both_ways") == "yes":
                set_travel_time(work, end, start, minutes)
        flash("The minutes are saved. Panels already proposed keep their times.")
        return redirect(url_for("hr_places.travel"), 303)

    return answer(form, act, _travel_page)


def _typed(work: Work, sort: str, place_id: str) -> dict[str, str]:
    place = get(work.session, TABLES[sort], place_id)
    typed = {"code": place.code, "name": place.name}
    if isinstance(place, Department):
        typed |= {"division_id": place.division_id, "site_id": place.site_id}
    return typed


def _read(form: Form, sort: str) -> tuple[str, str, str]:
    name = form.text("name", what="The name", longest=200)
    if sort == "departments":
        for field, words in (("division_id", "The division"), ("site_id", "The site")):
            if not form.value(field):
                form.refuse(field, f"{words} is not chosen.", "Choose one from the list.")
    form.check()
    return name, form.value("division_id"), form.value("site_id")


def _saved(sort: str, name: str) -> Response:
    flash(f"{name} is saved.")
    return redirect(url_for("hr_places.show_all", sort=sort), 303)


def _form_page(form: Form, sort: str, place_id: str | None) -> str:
    with house().reading(actor()) as work:
        present = _typed(work, sort, place_id) if place_id is not None else None
        divisions = [(each.id, each.name) for each in list_divisions(work)]
        sites = [(each.id, each.name) for each in list_sites(work)]
    return render_template(
        "hr/settings_place.html",
        form=form,
        sort=sort,
        words=WORDS[sort],
        place=present,
        version=None if present is None else mark_to_carry(form, present),
        divisions=divisions,
        sites=sites,
    )


def _travel_page(form: Form) -> str:
    with house().reading(actor()) as work:
        sites = [(each.id, each.name) for each in list_sites(work)]
        times = list_travel_times(work)
    names = dict(sites)
    rows = sorted((names[each.from_site_id], names[each.to_site_id], each) for each in times)
    shown = slice_of(rows, page_number(), PER_PAGE)
    return render_template(
        "hr/settings_travel.html",
        form=form,
        sites=sites,
        rows=shown,
        total=len(rows),
        pages=pages_of(len(rows), page_number(), PER_PAGE),
    )
