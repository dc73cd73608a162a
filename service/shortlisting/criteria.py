"""A vacancy's criteria: added, changed, put in order and removed while its shortlisting is being prepared.

The manager of the vacancy and HR write them. All criteria of a vacancy share one version, that of its shortlisting.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from service import db
from service.errors import ConflictError, InvalidInputError, NotFoundError, Problem, StaleError
from service.models import (
    ASSESSED_BY,
    CRITERION_KINDS,
    LIVE_PANEL_STATES,
    Criterion,
    Panel,
    PanelRequest,
    PanelSeat,
    Shortlisting,
    Vacancy,
)
from service.scope import vacancy_in_scope
from service.tables.wording import RefusedError, required_line
from service.work import Work

LARGEST_SCALE = 10
_AWAY = 100_000  # beyond every position, so that two criteria never share one on the way


@dataclass(frozen=True, slots=True)
class CriterionInput:
    """A criterion as somebody writes it. Scores run from 0 to `scale_max`."""

    text: str
    kind: str = "essential"
    assessed_by: str = "application"
    scale_max: int = 4
    guide: str = ""
    examples: str = ""
    reason: str = ""


def vacancy_for_criteria(work: Work, vacancy_id: str) -> Vacancy:
    """Return a vacancy whose criteria the actor may read: its managers, HR, and the ambassador on one of its panels.

    Raises:
        NotFoundError: there is none, or it is not theirs.
    """
    if is_its_ambassador(work, vacancy_id):
        return db.get(work.session, Vacancy, vacancy_id)
    return vacancy_in_scope(work, vacancy_id)


def is_its_ambassador(work: Work, vacancy_id: str) -> bool:
    """Return whether the actor holds an ambassador's seat on a live panel of the vacancy."""
    person = work.actor.person_id
    return person is not None and person in ambassadors_of(work, vacancy_id)


def ambassadors_of(work: Work, vacancy_id: str) -> set[str]:
    """Return who holds an ambassador's seat on a live panel of the vacancy, by person id."""
    seats = (
        select(PanelSeat.person_id)
        .join(Panel, col(Panel.id) == col(PanelSeat.panel_id))
        .join(PanelRequest, col(PanelRequest.id) == col(Panel.request_id))
        .where(
            col(PanelRequest.vacancy_id) == vacancy_id,
            col(Panel.state).in_(LIVE_PANEL_STATES),
            col(PanelSeat.role) == "ambassador",
            col(PanelSeat.person_id).is_not(None),
        )
    )
    return {str(person) for person in work.session.exec(seats)}


def criteria_of(work: Work, vacancy_id: str) -> list[Criterion]:
    """Return a vacancy's criteria in order; whose vacancy it is has been looked at."""
    wanted = select(Criterion).where(Criterion.vacancy_id == vacancy_id).order_by(col(Criterion.position))
    return list(work.session.exec(wanted))


def get_criterion(work: Work, vacancy_id: str, criterion_id: str) -> Criterion:
    """Return one criterion of a vacancy the actor may read.

    Raises:
        NotFoundError: there is none.
    """
    vacancy_for_criteria(work, vacancy_id)
    row = work.session.get(Criterion, criterion_id)
    if row is None or row.vacancy_id != vacancy_id:
        raise NotFoundError
    return row


def standing_of(work: Work, vacancy_id: str) -> tuple[str, int]:
    """Return the state of a vacancy's shortlisting and its version; before the first criterion, preparing and 0."""
    row = work.session.get(Shortlisting, vacancy_id)
    return ("preparing", 0) if row is None else (row.state, row.version)


def add_criterion(work: Work, vacancy_id: str, given: CriterionInput, expected_version: int | None) -> Criterion:
    """Add a criterion at the end.

    Raises:
        InvalidInputError: with every problem; others as `prepared`.
    """
    values = _checked(given)
    prepared(work, vacancy_id, expected_version)
    last = work.session.exec(
        select(Criterion.position).where(Criterion.vacancy_id == vacancy_id).order_by(col(Criterion.position).desc())
    ).first()
    row = Criterion(vacancy_id=vacancy_id, position=0 if last is None else last + 1, **values)
    work.session.add(row)
    work.session.flush()
    work.record("criterion.added", "vacancy", vacancy_id, {"criterion": row.id})
    return row


