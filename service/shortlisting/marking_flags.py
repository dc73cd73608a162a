"""What a shortlister says when blindness fails: "I recognise this applicant", or "this text gives somebody away".

HR is told of both; what is sent names the vacancy and neither the applicant nor who said it.
"""

from dataclasses import dataclass

from sqlmodel import col, select

from service.application_contents import is_revealed
from service.db import get, lock
from service.errors import ConflictError, InvalidInputError, NotFoundError, Problem
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

    `pack_id` is the redacted text that stands, released or not; empty where there is none. Who recognised an applicant
    after locking still `counts` until HR decides, with a reason: the `decision`.
    """

    id: str
    kind: str
    application_id: str
    reference: str
    shortlister: str
    note: str
    settled: bool
    pack_id: str
    counts: bool
    decision: str


def recognise(work: Work, vacancy_id: str, token: str) -> bool:
    """Say that one recognises an applicant; return whether the application left one's list.

    It does before one's scores are locked, and one's marks of it do not count; if fewer than two people are left to
    mark it, marking goes on until somebody else has. Locked scores stay until HR has decided about them.

    Raises:
        NotFoundError: it is not on one's list.
        ConflictError: one has said so already, or who the applicants are has been revealed.
    """
    pile = own_pile(work, vacancy_id)
    entry = pile.entry(token)
    shortlisting = lock(work.session, Shortlisting, vacancy_id)
    refuse_after_reveal(shortlisting)
    row = work.session.get(Pseudonym, entry.token, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFoundError
    said = select(MarkingFlag.id).where(
        MarkingFlag.shortlister_id == pile.shortlister.id,
        MarkingFlag.application_id == entry.application_id,
        MarkingFlag.kind == "recognised",
    )
    if work.session.exec(said).first():
        raise ConflictError("You have said so already. HR decides whether your scores count.", code="said")
    leaves = lock(work.session, Shortlister, pile.shortlister.id).state != "locked"
    if leaves:
        work.session.delete(row)
        work.session.flush()
    work.session.add(
        MarkingFlag(shortlister_id=pile.shortlister.id, application_id=entry.application_id, kind="recognised")
    )
    details = {"shortlister": pile.shortlister.id, "after_lock": not leaves}
    work.record("marking.applicant_recognised", "vacancy", vacancy_id, details)
    _tell_hr(work, vacancy_id)
    return leaves


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
    lists = select(Pseudonym.shortlister_id, Pseudonym.application_id)
    lists = lists.join(Shortlister, col(Shortlister.id) == col(Pseudonym.shortlister_id))
    listed = set(work.session.exec(lists.where(Shortlister.vacancy_id == vacancy_id)).all())
    views = []
    for flag, reference, name in rows:
        text = unseal_file(work.settings, f"flag {flag.id}", flag.note).decode() if flag.note else ""
        leak = flag.kind == "leak"
        views.append(
            FlagView(
                flag.id,
                flag.kind,
                flag.application_id,
                reference,
                name,
                text if leak else "",
                flag.settled_at is not None,
                standing.get(flag.application_id, ""),
                not leak and (flag.shortlister_id, flag.application_id) in listed,
                "" if leak else text,
            )
        )
    return sorted(views, key=lambda view: (view.settled, view.kind, view.reference, view.shortlister))


def settle_flag(work: Work, flag_id: str, *, decision: str = "", reason: str = "") -> MarkingFlag:
    """Settle a flag: a leak once the text has been released again, a conflict once two others mark the application.

    Where an applicant was recognised after the scores were locked, the decision says what becomes of them: "keep", or
    "drop", after which they do not count and, if fewer than two are left, somebody else is named and marks.

    Raises:
        ForbiddenError: whoever acts is not HR, or selects for this vacancy; NotFoundError: there is no such flag.
        InvalidInputError: locked scores are there, and the decision or its reason is missing.
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
    listed = select(Pseudonym).where(
        Pseudonym.shortlister_id == flag.shortlister_id, Pseudonym.application_id == flag.application_id
    )
    row = work.session.exec(listed.with_for_update()).one_or_none() if flag.kind == "recognised" else None
    if row is not None:
        _decide(work, vacancy_id, flag, row, decision, reason)
        if shortlisting.state == "locked" and short_of_markers(work, vacancy_id):
            shortlisting.state = "marking"
            shortlisting.version += 1
    elif flag.kind == "recognised" and flag.application_id in short_of_markers(work, vacancy_id):
        raise ConflictError("Name somebody else first: fewer than two people mark this application.", code="short")
    flag.settled_at, flag.settled_by = utc_now(), work.actor.account_id
    work.record("marking.flag_settled", "vacancy", vacancy_id, {"flag": flag.id, "kind": flag.kind})
    work.session.flush()
    finish_marking(work, shortlisting)
    return flag


def _decide(work: Work, vacancy_id: str, flag: MarkingFlag, row: Pseudonym, decision: str, reason: str) -> None:
    problems = []
    if decision not in ("keep", "drop"):
        problems.append(
            Problem(
                f"decision-{flag.id}",
                "Their scores of this application are locked. Say whether they count.",
                "Keep them, or drop them and let somebody else mark it.",
            )
        )
    if not reason.strip() or len(reason) > LONGEST_NOTE:
        problems.append(Problem(f"reason-{flag.id}", "The reason is missing or too long.", "Say why, in a sentence."))
    if problems:
        raise InvalidInputError(problems)
    flag.note = seal_file(work.settings, f"flag {flag.id}", reason.strip().encode())
    if decision == "drop":
        work.session.delete(row)
        work.session.flush()
    act = "marking.recognition_dropped" if decision == "drop" else "marking.recognition_kept"
    work.record(act, "vacancy", vacancy_id, {"flag": flag.id, "shortlister": flag.shortlister_id})


def settle_leaks(work: Work, application: Application) -> None:
    """Settle what was reported of an application's text: whoever acts has just released it again, which may end all."""
    wanted = select(MarkingFlag).where(
        MarkingFlag.application_id == application.id,
        MarkingFlag.kind == "leak",
        col(MarkingFlag.settled_at).is_(None),
    )
    for flag in work.session.exec(wanted.order_by(col(MarkingFlag.id)).with_for_update()):
        flag.settled_at, flag.settled_by = utc_now(), work.actor.account_id
        details = {"flag": flag.id, "kind": flag.kind}
        work.record("marking.flag_settled", "vacancy", application.vacancy_id, details)
    work.session.flush()
    finish_marking(work, lock(work.session, Shortlisting, application.vacancy_id))


def _only_who_may_know(work: Work, vacancy_id: str) -> None:
    only_hr(work.actor)
    if not is_revealed(work, vacancy_id):
        for_recruiters(work, vacancy_id)


def _tell_hr(work: Work, vacancy_id: str) -> None:
    for account_id in hr_accounts(work):
        enqueue(work.session, "marking.flagged", "vacancy", vacancy_id, account_id=account_id)
