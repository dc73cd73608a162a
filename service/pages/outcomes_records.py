"""What the audit counts, kept right by HR: other systems' outcomes, corrections by two people, and closed periods."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlmodel import select
from werkzeug.wrappers import Response

from service import db
from service.errors import NotFoundError
from service.models import (
    OUTCOME_STAGES,
    OUTCOMES,
    Account,
    Application,
    OutcomeCorrection,
    OutcomeEvent,
    Vacancy,
)
from service.outcome_steps import steps_of
from service.outcomes.corrections import (
    confirm_correction,
    propose_correction,
    refuse_correction,
    waiting_corrections,
)
from service.outcomes.external import check_outcomes, import_outcomes, sources
from service.outcomes.periods import close_period, closed_periods
from service.pages.forms import Form, Page, answer
from service.pages.wording import moment
from service.security.guard import actor, guard, house
from service.work import Work

pages = Blueprint("outcomes_records", __name__, url_prefix="/outcomes/records")
FIELDS = ("file", "source", "vacancy", "reference", "first_day", "last_day")
STEP_FIELDS = ("stage", "outcome", "happened_on", "reason")
LARGEST = 20_000_000  # bytes: below what the service and a proxy in front let through


@pages.get("")
@guard("outcomes.see")
def show() -> str:
    """Show the systems whose outcomes are here, what waits for a second person, and the closed periods."""
    return _page(Form(fields=FIELDS))


@pages.post("/import")
@guard("outcomes.release")
def take_in() -> Page:
    """Look at a file of another system's outcomes, or take it in."""
    form = Form(request.form, fields=FIELDS)
    upload = request.files.get("file")
    data = upload.read(LARGEST + 1) if upload is not None else b""
    if len(data) > LARGEST:
        form.refuse("file", "The file is larger than 20 MB.", "Split it by year.")
    elif not data:
        form.refuse("file", "No file was chosen, or it is empty.", "Choose a CSV file.")
    dry = form.value("act") != "import"

    def act() -> Response:
        form.check()
        rows = check_outcomes(data, form.value("source").strip())
        with house().writing(actor()) as work:
            done = import_outcomes(work, rows, form.value("source").strip(), dry_run=dry)
        words = f"{done.new:,} new, {done.changed:,} changed, {done.unchanged:,} as before"
        if dry:
            flash(f"Nothing was taken in yet. The file would bring {words}. Choose it again to import it.", "warning")
        else:
            flash(f"Imported: {words}.")
        return redirect(url_for("outcomes_records.show"), 303)

    return answer(form, act, _page)


@pages.post("/periods")
@guard("outcomes.release")
def close() -> Page:
    """Close a period."""
    form = Form(request.form, fields=FIELDS)

    def act() -> Response:
        first, last = form.day("first_day", what="The first day"), form.day("last_day", what="The last day")
        form.check()
        with house().writing(actor()) as work:
            if first is not None and last is not None:
                close_period(work, first, last)
        flash("The period is closed. What is recorded of it from now on counts on the first day after it.")
        return redirect(url_for("outcomes_records.show"), 303)

    return answer(form, act, _page)


@pages.get("/steps")
@guard("outcomes.see")
def steps() -> Page:
    """Show the steps of one application, found by its vacancy's reference and its own."""
    form = Form(request.args, fields=FIELDS)
    with house().reading(actor()) as work:
        found = _application(work, form.value("vacancy").strip(), form.value("reference").strip())
    if found is None:
        form.refuse("reference", "No application has these references.", "Look them up in the recruiting system.")
        return _page(form), 404
    return _steps(found.id)


@pages.get("/steps/<event_id>")
@guard("outcomes.release")
def correction(event_id: str) -> str:
    """Show the form that corrects a step."""
    return _correction(event_id, Form(fields=STEP_FIELDS))


