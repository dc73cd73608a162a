"""A proposal that nobody is left to confirm: HR confirms it with a reason, without being shown whose application it is.

HR chooses no score: who knows the applicants must not. Where nobody is left to propose one, the mean of the scores
counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from service.db import lock
from service.errors import ConflictError, InvalidInputError, NotFoundError
from service.models import Account, Criterion, Moderation, Shortlister, Shortlisting
from service.shortlisting.applications_scope import for_recruiters
from service.shortlisting.marking_rows import StandingMark, names_of, roles_of, scores_by_cell, standing_marks
from service.shortlisting.moderation import LONGEST_REASON
from service.shortlisting.pseudonyms import may_identify
from service.shortlisting.settlements import Key, standings
from service.work import Work


@dataclass(frozen=True, slots=True)
class LoneProposal:
    """A proposed score that no other marker can confirm any more; it does not say of which application."""

    id: str
    criterion: str
    scores: tuple[int, ...]
    score: int
    reason: str
    by: str


def proposals_left_alone(work: Work, vacancy_id: str) -> list[LoneProposal]:
    """Return the proposals that nobody else who marked the application is left to confirm, while scores are locked.

    Raises:
        NotFoundError, ForbiddenError: as `for_recruiters`.
    """
    for_recruiters(work, vacancy_id)
    shortlisting = work.session.get(Shortlisting, vacancy_id)
    if shortlisting is None or shortlisting.state != "locked":
        return []
    marks = standing_marks(work, vacancy_id)
    scores = scores_by_cell(marks)
    open_ones = {key: each.proposal for key, each in standings(work, vacancy_id, marks).items() if each.proposal}
    names = names_of(work, {each.recorded_by for each in open_ones.values()})
    criteria = dict(
        work.session.exec(select(Criterion.id, Criterion.text).where(Criterion.vacancy_id == vacancy_id)).all()
    )
    found = [
        LoneProposal(
            each.id, criteria[key[1]], tuple(sorted(scores[key])), each.score, each.reason, names[each.recorded_by]
        )
        for key, each in open_ones.items()
        if not _others(work, marks, key, each)
    ]
    return sorted(found, key=lambda each: (each.criterion, each.id))  # ids are random: no order of applications


def confirm_for_absent(work: Work, vacancy_id: str, proposal_id: str, reason: str) -> Moderation:
    """Confirm a marker's proposal in HR's name, since nobody else who marked the application is left.

    Raises:
        NotFoundError, ForbiddenError: as `for_recruiters`, or there is no such proposal.
        InvalidInputError: the reason is missing or too long.
        ConflictError: another marker can confirm it, it is confirmed or overtaken, or scores are not locked.
    """
    for_recruiters(work, vacancy_id)
    shortlisting = lock(work.session, Shortlisting, vacancy_id)
    if shortlisting.state != "locked":
        raise ConflictError("Differences are settled while all scores are locked, before the reveal.", code="not_now")
    row = work.session.get(Moderation, proposal_id)
    if row is None:
        raise NotFoundError
    key = (row.application_id, row.criterion_id)
    marks = standing_marks(work, vacancy_id)
    standing = standings(work, vacancy_id, marks).get(key)
    if standing is None:
        raise NotFoundError
    if standing.proposal is None or standing.proposal.id != row.id:
        raise ConflictError("This proposal is not waiting to be confirmed any more.", code="not_waiting")
    others = _others(work, marks, key, row)
    if others:
        raise ConflictError(f"{', '.join(others)} can confirm it. Ask them.", code="not_alone")
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise InvalidInputError.one(
            f"reason-{row.id}", "The reason is missing or too long.", "Say why nobody else can confirm it."
        )
    ever = select(Shortlister.id).where(
        Shortlister.vacancy_id == vacancy_id, Shortlister.account_id == work.actor.account_id
    )
    if work.session.exec(ever).first():
        raise ConflictError("You have been a shortlister of this vacancy. Somebody else in HR confirms.", code="own")
    made = Moderation(
        application_id=row.application_id,
        criterion_id=row.criterion_id,
        score=row.score,
        reason=reason.strip(),
        recorded_by=str(work.actor.account_id),
    )
    work.session.add(made)
    work.record("marking.moderated", "vacancy", vacancy_id, {"moderation": made.id, "for_absent": True})
    return made


def _others(work: Work, marks: Sequence[StandingMark], key: Key, proposal: Moderation) -> list[str]:
    """Return the names of those who marked this too, and can still sign in and confirm."""
    ids = {mark.shortlister_id for mark in marks if (mark.application_id, mark.criterion_id) == key}
    wanted = (
        select(Account)
        .join(Shortlister, col(Shortlister.account_id) == col(Account.id))
        .where(col(Shortlister.id).in_(ids), Account.id != proposal.recorded_by, col(Account.disabled_at).is_(None))
    )
    return sorted(each.name for each in work.session.exec(wanted) if _marks(roles_of(work, each.id)))


def _marks(roles: frozenset[str]) -> bool:
    return bool({"panelist", "manager"} & roles) and not may_identify(roles)
