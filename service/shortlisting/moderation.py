"""After everybody has locked: the spread of the scores, how far they agree, and what the shortlisters then settle.

It is still blind: a shortlister sees the applications of their own list under their own tokens, their own scores beside
the others' without names. A manager or HR sees agreement by criterion and no application.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import col, select

from service.db import lock
from service.errors import ConflictError, InvalidInputError, NotFoundError, Problem, StaleError
from service.models import Application, Criterion, Moderation, Shortlisting
from service.scope import only_managers_and_hr, vacancy_in_scope
from service.shortlisting.marking import Sheet, marking_sheet
from service.shortlisting.marking_agreement import Agreement, agreement_of
from service.shortlisting.marking_rows import (
    marked_criteria,
    refuse_after_reveal,
    scores_by_cell,
    shortlisting_of,
    standing_marks,
)
from service.shortlisting.pseudonyms import Entry
from service.work import Work

SEEN_STATES = ("locked", "revealed")
LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class Cell:
    """The scores of one application on one criterion: one's own, the others' from low to high, and what was settled.

    `latest` is the id of the moderation that counts; empty if there is none.
    """

    entry: Entry
    criterion: int
    own: int | None
    others: tuple[int, ...]
    settled: int | None
    reason: str
    latest: str

    @property
    def range(self) -> int:
        """The highest score less the lowest."""
        scores = [*self.others, *([self.own] if self.own is not None else [])]
        return max(scores) - min(scores) if scores else 0

    @property
    def sum(self) -> int:
        """All scores added up."""
        return sum(self.others) + (self.own or 0)


@dataclass(frozen=True, slots=True)
class Spread:
    """What a shortlister sees of the locked scores. `agreement` is by criterion, over all applications."""

    sheet: Sheet
    cells: tuple[Cell, ...]
    agreement: tuple[tuple[Criterion, Agreement], ...]


def spread_of(work: Work, vacancy_id: str) -> Spread:
    """Return the spread of the scores on one's own list.

    Raises:
        NotFoundError: whoever acts does not mark this vacancy.
        ConflictError: not everybody has locked yet.
    """
    sheet = marking_sheet(work, vacancy_id)
    if not sheet.locked or sheet.shortlisting.state not in SEEN_STATES:
        raise ConflictError("Others' scores are shown when everybody has locked theirs.", code="not_locked")
    marks = standing_marks(work, vacancy_id)
    own = {
        (mark.application_id, mark.criterion_id): mark.score
        for mark in marks
        if mark.shortlister_id == sheet.shortlister.id
    }
    others: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for mark in marks:
        if mark.shortlister_id != sheet.shortlister.id:
            others[mark.application_id, mark.criterion_id].append(mark.score)
    settled = latest_moderations(work, vacancy_id)
    cells = []
    for entry in sheet.entries:
        for number, criterion in enumerate(sheet.criteria, 1):
            key = (entry.application_id, criterion.id)
            row = settled.get(key)
            cells.append(
                Cell(
                    entry,
                    number,
                    own.get(key),
                    tuple(sorted(others[key])),
                    row.score if row else None,
                    row.reason if row else "",
                    row.id if row else "",
                )
            )
    agreement = agreement_by_criterion(sheet.criteria, scores_by_cell(marks))
    return Spread(sheet, tuple(cells), agreement)


def record_moderation(
    work: Work, vacancy_id: str, token: str, criterion: int, score: int | None, reason: str, latest: str
) -> Moderation:
    """Record what the shortlisters settled on where their locked scores differ; the scores themselves stay.

    `latest` is the moderation that whoever acts saw, or empty.

    Raises:
        NotFoundError: the application is not on one's list, or there is no such criterion.
        InvalidInputError: the score is not on the scale, or the reason is missing.
        ConflictError: not everybody has locked, the scores do not differ, or all has been revealed.
        StaleError: somebody settled it otherwise meanwhile.
    """
    shortlisting = lock(work.session, Shortlisting, vacancy_id)
    spread = spread_of(work, vacancy_id)
    refuse_after_reveal(shortlisting)
    cell = next((each for each in spread.cells if (each.entry.token, each.criterion) == (token, criterion)), None)
    if cell is None:
        raise NotFoundError
    row = spread.sheet.criteria[criterion - 1]
    problems = []
    if score is None or not 0 <= score <= row.scale_max:
        problems.append(Problem("score", f"The score is not from 0 to {row.scale_max}.", "Correct the score."))
    if not reason.strip() or len(reason) > LONGEST_REASON:
        problems.append(Problem("reason", "The reason is missing or too long.", "Say in a few words what decided."))
    if problems or score is None:
        raise InvalidInputError(problems)
    if cell.range == 0:
        raise ConflictError("The scores do not differ: there is nothing to settle.", code="no_difference")
    if latest != cell.latest:
        raise StaleError
    made = Moderation(
        application_id=cell.entry.application_id,
        criterion_id=row.id,
        score=score,
        reason=reason.strip(),
        recorded_by=str(work.actor.account_id),
    )
    work.session.add(made)
    work.record("marking.moderated", "vacancy", vacancy_id, {"moderation": made.id})
    return made


def agreement_for_managers(work: Work, vacancy_id: str) -> tuple[tuple[Criterion, Agreement], ...]:
    """Return how far the shortlisters agree on each criterion, once all have locked; no application is shown.

    Raises:
        NotFoundError: the vacancy is not theirs.
        ConflictError: not everybody has locked yet.
    """
    only_managers_and_hr(work.actor)
    vacancy_in_scope(work, vacancy_id)
    if shortlisting_of(work, vacancy_id).state not in SEEN_STATES:
        raise ConflictError("Agreement is shown when everybody has locked their scores.", code="not_locked")
    criteria = marked_criteria(work, vacancy_id)
    return agreement_by_criterion(criteria, scores_by_cell(standing_marks(work, vacancy_id)))


def agreement_by_criterion(
    criteria: Iterable[Criterion], scores: dict[tuple[str, str], list[int]]
) -> tuple[tuple[Criterion, Agreement], ...]:
    """Return each criterion with how far the scores on it agree."""
    by_criterion: defaultdict[str, list[list[int]]] = defaultdict(list)
    for (_, criterion_id), given in scores.items():
        by_criterion[criterion_id].append(given)
    return tuple((criterion, agreement_of(by_criterion[criterion.id])) for criterion in criteria)


def latest_moderations(work: Work, vacancy_id: str) -> dict[tuple[str, str], Moderation]:
    """Return the moderation that counts, by application and criterion."""
    rows = work.session.exec(
        select(Moderation)
        .join(Application, col(Application.id) == col(Moderation.application_id))
        .where(Application.vacancy_id == vacancy_id)
        .order_by(col(Moderation.recorded_at), col(Moderation.id))
    )
    return {(row.application_id, row.criterion_id): row for row in rows}
