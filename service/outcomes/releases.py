"""Releases: drafted by a worker from a snapshot, held against every earlier release, and let out by a person.

What has been released stays as it was, byte for byte; the register says who released what and why, and who took it.
"""

import gzip
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, func, select

from service import db
from service.errors import ConflictError, ForbiddenError, InvalidInputError, Problem
from service.jobs.queue import add_job
from service.jobs.task import Task
from service.models import OutcomeRelease, OutcomeSnapshot, ReleaseDownload, ReleaseDraft, utc_now
from service.outcomes.applications import FinancialYear
from service.outcomes.forms import FORMS, in_form
from service.outcomes.json_report import to_json
from service.outcomes.reading import read_outcomes
from service.outcomes.release import released
from service.outcomes.report import columns_named, cuts_named
from service.outcomes.snapshots import get_snapshot, snapshot_file
from service.scope import only_hr
from service.vault import seal_file, unseal_file
from service.work import House, Work

DRAFT_RELEASE = "draft_release"


def draft_release(work: Work, snapshot_id: str, cuts: str = "") -> ReleaseDraft:
    """Ask for the protected report of a snapshot, cut as `--by` is; a worker drafts it.

    Raises:
        ForbiddenError: the actor is not HR, or nobody is named.
        NotFoundError: there is no such snapshot.
        InvalidInputError: the snapshot cannot be cut so.
    """
    named = cuts_named(cuts.strip() or None)
    snapshot = get_snapshot(work, snapshot_id)
    read_outcomes(snapshot_file(work, snapshot), columns_named(named), today=utc_now().date())
    draft = ReleaseDraft(snapshot_id=snapshot_id, cuts=list(named), drafted_by=_named(work))
    work.session.add(draft)
    work.session.flush()
    add_job(work, DRAFT_RELEASE, draft.id)
    work.record("release.drafting", "release_draft", draft.id, {"snapshot": snapshot_id})
    return draft


def prepare_draft(house: House, task: Task) -> None:
    """Do the job of a draft: protect its small counts, against all earlier releases, outside any transaction."""
    with house.reading(task.actor) as work:
        draft = db.get(work.session, ReleaseDraft, task.subject_id)
        snapshot = get_snapshot(work, draft.snapshot_id)
        data = snapshot_file(work, snapshot)
        earlier = releases(work)

    def told(line: str) -> None:
        task.report(phase=line)

    document, refusal = _protected(data, FinancialYear(snapshot.year), draft.cuts, earlier, told)
    if task.interrupted:
        return
    with task.finishing("cancelled" if task.cancelled else "done") as work:
        row = db.lock(work.session, ReleaseDraft, draft.id)
        row.after_number = max((release.number for release in earlier), default=0)
        row.state, row.refusal = ("refused", refusal[:1000]) if refusal else ("ready", "")
        row.document = None if refusal else seal_file(work.settings, f"draft {row.id}", gzip.compress(document))
        row.version += 1
        work.session.add(row)
        work.record("release.drafted", "release_draft", row.id, {"state": row.state})


def publish_draft(
    work: Work, draft_id: str, title: str, reason: str, staff_facing: bool, expected_version: int | None
) -> OutcomeRelease:
    """Let a drafted report out, in the actor's name and for a reason. It cannot be called back.

    Raises:
        ForbiddenError: the actor is not HR, or nobody is named.
        ConflictError: the draft is not ready, or something was released since it was drafted.
        InvalidInputError: there is no title or no reason.
    """
    draft = _locked(work, draft_id)
    db.expect_version(draft, expected_version)
    problems = [
        Problem(name, f"Give a {name}, in up to {most:,} characters.")
        for name, text, most in (("title", title, 200), ("reason", reason, 1000))
        if not text.strip() or len(text) > most
    ]
    if problems:
        raise InvalidInputError(problems)
    if draft.state != "ready" or draft.document is None:
        raise ConflictError(f"This draft is {draft.state}, so it cannot be released.", code="not_ready")
    last = int(work.session.exec(select(func.coalesce(func.max(OutcomeRelease.number), 0))).one())
    stale = ConflictError("Something was released since this was drafted. Draft it again.", code="released_since")
    if draft.after_number != last:
        raise stale
    release = OutcomeRelease(
        number=last + 1, snapshot_id=draft.snapshot_id, title=title.strip(), reason=reason.strip(), cuts=draft.cuts,
        report=gzip.decompress(unseal_file(work.settings, f"draft {draft.id}", draft.document)),
        staff_facing=staff_facing, released_by=_named(work),
    )  # fmt: skip
    draft.state, draft.document = "released", None
    work.session.add_all([release, draft])
    try:
        work.session.flush()
    except IntegrityError:
        raise stale from None
    work.record("release.published", "release", release.id, {"number": release.number, "staff": staff_facing})
    return release


