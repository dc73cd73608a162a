"""Invitations: one's own assignments, accepting and declining, and inviting a reserve that waits for a word."""

from typing import Any

from flask import g
from werkzeug.wrappers import Response

from schemas.invitation import Assignments, Decline, Invitation
from schemas.panel import Panel
from service.api.answers import answer
from service.api.door import Door
from service.api.idempotency import keeping, writing
from service.api.naming import plain
from service.api.panels import show_panel
from service.db import get
from service.models import Invitation as InvitationRow
from service.panels.assignments import my_assignments
from service.panels.invitations import accept_invitation, decline_invitation
from service.panels.replacements import confirm_replacement
from service.panels.scope import invitation_in_scope
from service.security.guard import actor, house
from service.work import Work

doors = Door("invitations", "Members asked to sit, and their answers.")
ONE = "/invitations/<invitation_id>"
NEEDS = "invitations.answer"


@doors.operation("GET", "/me/assignments", needs="assignments.answer", answers=Assignments)
def get_own_assignments() -> Response:
    """List one's own invitations, by time."""
    with house().reading(actor()) as work:
        return answer(Assignments, {"items": my_assignments(work)})


@doors.operation("GET", ONE, needs=NEEDS, answers=Invitation)
def get_invitation(invitation_id: str) -> Response:
    """Show an invitation to oneself; HR sees those of members without an account too."""
    with house().reading(actor()) as work:
        return _answer(work, invitation_in_scope(work, invitation_id))


@doors.operation("POST", f"{ONE}/accept", needs=NEEDS, answers=Invitation, versioned=True)
def post_accept_invitation(invitation_id: str, version: int) -> Response:
    """Accept; when every member has, the panel is ready."""
    with writing() as work:
        return _answer(work, accept_invitation(work, invitation_id, version))


@doors.operation("POST", f"{ONE}/decline", needs=NEEDS, body=Decline, answers=Invitation, versioned=True)
def post_decline_invitation(invitation_id: str, body: dict[str, Any], version: int) -> Response:
    """Decline, or step down after accepting; a reserve is then found, and nobody else is disturbed."""
    decline_invitation(house(), actor(), invitation_id, body["reason"], body["note"], version, also=keeping(_answer))
    kept: Response = g.answer
    return kept


@doors.operation("POST", f"{ONE}/send", needs="panels.confirm", answers=Panel, versioned=True)
def post_send_invitation(invitation_id: str, version: int) -> Response:
    """Invite a reserve that waits for the confirmer's word; the answer is the panel."""
    with writing() as work:
        panel_id = get(work.session, InvitationRow, invitation_id).panel_id
        confirm_replacement(work, invitation_id, version)
        return show_panel(work, panel_id)


def _answer(work: Work, row: InvitationRow) -> Response:
    work.session.flush()
    return answer(Invitation, plain(row), version=row.version)
