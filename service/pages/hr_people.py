"""The people of the pool for HR: finding them, and one person's page."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, cast

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from service.models import PANEL_ROLES, PanelRole, Person, TrainingRecord, bands, utc_now
from service.pages.forms import Form
from service.pages.hr_words import labels_of
from service.pages.presenters import page_number, pages_of
from service.pages.wording import role_name
from service.panels.commitments import commitments_of, period_of
from service.people.availability import Availability, get_availability
from service.people.directory import PeopleFilter, State, list_people
from service.people.organisation import list_departments, list_divisions, list_sites
from service.people.pattern import pattern_text
from service.people.people import get_person
from service.people.self_description import get_self_description, list_features
from service.people.training import list_training_kinds
from service.security.guard import actor, guard, house
from service.work import Work

pages = Blueprint("hr_people", __name__, url_prefix="/hr/people")
PER_PAGE = 50
SOON = timedelta(days=60)
STATES = {"active": "Active", "paused": "Paused", "left": "Left", "all": "Everybody"}
KINDS = {"employee": "Employees", "external": "External members"}
RELEASES = {
    "not_asked": ("Not asked", "grey"),
    "released": ("Gives time for panels", "green"),
    "refused": ("Does not give time", "red"),
}


@pages.get("")
@guard("people.see")
def show_all() -> str:
    """List the people that the filters admit."""
    asked = request.args
    filters = PeopleFilter(
        text=asked.get("text", ""),
        band=asked.get("band") or None,
        department_id=asked.get("department") or None,
        division_id=asked.get("division") or None,
        site_id=asked.get("site") or None,
        role=asked.get("role") or None,
        kind=asked.get("kind") or None,
        state=cast(State, asked["state"] if asked.get("state") in STATES else "active"),
    )
    with house().reading(actor()) as work:
        found = list_people(work, filters, page_number(), PER_PAGE)
        offered = {
            "department": [(each.id, each.name) for each in list_departments(work)],
            "division": [(each.id, each.name) for each in list_divisions(work)],
            "site": [(each.id, each.name) for each in list_sites(work)],
        }
    return render_template(
        "hr/people.html",
        form=Form(asked),
        found=found,
        rows=[(row, _standing(row.person, _today())) for row in found.items],
        pages=pages_of(found.total, found.page, found.per_page),
        offered=offered,
        bands=[(band, f"Band {band}") for band in bands.BANDS],
        roles=[(role, role_name(role)) for role in PANEL_ROLES],
        states=list(STATES.items()),
        kinds=list(KINDS.items()),
    )


@pages.get("/<person_id>")
@guard("people.see")
def show(person_id: str) -> str:
    """Show one person's record, without anything they said about themselves."""
    return person_page(person_id, Form())


@pages.post("/<person_id>/self-description")
@guard("self_descriptions.see")
def self_description(person_id: str) -> Response:
    """Show what a person shares about themself: the answer to a form, since the look itself is recorded."""
    with house().writing(actor()) as work:
        record = get_person(work, person_id)
        description = get_self_description(work, person_id)
        features = list_features(work)
    labels = labels_of(features)
    shared = description.features
    answers = [
        (
            each.question,
            labels.get((each.code, shared[each.code]), shared[each.code]) if each.code in shared else "Not shared",
        )
        for each in features
    ]
    page = render_template("hr/self_description.html", person=record.person, description=description, answers=answers)
    return Response(page, mimetype="text/html")


def person_page(person_id: str, form: Form) -> str:
    """Return a person's page, with what went wrong in one of its forms."""
    with house().reading(actor()) as work:
        record = get_person(work, person_id)
        availability = get_availability(work, person_id)
        names = {kind.code: kind for kind in list_training_kinds(work)}
        carried, used = _load(work, person_id)
    today = _today()
    person = record.person
    counting = {each.id for each in _counting(record.training)}
    held = {each.kind for each in record.training}
    return render_template(
        "hr/person.html",
        form=form,
        record=record,
        person=person,
        standing=_standing(person, today),
        roles=[_role(role, today) for role in record.roles],
        training=[
            {
                "record": each,
                "kind": names[each.kind].name if each.kind in names else each.kind,
                "state": _validity(each.expires_on, today) if each.id in counting else ("Earlier", "white"),
            }
            for each in record.training
        ],
        missing=[kind.name for kind in names.values() if kind.required and kind.code not in held],
        availability=_availability(availability, today),
        carried=carried,
        used=used,
        release=RELEASES[person.release],
        today=today,
    )


def _load(work: Work, person_id: str) -> tuple[int, int]:
    now = utc_now()
    period = period_of(now.astimezone(work.settings.zone).date(), work.settings)
    found = commitments_of(work, now, now, [period], person_ids=[person_id])
    return found.carried.get(person_id, 0), found.used.get(person_id, (0,))[0]


def _today() -> date:
    return utc_now().astimezone(house().settings.zone).date()


def _standing(person: Person, today: date) -> tuple[str, str]:
    if person.left_on and person.left_on < today:
        return "Left", "grey"
    if person.paused_from and person.paused_from <= today and (not person.paused_until or person.paused_until >= today):
        return "Paused", "yellow"
    return ("Not released", "red") if person.release == "refused" else ("Active", "green")


def _role(role: PanelRole, today: date) -> dict[str, Any]:
    if role.ends_on and role.ends_on < today:
        state = ("Ended", "grey")
    elif role.starts_on and role.starts_on > today:
        state = ("Not begun", "grey")
    elif role.role == "ambassador" and not (role.shadowing_done_on and role.toolkit_read_on):
        state = ("Does not count yet", "yellow")
    else:
        state = ("Counts", "green")
    return {"role": role, "state": state, "ended": state[0] == "Ended"}


def _counting(training: Sequence[TrainingRecord]) -> list[TrainingRecord]:
    # The latest expiry of a kind counts, not the latest completion.
    latest: dict[str, TrainingRecord] = {}
    for each in training:
        before = latest.get(each.kind)
        if before is None or (each.expires_on or date.max) > (before.expires_on or date.max):
            latest[each.kind] = each
    return list(latest.values())


def _validity(expires_on: date | None, today: date) -> tuple[str, str]:
    if expires_on is None:
        return "Valid for good", "green"
    if expires_on < today:
        return "Expired", "red"
    return ("Expires soon", "yellow") if expires_on - today <= SOON else ("Valid", "green")


def _availability(found: Availability, today: date) -> dict[str, Any]:
    coming_leave: Sequence[Any] = [each for each in found.leave if each.last_day >= today]
    return {
        "weekly": pattern_text(list(found.weekly)),
        "exceptions": sum(each.on_date >= today for each in found.exceptions),
        "busy": sum(each.ends_at >= utc_now() for each in found.busy),
        "leave": coming_leave,
    }
