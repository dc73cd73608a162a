"""Many rows a statement: what imports write with."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Table, and_, bindparam, delete, insert, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from service.db import as_conflict
from service.work import Work

CHUNK = 1_000
Rows = list[dict[str, Any]]


class BulkWriter:
    """Inserts, updates and deletes many rows a statement.

    A constraint that refuses a row means that somebody else added the same meanwhile: a ConflictError.
    """

    def __init__(self, work: Work) -> None:
        work.session.flush()
        self._connection = work.session.connection()

    def insert(self, table: str, rows: Rows) -> None:
        """Insert rows that all have the same columns."""
        self._execute(insert(_table(table)), rows)

    def update(self, table: str, rows: Rows, *, keys: tuple[str, ...] = ("id",), versioned: bool = False) -> None:
        """Update the rows that have these `keys`; with `versioned`, each row's version rises by one."""
        by_columns: defaultdict[tuple[str, ...], Rows] = defaultdict(list)
        for row in rows:
            by_columns[tuple(sorted(set(row) - set(keys)))].append({f"the_{name}": row[name] for name in row})
        target = _table(table)
        for columns, values in by_columns.items():
            changes: dict[str, Any] = {name: bindparam(f"the_{name}") for name in columns}
            if versioned:
                changes["version"] = target.c.version + 1
            same = and_(*(target.c[key] == bindparam(f"the_{key}") for key in keys))
            self._execute(update(target).where(same).values(changes), values)

    def delete(self, table: str, column: str, keys: list[str]) -> None:
        """Delete the rows whose `column` is one of `keys`."""
        target = _table(table)
        statement = delete(target).where(target.c[column] == bindparam("the_key"))
        self._execute(statement, [{"the_key": key} for key in keys])

    def _execute(self, statement: Any, rows: Rows) -> None:
        try:
            for start in range(0, len(rows), CHUNK):
                self._connection.execute(statement, rows[start : start + CHUNK])
        except IntegrityError as error:
            raise as_conflict(error, "Somebody changed the same records meanwhile. Check the file again.") from error


def _table(name: str) -> Table:
    return SQLModel.metadata.tables[name]
