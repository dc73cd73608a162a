"""The recruitment team's review of a redaction: look, restore, extend, release. No text leaves without it.

Each look at an original is in the trail. Edits are kept by kind of detail, to measure the redaction by, never by text.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from service import db
from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from service.models import (
    Application,
    MarkingFlag,
    RedactedPack,
    RedactionEdit,
    Shortlister,
    Shortlisting,
    Vacancy,
    utc_now,
)
from service.scope import is_hr
from service.shortlisting.applications_scope import OPENED, application_for_recruiters, for_recruiters
from service.shortlisting.import_write import replace_pack
from service.shortlisting.marking_flags import settle_leaks
from service.shortlisting.packs import Pack, open_pack, seal_pack
from service.shortlisting.redaction_job import add_pack, sources_in
from service.shortlisting.review_draft import (
    EVERYWHERE,
    Draft,
    Point,
    Source,
    open_draft,
    pack_of,
    seal_draft,
    without_points,
)
from service.shortlisting.review_edits import Edit, extended, problem_of, restored
from service.work import Work

REVIEWED = ("open", "marking")


@dataclass(frozen=True, slots=True)
class Review:
    """A pack beside what it was made from. `sources` are the originals: they identify."""

    pack: RedactedPack
    application: Application
    vacancy: Vacancy
    sources: Sequence[Source]
    draft: Draft
    shown: Pack


def open_review(work: Work, pack_id: str) -> Review:
    """Return a pack with its original, and record in the trail that the original was opened.

    Raises:
        NotFoundError: there is no such pack, it was replaced, or the actor is not HR.
        ForbiddenError: the actor selects for this vacancy.
    """
    pack, application = _pack(work, pack_id)
    if pack.state == "replaced":
        raise NotFoundError
    review = _review(work, pack, application)
    work.record(OPENED, "application", application.id, {"pack": pack.id, "purpose": "review"})
    return review


def restore_spans(
    work: Work, pack_id: str, expected_version: int | None, chosen: Collection[tuple[int, int]]
) -> RedactedPack:
    """Put back what the chosen spans (section and index) had taken out.

    Raises:
        InvalidInputError: nothing is chosen; others as `_proposed`.
    """
    review = _proposed(work, pack_id, expected_version)
    draft, edits = restored(review.draft, chosen)
    if not edits:
        raise InvalidInputError.one("span", "No redaction is chosen.", "Tick what to restore.")
    return _keep(work, review, draft, edits)


def extend_redaction(work: Work, pack_id: str, expected_version: int | None, words: str, label: str) -> int:
    """Redact every occurrence of these words in the application; return how many there were.

    Raises:
        InvalidInputError: the words do not stand in the original outside what is redacted; others as `_proposed`.
    """
    found = problem_of(words, label)
    if found is not None:
        raise InvalidInputError.one(found[0], found[1])
    review = _proposed(work, pack_id, expected_version)
    draft, edits = extended(review.draft, review.sources, words, label)
    if not edits:
        raise InvalidInputError.one(
            "words", "These words do not stand in the text, or are redacted already.", "Type them as they stand there."
        )
    _keep(work, review, draft, edits)
    return len(edits)


def settle_points(work: Work, pack_id: str, expected_version: int | None, chosen: Collection[int]) -> RedactedPack:
    """Say of the chosen points (by index) that the redaction is right as it is.

    Raises:
        InvalidInputError: nothing is chosen; others as `_proposed`.
    """
    review = _proposed(work, pack_id, expected_version)
    settled = [point for index, point in enumerate(review.draft.points) if index in chosen]
    if not settled:
        raise InvalidInputError.one("point", "No point is chosen.", "Tick what you have looked at.")
    work.record("redaction.points_settled", "application", review.application.id, {"points": len(settled)})
    return _keep(work, review, without_points(review.draft, settled), [])


def release_pack(work: Work, pack_id: str, expected_version: int | None) -> RedactedPack:
    """Let shortlisters read a pack; what they reported of the one before is settled. The actor answers for it.

    Raises:
        ConflictError: points are open; others as `_proposed`.
    """
    review = _proposed(work, pack_id, expected_version)
    if review.draft.points:
        raise ConflictError("Look at every open point first: settle it, restore or redact.", code="points_open")
    return _release(work, review.pack, review.application)


def ready_packs(work: Work, vacancy_id: str) -> list[RedactedPack]:
    """Return the proposed packs of a vacancy without an open point; whose vacancy it is has been looked at."""
    wanted = (
        select(RedactedPack)
        .join(Application, col(Application.id) == col(RedactedPack.application_id))
        .where(
            Application.vacancy_id == vacancy_id,
            Application.state != "withdrawn",
            RedactedPack.state == "proposed",
            RedactedPack.to_review == 0,
        )
        .order_by(col(RedactedPack.id))
    )
    return list(work.session.exec(wanted))


def release_ready_packs(work: Work, vacancy_id: str, expected: int) -> int:
    """Release all packs without an open point in one act, if they are as many as the actor was shown.

    Raises:
        ConflictError: there are more or fewer now, or it is too late; others as `for_recruiters`.
    """
    for_recruiters(work, vacancy_id)
    _named(work)
    _require_time(work, vacancy_id)
    packs = ready_packs(work, vacancy_id)
    if not packs or len(packs) != expected:
        raise ConflictError(
            f"There are {len(packs)} texts to release now, not {expected}. Look at the list again.", code="other_count"
        )
    for pack in packs:
        pack.version += 1
        _release(work, pack, work.session.get_one(Application, pack.application_id))
    work.record("packs.released", "vacancy", vacancy_id, {"packs": len(packs)})
    return len(packs)


def send_back(work: Work, pack_id: str, expected_version: int | None) -> RedactedPack:
    """Take a released pack out of the shortlisters' hands and propose it anew under the next number.

    What shortlisters reported as giving the applicant away is noted for each of them as a leak of the old pack.

    Raises:
        ConflictError: it is not released, or too late; others as `for_recruiters`.
    """
    pack, application = _pack(work, pack_id)
    _named(work)
    _require_time(work, application.vacancy_id)
    pack = db.lock(work.session, RedactedPack, pack_id)
    if pack.state != "released":
        raise ConflictError("Only a released text can be sent back.", code="not_released")
    db.expect_version(pack, expected_version)
    draft = open_draft(work.settings, pack)
    for account_id in leak_reporters(work, application.id):
        work.session.add(RedactionEdit(pack_id=pack.id, kind="leak_reported", label="", made_by=account_id))
    replace_pack(work, application.id)
    point = Point(EVERYWHERE, 0, 0, "the released text was sent back: find what gives the applicant away")
    application.state = "in_review"
    work.session.add(application)
    return add_pack(work, application, sources_in(work, application), Draft(draft.spans, (point, *draft.points)))


def leak_reporters(work: Work, application_id: str) -> list[str]:
    """Return the accounts whose report that a text gives its writer away is not settled."""
    wanted = (
        select(Shortlister.account_id)
        .join(MarkingFlag, col(MarkingFlag.shortlister_id) == col(Shortlister.id))
        .where(
            MarkingFlag.application_id == application_id,
            MarkingFlag.kind == "leak",
            col(MarkingFlag.settled_at).is_(None),
        )
    )
    return sorted(set(work.session.exec(wanted)))


def _pack(work: Work, pack_id: str) -> tuple[RedactedPack, Application]:
    pack = work.session.get(RedactedPack, pack_id) if is_hr(work.actor) else None
    if pack is None:
        raise NotFoundError
    return pack, application_for_recruiters(work, pack.application_id)


def _review(work: Work, pack: RedactedPack, application: Application) -> Review:
    vacancy = db.get(work.session, Vacancy, application.vacancy_id)
    sources = sources_in(work, application)
    draft = open_draft(work.settings, pack)
    return Review(pack, application, vacancy, sources, draft, open_pack(work.settings, pack))


def _proposed(work: Work, pack_id: str, expected_version: int | None) -> Review:
    """Return a proposed pack to change or release, locked, its version raised.

    Raises:
        NotFoundError, ForbiddenError: as `open_review`, or nobody is named.
        ConflictError: it is released or replaced, the application was withdrawn, or it is too late.
        PreconditionRequiredError, StaleError: as `db.expect_version`.
    """
    _, application = _pack(work, pack_id)
    _named(work)
    _require_time(work, application.vacancy_id)  # locks first what a release of several packs locks first
    pack = db.lock(work.session, RedactedPack, pack_id)
    application = db.lock(work.session, Application, pack.application_id)
    if pack.state != "proposed" or application.state == "withdrawn":
        state = "withdrawn" if application.state == "withdrawn" else pack.state
        raise ConflictError(f"This text is {state}, so it cannot be changed or released.", code="not_proposed")
    db.expect_version(pack, expected_version)
    return _review(work, pack, application)


def _keep(work: Work, review: Review, draft: Draft, edits: Sequence[Edit]) -> RedactedPack:
    pack = review.pack
    pack.sealed = seal_pack(work.settings, pack.id, pack_of(review.sources, draft))
    pack.sealed_draft = seal_draft(work.settings, pack.id, draft)
    pack.to_review = len(draft.points)
    work.session.add(pack)
    for edit in edits:
        work.session.add(
            RedactionEdit(pack_id=pack.id, kind=edit.kind, label=edit.label, source=edit.source, made_by=_named(work))
        )
    if edits:
        work.record(f"redaction.{edits[0].kind}", "application", review.application.id, {"spans": len(edits)})
    return pack


def _release(work: Work, pack: RedactedPack, application: Application) -> RedactedPack:
    pack.state, pack.released_by, pack.released_at = "released", work.actor.account_id, utc_now()
    application.state = "released"
    application.version += 1
    work.session.add(pack)
    work.session.add(application)
    work.record("pack.released", "application", application.id, {"pack": pack.id, "number": pack.number})
    settle_leaks(work, application)
    return pack


def _require_time(work: Work, vacancy_id: str) -> None:
    row = db.lock(work.session, Shortlisting, vacancy_id)
    if row.state not in REVIEWED:
        raise ConflictError("The scores are locked: the texts they were given for no longer change.", code="locked")


def _named(work: Work) -> str:
    if work.actor.account_id is None:
        raise ForbiddenError("A named person reviews and releases. Sign in.")
    return work.actor.account_id
