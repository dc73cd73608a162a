"""Imports: upload a file, read what it would do, then commit it as a whole or discard it."""

from typing import Any

from flask import g, request
from marshmallow import ValidationError
from werkzeug.exceptions import UnsupportedMediaType
from werkzeug.wrappers import Response

from schemas.imported_file import Import, ImportForm, ImportMapping, Imports
from service.api.answers import answer
from service.api.door import Door
from service.api.idempotency import keeping, writing
from service.api.naming import plain
from service.api.problems import problems_in
from service.errors import InvalidInputError, Problem
from service.models import ImportBatch
from service.people.imports import (
    ImportOptions,
    check_again,
    check_import,
    commit_import,
    discard_import,
    get_import,
    list_imports,
)
from service.security.guard import actor, house
from service.work import Work

doors = Door("imports", "Files of people and of requests.")
ONE = "/imports/<import_id>"
UPLOAD = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["kind", "file"],
                "additionalProperties": False,
                "properties": {
                    "kind": {"type": "string", "enum": ["people", "requests"]},
                    "create_missing": {"type": "string", "enum": ["true", "false"]},
                    "file": {"type": "string", "format": "binary", "description": "CSV or XLSX, with a header row."},
                },
            }
        }
    },
}


@doors.operation("GET", "/imports", needs="imports.run", answers=Imports)
def get_imports() -> Response:
    """List the latest imports, newest first."""
    with house().reading(actor()) as work:
        return answer(Imports, {"items": [plain(row) for row in list_imports(work)]})


@doors.operation("POST", "/imports", needs="imports.run", answers=Import, status=201, creates=True, upload=UPLOAD)
def post_import() -> Response:
    """Upload a file; the answer says what it would do and lists every problem. Nothing is imported yet."""
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaType("Send the file as multipart/form-data.")
    form, file_name, content = _uploaded()
    options = ImportOptions(create_missing=form["create_missing"])
    check_import(house(), actor(), form["kind"], file_name, content, None, options, keeping(_created))
    kept: Response = g.answer
    return kept


@doors.operation("GET", ONE, needs="imports.run", answers=Import)
def get_one_import(import_id: str) -> Response:
    """Show an import and its report."""
    with house().reading(actor()) as work:
        return _answer(work, get_import(work, import_id))


@doors.operation("PUT", f"{ONE}/mapping", needs="imports.run", body=ImportMapping, answers=Import, versioned=True)
def put_import_mapping(import_id: str, body: dict[str, Any], version: int) -> Response:
    """Check the kept file again with another mapping of its headers."""
    options = ImportOptions(create_missing=body["create_missing"])
    check_again(house(), actor(), import_id, version, body["mapping"], options, keeping(_answer))
    kept: Response = g.answer
    return kept


@doors.operation("POST", f"{ONE}/commit", needs="imports.run", answers=Import, versioned=True)
def post_commit_import(import_id: str, version: int) -> Response:
    """Write all of the file, or nothing if the data changed meanwhile so that problems arose."""
    with writing() as work:
        commit_import(work, import_id, version)
        return _answer(work, get_import(work, import_id))


@doors.operation("POST", f"{ONE}/discard", needs="imports.run", answers=Import, versioned=True)
def post_discard_import(import_id: str, version: int) -> Response:
    """Erase the kept file."""
    with writing() as work:
        discard_import(work, import_id, version)
        return _answer(work, get_import(work, import_id))


def _uploaded() -> tuple[dict[str, Any], str, bytes]:
    problems: list[Problem] = []
    form: dict[str, Any] = {}
    try:
        form = ImportForm().load(request.form.to_dict())
    except ValidationError as error:
        problems += problems_in(error.messages)
    files = request.files.getlist("file")
    if len(files) != 1 or set(request.files) != {"file"}:
        problems.append(Problem("file", "There is not exactly one file.", "Send one file in the part named file."))
    if problems:
        raise InvalidInputError(problems)
    return form, files[0].filename or "", files[0].read()


def _answer(work: Work, batch: ImportBatch, status: int = 200) -> Response:
    work.session.flush()
    location = f"/imports/{batch.id}" if status == 201 else None
    return answer(Import, _shown(batch), status=status, version=batch.version, location=location)


def _created(work: Work, batch: ImportBatch) -> Response:
    return _answer(work, batch, status=201)


def _shown(batch: ImportBatch) -> dict[str, Any]:
    shown = plain(batch)
    for listed in ("problems", "warnings"):
        entries = [{key: value for key, value in each.items() if value is not None} for each in batch.report[listed]]
        shown["report"] = {**shown["report"], listed: entries}
    return shown
