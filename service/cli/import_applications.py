"""`fairpanel import-applications`: applications and their attachments from files, for one vacancy."""

import sys
from pathlib import Path

import click
from sqlmodel import select

from service.config import from_environment
from service.errors import InvalidInputError, Problem
from service.models import Vacancy
from service.outcomes.monitoring import answer_problems, store_answers
from service.shortlisting.import_fields import APPLICATION_FIELDS
from service.shortlisting.import_files import Upload
from service.shortlisting.imports import prepare_applications, write_prepared
from service.tables.report import ImportReport
from service.trail import SYSTEM
from service.work import House

FAILED = 3


@click.command("import-applications", short_help="Import applications for a vacancy, with attachments.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--vacancy", "reference", required=True, metavar="REF", help="The vacancy's reference.")
@click.option(
    "--attachments",
    type=click.Path(path_type=Path),
    default=None,
    metavar="DIR|ZIP",
    help="A folder or ZIP of DOCX, PDF and TXT files, whose names hold the applications' references.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would change and what is wrong.")
@click.option(
    "--mapping",
    "mapping",
    multiple=True,
    metavar="FIELD=HEADER",
    help="Take FIELD from the column HEADER; an empty HEADER leaves the field out. May be repeated.",
)
@click.option("--quiet", is_flag=True, help="No progress on stderr.")
def import_applications(
    file: Path, reference: str, attachments: Path | None, dry_run: bool, mapping: tuple[str, ...], quiet: bool
) -> None:
    """Import applications from FILE (CSV, XLSX or JSON), keyed by application reference.

    All are taken in or none; a second import of the same file changes nothing. A worker redacts them afterwards, and
    a person of HR releases them. Exit 0: done. Exit 2: a file cannot be read. Exit 3: there are problems.
    """
    house = House(from_environment())
    chosen = _mapping(mapping)
    upload = Upload(file.name, _bytes(file))
    files = _attachments(attachments)
    with house.reading(SYSTEM) as work:
        vacancy = work.session.exec(select(Vacancy).where(Vacancy.reference == reference)).one_or_none()
    if vacancy is None:
        raise InvalidInputError.one("--vacancy", f"There is no vacancy {reference!r}.", "Check its reference.")
    bundle, report = prepare_applications(
        house, SYSTEM, vacancy.id, upload, files, mapping=chosen, judge=answer_problems
    )
    if report.ready and not dry_run:
        with house.writing(SYSTEM) as work:
            imported = write_prepared(work, vacancy.id, bundle, None if quiet else _tell_progress)
            store_answers(work, imported.answers)
        report = imported.report
    _tell(report, dry_run)
    if not report.ready:
        sys.exit(FAILED)


def _attachments(path: Path | None) -> list[Upload]:
    if path is None:
        return []
    if path.is_dir():
        return [Upload(each.name, _bytes(each)) for each in sorted(path.iterdir()) if each.is_file()]
    return [Upload(path.name, _bytes(path))]


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidInputError.one("file", f"{path} cannot be read: {error.strerror}.", "Check its name.") from None


def _mapping(pairs: tuple[str, ...]) -> dict[str, str]:
    codes = ", ".join(each.code for each in APPLICATION_FIELDS)
    wrong = [
        Problem("--mapping", f"{pair!r} is not FIELD=HEADER.", f"Fields: {codes}.") for pair in pairs if "=" not in pair
    ]
    if wrong:
        raise InvalidInputError(wrong)
    return {field.strip(): header.strip() for field, _, header in (pair.partition("=") for pair in pairs)}


def _tell_progress(done: int, total: int) -> None:
    live = sys.stderr.isatty()
    if live or done == total:
        end = "\n" if done == total else ""
        click.echo(f"{chr(13) if live else ''}{done:,} of {total:,} applications{end}", nl=False, err=True)


def _tell(report: ImportReport, dry_run: bool) -> None:
    for said in report.assumed:
        click.echo(f"Note: {said}", err=True)
    for problem in report.problems:
        where = f"row {problem.row}, {problem.column}" if problem.row and problem.column else problem.where
        click.echo(f"{where}: {problem.message} {problem.remedy}".rstrip(), err=True)
    if report.problems:
        click.echo(f"Nothing was changed: {len(report.problems) + report.more_problems:,} problems.", err=True)
        return
    ending = ": a dry run, nothing was changed" if dry_run else ""
    click.echo(f"{report.new:,} new, {report.changed:,} changed, {report.unchanged:,} unchanged applications{ending}.")
