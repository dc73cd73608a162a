"""The sweep finishes what a process that died between a decline and its replacement has left, and only that."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlmodel import select

from service import db
from service.models import OutboxMessage, TrailEvent, utc_now
from service.panels.invitations import decline_only
from service.panels.overdue import overdue
from service.panels.sweeping import Swept, sweep
from service.trail import SYSTEM
from service.work import House
from tests.builders import a_person
from tests.service.panels.situations import Office, confirmed, proposed

NOTHING = Swept(0, 0)


def a_panel_left_alone(house: House, **more: object) -> Office:
    """A panel whose member declined in a process that died before anybody was sought."""
    office = confirmed(house, **more)  # type: ignore[arg-type]
    invitation = office.invitations("sent")[1]
    with house.writing(office.as_person(invitation.person_id)) as work:
        decline_only(work, invitation.id, "not_free", "", invitation.version)
    assert office.members()[1] is None
    return office


def test_a_seat_left_empty_by_a_process_that_died_gets_somebody(house: House) -> None:
    office = a_panel_left_alone(house, auto_invite=True)
    assert overdue(house)
    assert sweep(house) == Swept(0, 1)
    assert office.members()[1] is not None
    assert len(office.invitations("sent")) == 2
    assert not overdue(house)
    assert sweep(house) == NOTHING


def test_without_leave_the_sweep_holds_a_reserve_for_the_confirmer(sqlite_house: House) -> None:
    office = a_panel_left_alone(sqlite_house)
    sweep(sqlite_house)
    assert len(office.invitations("offered")) == 1


def test_several_workers_sweep_at_once_and_one_person_is_asked(house: House) -> None:
    office = a_panel_left_alone(house, auto_invite=True, people=6)
    with ThreadPoolExecutor(4) as workers:
        done = list(workers.map(lambda _: sweep(house), range(4)))
    assert sum(each.filled for each in done) == 1
    assert len(office.invitations("sent")) == 2
    assert len(office.bookings()) == 2


def test_a_proposal_whose_hold_has_run_out_is_dropped_once(house: House) -> None:
    office = proposed(house)
    office.change(hold_until=utc_now() - timedelta(minutes=1))
    assert overdue(house)
    assert sweep(house) == Swept(1, 0)
    assert (office.panel().state, office.now().state, office.bookings()) == ("cancelled", "open", [])
    assert sweep(house) == NOTHING


def test_of_a_seat_that_nobody_can_take_the_confirmer_is_told_once(house: House) -> None:
    a_panel_left_alone(house, people=2)
    before = overdue(house)
    for _ in range(3):
        assert sweep(house) == NOTHING
    with house.reading(SYSTEM) as work:
        kinds = list(work.session.exec(select(OutboxMessage.kind)))
        actions = list(work.session.exec(select(TrailEvent.action)))
    assert (kinds.count("seat_empty"), actions.count("panel.seat_left_empty")) == (1, 1)
    assert overdue(house) == before, "nothing has changed, so it need not be tried again soon"
    with house.writing(SYSTEM) as work:
        a_person(work)
        db.revise(work.session)
    assert overdue(house) != before
    assert sweep(house) == Swept(0, 1)


def test_a_panel_whose_time_has_come_is_left_alone(sqlite_house: House) -> None:
    office = a_panel_left_alone(sqlite_house)
    office.change(starts_at=utc_now() - timedelta(hours=1))
    assert not overdue(sqlite_house)
    assert sweep(sqlite_house) == NOTHING
