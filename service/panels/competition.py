"""Which other requests hold people that an unfilled one could have had: as references, never as names.

It follows from who sits where and when, and from seats' conditions that are not protected.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select

from service.models import Booking, Panel, PanelRequest
from service.panels.asked import Asked
from service.panels.brief import Place, seat_key
from service.panels.commitments import period_of, still_held
from service.panels.pool import pool_of
from service.work import Work


def rivals(work: Work, asked: Asked, named: Collection[int]) -> list[tuple[Mapping[str, Any], list[str]]]:
    """Return scarce seats, each with the references of requests whose panels hold people who could take it.

    Panels that meet at an offered time count; where there is none, those of the same cap periods.

    Args:
        work: the unit of work.
        asked: what is asked for.
        named: positions of seats that are known to be scarce; else the one that fewest people could take.
    """
    place, pool = Place.of(work, asked), pool_of(work)
    able = {
        seat: pool.suitable(seat_key(words), place.department, place.division) - asked.conflicts
        for seat, words in enumerate(asked.seats)
    }
    scarce = sorted(named) or sorted(able, key=lambda seat: (len(able[seat]), seat))[:1]
    held = _held(work, asked)
    found = []
    for seat in scarce:
        at_once = {reference for person, reference, meets in held if meets and person in able[seat]}
        near = {reference for person, reference, _ in held if person in able[seat]}
        if at_once or near:
            found.append((asked.seats[seat], sorted(at_once or near)))
    return found


def _held(work: Work, asked: Asked) -> list[tuple[str, str, bool]]:
    """Return who sits for which request in the cap periods of the offered starts, and whether it meets one of them."""
    zone, length = work.settings.zone, timedelta(minutes=asked.request.minutes)

    def period(at: datetime) -> int:
        return period_of(at.astimezone(zone).date(), work.settings)

    periods = {period(start) for start in asked.starts}
    span = timedelta(days=work.settings.cap_period_days)
    columns: Any = (Booking.person_id, Booking.starts_at, Booking.ends_at, PanelRequest.reference)
    wanted = (
        select(*columns)
        .join(Panel, col(Panel.id) == col(Booking.panel_id))
        .join(PanelRequest, col(PanelRequest.id) == col(Panel.request_id))
        .where(
            still_held(),
            Panel.request_id != asked.request.id,
            col(Booking.starts_at) > min(asked.starts) - span,
            col(Booking.starts_at) < max(asked.starts) + span,
        )
    )
    return [
        (person, reference, any(start < ends and begins < start + length for start in asked.starts))
        for person, begins, ends, reference in work.session.exec(wanted)
        if period(begins) in periods
    ]
