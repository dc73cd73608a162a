"""A panel's page: who sits, when and where; confirming it, letting a reserve be asked, and what happened."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.errors import NotFoundError
from service.models import utc_now
from service.pages.forms import Form, Page, answer
from service.pages.panel_words import facts, has_begun, seat_shown, told, what_now
from service.pages.wording import PANEL_STATES
from service.panels.assignments import my_assignments
from service.panels.decisions import decisions_of
from service.panels.history import panel_history
from service.panels.life import confirm_panel
from service.panels.replacements import confirm_replacement
from service.panels.requests import get_request
from service.panels.views import PanelView, panel_view
from service.security.guard import actor, guard, house
from service.work import Work

pages = Blueprint("panels", __name__, url_prefix="/panels")


@pages.get("/<panel_id>")
@guard("panels.see")
def show(panel_id: str) -> str:
    """Show a panel: the whole of it to who asked for it, and who sits when and where to its members."""
    return show_panel(panel_id, Form())


@pages.post("/<panel_id>/confirm")
@guard("panels.confirm")
def confirm(panel_id: str) -> Page:
    """Confirm a proposal, in one's own name."""
    form = Form(request.form)

    def act() -> Response:
        with house().writing(actor()) as work:
            panel = confirm_panel(work, panel_id, form.version(), form.value("auto_invite") == "yes")
        waits = panel.state == "awaiting_release"
        flash("You have confirmed the panel. " + ("It is with HR for release." if waits else "Its members are asked."))
        return redirect(url_for("panels.show", panel_id=panel_id), 303)

    return answer(form, act, lambda shown: show_panel(panel_id, shown))


@pages.post("/<panel_id>/reserve/<invitation_id>")
@guard("panels.confirm")
def ask_reserve(panel_id: str, invitation_id: str) -> Page:
    """Have the reserve asked who is held for a seat that somebody left."""
    form = Form(request.form)

    def act() -> Response:
        with house().writing(actor()) as work:
            sent = confirm_replacement(work, invitation_id, form.version())
        flash("The reserve is asked." if sent is not None else "The panel is with HR for release.")
        return redirect(url_for("panels.show", panel_id=panel_id), 303)

    return answer(form, act, lambda shown: show_panel(panel_id, shown))


@pages.get("/<panel_id>/history")
@guard("panels.confirm")
def history(panel_id: str) -> str:
    """Show what happened to a panel."""
    with house().reading(actor()) as work:
        panel = panel_view(work, panel_id)
        acts = told(panel_history(work, panel_id), house().settings.zone)
    return render_template("manager/history.html", panel=panel, acts=acts)


def show_panel(panel_id: str, form: Form) -> str:
    """Return a panel's page, with what a form on it came back with."""
    zone = house().settings.zone
    with house().reading(actor()) as work:
        panel = panel_view(work, panel_id)
        whole = sees_whole(work, panel)
        mine = [each for each in my_assignments(work) if each.panel_id == panel_id and each.can_answer]
        return render_template(
            "manager/panel.html",
            form=form,
            panel=panel,
            whole=whole,
            state=PANEL_STATES[panel.state],
            facts=facts(panel),
            what_now=what_now(panel, zone) if whole else "",
            seats=[seat_shown(seat, panel) for seat in panel.seats],
            mine=mine[0] if mine else None,
            repairable=whole and panel.can_change and any(seat.person_id is None for seat in panel.seats),
            records=panel.can_record and has_begun(panel, utc_now()),
            decision=decisions_of(work, panel_id)[-1:] if whole and panel.state == "closed" else [],
        )


def sees_whole(work: Work, panel: PanelView) -> bool:
    """Return whether who is signed in asked for the panel, or is in HR; its members see less."""
    try:
        get_request(work, panel.request_id)
    except NotFoundError:
        return False
    return True
