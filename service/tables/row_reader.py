"""Reading one row by field: what a cell means, or a problem at its row and column."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from service.errors import InvalidInputError, Problem
from service.tables import cells
from service.tables.table import Row, Table, Value
from service.tables.wording import RefusedError

Meaning = TypeVar("Meaning")


class RowReader:
    """One row of a table, read by field codes; what is refused becomes a problem of the report."""

    def __init__(self, table: Table, row: Row, columns: Mapping[str, int], problems: list[Problem]) -> None:
        self.number = row.number
        self._table = table
        self._row = row
        self._columns = columns
        self._problems = problems

    def value(self, field: str) -> Value:
        """Return the cell as it is; '' if it is empty or the field has no column."""
        index = self._columns.get(field)
        return "" if index is None else self._row.values[index]

    def mapped(self, *fields: str) -> bool:
        """Return whether all these fields have a column."""
        return all(field in self._columns for field in fields)

    def nested(self, field: str) -> bool:
        """Return whether the cell was a list or an object in the file; its text is what stood in it."""
        index = self._columns.get(field)
        return index is not None and (self.number, self._table.headers[index]) in self._table.nested

    def has(self, field: str) -> bool:
        """Return whether the cell holds anything."""
        return self.value(field) != ""

    def take(self, field: str, check: Callable[[Value], Meaning]) -> Meaning | None:
        """Return what the cell means; None if it is empty, or refused and so a problem."""
        value = self.value(field)
        if value == "":
            return None
        try:
            return check(value)
        except RefusedError as refused:
            self.refuse(field, refused.message, refused.remedy)
        except InvalidInputError as error:
            for problem in error.problems:
                self.refuse(field, problem.message, problem.remedy)
        return None

    def words(self, field: str, check: Callable[[str], Meaning]) -> Meaning | None:
        """Return what the cell's text means, as `take` does."""
        return self.take(field, lambda value: check(cells.text(value)))

    def require(self, field: str, label: str) -> None:
        """Add a problem if the cell is empty; a field without a column is a problem of the header instead."""
        if field in self._columns and not self.has(field):
            self.refuse(field, f"The {label} is missing.", "Fill it in, or remove the row.")

    def refuse(self, field: str, message: str, remedy: str) -> None:
        """Add a problem at this row and the field's column."""
        self._problems.append(self.problem(field, message, remedy))

    def problem(self, field: str, message: str, remedy: str) -> Problem:
        """Return a problem at this row and the field's column."""
        index = self._columns.get(field)
        column = self._table.column_name(index) if index is not None else field.replace("_", " ")
        return Problem(f"row {self.number}, {column}", message, remedy, self.number, column)
