"""Imports of applications: a file is checked, looked at, and then committed as a whole or discarded.

Checking writes nothing but the sealed upload itself; attachments are read outside any transaction, each in a limited
child process. Committing compares again, since the data may have changed meanwhile. The same file taken in twice
changes nothing the second time.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence

from sqlmodel import col, select

from service import db
from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, Problem
from service.models import ApplicationImport, Shortlisting, utc_now
from service.shortlisting.applications_scope import for_recruiters
from service.shortlisting.import_bundle import Bundle, open_bundle, open_report, seal_bundle, seal_report
from service.shortlisting.import_files import Upload, read_all, unpacked
from service.shortlisting.import_plan import ApplicationsPlan, plan_applications
from service.shortlisting.import_write import Imported, Progress, write_applications
from service.tables.report import ImportReport
from service.trail import Actor
from service.work import House, Work

READING_SECONDS = 20.0  # for the attachments of an upload to a page, so that no proxy or person stops waiting

Judge = Callable[[str, Mapping[str, str], int | None], list[Problem]]
"""Says what is wrong with one applicant's monitoring answers; the room of outcomes has one, and a door hands it in."""


def check_applications(
    house: House,
    actor: Actor,
    vacancy_id: str,
    file: Upload,
    attachments: Sequence[Upload] = (),
    *,
    mapping: Mapping[str, str] | None = None,
    judge: Judge | None = None,
    within: float = READING_SECONDS,
) -> ApplicationImport:
    """Keep an upload, sealed, with what is to be said about it; `report_of` opens the report.

    Raises:
        NotFoundError, ForbiddenError: as `for_recruiters`, or nobody is named.
        ConflictError: the vacancy's criteria are not settled.
        InvalidInputError: the file or a ZIP as a whole cannot be read, or not all attachments `within` the seconds.
    """
    if actor.account_id is None:
        raise ForbiddenError("An import is kept for a named person. Sign in.")
    bundle = Bundle(file.name, file.data, unpacked(attachments), dict(mapping or {}))
    plan = _checked(house, actor, vacancy_id, bundle, judge, within)
    row = ApplicationImport(vacancy_id=vacancy_id, sha256=bundle.sha256, report=b"", created_by=actor.account_id)
    row.sealed = seal_bundle(house.settings, row.id, bundle)
    row.report = seal_report(house.settings, row.id, plan.report)
    with house.writing(actor) as work:
        for_recruiters(work, vacancy_id)
        work.session.add(row)
        work.record("applications.import_checked", "vacancy", vacancy_id, {"import": row.id, "sha256": row.sha256})
    return row


def check_applications_again(
    house: House,
    actor: Actor,
    import_id: str,
    expected_version: int | None,
    mapping: Mapping[str, str],
    judge: Judge | None = None,
) -> ApplicationImport:
    """Check a kept upload with other columns, against the present data.

    Raises:
        ConflictError: it was committed or discarded; others as `check_applications` and `db.expect_version`.
    """
    with house.reading(actor) as work:
        kept = get_import(work, import_id)
        bundle = open_bundle(work.settings, kept.id, _waiting(kept))
    bundle.mapping = dict(mapping)
    plan = _checked(house, actor, kept.vacancy_id, bundle, judge, READING_SECONDS)
    sealed = seal_bundle(house.settings, kept.id, bundle)
    with house.writing(actor) as work:
        row, _ = _open(work, import_id, expected_version)
        row.sealed, row.report = sealed, seal_report(work.settings, row.id, plan.report)
        work.session.add(row)
        work.record("applications.import_checked", "vacancy", row.vacancy_id, {"import": row.id, "sha256": row.sha256})
    return row


def list_imports(work: Work, vacancy_id: str) -> list[ApplicationImport]:
    """Return a vacancy's imports, newest first.

    Raises:
        NotFoundError, ForbiddenError: as `for_recruiters`.
    """
    for_recruiters(work, vacancy_id)
    wanted = select(ApplicationImport).where(ApplicationImport.vacancy_id == vacancy_id)
    return list(work.session.exec(wanted.order_by(col(ApplicationImport.created_at).desc()).limit(50)))


def get_import(work: Work, import_id: str) -> ApplicationImport:
    """Return an import of a vacancy whose applications the actor may open.

    Raises:
        NotFoundError, ForbiddenError: there is none; others as `for_recruiters`.
    """
    row = work.session.get(ApplicationImport, import_id)
    if row is None:
        raise NotFoundError
    for_recruiters(work, row.vacancy_id)
    return row


def report_of(work: Work, row: ApplicationImport) -> ImportReport:
    """Return what is to be said about an import."""
    return open_report(work.settings, row.id, row.report)


