"""Marking blind: one's own list, one application at a time, one's own scores, and locking them."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from service.db import expect_version, lock
from service.errors import ConflictError, InvalidInputError, Problem, StaleError
from service.models import Application, Criterion, Mark, Shortlister, Shortlisting, Vacancy, utc_now
from service.shortlisting.marking_rows import (
    active_shortlisters,
    marked_criteria,
    open_reports,
    paused_applications,
    short_of_markers,
)
from service.shortlisting.packs import PackSection, released_pack
from service.shortlisting.pseudonyms import MARKED_STATES, Entry, Pile, may_identify, own_pile
from service.work import Work

LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True)
class GivenMark:
    """What a shortlister says on one criterion, counted from 1; version 0 is of a mark that was not there yet."""

    criterion: int
    score: int | None
    note: str
    version: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that one shortlister has marked of one vacancy. `marks` is by token and number of the criterion."""

    vacancy: Vacancy
    shortlister: Shortlister
    shortlisting: Shortlisting
    criteria: tuple[Criterion, ...]
    entries: tuple[Entry, ...]
    marks: dict[tuple[str, int], Mark]
    paused: frozenset[str]

    @property
    def done(self) -> int:
        """How many scores are given."""
        return sum(mark.score is not None for mark in self.marks.values())

    @property
    def total(self) -> int:
        """How many scores there are to give."""
        return len(self.entries) * len(self.criteria)

    @property
    def locked(self) -> bool:
        """Whether nothing can be changed any more."""
        return self.shortlister.state == "locked"


@dataclass(frozen=True, slots=True)
class MarkingText:
    """One application as its shortlister reads it; no sections while its text is being redacted again."""

    sheet: Sheet
    entry: Entry
    sections: tuple[PackSection, ...]
    paused: bool
    guaranteed_interview: bool


@dataclass(frozen=True, slots=True)
class MarkingTask:
    """One vacancy that whoever acts marks, and how far they are; `state` is the shortlisting's."""

    vacancy: Vacancy
    shortlisting: Shortlisting
    locked: bool
    done: int
    total: int


def my_marking(work: Work) -> list[MarkingTask]:
    """Return the vacancies that whoever acts has been named to mark, those not locked first."""
    if work.actor.account_id is None or may_identify(work.actor.roles):
        return []
    rows = work.session.exec(
        select(Shortlister, Shortlisting, Vacancy)
        .join(Shortlisting, col(Shortlisting.vacancy_id) == col(Shortlister.vacancy_id))
        .join(Vacancy, col(Vacancy.id) == col(Shortlister.vacancy_id))
        .where(Shortlister.account_id == work.actor.account_id, Shortlister.state != "stood_down")
    )
    tasks = []
    for shortlister, shortlisting, vacancy in rows:
        sheet = marking_sheet(work, vacancy.id) if shortlisting.state in MARKED_STATES else None
        done, total = (sheet.done, sheet.total) if sheet else (0, 0)
        tasks.append(MarkingTask(vacancy, shortlisting, shortlister.state == "locked", done, total))
    return sorted(tasks, key=lambda task: (task.locked, task.vacancy.title.casefold(), task.vacancy.id))


def marking_sheet(work: Work, vacancy_id: str) -> Sheet:
    """Return one's own list with one's own marks, in a number of queries that does not grow with it.

    Raises:
        NotFoundError: whoever acts does not mark this vacancy, or its marking has not begun.
    """
    return _sheet(work, own_pile(work, vacancy_id), vacancy_id)


def marking_text(work: Work, vacancy_id: str, token: str) -> MarkingText:
    """Return one application of one's list, to read and to mark.

    Raises:
        NotFoundError: it is not on one's list: unknown, another's or taken away.
    """
    pile = own_pile(work, vacancy_id)
    entry = pile.entry(token)
    sheet = _sheet(work, pile, vacancy_id)
    pack = None if entry.token in sheet.paused else released_pack(work, entry.application_id)
    wanted = select(Application.guaranteed_interview).where(Application.id == entry.application_id)
    guaranteed = work.session.exec(wanted).one()
    return MarkingText(sheet, entry, pack.sections if pack else (), pack is None, guaranteed)


def record_marks(work: Work, vacancy_id: str, token: str, given: Sequence[GivenMark]) -> dict[int, int]:
    """Keep one's own scores and notes of one application; return the versions by number of the criterion.

    What is sent twice is kept once: a mark that is as given already is left alone, whatever version it is said to be.

    Raises:
        NotFoundError: the application is not on one's list.
        InvalidInputError: a score is not on its criterion's scale.
        ConflictError: one's scores are locked, or the text is being redacted again.
        StaleError: another window has saved something else meanwhile; nothing was changed.
    """
    pile = own_pile(work, vacancy_id)
    entry = pile.entry(token)
    criteria = marked_criteria(work, vacancy_id)
    _check_scores(criteria, given)
    shortlister = lock(work.session, Shortlister, pile.shortlister.id)
    if shortlister.state != "marking":
        raise ConflictError("Your scores are locked: nothing changes any more.", code="locked")
    if entry.application_id in paused_applications(work, vacancy_id):
        raise ConflictError("This text is being redacted again. Mark it when it is back.", code="paused")
    wanted = select(Mark).where(Mark.shortlister_id == shortlister.id, Mark.application_id == entry.application_id)
    present = {mark.criterion_id: mark for mark in work.session.exec(wanted)}
    versions = {}
    for each in given:
        criterion_id = criteria[each.criterion - 1].id
        mark = present.get(criterion_id)
        if mark is not None and (mark.score, mark.note) == (each.score, each.note):
            versions[each.criterion] = mark.version
            continue
        if mark is None and each.score is None and not each.note:
            versions[each.criterion] = 0
            continue
        if each.version != (mark.version if mark else 0):
            raise StaleError
        if mark is None:
            mark = Mark(
                shortlister_id=shortlister.id, application_id=entry.application_id, criterion_id=criterion_id, version=0
            )
        mark.score, mark.note, mark.version = each.score, each.note, mark.version + 1
        versions[each.criterion] = mark.version
        work.session.add(mark)
    try:
        work.session.flush()
    except IntegrityError as error:
        raise StaleError from error
    return versions


