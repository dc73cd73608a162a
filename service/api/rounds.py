"""Planning rounds: starting, watching, reviewing, publishing and discarding them."""

from typing import Any

from werkzeug.wrappers import Response

from schemas.round import Round, RoundIn, RoundPage, RoundQuery, RoundReview
from service.api.answers import answer, page
from service.api.door import Door
from service.api.idempotency import writing
from service.api.naming import plain
from service.models import Round as RoundRow
from service.panels.round_review import Sitting, review_round
from service.panels.round_scope import RoundScope
from service.panels.rounds import (
    cancel_round,
    discard_round,
    get_round,
    job_of,
    list_rounds,
    publish_round,
    start_round,
)
from service.security.guard import actor, house
from service.work import Work

doors = Door("rounds", "Planning many requests at once, for HR alone.")
NEEDS = "rounds.run"
ALL = "/rounds"
ONE = f"{ALL}/<round_id>"
TOLD = ("phase", "filled", "done", "requests", "gap", "elapsed")


@doors.operation("GET", ALL, needs=NEEDS, query=RoundQuery, answers=RoundPage)
def get_rounds(query: dict[str, Any]) -> Response:
    """List the rounds, newest first."""
    with house().reading(actor()) as work:
        rows, total = list_rounds(work, page=query["page"], size=query["size"])
        return answer(RoundPage, page([plain(row) for row in rows], total, query))


@doors.operation("POST", ALL, needs=NEEDS, body=RoundIn, answers=Round, status=201, creates=True)
def post_round(body: dict[str, Any]) -> Response:
    """Start a round; a worker process plans it."""
    seconds, may_change = body.pop("seconds"), body.pop("may_change")
    with writing() as work:
        row = start_round(work, RoundScope(**body), seconds, may_change)
        return _answer(work, row, status=201, location=f"{ALL}/{row.id}")


@doors.operation("GET", ONE, needs=NEEDS, answers=Round)
def get_one_round(round_id: str) -> Response:
    """Show a round, and how far its job has come."""
    with house().reading(actor()) as work:
        return _answer(work, get_round(work, round_id))


@doors.operation("GET", f"{ONE}/review", needs=NEEDS, answers=RoundReview)
def get_round_review(round_id: str) -> Response:
    """Show a round's plan beside what is proposed now. Every such look is written to the trail."""
    with writing() as work:
        review = review_round(work, round_id)
        lines = [
            {
                "request_id": line.request_id, "reference": line.reference, "kind": line.kind, "state": line.state,
                "note": line.note, "planned": _sitting(line.planned), "now": _sitting(line.now),
                "lacks": [rule["id"] for rule in line.lacks], "reasons": line.reasons, "changes": line.changes,
                "competes": line.competes,
            }
            for line in review.lines
        ]  # fmt: skip
        return answer(RoundReview, {"lines": lines, "figures": review.figures})


@doors.operation("POST", f"{ONE}/cancel", needs=NEEDS, answers=Round)
def post_cancel_round(round_id: str) -> Response:
    """Stop planning a round; the best plan found so far is kept for review."""
    with writing() as work:
        return _answer(work, cancel_round(work, round_id))


@doors.operation("POST", f"{ONE}/publish", needs=NEEDS, answers=Round, versioned=True)
def post_publish_round(round_id: str, version: int) -> Response:
    """Publish a reviewed round in one's own name; a worker checks and proposes panel by panel."""
    with writing() as work:
        return _answer(work, publish_round(work, round_id, version))


@doors.operation("POST", f"{ONE}/discard", needs=NEEDS, answers=Round, versioned=True)
def post_discard_round(round_id: str, version: int) -> Response:
    """Forget a round's plan; nothing of it is published."""
    with writing() as work:
        return _answer(work, discard_round(work, round_id, version))


def _answer(work: Work, row: RoundRow, *, status: int = 200, location: str | None = None) -> Response:
    work.session.flush()
    job = job_of(work, row.id)
    told = {"phase": ""} | dict.fromkeys(TOLD[1:]) | {name: job.progress[name] for name in TOLD if name in job.progress}
    progress = told | {"state": job.state, "attempt": job.attempt, "error": job.error}
    shown = plain(row) | {"progress": progress}
    return answer(Round, shown, status=status, version=row.version, location=location)


def _sitting(sitting: Sitting | None) -> dict[str, Any] | None:
    if sitting is None:
        return None
    members = [
        {"id": person, "name": name} if person is not None else None
        for person, name in zip(sitting.people, sitting.names, strict=True)
    ]
    return {"starts_at": sitting.starts_at, "ends_at": sitting.ends_at, "members": members}
