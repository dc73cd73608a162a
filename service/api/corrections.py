"""Corrections of what came of a panel: proposed by one person, confirmed or refused by the second they name."""

from typing import Any

from werkzeug.wrappers import Response

from schemas.correction import Correction, CorrectionIn, Corrections
from schemas.panel import PostDecision
from service.api.answers import answer
from service.api.door import Door
from service.api.idempotency import writing
from service.api.naming import plain
from service.models import CountCorrection
from service.panels.corrections import (
    confirm_correction,
    corrections_for_me,
    get_correction,
    propose_correction,
    refuse_correction,
)
from service.security.guard import actor, house
from service.work import Work

doors = Door("corrections", "Corrections of what came of a panel, by two people.")
NEEDS = "panels.decide"
ALL = "/count-corrections"
ONE = f"{ALL}/<correction_id>"


@doors.operation(
    "POST", "/decisions/<decision_id>/corrections", needs=NEEDS, body=CorrectionIn, answers=Correction, status=201,
    creates=True,
)  # fmt: skip
def post_correction(decision_id: str, body: dict[str, Any]) -> Response:
    """Propose a correction of a decision, with a reason; it counts once the second person has confirmed it."""
    with writing() as work:
        return _shown(work, propose_correction(work, decision_id, **body), status=201)


@doors.operation("GET", ALL, needs=NEEDS, answers=Corrections)
def get_corrections() -> Response:
    """List the corrections that wait for oneself as the second person, oldest first."""
    with house().reading(actor()) as work:
        return answer(Corrections, {"items": [plain(each.correction) for each in corrections_for_me(work)]})


@doors.operation("GET", ONE, needs=NEEDS, answers=Correction)
def get_one_correction(correction_id: str) -> Response:
    """Show a correction to whoever proposed it, and to its second person."""
    with house().reading(actor()) as work:
        return _shown(work, get_correction(work, correction_id).correction)


@doors.operation("POST", f"{ONE}/confirm", needs=NEEDS, answers=PostDecision, versioned=True)
def post_confirm_correction(correction_id: str, version: int) -> Response:
    """Confirm a correction as its second person; a new decision is recorded, and counts."""
    with writing() as work:
        return answer(PostDecision, plain(confirm_correction(work, correction_id, version)))


@doors.operation("POST", f"{ONE}/refuse", needs=NEEDS, answers=Correction, versioned=True)
def post_refuse_correction(correction_id: str, version: int) -> Response:
    """Refuse a correction as its second person, or take one's own back; the figures stay as they are."""
    with writing() as work:
        return _shown(work, refuse_correction(work, correction_id, version))


def _shown(work: Work, row: CountCorrection, status: int = 200) -> Response:
    work.session.flush()
    location = f"{ALL}/{row.id}" if status == 201 else None
    return answer(Correction, plain(row), status=status, version=row.version, location=location)
