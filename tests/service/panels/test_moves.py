"""Moving a panel to another time: answers stay on record, and only seats that cannot come along change."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import select

from service import db
from service.errors import ConflictError, InvalidInputError, NotFoundError, StaleError
from service.models import Leave, OutboxMessage, Panel
from service.panels.moves import move_panel
from service.trail import SYSTEM
from service.work import House
from tests.builders import NEXT_TUESDAY
from tests.service.panels.situations import Office, accept_all, confirmed, proposed, ready

LATER = NEXT_TUESDAY + timedelta(days=7)


def move(office: Office, starts_at: datetime = LATER) -> Panel:
    panel = office.panel()
    return move_panel(office.house, office.manager, panel.id, starts_at, panel.version)


@pytest.mark.parametrize("begin", [proposed, confirmed, ready])
def test_members_who_are_free_come_along_and_are_asked_again(house: House, begin: type[proposed]) -> None:
    office = begin(house)
    before = office.members()
    moved = move(office)
    assert moved.starts_at == LATER
    assert moved.ends_at == LATER + timedelta(hours=1)
    assert office.members() == before
    assert {each.starts_at for each in office.bookings()} == {LATER}
    assert len(office.invitations("sent")) == (0 if begin is proposed else 2)
    kept = office.invitations("withdrawn")
    assert [each.answered_at is not None for each in kept] == ([True] * 2 if begin is ready else [False] * len(kept))
    accept_all(office)
    assert office.panel().state == ("proposed" if begin is proposed else "ready")


def test_a_member_who_is_away_then_is_replaced_and_told(house: House) -> None:
    office = ready(house)
    stays, leaves = office.members()
    with house.writing(SYSTEM) as work:
        work.session.add(Leave(person_id=str(leaves), first_day=date(2027, 1, 12), last_day=date(2027, 1, 12)))
        db.revise(work.session)
    move(office)
    now = office.members()
    assert now[0] == stays
    assert now[1] not in (None, leaves)
    with house.reading(SYSTEM) as work:
        told = {
            each.person_id
            for each in work.session.exec(select(OutboxMessage).where(OutboxMessage.kind == "panel_moved"))
        }
    assert leaves in told


def test_a_time_at_which_nobody_is_free_is_refused_and_nothing_changes(house: House) -> None:
    office = ready(house)
    with pytest.raises(ConflictError):
        move(office, LATER + timedelta(hours=12))
    assert office.panel().starts_at == NEXT_TUESDAY
    assert office.panel().state == "ready"


def test_a_move_may_overlap_the_panels_own_old_time(house: House) -> None:
    office = confirmed(house, people=2)
    move(office, NEXT_TUESDAY + timedelta(minutes=30))
    assert {each.starts_at for each in office.bookings()} == {NEXT_TUESDAY + timedelta(minutes=30)}


def test_a_time_in_the_past_or_without_a_zone_is_refused(sqlite_house: House) -> None:
    office = proposed(sqlite_house)
    for when in (LATER.replace(tzinfo=None), LATER.replace(year=2026), NEXT_TUESDAY):
        with pytest.raises(InvalidInputError):
            move(office, when)


def test_a_stale_or_foreign_move_is_refused(sqlite_house: House) -> None:
    office = proposed(sqlite_house)
    with pytest.raises(StaleError):
        move_panel(sqlite_house, office.manager, office.panel().id, LATER, 99)
    with pytest.raises(NotFoundError):
        move_panel(sqlite_house, office.as_person("x"), office.panel().id, LATER, 1)
