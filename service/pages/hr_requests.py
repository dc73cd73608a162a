"""Requests for HR: all of them by state, and everything about one."""

from typing import Any

from flask import Blueprint, render_template, request
from sqlmodel import col, select

from service import db
from service.models import Account, Panel, Person, Policy, Vacancy, utc_now
from service.pages.forms import Form
from service.pages.hr_request_list import STATES, RequestFilter, counts_by_state, is_overdue, request_rows
from service.pages.hr_trail import event_rows
from service.pages.hr_words import labels_of, panel_seat_in_words, requirement_in_words, strength_in_words
from service.pages.presenters import page_number, pages_of
from service.pages.wording import PANEL_STATES, REQUEST_STATES, moment, seat_in_words, span
from service.panels.panel_rows import STANDING, invitations_of, live_panel, seats_of
from service.panels.requests import conflicts_of, get_request, starts_of
from service.people.organisation import list_departments, list_sites
from service.people.self_description import list_features
from service.security.guard import actor, guard, house
from service.security.trail_reading import EventFilter, list_events
from service.work import Work

pages = Blueprint("hr_requests", __name__, url_prefix="/hr/requests")
PER_PAGE = 25
EVENTS = 20


@pages.get("")
@guard("shortfalls.settle")
def show_all() -> str:
    """List the requests by state."""
    asked = request.args
    form = Form(asked, fields=("before",))
    filters = RequestFilter(
        text=asked.get("text", ""),
        state=asked["state"] if asked.get("state") in STATES else "",
        department_id=asked.get("department", ""),
        site_id=asked.get("site", ""),
        before=form.day("before", what="The day", optional=True),
        overdue=asked.get("overdue") == "yes",
    )
    today = utc_now().astimezone(house().settings.zone).date()
    with house().reading(actor()) as work:
        counts, late = counts_by_state(work, filters, today)
        rows, total = request_rows(work, filters, today, page=page_number(), per_page=PER_PAGE)
        departments = [(each.id, each.name) for each in list_departments(work)]
        sites = [(each.id, each.name) for each in list_sites(work)]
    return render_template(
        "hr/requests.html",
        form=form,
        rows=rows,
        total=total,
        late=late,
        counts=[(state, REQUEST_STATES[state][0], counts.get(state, 0)) for state in STATES],
        chosen=filters.state,
        pages=pages_of(total, page_number(), PER_PAGE),
        departments=departments,
        sites=sites,
        states=[(state, REQUEST_STATES[state][0]) for state in STATES],
        panel_states=PANEL_STATES,
    )


@pages.get("/<request_id>")
@guard("shortfalls.settle")
def show(request_id: str) -> str:
    """Show a request with its panel, its rules and its trail, but not which requirements the panel lacks."""
    with house().reading(actor()) as work:
        row = get_request(work, request_id)
        vacancy = db.get(work.session, Vacancy, row.vacancy_id)
        policy = work.session.get(Policy, row.policy_id) if row.policy_id else None
        panel = live_panel(work, request_id)
        labels = labels_of(list_features(work))
        events, _ = list_events(work, EventFilter(subject_id=request_id), size=EVENTS)
        panel_events = list_events(work, EventFilter(subject_id=panel.id), size=EVENTS)[0] if panel else []
        newest = sorted([*events, *panel_events], key=lambda each: -each.event.number)[:EVENTS]
        given = {
            "asked": row,
            "vacancy": vacancy,
            "policy": policy,
            "panel": panel,
            "asked_by": _account(work, row.requested_by),
            "manager": _person(work, vacancy.appointing_manager_id),
            "starts": [moment(start, row.zone) for start in starts_of(work, request_id)],
            "conflicts": [(_person(work, each.person_id), each.reason) for each in conflicts_of(work, request_id)],
            "seats": [seat_in_words(seat) for seat in row.seats],
            "requirements": [
                (requirement_in_words(rule, labels), strength_in_words(rule)) for rule in row.requirements
            ],
            "members": _members(work, panel) if panel else [],
            "when": span(panel.starts_at, panel.ends_at, panel.zone) if panel else "",
            "events": event_rows(work, newest),
            "overdue": is_overdue(row, utc_now().astimezone(work.settings.zone).date()),
        }
    return render_template("hr/request.html", **given)


def _members(work: Work, panel: Panel) -> list[dict[str, Any]]:
    standing = {each.seat_id: each for each in invitations_of(work, panel.id) if each.state in STANDING}
    accounts = select(Account.person_id).where(col(Account.disabled_at).is_(None))
    with_account = set(work.session.exec(accounts))
    rows = []
    for seat in seats_of(work, panel.id):
        asked = standing.get(seat.id)
        asked = asked if asked is not None and asked.person_id == seat.person_id else None
        rows.append(
            {
                "seat": panel_seat_in_words(seat),
                "name": _person(work, seat.person_id) or "Nobody yet",
                "person_id": seat.person_id,
                "invitation": asked,
                "answers_here": asked is not None and asked.state != "offered" and seat.person_id not in with_account,
            }
        )
    return rows


def _person(work: Work, person_id: str | None) -> str:
    person = work.session.get(Person, person_id) if person_id else None
    return person.name if person else ""


def _account(work: Work, account_id: str | None) -> str:
    account = work.session.get(Account, account_id) if account_id else None
    return account.name if account else ""
