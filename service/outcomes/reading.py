"""Reading fairpanel-outcomes/1: bytes in, applications out, or every problem by row and column."""

import codecs
import csv
import io
import re
from collections.abc import Sequence
from datetime import date

from service.errors import InvalidInputError, Problem
from service.outcomes.applications import Applications
from service.outcomes.code_lists import CHARACTERISTICS
from service.outcomes.complaints import Complaints
from service.outcomes.row_checks import understood_rows
from service.outcomes.tally import ROLL_UPS

REQUIRED = ("application_id", "vacancy_id", "applied_on", "closed_on", "stage", "outcome")
FACTS = ("band", "site", "division", "staff_group", "campaign", "panel_met_requirement")
KNOWN = (*REQUIRED, *FACTS, "ethnicity", "ethnicity_scheme", *CHARACTERISTICS[1:])
NOT_TO_CUT_BY = ("application_id", "applied_on", "closed_on", "stage", "outcome", "ethnicity_scheme")


def read_outcomes(data: bytes, by: Sequence[str] = (), *, today: date) -> Applications:
    """Return the applications of a fairpanel-outcomes/1 file.

    `by` names the columns that the audit cuts by: only those may be there beside the format's own. `today` is the
    last day that is not in the future.

    Raises:
        InvalidInputError: with every problem found, each with its row, column and remedy.
    """
    header, body, numbers, complaints = _records(_text(data), by)
    cells = dict(zip(header, zip(*body, strict=True), strict=True))
    return understood_rows(cells, numbers, extra_columns(header), complaints, today)


def extra_columns(header: Sequence[str]) -> list[str]:
    """Return the columns beyond the format's own, which the audit is to be cut by."""
    return [name for name in header if name not in KNOWN]


def _records(text: str, by: Sequence[str]) -> tuple[list[str], list[list[str]], list[int], Complaints]:
    """Return the header, the rows that hold anything, their numbers, and what is wrong with the others."""
    rows = _parsed(text)
    header = [name.strip() for name in rows[0]]
    check_header(header, by)
    complaints = Complaints()
    body: list[list[str]] = []
    numbers: list[int] = []
    for number, row in enumerate(rows[1:], start=2):
        if not row or not (row[0].strip() or any(cell.strip() for cell in row)):
            continue
        if len(row) != len(header):
            complaints.add(
                number,
                header[min(len(row), len(header)) - 1],
                f"has {len(row)} cells where the header has {len(header)}.",
                "Put text that holds a comma in double quotes, and leave no cell out.",
            )
            continue
        body.append(row)
        numbers.append(number)
    if not body:
        complaints.raise_any()
        raise InvalidInputError.one("file", "It has a header but no applications.", "Write one row an application.")
    return header, body, numbers, complaints


def _text(data: bytes) -> str:
    if not data.strip(b"\x00\t\r\n \xef\xbb\xbf"):
        raise InvalidInputError.one("file", "It is empty.", "It needs a header row and one row an application.")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise InvalidInputError.one("file", "It is written in UTF-16.", "Save it as “CSV UTF-8”.")
    if data.startswith(b"PK\x03\x04"):
        raise InvalidInputError.one("file", "It is a workbook or another packed file.", "Save it as “CSV UTF-8”.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", "replace")
        read = list(csv.reader(io.StringIO(before, newline=""))) or [[""]]
        header = read[0] if len(read) > 1 else []
        column = header[len(read[-1]) - 1] if len(read[-1]) <= len(header) else f"column {len(read[-1])}"
        raise InvalidInputError(
            [
                Problem(
                    f"row {len(read)}, {column}",
                    "holds bytes that are not UTF-8 (often a file saved as Windows-1252).",
                    "Save it as “CSV UTF-8”.",
                    len(read),
                    column,
                )
            ]
        ) from None
    if "\x00" in text:
        row = text[: text.index("\x00")].count("\n") + 1
        raise InvalidInputError([Problem(f"row {row}", "holds a NUL byte.", "Save it as “CSV UTF-8”.", row, "any")])
    return text


def _parsed(text: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    try:
        rows.extend(reader)
    except csv.Error as error:
        row = len(rows) + 1
        raise InvalidInputError(
            [
                Problem(
                    f"row {row}",
                    f"cannot be read as CSV: {error}.",
                    "Close every double quote, and double one inside text.",
                    row,
                    "any",
                )
            ]
        ) from None
    if len(rows[0]) == 1 and re.search(r"[;\t|]", rows[0][0]):
        raise InvalidInputError.one(
            "row 1", "The header is one cell: the file is separated by something else.", "Separate cells by commas."
        )
    return rows


def check_header(header: Sequence[str], by: Sequence[str]) -> None:
    """Refuse a header that lacks a column, names one twice, or has one that the audit is not cut by.

    Raises:
        InvalidInputError: with everything that is wrong with the header and with `by`.
    """
    problems = []

    def complain(column: str, message: str, remedy: str) -> None:
        problems.append(Problem(f"row 1, {column}", message, remedy, 1, column))

    if missing := [name for name in REQUIRED if name not in header]:
        complain(missing[0], f"The header lacks {', '.join(missing)}.", "Add these columns, spelled like this.")
    for place, name in enumerate(header, start=1):
        if not name:
            complain(f"column {place}", "The header's cell is blank.", "Name the column or remove it.")
        elif header.index(name) != place - 1:
            complain(name, "The header names this column twice.", "Keep one of them.")
        elif name in by and re.search("[×*,]", name):
            complain(name, "has a sign in its name that --by uses otherwise.", "Rename it without ×, * and commas.")
        elif name in ROLL_UPS:
            complain(name, "is a name that the audit itself gives to a roll-up.", "Name the column otherwise.")
        elif name not in KNOWN and name not in by:
            counts = "%" in name or re.search(r"(?i)\b(rate|percent|pct|ratio)", name)
            remedy = (
                "This file has one row an application; rates and ratios are counted from it. Remove the column."
                if counts
                else f"Remove it, or cut by it with --by {name}."
            )
            close = next((known for known in KNOWN if known.casefold() == name.casefold().replace(" ", "_")), None)
            complain(name, "is no column of fairpanel-outcomes/1.", f"Write {close}." if close else remedy)
    for name in by:
        if name in NOT_TO_CUT_BY:
            problems.append(Problem("--by", f"An audit cannot be cut by {name}.", "Name a column with few values."))
        elif ROLL_UPS.get(name, name) not in header:
            problems.append(Problem("--by", f"The file has no column {name}.", f"It has: {', '.join(header)}."))
    if problems:
        raise InvalidInputError(problems)
