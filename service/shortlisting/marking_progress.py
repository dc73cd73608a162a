"""How far a vacancy's marking is, for the manager and HR: counts alone, no application and no score."""

from collections import Counter
from dataclasses import dataclass

from sqlmodel import col, func, select

from service.models import Application, RedactedPack, Shortlisting
from service.scope import only_managers_and_hr, vacancy_in_scope
from service.shortlisting.marking_rows import (
    live_applications,
    marked_criteria,
    markers_of,
    marks_made,
    open_reports,
    paused_applications,
    scores_by_cell,
    short_of_markers,
    standing_marks,
)
from service.shortlisting.settlements import settled_scores, standings
from service.shortlisting.shortlisters import ShortlisterView, list_shortlisters
from service.work import Work


@dataclass(frozen=True, slots=True)
class MarkerProgress:
    """How many scores a shortlister has given, of how many."""

    shortlister: ShortlisterView
    done: int
    owed: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a vacancy's marking stands. `shortlisting` is None before anybody has begun to prepare it.

    `short` counts applications that fewer than two people mark, `paused` those whose text is being redacted again.
    `differing` counts pairs of application and criterion on which locked scores differ, `settled` those of them that
    were settled; both are 0 before everybody has locked. `reports` counts what HR has to settle, once everybody has
    locked: before, a number that grows would tell who recognised somebody.
    """

    shortlisting: Shortlisting | None
    applications: int
    criteria: int
    markers: tuple[MarkerProgress, ...]
    short: int
    paused: int
    differing: int
    settled: int
    reports: int
    everybody_locked: bool


def progress_of(work: Work, vacancy_id: str) -> Progress:
    """Return where a vacancy's marking stands.

    Raises:
        ForbiddenError: whoever acts is neither a manager nor HR; NotFoundError: the vacancy is not theirs.
    """
    only_managers_and_hr(work.actor)
    vacancy_in_scope(work, vacancy_id)
    shortlisting = work.session.get(Shortlisting, vacancy_id)
    criteria = len(marked_criteria(work, vacancy_id))
    begun = shortlisting is not None and shortlisting.state in ("marking", "locked", "revealed")
    made = marks_made(work, vacancy_id)
    owed = Counter(each for markers in markers_of(work, vacancy_id).values() for each in markers)
    differing: set[tuple[str, str]] = set()
    settled: set[tuple[str, str]] = set()
    if shortlisting is not None and shortlisting.state in ("locked", "revealed"):
        marks = standing_marks(work, vacancy_id)
        differing = {cell for cell, scores in scores_by_cell(marks).items() if min(scores) != max(scores)}
        settled = set(settled_scores(standings(work, vacancy_id, marks)))
    shortlisters = list_shortlisters(work, vacancy_id)
    active = [each for each in shortlisters if each.state != "stood_down"]
    everybody = begun and bool(active) and all(each.state == "locked" for each in active)
    return Progress(
        shortlisting,
        len(live_applications(work, vacancy_id)),
        criteria,
        tuple(MarkerProgress(each, made.get(each.id, 0), owed[each.id] * criteria) for each in shortlisters),
        len(short_of_markers(work, vacancy_id)) if begun else 0,
        len(paused_applications(work, vacancy_id)) if begun else 0,
        len(differing),
        len(differing & settled),
        open_reports(work, vacancy_id) if everybody else 0,
        everybody,
    )


def longest_text(work: Work, vacancy_id: str) -> int:
    """Return the size in bytes of the longest released text of a vacancy, sealed: pages are padded by it."""
    wanted = (
        select(func.max(func.length(col(RedactedPack.sealed))))
        .join(Application, col(Application.id) == col(RedactedPack.application_id))
        .where(Application.vacancy_id == vacancy_id)
    )
    return work.session.exec(wanted).one() or 0
