"""One's own share of the load, from what one has been asked, has promised and has sat: nobody else's is compared."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from service import db
from service.errors import NotFoundError
from service.models import LIVE_PANEL_STATES, Attendance, Invitation, Panel, Person, utc_now
from service.panels.commitments import YEAR, period_of
from service.work import Work


@dataclass(frozen=True, slots=True)
class OwnShare:
    """Figures of one person.

    `sat` counts panels of the last twelve months recorded here, `earlier` those on record from before. `promised` are
    accepted panels to come, `waiting` invitations to answer. `period` counts what lies in the present cap period
    (`first_day` to `last_day`), of which `cap` is the most.
    """

    sat: int
    earlier: int
    promised: int
    waiting: int
    period: int
    cap: int
    first_day: date
    last_day: date


def own_share(work: Work) -> OwnShare:
    """Return the figures of who acts.

    Raises:
        NotFoundError: who acts is nobody in the pool.
    """
    if work.actor.person_id is None:
        raise NotFoundError
    person = db.get(work.session, Person, work.actor.person_id)
    now = utc_now()
    sat = select(Panel.starts_at).join(Attendance, col(Attendance.panel_id) == col(Panel.id))
    sat_at = list(work.session.exec(sat.where(Attendance.person_id == person.id, col(Attendance.sat).is_(True))))
    asked = select(Invitation.state, Panel.starts_at).join(Panel, col(Panel.id) == col(Invitation.panel_id))
    asked = asked.where(
        Invitation.person_id == person.id,
        col(Invitation.state).in_(("sent", "accepted")),
        col(Panel.state).in_([each for each in LIVE_PANEL_STATES if each != "held"]),
    )
    open_now = list(work.session.exec(asked))
    zone, settings = work.settings.zone, work.settings
    number = period_of(now.astimezone(zone).date(), settings)
    length = settings.cap_period_days
    first_day = date.fromisoformat(settings.cap_period_starts) + timedelta(days=number * length)
    last_day = first_day + timedelta(days=length - 1)
    begins, ends = _midnight(first_day, zone), _midnight(last_day + timedelta(days=1), zone)
    inside = [at for at in (*sat_at, *(starts for _, starts in open_now)) if begins <= at < ends]
    counts = person.opening_load_on is not None and now.date() - person.opening_load_on < YEAR
    return OwnShare(
        sat=sum(1 for at in sat_at if at >= now - YEAR), earlier=person.opening_load if counts else 0,
        promised=sum(1 for state, _ in open_now if state == "accepted"),
        waiting=sum(1 for state, _ in open_now if state == "sent"),
        period=len(inside), cap=person.cap, first_day=first_day, last_day=last_day,
    )  # fmt: skip


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)
