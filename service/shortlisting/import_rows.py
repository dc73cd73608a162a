"""One row of a file, read as an application: details, sections, monitoring answers apart, and the files it names."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from service.application_contents import ApplicationContents, Section
from service.errors import Problem
from service.shortlisting.import_fields import ADDRESS, APPLICATION_FIELDS, DETAILS, MONITORING, PHONES, SECTIONS
from service.tables import cells, wording
from service.tables.columns import columns_of
from service.tables.json_table import looks_like_json, read_json_table
from service.tables.report import ImportReport
from service.tables.row_reader import RowReader
from service.tables.table import Table, Value
from service.tables.tabular import read_table
from service.tables.wording import RefusedError

KIND = "applications"
LONGEST_CELL = 32_767  # what a cell of a workbook holds
_LONGEST_DETAIL = 1_000
SCHEME = "2001"  # the NHS Data Dictionary's mandatory list of ethnic categories
_UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_REFEREES = ("referee_1", "referee_2", "referee_3")
_TOGETHER = (*PHONES, *ADDRESS, *_REFEREES, "referees")
_NESTED = frozenset((*_TOGETHER, *(each.code for each in SECTIONS), "attachments"))
"""What may be a list or an object in JSON: its texts are all read. Any other field is one text."""


@dataclass(slots=True)
class ApplicationRow:
    """One application as the file has it. `answers` are its monitoring answers, which nothing here looks at."""

    row: RowReader
    reference: str
    applied_on: date
    contents: ApplicationContents
    guaranteed_interview: bool
    file_names: tuple[str, ...]
    answers: dict[str, str] = field(repr=False)


@dataclass(slots=True)
class ApplicationRows:
    """All rows that could be read, and what is to be said about the file."""

    report: ImportReport
    rows: list[ApplicationRow]


def read_applications(
    file_name: str, content: bytes, mapping: Mapping[str, str] | None, today: date
) -> ApplicationRows:
    """Return the applications in a CSV, XLSX or JSON file; faults of rows and columns are in the report.

    Raises:
        InvalidInputError: the file as a whole cannot be read.
    """
    table = _table(file_name, content)
    report = ImportReport(
        KIND, rows=len(table.rows), blank=table.blank, problems=list(table.problems), warnings=list(table.warnings),
        assumed=list(table.assumed), headers=list(table.headers),
    )  # fmt: skip
    columns = columns_of(table, APPLICATION_FIELDS, mapping, report.problems)
    report.mapping = {code: table.headers[index] for code, index in columns.items()}
    _require_columns(columns, report)
    if "applied_on" not in columns:
        report.assumed.append("No column says when people applied; the day of the import is taken.")
    if "ethnicity" in columns and "ethnicity_scheme" not in columns:
        report.assumed.append(f"No column says which list the ethnicity codes are of; the list of {SCHEME} is taken.")
    first_rows: dict[str, int] = {}
    found = []
    for row in table.rows:
        read = _read(RowReader(table, row, columns, report.problems), today, first_rows)
        if read is not None:
            found.append(read)
    return ApplicationRows(report, found)


def _table(file_name: str, content: bytes) -> Table:
    if looks_like_json(content):
        return read_json_table(content, LONGEST_CELL)
    return read_table(file_name, content, LONGEST_CELL)


def _require_columns(columns: Mapping[str, int], report: ImportReport) -> None:
    if not {"name", "last_name"} & set(columns):
        said = "No column holds the applicants' names: without them nothing could be redacted."
        report.problems.append(Problem("header", said, "Add a column named 'Last name', or map one.", 1, "Last name"))
    if not {"statement", "employment", "attachments"} & set(columns):
        said = "No column holds what the applicants wrote."
        remedy = "Add a column named 'Supporting statement', or map one."
        report.problems.append(Problem("header", said, remedy, 1, "Supporting statement"))


def _read(row: RowReader, today: date, first_rows: dict[str, int]) -> ApplicationRow | None:
    nested = [each for each in APPLICATION_FIELDS if each.code not in _NESTED and row.nested(each.code)]
    for each in nested:
        said = f"The {each.label} holds an object or a list."
        row.refuse(each.code, said, "Write one text, and parts of it under names of their own.")
    if nested:
        return None
    row.require("reference", "application reference")
    reference = row.words("reference", wording.reference)
    if reference in first_rows:
        said = f"Row {first_rows[reference]} has the same reference."
        row.refuse("reference", said, "Keep one row an application.")
        return None
    if reference:
        first_rows[reference] = row.number
    applied = row.take("applied_on", cells.day)
    if applied is not None and applied > today:
        row.refuse("applied_on", f"{applied:%-d %B %Y} is still to come.", "Correct the date.")
    elif row.mapped("applied_on"):
        row.require("applied_on", "date of the application")
    details = _details(row)
    if not details.get("last_name"):
        place = "last_name" if row.mapped("last_name") else "name"
        if row.mapped(place) and not row.has(place):
            row.refuse(place, "The applicant's name is missing.", "Fill it in: it is what is redacted first.")
    names = row.words("attachments", lambda text: tuple(cells.listed(text))) or ()
    contents = ApplicationContents(details, _sections(row, details))
    if reference is None:
        return None
    return ApplicationRow(
        row,
        reference,
        applied or today,
        contents,
        bool(row.take("guaranteed_interview", cells.yes)),
        tuple(name.replace("\\", "/").rpartition("/")[2] for name in names),
        _answers(row),
    )


def _answers(row: RowReader) -> dict[str, str]:
    """Return the monitoring answers as they stand there; nothing here looks at what they say."""
    found = {each.code: cells.text(row.value(each.code)).strip() for each in MONITORING if row.mapped(each.code)}
    if found.get("ethnicity") and not row.mapped("ethnicity_scheme"):
        found["ethnicity_scheme"] = SCHEME
    return found


def _details(row: RowReader) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in DETAILS:
        if each.code in _TOGETHER:
            continue
        value = row.take(each.code, _detail)
        if value:
            found[each.code] = value
    phones = list(dict.fromkeys(value for code in PHONES if (value := row.take(code, _detail))))
    if phones:
        found["phone"] = phones if len(phones) > 1 else phones[0]
    lines = list(dict.fromkeys(value for code in ADDRESS if (value := row.take(code, _detail))))
    if lines:
        found["address"] = ", ".join(lines)
    full = row.take("name", _detail)
    if full and not found.get("last_name"):
        first, _, last = full.rpartition(" ")
        found["last_name"] = last
        if first and not found.get("first_name"):
            found["first_name"] = first
    listed = row.words("referees", lambda text: [part.strip() for part in re.split(r"[;\n]", text) if part.strip()])
    referees = [*(listed or []), *(name for code in _REFEREES if (name := row.take(code, _detail)))]
    if referees:
        found["referees"] = referees
    return found


def _sections(row: RowReader, details: Mapping[str, Any]) -> tuple[Section, ...]:
    written = [(each.label, row.take(each.code, _prose) or "") for each in SECTIONS]
    registration = " ".join(
        str(details[code]) for code in ("registration_body", "registration_number") if details.get(code)
    )
    written.append(("Professional registration", registration))
    return tuple(Section(heading, text) for heading, text in written if text)


def _detail(value: Value) -> str:
    text = _prose(value)
    if len(text) > _LONGEST_DETAIL:
        raise RefusedError(f"This cell has {len(text):,} characters; {_LONGEST_DETAIL:,} are allowed.", "Shorten it.")
    return text


def _prose(value: Value) -> str:
    text = cells.text(value).replace("\r\n", "\n").replace("\r", "\n").strip()
    if _UNSHOWABLE.search(text):
        raise RefusedError("This cell holds control characters.", "Export the file again, or type the cell again.")
    return text


def named(rows: Sequence[ApplicationRow]) -> dict[str, ApplicationRow]:
    """Return the rows by reference."""
    return {each.reference: each for each in rows}
