"""Panel requests: the list, and one request with its panel or the reason why there is none."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.errors import ConflictError
from service.models import PanelRequest, Site, Vacancy
from service.pages.forms import Form, Page, answer
from service.pages.presenters import page_number, pages_of, slice_of
from service.pages.request_draft import PRIORITIES
from service.pages.suggested import suggested
from service.pages.wording import REQUEST_STATES, count_of, day, minutes_in_words, moment, seat_in_words
from service.panels.changes import apply_change
from service.panels.compose import propose
from service.panels.panel_rows import live_panel
from service.panels.requests import (
    COMPOSABLE,
    cancel_request,
    conflicts_of,
    get_request,
    list_requests,
    starts_of,
    warnings_for,
)
from service.security.guard import actor, guard, house
from service.work import Work

pages = Blueprint("requests", __name__, url_prefix="/requests")
SHOWN_STARTS = 8
STATES = {"": "All", **{state: words for state, (words, _) in REQUEST_STATES.items() if state != "draft"}}


@pages.get("")
@guard("requests.see")
def index() -> str:
    """Show the requests, newest first."""
    state = request.args.get("state", "")
    state = state if state in STATES else ""
    with house().reading(actor()) as work:
        found = list_requests(work, state or None)
        shown = [_row(work, each) for each in slice_of(found, page_number())]
    return render_template(
        "manager/requests.html",
        form=Form({"state": state}),
        states=list(STATES.items()),
        requests=shown,
        total=len(found),
        pages=pages_of(len(found), page_number()),
    )


@pages.get("/<request_id>")
@guard("requests.see")
def show(request_id: str) -> str:
    """Show a request."""
    return _show(request_id, Form())


@pages.post("/<request_id>/find")
@guard("requests.make")
def find(request_id: str) -> Page:
    """Look for a panel now; a request that has one keeps it."""
    return answer(Form(), lambda: propose_and_go(request_id), lambda form: _show(request_id, form))


@pages.post("/<request_id>/apply/<int:number>")
@guard("requests.make")
def apply(request_id: str, number: int) -> Page:
    """Make one suggested change, and look again."""
    form = Form(request.form)

    def act() -> Response:
        with house().writing(actor()) as work:
            apply_change(work, request_id, number, form.version())
        return propose_and_go(request_id)

    return answer(form, act, lambda shown: _show(request_id, shown))


@pages.post("/<request_id>/cancel")
@guard("requests.make")
def cancel(request_id: str) -> Page:
    """Cancel a request, with its panel if it has one."""
    form = Form(request.form, fields=("reason",))

    def act() -> Response:
        with house().writing(actor()) as work:
            cancel_request(work, request_id, form.value("reason"), form.version())
        flash("The request is cancelled. Whoever had been asked is told.")
        return redirect(url_for("requests.show", request_id=request_id), 303)

    return answer(form, act, lambda shown: _show(request_id, shown))


def propose_and_go(request_id: str) -> Response:
    """Propose a panel and go to it, or to the reason why there is none."""
    try:
        proposal = propose(house(), actor(), request_id)
    except ConflictError as error:
        # The request itself is safe; only the look for a panel did not come to an end.
        flash(error.message, "warning")
        return redirect(url_for("requests.show", request_id=request_id), 303)
    if proposal.panel is not None:
        return redirect(url_for("panels.show", panel_id=proposal.panel.id), 303)
    return redirect(url_for("requests.show", request_id=request_id), 303)


def _show(request_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        row = get_request(work, request_id)
        panel = live_panel(work, request_id)
        vacancy = work.session.get_one(Vacancy, row.vacancy_id)
        why = row.explanation if row.state == "unfilled" else None
        return render_template(
            "manager/request.html",
            form=form,
            request_row=row,
            vacancy=vacancy,
            state=REQUEST_STATES[row.state],
            facts=_facts(work, row),
            seats=[seat_in_words(each) for each in row.seats],
            panel_href=url_for("panels.show", panel_id=panel.id) if panel else "",
            warnings=[f"{each.message} {each.remedy}" for each in warnings_for(work, request_id)],
            reasons=why["reasons"] if why else [],
            suggested=suggested(why["changes"] if why else [], row.zone),
            can_find=row.state in COMPOSABLE and panel is None,
            can_change=row.state in COMPOSABLE,
            can_cancel=row.state not in ("closed", "cancelled"),
        )


def _row(work: Work, row: PanelRequest) -> dict[str, Any]:
    vacancy = work.session.get_one(Vacancy, row.vacancy_id)
    panel = live_panel(work, row.id)
    return {
        "reference": row.reference,
        "href": url_for("requests.show", request_id=row.id),
        "title": vacancy.title,
        "state": REQUEST_STATES[row.state],
        "when": moment(panel.starts_at, panel.zone) if panel else "Not settled",
    }


def _facts(work: Work, row: PanelRequest) -> list[tuple[str, str]]:
    starts = starts_of(work, row.id)
    times = [moment(each, row.zone) for each in starts[:SHOWN_STARTS]]
    if len(starts) > SHOWN_STARTS:
        times.append(f"and {count_of(len(starts) - SHOWN_STARTS, 'more possible start')}")
    named = len(conflicts_of(work, row.id))
    return [
        ("Possible starts", "; ".join(times) or "None"),
        ("Length", minutes_in_words(row.minutes)),
        ("Where", "Online" if row.online else f"At {work.session.get_one(Site, row.site_id).name}"),
        ("Needed by", day(row.needed_by) if row.needed_by else "No day named"),
        ("Urgency", PRIORITIES.get(str(row.priority), str(row.priority))),
        ("Conflicts of interest", f"{count_of(named, 'person', 'people')} named" if named else "Nobody named"),
    ]
