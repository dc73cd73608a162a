"""Whether there is anything for a sweep to do, looked at without the solver: a worker asks every minute."""

from collections.abc import Hashable

from sqlmodel import col, func, select

from service import db
from service.models import Booking, Panel, PanelSeat, utc_now
from service.panels.commitments import still_held
from service.trail import SYSTEM
from service.work import House

OPEN_STATES = ("awaiting_release", "inviting", "ready")


def overdue(house: House) -> Hashable:
    """Return what a sweep would look at: false where there is nothing, and the same as before where nothing changed.

    Panels whose seat nobody can take stay as they are until somebody's diary, a booking or the panel itself changes.
    """
    with house.reading(SYSTEM) as work:
        held = select(Panel.id).where(Panel.state == "proposed", ~still_held())
        expired = sorted(work.session.exec(held))
        empty = select(PanelSeat.panel_id).where(col(PanelSeat.person_id).is_(None))
        wanted = select(Panel.id, Panel.version).where(
            col(Panel.state).in_(OPEN_STATES), col(Panel.id).in_(empty), col(Panel.starts_at) > utc_now()
        )
        broken = sorted((panel_id, version) for panel_id, version in work.session.exec(wanted))
        if not expired and not broken:
            return ()
        bookings = int(work.session.exec(select(func.count()).select_from(Booking)).one())
        return tuple(expired), tuple(broken), db.revision(work.session), bookings
