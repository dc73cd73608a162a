"""Outcomes of other recruiting systems, taken in as whole files, so that a year's audit covers every post."""

import csv
import io
import json
import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from service.errors import ConflictError, ForbiddenError, InvalidInputError
from service.models import ExternalApplication, new_id, utc_now
from service.outcomes.reading import read_outcomes
from service.outcomes.records import HEADER, external_seal_name
from service.scope import only_hr
from service.vault import seal_file, unseal_file
from service.work import Work

LONGEST_ID = 80
_SOURCE = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class OutcomesImport:
    """What a file would bring, or brought: applications new, changed and as they were."""

    new: int
    changed: int
    unchanged: int


def check_outcomes(data: bytes, source: str) -> dict[str, dict[str, str]]:
    """Return the rows of a fairpanel-outcomes/1 file by application id, all of them understood. Reads no database.

    Raises:
        InvalidInputError: with every problem by row and column, or the source is no short name.
    """
    if not _SOURCE.fullmatch(source):
        raise InvalidInputError.one(
            "source", "The source is a short name in small letters.", "Write the system’s name, such as trac."
        )
    read_outcomes(data, today=utc_now().date())
    rows = {}
    for number, row in enumerate(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")), start=2):
        cells = {name.strip(): (cell or "").strip() for name, cell in row.items() if name}
        key = cells.get("application_id", "")
        if len(key) > LONGEST_ID:
            raise InvalidInputError.one(
                f"row {number}, application_id", f"is longer than {LONGEST_ID} characters.", "Use the system’s own id."
            )
        if key:
            rows[key] = {name: cells.get(name, "") for name in HEADER if name != "application_id"}
    return rows


def import_outcomes(
    work: Work, rows: dict[str, dict[str, str]], source: str, *, dry_run: bool = False
) -> OutcomesImport:
    """Take in the rows of a checked file; one that is there already is replaced where it differs. All or nothing.

    Raises:
        ForbiddenError: the actor is not HR, or nobody is named.
        ConflictError: somebody took in applications of this system at the same moment.
    """
    only_hr(work.actor)
    if work.actor.account_id is None:
        raise ForbiddenError("Outcomes are imported by a named person. Sign in.")
    there = {}
    for row in work.session.exec(select(ExternalApplication).where(ExternalApplication.source == source)):
        there[row.reference] = row
    new, changed, same = [], 0, 0
    for reference in sorted(rows):
        cells = rows[reference]
        name = external_seal_name(source, reference)
        closed = date.fromisoformat(cells["closed_on"]) if cells["closed_on"] else None
        known = there.get(reference)
        if known is not None and json.loads(unseal_file(work.settings, name, known.sealed)) == cells:
            same += 1
            continue
        sealed = b"" if dry_run else seal_file(work.settings, name, _padded(cells))
        if known is None:
            new.append(
                {
                    "id": new_id(), "source": source, "reference": reference, "sealed": sealed, "closed_on": closed,
                    "imported_by": work.actor.account_id, "imported_at": utc_now(),
                }
            )  # fmt: skip
        else:
            changed += 1
            if not dry_run:
                known.sealed, known.closed_on, known.imported_at = sealed, closed, utc_now()
                known.imported_by = work.actor.account_id
                work.session.add(known)
    if not dry_run:
        for first in range(0, len(new), _AT_ONCE):
            try:
                work.session.execute(insert(ExternalApplication), new[first : first + _AT_ONCE])
            except IntegrityError as error:
                message = f"Somebody took in outcomes of {source} at the same moment. Look at the file again."
                raise ConflictError(message, code="taken_in") from error
        work.record("outcomes.imported", "outcomes", source, {"new": len(new), "changed": changed, "same": same})
    return OutcomesImport(len(new), changed, same)


def sources(work: Work) -> list[tuple[str, int]]:
    """Return the systems whose outcomes were taken in, each with its number of applications."""
    only_hr(work.actor)
    wanted = select(ExternalApplication.source, func.count()).group_by(col(ExternalApplication.source))
    return [(source, int(number)) for source, number in work.session.exec(wanted.order_by(ExternalApplication.source))]


def _padded(cells: dict[str, str]) -> bytes:
    data = json.dumps(cells, sort_keys=True, separators=(",", ":")).encode()
    return data + b" " * (-len(data) % 1024)
