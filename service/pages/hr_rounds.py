"""Planning rounds for HR: start one, watch it, review its plan beside what is proposed now, publish or discard it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.models import Job, Round
from service.pages.forms import Form, Page, answer
from service.pages.hr_round_lines import line_row
from service.pages.hr_round_words import (
    FEW,
    KINDS,
    OUTCOMES,
    STOPPED,
    group_rows,
    level_in_words,
    parity_rows,
    progress_in_words,
    round_state,
    scope_in_words,
)
from service.pages.hr_words import labels_of
from service.pages.presenters import page_number, pages_of, slice_of
from service.pages.wording import moment
from service.panels.round_review import RoundReview, review_round
from service.panels.round_scope import RoundScope, requests_in_scope
from service.panels.rounds import (
    MOST_SECONDS,
    account_name,
    cancel_round,
    discard_round,
    get_round,
    job_of,
    list_rounds,
    publish_round,
    start_round,
    stuck,
)
from service.people.organisation import list_departments, list_divisions, list_sites
from service.people.self_description import list_features
from service.security.guard import actor, guard, house
from service.work import Work

pages = Blueprint("hr_rounds", __name__, url_prefix="/hr/rounds")
FIELDS = ("department_id", "division_id", "site_id", "first_day", "last_day", "needed_by", "seconds")
PER_PAGE = 25
ATTENTION = ("refused", "pending", "unfilled", "left_out", "changed", "new", "published", "unchanged")
UNDER_WAY = ("queued", "running", "cancelling")


@pages.get("")
@guard("rounds.run")
def show_all() -> str:
    """List the rounds, newest first."""
    with house().reading(actor()) as work:
        found, total = list_rounds(work, page=page_number(), size=PER_PAGE)
        names = _places(work)
        rows = [
            {
                "round": row,
                "when": moment(row.created_at, work.settings.zone),
                "scope": scope_in_words(row.scope, names),
                "state": round_state(row, job_of(work, row.id)),
            }
            for row in found
        ]
    return render_template(
        "hr/rounds/list.html", rows=rows, total=total, pages=pages_of(total, page_number(), PER_PAGE)
    )


@pages.get("/new")
@guard("rounds.run")
def new() -> str:
    """Show the form for a new round."""
    return _form_page(Form({"seconds": "60"}, fields=FIELDS))


@pages.post("/new")
@guard("rounds.run")
def new_submit() -> Page:
    """Start a round."""
    form = Form(request.form, fields=FIELDS, places={"scope": "department_id"})

    def act() -> Response:
        scope = RoundScope(
            form.value("department_id") or None,
            form.value("division_id") or None,
            form.value("site_id") or None,
            form.day("first_day", what="The first day", optional=True),
            form.day("last_day", what="The last day", optional=True),
            form.day("needed_by", what="The day", optional=True),
        )
        seconds = form.whole("seconds", low=1, high=MOST_SECONDS, what="The limit")
        form.check()
        with house().writing(actor()) as work:
            row = start_round(work, scope, seconds, form.value("may_change") == "yes")
        return redirect(url_for("hr_rounds.show", round_id=row.id), 303)

    return answer(form, act, _form_page)


@pages.get("/<round_id>")
@guard("rounds.run")
def show(round_id: str) -> str:
    """Show how far a round has come, or its plan beside what is proposed now."""
    return _show(round_id, Form())


@pages.get("/<round_id>/progress")
@guard("rounds.run")
def progress(round_id: str) -> str:
    """Show how far a round has come, as a piece of a page; the page looks for it while it is open."""
    with house().reading(actor()) as work:
        row, job = get_round(work, round_id), job_of(work, round_id)
    return render_template("hr/rounds/progress.html", lines=progress_in_words(row, job), mark=_mark(row, job))


@pages.post("/<round_id>/cancel")
@guard("rounds.run")
def cancel(round_id: str) -> Page:
    """Stop planning."""
    return _submit(round_id, lambda work, _: cancel_round(work, round_id), "Stopping. The best plan so far is kept.")


@pages.post("/<round_id>/publish")
@guard("rounds.run")
def publish(round_id: str) -> Page:
    """Publish the plan."""
    return _submit(
        round_id,
        lambda work, form: publish_round(work, round_id, form.version()),
        "The panels are being checked once more and proposed, one by one.",
    )


@pages.post("/<round_id>/discard")
@guard("rounds.run")
def discard(round_id: str) -> Page:
    """Forget the plan."""
    return _submit(
        round_id,
        lambda work, form: discard_round(work, round_id, form.version()),
        "The plan is discarded. Nothing of it was published.",
    )


def _submit(round_id: str, change: Callable[[Work, Form], object], said: str) -> Page:
    form = Form(request.form)

    def act() -> Response:
        with house().writing(actor()) as work:
            change(work, form)
        flash(said)
        return redirect(url_for("hr_rounds.show", round_id=round_id), 303)

    return answer(form, act, lambda shown: _show(round_id, shown))


def _show(round_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        row, job = get_round(work, round_id), job_of(work, round_id)
        given = _about(work, row, job)
    if row.state in ("planning", "publishing") and job.state in UNDER_WAY:
        lines = progress_in_words(row, job)
        return render_template("hr/rounds/running.html", form=form, lines=lines, mark=_mark(row, job), **given)
    with house().writing(actor()) as work:
        review = review_round(work, round_id)
        labels = labels_of(list_features(work))
    return render_template("hr/rounds/review.html", form=form, **given, **_reviewed(review, labels))


def _about(work: Work, row: Round, job: Job) -> dict[str, Any]:
    return {
        "round": row,
        "job": job,
        "state": round_state(row, job),
        "stuck": stuck(row, job),
        "scope": scope_in_words(row.scope, _places(work)),
        "begun": moment(row.created_at, work.settings.zone),
        "by": account_name(work, row.created_by),
        "published": moment(row.published_at, work.settings.zone) if row.published_at else "",
        "publisher": account_name(work, row.published_by),
    }


def _reviewed(review: RoundReview, labels: dict[tuple[str, str], str]) -> dict[str, Any]:
    row = review.round
    over = row.state in ("publishing", "published")
    words, of = (OUTCOMES, "state") if over else (KINDS, "kind")
    chosen = request.args.get("show", "")
    counts = [(key, pair[0], sum(getattr(line, of) == key for line in review.lines)) for key, pair in words.items()]
    fitting = [line for line in review.lines if chosen not in words or getattr(line, of) == chosen]
    fitting.sort(key=lambda line: ATTENTION.index(getattr(line, of)))  # stable: by reference within each
    rules = {str(rule["id"]): rule for line in review.lines for rule in line.requirements}
    priorities = bool(row.levels) and row.levels[0]["value"] != row.counts.get("filled")
    return {
        "over": over,
        "counts": counts,
        "chosen": chosen,
        "lines": [line_row(line, labels, over=over) for line in slice_of(fitting, page_number(), PER_PAGE)],
        "pages": pages_of(len(fitting), page_number(), PER_PAGE),
        "levels": [level_in_words(level, priorities) for level in row.levels],
        "stopped": STOPPED.get(row.stopped_by, ""),
        "groups": group_rows(review.figures, labels),
        "parity": parity_rows(review.figures, rules, labels),
        "load": review.figures.get("load"),
        "few": FEW,
    }


def _form_page(form: Form) -> str:
    with house().reading(actor()) as work:
        covered = [len(requests_in_scope(work, RoundScope(), may_change=may)) for may in (False, True)]
        given = {
            "departments": [(each.id, each.name) for each in list_departments(work)],
            "divisions": [(each.id, each.name) for each in list_divisions(work)],
            "sites": [(each.id, each.name) for each in list_sites(work)],
        }
    return render_template("hr/rounds/new.html", form=form, without=covered[0], with_proposals=covered[1], **given)


def _places(work: Work) -> dict[str, str]:
    names = {each.id: each.name for each in list_departments(work)}
    names |= {each.id: each.name for each in list_divisions(work)}
    return names | {each.id: each.name for each in list_sites(work)}


def _mark(row: Round, job: Job) -> str:
    """Return what the page compares to know that there is something else to show."""
    return f"{row.state}-{'running' if job.state in UNDER_WAY else 'over'}"