def change_criterion(
    work: Work, vacancy_id: str, criterion_id: str, given: CriterionInput, expected_version: int | None
) -> Criterion:
    """Change a criterion.

    Raises:
        InvalidInputError: with every problem; others as `prepared` and `get_criterion`.
    """
    row = get_criterion(work, vacancy_id, criterion_id)
    values = _checked(given)
    prepared(work, vacancy_id, expected_version)
    for name, value in values.items():
        setattr(row, name, value)
    work.session.add(row)
    work.record("criterion.changed", "vacancy", vacancy_id, {"criterion": row.id})
    return row


def remove_criterion(work: Work, vacancy_id: str, criterion_id: str, expected_version: int | None) -> None:
    """Take a criterion away; what was said of it is kept.

    Raises:
        ConflictError, StaleError: as `prepared`.
    """
    row = get_criterion(work, vacancy_id, criterion_id)
    prepared(work, vacancy_id, expected_version)
    work.session.delete(row)
    work.session.flush()
    work.record("criterion.removed", "vacancy", vacancy_id, {"criterion": criterion_id})


def move_criterion(work: Work, vacancy_id: str, criterion_id: str, by: int, expected_version: int | None) -> None:
    """Move a criterion up (`by` -1) or down (1); at the end of the list it stays where it is.

    Raises:
        ConflictError, StaleError: as `prepared`.
    """
    row = get_criterion(work, vacancy_id, criterion_id)
    prepared(work, vacancy_id, expected_version)
    rows = criteria_of(work, vacancy_id)
    at = rows.index(row)
    to = at + by
    if not 0 <= to < len(rows):
        return
    other = rows[to]
    mine, theirs = row.position, other.position
    row.position = mine + _AWAY
    work.session.add(row)
    work.session.flush()
    other.position = mine
    work.session.add(other)
    work.session.flush()
    row.position = theirs
    work.session.add(row)
    work.session.flush()
    work.record("criterion.moved", "vacancy", vacancy_id, {"criterion": row.id})


def prepared(work: Work, vacancy_id: str, expected_version: int | None) -> Shortlisting:
    """Return the shortlisting of a vacancy the actor may change, locked, its version raised, made if there is none.

    Raises:
        NotFoundError: the vacancy is not theirs.
        ConflictError: the vacancy is not open, or its criteria are settled.
        PreconditionRequiredError, StaleError: as `db.expect_version`.
    """
    vacancy = vacancy_in_scope(work, vacancy_id)
    if vacancy.state != "open":
        raise ConflictError(f"The vacancy is {vacancy.state}, so its criteria no longer change.", code="vacancy_over")
    row = work.session.get(Shortlisting, vacancy_id, with_for_update=True, populate_existing=True)
    if row is None:
        row = Shortlisting(vacancy_id=vacancy_id, version=0)
        work.session.add(row)
    if row.state != "preparing":
        raise ConflictError(
            "The criteria are settled: applications are, or may be, on their way. They no longer change.",
            code="criteria_settled",
        )
    db.expect_version(row, expected_version)
    try:
        work.session.flush()
    except IntegrityError as error:
        raise StaleError from error
    return row


def _checked(given: CriterionInput) -> dict[str, Any]:
    problems: list[Problem] = []
    text = ""
    try:
        text = required_line(given.text, 500)
    except RefusedError as refused:
        problems.append(Problem("text", f"The criterion: {refused.message}", refused.remedy))
    if given.kind not in CRITERION_KINDS:
        problems.append(Problem("kind", "Whether it is essential or desirable is not chosen.", "Choose one."))
    if given.assessed_by not in ASSESSED_BY:
        problems.append(Problem("assessed_by", "How it is assessed is not chosen.", "Choose one."))
    if not 1 <= given.scale_max <= LARGEST_SCALE:
        problems.append(Problem("scale_max", f"The scale ends at a number from 1 to {LARGEST_SCALE}.", "Correct it."))
    longest = {"guide": 4000, "examples": 4000, "reason": 1000}
    long = {name: str(getattr(given, name)).replace("\r\n", "\n").strip() for name in longest}
    for name, value in long.items():
        if len(value) > longest[name] or "\0" in value:
            problems.append(Problem(name, f"This is longer than {longest[name]:,} characters.", "Shorten it."))
    if problems:
        raise InvalidInputError(problems)
    return {"text": text, "kind": given.kind, "assessed_by": given.assessed_by, "scale_max": given.scale_max, **long}
