"""Reading an uploaded file: CSV or XLSX, told apart by what is in it and not by its name alone."""

import io
import zipfile
from pathlib import PurePath

from service.tables.table import LONGEST_CELL, MOST_BYTES, Table, whole_file
from service.tables.text_table import read_text_table
from service.tables.workbook_table import read_workbook_table

SAVE_AS = "Save it as CSV UTF-8 or as an Excel workbook (.xlsx)."


def read_table(file_name: str, content: bytes, longest: int = LONGEST_CELL) -> Table:
    """Return the table in an uploaded file; a cell may have `longest` characters.

    Raises:
        InvalidInputError: the file as a whole cannot be read; faults of cells are in the table's `problems`.
    """
    suffix = PurePath(file_name).suffix.lower()
    if not content.strip():
        raise whole_file("The file is empty.", "Choose the file again, or export it again.")
    if len(content) > MOST_BYTES:
        size = len(content) / 1024 / 1024
        raise whole_file(f"The file has {size:.0f} MB; 20 are allowed.", "Split it, or leave columns out.")
    kind = _kind(content)
    if kind == "xlsx":
        if suffix in (".csv", ".txt", ".tsv"):
            raise whole_file(f"The file is named {suffix} but is an Excel workbook.", "Rename it to end in .xlsx.")
        table = read_workbook_table(content, longest)
    elif kind:
        raise whole_file(f"The file is {kind}.", SAVE_AS)
    elif suffix in (".xlsx", ".xlsm"):
        raise whole_file(f"The file is named {suffix} but is no Excel workbook.", SAVE_AS)
    else:
        table = read_text_table(content, longest)
    if not table.headers:
        raise whole_file("The file has no header row.", "Put the names of the columns in the first row.")
    return table


def _kind(content: bytes) -> str:
    """Return what the first bytes say the file is: xlsx, something else we cannot read, or '' for text."""
    if content.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                names = set(archive.namelist())
        except zipfile.BadZipFile:
            return "a damaged archive"
        return "xlsx" if "[Content_Types].xml" in names and "xl/workbook.xml" in names else "an archive, not a table"
    for start, name in (
        (b"\xd0\xcf\x11\xe0", "an old Excel file (.xls), or locked with a password"),
        (b"%PDF", "a PDF"),
        (b"\x1f\x8b", "a compressed file"),
        (b"\x89PNG", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
        (b"{\\rtf", "a text document"),
    ):
        if content.startswith(start):
            return name
    return "a web page" if content.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")) else ""
