"""The reveal: one way, by a named person with a reason, when every score is locked; and the list that follows it."""

from dataclasses import dataclass

from sqlmodel import col, select

from service.application_contents import revealed_contents
from service.db import expect_version, lock
from service.errors import ConflictError, InvalidInputError
from service.models import Application, Criterion, ShortlistDecision, Shortlisting, utc_now
from service.scope import only_managers_and_hr, vacancy_in_scope
from service.shortlisting.marking_rows import (
    LEAST_MARKERS,
    active_shortlisters,
    marked_criteria,
    markers_of,
    names_of,
    open_reports,
    scores_by_cell,
    shortlisting_of,
    standing_marks,
)
from service.shortlisting.reveal_totals import Scale, Total, totals_of
from service.shortlisting.settlements import settled_scores, standings
from service.work import Work

LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class Applicant:
    """One line of the list after the reveal. `guaranteed` is whether an interview is guaranteed to them."""

    application: Application
    name: str
    total: Total
    guaranteed: bool
    decision: ShortlistDecision | None
    decided_by: str


@dataclass(frozen=True, slots=True)
class Shortlist:
    """Who applied, from the highest total down, with what was decided so far by named people."""

    shortlisting: Shortlisting
    criteria: tuple[Criterion, ...]
    applicants: tuple[Applicant, ...]


def reveal(work: Work, vacancy_id: str, reason: str, expected_version: int | None) -> Shortlisting:
    """Reveal who the applicants are. It cannot be undone, and no score changes after it.

    Raises:
        NotFoundError: the vacancy is not theirs.
        InvalidInputError: the reason is missing.
        ConflictError: not every score is locked, HR has reports to settle, or it is revealed already.
        StaleError: it changed meanwhile.
    """
    only_managers_and_hr(work.actor)
    vacancy_in_scope(work, vacancy_id)
    row = lock(work.session, Shortlisting, vacancy_id)
    if row.state == "revealed":
        raise ConflictError("Who the applicants are has been revealed already.", code="revealed")
    everybody = all(each.state == "locked" for each in active_shortlisters(work, vacancy_id))
    if row.state != "locked" or not everybody or not _complete(work, vacancy_id):
        raise ConflictError("Not every score is locked yet. All of them must be before the reveal.", code="not_locked")
    reports = open_reports(work, vacancy_id)
    if reports:
        said = "1 report of a shortlister waits" if reports == 1 else f"{reports} reports of shortlisters wait"
        raise ConflictError(f"{said} for HR. It is settled before the reveal.", code="reports_open")
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise InvalidInputError.one(
            "reason", "The reason is missing or too long.", "Say why it is time, in a sentence."
        )
    expect_version(row, expected_version)
    row.state, row.revealed_by, row.revealed_at = "revealed", work.actor.account_id, utc_now()
    row.reveal_reason = reason.strip()
    work.record("applicants.revealed", "vacancy", vacancy_id, {"applications": len(totals(work, row))})
    return row


def shortlist_of(work: Work, vacancy_id: str) -> Shortlist:
    """Return who applied with their totals, for the manager and HR, after the reveal.

    Raises:
        NotFoundError: the vacancy is not theirs.
        ForbiddenError: it has not been revealed.
    """
    only_managers_and_hr(work.actor)
    vacancy_in_scope(work, vacancy_id)
    row = shortlisting_of(work, vacancy_id)
    wanted = select(Application).where(Application.vacancy_id == vacancy_id, Application.state != "withdrawn")
    applications = {each.id: each for each in work.session.exec(wanted)}
    names = {each.id: revealed_contents(work, each).name or each.reference for each in applications.values()}
    decided = latest_decisions(work, vacancy_id)
    deciders = names_of(work, {each.decided_by for each in decided.values()})
    applicants = []
    for total in totals(work, row):
        application = applications[total.application_id]
        decision = decided.get(application.id)
        applicants.append(
            Applicant(
                application,
                names[application.id],
                total,
                application.guaranteed_interview and total.essentials_met,
                decision,
                deciders[decision.decided_by] if decision else "",
            )
        )
    applicants.sort(key=lambda each: (-each.total.total, each.name.casefold(), each.application.id))
    return Shortlist(row, tuple(marked_criteria(work, vacancy_id)), tuple(applicants))


def _complete(work: Work, vacancy_id: str) -> bool:
    """Return whether two people or more mark each application, and each of them has given every score."""
    markers = markers_of(work, vacancy_id)
    owed = sum(len(each) for each in markers.values()) * len(marked_criteria(work, vacancy_id))
    enough = all(len(each) >= LEAST_MARKERS for each in markers.values())
    return enough and len(standing_marks(work, vacancy_id)) == owed


def totals(work: Work, shortlisting: Shortlisting) -> list[Total]:
    """Return the totals of a vacancy whose scores are locked, from the highest down."""
    vacancy_id = shortlisting.vacancy_id
    criteria = marked_criteria(work, vacancy_id)
    marks = standing_marks(work, vacancy_id)
    scores = scores_by_cell(marks)
    marked = sorted({application for application, _ in scores})
    settled = settled_scores(standings(work, vacancy_id, marks))
    return totals_of(
        marked,
        [Scale(each.id, each.scale_max, each.kind == "essential") for each in criteria],
        scores,
        settled,
        threshold=shortlisting.threshold,
        essentials_least=shortlisting.essentials_least,
    )


def latest_decisions(work: Work, vacancy_id: str) -> dict[str, ShortlistDecision]:
    """Return the decision that counts, by application id."""
    rows = work.session.exec(
        select(ShortlistDecision)
        .join(Application, col(Application.id) == col(ShortlistDecision.application_id))
        .where(Application.vacancy_id == vacancy_id)
        .order_by(col(ShortlistDecision.decided_at), col(ShortlistDecision.id))
    )
    return {row.application_id: row for row in rows}
