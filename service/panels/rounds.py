"""Planning rounds: HR starts one, watches it, reviews its plan, and publishes or discards it. For HR alone.

planning → review → publishing → published, or discarded. Planning and publishing are jobs of a worker process; what a
round publishes are proposals, which managers confirm as they confirm any other.
"""

from sqlalchemy.orm import defer
from sqlmodel import col, func, select

from service import db
from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, Problem
from service.jobs.queue import add_job, ask_to_stop, latest_job
from service.models import Account, Department, Division, Job, Round, RoundPanel, Site, utc_now
from service.panels.round_files import erase
from service.panels.round_plan import PLAN_ROUND
from service.panels.round_publish import PUBLISH_ROUND
from service.panels.round_scope import RoundScope, requests_in_scope
from service.panels.scope import only_hr
from service.work import Work

LEAST_SECONDS, MOST_SECONDS = 1, 3600
ENDED_BADLY = ("failed", "cancelled")
WITHOUT_FILES = (defer(col(Round.problem)), defer(col(Round.plan)))  # type: ignore[arg-type]


def start_round(work: Work, scope: RoundScope, seconds: int, may_change: bool = False) -> Round:
    """Start a round; a worker process plans it.

    Args:
        work: the unit of work.
        scope: which requests it covers.
        seconds: limit of time for the solver.
        may_change: whether proposals nobody has confirmed may be changed, as little as possible. Confirmed panels
            never are.

    Raises:
        ForbiddenError: the actor is not HR, or nobody is named.
        InvalidInputError: the scope admits no request, names a place that does not exist, or the time is unusual.
    """
    only_hr(work.actor)
    account_id = _named(work)
    problems = _problems(work, scope, seconds)
    if not problems and not requests_in_scope(work, scope, may_change=may_change):
        problems.append(Problem("scope", "No request without a confirmed panel fits this.", "Widen the round."))
    if problems:
        raise InvalidInputError(problems)
    row = Round(scope=scope.as_json(), seconds=seconds, may_change=may_change, created_by=account_id)
    work.session.add(row)
    work.session.flush()
    add_job(work, PLAN_ROUND, row.id)
    work.record("round.started", "round", row.id, {"seconds": seconds, "may_change": may_change})
    return row


def list_rounds(work: Work, *, page: int = 1, size: int = 25) -> tuple[list[Round], int]:
    """Return a page of the rounds, newest first, and how many there are in all."""
    only_hr(work.actor)
    total = int(work.session.exec(select(func.count()).select_from(Round)).one())
    wanted = select(Round).options(*WITHOUT_FILES).order_by(col(Round.created_at).desc(), col(Round.id))
    return list(work.session.exec(wanted.offset((page - 1) * size).limit(size))), total


def get_round(work: Work, round_id: str) -> Round:
    """Return a round; its problem and plan, which may be large, are read once somebody asks for them.

    Raises:
        ForbiddenError: the actor is not HR.
        NotFoundError: there is no such round.
    """
    only_hr(work.actor)
    row = work.session.exec(select(Round).options(*WITHOUT_FILES).where(Round.id == round_id)).one_or_none()
    if row is None:
        raise NotFoundError
    return row


def job_of(work: Work, round_id: str) -> Job:
    """Return the job that plans a round, or, once it is being published, the one that publishes it."""
    job = latest_job(work, get_round(work, round_id).id)
    if job is None:
        raise RuntimeError("A round without a job was never started.")
    return job


def stuck(row: Round, job: Job) -> bool:
    """Return whether a round stands still because its job ended badly."""
    return row.state in ("planning", "publishing") and job.state in ENDED_BADLY


def cancel_round(work: Work, round_id: str) -> Round:
    """Stop planning a round; the best plan found so far is kept for review.

    Raises:
        ConflictError: it is not being planned.
    """
    job = ask_to_stop(work, job_of(work, round_id).id)  # first the job, then the round: as the worker locks them
    row = _locked(work, round_id)
    if row.state != "planning":
        raise ConflictError("This round is not being planned any more.", code="not_planning")
    work.record("round.cancelled", "round", row.id)
    if job.state == "cancelled":  # no worker had begun
        _discard(work, row)
    return row


def publish_round(work: Work, round_id: str, expected_version: int | None) -> Round:
    """Let a worker publish a reviewed round in the actor's name, panel by panel against the data of that moment.

    Where publishing was broken off by an error it goes on with the panels that are left.

    Raises:
        ForbiddenError: the actor is not HR, or nobody is named.
        ConflictError: there is nothing to publish, or it is being published.
    """
    row = _locked(work, round_id)
    db.expect_version(row, expected_version)
    again = row.state == "publishing" and stuck(row, job_of(work, round_id))
    if row.state != "review" and not again:
        raise ConflictError(f"This round is {row.state}, so it cannot be published now.", code="not_in_review")
    row.state, row.published_by = "publishing", _named(work)
    work.session.add(row)
    add_job(work, PUBLISH_ROUND, row.id)
    work.record("round.publishing", "round", row.id)
    return row


def discard_round(work: Work, round_id: str, expected_version: int | None) -> Round:
    """Forget a round's plan; nothing of it is published.

    Raises:
        ConflictError: it is still planned, was published in part, or is over.
    """
    row = _locked(work, round_id)
    db.expect_version(row, expected_version)
    failed = row.state == "planning" and stuck(row, job_of(work, round_id))
    if row.state != "review" and not failed:
        raise ConflictError(f"This round is {row.state}, so it cannot be discarded now.", code="not_in_review")
    row.version -= 1  # discarding raises it
    _discard(work, row)
    return row


def panels_of(work: Work, round_id: str) -> list[RoundPanel]:
    """Return the rows of a round's requests, in no order."""
    only_hr(work.actor)
    return list(work.session.exec(select(RoundPanel).where(RoundPanel.round_id == round_id)))


def _discard(work: Work, row: Round) -> None:
    erase(row)
    row.state = "discarded"
    row.version += 1
    work.session.add(row)
    work.record("round.discarded", "round", row.id)


def _locked(work: Work, round_id: str) -> Round:
    only_hr(work.actor)
    return db.lock(work.session, Round, round_id)


def _named(work: Work) -> str:
    if work.actor.account_id is None:
        raise ForbiddenError("A round is started and published by a named person. Sign in.")
    return work.actor.account_id


def _problems(work: Work, scope: RoundScope, seconds: int) -> list[Problem]:
    problems = []
    if not LEAST_SECONDS <= seconds <= MOST_SECONDS:
        problems.append(Problem("seconds", f"Give {LEAST_SECONDS} to {MOST_SECONDS} seconds."))
    for name, table in (("department_id", Department), ("division_id", Division), ("site_id", Site)):
        chosen = getattr(scope, name)
        if chosen is not None and work.session.get(table, chosen) is None:
            problems.append(Problem(name, "There is no such place.", "Choose one of the list."))
    if scope.first_day and scope.last_day and scope.last_day < scope.first_day:
        problems.append(Problem("last_day", "The last day is before the first."))
    if scope.last_day and scope.last_day < utc_now().astimezone(work.settings.zone).date():
        problems.append(Problem("last_day", "This day has passed.", "Choose a day to come."))
    return problems


def account_name(work: Work, account_id: str | None) -> str:
    """Return an account's name; empty where there is none."""
    account = work.session.get(Account, account_id) if account_id else None
    return account.name if account else ""
