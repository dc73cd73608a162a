"""The life of a panel from the manager's confirmation to its cancellation."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from service import db
from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, StaleError
from service.models import Leave, OutboxMessage, PanelRequest
from service.panels.life import cancel_panel, confirm_panel
from service.trail import SYSTEM
from service.work import House
from tests.builders import a_department, a_person, an_actor
from tests.service.panels.situations import accept_all, confirmed, proposed, ready


def test_confirming_invites_every_member(house: House) -> None:
    office = confirmed(house)
    assert office.panel().state == "inviting"
    assert office.panel().confirmed_by == office.manager.account_id
    assert office.now().state == "confirmed"
    assert {each.person_id for each in office.invitations("sent")} == set(office.members())
    with house.reading(SYSTEM) as work:
        messages = work.session.exec(select(OutboxMessage).where(OutboxMessage.kind == "invitation")).all()
        assert {each.person_id for each in messages} == set(office.members())


def test_a_panel_is_ready_once_everybody_has_accepted(house: House) -> None:
    office = confirmed(house)
    accept_all(office)
    assert office.panel().state == "ready"


def test_confirming_twice_is_refused_the_second_time(house: House) -> None:
    office = proposed(house)
    panel = office.panel()
    with house.writing(office.manager) as work:
        confirm_panel(work, panel.id, panel.version)
    with pytest.raises(StaleError), house.writing(office.manager) as work:
        confirm_panel(work, panel.id, panel.version)
    with pytest.raises(ConflictError), house.writing(office.manager) as work:
        confirm_panel(work, panel.id, panel.version + 1)
    assert len(office.invitations()) == 2


def test_only_a_named_person_confirms(sqlite_house: House) -> None:
    office = proposed(sqlite_house)
    with pytest.raises(ForbiddenError), sqlite_house.writing(SYSTEM) as work:
        confirm_panel(work, office.panel().id, 1)


def test_a_manager_of_another_department_finds_nothing_to_confirm(sqlite_house: House) -> None:
    office = proposed(sqlite_house)
    with sqlite_house.writing(SYSTEM) as work:
        a_department(work, "d9")
        other = an_actor(work, roles=["manager"], person=a_person(work, department="d9", roles=()))
    with pytest.raises(NotFoundError), sqlite_house.writing(other) as work:
        confirm_panel(work, office.panel().id, 1)


def test_a_member_who_went_on_leave_since_the_proposal_is_named_when_it_is_confirmed(house: House) -> None:
    office = proposed(house)
    with house.writing(SYSTEM) as work:
        member = office.members()[0]
        assert member
        work.session.add(Leave(person_id=member, first_day=date(2027, 1, 1), last_day=date(2027, 2, 1)))
        db.revise(work.session)
    with pytest.raises(ConflictError, match=r"Member \d is not free then"), house.writing(office.manager) as work:
        confirm_panel(work, office.panel().id, 1)


def test_a_proposal_whose_time_has_come_is_not_confirmed(sqlite_house: House) -> None:
    office = proposed(sqlite_house)
    office.change(starts_at=datetime(2026, 1, 5, 10, tzinfo=UTC), ends_at=datetime(2026, 1, 5, 11, tzinfo=UTC))
    with pytest.raises(ConflictError, match="time"), sqlite_house.writing(office.manager) as work:
        confirm_panel(work, office.panel().id, 1)


@pytest.mark.parametrize("begin", [proposed, confirmed, ready])
def test_cancelling_frees_everybody_and_opens_the_request_again(house: House, begin: type[proposed]) -> None:
    office = begin(house)
    panel = office.panel()
    answered = len(office.invitations("accepted"))
    with house.writing(office.manager) as work:
        cancel_panel(work, panel.id, "The post is on hold.", panel.version)
    assert office.panel().state == "cancelled"
    assert office.panel().version == panel.version + 1
    assert office.bookings() == []
    assert office.now().state == "open"
    kept = office.invitations("withdrawn")
    assert sum(each.answered_at is not None for each in kept) == answered
    with house.reading(SYSTEM) as work:
        told = work.session.exec(select(OutboxMessage).where(OutboxMessage.kind == "panel.cancelled")).all()
        assert len(told) == len(kept)


def test_cancelling_needs_a_reason(sqlite_house: House) -> None:
    office = proposed(sqlite_house)
    with pytest.raises(InvalidInputError), sqlite_house.writing(office.manager) as work:
        cancel_panel(work, office.panel().id, " ", 1)
    with sqlite_house.reading(SYSTEM) as work:
        assert work.session.get_one(PanelRequest, office.request.id).state == "proposed"
