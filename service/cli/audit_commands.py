"""The outcomes audit on a file: ``audit``, as docs/outcomes.md states it."""

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.cli.plan_files import RefusedError, interrupt_means_130, read_bytes, refuse_hopeless_output, write_bytes

if TYPE_CHECKING:
    from service.outcomes.applications import Applications


class _Told:
    """Tells stderr which step runs: one live line on a terminal, plain lines elsewhere, nothing if quiet."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._live = sys.stderr.isatty()

    def __call__(self, line: str) -> None:
        if not self._quiet:
            click.echo(f"\r\x1b[K{line}" if self._live else line, nl=not self._live, err=True)

    def close(self) -> None:
        """End the live line."""
        if not self._quiet and self._live:
            click.echo("\r\x1b[K", nl=False, err=True)


@click.command()
@click.argument("outcomes", metavar="OUTCOMES.csv")
@click.option("--year", default=None, metavar="2026/27", help="Only applications closed in this financial year.")
@click.option("--by", default=None, metavar="a,b,…", help="Columns to cut by; a*b cuts by both at once.")
@click.option(
    "-o",
    "--output",
    default="-",
    metavar="OUT",
    help="Write here: .html, .pdf, .xlsx, .zip of CSV files, else JSON.",
)
@click.option("--release", is_flag=True, help="Protect small numbers, for figures that leave HR.")
@click.option("--earlier", default=None, metavar="DIR", help="Folder with the releases (JSON) made before this one.")
@click.option("--quiet", is_flag=True, help="No progress on stderr.")
def audit(
    outcomes: str,
    year: str | None,
    by: str | None,
    output: str,
    release: bool,
    earlier: str | None,
    quiet: bool,
) -> None:
    """Say how likely each group was to come from stage to stage, with honest uncertainty.

    OUTCOMES.csv is a fairpanel-outcomes/1 file; - reads stdin. Exit 3: a release would disclose, or fewer than ten
    people have changed since an earlier one; nothing is then written.
    """
    from service.outcomes.applications import FinancialYear
    from service.outcomes.report import audit as audited
    from service.outcomes.report import columns_named, cuts_named

    told = _Told(quiet)
    with interrupt_means_130():
        if earlier is not None and not release:
            raise click.UsageError("--earlier goes with --release: only a release is held against earlier ones.")
        refuse_hopeless_output(output)
        write = _writer(output)
        chosen = FinancialYear.parse(year) if year is not None else None
        cuts = cuts_named(by)
        told("Reading")
        applications = _read(outcomes, columns_named(cuts), datetime.now(UTC).date())
        if release:
            from service.outcomes.release import released

            folder = Path(earlier) if earlier is not None else None
            document, refusal = released(applications, year=chosen, by=cuts, earlier=folder, told=told)
            if refusal:
                told.close()
                click.echo(f"fairpanel: {refusal}", err=True)
                sys.exit(3)
        else:
            document = audited(applications, year=chosen, by=cuts, told=told)
        told("Writing")
        write_bytes(output, write(document))
        told.close()


def _read(name: str, by: list[str], today: date) -> "Applications":
    """Read the file, a large one and Parquet through DuckDB; whichever reads it, the figures are the same."""
    from service.outcomes import duckdb_source
    from service.outcomes.reading import read_outcomes

    path = Path(name)
    if name != "-" and path.suffix.lower() == ".parquet":
        if not duckdb_source.is_installed():
            raise RefusedError(
                f"{name}: reading Parquet needs DuckDB. Install it with: pip install 'fairpanel[analytics]'"
            )
        refuse_unreadable(name)
        return duckdb_source.read_parquet(path, by, today=today)
    if name != "-" and path.is_file() and path.stat().st_size > duckdb_source.WORTH_IT and duckdb_source.is_installed():
        refuse_unreadable(name)
        return duckdb_source.read_csv(path, by, today=today)
    return read_outcomes(read_bytes(name), by, today=today)


def refuse_unreadable(name: str) -> None:
    """Refuse a file that cannot be opened, in the words for any other."""
    try:
        with Path(name).open("rb"):
            pass
    except OSError as error:
        raise RefusedError(f"{name}: cannot be read: {error.strerror}. Name a file that can.") from None


def _writer(output: str) -> Callable[[dict[str, Any]], bytes]:
    """Return what turns a document into the kind of file that the name asks for."""
    ending = Path(output).suffix.lower() if output != "-" else ""
    if ending == ".pdf":
        from service.outcomes.pdf_report import hindrance, to_pdf

        if missing := hindrance():
            raise RefusedError(f"{output}: {missing}.")
        return to_pdf
    if ending == ".csv":
        raise RefusedError(f"{output}: an audit is several tables. Name a file ending in .zip: it holds one CSV each.")
    from service.outcomes.forms import FORMS, writer_of

    return writer_of(next((name for name, form in FORMS.items() if f".{form.ending}" == ending), "json"))
