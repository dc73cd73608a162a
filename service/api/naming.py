"""Names beside ids, looked up in bulk for an answer."""

from collections.abc import Iterable
from typing import Any

from sqlmodel import SQLModel, col, select

from service.models import Department, Person, Site
from service.work import Work

Names = dict[str, dict[str, str]]
CHUNK = 500


def names(work: Work, table: type[Department | Person | Site], ids: Iterable[str | None]) -> Names:
    """Return id and name of these rows, by id."""
    wanted = sorted({each for each in ids if each is not None})
    found: Names = {}
    for first in range(0, len(wanted), CHUNK):
        rows = work.session.exec(
            select(col(table.id), col(table.name)).where(col(table.id).in_(wanted[first : first + CHUNK]))
        )
        found |= {row_id: {"id": row_id, "name": name} for row_id, name in rows}
    return found


def named(found: Names, row_id: str | None) -> dict[str, str] | None:
    """Return id and name, or None where there is no id."""
    return None if row_id is None else found[row_id]


def plain(row: SQLModel) -> dict[str, Any]:
    """Return a row's columns; a schema then says which of them leave the service."""
    return row.model_dump()
