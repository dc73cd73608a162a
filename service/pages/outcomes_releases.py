"""Releases for HR: snapshots, drafts to look at, letting one out for a reason, the register, and who took what."""

import json

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from service.errors import NotFoundError
from service.jobs.queue import latest_job
from service.models import Account, OutcomeRelease, OutcomeSnapshot, ReleaseDraft
from service.outcomes.applications import FinancialYear
from service.outcomes.forms import FORMS
from service.outcomes.records import outcomes_file
from service.outcomes.releases import (
    discard_draft,
    downloads,
    draft_release,
    drafted_document,
    drafts,
    publish_draft,
    releases,
    snapshot_of,
    take_release,
)
from service.outcomes.snapshots import snapshots, take_snapshot
from service.pages.forms import Form, Page, answer
from service.pages.outcomes import panels_met
from service.pages.outcomes_audit import years
from service.pages.outcomes_words import audit_tables, draft_state
from service.pages.wording import moment
from service.security.guard import actor, guard, house
from service.work import Work

pages = Blueprint("outcomes_releases", __name__, url_prefix="/outcomes/releases")
PLACES = {"--by": "by"}


@pages.get("")
@guard("outcomes.see")
def show_all() -> str:
    """Show the snapshots, the drafts and the register."""
    return _list(Form())


@pages.post("/snapshots")
@guard("outcomes.release")
def snapshot() -> Page:
    """Freeze a financial year as it stands."""
    form = Form(request.form, fields=("year",))

    def act() -> Answer:
        year = FinancialYear.parse(form.value("year"))
        with house().writing(actor()) as work:
            taken = take_snapshot(work, year, outcomes_file(work, panels_met(work)))
            number = taken.applications
        flash(f"{year} is frozen with {number:,} applications.")
        return redirect(url_for("outcomes_releases.show_all"), 303)

    return answer(form, act, _list)


@pages.post("/drafts")
@guard("outcomes.release")
def draft() -> Page:
    """Let a worker draft a release of a snapshot."""
    form = Form(request.form, fields=("snapshot_id", "by"), places=PLACES)

    def act() -> Answer:
        with house().writing(actor()) as work:
            row = draft_release(work, form.value("snapshot_id"), form.value("by"))
        return redirect(url_for("outcomes_releases.show_draft", draft_id=row.id), 303)

    return answer(form, act, _list)


@pages.get("/drafts/<draft_id>")
@guard("outcomes.see")
def show_draft(draft_id: str) -> str:
    """Show a draft: how far it is, or what would leave."""
    return _draft(draft_id, Form())


@pages.post("/drafts/<draft_id>/release")
@guard("outcomes.release")
def release(draft_id: str) -> Page:
    """Let a draft out."""
    form = Form(request.form, fields=("title", "reason"))

    def act() -> Answer:
        with house().writing(actor()) as work:
            staff = form.value("staff_facing") == "yes"
            row = publish_draft(work, draft_id, form.value("title"), form.value("reason"), staff, form.version())
        flash(f"Release {row.number} is in the register.")
        return redirect(url_for("outcomes_releases.show", release_id=row.id), 303)

    return answer(form, act, lambda shown: _draft(draft_id, shown))


@pages.post("/drafts/<draft_id>/discard")
@guard("outcomes.release")
def discard(draft_id: str) -> Page:
    """Throw a draft away."""
    form = Form(request.form)

    def act() -> Answer:
        with house().writing(actor()) as work:
            discard_draft(work, draft_id, form.version())
        flash("The draft is discarded.")
        return redirect(url_for("outcomes_releases.show_all"), 303)

    return answer(form, act, lambda shown: _draft(draft_id, shown))


@pages.get("/<release_id>")
@guard("outcomes.see")
def show(release_id: str) -> str:
    """Show a release: why it was made, and who took it."""
    with house().reading(actor()) as work:
        row = _one(work, release_id)
        taken = [
            [moment(each.taken_at, work.settings.zone), _name(work, each.taken_by), each.form.upper()]
            for each in downloads(work, release_id)
        ]
        given = _release_row(work, row)
    tables = audit_tables(json.loads(row.report))
    return render_template("outcomes/release.html", release=row, tables=tables, taken=taken, forms=list(FORMS), **given)


@pages.post("/<release_id>/<form>")
@guard("fairness.see")
def take(release_id: str, form: str) -> Response:
    """Hand a release over in one of its forms; who took it is written down."""
    if form not in FORMS:
        raise NotFoundError
    with house().writing(actor()) as work:
        data = take_release(work, release_id, form)
        number = work.session.get_one(OutcomeRelease, release_id).number
    headers = {"Content-Disposition": f'attachment; filename="outcomes-release-{number}.{FORMS[form].ending}"'}
    return Response(data, mimetype=FORMS[form].media_type, headers=headers)


def _list(form: Form) -> str:
    with house().reading(actor()) as work:
        frozen = [
            (row.id, f"{FinancialYear(row.year)}, frozen on {moment(row.taken_at, work.settings.zone)}, "
                     f"{row.applications:,} applications")
            for row in snapshots(work)
        ]  # fmt: skip
        return render_template(
            "outcomes/releases.html",
            form=form,
            years=[(year, year) for year in years()],
            snapshots=frozen,
            drafts=[(row, moment(row.drafted_at, work.settings.zone), draft_state(row)) for row in drafts(work)],
            releases=[{"release": row, **_release_row(work, row)} for row in releases(work)],
        )


def _draft(draft_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        seen = drafted_document(work, draft_id)
        row = work.session.get_one(ReleaseDraft, draft_id)
        job = latest_job(work, draft_id)
        year = FinancialYear(work.session.get_one(OutcomeSnapshot, row.snapshot_id).year)
    tables = audit_tables(json.loads(seen)) if seen else []
    failed = job.error if job is not None and job.state == "failed" else ""
    phase = str(job.progress.get("phase", "")) if job is not None else ""
    return render_template(
        "outcomes/draft.html", form=form, draft=row, state=draft_state(row), year=year, tables=tables,
        failed=failed, phase=phase,
    )  # fmt: skip


def _release_row(work: Work, row: OutcomeRelease) -> dict[str, str]:
    return {
        "when": moment(row.released_at, work.settings.zone),
        "by": _name(work, row.released_by),
        "year": str(FinancialYear(snapshot_of(work, row).year)),
    }


def _one(work: Work, release_id: str) -> OutcomeRelease:
    found = next((each for each in releases(work) if each.id == release_id), None)
    if found is None:
        raise NotFoundError
    return found


def _name(work: Work, account_id: str) -> str:
    account = work.session.get(Account, account_id)
    return account.name if account else ""
