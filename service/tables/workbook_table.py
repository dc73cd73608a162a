"""XLSX: the first visible sheet with anything in it, read as a stream within limits."""

import io
import re
import warnings
import zipfile
from typing import Any

from service.errors import FairpanelError, Problem
from service.tables.table import LONGEST_CELL, MOST_ROWS, Table, Value, fill, whole_file

MOST_UNPACKED = 250 * 1024 * 1024
MOST_PARTS = 1_000
LAST_ROW = 2 * MOST_ROWS
DAMAGED = ("The workbook is damaged, or not written by a spreadsheet program.", "Open it, save it again and retry.")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref=\"([A-Z]{1,3})(\d{1,7}):([A-Z0-9]+)\"")
_HIDDEN = re.compile(rb"<(?:\w+:)?(?:row|col)\b[^>]*\bhidden=\"(?:1|true)\"")
_ZEROS = re.compile(r"0{2,40}")


def read_workbook_table(content: bytes, longest: int = LONGEST_CELL) -> Table:
    """Return the table in an XLSX file; cells have up to `longest` characters. Formulas are refused.

    Raises:
        InvalidInputError: the workbook is damaged, too large, or unpacks to too much.
    """
    import openpyxl  # heavy, and only an import reads workbooks

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _require_harmless(archive)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # openpyxl mentions extensions that we do not need
                book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
                return _chosen_sheet(book, archive, longest)
    except FairpanelError:
        raise
    except Exception as error:  # whatever a hostile or damaged file makes the parser raise
        raise whole_file(*DAMAGED) from error


def _require_harmless(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise whole_file("The workbook unpacks to more than can be read.", "Copy the table alone to a new workbook.")
    for part in parts:
        if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.open(part).read(4096):
            raise whole_file(*DAMAGED)


def _chosen_sheet(book: Any, archive: zipfile.ZipFile, longest: int) -> Table:
    chosen, others = None, []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            others.append(f"{sheet.title} (hidden)")
            continue
        sheet.reset_dimensions()  # a file may state any
        if chosen is None:
            table = _read(sheet, longest)
            if table.headers:
                chosen = sheet
                _note_layout(table, archive.read(sheet._worksheet_path.lstrip("/")))
                continue
        others.append(sheet.title)
    if chosen is None:
        return Table()
    if others:
        table.assumed.append(f"The sheet {chosen.title!r} was read; not read: {', '.join(others)[:300]}.")
    return table


def _read(sheet: Any, longest: int) -> Table:
    table = Table(longest)
    rows = sheet.iter_rows(max_row=LAST_ROW + 1)
    for number, cells in enumerate(rows, start=1):
        if number > LAST_ROW:
            raise whole_file(f"The sheet reaches beyond row {LAST_ROW:,}.", "Split it, or delete what is far below.")
        faults: list[tuple[int, str, str]] = []
        fill(table, number, [_value(cell, index, faults) for index, cell in enumerate(cells)])
        for index, message, remedy in faults:
            table.fault(number, index, message, remedy)
    return table


def _value(cell: Any, index: int, faults: list[tuple[int, str, str]]) -> Value:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        faults.append((index, "This cell holds a formula.", "Copy the column and paste it as values."))
        return ""
    if cell.data_type == "e":
        faults.append((index, f"This cell shows the error {value}.", "Correct it, or clear the cell."))
        return ""
    if isinstance(value, int) and not isinstance(value, bool) and _ZEROS.fullmatch(cell.number_format or ""):
        return str(value).zfill(len(cell.number_format))  # the zeros that the sheet shows are meant
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value if isinstance(value, Value) else str(value)


def _note_layout(table: Table, xml: bytes) -> None:
    for match in _MERGED.finditer(xml):
        column, row, end = (part.decode() for part in match.groups())
        said = f"The cells {column}{row}:{end} are merged."
        remedy = "Unmerge them and fill every cell: only the first of merged cells holds a value."
        table.problems.append(Problem(f"row {row}, {column}", said, remedy, int(row), column))
    if _HIDDEN.search(xml):
        table.assumed.append("Hidden rows and columns were read like the others.")
