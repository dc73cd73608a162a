"""Snapshots: a financial year's applications, frozen. Releases are made of snapshots, never of rows that move."""

import csv
import hashlib
import io

from sqlmodel import col, select

from service import db
from service.errors import ConflictError, ForbiddenError, InvalidInputError
from service.models import OutcomeSnapshot, new_id, utc_now
from service.outcomes.applications import FinancialYear
from service.outcomes.earlier_releases import FEWEST_CHANGED
from service.scope import only_hr
from service.vault import seal_file, unseal_file
from service.work import Work


def take_snapshot(work: Work, year: FinancialYear, file: bytes) -> OutcomeSnapshot:
    """Freeze the applications of a financial year; `file` is the `outcomes_file` of this very unit of work.

    A year's snapshot holds what was closed in it and what was applied for by its end and is not closed. A new one is
    taken only when at least ten applications differ from the last: the difference of two would tell about few people.

    Raises:
        ForbiddenError: the actor is not HR, or nobody is named.
        InvalidInputError: the year has not begun, or holds nobody.
        ConflictError: too few applications have changed since the last snapshot of the year.
    """
    only_hr(work.actor)
    if work.actor.account_id is None:
        raise ForbiddenError("A snapshot is taken by a named person. Sign in.")
    if year.first > utc_now().date():
        raise InvalidInputError.one("year", f"{year} has not begun.", "Choose an earlier year.")
    header, rows = _rows_of(file, year)
    if not rows:
        raise InvalidInputError.one("year", f"No application counts in {year}.", "Choose another year.")
    before = latest_snapshot(work, year)
    if before is not None:
        _, known = _rows_of(snapshot_file(work, before), year)
        changed = len({row[0] for row in set(rows) ^ set(known)})
        if changed < FEWEST_CHANGED:
            raise ConflictError(
                f"The last snapshot of {year} still stands: fewer than {FEWEST_CHANGED} people have changed since. "
                "Release from it, or come back later.",
                code="too_few_changed",
            )
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([header, *rows])
    data = text.getvalue().encode()
    key = new_id()
    snapshot = OutcomeSnapshot(
        id=key, year=year.starts, applications=len(rows), digest=hashlib.sha256(data).hexdigest(),
        sealed=seal_file(work.settings, f"snapshot {key}", data), taken_by=work.actor.account_id,
    )  # fmt: skip
    work.session.add(snapshot)
    work.session.flush()
    work.record("snapshot.taken", "snapshot", key, {"year": str(year), "applications": len(rows)})
    return snapshot


def snapshot_file(work: Work, snapshot: OutcomeSnapshot) -> bytes:
    """Return the frozen fairpanel-outcomes/1 file."""
    return unseal_file(work.settings, f"snapshot {snapshot.id}", snapshot.sealed)


def snapshots(work: Work) -> list[OutcomeSnapshot]:
    """Return all snapshots, the newest first."""
    only_hr(work.actor)
    wanted = select(OutcomeSnapshot).order_by(col(OutcomeSnapshot.taken_at).desc(), col(OutcomeSnapshot.id))
    return list(work.session.exec(wanted))


def latest_snapshot(work: Work, year: FinancialYear) -> OutcomeSnapshot | None:
    """Return the newest snapshot of a financial year."""
    wanted = select(OutcomeSnapshot).where(OutcomeSnapshot.year == year.starts)
    return work.session.exec(wanted.order_by(col(OutcomeSnapshot.taken_at).desc()).limit(1)).first()


def get_snapshot(work: Work, snapshot_id: str) -> OutcomeSnapshot:
    """Return a snapshot.

    Raises:
        NotFoundError: there is none.
    """
    only_hr(work.actor)
    return db.get(work.session, OutcomeSnapshot, snapshot_id)


def _rows_of(file: bytes, year: FinancialYear) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return the header and the rows of the year; the first cell of a row is the application's id."""
    rows = [tuple(row) for row in csv.reader(io.StringIO(file.decode(), newline=""))]
    header = rows[0]
    applied, closed = header.index("applied_on"), header.index("closed_on")
    first, last = year.first.isoformat(), year.last.isoformat()
    kept = [
        row for row in rows[1:] if (first <= row[closed] <= last if row[closed] else row[applied] <= last)
    ]  # fmt: skip
    return header, kept
