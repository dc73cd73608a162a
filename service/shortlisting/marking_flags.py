"""What a shortlister says when blindness fails: "I recognise this applicant", or "this text gives somebody away".

HR is told of both; what is sent names the vacancy and neither the applicant nor who said it.
"""

from dataclasses import dataclass

from sqlmodel import col, select

from service.application_contents import is_revealed
from service.db import get, lock
from service.errors import ConflictError, InvalidInputError, NotFoundError
from service.models import (
    Account,
    Application,
    MarkingFlag,
    Pseudonym,
    RedactedPack,
    Shortlister,
    Shortlisting,
    utc_now,
)
from service.notify.outbox import enqueue
from service.scope import only_hr
from service.shortlisting.applications_scope import for_recruiters
from service.shortlisting.marking import finish_marking
from service.shortlisting.marking_rows import hr_accounts, refuse_after_reveal, short_of_markers
from service.shortlisting.packs import released_pack
from service.shortlisting.pseudonyms import own_pile
from service.vault import seal_file, unseal_file
from service.work import Work

LONGEST_NOTE = 1000


@dataclass(frozen=True, slots=True)
class FlagView:
    """A flag as HR sees it. `reference` identifies the application; `note` is what the shortlister wrote.

    `pack_id` is the redacted text that stands, released or not; empty where there is none.
    """

    id: str
    kind: str
    application_id: str
    reference: str
    shortlister: str
    note: str
    settled: bool
    pack_id: str


