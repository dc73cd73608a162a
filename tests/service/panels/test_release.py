"""HR's release: every panel under a protected must waits for it, met or not, and only HR learns what is lacking."""

import pytest

from service.errors import ConflictError, ForbiddenError, InvalidInputError
from service.models import Shortfall
from service.panels.invitations import decline_invitation
from service.panels.release import Decision, release_panel, widen_seat
from service.panels.replacements import confirm_replacement, swap_member
from service.panels.shortfalls import decide_shortfall, list_shortfalls
from service.panels.views import panel_view
from service.trail import SYSTEM
from service.work import House
from tests.builders import a_person
from tests.service.panels.situations import MINORITY, MIXED, OUTSIDE, Office, accept_all, confirmed, proposed


def minority_from(number: int) -> object:
    """Ten people of whom those from this number on are of a minority."""
    return lambda n: {"ethnicity": "minority" if n >= number else "white"}


def shortfalls(office: Office) -> list[Shortfall]:
    with office.house.reading(office.hr) as work:
        return list_shortfalls(work, office.panel().id)


def release(office: Office, **decisions: Decision) -> None:
    panel = office.panel()
    with office.house.writing(office.hr) as work:
        release_panel(work, panel.id, panel.version, decisions)


@pytest.mark.parametrize("first", [0, 10])
def test_a_panel_under_a_protected_must_waits_whether_or_not_it_is_met(house: House, first: int) -> None:
    office = confirmed(house, people=10, features=minority_from(first), requirements=[MINORITY])
    assert office.panel().needs_release
    assert office.panel().state == "awaiting_release"
    assert office.invitations() == []
    assert len(shortfalls(office)) == (1 if first == 10 else 0)


def test_a_met_must_is_released_at_once(house: House) -> None:
    office = confirmed(house, people=10, features=minority_from(0), requirements=[MINORITY])
    release(office)
    assert office.panel().state == "inviting"
    assert len(office.invitations("sent")) == 2


def test_an_unmet_must_is_released_only_with_a_waiver_and_a_reason(house: House) -> None:
    office = confirmed(house, people=10, features=minority_from(10), requirements=[MINORITY])
    [lacking] = shortfalls(office)
    with pytest.raises(InvalidInputError, match="minority_member"):
        release(office)
    with pytest.raises(InvalidInputError, match="reason"):
        release(office, **{lacking.id: Decision("waive", " ")})
    with pytest.raises(InvalidInputError):
        release(office, **{lacking.id: Decision("widen", "We look further")})
    release(office, **{lacking.id: Decision("waive", "Nobody else is free this month")})
    assert office.panel().state == "inviting"
    assert shortfalls(office)[0].decided_by == office.hr.account_id


def test_asking_someone_settles_the_shortfall(house: House) -> None:
    office = confirmed(house, people=10, features=minority_from(10), requirements=[MINORITY])
    with house.writing(SYSTEM) as work:
        someone = a_person(work, features={"ethnicity": "minority"})
    panel = office.panel()
    with house.writing(office.hr) as work:
        swap_member(work, panel.id, 1, someone.id, panel.version)
    assert shortfalls(office) == []
    assert office.panel().state == "awaiting_release"
    release(office)
    assert someone.id in {each.person_id for each in office.invitations("sent")}


def test_a_swap_by_the_manager_goes_back_to_hr_and_keeps_the_others_answers(house: House) -> None:
    office = confirmed(house, people=10, features=minority_from(0), requirements=[MINORITY])
    release(office)
    accept_all(office)
    panel, stays = office.panel(), office.members()[0]
    spare = next(each for each in office.people if each.id not in office.members())
    with house.writing(office.manager) as work:
        swap_member(work, panel.id, 1, spare.id, panel.version)
    assert office.panel().state == "awaiting_release"
    assert [each.person_id for each in office.invitations("accepted")] == [stays]
    assert office.invitations("sent") == []
    release(office)
    assert [each.person_id for each in office.invitations("sent")] == [spare.id]


@pytest.mark.parametrize("auto_invite", [True, False])
def test_a_replacement_goes_back_to_hr_before_it_is_invited(house: House, auto_invite: bool) -> None:
    office = confirmed(house, people=10, features=minority_from(0), requirements=[MINORITY], auto_invite=auto_invite)
    release(office)
    leaves = office.invitations("sent")[1]
    decline_invitation(house, office.as_person(leaves.person_id), leaves.id, "other", "", leaves.version)
    if not auto_invite:
        [offered] = office.invitations("offered")
        with house.writing(office.manager) as work:
            assert confirm_replacement(work, offered.id, offered.version) is None
    assert office.panel().state == "awaiting_release"
    release(office)
    accept_all(office)
    assert office.panel().state == "ready"


def test_only_hr_sees_decides_and_releases(sqlite_house: House) -> None:
    office = confirmed(sqlite_house, people=10, features=minority_from(10), requirements=[MINORITY])
    [lacking] = shortfalls(office)
    panel = office.panel()
    with pytest.raises(ForbiddenError), sqlite_house.writing(office.manager) as work:
        release_panel(work, panel.id, panel.version)
    with pytest.raises(ForbiddenError), sqlite_house.writing(office.manager) as work:
        decide_shortfall(work, lacking.id, "waive", "I say so", lacking.version)
    with pytest.raises(ForbiddenError), sqlite_house.reading(office.manager) as work:
        list_shortfalls(work)


def test_a_panel_that_does_not_wait_is_not_released(sqlite_house: House) -> None:
    office = proposed(sqlite_house)
    with pytest.raises(ConflictError):
        release(office)


def test_a_rule_that_too_few_could_meet_is_best_effort_and_hr_is_told(sqlite_house: House) -> None:
    office = proposed(sqlite_house, people=10, features=minority_from(9), requirements=[MINORITY | {"min": 2}])
    [lacking] = shortfalls(office)
    assert lacking.best_effort
    assert office.panel().needs_release


def test_the_manager_is_told_only_of_rules_that_are_not_protected(sqlite_house: House) -> None:
    rules = [MIXED, OUTSIDE | {"strength": "explain"}]
    office = proposed(sqlite_house, people=3, requirements=rules)
    assert {each.requirement_id for each in shortfalls(office)} == {"mixed_gender", "outside"}
    with sqlite_house.reading(office.manager) as work:
        notes = panel_view(work, office.panel().id).notes
    assert notes == ("Not met: At least 1 member comes from outside the department.",)


def test_hr_widens_a_seat_so_that_others_may_take_it(sqlite_house: House) -> None:
    seats = [{"role": "chair", "from": "anywhere"}, {"role": "panelist", "min_band": "8a", "from": "department"}]
    office = confirmed(sqlite_house, people=10, features=minority_from(10), requirements=[MINORITY], seats=seats)
    with sqlite_house.writing(SYSTEM) as work:
        other = a_person(work, band="5", department="d5", features={"ethnicity": "minority"})
    with pytest.raises(InvalidInputError), sqlite_house.writing(office.hr) as work:
        swap_member(work, office.panel().id, 1, other.id, office.panel().version)
    with sqlite_house.writing(office.hr) as work:
        widen_seat(work, office.panel().id, 1, {"from": "anywhere"}, office.panel().version)
    with sqlite_house.writing(office.hr) as work:
        swap_member(work, office.panel().id, 1, other.id, office.panel().version)
    assert shortfalls(office) == []
