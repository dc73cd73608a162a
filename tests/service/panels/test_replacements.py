"""A member who declines is replaced by the next best, and nobody else is disturbed."""

import pytest

from service import db
from service.errors import ConflictError, InvalidInputError, NotFoundError, StaleError
from service.models import Invitation, PanelRequest
from service.panels.invitations import accept_invitation, decline_invitation
from service.panels.replacements import confirm_replacement, fill_open_seats, swap_member, who_else
from service.trail import SYSTEM
from service.work import House
from tests.builders import a_person
from tests.service.panels.situations import OUTSIDE, Office, accept_all, confirmed, proposed, ready


def decline(office: Office, invitation: Invitation, reason: str = "not_free") -> None:
    actor = office.as_person(invitation.person_id)
    decline_invitation(office.house, actor, invitation.id, reason, "", invitation.version)


def test_with_leave_the_next_reserve_is_invited_at_once(house: House) -> None:
    office = confirmed(house, auto_invite=True)
    accept_all(office)
    stays, leaves = office.invitations("accepted")
    decline(office, leaves)
    assert office.panel().state == "inviting"
    assert office.members()[0] == stays.person_id
    assert [each.person_id for each in office.invitations("accepted")] == [stays.person_id]
    [asked] = office.invitations("sent")
    assert asked.person_id not in (stays.person_id, leaves.person_id)
    assert {each.person_id for each in office.bookings()} == {stays.person_id, asked.person_id}
    accept_all(office)
    assert office.panel().state == "ready"


def test_without_leave_the_reserve_is_held_until_the_confirmer_has_spoken(house: House) -> None:
    office = confirmed(house)
    decline(office, office.invitations("sent")[1])
    [offered] = office.invitations("offered")
    with pytest.raises(NotFoundError), house.writing(office.as_person(offered.person_id)) as work:
        accept_invitation(work, offered.id, offered.version)
    with house.writing(office.manager) as work:
        confirm_replacement(work, offered.id, offered.version)
    accept_all(office)
    assert office.panel().state == "ready"


def test_who_declined_is_not_asked_again_for_that_panel(house: House) -> None:
    office = confirmed(house, auto_invite=True, people=3)
    first = office.invitations("sent")[1]
    decline(office, first)
    second = office.invitations("sent")[-1]
    decline(office, second)
    assert office.members()[1] is None
    assert {each.person_id for each in office.invitations("declined")} == {first.person_id, second.person_id}
    assert fill_open_seats(house, office.panel().id) == 0


def test_an_answer_is_given_once(house: House) -> None:
    office = confirmed(house)
    invitation = office.invitations("sent")[0]
    decline(office, invitation)
    with pytest.raises(StaleError), house.writing(office.as_person(invitation.person_id)) as work:
        accept_invitation(work, invitation.id, invitation.version)
    with pytest.raises(ConflictError), house.writing(office.as_person(invitation.person_id)) as work:
        accept_invitation(work, invitation.id, invitation.version + 1)


def test_a_reason_that_is_not_listed_is_refused_and_nothing_changes(sqlite_house: House) -> None:
    office = confirmed(sqlite_house)
    with pytest.raises(InvalidInputError):
        decline(office, office.invitations("sent")[0], "because")
    assert len(office.invitations("sent")) == 2


def test_somebody_elses_invitation_is_not_there(sqlite_house: House) -> None:
    office = confirmed(sqlite_house)
    first, second = office.invitations("sent")
    with pytest.raises(NotFoundError), sqlite_house.writing(office.as_person(second.person_id)) as work:
        accept_invitation(work, first.id, first.version)


def test_hr_answers_for_a_member_without_an_account(sqlite_house: House) -> None:
    office = confirmed(sqlite_house)
    first = office.invitations("sent")[0]
    with sqlite_house.writing(office.hr) as work:
        accept_invitation(work, first.id, first.version)
    assert office.invitations("accepted")[0].person_id == first.person_id


@pytest.mark.parametrize("begin", [proposed, confirmed, ready])
def test_a_member_is_swapped_in_any_state_before_the_interview(house: House, begin: type[proposed]) -> None:
    office = begin(house)
    panel, before = office.panel(), office.members()
    with house.reading(office.manager) as work:
        others = who_else(work, panel.id, 1)
    assert before[1] not in {each.person_id for each in others}
    with house.writing(office.manager) as work:
        swap_member(work, panel.id, 1, others[0].person_id, panel.version)
    assert office.members() == [before[0], others[0].person_id]
    kept = [each.person_id for each in office.invitations("accepted")]
    assert kept == ([before[0]] if begin is ready else [])
    if begin is not proposed:
        assert office.panel().state == "inviting"
        assert [each.person_id for each in office.invitations("withdrawn")] == [before[1]]


def test_a_swap_names_what_speaks_against_the_person(sqlite_house: House) -> None:
    office = proposed(sqlite_house)
    with sqlite_house.writing(SYSTEM) as work:
        untrained = a_person(work, trained=False, name="Una Untrained")
        away = a_person(work, free="Mon 9-17", name="Ada Away")
        unable = a_person(work, roles=["ambassador"], name="Cy Unable")
        db.revise(work.session)
    for person, words in ((untrained, "no valid training"), (away, "not free"), (unable, "conditions of the seat")):
        with pytest.raises(InvalidInputError, match=words), sqlite_house.writing(office.manager) as work:
            swap_member(work, office.panel().id, 1, person.id, 1)


def test_somebody_on_the_panel_already_is_not_put_on_another_seat(sqlite_house: House) -> None:
    office = proposed(sqlite_house)
    person = office.members()[0]
    assert person
    with pytest.raises(InvalidInputError, match="already"), sqlite_house.writing(office.manager) as work:
        swap_member(work, office.panel().id, 1, person, 1)


def test_who_else_leaves_out_whoever_would_break_a_rule_of_the_policy(sqlite_house: House) -> None:
    office = proposed(sqlite_house, people=3, requirements=[OUTSIDE | {"strength": "explain"}])
    with sqlite_house.writing(SYSTEM) as work:
        outsider = a_person(work, department="d5")
        work.session.get_one(PanelRequest, office.request.id).requirements = [OUTSIDE]
        db.revise(work.session)
    with sqlite_house.reading(office.manager) as work:
        assert [each.person_id for each in who_else(work, office.panel().id, 1)] == [outsider.id]
