"""A panel that nobody can simply complete is repaired in small steps, each decided by a person and checked again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from service import db
from service.errors import ConflictError, FairpanelError, ForbiddenError, NotFoundError, StaleError
from service.models import Invitation, OutboxMessage, Panel, PanelSeat, TrailEvent, Vacancy
from service.panels.compose import propose
from service.panels.invitations import accept_invitation, decline_invitation
from service.panels.release import Decision, release_panel
from service.panels.repair_taking import repair_panel
from service.panels.repair_ways import WayView
from service.panels.repairs import Repairs, repairs_of
from service.panels.shortfalls import list_shortfalls
from service.trail import SYSTEM, Actor
from service.work import House
from tests.builders import NEXT_TUESDAY, a_person, a_request, a_vacancy
from tests.service.panels.situations import MINORITY, Office, confirmed

LATER = NEXT_TUESDAY + timedelta(hours=3)
AFTERNOON = "Tue 13-17"
ALL_DAY = "weekdays 9-17"


def an_office_of(house: House, *people: tuple[str, ...], **request: Any) -> Office:
    """A confirmed panel in an office with people of these roles alone."""
    with house.writing(SYSTEM) as work:
        for number, roles in enumerate(people):
            a_person(work, roles=roles, name=f"{'/'.join(roles)} {number}", features={"ethnicity": "white"})
    return confirmed(house, people=0, **request)


def hire(office: Office, *roles: str, free: str = ALL_DAY, **more: Any) -> str:
    with office.house.writing(SYSTEM) as work:
        person = a_person(work, roles=roles, free=free, **more)
        db.revise(work.session)
    return person.id


def leave(office: Office, position: int) -> str:
    """Let whoever holds a seat decline; their id."""
    person = str(office.members()[position])
    invitation = next(each for each in office.invitations("sent") if each.person_id == person)
    decline_invitation(office.house, office.as_person(person), invitation.id, "not_free", "", invitation.version)
    return person


def repairs(office: Office, actor: Actor | None = None) -> Repairs:
    return repairs_of(office.house, actor or office.manager, office.panel().id)


def only(found: Repairs, kind: str) -> WayView:
    [way] = [each for each in found.ways if each.kind == kind]
    return way


def take(office: Office, way: WayView, actor: Actor | None = None) -> Panel:
    panel = office.panel()
    return repair_panel(office.house, actor or office.manager, panel.id, way.key, panel.version)


def messages(office: Office) -> list[tuple[str, str | None]]:
    with office.house.reading(SYSTEM) as work:
        return [(each.kind, each.person_id) for each in work.session.exec(select(OutboxMessage))]


def actions(office: Office) -> list[str]:
    with office.house.reading(SYSTEM) as work:
        return list(work.session.exec(select(TrailEvent.action)))


def a_broken_office(house: House, **request: Any) -> tuple[Office, str, str]:
    """The chair has left; whoever sits on the other seat could chair, and a colleague could sit there instead."""
    office = an_office_of(house, ("chair",), ("chair", "panelist"), **request)
    stays = str(office.members()[1])
    leave(office, 0)
    return office, stays, hire(office, "panelist")


def test_a_whole_panel_needs_no_repair(sqlite_house: House) -> None:
    office = confirmed(sqlite_house)
    assert repairs(office) == Repairs(office.panel().version, False, (), False)


def test_whoever_can_simply_take_the_seat_is_all_that_is_offered(house: House) -> None:
    office = an_office_of(house, ("chair",), ("panelist",))
    leave(office, 1)
    assert repairs(office).needed
    assert repairs(office).ways == ()
    fresh = hire(office, "panelist")
    [way] = repairs(office).ways
    assert (way.kind, [each.person_id for each in way.asked], way.released) == ("fill", [fresh], ())
    take(office, way)
    assert office.members()[1] == fresh
    assert fresh in {each.person_id for each in office.invitations("sent")}


def test_a_member_moves_to_the_empty_seat_and_theirs_is_filled(house: House) -> None:
    office, stays, fresh = a_broken_office(house)
    way = only(repairs(office), "swap")
    assert [(each.role, each.person_id, each.was) for each in way.asked] == [
        ("chair", stays, "panelist"), ("panelist", fresh, None),
    ]  # fmt: skip
    assert way.released == ()
    take(office, way)
    assert office.members() == [stays, fresh]
    assert {each.person_id for each in office.invitations("sent")} == {stays, fresh}
    assert ("seat_changed", stays) in messages(office)
    assert {each.person_id for each in office.bookings()} == {stays, fresh}
    assert "panel.repaired" in actions(office)
    for invitation in office.invitations("sent"):
        with house.writing(office.as_person(invitation.person_id)) as work:
            accept_invitation(work, invitation.id, invitation.version)
    assert office.panel().state == "ready"


def test_members_move_up_one_after_another_where_one_step_is_not_enough(sqlite_house: House) -> None:
    seats = [{"role": role, "from": "anywhere"} for role in ("chair", "ambassador", "panelist")]
    office = an_office_of(
        sqlite_house, ("chair",), ("chair", "ambassador"), ("ambassador", "panelist"), seats=seats
    )  # fmt: skip
    _, second, third = office.members()
    leave(office, 0)
    fresh = hire(office, "panelist")
    take(office, only(repairs(office), "swap"))
    assert office.members() == [second, third, fresh]


def test_the_panel_moves_to_an_offered_time_at_which_most_members_can_come(house: House) -> None:
    office = an_office_of(house, ("chair",), ("panelist",))
    chair = office.members()[0]
    gone = leave(office, 1)
    fresh = hire(office, "panelist", free=AFTERNOON)
    way = only(repairs(office), "move")
    assert way.starts_at == LATER
    assert {each.person_id for each in way.asked} == {chair, fresh}
    take(office, way)
    assert (office.panel().starts_at, office.members()) == (LATER, [chair, fresh])
    assert {each.starts_at for each in office.bookings()} == {LATER}
    assert gone not in {each.person_id for each in office.invitations("sent")}
    assert ("panel_moved", chair) in messages(office)


def a_proposal_beside(office: Office, department: str = "d0", minutes: int = 30) -> tuple[str, str, str]:
    """The only other ambassador is on a proposal at the same time, and a colleague could sit there, half an hour later.

    Return the proposal, the ambassador, and the colleague.
    """
    ambassador = hire(office, "ambassador")
    with office.house.writing(SYSTEM) as work:
        vacancy = a_vacancy(work, department=department) if department != "d0" else None
        request = a_request(
            work, vacancy=vacancy or work.session.get_one(Vacancy, office.vacancy.id),
            seats=[{"role": "ambassador", "from": "anywhere"}],
            starts=[NEXT_TUESDAY + timedelta(minutes=minutes)], requested_by=office.hr.account_id,
        )  # fmt: skip
    proposal = propose(office.house, SYSTEM, request.id).panel
    assert proposal is not None
    return proposal.id, ambassador, hire(office, "ambassador", free="Tue 10:30-17")


def an_office_with_an_ambassador(house: House) -> Office:
    seats = [{"role": "chair", "from": "anywhere"}, {"role": "ambassador", "from": "anywhere"}]
    return an_office_of(house, ("chair",), ("ambassador",), seats=seats, starts=[NEXT_TUESDAY])


def test_somebody_is_taken_from_a_proposal_which_gets_somebody_else(house: House) -> None:
    office = an_office_with_an_ambassador(house)
    other, ambassador, colleague = a_proposal_beside(office)
    leave(office, 1)
    way = only(repairs(office), "ejection")
    assert way.other is not None
    assert way.other.panel_id == other
    take(office, way)
    assert office.members()[1] == ambassador
    with house.reading(SYSTEM) as work:
        there = work.session.get_one(Panel, other)
        seats = list(work.session.exec(select(PanelSeat.person_id).where(PanelSeat.panel_id == other)))
        asked = list(work.session.exec(select(Invitation).where(Invitation.panel_id == other)))
        told = work.session.exec(select(OutboxMessage).where(OutboxMessage.kind == "proposal_changed")).one()
    assert (there.state, there.version, seats, asked) == ("proposed", 2, [colleague], [])
    assert told.account_id == office.hr.account_id
    assert {(each.person_id, each.panel_id) for each in office.bookings()} >= {
        (ambassador, office.panel().id), (colleague, other),
    }  # fmt: skip


def test_another_managers_proposal_is_touched_by_hr_alone(sqlite_house: House) -> None:
    office = an_office_with_an_ambassador(sqlite_house)
    a_proposal_beside(office, department="d7")
    leave(office, 1)
    assert repairs(office).ways == ()
    assert repairs(office).hr_can_look_further
    way = only(repairs(office, office.hr), "ejection")
    with pytest.raises(ConflictError):
        take(office, way)
    take(office, way, office.hr)
    assert office.panel().state == "inviting"


def test_a_confirmed_panel_is_never_taken_from(sqlite_house: House) -> None:
    office = an_office_with_an_ambassador(sqlite_house)
    other, _, _ = a_proposal_beside(office)
    with sqlite_house.writing(SYSTEM) as work:
        work.session.get_one(Panel, other).state = "inviting"
    leave(office, 1)
    assert repairs(office, office.hr).ways == ()


def test_nobody_is_taken_from_a_proposal_that_could_not_be_filled_again(sqlite_house: House) -> None:
    office = an_office_with_an_ambassador(sqlite_house)
    a_proposal_beside(office, minutes=15)  # the colleague comes too late for it
    leave(office, 1)
    assert repairs(office).ways == ()


def test_a_way_that_is_not_open_any_more_is_refused_and_nothing_changes(house: House) -> None:
    office, stays, fresh = a_broken_office(house)
    way = only(repairs(office), "swap")
    with house.writing(SYSTEM) as work:
        rival = a_request(work, seats=[{"role": "panelist", "from": "anywhere"}], starts=[NEXT_TUESDAY])
    assert propose(house, SYSTEM, rival.id).filled
    with pytest.raises(ConflictError, match="not open any more"):
        take(office, way)
    assert office.members() == [None, stays]
    assert fresh in {each.person_id for each in office.bookings()}


def test_a_stale_or_foreign_repair_is_refused(sqlite_house: House) -> None:
    office, _, _ = a_broken_office(sqlite_house)
    panel, way = office.panel(), only(repairs(office), "swap")
    with pytest.raises(StaleError):
        repair_panel(sqlite_house, office.manager, panel.id, way.key, panel.version - 1)
    with pytest.raises(ForbiddenError):
        repair_panel(sqlite_house, SYSTEM, panel.id, way.key, panel.version)
    stranger = Actor("x", "Stranger", None, frozenset({"manager"}))
    with pytest.raises(NotFoundError):
        repairs(office, stranger)
    with pytest.raises(NotFoundError):
        repair_panel(sqlite_house, stranger, panel.id, way.key, panel.version)


def test_of_two_people_who_take_a_way_at_once_one_does(house: House) -> None:
    office, stays, fresh = a_broken_office(house)
    panel, way = office.panel(), only(repairs(office), "swap")

    def act(actor: Actor) -> object:
        try:
            return repair_panel(house, actor, panel.id, way.key, panel.version)
        except FairpanelError as refusal:
            return refusal

    with ThreadPoolExecutor(2) as crowd:
        answers = list(crowd.map(act, [office.manager, office.hr]))
    assert sorted(isinstance(each, ConflictError | StaleError) for each in answers) == [False, True]
    assert office.members() == [stays, fresh]
    assert len(office.invitations("sent")) == 2


def test_a_repaired_panel_under_a_rule_that_hr_releases_waits_for_hr_again(sqlite_house: House) -> None:
    office = an_office_of(sqlite_house, ("chair",), ("chair", "panelist"), requirements=[MINORITY])
    assert office.panel().state == "awaiting_release"
    with sqlite_house.writing(office.hr) as work:
        waived = {each.id: Decision("waive", "Nobody else is there") for each in list_shortfalls(work)}
        release_panel(work, office.panel().id, office.panel().version, waived)
    leave(office, 0)
    hire(office, "panelist", features={"ethnicity": "minority"})
    take(office, only(repairs(office), "swap"))
    assert office.panel().state == "awaiting_release"
    assert office.invitations("sent") == []


@pytest.mark.parametrize("shared", [{}, {"ethnicity": "minority"}, {"ethnicity": "white", "gender": "woman"}])
def test_which_ways_there_are_depends_on_nothing_protected(sqlite_house: House, shared: dict[str, str]) -> None:
    office = an_office_of(
        sqlite_house, ("chair",), ("chair", "panelist"), requirements=[MINORITY | {"strength": "explain"}]
    )  # fmt: skip
    leave(office, 0)
    for free in (ALL_DAY, ALL_DAY, AFTERNOON):
        hire(office, "panelist", free=free, features=shared)
    hire(office, "chair", free=AFTERNOON, features=shared)
    ways = repairs(office).ways
    assert [(each.kind, each.starts_at, [place.role for place in each.asked]) for each in ways] == [
        ("swap", NEXT_TUESDAY, ["chair", "panelist"]), ("move", LATER, ["chair", "panelist"]),
    ]  # fmt: skip
