"""Repairing a panel that somebody left: the ways that are open, what each would change, and one button for each."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.pages.forms import Form, Page, answer
from service.pages.panel_words import facts
from service.pages.wording import role_name, span
from service.panels.repair_taking import repair_panel
from service.panels.repair_ways import WayView
from service.panels.repairs import repairs_of
from service.panels.views import PanelView, panel_view
from service.security.guard import actor, guard, house

pages = Blueprint("panel_repair", __name__, url_prefix="/panels/<panel_id>/repair")


@pages.get("")
@guard("panels.confirm")
def show(panel_id: str) -> str:
    """Show the ways to repair a panel."""
    return _show(panel_id, Form())


@pages.post("")
@guard("panels.confirm")
def submit(panel_id: str) -> Page:
    """Repair the panel in one of these ways."""
    form = Form(request.form)

    def act() -> Response:
        panel = repair_panel(house(), actor(), panel_id, form.value("way"), form.version())
        waits = panel.state == "awaiting_release"
        flash("The panel is changed. " + ("It is with HR for release." if waits else "Whoever is new to it is asked."))
        return redirect(url_for("panels.show", panel_id=panel_id), 303)

    return answer(form, act, lambda shown: _show(panel_id, shown))


def _show(panel_id: str, form: Form) -> str:
    found = repairs_of(house(), actor(), panel_id)
    with house().reading(actor()) as work:
        panel = panel_view(work, panel_id)
    return render_template(
        "manager/repair.html",
        form=form,
        panel=panel,
        facts=facts(panel),
        repairs=found,
        ways=[_in_words(each, panel) for each in found.ways],
        empty=[role_name(seat.role).lower() for seat in panel.seats if seat.person_id is None],
    )


def _in_words(way: WayView, panel: PanelView) -> dict[str, Any]:
    """Return a way's key, what it is in a line, and what it would change, a sentence each."""
    when = span(way.starts_at, way.ends_at, panel.zone)
    heading = {
        "fill": "Ask somebody who can take the seat",
        "swap": "Let a member change seats",
        "move": f"Meet on {when}",
        "ejection": "Take somebody from a proposal that nobody has confirmed",
    }[way.kind]
    changes = []
    for place in way.asked:
        instead = f" instead of {role_name(place.was).lower()}" if place.was else ""
        again = " for the new time" if way.kind == "move" else ""
        changes.append(f"{place.name} is asked as {role_name(place.role).lower()}{instead}{again}.")
    changes += [f"{name} is told that they are no longer needed." for name in way.released]
    if way.other is not None:
        other = way.other
        there = span(other.starts_at, other.ends_at, other.zone)
        changes.append(
            f"In the proposal for {other.vacancy_title} ({other.request_reference}) on {there}, {other.joins} sits in "
            f"place of {other.leaves}. Nobody has been asked there yet. Whoever asked for that panel is told."
        )
    return {"key": way.key, "heading": heading, "changes": changes}
