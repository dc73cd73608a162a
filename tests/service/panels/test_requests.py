"""Requests: the policy's seats are copied in, every problem is listed, and edits never lose what others declared."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from service.errors import ConflictError, InvalidInputError, NotFoundError, StaleError
from service.models import PanelRequest, Vacancy
from service.panels.compose import propose
from service.panels.life import confirm_panel
from service.panels.request_rules import ConflictInput, RequestInput, StartWindow, starts_in
from service.panels.requests import (
    cancel_request,
    conflicts_of,
    edit_request,
    list_requests,
    request_panel,
    starts_of,
    warnings_for,
)
from service.trail import SYSTEM, Actor
from service.work import House
from tests.builders import NEXT_TUESDAY, a_department, a_person, a_policy, a_request, a_vacancy, an_actor

CHAIR = {"role": "chair", "min_band": "post", "from": "anywhere"}
PANELIST = {"role": "panelist", "from": "anywhere"}


class Desk:
    """A manager with a vacancy under a policy."""

    def __init__(self, house: House, **policy: Any) -> None:
        self.house = house
        with house.writing(SYSTEM) as work:
            boss = a_person(work, roles=())
            self.manager, self.hr = an_actor(work, roles=["manager"], person=boss), an_actor(work)
            self.vacancy: Vacancy = a_vacancy(work, manager=boss, reference="V-7")
            self.policy = a_policy(work, **({"seats": [CHAIR, PANELIST]} | policy))
            self.colleague = a_person(work, roles=["chair", "panelist"])
            a_person(work)

    def ask(self, actor: Actor | None = None, **more: Any) -> PanelRequest:
        with self.house.writing(actor or self.manager) as work:
            return request_panel(work, self.given(**more))

    def given(self, **more: Any) -> RequestInput:
        return RequestInput(**({"vacancy_id": self.vacancy.id, "starts": [NEXT_TUESDAY]} | more))

    def refused(self, actor: Actor | None = None, **more: Any) -> dict[str, str]:
        with pytest.raises(InvalidInputError) as error:
            self.ask(actor, **more)
        return {each.where: each.message for each in error.value.problems}


def test_a_request_takes_its_seats_and_its_version_from_the_policy(house: House) -> None:
    desk = Desk(house)
    request = desk.ask()
    assert request.policy_id == desk.policy.id
    assert request.seats == [
        {"role": "chair", "from": "anywhere", "min_band": "7"}, {"role": "panelist", "from": "anywhere"},
    ]  # fmt: skip
    assert request.reference == "V-7/1"
    assert desk.ask().reference == "V-7/2"


def test_a_manager_adds_seats_but_takes_none_away(sqlite_house: House) -> None:
    desk = Desk(sqlite_house)
    seats = [CHAIR | {"min_band": "7"}, PANELIST]
    assert len(desk.ask(seats=[*seats, {"role": "panelist"}]).seats) == 3
    assert set(desk.refused(seats=seats[:1])) == {"seats"}
    assert set(desk.refused(seats=[CHAIR | {"min_band": "2"}, PANELIST])) == {"seats"}
    assert len(desk.ask(desk.hr, seats=seats[:1]).seats) == 1


def test_every_problem_of_a_request_is_listed(sqlite_house: House) -> None:
    desk = Desk(sqlite_house)
    found = desk.refused(
        minutes=5, priority=9, site_id="nowhere", needed_by=date(2027, 1, 6),
        starts=[NEXT_TUESDAY, NEXT_TUESDAY, datetime(2026, 1, 1, tzinfo=UTC), NEXT_TUESDAY + timedelta(days=9)],
        seats=[{"role": "chair", "from": "mars"}],
        conflicts=[ConflictInput("nobody", "x"), ConflictInput(desk.colleague.id)],
    )  # fmt: skip
    assert set(found) == {
        "minutes", "priority", "site_id", "starts", "starts.2", "starts.3", "seats.0.from", "conflicts.0.person_id",
        "conflicts.1.reason",
    }  # fmt: skip


def test_a_manager_gives_applicants_the_notice_the_policy_asks_for(sqlite_house: House) -> None:
    desk = Desk(sqlite_house, notice_days=7)
    soon = datetime.now(UTC) + timedelta(days=2)
    assert "7 days' notice" in desk.refused(starts=[soon])["starts"]
    request = desk.ask(desk.hr, starts=[soon])
    with sqlite_house.reading(desk.hr) as work:
        assert [each.where for each in warnings_for(work, request.id)] == ["starts"]


def test_a_window_offers_every_start_that_fits_into_its_hours() -> None:
    window = StartWindow(date(2027, 1, 8), date(2027, 1, 11), time(9), time(11), 30)
    zone = ZoneInfo("Europe/London")
    found = starts_in(window, 60, zone)
    assert [f"{each:%a %H:%M}" for each in found] == [
        "Fri 09:00", "Fri 09:30", "Fri 10:00", "Mon 09:00", "Mon 09:30", "Mon 10:00",
    ]  # fmt: skip


def test_a_window_leaves_out_times_the_clocks_skip_or_show_twice() -> None:
    zone = ZoneInfo("Europe/London")
    spring = StartWindow(date(2027, 3, 28), date(2027, 3, 28), time(0), time(4), 60, weekends=True)
    assert [f"{each:%H}" for each in starts_in(spring, 60, zone)] == ["00", "01", "02"]
    autumn = StartWindow(date(2027, 10, 31), date(2027, 10, 31), time(0), time(4), 60, weekends=True)
    assert [f"{each:%H}" for each in starts_in(autumn, 60, zone)] == ["23", "02", "03"]


def test_a_window_and_start_times_together_are_refused(sqlite_house: House) -> None:
    desk = Desk(sqlite_house)
    window = StartWindow(date(2027, 1, 8), date(2027, 1, 11))
    assert set(desk.refused(window=window)) == {"window"}
    assert set(desk.refused(starts=[])) == {"starts"}
    assert set(desk.refused(starts=[], window=StartWindow(date(2027, 1, 9), date(2027, 1, 8)))) == {"window.last_day"}


def test_an_edit_drops_the_proposal_and_opens_the_request_again(house: House) -> None:
    desk = Desk(house)
    request = desk.ask()
    assert propose(house, desk.manager, request.id).filled
    later = NEXT_TUESDAY + timedelta(days=1)
    with house.writing(desk.manager) as work:
        edited = edit_request(work, request.id, desk.given(starts=[later]), 2)
        assert (edited.state, edited.version) == ("open", 3)
        assert starts_of(work, request.id) == [later]
    panel = propose(house, desk.manager, request.id).panel
    assert panel
    assert panel.starts_at == later


def test_a_stale_edit_and_one_of_a_confirmed_request_are_refused(sqlite_house: House) -> None:
    desk = Desk(sqlite_house)
    request = desk.ask()
    with pytest.raises(StaleError), sqlite_house.writing(desk.manager) as work:
        edit_request(work, request.id, desk.given(), 9)
    panel = propose(sqlite_house, desk.manager, request.id).panel
    assert panel
    with sqlite_house.writing(desk.manager) as work:
        confirm_panel(work, panel.id, 1)
    with pytest.raises(ConflictError, match="confirmed"), sqlite_house.writing(desk.manager) as work:
        edit_request(work, request.id, desk.given(), 3)


def test_reasons_of_conflicts_are_for_hr_and_whoever_declared_them(sqlite_house: House) -> None:
    desk = Desk(sqlite_house)
    request = desk.ask(conflicts=[ConflictInput(desk.colleague.id, "We are cousins")])
    with sqlite_house.writing(SYSTEM) as work:
        other = an_actor(work, roles=["manager"], person=a_person(work, roles=()))
    for actor, reason in ((desk.manager, "We are cousins"), (desk.hr, "We are cousins"), (other, "")):
        with sqlite_house.reading(actor) as work:
            assert conflicts_of(work, request.id) == [ConflictInput(desk.colleague.id, reason)]
    with sqlite_house.writing(other) as work:
        edit_request(work, request.id, desk.given(conflicts=[ConflictInput(desk.colleague.id)]), 1)
    with sqlite_house.reading(desk.manager) as work:
        assert conflicts_of(work, request.id)[0].reason == "We are cousins"


def test_cancelling_a_request_cancels_its_panel(house: House) -> None:
    desk = Desk(house)
    request = desk.ask()
    panel = propose(house, desk.manager, request.id).panel
    assert panel
    with house.writing(desk.manager) as work:
        cancel_request(work, request.id, "No budget", 2)
    with house.reading(SYSTEM) as work:
        assert work.session.get_one(type(panel), panel.id).state == "cancelled"
    with pytest.raises(ConflictError):
        propose(house, desk.manager, request.id)


def test_managers_see_their_own_and_their_departments_requests_only(sqlite_house: House) -> None:
    desk = Desk(sqlite_house)
    mine = desk.ask()
    with sqlite_house.writing(SYSTEM) as work:
        a_department(work, "d9")
        elsewhere = a_request(work, vacancy=a_vacancy(work, department="d9"))
        panelist = an_actor(work, roles=["panelist"], person=a_person(work))
        admin = an_actor(work, roles=["admin"])
    for actor, seen in (
        (desk.manager, {mine.id}),
        (desk.hr, {mine.id, elsewhere.id}),
        (panelist, set()),
        (admin, set()),
    ):
        with sqlite_house.reading(actor) as work:
            assert {each.id for each in list_requests(work)} == seen
    with pytest.raises(NotFoundError), sqlite_house.writing(desk.manager) as work:
        cancel_request(work, elsewhere.id, "x", 1)
    with pytest.raises(NotFoundError):
        propose(sqlite_house, desk.manager, elsewhere.id)


def test_a_request_imported_without_seats_takes_the_policy_in_force_when_it_is_composed(sqlite_house: House) -> None:
    desk = Desk(sqlite_house)
    with sqlite_house.writing(SYSTEM) as work:
        request = a_request(work, vacancy=desk.vacancy, seats=[])
    panel = propose(sqlite_house, desk.hr, request.id).panel
    assert panel
    assert panel.policy_id == desk.policy.id
    with sqlite_house.reading(SYSTEM) as work:
        assert len(work.session.get_one(PanelRequest, request.id).seats) == 2


def test_a_post_that_no_policy_covers_is_said_to_be_so(sqlite_house: House) -> None:
    desk = Desk(sqlite_house, scope={"min_band": "9"})
    assert "No policy" in desk.refused()["seats"]
