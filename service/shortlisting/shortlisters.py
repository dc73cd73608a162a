"""Who marks a vacancy's applications: named by a manager or HR, trained, and without any part in the redaction."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete, select

from service.db import as_conflict, expect_version, lock
from service.errors import ConflictError, InvalidInputError, NotFoundError
from service.models import (
    Account,
    Application,
    Mark,
    MarkingFlag,
    Pseudonym,
    RedactedPack,
    RedactionEdit,
    Shortlister,
    Shortlisting,
    TrailEvent,
    TrainingKind,
    TrainingRecord,
    utc_now,
)
from service.scope import only_managers_and_hr, vacancy_in_scope
from service.shortlisting.applications_scope import OPENED
from service.shortlisting.marking import finish_marking
from service.shortlisting.marking_rows import names_of, roles_of, short_of_markers
from service.shortlisting.pseudonyms import deal, may_identify
from service.work import Work

WHERE = "email"


@dataclass(frozen=True, slots=True)
class ShortlisterView:
    """A shortlister as the manager and HR see them; `stands_in_the_way` is why marking cannot begin with them."""

    id: str
    account_id: str
    name: str
    state: str
    version: int
    stands_in_the_way: str


def today(work: Work) -> date:
    """Return the present local date of the organisation."""
    return utc_now().astimezone(work.settings.zone).date()


def name_shortlister(work: Work, vacancy_id: str, email: str) -> Shortlister:
    """Name the holder of an account, by their work e-mail address, to mark a vacancy's applications.

    While marking goes on, they are given the applications that fewer than two people mark, and no others. Who stood
    down can be named again, and begins like a newcomer: under new tokens, and without the scores they gave before.

    Raises:
        NotFoundError: the vacancy is not theirs, or nobody has begun to prepare its shortlisting.
        InvalidInputError: nobody has that address, or something about them stands in the way.
        ConflictError: marking is over, no application lacks a marker, they are named already, or they recognised the
            applicants whose applications lack one.
    """
    only_managers_and_hr(work.actor)
    vacancy_in_scope(work, vacancy_id)
    shortlisting = lock(work.session, Shortlisting, vacancy_id)
    if shortlisting.state not in ("preparing", "open", "marking"):
        raise ConflictError("Marking is over: nobody can be named any more.", code="marking_over")
    wanted = select(Account).where(Account.email == email.strip().lower(), col(Account.disabled_at).is_(None))
    account = work.session.exec(wanted).one_or_none()
    if account is None:
        raise InvalidInputError.one(WHERE, "Nobody signs in with this address.", "Check it, or ask for an account.")
    reason = what_stands_in_the_way(work, vacancy_id, account.id, today(work))
    if reason:
        raise InvalidInputError.one(WHERE, f"{account.name} cannot mark: {reason}", "Name somebody else.")
    lacking = short_of_markers(work, vacancy_id) if shortlisting.state == "marking" else []
    if shortlisting.state == "marking" and not lacking:
        raise ConflictError("Two people or more mark every application: nobody else is needed.", code="enough")
    stood_down = select(Shortlister).where(
        Shortlister.vacancy_id == vacancy_id, Shortlister.account_id == account.id, Shortlister.state == "stood_down"
    )
    shortlister = work.session.exec(stood_down.with_for_update()).one_or_none()
    if shortlister is None:
        shortlister = _added(work, vacancy_id, account)
    else:
        known = _recognised_by(work, shortlister)
        if lacking and known.issuperset(lacking):
            raise ConflictError(
                f"{account.name} recognised the applicants that lack a marker. Name somebody else.", code="recognised"
            )
        lacking = [each for each in lacking if each not in known]
        _begin_anew(work, shortlister)
    work.record("shortlister.named", "vacancy", vacancy_id, {"shortlister": shortlister.id})
    if shortlisting.state == "marking":
        deal(work, shortlister.id, lacking)
    return shortlister


def _added(work: Work, vacancy_id: str, account: Account) -> Shortlister:
    name = account.name  # after a refused flush no row can be read
    shortlister = Shortlister(vacancy_id=vacancy_id, account_id=account.id, named_by=str(work.actor.account_id))
    work.session.add(shortlister)
    try:
        work.session.flush()
    except IntegrityError as error:
        raise as_conflict(error, f"{name} has been named already.") from error
    return shortlister


def _recognised_by(work: Work, shortlister: Shortlister) -> set[str]:
    wanted = select(MarkingFlag.application_id).where(
        MarkingFlag.shortlister_id == shortlister.id, MarkingFlag.kind == "recognised"
    )
    return set(work.session.exec(wanted))


def _begin_anew(work: Work, shortlister: Shortlister) -> None:
    """Let somebody who stood down mark again: what they had, and what they called it, is gone."""
    work.session.exec(delete(Mark).where(col(Mark.shortlister_id) == shortlister.id))
    work.session.exec(delete(Pseudonym).where(col(Pseudonym.shortlister_id) == shortlister.id))
    shortlister.state, shortlister.named_by = "marking", str(work.actor.account_id)
    shortlister.version += 1
    work.session.flush()


def stand_down(work: Work, vacancy_id: str, shortlister_id: str, expected_version: int | None) -> Shortlister:
    """Let a shortlister go before their scores are locked; what they marked does not count.

    Raises:
        NotFoundError: the vacancy is not theirs, or nobody of that id marks it.
        ConflictError: their scores are locked, or they have stood down; StaleError: they changed meanwhile.
    """
    only_managers_and_hr(work.actor)
    vacancy_in_scope(work, vacancy_id)
    shortlisting = lock(work.session, Shortlisting, vacancy_id)
    row = lock(work.session, Shortlister, shortlister_id)
    if row.vacancy_id != vacancy_id:
        raise NotFoundError
    expect_version(row, expected_version)
    if row.state != "marking":
        raise ConflictError("Their scores are locked, or they have stood down already.", code="locked")
    row.state = "stood_down"
    work.record("shortlister.stood_down", "vacancy", vacancy_id, {"shortlister": row.id})
    finish_marking(work, shortlisting)
    return row


def list_shortlisters(work: Work, vacancy_id: str) -> list[ShortlisterView]:
    """Return everybody who was named for a vacancy, by name, with what stands in the way of each today.

    Raises:
        NotFoundError: the vacancy is not theirs.
    """
    only_managers_and_hr(work.actor)
    vacancy_in_scope(work, vacancy_id)
    rows = list(work.session.exec(select(Shortlister).where(Shortlister.vacancy_id == vacancy_id)))
    names = names_of(work, {row.account_id for row in rows})
    on = today(work)
    views = [
        ShortlisterView(
            row.id,
            row.account_id,
            names[row.account_id],
            row.state,
            row.version,
            what_stands_in_the_way(work, vacancy_id, row.account_id, on) if row.state != "stood_down" else "",
        )
        for row in rows
    ]
    return sorted(views, key=lambda view: (view.name.casefold(), view.id))


def what_stands_in_the_way(work: Work, vacancy_id: str, account_id: str, on: date) -> str:
    """Return why somebody cannot mark this vacancy on that day, as a sentence; empty where nothing does."""
    roles = roles_of(work, account_id)
    account = work.session.get(Account, account_id)
    reasons = {
        "HR and administrators can learn who applied.": may_identify(roles),
        "their account has neither the role of a panelist nor that of a manager.": not {"panelist", "manager"} & roles,
        "they worked on the redaction, so they know who applied.": account_id in _redactors(work, vacancy_id),
        "they opened an application of this vacancy, so they know who applied.": _looked(work, vacancy_id, account_id),
        "their account is disabled.": account is None or account.disabled_at is not None,
    }
    found = next((reason for reason, applies in reasons.items() if applies), "")
    return found or _training_gap(work, account.person_id if account else None, on)


def _training_gap(work: Work, person_id: str | None, on: date) -> str:
    if person_id is None:
        return "their account is tied to nobody, so their training is not known."
    until = trained_until(work, person_id)
    if until is None:
        return "they lack a training that sitting on a panel needs."
    return "" if until >= on else "their training is out of date."


def trained_until(work: Work, person_id: str) -> date | None:
    """Return the last day on which every required training of a person is valid; None where one is missing.

    The same rule as for sitting on a panel: of each required kind the latest expiry counts.
    """
    required = set(work.session.exec(select(TrainingKind.code).where(col(TrainingKind.required).is_(True))))
    latest: dict[str, date] = {}
    for record in work.session.exec(select(TrainingRecord).where(TrainingRecord.person_id == person_id)):
        latest[record.kind] = max(latest.get(record.kind, date.min), record.expires_on or date.max)
    if required - set(latest):
        return None
    return min((latest[kind] for kind in required), default=date.max)


def _looked(work: Work, vacancy_id: str, account_id: str) -> bool:
    """Return whether somebody, as a member of HR then, opened an original: every such look is in the trail."""
    ours = select(Application.id).where(Application.vacancy_id == vacancy_id)
    wanted = select(TrailEvent.number).where(
        TrailEvent.account_id == account_id, TrailEvent.action == OPENED, col(TrailEvent.subject_id).in_(ours)
    )
    return work.session.exec(wanted.limit(1)).first() is not None


def _redactors(work: Work, vacancy_id: str) -> set[str | None]:
    """Return the accounts that had a hand in a vacancy's applications: imported, edited or released them.

    A shortlister's report of a leak is kept beside the edits; it is no part in the redaction.
    """
    ours = select(Application.id).where(Application.vacancy_id == vacancy_id)
    packs = select(RedactedPack.id).where(col(RedactedPack.application_id).in_(ours))
    return {
        *work.session.exec(select(Application.imported_by).where(Application.vacancy_id == vacancy_id)),
        *work.session.exec(select(RedactedPack.released_by).where(col(RedactedPack.application_id).in_(ours))),
        *work.session.exec(
            select(RedactionEdit.made_by).where(
                col(RedactionEdit.pack_id).in_(packs), RedactionEdit.kind != "leak_reported"
            )
        ),
    } - {None}
