"""A panelist's own assignments: the panels they are asked to sit on, with what they have answered."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from service import db
from service.errors import NotFoundError
from service.models import Invitation, Panel, PanelRequest, PanelSeat, Site, Vacancy
from service.work import Work


@dataclass(frozen=True, slots=True)
class Assignment:
    """One invitation to the actor and the panel it is for."""

    invitation_id: str
    invitation_version: int
    state: str
    panel_id: str
    panel_state: str
    role: str
    vacancy_reference: str
    vacancy_title: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    online: bool
    site: str
    decline_reason: str
    decline_note: str
    can_answer: bool
    is_chair: bool


def my_assignments(work: Work) -> list[Assignment]:
    """Return the actor's own invitations, by time; those that wait for somebody else's word are not theirs yet."""
    if work.actor.person_id is None:
        return []
    wanted = (
        select(Invitation, Panel, PanelSeat)
        .join(Panel, col(Panel.id) == col(Invitation.panel_id))
        .join(PanelSeat, col(PanelSeat.id) == col(Invitation.seat_id))
        .where(
            Invitation.person_id == work.actor.person_id,
            col(Invitation.state) != "offered",
            col(Invitation.sent_at).is_not(None),
        )
        .order_by(col(Panel.starts_at), col(Invitation.id))
    )
    return [_assignment(work, *row) for row in work.session.exec(wanted)]


def get_assignment(work: Work, invitation_id: str) -> Assignment:
    """Return one of the actor's own invitations.

    Raises:
        NotFoundError: there is none, or it is somebody else's.
    """
    invitation = db.get(work.session, Invitation, invitation_id)
    if invitation.person_id != work.actor.person_id or invitation.sent_at is None:
        raise NotFoundError
    panel = db.get(work.session, Panel, invitation.panel_id)
    return _assignment(work, invitation, panel, db.get(work.session, PanelSeat, invitation.seat_id))


def _assignment(work: Work, invitation: Invitation, panel: Panel, seat: PanelSeat) -> Assignment:
    request = db.get(work.session, PanelRequest, panel.request_id)
    vacancy = db.get(work.session, Vacancy, request.vacancy_id)
    open_panel = panel.state in ("awaiting_release", "inviting", "ready")
    return Assignment(
        invitation_id=invitation.id, invitation_version=invitation.version, state=invitation.state,
        panel_id=panel.id, panel_state=panel.state, role=seat.role, vacancy_reference=vacancy.reference,
        vacancy_title=vacancy.title, starts_at=panel.starts_at, ends_at=panel.ends_at, zone=panel.zone,
        online=panel.online, site=db.get(work.session, Site, panel.site_id).name,
        decline_reason=invitation.decline_reason, decline_note=invitation.decline_note,
        can_answer=invitation.state in ("sent", "accepted") and open_panel,
        is_chair=seat.role == "chair" and seat.person_id == invitation.person_id,
    )  # fmt: skip
