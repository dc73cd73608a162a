"""A table as it comes out of an uploaded file, with every fault at its row and column.

Rows are numbered as a spreadsheet shows them: the header is row 1 where nothing is above it, and blank rows count.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from service.errors import InvalidInputError, Problem

Value = str | int | float | bool | date | datetime | time
MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS = 200
LONGEST_CELL = 4_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not blank: its number, and as many values as there are headers; an empty cell is ''."""

    number: int
    values: tuple[Value, ...]


@dataclass(slots=True)
class Table:
    """What a file holds: headers, rows, and what was wrong, doubtful or assumed on the way.

    A cell may have `longest` characters. `nested` are the cells, by row number and header, that held a list or object.
    """

    longest: int = LONGEST_CELL
    headers: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    blank: int = 0
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)
    nested: set[tuple[int, str]] = field(default_factory=set)

    def column_name(self, index: int) -> str:
        """Return the header of a column, or its letter when it has none."""
        return (self.headers[index] if index < len(self.headers) else "") or column_letter(index)

    def fault(self, row: int, index: int, message: str, remedy: str) -> None:
        """Add a problem of one cell."""
        column = self.column_name(index)
        self.problems.append(Problem(f"row {row}, {column}", message, remedy, row, column))


def fill(table: Table, number: int, values: list[Value]) -> None:
    """Add a row of the file to the table: the first with anything in it is the header.

    Raises:
        InvalidInputError: the table is too long or too wide.
    """
    while values and values[-1] == "":
        values.pop()
    if len(values) > MOST_COLUMNS:
        raise whole_file(f"The file has more than {MOST_COLUMNS} columns.", "Leave columns out.")
    if not any(value != "" and (not isinstance(value, str) or value.strip()) for value in values):
        table.blank += 1
        return
    for index, value in enumerate(values):
        if isinstance(value, str):
            values[index] = _checked(table, number, index, value)
    if not table.headers:
        table.headers = [str(value).strip() for value in values]
        return
    if len(table.rows) >= MOST_ROWS:
        raise whole_file(f"The file has more than {MOST_ROWS:,} rows.", "Split it.")
    for index in range(len(table.headers), len(values)):
        if values[index] != "":
            table.fault(number, index, "This cell has no header above it.", "Check for a stray separator in this row.")
    width = len(table.headers)
    table.rows.append(Row(number, tuple(values[:width]) + ("",) * (width - len(values))))


def column_letter(index: int) -> str:
    """Return the letters a spreadsheet shows above the column with this index, from 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def whole_file(message: str, remedy: str) -> InvalidInputError:
    """Return the error for a file that cannot be read at all."""
    return InvalidInputError([Problem("file", message, remedy)])


def _checked(table: Table, number: int, index: int, value: str) -> str:
    if len(value) > table.longest:
        said = f"This cell has {len(value):,} characters; {table.longest:,} are allowed."
        table.fault(number, index, said, "Shorten it; a quotation mark that is never closed swallows the rows below.")
        return ""
    if "\0" in value:
        table.fault(number, index, "This cell holds NUL bytes.", "Type it again, or export the file again.")
        return ""
    return value.strip()
