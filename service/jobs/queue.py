"""The table of jobs: adding, claiming under a lease, keeping it, giving back. Each claim is a compare-and-set."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, update
from sqlmodel import col, select

from service import db
from service.models import Account, AccountRole, Job, new_id, utc_now
from service.trail import SYSTEM, Actor
from service.work import House, Work

MOST_ATTEMPTS = 5
UNDER_WAY = ("running", "cancelling")
WAITING_OR_UNDER_WAY = ("queued", *UNDER_WAY)
GIVEN_UP = f"The worker died {MOST_ATTEMPTS} times over this, so it is not tried again. The service's log may say why."


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that is this worker's until its lease runs out; `owner` is drawn anew for each claim."""

    job_id: str
    kind: str
    subject_id: str
    owner: str
    attempt: int
    actor: Actor
    cancelling: bool


def add_job(work: Work, kind: str, subject_id: str) -> Job:
    """Add a job to the unit of work; it is done in the name of whoever acts."""
    job = Job(kind=kind, subject_id=subject_id, created_by=work.actor.account_id)
    work.session.add(job)
    work.session.flush()
    return job


def latest_job(work: Work, subject_id: str) -> Job | None:
    """Return the newest job about a subject."""
    wanted = select(Job).where(Job.subject_id == subject_id).order_by(col(Job.created_at).desc(), col(Job.id))
    return work.session.exec(wanted.limit(1)).first()


def ask_to_stop(work: Work, job_id: str) -> Job:
    """Let a job stop: one that waits is cancelled at once, one under way ends itself and keeps what it has."""
    job = db.lock(work.session, Job, job_id)
    if job.state == "queued":
        job.state, job.finished_at = "cancelled", utc_now()
    elif job.state == "running":
        job.state = "cancelling"
    work.session.add(job)
    return job


def something_to_do(house: House) -> bool:
    """Return whether a job waits, or was left by a worker that died."""
    with house.reading(SYSTEM) as work:
        return work.session.exec(select(Job.id).where(_free(utc_now())).limit(1)).first() is not None


def claim(house: House, lease: timedelta) -> Claim | None:
    """Take the oldest free job, or return None where there is none."""
    while True:
        with house.reading(SYSTEM) as work:
            free = select(Job).where(_free(utc_now())).order_by(col(Job.created_at), col(Job.id))
            job = work.session.exec(free.limit(1)).first()
        if job is None:
            return None
        claimed = _take(house, job, lease)
        if claimed is not None:
            return claimed


def keep(house: House, claimed: Claim, lease: timedelta, progress: dict[str, Any] | None) -> bool:
    """Renew a lease, writing down how far the job has come; False where it has become somebody else's."""
    now = utc_now()
    values: dict[str, Any] = {"lease_until": now + lease}
    if progress is not None:
        values["progress"] = progress
    with house.writing(SYSTEM) as work:
        kept = update(Job).where(*_mine(claimed)).values(**values)
        return _count(work, kept) == 1


def is_cancelled(house: House, claimed: Claim) -> bool | None:
    """Return whether somebody asked the job to stop; None where it has become somebody else's."""
    with house.reading(SYSTEM) as work:
        state = work.session.exec(select(Job.state).where(*_mine(claimed))).first()
    return None if state is None else state == "cancelling"


def give_back(house: House, claimed: Claim) -> None:
    """Let another worker take the job at once, as if it had never been begun."""
    with house.writing(SYSTEM) as work:
        free = {"owner": None, "lease_until": None, "attempt": col(Job.attempt) - 1}
        running = update(Job).where(*_mine(claimed), col(Job.state) == "running").values(state="queued", **free)
        if _count(work, running) == 0:
            _count(work, update(Job).where(*_mine(claimed)).values(**free))


def locked_claim(work: Work, claimed: Claim) -> Job | None:
    """Return the claimed job, kept from others until the commit; None where it has become somebody else's."""
    job = db.lock(work.session, Job, claimed.job_id)
    mine = job.owner == claimed.owner and job.state in UNDER_WAY
    return job if mine else None


def _free(now: datetime) -> ColumnElement[bool]:
    left = and_(
        col(Job.state).in_(UNDER_WAY), or_(col(Job.lease_until).is_(None), col(Job.lease_until) < now)
    )  # fmt: skip
    return or_(col(Job.state) == "queued", left)


def _mine(claimed: Claim) -> tuple[ColumnElement[bool], ...]:
    return col(Job.id) == claimed.job_id, col(Job.owner) == claimed.owner, col(Job.state).in_(UNDER_WAY)


def _take(house: House, seen: Job, lease: timedelta) -> Claim | None:
    now = utc_now()
    hopeless = seen.attempt >= MOST_ATTEMPTS
    owner = new_id()
    values: dict[str, Any] = {"owner": owner, "attempt": seen.attempt + 1, "lease_until": now + lease}
    if hopeless:
        values = {"state": "failed", "error": GIVEN_UP, "finished_at": now, "owner": None}
    elif seen.state == "queued":
        values["state"] = "running"
    if seen.started_at is None:
        values["started_at"] = now
    with house.writing(SYSTEM) as work:
        # All that was seen must still hold: the owner differs after any other claim, the state after a cancellation.
        unchanged = (Job.id == seen.id, Job.owner == seen.owner, Job.state == seen.state, _free(now))
        taken = _count(work, update(Job).where(*unchanged).values(**values)) == 1  # type: ignore[arg-type]
        if not taken or hopeless:
            return None
        actor = _actor(work, seen.created_by)
    return Claim(seen.id, seen.kind, seen.subject_id, owner, seen.attempt + 1, actor, seen.state == "cancelling")


def _actor(work: Work, account_id: str | None) -> Actor:
    """Return whoever asked for the job, with the roles they hold now."""
    if account_id is None:
        return SYSTEM
    account = db.get(work.session, Account, account_id)
    roles = work.session.exec(select(AccountRole.role).where(AccountRole.account_id == account_id))
    held = frozenset(roles) if account.disabled_at is None else frozenset[str]()
    return Actor(account.id, account.name, account.person_id, held)


def _count(work: Work, statement: Any) -> int:
    done: Any = work.session.execute(statement.execution_options(synchronize_session=False))
    return int(done.rowcount)
