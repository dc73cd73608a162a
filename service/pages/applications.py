"""A vacancy's applications for the recruitment team, and after the reveal for its managers."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.application_contents import is_revealed
from service.db import get
from service.jobs.queue import WAITING_OR_UNDER_WAY
from service.models import Job, Vacancy
from service.pages.application_words import (
    SHORTLISTING_STATES,
    counted_states,
    line_state,
    progress_lines,
)
from service.pages.forms import Form, Page, answer
from service.pages.presenters import page_number, pages_of, slice_of
from service.pages.wording import day, moment
from service.scope import is_hr
from service.security.guard import actor, guard, house
from service.shortlisting.applications import (
    list_applications,
    open_application,
    original_document,
    redaction_job,
    start_redaction,
    states_of,
    withdraw_application,
)
from service.shortlisting.applications_scope import for_recruiters
from service.shortlisting.criteria import standing_of
from service.shortlisting.redaction.disclosure_model import is_installed
from service.shortlisting.redaction_job import waiting_in
from service.shortlisting.review import REVIEWED, ready_packs, release_ready_packs
from service.work import Work

pages = Blueprint("applications", __name__)
PER_PAGE = 50
STEPS = {
    "applied": "Applied", "shortlisted": "Shortlisted", "interviewed": "Interviewed", "offered": "Offered",
    "appointed": "Appointed",
}  # fmt: skip
ENDS = {
    "open": "", "withdrawn": "withdrew", "not_selected": "not selected", "declined": "declined",
    "reserve": "in reserve", "appointed": "",
}  # fmt: skip


@pages.get("/vacancies/<vacancy_id>/applications")
@guard("applications.see")
def show_all(vacancy_id: str) -> str:
    """List a vacancy's applications with the state of their redaction."""
    return _show_all(vacancy_id, Form())


@pages.get("/vacancies/<vacancy_id>/applications/progress")
@guard("redaction.review")
def progress(vacancy_id: str) -> str:
    """Show how far the redaction has come, as a piece of a page; the page looks for it while it is open."""
    with house().reading(actor()) as work:
        for_recruiters(work, vacancy_id)
        job = redaction_job(work, vacancy_id)
        lines = progress_lines(job, len(waiting_in(work, vacancy_id)))
    return render_template("hr/rounds/progress.html", lines=lines, mark=_mark(job))


@pages.post("/vacancies/<vacancy_id>/applications/redact")
@guard("redaction.review")
def redact(vacancy_id: str) -> Page:
    """Let a worker redact what waits."""
    return _act(vacancy_id, lambda work, _: start_redaction(work, vacancy_id), "The redaction waits for a worker.")


@pages.post("/vacancies/<vacancy_id>/applications/release")
@guard("redaction.review")
def release(vacancy_id: str) -> Page:
    """Release all redacted texts without an open point."""
    return _act(
        vacancy_id,
        lambda work, form: release_ready_packs(
            work, vacancy_id, form.whole("count", low=0, high=100_000, what="The number of texts")
        ),
        "The redacted texts are released: shortlisters can read them once marking begins.",
    )


@pages.get("/applications/<application_id>")
@guard("applications.see")
def show(application_id: str) -> str:
    """Show one application as it was sent."""
    return _show(application_id, Form())


@pages.get("/applications/<application_id>/documents/<document_id>")
@guard("applications.see")
def document(application_id: str, document_id: str) -> Response:
    """Serve a document as it was sent, after the reveal, under a neutral name."""
    with house().writing(actor()) as work:
        kind, data = original_document(work, application_id, document_id)
    headers = {"Content-Disposition": f'attachment; filename="attachment.{kind}"'}
    return Response(data, mimetype="application/octet-stream", headers=headers)


@pages.post("/applications/<application_id>/withdraw")
@guard("redaction.review")
def withdraw(application_id: str) -> Page:
    """Note that an applicant has withdrawn."""
    form = Form(request.form, fields=("on",))

    def act() -> Response:
        on = form.day("on", what="The day")
        form.check()
        with house().writing(actor()) as work:
            row = withdraw_application(work, application_id, form.version(), on) if on else None
        flash("The application is withdrawn. Nothing is deleted.")
        return redirect(url_for("applications.show_all", vacancy_id=row.vacancy_id if row else ""), 303)

    return answer(form, act, lambda shown: _show(application_id, shown))


def _act(vacancy_id: str, change: Callable[[Work, Form], object], said: str) -> Page:
    form = Form(request.form)

    def act() -> Response:
        with house().writing(actor()) as work:
            change(work, form)
        flash(said)
        return redirect(url_for("applications.show_all", vacancy_id=vacancy_id), 303)

    return answer(form, act, lambda shown: _show_all(vacancy_id, shown))


def _show_all(vacancy_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        found = list_applications(work, vacancy_id)
        vacancy = get(work.session, Vacancy, vacancy_id)
        state, _ = standing_of(work, vacancy_id)
        job = redaction_job(work, vacancy_id)
        waiting = len(waiting_in(work, vacancy_id))
        given: dict[str, Any] = {
            "vacancy": vacancy,
            "state": SHORTLISTING_STATES[state],
            "total": len(found),
            "counts": counted_states(states_of(found)),
            "ready": len(ready_packs(work, vacancy_id)),
            "lines": progress_lines(job, waiting),
            "mark": _mark(job),
            "under_way": bool(waiting) and _under_way(job),
            "waiting": waiting,
            "revealed": is_revealed(work, vacancy_id),
            "recruits": is_hr(work.actor),
            "takes_in": state == "open",
            "reviews": state in REVIEWED,
            "with_model": is_installed(),
        }
    first = {"in_review": 0, "imported": 1}
    found.sort(key=lambda each: (-each.leaks, first.get(each.application.state, 2), each.application.reference))
    shown = slice_of(found, page_number(), PER_PAGE)
    rows = [(each, line_state(each)) for each in shown]
    return render_template(
        "applications/list.html", form=form, rows=rows, pages=pages_of(len(found), page_number(), PER_PAGE), **given
    )


def _show(application_id: str, form: Form) -> str:
    zone = house().settings.zone
    with house().writing(actor()) as work:
        found = open_application(work, application_id)
        vacancy = get(work.session, Vacancy, found.application.vacancy_id)
        revealed = is_revealed(work, vacancy.id)
    details = found.contents.details
    return render_template(
        "applications/application.html",
        form=form,
        found=found,
        vacancy=vacancy,
        revealed=revealed,
        recruits=is_hr(actor()),
        details=[
            (name.replace("_", " ").capitalize(), "; ".join(value) if isinstance(value, list) else str(value))
            for name, value in details.items()
            if value
        ],
        steps=[
            (
                " – ".join(part for part in (STEPS[each.stage], ENDS.get(each.outcome, each.outcome)) if part),
                f"{day(each.happened_on)}; recorded {moment(each.recorded_at, zone)}",
            )
            for each in found.steps
        ],
        applied=day(found.application.applied_on),
    )


def _under_way(job: Job | None) -> bool:
    return job is not None and job.state in WAITING_OR_UNDER_WAY


def _mark(job: Job | None) -> str:
    """Return what the page compares to know that there is something else to show."""
    return "running" if _under_way(job) else "over"
