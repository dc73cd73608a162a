"""Importing people and requests from files."""

import sys
from collections.abc import Callable
from pathlib import Path

import click

from service.config import from_environment
from service.errors import InvalidInputError, Problem
from service.people.fields import FIELDS
from service.people.imports import ImportOptions, import_file
from service.tables.report import ImportReport
from service.trail import SYSTEM
from service.work import House

FAILED = 3


def _options(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(
        (
            click.argument("file", type=click.Path(path_type=Path)),
            click.option("--dry-run", is_flag=True, help="Only say what would change and what is wrong."),
            click.option(
                "--mapping", "mapping", multiple=True, metavar="FIELD=HEADER",
                help="Take FIELD from the column HEADER; an empty HEADER leaves the field out. May be repeated.",
            ),
            click.option("--create-missing", is_flag=True, help="Add sites, departments and trainings not known yet."),
            click.option("--quiet", is_flag=True, help="No progress on stderr."),
        )
    ):  # fmt: skip
        command = option(command)
    return command


@click.command("import-people", short_help="Import people from CSV or XLSX.")
@_options
def import_people(file: Path, dry_run: bool, mapping: tuple[str, ...], create_missing: bool, quiet: bool) -> None:
    """Import people from FILE (CSV or XLSX), keyed by employee number.

    All rows are taken or none; a second import of the same file changes nothing. An empty cell leaves what is stored.
    Exit 0: done. Exit 2: the file cannot be read. Exit 3: there are problems, listed by row and column.
    """
    _run("people", file, dry_run, mapping, create_missing, quiet)


@click.command("import-requests", short_help="Import vacancies and panel requests from CSV or XLSX.")
@_options
def import_requests(file: Path, dry_run: bool, mapping: tuple[str, ...], create_missing: bool, quiet: bool) -> None:
    """Import vacancies and their panel requests from FILE (CSV or XLSX), keyed by vacancy reference.

    Start times are local times of the organisation, several in a cell separated by ; . All rows are taken or none.
    Exit 0: done. Exit 2: the file cannot be read. Exit 3: there are problems, listed by row and column.
    """
    _run("requests", file, dry_run, mapping, create_missing, quiet)


def _run(kind: str, file: Path, dry_run: bool, mapping: tuple[str, ...], create_missing: bool, quiet: bool) -> None:
    chosen = _mapping(kind, mapping)
    try:
        content = file.read_bytes()
    except OSError as error:
        raise InvalidInputError.one("file", f"{file} cannot be read: {error.strerror}.", "Check its name.") from None
    house = House(from_environment())
    options = ImportOptions(create_missing=create_missing)
    progress = None if quiet else _Progress(kind)
    with house.reading(SYSTEM) if dry_run else house.writing(SYSTEM) as work:
        report = import_file(work, kind, file.name, content, chosen, options, dry_run=dry_run, progress=progress)
    _tell(report, dry_run)
    if not report.ready:
        sys.exit(FAILED)


def _mapping(kind: str, pairs: tuple[str, ...]) -> dict[str, str]:
    problems = [
        Problem("--mapping", f"{pair!r} is not FIELD=HEADER.", f"Fields: {', '.join(f.code for f in FIELDS[kind])}.")
        for pair in pairs
        if "=" not in pair
    ]
    if problems:
        raise InvalidInputError(problems)
    return {field.strip(): header.strip() for field, _, header in (pair.partition("=") for pair in pairs)}


def _tell(report: ImportReport, dry_run: bool) -> None:
    for said in report.assumed:
        click.echo(f"Note: {said}", err=True)
    for warning in report.warnings:
        click.echo(f"Warning: {_line(warning)}", err=True)
    for problem in report.problems:
        click.echo(_line(problem), err=True)
    if report.problems:
        count = len(report.problems) + report.more_problems
        click.echo(f"Nothing was changed: {count:,} {'problem' if count == 1 else 'problems'}.", err=True)
        return
    for created in report.created:
        click.echo(f"{'Would add' if dry_run else 'Added'}: {created}")
    counts = f"{report.new:,} new, {report.changed:,} changed, {report.unchanged:,} unchanged {report.kind}"
    if report.changes_nothing:
        click.echo(f"{counts}: nothing to change.")
    else:
        click.echo(f"{counts}{': a dry run, nothing was changed' if dry_run else ''}.")


def _line(problem: Problem) -> str:
    where = f"row {problem.row}, {problem.column}" if problem.row and problem.column else problem.where
    return f"{where}: {problem.message} {problem.remedy}".rstrip()


class _Progress:
    """Progress on stderr: a live line on a terminal, plain lines otherwise."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._live = sys.stderr.isatty()

    def __call__(self, done: int, total: int) -> None:
        end = "\n" if done == total or not self._live else ""
        click.echo(f"{chr(13) if self._live else ''}{done:,} of {total:,} {self._kind}{end}", nl=False, err=True)


COMMANDS = (import_people, import_requests)
