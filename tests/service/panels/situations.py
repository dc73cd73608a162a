"""Situations that tests of panels begin with: an office with a pool, and panels some way along their life."""

from dataclasses import dataclass, field
from typing import Any

from sqlmodel import select

from service.models import Booking, Invitation, Panel, PanelRequest, PanelSeat, Person, Vacancy
from service.panels.compose import propose
from service.panels.invitations import accept_invitation
from service.panels.life import confirm_panel
from service.trail import SYSTEM, Actor
from service.work import House
from tests.builders import a_person, a_request, a_vacancy, an_actor

MIXED: dict[str, Any] = {
    "id": "mixed_gender", "kind": "not_all_same", "feature": "gender", "strength": "explain", "tier": 2,
}  # fmt: skip
MINORITY: dict[str, Any] = {
    "id": "minority_member", "kind": "at_least", "feature": "ethnicity", "value": "minority", "min": 1,
    "strength": "must", "tier": 1,
}  # fmt: skip
OUTSIDE: dict[str, Any] = {
    "id": "outside", "kind": "at_least_from", "from": "outside_department", "min": 1, "strength": "must",
}  # fmt: skip


@dataclass
class Office:
    """A manager with an open request, HR, and a pool of people who may take either seat."""

    house: House
    manager: Actor
    hr: Actor
    request: PanelRequest
    vacancy: Vacancy
    people: list[Person] = field(default_factory=list)

    def panel(self) -> Panel:
        with self.house.reading(SYSTEM) as work:
            rows = work.session.exec(select(Panel).where(Panel.request_id == self.request.id)).all()
            live = [each for each in rows if each.state != "cancelled"]
            return (live or list(rows))[-1]

    def seats(self) -> list[PanelSeat]:
        with self.house.reading(SYSTEM) as work:
            wanted = select(PanelSeat).where(PanelSeat.panel_id == self.panel().id).order_by(PanelSeat.position)
            return list(work.session.exec(wanted))

    def members(self) -> list[str | None]:
        return [seat.person_id for seat in self.seats()]

    def invitations(self, state: str | None = None) -> list[Invitation]:
        with self.house.reading(SYSTEM) as work:
            wanted = select(Invitation).where(Invitation.panel_id == self.panel().id)
            rows = work.session.exec(wanted.order_by(Invitation.created_at)).all()
            return [each for each in rows if state in (None, each.state)]

    def bookings(self) -> list[Booking]:
        with self.house.reading(SYSTEM) as work:
            return list(work.session.exec(select(Booking)))

    def now(self) -> PanelRequest:
        with self.house.reading(SYSTEM) as work:
            return work.session.get_one(PanelRequest, self.request.id)

    def as_person(self, person_id: str | None) -> Actor:
        return Actor(account_id=None, name="Member", person_id=person_id, roles=frozenset({"panelist"}))

    def change(self, **columns: Any) -> None:
        """Set columns of the panel, such as a start that has passed."""
        with self.house.writing(SYSTEM) as work:
            panel = work.session.get_one(Panel, self.panel().id)
            for name, value in columns.items():
                setattr(panel, name, value)


def an_office(house: House, *, people: int = 4, features: Any = None, **request: Any) -> Office:
    """An office whose pool has so many people, each of whom could chair; `features` gives person n their own."""
    with house.writing(SYSTEM) as work:
        boss = a_person(work, roles=(), department="d0", name="Maud Manager")
        manager, hr = an_actor(work, roles=["manager"], person=boss), an_actor(work, roles=["hr"])
        vacancy = a_vacancy(work, manager=boss)
        pool = [
            a_person(work, roles=["chair", "panelist"], features=features(n) if features else None, name=f"Member {n}")
            for n in range(people)
        ]
        row = a_request(work, vacancy=vacancy, **request)
    return Office(house, manager, hr, row, vacancy, pool)


def proposed(house: House, **more: Any) -> Office:
    """An office with a proposed panel."""
    office = an_office(house, **more)
    assert propose(house, office.manager, office.request.id).filled
    return office


def confirmed(house: House, *, auto_invite: bool = False, **more: Any) -> Office:
    """An office with a panel its manager has confirmed."""
    office = proposed(house, **more)
    panel = office.panel()
    with house.writing(office.manager) as work:
        confirm_panel(work, panel.id, panel.version, auto_invite)
    return office


def accept_all(office: Office) -> None:
    """Let every invited member accept."""
    for invitation in office.invitations("sent"):
        with office.house.writing(office.as_person(invitation.person_id)) as work:
            accept_invitation(work, invitation.id, invitation.version)


def ready(house: House, **more: Any) -> Office:
    """An office with a panel everybody has accepted."""
    office = confirmed(house, **more)
    accept_all(office)
    assert office.panel().state == "ready"
    return office