def recognise(work: Work, vacancy_id: str, token: str) -> None:
    """Say that one recognises an applicant: the application leaves one's list, and one's marks of it do not count.

    If fewer than two people are left to mark it, marking goes on until somebody else has.

    Raises:
        NotFoundError: it is not on one's list.
        ConflictError: who the applicants are has been revealed.
    """
    pile = own_pile(work, vacancy_id)
    entry = pile.entry(token)
    shortlisting = lock(work.session, Shortlisting, vacancy_id)
    refuse_after_reveal(shortlisting)
    row = work.session.get(Pseudonym, entry.token, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFoundError
    work.session.delete(row)
    work.session.flush()
    work.session.add(
        MarkingFlag(shortlister_id=pile.shortlister.id, application_id=entry.application_id, kind="recognised")
    )
    if shortlisting.state == "locked" and short_of_markers(work, vacancy_id):
        shortlisting.state = "marking"
        shortlisting.version += 1
    work.record("marking.applicant_recognised", "vacancy", vacancy_id, {"shortlister": pile.shortlister.id})
    _tell_hr(work, vacancy_id)


def report_leak(work: Work, vacancy_id: str, token: str, note: str) -> None:
    """Report that a text gives its writer away; nobody reads or marks it until HR has released it again.

    Raises:
        NotFoundError: it is not on one's list.
        InvalidInputError: what gives them away is not said.
        ConflictError: who the applicants are has been revealed.
    """
    pile = own_pile(work, vacancy_id)
    entry = pile.entry(token)
    if not note.strip() or len(note) > LONGEST_NOTE:
        raise InvalidInputError.one(
            "leak", "Say what gives the applicant away.", f"Write up to {LONGEST_NOTE} characters."
        )
    shortlisting = lock(work.session, Shortlisting, vacancy_id)
    refuse_after_reveal(shortlisting)
    wanted = select(MarkingFlag).where(
        MarkingFlag.shortlister_id == pile.shortlister.id,
        MarkingFlag.application_id == entry.application_id,
        MarkingFlag.kind == "leak",
    )
    flag = work.session.exec(wanted).one_or_none() or MarkingFlag(
        shortlister_id=pile.shortlister.id, application_id=entry.application_id, kind="leak"
    )
    flag.note = seal_file(work.settings, f"flag {flag.id}", note.strip().encode())
    flag.raised_at, flag.settled_at, flag.settled_by = utc_now(), None, None
    work.session.add(flag)
    work.record("marking.leak_reported", "vacancy", vacancy_id, {"shortlister": pile.shortlister.id})
    _tell_hr(work, vacancy_id)


def flags_of(work: Work, vacancy_id: str) -> list[FlagView]:
    """Return the flags of a vacancy for HR, those to settle first; what a note says may identify an applicant.

    Raises:
        ForbiddenError: whoever acts is not HR, or selects for this vacancy before the reveal.
    """
    _only_who_may_know(work, vacancy_id)
    rows = work.session.exec(
        select(MarkingFlag, Application.reference, Account.name)
        .join(Application, col(Application.id) == col(MarkingFlag.application_id))
        .join(Shortlister, col(Shortlister.id) == col(MarkingFlag.shortlister_id))
        .join(Account, col(Account.id) == col(Shortlister.account_id))
        .where(Application.vacancy_id == vacancy_id)
    )
    standing = dict(
        work.session.exec(
            select(RedactedPack.application_id, RedactedPack.id)
            .join(Application, col(Application.id) == col(RedactedPack.application_id))
            .where(Application.vacancy_id == vacancy_id, RedactedPack.state != "replaced")
        ).all()
    )
    views = [
        FlagView(
            flag.id,
            flag.kind,
            flag.application_id,
            reference,
            name,
            unseal_file(work.settings, f"flag {flag.id}", flag.note).decode() if flag.note else "",
            flag.settled_at is not None,
            standing.get(flag.application_id, ""),
        )
        for flag, reference, name in rows
    ]
    return sorted(views, key=lambda view: (view.settled, view.kind, view.reference, view.shortlister))


def settle_flag(work: Work, flag_id: str) -> MarkingFlag:
    """Settle a flag: a leak once the text has been released again, a conflict once two others mark the application.

    Raises:
        ForbiddenError: whoever acts is not HR, or selects for this vacancy; NotFoundError: there is no such flag.
        ConflictError: the text is not released, too few mark it, it is settled, or all has been revealed.
    """
    only_hr(work.actor)
    vacancy_id = get(work.session, Application, get(work.session, MarkingFlag, flag_id).application_id).vacancy_id
    _only_who_may_know(work, vacancy_id)
    shortlisting = lock(work.session, Shortlisting, vacancy_id)  # first, as whoever raises a flag does
    refuse_after_reveal(shortlisting)
    flag = lock(work.session, MarkingFlag, flag_id)
    if flag.settled_at is not None:
        raise ConflictError("This is settled already.", code="settled")
    if flag.kind == "leak" and released_pack(work, flag.application_id) is None:
        raise ConflictError("Redact the text again and release it first.", code="not_released")
    if flag.kind == "recognised" and flag.application_id in short_of_markers(work, vacancy_id):
        raise ConflictError("Name somebody else first: fewer than two people mark this application.", code="short")
    flag.settled_at, flag.settled_by = utc_now(), work.actor.account_id
    work.record("marking.flag_settled", "vacancy", vacancy_id, {"flag": flag.id, "kind": flag.kind})
    finish_marking(work, shortlisting)
    return flag


def settle_leaks(work: Work, application: Application) -> None:
    """Settle what was reported of an application's text: whoever acts has just released it again."""
    wanted = select(MarkingFlag).where(
        MarkingFlag.application_id == application.id,
        MarkingFlag.kind == "leak",
        col(MarkingFlag.settled_at).is_(None),
    )
    for flag in work.session.exec(wanted.order_by(col(MarkingFlag.id)).with_for_update()):
        flag.settled_at, flag.settled_by = utc_now(), work.actor.account_id
        details = {"flag": flag.id, "kind": flag.kind}
        work.record("marking.flag_settled", "vacancy", application.vacancy_id, details)


def _only_who_may_know(work: Work, vacancy_id: str) -> None:
    only_hr(work.actor)
    if not is_revealed(work, vacancy_id):
        for_recruiters(work, vacancy_id)


def _tell_hr(work: Work, vacancy_id: str) -> None:
    for account_id in hr_accounts(work):
        enqueue(work.session, "marking.flagged", "vacancy", vacancy_id, account_id=account_id)
