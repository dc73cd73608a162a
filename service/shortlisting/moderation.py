"""After everybody has locked: the spread of the scores, how far they agree, and what the shortlisters then settle.

It is still blind: a shortlister sees the applications of their own list under their own tokens, their own scores beside
the others' without names. What is settled was proposed by one of them and confirmed by another, and names both. A
manager or HR sees agreement by criterion and no application.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlmodel import col, select

from service.db import lock
from service.errors import ConflictError, InvalidInputError, NotFoundError, Problem, StaleError
from service.models import Criterion, MarkingFlag, Moderation, Shortlisting
from service.scope import only_managers_and_hr, vacancy_in_scope
from service.shortlisting.marking import Sheet, marking_sheet
from service.shortlisting.marking_agreement import Agreement, agreement_of
from service.shortlisting.marking_rows import (
    marked_criteria,
    names_of,
    refuse_after_reveal,
    scores_by_cell,
    shortlisting_of,
    standing_marks,
)
from service.shortlisting.pseudonyms import Entry
from service.shortlisting.settlements import Settlement, Standing, standings
from service.work import Work

SEEN_STATES = ("locked", "revealed")
LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class Proposal:
    """A score that one marker proposed and nobody confirmed yet; `own` is whether it is the reader's."""

    score: int
    reason: str
    by: str
    own: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """The scores of one application on one criterion: one's own, the others' from low to high, and what was settled.

    `settled_by` says who proposed and who confirmed, `reason` why. `proposal` waits for somebody to confirm it.
    `latest` is the id of the last moderation, or empty.
    """

    entry: Entry
    criterion: int
    own: int | None
    others: tuple[int, ...]
    settled: int | None
    settled_by: str
    reason: str
    proposal: Proposal | None
    latest: str

    @property
    def lowest(self) -> int:
        """The lowest score that was given."""
        return min([*self.others, *([self.own] if self.own is not None else [])], default=0)

    @property
    def highest(self) -> int:
        """The highest score that was given."""
        return self.lowest + self.range

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
    standing = standings(work, vacancy_id, marks)
    names = _names_in(work, standing.values())
    me = str(work.actor.account_id)
    cells = []
    for entry in sheet.entries:
        for number, criterion in enumerate(sheet.criteria, 1):
            key = (entry.application_id, criterion.id)
            stands = standing.get(key, Standing())
            cells.append(
                Cell(
                    entry,
                    number,
                    own.get(key),
                    tuple(sorted(others[key])),
                    stands.settled.score if stands.settled else None,
                    _settled_by(stands.settled, names),
                    _reasons(stands.settled),
                    _proposal(stands.proposal, names, me),
                    stands.latest,
                )
            )
    agreement = agreement_by_criterion(sheet.criteria, scores_by_cell(marks))
    return Spread(sheet, tuple(cells), agreement)


def record_moderation(
    work: Work, vacancy_id: str, token: str, criterion: int, score: int | None, reason: str, latest: str
) -> Moderation:
    """Propose a score where locked scores differ, or confirm what another marker proposed by the same score.

    The scores themselves stay. `latest` is the moderation that whoever acts saw, or empty.

    Raises:
        NotFoundError: the application is not on one's list, or there is no such criterion.
        InvalidInputError: the score is not between those that were given, or the reason is missing.
        ConflictError: not everybody has locked, the scores do not differ, all has been revealed, the score is settled
            already, it is one's own proposal, which somebody else confirms, or one recognises the applicant.
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
    given = f"from {cell.lowest} to {cell.highest}"
    if cell.range and (score is None or not cell.lowest <= score <= cell.highest):
        problems.append(Problem("score", f"The scores given are {given}.", f"Settle on one {given}."))
    if not reason.strip() or len(reason) > LONGEST_REASON:
        problems.append(Problem("reason", "The reason is missing or too long.", "Say in a few words what decided."))
    if problems:
        raise InvalidInputError(problems)
    if score is None or cell.range == 0:
        raise ConflictError("The scores do not differ: there is nothing to settle.", code="no_difference")
    if latest != cell.latest:
        raise StaleError
    knows = select(MarkingFlag.id).where(
        MarkingFlag.shortlister_id == spread.sheet.shortlister.id,
        MarkingFlag.application_id == cell.entry.application_id,
        MarkingFlag.kind == "recognised",
        col(MarkingFlag.settled_at).is_(None),
    )
    if work.session.exec(knows).first():
        raise ConflictError("You recognise this applicant. HR decides first whether your scores count.", code="knows")
    if cell.proposal and (cell.proposal.score, cell.proposal.own) == (score, True):
        raise ConflictError("You proposed it: another who marked this application confirms it.", code="own_proposal")
    if cell.settled == score and cell.proposal is None:
        raise ConflictError(f"{score} is settled already. Propose another score, or leave it.", code="settled")
    confirms = cell.proposal is not None and cell.proposal.score == score
    made = Moderation(
        application_id=cell.entry.application_id,
        criterion_id=row.id,
        score=score,
        reason=reason.strip(),
        recorded_by=str(work.actor.account_id),
    )
    work.session.add(made)
    act = "marking.moderated" if confirms else "marking.moderation_proposed"
    work.record(act, "vacancy", vacancy_id, {"moderation": made.id})
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


def _names_in(work: Work, standing: Collection[Standing]) -> dict[str, str]:
    rows = [row for each in standing if each.settled for row in (each.settled.proposed, each.settled.confirmed)]
    rows += [each.proposal for each in standing if each.proposal]
    return names_of(work, {row.recorded_by for row in rows})


def _settled_by(settled: Settlement | None, names: dict[str, str]) -> str:
    if settled is None:
        return ""
    confirmed = names[settled.confirmed.recorded_by]
    if settled.by_hr:
        confirmed += " of HR, since nobody else who marked it is left"
    return f"proposed by {names[settled.proposed.recorded_by]}, confirmed by {confirmed}"


def _reasons(settled: Settlement | None) -> str:
    return f"{settled.proposed.reason} {settled.confirmed.reason}" if settled else ""


def _proposal(row: Moderation | None, names: dict[str, str], me: str) -> Proposal | None:
    return Proposal(row.score, row.reason, names[row.recorded_by], row.recorded_by == me) if row else None