def commit_applications(work: Work, import_id: str, expected_version: int | None) -> Imported:
    """Compare the kept upload with the present data and write all of it; the upload is erased, its digest stays.

    The door passes the answers of the result on to the store of monitoring answers, in this unit of work.

    Raises:
        InvalidInputError: there are problems; nothing was written.
        ConflictError: it was committed or discarded already; others as `db.expect_version`.
    """
    row, sealed = _open(work, import_id, expected_version)
    if report_of(work, row).problems:
        raise InvalidInputError(report_of(work, row).problems)
    bundle = open_bundle(work.settings, row.id, sealed)
    plan = _planned(work, row.vacancy_id, bundle)
    imported = _written(work, row.vacancy_id, plan, bundle, row.id, None)
    row.state, row.sealed, row.committed_at = "committed", None, utc_now()
    row.report = seal_report(work.settings, row.id, imported.report)
    work.session.add(row)
    return imported


def discard_import(work: Work, import_id: str, expected_version: int | None) -> ApplicationImport:
    """Erase a kept upload that is not to be committed.

    Raises:
        ConflictError: it was committed or discarded already; others as `db.expect_version`.
    """
    row, _ = _open(work, import_id, expected_version)
    row.state, row.sealed = "discarded", None
    work.session.add(row)
    work.record("applications.import_discarded", "vacancy", row.vacancy_id, {"import": row.id})
    return row


def prepare_applications(
    house: House,
    actor: Actor,
    vacancy_id: str,
    file: Upload,
    attachments: Sequence[Upload] = (),
    *,
    mapping: Mapping[str, str] | None = None,
    judge: Judge | None = None,
) -> tuple[Bundle, ImportReport]:
    """Check an upload without keeping it; `write_prepared` writes it.

    Raises:
        NotFoundError, ForbiddenError, ConflictError, InvalidInputError: as `check_applications`.
    """
    bundle = Bundle(file.name, file.data, unpacked(attachments), dict(mapping or {}))
    return bundle, _checked(house, actor, vacancy_id, bundle, judge).report


def write_prepared(work: Work, vacancy_id: str, bundle: Bundle, progress: Progress | None = None) -> Imported:
    """Compare a prepared upload with the present data and write all of it.

    Raises:
        InvalidInputError: there are problems; nothing was written.
        ConflictError: meanwhile marking has begun, or the criteria were opened again.
    """
    for_recruiters(work, vacancy_id)
    plan = _planned(work, vacancy_id, bundle)
    return _written(work, vacancy_id, plan, bundle, bundle.sha256[:36], progress)


def _checked(
    house: House, actor: Actor, vacancy_id: str, bundle: Bundle, judge: Judge | None, within: float | None = None
) -> ApplicationsPlan:
    with house.reading(actor) as work:
        for_recruiters(work, vacancy_id)
        plan = _planned(work, vacancy_id, bundle)
    wanted = [(row, file) for row, file in plan.to_read() if _digest(file) not in bundle.read]
    for (_, file), read in zip(wanted, read_all(wanted, within), strict=True):
        if read is not None:
            bundle.read[_digest(file)] = read
    if judge is not None:
        for reference, answers in plan.answers.items():
            row_number = plan.rows[reference]
            plan.report.problems += judge(f"row {row_number}", answers, row_number)
    plan.report.settle()
    return plan


def _planned(work: Work, vacancy_id: str, bundle: Bundle) -> ApplicationsPlan:
    return plan_applications(work, vacancy_id, bundle.file_name, bundle.content, bundle.mapping, bundle.files)


def _written(
    work: Work, vacancy_id: str, plan: ApplicationsPlan, bundle: Bundle, subject_id: str, progress: Progress | None
) -> Imported:
    shortlisting = db.lock(work.session, Shortlisting, vacancy_id)  # so that marking does not begin meanwhile
    if plan.planned and shortlisting.state != "open":
        raise ConflictError("The shortlisting is not open for applications any more. Check the file again.")
    for planned in plan.planned:
        for file in planned.files or ():
            read = bundle.read.get(_digest(file))
            if read is None:
                planned.given.row.refuse("attachments", "An attached file was not read.", "Check the file again.")
            else:
                planned.read.append(read)
    plan.report.settle()
    if plan.report.problems:
        raise InvalidInputError(plan.report.problems)
    return write_applications(work, vacancy_id, plan, subject_id, progress)


def _open(work: Work, import_id: str, expected_version: int | None) -> tuple[ApplicationImport, bytes]:
    get_import(work, import_id)
    row = db.lock(work.session, ApplicationImport, import_id)
    sealed = _waiting(row)
    db.expect_version(row, expected_version)
    return row, sealed


def _waiting(row: ApplicationImport) -> bytes:
    if row.state != "checked" or row.sealed is None:
        raise ConflictError(f"This import was {row.state} already. Upload the file again to repeat it.")
    return row.sealed


def _digest(file: Upload) -> str:
    return hashlib.sha256(file.data).hexdigest()