def lock_marks(work: Work, vacancy_id: str, expected_version: int | None) -> Shortlister:
    """Lock one's own scores for good. When everybody's are, and two people marked every application, all are.

    The trail keeps a digest of the scores, so that it can be shown later that none has changed.

    Raises:
        NotFoundError: whoever acts does not mark this vacancy.
        ConflictError: scores are missing, a text is being redacted again, or they are locked already.
        StaleError: the list changed meanwhile.
    """
    pile = own_pile(work, vacancy_id)
    shortlisting = lock(work.session, Shortlisting, vacancy_id)
    shortlister = lock(work.session, Shortlister, pile.shortlister.id)
    if shortlister.state != "marking":
        raise ConflictError("Your scores are locked already.", code="locked")
    sheet = _sheet(work, own_pile(work, vacancy_id), vacancy_id)
    if sheet.paused:
        raise ConflictError("A text is being redacted again. Lock your scores when you have marked it.", code="paused")
    if sheet.done < sheet.total:
        left = sheet.total - sheet.done
        raise ConflictError(f"Scores are still missing: {left} of {sheet.total}.", code="incomplete")
    expect_version(shortlister, expected_version)
    shortlister.state, shortlister.locked_at = "locked", utc_now()
    details = {"shortlister": shortlister.id, "marks": sheet.done, "digest": digest_of(sheet, work.settings.trail_key)}
    work.record("marks.locked", "vacancy", vacancy_id, details)
    finish_marking(work, shortlisting)
    return shortlister


def finish_marking(work: Work, shortlisting: Shortlisting) -> None:
    """Call the marking locked if everybody has locked, two or more marked every application, and HR owes nothing.

    While a report of a shortlister is open, or a text is being redacted again, it goes on: also where nobody who has
    still to lock has that application on their list.
    """
    vacancy_id = shortlisting.vacancy_id
    shortlisters = active_shortlisters(work, vacancy_id)
    if shortlisting.state != "marking" or any(each.state != "locked" for each in shortlisters):
        return
    held_up = short_of_markers(work, vacancy_id) or open_reports(work, vacancy_id)
    if shortlisters and not held_up and not paused_applications(work, vacancy_id):
        shortlisting.state = "locked"
        shortlisting.version += 1
        work.record("marking.locked", "vacancy", shortlisting.vacancy_id, {"shortlisters": len(shortlisters)})


def digest_of(sheet: Sheet, key: bytes) -> str:
    """Return a keyed fingerprint of the scores on a sheet, which the trail keeps when they are locked.

    Without the key, the scores of a short sheet could be guessed from it.
    """
    token_of = {entry.token: entry.application_id for entry in sheet.entries}
    scores = sorted((token_of[token], number, mark.score) for (token, number), mark in sheet.marks.items())
    return hmac.new(key, json.dumps(scores).encode(), hashlib.sha256).hexdigest()


def _sheet(work: Work, pile: Pile, vacancy_id: str) -> Sheet:
    criteria = marked_criteria(work, vacancy_id)
    token_of = {entry.application_id: entry.token for entry in pile.entries}
    number_of = {criterion.id: number for number, criterion in enumerate(criteria, 1)}
    marks = {
        (token_of[mark.application_id], number_of[mark.criterion_id]): mark
        for mark in work.session.exec(select(Mark).where(Mark.shortlister_id == pile.shortlister.id))
        if mark.application_id in token_of and mark.criterion_id in number_of
    }
    paused = frozenset(token_of[each] for each in paused_applications(work, vacancy_id) if each in token_of)
    vacancy = work.session.get_one(Vacancy, vacancy_id)
    return Sheet(vacancy, pile.shortlister, pile.shortlisting, tuple(criteria), pile.entries, marks, paused)


def _check_scores(criteria: Sequence[Criterion], given: Sequence[GivenMark]) -> None:
    problems = []
    for each in given:
        if not 1 <= each.criterion <= len(criteria):
            problems.append(Problem("", "There is no such criterion.", "Load the page again."))
            continue
        most = criteria[each.criterion - 1].scale_max
        if each.score is not None and not 0 <= each.score <= most:
            problems.append(
                Problem(f"score-{each.criterion}", f"The score is not from 0 to {most}.", "Correct the score.")
            )
        if len(each.note) > LONGEST_NOTE:
            problems.append(
                Problem(f"note-{each.criterion}", f"This is longer than {LONGEST_NOTE} characters.", "Shorten it.")
            )
    if problems:
        raise InvalidInputError(problems)
