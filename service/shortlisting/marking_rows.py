"""What counts of a vacancy's marking: its criteria, its shortlisters, and the marks that stand.

A mark stands while its shortlister has not stood down and has the application on their list: whoever recognises an
applicant loses the application from their list, and their marks of it with it.
"""

from collections import defaultdict
from dataclasses import dataclass

from sqlmodel import col, func, select

from service.errors import ConflictError, NotFoundError
from service.models import (
    Account,
    AccountRole,
    Application,
    Criterion,
    Mark,
    MarkingFlag,
    Pseudonym,
    RedactedPack,
    Shortlister,
    Shortlisting,
)
from service.work import Work

LEAST_MARKERS = 2


@dataclass(frozen=True, slots=True)
class StandingMark:
    """One score that counts, and whose it is."""

    application_id: str
    criterion_id: str
    shortlister_id: str
    score: int


def shortlisting_of(work: Work, vacancy_id: str) -> Shortlisting:
    """Return how a vacancy is shortlisted.

    Raises:
        NotFoundError: nobody has begun to prepare it.
    """
    row = work.session.get(Shortlisting, vacancy_id)
    if row is None:
        raise NotFoundError
    return row


def refuse_after_reveal(shortlisting: Shortlisting) -> None:
    """Refuse whatever would change a score, a flag or an agreement once it is known who the applicants are.

    Raises:
        ConflictError: it is known.
    """
    if shortlisting.state == "revealed":
        raise ConflictError(
            "Who the applicants are has been revealed. No score, flag or agreement changes after that.",
            code="revealed",
        )


def marked_criteria(work: Work, vacancy_id: str) -> list[Criterion]:
    """Return the criteria that are assessed by application, in their order."""
    wanted = select(Criterion).where(Criterion.vacancy_id == vacancy_id, Criterion.assessed_by != "interview")
    return list(work.session.exec(wanted.order_by(col(Criterion.position))))


def active_shortlisters(work: Work, vacancy_id: str) -> list[Shortlister]:
    """Return those who mark a vacancy and have not stood down, by id."""
    wanted = select(Shortlister).where(Shortlister.vacancy_id == vacancy_id, Shortlister.state != "stood_down")
    return list(work.session.exec(wanted.order_by(col(Shortlister.id))))


def live_applications(work: Work, vacancy_id: str) -> list[str]:
    """Return the ids of the applications that were not withdrawn."""
    wanted = select(Application.id).where(Application.vacancy_id == vacancy_id, Application.state != "withdrawn")
    return list(work.session.exec(wanted.order_by(col(Application.id))))


def markers_of(work: Work, vacancy_id: str) -> dict[str, set[str]]:
    """Return who marks each application that was not withdrawn: shortlister ids by application id."""
    found: dict[str, set[str]] = {application: set() for application in live_applications(work, vacancy_id)}
    rows = work.session.exec(
        select(Pseudonym.application_id, Pseudonym.shortlister_id)
        .join(Shortlister, col(Shortlister.id) == col(Pseudonym.shortlister_id))
        .where(Shortlister.vacancy_id == vacancy_id, Shortlister.state != "stood_down")
    )
    for application, shortlister in rows:
        if application in found:
            found[application].add(shortlister)
    return found


def short_of_markers(work: Work, vacancy_id: str) -> list[str]:
    """Return the applications that fewer than two people mark."""
    return [each for each, markers in markers_of(work, vacancy_id).items() if len(markers) < LEAST_MARKERS]


def standing_marks(work: Work, vacancy_id: str) -> list[StandingMark]:
    """Return every score that counts, in one query."""
    rows = work.session.exec(
        select(Mark.application_id, Mark.criterion_id, Mark.shortlister_id, Mark.score)
        .join(Shortlister, col(Shortlister.id) == col(Mark.shortlister_id))
        .join(
            Pseudonym,
            (col(Pseudonym.shortlister_id) == col(Mark.shortlister_id))
            & (col(Pseudonym.application_id) == col(Mark.application_id)),
        )
        .join(Application, col(Application.id) == col(Mark.application_id))
        .join(Criterion, col(Criterion.id) == col(Mark.criterion_id))
        .where(
            Shortlister.vacancy_id == vacancy_id,
            Shortlister.state != "stood_down",
            Application.state != "withdrawn",
            Criterion.assessed_by != "interview",
            col(Mark.score).is_not(None),
        )
        .order_by(col(Mark.application_id), col(Mark.criterion_id), col(Mark.shortlister_id))
    )
    return [StandingMark(*row[:3], score=row[3]) for row in rows if row[3] is not None]


def scores_by_cell(marks: list[StandingMark]) -> dict[tuple[str, str], list[int]]:
    """Return the scores that count of each application on each criterion."""
    found: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for mark in marks:
        found[mark.application_id, mark.criterion_id].append(mark.score)
    return dict(found)


def marks_made(work: Work, vacancy_id: str) -> dict[str, int]:
    """Return how many scores that count each shortlister has given."""
    counts: defaultdict[str, int] = defaultdict(int)
    for mark in standing_marks(work, vacancy_id):
        counts[mark.shortlister_id] += 1
    return dict(counts)


def paused_applications(work: Work, vacancy_id: str) -> set[str]:
    """Return the applications that nobody marks now: their text is not released, or was said to give them away since.

    A text that is released again after somebody reported it ends the pause.
    """
    released = dict(
        work.session.exec(
            select(RedactedPack.application_id, RedactedPack.released_at)
            .join(Application, col(Application.id) == col(RedactedPack.application_id))
            .where(Application.vacancy_id == vacancy_id, RedactedPack.state == "released")
        ).all()
    )
    applications = select(Application.id).where(Application.vacancy_id == vacancy_id, Application.state != "withdrawn")
    paused = {each for each in work.session.exec(applications) if each not in released}
    leaks = (
        select(MarkingFlag.application_id, MarkingFlag.raised_at)
        .join(Application, col(Application.id) == col(MarkingFlag.application_id))
        .where(Application.vacancy_id == vacancy_id, MarkingFlag.kind == "leak", col(MarkingFlag.settled_at).is_(None))
    )
    for application, raised_at in work.session.exec(leaks):
        again = released.get(application)
        if again is None or again <= raised_at:
            paused.add(application)
    return paused


def open_reports(work: Work, vacancy_id: str) -> int:
    """Return how many of the shortlisters' reports HR has not settled; those on withdrawn applications are over."""
    wanted = (
        select(func.count())
        .select_from(MarkingFlag)
        .join(Application, col(Application.id) == col(MarkingFlag.application_id))
        .where(
            Application.vacancy_id == vacancy_id,
            Application.state != "withdrawn",
            col(MarkingFlag.settled_at).is_(None),
        )
    )
    return work.session.exec(wanted).one()


def names_of(work: Work, account_ids: set[str]) -> dict[str, str]:
    """Return the names of accounts, by id."""
    return dict(work.session.exec(select(Account.id, Account.name).where(col(Account.id).in_(account_ids))).all())


def roles_of(work: Work, account_id: str) -> frozenset[str]:
    """Return the roles of an account."""
    return frozenset(work.session.exec(select(AccountRole.role).where(AccountRole.account_id == account_id)))


def hr_accounts(work: Work) -> list[str]:
    """Return the accounts of HR that can sign in: who is told when a shortlister raises a flag."""
    wanted = (
        select(Account.id)
        .join(AccountRole, col(AccountRole.account_id) == col(Account.id))
        .where(AccountRole.role == "hr", col(Account.disabled_at).is_(None))
    )
    return list(work.session.exec(wanted.order_by(col(Account.id))))