def discard_draft(work: Work, draft_id: str, expected_version: int | None) -> ReleaseDraft:
    """Throw a draft away.

    Raises:
        ForbiddenError: the actor is not HR.
        ConflictError: it is released, or still drafted.
    """
    draft = _locked(work, draft_id)
    db.expect_version(draft, expected_version)
    if draft.state not in ("ready", "refused"):
        raise ConflictError(f"This draft is {draft.state}, so it cannot be discarded.", code="not_ready")
    draft.state, draft.document = "discarded", None
    work.session.add(draft)
    work.record("release.discarded", "release_draft", draft.id)
    return draft


def drafted_document(work: Work, draft_id: str) -> bytes | None:
    """Return the fairpanel-audit/1 of a draft that is ready, to look at before it is let out."""
    only_hr(work.actor)
    draft = db.get(work.session, ReleaseDraft, draft_id)
    if draft.document is None:
        return None
    return gzip.decompress(unseal_file(work.settings, f"draft {draft.id}", draft.document))


def drafts(work: Work) -> list[ReleaseDraft]:
    """Return the drafts that are neither released nor discarded, the newest first."""
    only_hr(work.actor)
    wanted = select(ReleaseDraft).where(col(ReleaseDraft.state).in_(("drafting", "ready", "refused")))
    return list(work.session.exec(wanted.order_by(col(ReleaseDraft.drafted_at).desc(), col(ReleaseDraft.id))))


def releases(work: Work) -> list[OutcomeRelease]:
    """Return the register of releases, the newest first."""
    only_hr(work.actor)
    return list(work.session.exec(select(OutcomeRelease).order_by(col(OutcomeRelease.number).desc())))


def staff_releases(work: Work) -> list[OutcomeRelease]:
    """Return the releases that all staff may read, the newest first."""
    wanted = select(OutcomeRelease).where(col(OutcomeRelease.staff_facing).is_(True))
    return list(work.session.exec(wanted.order_by(col(OutcomeRelease.number).desc())))


def downloads(work: Work, release_id: str) -> list[ReleaseDownload]:
    """Return who took a release in which form, the latest first."""
    only_hr(work.actor)
    wanted = select(ReleaseDownload).where(ReleaseDownload.release_id == release_id)
    return list(work.session.exec(wanted.order_by(col(ReleaseDownload.taken_at).desc())))


def take_release(work: Work, release_id: str, form: str) -> bytes:
    """Return a release in one of its forms, and write down who took it: the same bytes every time.

    Raises:
        NotFoundError: there is no such release, or it is for HR alone and the actor is not.
        InvalidInputError: there is no such form.
    """
    release = db.get(work.session, OutcomeRelease, release_id)
    if not release.staff_facing:
        only_hr(work.actor)
    if form not in FORMS:
        raise InvalidInputError.one("form", "There is no such form.", f"Choose one of {', '.join(FORMS)}.")
    work.session.add(ReleaseDownload(release_id=release.id, form=form, taken_by=_named(work)))
    work.record("release.taken", "release", release.id, {"form": form})
    return in_form(release.report, form)


def _protected(
    data: bytes,
    year: FinancialYear,
    cuts: Sequence[str],
    earlier: Sequence[OutcomeRelease],
    told: Callable[[str], None],
) -> tuple[bytes, str]:
    applications = read_outcomes(data, columns_named(list(cuts)), today=utc_now().date())
    with tempfile.TemporaryDirectory(prefix="fairpanel-") as name:
        folder = Path(name)
        for release in earlier:
            (folder / f"release-{release.number:06}.json").write_bytes(release.report)
        document, refusal = released(applications, year=year, by=list(cuts), earlier=folder, told=told)
    return (b"" if refusal else to_json(document)), refusal


def snapshot_of(work: Work, release: OutcomeRelease | ReleaseDraft) -> OutcomeSnapshot:
    """Return the snapshot that a release or a draft is made of."""
    return get_snapshot(work, release.snapshot_id)


def _locked(work: Work, draft_id: str) -> ReleaseDraft:
    only_hr(work.actor)
    return db.lock(work.session, ReleaseDraft, draft_id)


def _named(work: Work) -> str:
    if work.actor.account_id is None:
        raise ForbiddenError("A release is made and taken by named people. Sign in.")
    return work.actor.account_id