@pages.post("/steps/<event_id>")
@guard("outcomes.release")
def correct(event_id: str) -> Page:
    """Propose a correction of a step."""
    form = Form(request.form, fields=STEP_FIELDS)
    with house().reading(actor()) as work:
        event = db.get(work.session, OutcomeEvent, event_id)
        application = db.get(work.session, Application, event.application_id)
        vacancy = db.get(work.session, Vacancy, application.vacancy_id)

    def act() -> Response:
        day = form.day("happened_on", what="The day")
        form.check()
        with house().writing(actor()) as work:
            if day is not None:
                propose_correction(
                    work, event_id, form.value("stage"), form.value("outcome"), day, form.value("reason")
                )
        flash("The correction waits for a second person in HR.")
        where = url_for("outcomes_records.steps", vacancy=vacancy.reference, reference=application.reference)
        return redirect(where, 303)

    return answer(form, act, lambda shown: _correction(event_id, shown))


@pages.post("/corrections/<correction_id>/<word>")
@guard("outcomes.release")
def settle(correction_id: str, word: str) -> Page:
    """Confirm or refuse a correction."""
    if word not in ("confirm", "refuse"):
        raise NotFoundError
    form = Form(request.form, fields=FIELDS)

    def act() -> Response:
        with house().writing(actor()) as work:
            if word == "confirm":
                confirm_correction(work, correction_id, form.version())
            else:
                refuse_correction(work, correction_id, form.version())
        flash("The step is corrected." if word == "confirm" else "The step stands as it was recorded.")
        return redirect(url_for("outcomes_records.show"), 303)

    return answer(form, act, _page)


def _application(work: Work, vacancy: str, reference: str) -> Application | None:
    wanted = select(Application).join(Vacancy).where(Vacancy.reference == vacancy, Application.reference == reference)
    return work.session.exec(wanted).one_or_none()


def _page(form: Form) -> str:
    with house().reading(actor()) as work:
        return render_template(
            "outcomes/records.html",
            form=form,
            sources=[[source, f"{number:,}"] for source, number in sources(work)],
            corrections=[_correction_row(work, each) for each in waiting_corrections(work)],
            periods=[[f"{each.first_day:%-d %B %Y}", f"{each.last_day:%-d %B %Y}"] for each in closed_periods(work)],
        )


def _correction_row(work: Work, row: OutcomeCorrection) -> dict[str, Any]:
    event = db.get(work.session, OutcomeEvent, row.event_id)
    application = db.get(work.session, Application, event.application_id)
    vacancy = db.get(work.session, Vacancy, event.vacancy_id)
    proposer = work.session.get(Account, row.proposed_by)
    return {
        "row": row,
        "what": f"{vacancy.reference}, application {application.reference}",
        "was": f"{event.stage}, {event.outcome}, {event.happened_on:%-d %B %Y}",
        "should": f"{row.stage}, {row.outcome}, {row.happened_on:%-d %B %Y}",
        "by": proposer.name if proposer else "",
        "mine": row.proposed_by == actor().account_id,
    }


def _steps(application_id: str) -> str:
    with house().reading(actor()) as work:
        application = db.get(work.session, Application, application_id)
        vacancy = db.get(work.session, Vacancy, application.vacancy_id)
        found = [(event, moment(event.recorded_at, work.settings.zone)) for event in steps_of(work, application_id)]
    return render_template("outcomes/steps.html", application=application, vacancy=vacancy, steps=found)


def _correction(event_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        event = db.get(work.session, OutcomeEvent, event_id)
        application = db.get(work.session, Application, event.application_id)
        vacancy = db.get(work.session, Vacancy, application.vacancy_id)
    if not form.typed:
        form.typed.update(
            {"stage": event.stage, "outcome": event.outcome, "happened_on": event.happened_on.isoformat()}
        )
    return render_template(
        "outcomes/correction.html", form=form, event=event, application=application, vacancy=vacancy,
        stages=[(each, each.capitalize()) for each in OUTCOME_STAGES],
        outcomes=[(each, each.replace("_", " ").capitalize()) for each in OUTCOMES],
    )  # fmt: skip
