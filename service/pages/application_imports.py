"""Taking applications in: upload with attachments, say which column is what, look at the dry run, commit or discard."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from service.db import get
from service.errors import ConflictError
from service.models import ApplicationImport, Vacancy
from service.outcomes.monitoring import answer_problems, store_answers
from service.pages.application_words import IMPORT_STATES
from service.pages.forms import Form, Page, answer
from service.pages.presenters import page_number, pages_of
from service.pages.wording import moment
from service.security.guard import actor, guard, house
from service.shortlisting.applications_scope import for_recruiters
from service.shortlisting.criteria import standing_of
from service.shortlisting.import_fields import APPLICATION_FIELDS
from service.shortlisting.import_files import Upload
from service.shortlisting.imports import (
    check_applications,
    check_applications_again,
    commit_applications,
    discard_import,
    get_import,
    list_imports,
    report_of,
)
from service.tables.report import ImportReport
from service.work import Work

pages = Blueprint("application_imports", __name__)
LARGEST = 120 * 1024 * 1024
MOST_FILES = 100
PER_PAGE = 50
FIELDS = ("file", "attachments")


@pages.url_value_preprocessor
def allow_attachments(endpoint: str | None, _: object) -> None:
    """Let somebody who is signed in upload attachments: this is asked before the body is read."""
    if endpoint == "application_imports.upload" and session.get("token"):
        request.max_content_length = LARGEST


@pages.get("/vacancies/<vacancy_id>/applications/import")
@guard("applications.import")
def new(vacancy_id: str) -> str:
    """Show the form for an upload, and the imports so far."""
    return _form_page(vacancy_id, Form(fields=FIELDS))


@pages.post("/vacancies/<vacancy_id>/applications/import")
@guard("applications.import")
def upload(vacancy_id: str) -> Page:
    """Check an upload; nothing is changed yet."""
    form = Form(request.form, fields=FIELDS)

    def act() -> Response:
        with house().reading(actor()) as work:
            for_recruiters(work, vacancy_id)
            if standing_of(work, vacancy_id)[0] == "preparing":
                raise ConflictError("Settle the criteria of this vacancy and open its shortlisting first.")
        sent = request.files.get("file")
        content = sent.read() if sent else b""
        if not sent or not sent.filename:
            form.refuse("file", "No file is chosen.", "Choose a CSV, XLSX or JSON file.")
        elif not content:
            form.refuse("file", "The file is empty.", "Choose another file.")
        files = [
            Upload(str(each.filename), each.read()) for each in request.files.getlist("attachments") if each.filename
        ]
        if len(files) > MOST_FILES:
            form.refuse("attachments", f"There are more than {MOST_FILES} files.", "Use a ZIP, or import in parts.")
        form.check()
        file = Upload(str(sent.filename if sent else "")[-200:], content)
        row = check_applications(house(), actor(), vacancy_id, file, files, judge=answer_problems)
        return redirect(url_for("application_imports.show", import_id=row.id), 303)

    return answer(form, act, lambda shown: _form_page(vacancy_id, shown))


@pages.get("/applications/imports/<import_id>")
@guard("applications.import")
def show(import_id: str) -> str:
    """Show what an import would change, and every problem found."""
    return _show(import_id, Form())


@pages.get("/applications/imports/<import_id>/columns")
@guard("applications.import")
def columns(import_id: str) -> str:
    """Show which column is taken for what."""
    return _columns_page(import_id, Form())


@pages.post("/applications/imports/<import_id>/columns")
@guard("applications.import")
def columns_submit(import_id: str) -> Page:
    """Check the same upload again with other columns."""
    form = Form(request.form)

    def act() -> Response:
        # An empty choice leaves the field out, even where a header suggests itself.
        mapping = {field.code: form.value(field.code) for field in APPLICATION_FIELDS}
        check_applications_again(house(), actor(), import_id, form.version(), mapping, judge=answer_problems)
        return redirect(url_for("application_imports.show", import_id=import_id), 303)

    return answer(form, act, lambda shown: _columns_page(import_id, shown))


@pages.post("/applications/imports/<import_id>/commit")
@guard("applications.import")
def commit(import_id: str) -> Page:
    """Take the applications in, all of them or none; the monitoring answers go to their own store in the same act."""

    def change(work: Work, form: Form) -> str:
        imported = commit_applications(work, import_id, form.version())
        store_answers(work, imported.answers)
        said = imported.report
        flash(f"Taken in: {said.new} new, {said.changed} changed, {said.unchanged} as they were. Redaction follows.")
        return get_import(work, import_id).vacancy_id

    return _act(import_id, change)


@pages.post("/applications/imports/<import_id>/discard")
@guard("applications.import")
def discard(import_id: str) -> Page:
    """Forget the upload."""

    def change(work: Work, form: Form) -> str:
        row = discard_import(work, import_id, form.version())
        flash("The import is discarded. Nothing was changed, and the upload is not kept.")
        return row.vacancy_id

    return _act(import_id, change)


def _act(import_id: str, change: Callable[[Work, Form], str]) -> Page:
    form = Form(request.form)

    def act() -> Response:
        with house().writing(actor()) as work:
            vacancy_id = change(work, form)
        return redirect(url_for("applications.show_all", vacancy_id=vacancy_id), 303)

    return answer(form, act, lambda shown: _show(import_id, shown))


def _form_page(vacancy_id: str, form: Form) -> str:
    zone = house().settings.zone
    with house().reading(actor()) as work:
        for_recruiters(work, vacancy_id)
        vacancy = get(work.session, Vacancy, vacancy_id)
        state, _ = standing_of(work, vacancy_id)
        rows = [
            (each, IMPORT_STATES[each.state], moment(each.created_at, zone)) for each in list_imports(work, vacancy_id)
        ]
    return render_template("applications/import_form.html", form=form, vacancy=vacancy, rows=rows, state=state)


def _opened(import_id: str) -> tuple[ApplicationImport, Vacancy, ImportReport]:
    with house().reading(actor()) as work:
        row = get_import(work, import_id)
        return row, get(work.session, Vacancy, row.vacancy_id), report_of(work, row)


def _show(import_id: str, form: Form) -> str:
    row, vacancy, report = _opened(import_id)
    page, problems = page_number(), report.problems
    counts = [
        ("Rows read", f"{report.rows:,}"),
        ("New applications", f"{report.new:,}"),
        ("Changed applications", f"{report.changed:,}"),
        ("Already so", f"{report.unchanged:,}"),
    ]
    return render_template(
        "applications/import.html",
        form=form,
        row=row,
        vacancy=vacancy,
        state=IMPORT_STATES[row.state],
        report=report,
        counts=counts,
        problem_count=len(problems) + report.more_problems,
        problems=problems[(page - 1) * PER_PAGE : page * PER_PAGE],
        pages=pages_of(len(problems), page, PER_PAGE),
        mapping=[(field.label, report.mapping.get(field.code, "–")) for field in APPLICATION_FIELDS],
    )


def _columns_page(import_id: str, form: Form) -> str:
    row, vacancy, report = _opened(import_id)
    if not form.typed:
        form = Form(report.mapping)
    form.fields = frozenset(field.code for field in APPLICATION_FIELDS)
    fresh = form.changed_meanwhile or not form.value("version")
    return render_template(
        "applications/import_columns.html",
        form=form,
        row=row,
        vacancy=vacancy,
        fields=APPLICATION_FIELDS,
        headers=[(header, header) for header in report.headers if header],
        version=row.version if fresh else form.version(),
        unused=[header for header in report.headers if header and header not in report.mapping.values()],
    )
