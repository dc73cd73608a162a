"""Imports for HR: upload, say which column is what, look at the dry run, then commit or discard."""

import csv
import io

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.models import ImportBatch
from service.pages.forms import Form, Page, answer
from service.pages.presenters import page_number, pages_of
from service.pages.wording import count_of
from service.people.fields import FIELDS
from service.people.imports import (
    ImportOptions,
    check_again,
    check_import,
    commit_import,
    discard_import,
    get_import,
    list_imports,
)
from service.security.guard import actor, guard, house
from service.tables.report import ImportReport

pages = Blueprint("hr_imports", __name__, url_prefix="/hr/imports")
PER_PAGE = 50
KINDS = {"people": "People", "requests": "Panel requests"}
STATES = {"checked": ("Waits for you", "blue"), "committed": ("Taken in", "green"), "discarded": ("Discarded", "grey")}
FORM_FIELDS = ("kind", "file", "create_missing")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@pages.get("")
@guard("imports.run")
def show_all() -> str:
    """List past imports, with the form for a new one."""
    return _list_page(Form({"kind": "people"}, fields=FORM_FIELDS))


@pages.post("")
@guard("imports.run")
def upload() -> Page:
    """Check an uploaded file; nothing is changed yet."""
    form = Form(request.form, fields=FORM_FIELDS)

    def act() -> Response:
        kind = form.one_of("kind", KINDS, what="What the file holds")
        file = request.files.get("file")
        content = file.read() if file else b""
        if not file or not file.filename:
            form.refuse("file", "No file is chosen.", "Choose a CSV or XLSX file.")
        elif not content:
            form.refuse("file", "The file is empty.", "Choose another file.")
        form.check()
        name = str(file.filename if file else "")[-200:]
        options = ImportOptions(create_missing=form.value("create_missing") == "yes")
        batch = check_import(house(), actor(), kind, name, content, None, options)
        return redirect(url_for("hr_imports.show", batch_id=batch.id), 303)

    return answer(form, act, _list_page)


@pages.get("/<batch_id>")
@guard("imports.run")
def show(batch_id: str) -> str:
    """Show what an import would change, and every problem found."""
    return _show(batch_id, Form())


@pages.get("/<batch_id>/problems.csv")
@guard("imports.run")
def problems_csv(batch_id: str) -> Response:
    """Download every problem and warning of the report."""
    with house().reading(actor()) as work:
        batch = get_import(work, batch_id)
    report = ImportReport.from_json(batch.report)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["kind", "row", "column", "problem", "remedy"])
    for kind, listed in (("problem", report.problems), ("warning", report.warnings)):
        for each in listed:
            writer.writerow(
                [
                    kind,
                    each.row or "",
                    *(_cell(part) for part in (each.column or each.where, each.message, each.remedy)),
                ]
            )
    # The mark lets spreadsheet programs see that it is UTF-8.
    body = "\ufeff" + text.getvalue()
    headers = {"Content-Disposition": f'attachment; filename="import-problems-{batch.sha256[:8]}.csv"'}
    return Response(body, mimetype="text/csv", headers=headers)


@pages.get("/<batch_id>/columns")
@guard("imports.run")
def columns(batch_id: str) -> str:
    """Show which column is taken for what."""
    with house().reading(actor()) as work:
        batch = get_import(work, batch_id)
    return _columns_page(batch, Form(ImportReport.from_json(batch.report).mapping))


@pages.post("/<batch_id>/columns")
@guard("imports.run")
def columns_submit(batch_id: str) -> Page:
    """Check the same file again with other columns."""
    form = Form(request.form)
    with house().reading(actor()) as work:
        batch = get_import(work, batch_id)

    def act() -> Response:
        # An empty choice leaves the field out, even where a header suggests itself.
        mapping = {field.code: form.value(field.code) for field in FIELDS[batch.kind]}
        options = ImportOptions(create_missing=ImportReport.from_json(batch.report).create_missing)
        check_again(house(), actor(), batch_id, form.version(), mapping, options)
        return redirect(url_for("hr_imports.show", batch_id=batch_id), 303)

    return answer(form, act, lambda shown: _columns_page(batch, shown))


