"""Who sees and does what: the select statements that narrow every list, and the guards of every change.

HR sees everything here. A manager sees the vacancies they appoint to, those of their own department, and the requests
they made. A panelist sees the panels they were asked to sit on, by way of `assignments`. Administrators keep the
installation and see none of it.
"""

from sqlalchemy import ColumnElement, false, or_, true
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from service import db
from service.errors import NotFoundError
from service.models import Invitation, Panel, PanelRequest, PanelSeat, Vacancy
from service.scope import is_hr, only_hr, only_managers_and_hr, vacancies_of, vacancy_in_scope, visible_vacancies
from service.trail import Actor
from service.work import Work

__all__ = [
    "invitation_in_scope", "is_chair", "is_hr", "lock_with_request", "locked_panel", "only_hr", "only_managers_and_hr",
    "panel_in_scope", "request_in_scope", "vacancy_in_scope", "visible_panels", "visible_requests", "visible_vacancies",
]  # fmt: skip


def _my_requests(actor: Actor) -> ColumnElement[bool]:
    if is_hr(actor):
        return true()
    if "manager" not in actor.roles:
        return false()
    mine = col(PanelRequest.vacancy_id).in_(select(Vacancy.id).where(vacancies_of(actor)))
    return or_(mine, col(PanelRequest.requested_by) == actor.account_id)


def visible_requests(actor: Actor) -> SelectOfScalar[PanelRequest]:
    """Return the statement for the panel requests the actor may see, in no order."""
    return select(PanelRequest).where(_my_requests(actor))


def visible_panels(actor: Actor) -> SelectOfScalar[Panel]:
    """Return the statement for the panels of requests the actor may see, in no order."""
    return select(Panel).where(col(Panel.request_id).in_(select(PanelRequest.id).where(_my_requests(actor))))


def request_in_scope(work: Work, request_id: str) -> PanelRequest:
    """Return a request the actor may see.

    Raises:
        NotFoundError: there is none, or it is not theirs.
    """
    wanted = visible_requests(work.actor).where(col(PanelRequest.id) == request_id)
    row = work.session.exec(wanted).one_or_none()
    if row is None:
        raise NotFoundError
    return row


def panel_in_scope(work: Work, panel_id: str) -> Panel:
    """Return a panel whose request the actor may see.

    Raises:
        NotFoundError: there is none, or it is not theirs.
    """
    row = work.session.exec(visible_panels(work.actor).where(col(Panel.id) == panel_id)).one_or_none()
    if row is None:
        raise NotFoundError
    return row


def locked_panel(work: Work, panel_id: str) -> Panel:
    """Return a panel of the actor's scope; it and its request are kept from other writers until the commit.

    Raises:
        NotFoundError: there is none, or it is not theirs.
    """
    return lock_with_request(work, panel_in_scope(work, panel_id))


def lock_with_request(work: Work, panel: Panel) -> Panel:
    """Return a panel as it is now, kept from other writers, its request first: everybody locks in that order."""
    db.lock(work.session, PanelRequest, panel.request_id)
    return db.lock(work.session, Panel, panel.id)


def invitation_in_scope(work: Work, invitation_id: str) -> Invitation:
    """Return an invitation to the actor themself; HR answers for members without an account too.

    Raises:
        NotFoundError: there is none, or it is somebody else's, or it waits for the confirmer's word.
    """
    row = db.get(work.session, Invitation, invitation_id)
    mine = row.person_id == work.actor.person_id and row.state != "offered"
    if not mine and not is_hr(work.actor):
        raise NotFoundError
    return row


def is_chair(work: Work, panel_id: str) -> bool:
    """Return whether the actor holds the chair's seat on a panel."""
    if work.actor.person_id is None:
        return False
    chairs = select(PanelSeat.id).where(
        PanelSeat.panel_id == panel_id, PanelSeat.role == "chair", PanelSeat.person_id == work.actor.person_id
    )
    return work.session.exec(chairs).first() is not None
