"""The trail for HR: who did what, newest first."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, request, url_for

from service.models import Person
from service.pages.forms import Form
from service.pages.hr_words import action_in_words, details_in_words, subject_in_words
from service.pages.presenters import page_number, pages_of
from service.security.guard import actor, guard, house
from service.security.trail_reading import EventFilter, EventRow, list_events, subject_kinds
from service.work import Work

pages = Blueprint("hr_trail", __name__, url_prefix="/hr/trail")
PER_PAGE = 50
ACTIONS = {
    "self_description.viewed": "Views of self-descriptions",
    "panel.": "Panels",
    "policy.": "Policies",
    "person.": "People",
    "account.": "Accounts and signing in",
}
PLACES = {
    "person": ("hr_people.show", "person_id"),
    "policy": ("hr_policies.show", "policy_id"),
    "request": ("hr_requests.show", "request_id"),
    "panel_request": ("hr_requests.show", "request_id"),
    "round": ("hr_rounds.show", "round_id"),
}


@pages.get("")
@guard("trail.see")
def show_all() -> str:
    """List the events that the filters admit."""
    asked = request.args
    filters = EventFilter(
        subject_id=asked.get("subject", "").strip(),
        subject_kind=asked.get("kind", ""),
        account_id=asked.get("account", "").strip(),
        action=asked["action"] if asked.get("action") in ACTIONS else "",
    )
    with house().reading(actor()) as work:
        found, total = list_events(work, filters, page=page_number(), size=PER_PAGE)
        rows = event_rows(work, found)
        kinds = [(kind, subject_in_words(kind)) for kind in subject_kinds(work)]
    return render_template(
        "hr/trail.html",
        form=Form(asked),
        rows=rows,
        total=total,
        pages=pages_of(total, page_number(), PER_PAGE),
        kinds=kinds,
        actions=list(ACTIONS.items()),
    )


def event_rows(work: Work, events: Sequence[EventRow]) -> list[dict[str, object]]:
    """Return events as a table shows them; people are called by their names."""
    zone = work.settings.zone
    return [
        {
            "number": each.event.number,
            "at": each.event.at.astimezone(zone).strftime("%d/%m/%Y %H:%M:%S"),
            "who": each.account or "Fairpanel itself",
            "account_id": each.event.account_id,
            "action": action_in_words(each.event.action),
            "subject": _subject(work, each),
            "subject_id": each.event.subject_id,
            "href": _address(each),
            "details": details_in_words(each.event.details),
        }
        for each in events
    ]


def _subject(work: Work, row: EventRow) -> str:
    if row.event.subject_kind == "person":
        person = work.session.get(Person, row.event.subject_id)
        return person.name if person else "A person"
    return subject_in_words(row.event.subject_kind)


def _address(row: EventRow) -> str:
    endpoint, key = PLACES.get(row.event.subject_kind, ("", ""))
    if endpoint:
        values: dict[str, Any] = {key: row.event.subject_id}
        return url_for(endpoint, **values)
    return url_for("hr_trail.show_all", subject=row.event.subject_id)
