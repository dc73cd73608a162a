"""Ways to fill a seat that somebody left and nobody can simply take: what each would change, for a person to decide.

From the least disturbing to the most: `fill` asks somebody for the seat, `swap` moves a member of the panel to it and
fills theirs, `move` holds the panel at another of the offered times, `ejection` takes somebody from a proposal that
nobody has confirmed and fills their seat there.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from service import db
from service.models import Panel, PanelRequest, Person, Vacancy
from service.panels.panel_rows import seats_of
from service.work import Work

KINDS = ("fill", "swap", "move", "ejection")


@dataclass(frozen=True, slots=True)
class Seating:
    """One panel as it would sit: at the version that was seen, when, and who on each seat by position (None: empty).

    `reserves` are those who could take each newly filled seat next, by position.
    """

    panel_id: str
    version: int
    starts_at: datetime
    people: tuple[str | None, ...]
    reserves: Mapping[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Way:
    """One way: the panel itself first, then the proposal it would take somebody from, if any."""

    kind: str
    seatings: tuple[Seating, ...]

    @property
    def key(self) -> str:
        """What this way is known by: another way, or the same after something has changed, has another key."""
        panels = [[each.panel_id, each.version, each.starts_at.isoformat(), each.people] for each in self.seatings]
        return hashlib.sha256(json.dumps([self.kind, panels]).encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody on a seat of a panel; `was` is the role of the seat they leave, if they had another on this panel."""

    position: int
    role: str
    person_id: str
    name: str
    was: str | None


@dataclass(frozen=True, slots=True)
class OtherPanel:
    """The proposal that somebody would be taken from, and who would take their seat there."""

    panel_id: str
    request_reference: str
    vacancy_title: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    leaves: str
    joins: str


@dataclass(frozen=True, slots=True)
class WayView:
    """A way as whoever decides may see it: who would be asked, who would not be needed, what moves, nothing of why."""

    key: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    asked: tuple[Place, ...]
    released: tuple[str, ...]
    other: OtherPanel | None


def view_way(work: Work, way: Way) -> WayView:
    """Return a way with the names of those it concerns."""
    own, *others = way.seatings
    panel = db.get(work.session, Panel, own.panel_id)
    seats = seats_of(work, panel.id)
    before = {seat.person_id: seat.role for seat in seats if seat.person_id is not None}
    moved = own.starts_at != panel.starts_at
    names = _names(work, {*before, *(each for seating in way.seatings for each in seating.people if each)})
    asked = tuple(
        Place(seat.position, seat.role, person, names[person], None if moved else before.get(person))
        for seat, person in zip(seats, own.people, strict=True)
        if person is not None and (moved or seat.person_id != person)
    )
    released = tuple(sorted(names[each] for each in before if each not in own.people))
    length = panel.ends_at - panel.starts_at
    other = _other(work, others[0]) if others else None
    return WayView(way.key, way.kind, own.starts_at, own.starts_at + length, asked, released, other)


def _other(work: Work, seating: Seating) -> OtherPanel:
    panel = db.get(work.session, Panel, seating.panel_id)
    request = db.get(work.session, PanelRequest, panel.request_id)
    vacancy = db.get(work.session, Vacancy, request.vacancy_id)
    held = {seat.person_id for seat in seats_of(work, panel.id)}
    names = _names(work, {each for each in (*held, *seating.people) if each is not None})
    leaves = ", ".join(names[each] for each in sorted(each for each in held if each) if each not in seating.people)
    joins = ", ".join(names[each] for each in seating.people if each is not None and each not in held)
    return OtherPanel(
        panel.id, request.reference, vacancy.title, panel.starts_at, panel.ends_at, panel.zone, leaves, joins
    )  # fmt: skip


def _names(work: Work, ids: set[str]) -> dict[str, str]:
    rows = work.session.exec(select(Person.id, Person.name).where(col(Person.id).in_(sorted(ids))))
    return dict(rows.all())
