"""The rows of a panel, and the few ways in which they change together. Use cases decide; this keeps them in step."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete
from sqlmodel import col, select

from service import db
from service.models import (
    LIVE_PANEL_STATES,
    Account,
    AccountRole,
    Booking,
    Invitation,
    Panel,
    PanelRequest,
    PanelSeat,
    Person,
    Reserve,
    Vacancy,
    utc_now,
)
from service.notify.outbox import enqueue
from service.work import Work

UNANSWERED = ("offered", "sent")
STANDING = ("offered", "sent", "accepted")


def live_panel(work: Work, request_id: str) -> Panel | None:
    """Return the request's live panel, if it has one."""
    wanted = select(Panel).where(Panel.request_id == request_id, col(Panel.state).in_(LIVE_PANEL_STATES))
    return work.session.exec(wanted).one_or_none()


def seats_of(work: Work, panel_id: str) -> list[PanelSeat]:
    """Return a panel's seats by position."""
    wanted = select(PanelSeat).where(PanelSeat.panel_id == panel_id).order_by(col(PanelSeat.position))
    return list(work.session.exec(wanted))


def invitations_of(work: Work, panel_id: str) -> list[Invitation]:
    """Return every invitation of a panel, answered or not, oldest first."""
    wanted = select(Invitation).where(Invitation.panel_id == panel_id)
    return list(work.session.exec(wanted.order_by(col(Invitation.created_at), col(Invitation.id))))


def standing_invitation(work: Work, seat: PanelSeat) -> Invitation | None:
    """Return the invitation under which a seat's present holder sits or is asked to."""
    wanted = select(Invitation).where(
        Invitation.seat_id == seat.id,
        Invitation.person_id == seat.person_id,
        col(Invitation.state).in_(STANDING),
    )
    return work.session.exec(wanted).one_or_none()


def lock_people(work: Work, person_ids: Iterable[str]) -> None:
    """Keep these people's limits still until the commit, so that two panels cannot both take somebody's last seat."""
    # In order of id, so that two of us never wait for each other; NO KEY UPDATE, so that rows which merely refer to
    # these people can still be written.
    wanted = select(Person.id).where(col(Person.id).in_(sorted(set(person_ids)))).order_by(col(Person.id))
    work.session.exec(wanted.with_for_update(key_share=True)).all()


def seat_person(work: Work, panel: Panel, seat: PanelSeat, person_id: str) -> None:
    """Give a free seat to a person and book their time; a taken time is refused by the database at the flush."""
    seat.person_id = person_id
    work.session.add(seat)
    work.session.add(
        Booking(
            seat_id=seat.id, person_id=person_id, panel_id=panel.id, starts_at=panel.starts_at, ends_at=panel.ends_at,
            online=panel.online, site_id=panel.site_id,
        )
    )  # fmt: skip
    work.session.flush()


def free_seat(work: Work, seat: PanelSeat) -> None:
    """Take a seat's holder off it and give them their time back."""
    work.session.execute(delete(Booking).where(col(Booking.seat_id) == seat.id))
    seat.person_id = None
    work.session.add(seat)
    work.session.flush()


def keep_reserves(work: Work, seat: PanelSeat, person_ids: Sequence[str]) -> None:
    """Write down who could take a seat next, best first, in place of what was written before."""
    work.session.execute(delete(Reserve).where(col(Reserve.seat_id) == seat.id))
    work.session.add_all(
        Reserve(seat_id=seat.id, rank=rank, person_id=person_id) for rank, person_id in enumerate(person_ids, 1)
    )


def ask(work: Work, panel: Panel, seat: PanelSeat, *, send: bool, kind: str = "invitation") -> Invitation:
    """Write an invitation for a seat's holder: sent (with a message of this kind), or kept for the confirmer's word."""
    if seat.person_id is None:
        raise ValueError("Nobody holds this seat.")
    invitation = Invitation(panel_id=panel.id, seat_id=seat.id, person_id=seat.person_id, state="offered")
    work.session.add(invitation)
    if send:
        send_invitation(work, panel, invitation, kind)
    work.session.flush()
    return invitation


def send_invitation(work: Work, panel: Panel, invitation: Invitation, kind: str = "invitation") -> None:
    """Send an invitation, with a message of this kind."""
    invitation.state, invitation.sent_at = "sent", utc_now()
    work.session.add(invitation)
    work.session.flush()
    enqueue(
        work.session, kind, "invitation", invitation.id, person_id=invitation.person_id,
        details={"panel_id": panel.id},
    )  # fmt: skip
    work.record("invitation.sent", "invitation", invitation.id, {"panel": panel.id})


def withdraw(work: Work, panel: Panel, invitation: Invitation, message: str | None) -> None:
    """Take an invitation back, and tell whoever has seen it with a message of this kind."""
    seen = invitation.state in ("sent", "accepted")
    invitation.state = "withdrawn"
    invitation.version += 1
    work.session.add(invitation)
    if seen and message:
        enqueue(
            work.session, message, "invitation", invitation.id, person_id=invitation.person_id,
            details={"panel_id": panel.id},
        )  # fmt: skip


def end_panel(work: Work, panel: Panel, reason: str) -> None:
    """Cancel a live panel: give everybody their time back, and tell those who were asked. The rows stay."""
    work.session.execute(delete(Booking).where(col(Booking.panel_id) == panel.id))
    for invitation in invitations_of(work, panel.id):
        if invitation.state in STANDING:
            withdraw(work, panel, invitation, "panel.cancelled")
    panel.state, panel.cancelled_reason = "cancelled", reason
    panel.version += 1
    work.session.add(panel)
    work.session.flush()


def end_proposal(work: Work, panel: Panel, reason: str) -> None:
    """Drop a proposal that nobody has confirmed, so that its request can be composed again."""
    end_panel(work, panel, reason)
    request = db.lock(work.session, PanelRequest, panel.request_id)
    if request.state == "proposed":
        request.state = "open"
        request.version += 1
        work.session.add(request)
    work.record("panel.cancelled", "panel", panel.id, {"request": panel.request_id})


def tell_confirmer(work: Work, panel: Panel, kind: str) -> None:
    """Queue a message about a panel to whoever confirmed it."""
    if panel.confirmed_by is not None:
        enqueue(work.session, kind, "panel", panel.id, account_id=panel.confirmed_by)


def tell_hr(work: Work, panel: Panel, kind: str) -> None:
    """Queue a message about a panel to everybody in HR."""
    wanted = select(Account.id).join(AccountRole, col(AccountRole.account_id) == col(Account.id))
    wanted = wanted.where(AccountRole.role == "hr", col(Account.disabled_at).is_(None)).order_by(col(Account.id))
    for account_id in work.session.exec(wanted):
        enqueue(work.session, kind, "panel", panel.id, account_id=account_id)


def tell_requester(work: Work, panel: Panel, kind: str) -> None:
    """Queue a message about a panel to whoever asked for it, or else to the appointing manager."""
    request = db.get(work.session, PanelRequest, panel.request_id)
    account_id = request.requested_by
    if account_id is None:
        vacancy = db.get(work.session, Vacancy, request.vacancy_id)
        found = select(Account.id).where(Account.person_id == vacancy.appointing_manager_id)
        account_id = work.session.exec(found).first() if vacancy.appointing_manager_id else None
    if account_id is not None:
        enqueue(work.session, kind, "panel", panel.id, account_id=account_id)
