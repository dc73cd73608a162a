"""Proposing a panel: lawful, least load first, held for a while, and the same when asked again."""

from datetime import timedelta

import pytest
from sqlmodel import select

from service.errors import ConflictError, NotFoundError
from service.models import Booking, Panel, PanelRequest, PanelSeat, TrailEvent, utc_now
from service.panels.compose import Proposal, propose, release_expired
from service.trail import SYSTEM
from service.work import House, Work
from tests.builders import NEXT_TUESDAY, a_person, a_request, a_vacancy
from tests.service.panels.situations import MIXED


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


def test_a_proposal_nobody_confirmed_in_time_gives_its_people_back_to_the_next_request(house: House) -> None:
    with house.writing(SYSTEM) as work:
        a_person(work, roles=["chair"])
        a_person(work)
        vacancy = a_vacancy(work)
        old, new = (a_request(work, vacancy=vacancy, starts=[NEXT_TUESDAY]) for _ in range(2))
    held = propose(house, SYSTEM, old.id).panel
    assert held
    assert not propose(house, SYSTEM, new.id).filled
    with house.writing(SYSTEM) as work:
        work.session.get_one(Panel, held.id).hold_until = utc_now() - timedelta(minutes=1)
    assert propose(house, SYSTEM, new.id).filled
    with house.reading(SYSTEM) as work:
        assert work.session.get_one(Panel, held.id).state == "cancelled"
        assert work.session.get_one(PanelRequest, old.id).state == "open"
        assert release_expired(work) == 0


def test_what_the_door_wants_to_keep_is_committed_with_the_panel(house: House) -> None:
    with house.writing(SYSTEM) as work:
        a_person(work, roles=["chair"])
        a_person(work)
        request = a_request(work)

    def refuse(work: Work, proposal: Proposal) -> None:
        assert proposal.filled
        raise ConflictError("The door changed its mind.")

    with pytest.raises(ConflictError):
        propose(house, SYSTEM, request.id, also=refuse)
    with house.reading(SYSTEM) as work:
        assert work.session.exec(select(Panel)).all() == []
        assert work.session.exec(select(Booking)).all() == []


def test_the_trail_tells_of_the_proposal_but_of_no_characteristic(house: House) -> None:
    with house.writing(SYSTEM) as work:
        a_person(work, roles=["chair"], features={"gender": "woman"})
        a_person(work, features={"gender": "woman"})
        request = a_request(work, requirements=[MIXED])
    propose(house, SYSTEM, request.id)
    with house.reading(SYSTEM) as work:
        events = work.session.exec(select(TrailEvent)).all()
    assert {"panel.proposed", "self_description.viewed"} <= {each.action for each in events}
    assert "gender" not in str([each.details for each in events])
    assert "woman" not in str([each.details for each in events])


@pytest.mark.parametrize("state", ["draft", "closed", "cancelled"])
def test_a_request_that_is_not_open_is_not_composed(sqlite_house: House, state: str) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        request = a_request(work, state=state)
    with pytest.raises(ConflictError):
        propose(sqlite_house, SYSTEM, request.id)


def test_a_request_that_does_not_exist_is_not_found(sqlite_house: House) -> None:
    with pytest.raises(NotFoundError):
        propose(sqlite_house, SYSTEM, "nothing")
