"""What a worker looks after between jobs: holds that have run out, and seats left empty when a process died too soon.

A decline is committed before anybody is sought for the seat, so whatever kills the process in between leaves a row
with an empty seat, and nothing else: the sweep finds it and goes on. It may run in several workers at once.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import col, select

from service.errors import FairpanelError
from service.models import Panel, PanelSeat, utc_now
from service.panels.compose import release_expired
from service.panels.life import CONFIRMED
from service.panels.replacements import fill_open_seats
from service.trail import SYSTEM
from service.work import House, Work

log = logging.getLogger("fairpanel.worker")


@dataclass(frozen=True, slots=True)
class Swept:
    """How many proposals were dropped because their hold had run out, and how many empty seats got somebody."""

    expired: int
    filled: int


def sweep(house: House, ending: Callable[[], bool] = lambda: False) -> Swept:
    """Drop proposals whose hold has run out, and seek somebody for every empty seat of a confirmed panel to come.

    Whoever confirmed a panel is told once that nobody was found, not at every sweep. Safe to repeat, and to break off.
    """
    expired = _drop_expired(house)
    filled = 0
    with house.reading(SYSTEM) as work:
        panels = with_empty_seats(work)
    for panel in panels:
        if ending():
            break
        try:
            filled += fill_open_seats(house, panel.id)
        except FairpanelError:
            log.exception("An empty seat could not be looked after.")
    return Swept(expired, filled)


def with_empty_seats(work: Work) -> list[Panel]:
    """Return confirmed panels to come that have an empty seat, by time."""
    empty = select(PanelSeat.panel_id).where(col(PanelSeat.person_id).is_(None))
    wanted = select(Panel).where(
        col(Panel.state).in_(CONFIRMED), col(Panel.id).in_(empty), col(Panel.starts_at) > utc_now()
    )
    return list(work.session.exec(wanted.order_by(col(Panel.starts_at), col(Panel.id))))


def _drop_expired(house: House) -> int:
    try:
        with house.writing(SYSTEM) as work:
            return release_expired(work)
    except (IntegrityError, OperationalError):
        return 0  # another process is dropping them, or writes for long; the next sweep sees
