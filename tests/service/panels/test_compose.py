"""Proposing a panel: lawful, diverse where it can be, least load first, and explained where it cannot be filled."""

from sqlmodel import select

from service.models import Booking, PanelRequest, PanelSeat
from service.panels.compose import propose
from service.trail import SYSTEM
from service.work import House
from tests.builders import a_person, a_request


def test_a_request_gets_a_chair_and_a_panelist_who_are_free(house: House) -> None:
    with house.writing(SYSTEM) as work:
        chair = a_person(work, roles=["chair"])
        panelist = a_person(work)
        a_person(work, free="Mon 9-17")
        a_person(work, trained=False)
        request = a_request(work)
    proposal = propose(house, SYSTEM, request.id)
    assert proposal.panel is not None
    with house.reading(SYSTEM) as work:
        seats = work.session.exec(select(PanelSeat).order_by(PanelSeat.position)).all()
        assert [seat.person_id for seat in seats] == [chair.id, panelist.id]
        assert {booking.person_id for booking in work.session.exec(select(Booking))} == {chair.id, panelist.id}
        assert work.session.get_one(PanelRequest, request.id).state == "proposed"


def test_asking_again_returns_the_committed_panel(house: House) -> None:
    with house.writing(SYSTEM) as work:
        for _ in range(4):
            a_person(work, roles=["chair", "panelist"])
        request = a_request(work)
    first = propose(house, SYSTEM, request.id)
    again = propose(house, SYSTEM, request.id)
    assert first.panel
    assert again.panel
    assert first.panel.id == again.panel.id
