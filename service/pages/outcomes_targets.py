"""Targets for HR: what is to be reached, by whom and when; and showing staff how far it is."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlmodel import col, select
from werkzeug.wrappers import Response

from service import db
from service.models import Account, Target, utc_now
from service.outcomes.scheme_health import MEASURES, Measure, measures_of
from service.outcomes.targets import ENDED, end_target, publish_figures, set_target, targets
from service.pages.forms import Form, Page, answer
from service.pages.outcomes_words import TARGET_STATES
from service.panels.compliance import sat_panels
from service.security.guard import actor, guard, house
from service.work import Work

pages = Blueprint("outcomes_targets", __name__, url_prefix="/outcomes/targets")
FIELDS = ("measure", "title", "goal", "owner", "due_on", "staff_facing")
END_FIELDS = ("state", "note")


@pages.get("")
@guard("outcomes.see")
def show_all() -> str:
    """List the targets, with a form for a new one."""
    return _page(Form({"staff_facing": "yes"}, fields=FIELDS))


@pages.post("")
@guard("outcomes.release")
def add() -> Page:
    """Set a target."""
    form = Form(request.form, fields=FIELDS)

    def act() -> Response:
        goal = form.whole("goal", low=0, high=366, what="The goal")
        due = form.day("due_on", what="The day")
        form.check()
        with house().writing(actor()) as work:
            if due is not None:
                set_target(
                    work, form.value("measure"), form.value("title"), goal, form.value("owner"), due,
                    staff_facing=form.value("staff_facing") == "yes",
                )  # fmt: skip
        flash("The target is set.")
        return redirect(url_for("outcomes_targets.show_all"), 303)

    return answer(form, act, _page)


@pages.get("/<target_id>")
@guard("outcomes.release")
def show(target_id: str) -> str:
    """Show the form that ends a target."""
    return _ending(target_id, Form(fields=END_FIELDS))


@pages.post("/<target_id>")
@guard("outcomes.release")
def end(target_id: str) -> Page:
    """End a target."""
    form = Form(request.form, fields=END_FIELDS)

    def act() -> Response:
        with house().writing(actor()) as work:
            end_target(work, target_id, form.value("state"), form.value("note"), form.version())
        flash("The target has ended.")
        return redirect(url_for("outcomes_targets.show_all"), 303)

    return answer(form, act, lambda shown: _ending(target_id, shown))


@pages.post("/publish")
@guard("outcomes.release")
def publish() -> Page:
    """Show staff the figures of the last twelve months."""
    form = Form()

    def act() -> Response:
        with house().writing(actor()) as work:
            number = publish_figures(work, _of_last_year(work))
        flash(f"Staff now see the figures of {number} targets. They stand for four weeks.")
        return redirect(url_for("outcomes_targets.show_all"), 303)

    return answer(form, act, _page)


def _of_last_year(work: Work) -> dict[str, Measure]:
    last = utc_now().astimezone(work.settings.zone).date()
    first = last - timedelta(days=364)
    return {each.key: each for each in measures_of(work, sat_panels(work, first, last), first, last)}


def _page(form: Form) -> str:
    with house().reading(actor()) as work:
        accounts = work.session.exec(
            select(Account).where(col(Account.disabled_at).is_(None)).order_by(Account.name)
        ).all()
        names = {each.id: each.name for each in accounts}
        rows = [
            {
                "target": each,
                "measure": MEASURES.get(each.measure, each.measure),
                "owner": names.get(each.owner, "Somebody who has left"),
                "goal": f"{each.goal:g} {'days' if each.measure == 'days_to_panel' else '%'}",
                "due": f"{each.due_on:%-d %B %Y}",
                "state": ("Overdue", "red") if _overdue(work, each.state, each.due_on) else TARGET_STATES[each.state],
            }
            for each in targets(work)
        ]
    return render_template(
        "outcomes/targets.html", form=form, rows=rows, measures=list(MEASURES.items()),
        owners=[(each.id, each.name) for each in accounts],
    )  # fmt: skip


def _ending(target_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        target = db.get(work.session, Target, target_id)
    ends = [(each, TARGET_STATES[each][0]) for each in ENDED]
    return render_template("outcomes/target.html", form=form, target=target, ends=ends)


def _overdue(work: Work, state: str, due: object) -> bool:
    return state == "running" and str(due) < utc_now().astimezone(work.settings.zone).date().isoformat()
