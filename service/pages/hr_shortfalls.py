"""Panels that HR has to settle: releases, and requirements that panels lack. Each look is recorded in the trail."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlmodel import col
from werkzeug.wrappers import Response

from service import db
from service.models import Account, Panel, PanelRequest, Person, Shortfall, Vacancy
from service.pages.forms import Form, Page, answer
from service.pages.hr_words import (
    DECISIONS,
    labels_of,
    panel_seat_in_words,
    requirement_in_words,
    strength_in_words,
)
from service.pages.wording import PANEL_STATES, span
from service.panels.hr_view import parity_ratios
from service.panels.life import BEFORE_HELD
from service.panels.panel_rows import seats_of
from service.panels.release import Decision, release_panel
from service.panels.scope import panel_in_scope, visible_panels
from service.panels.shortfalls import decide_shortfall, list_shortfalls
from service.people.self_description import list_features
from service.security.guard import actor, guard, house
from service.work import Work

pages = Blueprint("hr_shortfalls", __name__, url_prefix="/hr/settle")
CHOICES = (
    {"value": "waive", "text": "Waive it", "hint": "The panel may sit as it is"},
    {"value": "widen", "text": "Widen the search", "hint": "Somebody changes what a seat asks for, and looks again"},
    {"value": "ask_someone", "text": "Ask someone", "hint": "Somebody is asked to take a seat"},
)


@pages.get("")
@guard("shortfalls.settle")
def show_all() -> str:
    """List the panels that wait for release, and those that lack something nobody has decided about."""
    with house().writing(actor()) as work:
        awaiting = visible_panels(work.actor).where(Panel.state == "awaiting_release")
        waiting = [_row(work, panel) for panel in work.session.exec(awaiting.order_by(col(Panel.starts_at), Panel.id))]
        known = {row["panel"].id for row in waiting}
        counts: dict[str, int] = {}
        for shortfall in list_shortfalls(work, undecided=True):
            if shortfall.panel_id not in known:
                counts[shortfall.panel_id] = counts.get(shortfall.panel_id, 0) + 1
        lacking = [_row(work, db.get(work.session, Panel, panel_id)) | {"count": n} for panel_id, n in counts.items()]
        if lacking:
            work.record("shortfall.viewed", "pool", "pool", {"panels": len(lacking)})
    return render_template("hr/shortfalls.html", waiting=waiting, lacking=sorted(lacking, key=_soonest))


@pages.get("/<panel_id>")
@guard("shortfalls.settle")
def show(panel_id: str) -> str:
    """Show what a panel lacks, and what can be done about it."""
    return _show(panel_id, Form())


@pages.post("/<panel_id>/decide/<shortfall_id>")
@guard("shortfalls.settle")
def decide(panel_id: str, shortfall_id: str) -> Page:
    """Decide about one thing a panel lacks."""
    form = Form(request.form, fields=_fields(shortfall_id))

    def change(work: Work) -> str:
        decision = form.one_of(f"decision-{shortfall_id}", DECISIONS, what="What you decide")
        reason = form.text(f"reason-{shortfall_id}", what="The reason", longest=2000)
        form.check()
        found = [each for each in list_shortfalls(work, panel_id) if each.id == shortfall_id]
        decide_shortfall(work, found[0].id if found else "", decision, reason, form.version())
        return f"{DECISIONS[decision]}. The reason is kept with the panel."

    return _submit(panel_id, form, change)


@pages.post("/<panel_id>/release")
@guard("shortfalls.settle")
def release(panel_id: str) -> Page:
    """Release a panel, with a reason for each rule that it must meet and does not."""
    form = Form(request.form)

    def change(work: Work) -> str:
        decisions = {
            each.id: Decision("waive", form.text(f"waive-{each.id}", longest=2000))
            for each in list_shortfalls(work, panel_id)
            if form.value(f"waive-{each.id}").strip()
        }
        form.check()
        release_panel(work, panel_id, form.version(), decisions)
        return "The panel is released. Its members are being invited."

    names = [name.removeprefix("waive-") for name in request.form if name.startswith("waive-")]
    form.fields = frozenset(f"waive-{name}" for name in names)
    form.places = {f"decisions.{name}": f"waive-{name}" for name in names}
    return _submit(panel_id, form, change)


def _submit(panel_id: str, form: Form, change: Callable[[Work], str]) -> Page:
    def act() -> Response:
        with house().writing(actor()) as work:
            said = change(work)
        flash(said)
        return redirect(url_for("hr_shortfalls.show", panel_id=panel_id), 303)

    return answer(form, act, lambda shown: _show(panel_id, shown))


def _show(panel_id: str, form: Form) -> str:
    with house().writing(actor()) as work:
        panel = panel_in_scope(work, panel_id)
        given = _row(work, panel)
        labels = labels_of(list_features(work))
        ratios = {each.requirement_id: each for each in parity_ratios(work, panel.request_id)}
        lacks = {each.requirement_id: each for each in list_shortfalls(work, panel_id)}
        given |= {
            "members": [
                (seat.position, panel_seat_in_words(seat), _name(work, seat.person_id))
                for seat in seats_of(work, panel_id)
            ],
            "to_waive": [
                (lacks[rule["id"]].id, requirement_in_words(rule, labels))
                for rule in given["asked"].requirements
                if rule["id"] in lacks and _holds_up(lacks[rule["id"]])
            ],
            "rules": [
                {
                    "words": requirement_in_words(rule, labels),
                    "strength": strength_in_words(rule),
                    "lack": lacks.get(rule["id"]),
                    "parity": ratios.get(rule["id"]),
                    "decided": _decided(work, lacks.get(rule["id"])),
                }
                for rule in given["asked"].requirements
            ],
        }
        work.record("shortfall.viewed", "panel", panel_id, {"requirements": len(given["rules"])})
    deciding = any(name.startswith("decision-") for name in form.fields)  # then the version is a shortfall's
    fresh = deciding or form.changed_meanwhile or not form.value("version")
    given["version"] = given["panel"].version if fresh else form.version()
    return render_template("hr/shortfall.html", form=form, choices=CHOICES, **given)


def _row(work: Work, panel: Panel) -> dict[str, Any]:
    asked = db.get(work.session, PanelRequest, panel.request_id)
    return {
        "panel": panel,
        "asked": asked,
        "vacancy": db.get(work.session, Vacancy, asked.vacancy_id),
        "when": span(panel.starts_at, panel.ends_at, panel.zone),
        "state": PANEL_STATES[panel.state],
        "open": panel.state in BEFORE_HELD,
    }


def _holds_up(shortfall: Shortfall) -> bool:
    return shortfall.protected and shortfall.strength == "must" and shortfall.decision != "waive"


def _soonest(row: dict[str, Any]) -> Any:
    return row["panel"].starts_at, row["panel"].id


def _decided(work: Work, shortfall: Shortfall | None) -> str:
    if shortfall is None or shortfall.decision is None or shortfall.decided_at is None:
        return ""
    account = work.session.get(Account, shortfall.decided_by) if shortfall.decided_by else None
    on = shortfall.decided_at.astimezone(work.settings.zone)
    return (
        f"{DECISIONS[shortfall.decision]} by {account.name if account else 'HR'} on {on:%d/%m/%Y}: {shortfall.reason}"
    )


def _name(work: Work, person_id: str | None) -> str:
    person = work.session.get(Person, person_id) if person_id else None
    return person.name if person else "Nobody yet"


def _fields(shortfall_id: str) -> tuple[str, str]:
    return f"decision-{shortfall_id}", f"reason-{shortfall_id}"
