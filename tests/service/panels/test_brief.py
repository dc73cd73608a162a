"""Who is in the pool for a proposal: training, roles, release, leave, limits, travel and load."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from service import db
from service.models import Attendance, Leave, Panel, PanelRole, PanelSeat, RequestConflict, Site
from service.panels.compose import propose
from service.trail import SYSTEM
from service.work import House
from tests.builders import (
    NEXT_TUESDAY,
    a_person,
    a_request,
    a_training_kind,
    a_travel_time,
    an_actor,
)

ONE_SEAT = ({"role": "panelist", "from": "anywhere"},)


def asked(house: House, **more: Any) -> str | None:
    """Propose for a new request of one seat on Tuesday at ten and return who got it."""
    with house.writing(SYSTEM) as work:
        request = a_request(work, **({"seats": ONE_SEAT, "starts": [NEXT_TUESDAY]} | more))
    return who_sits(house, request.id)


def who_sits(house: House, request_id: str) -> str | None:
    panel = propose(house, SYSTEM, request_id).panel
    if panel is None:
        return None
    with house.reading(SYSTEM) as work:
        return work.session.exec(select(PanelSeat.person_id).where(PanelSeat.panel_id == panel.id)).one()


@pytest.mark.parametrize(
    "more",
    [
        {"trained": False},
        {"trained": date(2027, 1, 4)},
        {"roles": ["chair"]},
        {"roles": []},
        {"free": "Mon 9-17"},
        {"free": "Tue 10:30-17"},
        {"left_on": date(2027, 1, 4)},
        {"paused_from": date(2027, 1, 1), "paused_until": date(2027, 1, 31)},
        {"release": "refused"},
        {"cap": 0},
    ],
    ids=str,
)
def test_somebody_who_cannot_sit_is_not_asked(sqlite_house: House, more: dict[str, Any]) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        a_training_kind(work)
        a_person(work, **more)
    assert asked(sqlite_house) is None


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"trained": date(2027, 1, 5)},
        {"paused_from": date(2027, 1, 6)},
        {"left_on": date(2027, 2, 1)},
        {"kind": "external"},
        {"band": "Consultant"},
    ],
    ids=str,
)
def test_somebody_who_can_sit_is_asked(sqlite_house: House, more: dict[str, Any]) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        person = a_person(work, **more)
    assert asked(sqlite_house) == person.id


def test_an_ambassador_counts_once_shadowing_is_done_and_the_toolkit_read(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        person = a_person(work, roles=())
        role = PanelRole(person_id=person.id, role="ambassador", shadowing_done_on=date(2026, 1, 5))
        work.session.add(role)
    seats = [{"role": "ambassador"}]
    assert asked(sqlite_house, seats=seats) is None
    with sqlite_house.writing(SYSTEM) as work:
        work.session.add(role)
        role.toolkit_read_on = date(2026, 2, 5)
        db.revise(work.session)
    assert asked(sqlite_house, seats=seats) == person.id


def test_every_required_training_must_be_valid(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        a_person(work)
        a_training_kind(work, "unconscious_bias")
    assert asked(sqlite_house) is None


def test_a_role_that_begins_within_the_offered_days_counts_from_then(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        person = a_person(work, roles=())
        work.session.add(PanelRole(person_id=person.id, role="panelist", starts_on=date(2027, 1, 7)))
        request = a_request(work, seats=ONE_SEAT, starts=[NEXT_TUESDAY, NEXT_TUESDAY + timedelta(days=2)])
    panel = propose(sqlite_house, SYSTEM, request.id).panel
    assert panel
    assert panel.starts_at == NEXT_TUESDAY + timedelta(days=2)


def test_leave_taken_after_the_pool_was_read_is_seen(house: House) -> None:
    with house.writing(SYSTEM) as work:
        first, second = a_person(work, opening_load=0), a_person(work, opening_load=3)
    assert asked(house, starts=[NEXT_TUESDAY + timedelta(days=1)]) == first.id
    with house.writing(SYSTEM) as work:
        work.session.add(Leave(person_id=first.id, first_day=date(2027, 1, 5), last_day=date(2027, 1, 5)))
        db.revise(work.session)
    assert asked(house) == second.id


def test_whoever_carries_least_for_their_limit_is_asked(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        a_person(work, opening_load=4)
        least = a_person(work, opening_load=1)
        a_person(work, opening_load=2)
    assert asked(sqlite_house) == least.id


def test_an_opening_load_of_long_ago_counts_no_more(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        a_person(work, opening_load=1, opening_load_on=date(2026, 10, 1))
        rested = a_person(work, opening_load=9, opening_load_on=date(2025, 6, 1))
    assert asked(sqlite_house) == rested.id


def test_seats_promised_and_sat_count_as_carried(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        first, second = a_person(work), a_person(work)
    got = asked(sqlite_house)
    other = second.id if got == first.id else first.id
    assert asked(sqlite_house, starts=[NEXT_TUESDAY + timedelta(days=1)]) == other


def test_a_member_is_never_on_two_panels_at_once(house: House) -> None:
    with house.writing(SYSTEM) as work:
        person = a_person(work)
    assert asked(house) == person.id
    assert asked(house, starts=[NEXT_TUESDAY + timedelta(minutes=30)]) is None
    assert asked(house, starts=[NEXT_TUESDAY + timedelta(minutes=60)]) == person.id


@pytest.mark.parametrize(("gap", "online", "goes"), [(30, False, False), (45, False, True), (0, True, True)])
def test_travel_between_sites_needs_its_time(sqlite_house: House, gap: int, online: bool, goes: bool) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        a_travel_time(work, "site0", "site1", 45)
        person = a_person(work)
    assert asked(sqlite_house) == person.id
    with sqlite_house.reading(SYSTEM) as work:
        other = work.session.exec(select(Site.id).where(Site.code == "site1")).one()
    start = NEXT_TUESDAY + timedelta(minutes=60 + gap)
    assert asked(sqlite_house, starts=[start], site_id=other, online=online) == (person.id if goes else None)


def test_a_personal_limit_holds_within_a_cap_period_and_not_beyond(house: House) -> None:
    with house.writing(SYSTEM) as work:
        person = a_person(work, cap=2)
    days = (0, 1)
    assert [asked(house, starts=[NEXT_TUESDAY + timedelta(days=day)]) for day in days] == [person.id] * 2
    assert asked(house, starts=[NEXT_TUESDAY + timedelta(days=2)]) is None
    assert asked(house, starts=[NEXT_TUESDAY + timedelta(days=28)]) == person.id


def test_a_seat_that_was_sat_counts_against_the_limit(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        person = a_person(work, cap=1)
        clerk = an_actor(work)
    asked(sqlite_house)
    with sqlite_house.writing(SYSTEM) as work:
        panel = work.session.exec(select(Panel)).one()
        panel.state = "held"
        work.session.add(
            Attendance(
                panel_id=panel.id, person_id=person.id, role="panelist", sat=True, recorded_by=str(clerk.account_id)
            )
        )  # fmt: skip
    assert asked(sqlite_house, starts=[NEXT_TUESDAY + timedelta(days=1)]) is None


def test_a_declared_conflict_of_interest_is_never_bent(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        person, other = a_person(work), a_person(work, opening_load=9)
        request = a_request(work, seats=ONE_SEAT)
        work.session.add(RequestConflict(request_id=request.id, person_id=person.id, reason="Married"))
    assert who_sits(sqlite_house, request.id) == other.id


def test_times_follow_the_clock_across_its_change(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        person = a_person(work, free="Mon 9-10")
    summer = NEXT_TUESDAY.replace(month=3, day=29, hour=8)  # 09:00 on London's clocks, the day after they changed
    assert asked(sqlite_house, starts=[summer.replace(hour=9)]) is None
    assert asked(sqlite_house, starts=[summer]) == person.id
