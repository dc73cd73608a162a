"""One planned panel as a proposal: checked against the rows of this very moment, then written as composing does."""

from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from service import db
from service.errors import ConflictError
from service.models import Panel, PanelRequest, utc_now
from service.panels.asked import asked_by
from service.panels.brief import eligible_shares
from service.panels.compose import write_panel
from service.panels.life import fault_words, refuse_faults
from service.panels.panel_rows import end_panel, lock_people, seats_of, tell_requester
from service.panels.protection import put
from service.panels.replacements import TAKEN
from service.panels.requests import with_policy
from service.panels.verdict import Composed, examine
from service.work import Work
from solver.result import PlannedPanel

RESERVES = 5
NOT_OFFERED = "The time is not offered any more, or has passed."
LACKS_OTHERWISE = "People's self-descriptions have changed since: the panel does not lack what the plan says."
REPLACED = "A planning round found another panel."


class RefusedError(Exception):
    """A planned panel cannot be published, and why, for HR."""

    def __init__(self, request_id: str, reason: str) -> None:
        super().__init__(reason)
        self.request_id = request_id
        self.reason = reason


def withdraw_proposal(work: Work, panel: Panel) -> None:
    """Drop a proposal that nobody has confirmed, in favour of the one that follows in this unit of work."""
    end_panel(work, panel, REPLACED)
    work.record("panel.cancelled", "panel", panel.id, {"request": panel.request_id})


def hold_anew(work: Work, request: PanelRequest, panel: Panel) -> None:
    """Hold a proposal that stays as it is, like those published beside it.

    Raises:
        RefusedError: by rules that are not protected it cannot sit any more.
    """
    try:
        refuse_faults(work, panel, seats_of(work, panel.id))
    except ConflictError as error:
        raise RefusedError(request.id, error.message) from error
    panel.hold_until = utc_now() + timedelta(days=work.settings.proposal_days)
    work.session.add(panel)


def publish_panel(work: Work, request: PanelRequest, planned: PlannedPanel, round_id: str) -> tuple[str, str]:
    """Propose a planned panel for a locked request without one, and return its id and what HR should know.

    Raises:
        RefusedError: by rules that are not protected it cannot sit any more.
    """
    try:
        asked = asked_by(work, request)
    except ConflictError as error:
        raise RefusedError(request.id, error.message) from error
    if planned.start not in asked.starts or len(planned.seats) != len(asked.seats):
        raise RefusedError(request.id, NOT_OFFERED)
    lock_people(work, planned.seats)
    now = examine(work, asked, planned.seats, planned.start)
    if now.faults:
        raise RefusedError(request.id, fault_words(work, now.faults))
    few = put(asked.requirements, eligible_shares(work, asked)).best_effort
    reserves = planned.reserves or tuple(() for _ in planned.seats)
    composed = Composed(
        planned.start, planned.seats, tuple(each[:RESERVES] for each in reserves), now.shortfalls, few
    )  # fmt: skip
    request.seats, request.requirements, request.policy_id = with_policy(work, request)
    try:
        panel = write_panel(work, request, composed)
    except IntegrityError as error:
        if db.overlap_refused(error):
            raise RefusedError(request.id, TAKEN) from error
        raise
    details = {"request": request.id, "policy": panel.policy_id, "round": round_id}
    work.record("panel.proposed", "panel", panel.id, details)
    tell_requester(work, panel, "panel_proposed")
    return panel.id, "" if now.shortfalls == planned.shortfalls else LACKS_OTHERWISE
