"""Imports: a file is checked, looked at, and then committed as a whole or discarded.

Checking writes nothing but the file itself, and reads and compares before it begins to write: thousands of rows take
seconds, in which an SQLite database would let nobody else write. Committing checks again, since the data may have
changed meanwhile.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlmodel import col, select

from service import db
from service.errors import ConflictError, ForbiddenError, InvalidInputError
from service.models import ImportBatch, utc_now
from service.people.access import require_keeper
from service.people.fields import FIELDS
from service.people.import_people import plan_people
from service.people.import_requests import plan_requests
from service.people.people_write import Progress, write_people
from service.people.request_write import write_requests
from service.tables.report import ImportReport
from service.tables.tabular import read_table
from service.tables.wording import RefusedError, required_line
from service.trail import Actor
from service.work import House, Work


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """`create_missing` adds the sites, divisions, departments and kinds of training that are not known yet."""

    create_missing: bool = False


def check_import(
    house: House,
    actor: Actor,
    kind: str,
    file_name: str,
    content: bytes,
    mapping: Mapping[str, str] | None = None,
    options: ImportOptions | None = None,
    also: Callable[[Work, ImportBatch], None] | None = None,
) -> ImportBatch:
    """Keep an uploaded file and what is to be said about it; `ImportReport.from_json(batch.report)` reads the report.

    `mapping` is header by field code, before what the headers suggest. A file with problems is kept too, so that
    another mapping can be tried without sending it again. `also` is run inside the unit of work that keeps the file.

    Raises:
        ForbiddenError: whoever acts is neither HR nor admin, or has no account.
        InvalidInputError: the file as a whole cannot be read.
    """
    with house.reading(actor) as work:
        require_keeper(work)
        if actor.account_id is None:
            raise ForbiddenError
        report, _ = _plan(work, kind, file_name, content, mapping, options or ImportOptions())
    with house.writing(actor) as work:
        batch = ImportBatch(
            kind=kind,
            file_name=_cleaned(file_name),
            sha256=hashlib.sha256(content).hexdigest(),
            content=content,
            mapping=dict(mapping or {}),
            report=report.to_json(),
            created_by=actor.account_id,
        )
        work.session.add(batch)
        _note_check(work, batch, also)
    return batch


def check_again(
    house: House,
    actor: Actor,
    batch_id: str,
    expected_version: int | None,
    mapping: Mapping[str, str] | None,
    options: ImportOptions | None = None,
    also: Callable[[Work, ImportBatch], None] | None = None,
) -> ImportBatch:
    """Check a kept file with another mapping or other options, against the present data.

    Raises:
        ConflictError: it was committed or discarded; others as `check_import` and `expect_version`.
    """
    with house.reading(actor) as work:
        kept = get_import(work, batch_id)
        content = _content(kept)
        report, _ = _plan(work, kept.kind, kept.file_name, content, mapping, options or ImportOptions())
    with house.writing(actor) as work:
        batch, _ = _open(work, batch_id, expected_version)
        batch.mapping, batch.report = dict(mapping or {}), report.to_json()
        work.session.add(batch)
        _note_check(work, batch, also)
    return batch


def list_imports(work: Work, limit: int = 50) -> tuple[ImportBatch, ...]:
    """Return the latest imports, newest first, to HR and admins."""
    require_keeper(work)
    query = select(ImportBatch).order_by(col(ImportBatch.created_at).desc(), col(ImportBatch.id)).limit(limit)
    return tuple(work.session.exec(query))


def get_import(work: Work, batch_id: str) -> ImportBatch:
    """Return an import, to HR and admins.

    Raises:
        NotFoundError: there is none.
    """
    require_keeper(work)
    return db.get(work.session, ImportBatch, batch_id)


def commit_import(
    work: Work, batch_id: str, expected_version: int | None, progress: Progress | None = None
) -> ImportReport:
    """Check the kept file against the present data and write all of it; the file is erased, its digest stays.

    Raises:
        InvalidInputError: there are problems; nothing was written.
        ConflictError: it was committed or discarded already; others as `expect_version`.
    """
    batch, content = _open(work, batch_id, expected_version)
    options = ImportOptions(create_missing=bool(batch.report.get("create_missing")))
    report, write = _plan(work, batch.kind, batch.file_name, content, batch.mapping, options)
    _write(work, batch.id, batch.sha256, report, write, progress)
    batch.state, batch.content, batch.report, batch.committed_at = "committed", None, report.to_json(), utc_now()
    work.session.add(batch)
    return report


def discard_import(work: Work, batch_id: str, expected_version: int | None) -> None:
    """Erase a kept file that is not to be committed.

    Raises:
        ConflictError: it was committed or discarded already; others as `expect_version`.
    """
    batch, _ = _open(work, batch_id, expected_version)
    batch.state, batch.content = "discarded", None
    work.session.add(batch)
    work.record("import.discarded", "import_batch", batch.id, {"kind": batch.kind})


def import_file(
    work: Work,
    kind: str,
    file_name: str,
    content: bytes,
    mapping: Mapping[str, str] | None = None,
    options: ImportOptions | None = None,
    *,
    dry_run: bool,
    progress: Progress | None = None,
) -> ImportReport:
    """Check a file and, unless it is a dry run or has problems, write all of it, without keeping the file.

    Raises:
        ForbiddenError: whoever acts is neither HR nor admin.
        InvalidInputError: the file as a whole cannot be read.
    """
    require_keeper(work)
    report, write = _plan(work, kind, file_name, content, mapping, options or ImportOptions())
    if report.ready and not dry_run:
        digest = hashlib.sha256(content).hexdigest()
        _write(work, digest[:36], digest, report, write, progress)
    return report


def _plan(
    work: Work,
    kind: str,
    file_name: str,
    content: bytes,
    mapping: Mapping[str, str] | None,
    options: ImportOptions,
) -> tuple[ImportReport, Callable[[Progress | None], None]]:
    if kind not in FIELDS:
        raise InvalidInputError.one("kind", "There is no such import.", f"Choose one of {', '.join(FIELDS)}.")
    table = read_table(file_name, content)
    if not table.rows:
        said, remedy = "The file has a header and no rows below it.", "Export it again with its rows."
        raise InvalidInputError.one("file", said, remedy)
    if kind == "people":
        people = plan_people(work, table, mapping, create_missing=options.create_missing)
        return people.report, lambda progress: write_people(work, people, progress)
    requests = plan_requests(work, table, mapping, create_missing=options.create_missing)
    return requests.report, lambda progress: write_requests(work, requests, progress)


def _write(
    work: Work,
    subject_id: str,
    digest: str,
    report: ImportReport,
    write: Callable[[Progress | None], None],
    progress: Progress | None,
) -> None:
    if not report.ready:
        raise InvalidInputError(report.problems)
    if not report.changes_nothing:
        write(progress)
        db.revise(work.session)
    counts = {"new": report.new, "changed": report.changed, "unchanged": report.unchanged}
    details = {"kind": report.kind, "sha256": digest, "created": len(report.created), **counts}
    work.record(f"{report.kind}.imported", "import_batch", subject_id, details)


def _note_check(work: Work, batch: ImportBatch, also: Callable[[Work, ImportBatch], None] | None) -> None:
    work.record("import.checked", "import_batch", batch.id, {"kind": batch.kind, "sha256": batch.sha256})
    if also is not None:
        also(work, batch)


def _open(work: Work, batch_id: str, expected_version: int | None) -> tuple[ImportBatch, bytes]:
    require_keeper(work)
    batch = db.lock(work.session, ImportBatch, batch_id)
    content = _content(batch)
    db.expect_version(batch, expected_version)
    return batch, content


def _content(batch: ImportBatch) -> bytes:
    if batch.state != "checked" or batch.content is None:
        raise ConflictError(f"This import was {batch.state} already. Upload the file again to repeat it.")
    return batch.content


def _cleaned(file_name: str) -> str:
    try:
        return required_line(file_name, 255)
    except RefusedError as refused:
        raise refused.as_input_error("file_name") from None
