"""Answers to invitations: accepted, or declined with a reason. An answer once given stays on record."""

from collections.abc import Callable

from service import db
from service.errors import ConflictError, InvalidInputError, Problem
from service.models import Invitation, Panel, PanelSeat, utc_now
from service.panels.life import CONFIRMED, follow
from service.panels.panel_rows import free_seat, tell_confirmer
from service.panels.replacements import fill_open_seats
from service.panels.scope import invitation_in_scope, lock_with_request
from service.trail import Actor
from service.work import House, Work

DECLINE_REASONS = {
    "not_free": "I am not free then",
    "conflict_of_interest": "I know an applicant or have another conflict of interest",
    "too_many": "I have sat on too many panels lately",
    "not_released": "My manager cannot release me",
    "other": "Another reason",
}


def accept_invitation(work: Work, invitation_id: str, expected_version: int | None) -> Invitation:
    """Accept an invitation to oneself (HR: for a member without an account). When all have, the panel is ready.

    Raises:
        NotFoundError: there is no such invitation, or it is somebody else's.
        ConflictError: it was answered or withdrawn, or the panel is over.
        StaleError: it has changed since it was read.
    """
    invitation, panel = _locked(work, invitation_id, expected_version)
    if invitation.state != "sent":
        raise ConflictError(f"This invitation is {invitation.state}.", code=invitation.state)
    invitation.state, invitation.answered_at = "accepted", utc_now()
    panel.version += 1
    work.session.add_all([invitation, panel])
    work.record("invitation.accepted", "invitation", invitation.id, {"panel": panel.id})
    follow(work, panel)
    return invitation


def decline_invitation(
    house: House,
    actor: Actor,
    invitation_id: str,
    reason: str,
    note: str,
    expected_version: int | None,
    also: Callable[[Work, Invitation], None] | None = None,
) -> Invitation:
    """Decline an invitation, or step down after accepting; then the next reserve is found, and nobody else disturbed.

    The answer is committed before a replacement is looked for, so it is never lost.

    Args:
        house: the installation.
        actor: who declines (HR: for a member without an account).
        invitation_id: the invitation.
        reason: one of `DECLINE_REASONS`.
        note: more on it; whoever confirmed the panel can read it.
        expected_version: the version of the invitation that was read.
        also: run inside the unit of work that commits the answer.

    Raises:
        NotFoundError: there is no such invitation, or it is somebody else's.
        ConflictError: it was declined or withdrawn, or the panel is over.
        InvalidInputError: the reason is not one of those listed.
        StaleError: it has changed since it was read.
    """
    with house.writing(actor) as work:
        invitation = decline_only(work, invitation_id, reason, note, expected_version)
        if also is not None:
            also(work, invitation)
    fill_open_seats(house, invitation.panel_id)
    return invitation


def decline_only(work: Work, invitation_id: str, reason: str, note: str, expected_version: int | None) -> Invitation:
    """Decline without looking for a replacement; whoever calls this calls `fill_open_seats` after the commit."""
    problems = []
    if reason not in DECLINE_REASONS:
        problems.append(Problem("reason", "Choose one of the reasons listed.", f"Use {', '.join(DECLINE_REASONS)}."))
    if len(note) > 1000:
        problems.append(Problem("note", "The note is longer than 1,000 characters.", "Shorten it."))
    if problems:
        raise InvalidInputError(problems)
    invitation, panel = _locked(work, invitation_id, expected_version)
    if invitation.state not in ("sent", "accepted"):
        raise ConflictError(f"This invitation is {invitation.state}.", code=invitation.state)
    invitation.state, invitation.answered_at = "declined", utc_now()
    invitation.decline_reason, invitation.decline_note = reason, note.strip()
    seat = db.get(work.session, PanelSeat, invitation.seat_id)
    if seat.person_id == invitation.person_id:
        free_seat(work, seat)
    panel.version += 1
    work.session.add_all([invitation, panel])
    work.record("invitation.declined", "invitation", invitation.id, {"panel": panel.id, "reason": reason})
    tell_confirmer(work, panel, "invitation_declined")
    follow(work, panel)
    return invitation


def _locked(work: Work, invitation_id: str, expected_version: int | None) -> tuple[Invitation, Panel]:
    found = invitation_in_scope(work, invitation_id)
    panel = lock_with_request(work, db.get(work.session, Panel, found.panel_id))
    invitation = db.lock(work.session, Invitation, invitation_id)
    db.expect_version(invitation, expected_version)
    if panel.state not in CONFIRMED:
        raise ConflictError(f"This panel is {panel.state}.", code="over")
    return invitation, panel
