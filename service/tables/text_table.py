"""CSV: which encoding, which separator, and then the rows."""

import codecs
import csv
import io
import re

from service.errors import Problem
from service.tables.table import LONGEST_CELL, MOST_BYTES, Table, fill, whole_file

SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tab"}


def read_text_table(content: bytes, longest: int = LONGEST_CELL) -> Table:
    """Return the table in a CSV file whose cells have at most `longest` characters.

    Raises:
        InvalidInputError: the text cannot be decoded, or there is too much of it.
    """
    table = Table(longest)
    text = _decoded(content, table)
    named = re.match(r"sep=([,;\t])\r?\n", text)
    if named:
        separator, text = named.group(1), text[named.end() :]
        table.assumed.append(f"The first line names {SEPARATORS[separator]} as the separator; it is not a row.")
    else:
        separator = _separator(text)
        if separator != ",":
            table.assumed.append(f"Cells are separated by {SEPARATORS[separator]}.")
    csv.field_size_limit(MOST_BYTES)  # our own limit names the row and column; this one names neither
    _note_broken_quotes(table, text, separator)
    for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), start=1):
        fill(table, number, list(cells))
    return table


def _decoded(content: bytes, table: Table) -> str:
    for mark, encoding, name in (
        (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 (it has a byte order mark)"),
        (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
        (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
    ):
        if content.startswith(mark):
            try:
                text = content.decode(encoding)
            except UnicodeDecodeError:
                raise whole_file(f"The file says it is {name} and is not.", "Export it again as CSV UTF-8.") from None
            table.assumed.append(f"The text is {name}.")
            return text
    if content.count(b"\0") > len(content) // 20:
        raise whole_file("The file is not text, or UTF-16 without its mark.", "Export it again as CSV UTF-8.")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError as error:
            row = content[: error.start].count(b"\n") + 1
            raise whole_file(
                f"The text is neither UTF-8 nor Windows-1252 (line {row}).", "Export it again as CSV UTF-8."
            ) from None
        table.assumed.append(
            "The text was read as Windows-1252, since it is not UTF-8: look at names with accents before you commit."
        )
        return text
    table.assumed.append("The text is UTF-8.")
    return text


def _separator(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", first)
    return max(SEPARATORS, key=lambda each: (bare.count(each), each == ","))


def _note_broken_quotes(table: Table, text: str, separator: str) -> None:
    # The reader below forgives a misplaced quotation mark and shifts cells in silence; this one only listens for it.
    number = 0
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            number += 1
    except csv.Error:
        said = "A quotation mark in this row is in the wrong place or never closed."
        remedy = "Double a quotation mark within a cell, and put one at each end of the cell."
        table.problems.append(Problem(f"row {number + 1}", said, remedy, number + 1))
