"""Training: its kinds and how long they count, records of completions, and the names staff records give them."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlmodel import select

from service import db
from service.errors import ConflictError, InvalidInputError, NotFoundError, Problem
from service.models import TrainingKind, TrainingRecord
from service.people.access import flush_or_conflict, open_record, require_keeper
from service.tables.wording import RefusedError, label, one_line, required_line
from service.work import Work

LONGEST_VALIDITY = 600
_CODE = re.compile(r"[a-z0-9_]{1,60}")
_VALIDITY = re.compile(r"\s*-\s*(?:(\d{1,3})\s+(year|month)s?|no renewal|no specified renewal|once only)\s*$", re.I)


@dataclass(frozen=True, slots=True)
class Competence:
    """What the name of a competence in a staff record says: the training, and months it counts (None: for good).

    `stated` is whether the name says how long.
    """

    code: str
    name: str
    months: int | None
    stated: bool


@lru_cache(maxsize=4096)
def parse_competence(text: str) -> Competence:
    """Return what a competence name says, such as `NHS|CSTF|Equality, Diversity and Human Rights - 3 Years|`.

    A plain name is itself.

    Raises:
        RefusedError: it holds no name.
    """
    parts = [part.strip() for part in text.strip().strip("|").split("|")]
    name = required_line(parts[-1], 200)
    found = _VALIDITY.search(name)
    months = None
    if found:
        name = name[: found.start()].strip()
        if found.group(1):
            months = int(found.group(1)) * (12 if found.group(2).lower() == "year" else 1)
    code = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:60].strip("_")
    if not code or months == 0:
        raise RefusedError(f"{text[:60]!r} names no training.", "Write its name, such as Fair recruitment - 2 Years.")
    return Competence(code, name, months, bool(found))


def months_after(day: date, months: int) -> date:
    """Return the same day of the month `months` later, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def expiry(kind: TrainingKind, completed_on: date) -> date | None:
    """Return the last day on which a completion counts; None is for good."""
    return months_after(completed_on, kind.validity_months) if kind.validity_months else None


def list_training_kinds(work: Work) -> tuple[TrainingKind, ...]:
    """Return every kind of training, by name."""
    return tuple(work.session.exec(select(TrainingKind).order_by(TrainingKind.name)))


def add_training_kind(work: Work, name: str, validity_months: int | None, *, required: bool) -> TrainingKind:
    """Add a kind of training under the code that an import finds in its name.

    Raises:
        ForbiddenError: whoever acts is neither HR nor admin.
        InvalidInputError: the name is taken, or the name or the validity is not acceptable.
        ConflictError: somebody has just added it.
    """
    require_keeper(work)
    try:
        code = parse_competence(required_line(name, 200)).code
    except RefusedError as refused:
        raise refused.as_input_error("name") from None
    if any(code == each.code or name.casefold() == each.name.casefold() for each in list_training_kinds(work)):
        raise InvalidInputError.one("name", "There is a kind of training with this name.", "Change that one instead.")
    return save_training_kind(work, code, name, validity_months, required)


def save_training_kind(
    work: Work, code: str, name: str, validity_months: int | None = 24, required: bool = True
) -> TrainingKind:
    """Add a kind of training or change it. Expiry dates already recorded stay as they are.

    Raises:
        ForbiddenError: whoever acts is neither HR nor admin.
        InvalidInputError: the name or the validity is not acceptable.
        ConflictError: somebody has just added it.
    """
    require_keeper(work)
    problems = []
    if validity_months is not None and not 1 <= validity_months <= LONGEST_VALIDITY:
        problems.append(
            Problem("validity_months", "This is not a number of months.", f"Write 1 to {LONGEST_VALIDITY}, or nothing.")
        )
    values = {}
    for where, text, check in (("code", code, _code), ("name", name, lambda text: required_line(text, 200))):
        try:
            values[where] = check(text)
        except RefusedError as refused:
            problems.append(refused.problem(where))
    if problems:
        raise InvalidInputError(problems)
    kind = work.session.get(TrainingKind, values["code"]) or TrainingKind(code=values["code"], name="")
    kind.name, kind.validity_months, kind.required = values["name"], validity_months, required
    work.session.add(kind)
    flush_or_conflict(work, "Somebody has just added this kind of training. Look at the list again.")
    db.revise(work.session)
    work.record("training_kind.saved", "training_kind", kind.code, {"required": required})
    return kind


def record_training(
    work: Work,
    person_id: str,
    expected_version: int | None,
    kind: str,
    completed_on: date,
    expires_on: date | None = None,
    source: str = "",
) -> TrainingRecord:
    """Record that a person completed a kind of training; without `expires_on` the kind says how long it counts.

    Raises:
        ForbiddenError: whoever acts is neither HR nor admin.
        InvalidInputError: there is no such kind, or it expires before it was completed.
        ConflictError: this completion is recorded already.
        NotFoundError, PreconditionRequiredError, StaleError: as `open_record`.
    """
    require_keeper(work)
    known = work.session.get(TrainingKind, kind)
    if known is None:
        raise InvalidInputError.one(
            "kind", "There is no such kind of training.", "Choose one from the list, or add it."
        )
    if expires_on is not None and expires_on < completed_on:
        raise InvalidInputError.one("expires_on", "It expires before it was completed.", "Correct one of the dates.")
    try:
        cleaned = one_line(source, 200)
    except RefusedError as refused:
        raise refused.as_input_error("source") from None
    open_record(work, person_id, expected_version)
    same = select(TrainingRecord).where(
        TrainingRecord.person_id == person_id,
        TrainingRecord.kind == kind,
        TrainingRecord.completed_on == completed_on,
    )
    if work.session.exec(same).first() is not None:
        raise ConflictError("This completion is recorded already. Remove it first to correct its expiry.")
    record = TrainingRecord(
        person_id=person_id,
        kind=kind,
        completed_on=completed_on,
        expires_on=expires_on or expiry(known, completed_on),
        source=cleaned,
    )
    work.session.add(record)
    work.record("training.recorded", "person", person_id, {"kind": kind, "completed_on": completed_on.isoformat()})
    return record


def remove_training(work: Work, person_id: str, expected_version: int | None, record_id: str) -> None:
    """Remove a completion that was recorded by mistake.

    Raises:
        ForbiddenError: whoever acts is neither HR nor admin.
        NotFoundError: there is no such record of this person; PreconditionRequiredError, StaleError: as `open_record`.
    """
    require_keeper(work)
    open_record(work, person_id, expected_version)
    record = work.session.get(TrainingRecord, record_id)
    if record is None or record.person_id != person_id:
        raise NotFoundError
    work.session.delete(record)
    details = {"kind": record.kind, "completed_on": record.completed_on.isoformat()}
    work.record("training.removed", "person", person_id, details)


def _code(text: str) -> str:
    # Imports make longer codes out of names than a label may have.
    return text if _CODE.fullmatch(text) else label(text)