@pages.post("/<batch_id>/commit")
@guard("imports.run")
def commit(batch_id: str) -> Page:
    """Take the file in, all of it or nothing."""
    form = Form(request.form)

    def act() -> Response:
        with house().writing(actor()) as work:
            report = commit_import(work, batch_id, form.version())
        flash(f"Taken in: {report.new} new, {report.changed} changed, {report.unchanged} as they were.")
        return redirect(url_for("hr_imports.show", batch_id=batch_id), 303)

    return answer(form, act, lambda shown: _show(batch_id, shown))


@pages.post("/<batch_id>/discard")
@guard("imports.run")
def discard(batch_id: str) -> Page:
    """Forget the file."""
    form = Form(request.form)

    def act() -> Response:
        with house().writing(actor()) as work:
            discard_import(work, batch_id, form.version())
        flash("The import is discarded. Nothing was changed, and the file is not kept.")
        return redirect(url_for("hr_imports.show_all"), 303)

    return answer(form, act, lambda shown: _show(batch_id, shown))


def _cell(text: str) -> str:
    # A spreadsheet program would run a cell that begins like a formula.
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _list_page(form: Form) -> str:
    zone = house().settings.zone
    with house().reading(actor()) as work:
        rows = [
            {
                "batch": each,
                "kind": KINDS[each.kind],
                "state": STATES[each.state],
                "at": each.created_at.astimezone(zone).strftime("%d/%m/%Y %H:%M"),
            }
            for each in list_imports(work)
        ]
    return render_template("hr/imports.html", form=form, rows=rows, kinds=list(KINDS.items()))


def _show(batch_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        batch = get_import(work, batch_id)
    report = ImportReport.from_json(batch.report)
    page, problems = page_number(), report.problems
    return render_template(
        "hr/import.html",
        form=form,
        batch=batch,
        kind=KINDS[batch.kind],
        state=STATES[batch.state],
        report=report,
        problem_count=len(problems) + report.more_problems,
        problems=problems[(page - 1) * PER_PAGE : page * PER_PAGE],
        warnings=report.warnings[:PER_PAGE],
        pages=pages_of(len(problems), page, PER_PAGE),
        changes=_changes(report),
        mapping=_mapping(batch, report),
    )


def _changes(report: ImportReport) -> list[tuple[str, str]]:
    rows = [
        (
            "Rows read",
            f"{report.rows:,}" + (f", and {count_of(report.blank, 'blank row')} left out" if report.blank else ""),
        ),
        ("New", f"{report.new:,}"),
        ("Changed", f"{report.changed:,}"),
        ("Already so", f"{report.unchanged:,}"),
    ]
    if report.created:
        rows.append(("Also added", ", ".join(report.created[:20]) + (" and more" if len(report.created) > 20 else "")))
    return rows


def _mapping(batch: ImportBatch, report: ImportReport) -> list[tuple[str, str]]:
    return [(field.label, report.mapping.get(field.code, "–")) for field in FIELDS[batch.kind]]


def _columns_page(batch: ImportBatch, form: Form) -> str:
    with house().reading(actor()) as work:
        version = get_import(work, batch.id).version
    report = ImportReport.from_json(batch.report)
    fields = FIELDS[batch.kind]
    form.fields = frozenset(field.code for field in fields)
    fresh = form.changed_meanwhile or not form.value("version")
    return render_template(
        "hr/import_columns.html",
        form=form,
        batch=batch,
        fields=fields,
        headers=[(header, header) for header in report.headers],
        version=version if fresh else form.version(),
        unused=[header for header in report.headers if header not in report.mapping.values()],
    )
