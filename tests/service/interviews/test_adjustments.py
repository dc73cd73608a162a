"""Adjustments and the links they are asked for through: sealed, settled, and told to the panel in other words."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    TooManyAttemptsError,
)
from service.interviews.adjustments import (
    adjustments_to_arrange,
    ask_adjustment,
    opened,
    settle_adjustment,
)
from service.interviews.applicant_view import applicant_view
from service.interviews.decisions import record_decision
from service.interviews.links import (
    MOST_FAILURES,
    HeldLink,
    follow_link,
    make_link,
    note_failure,
    refuse_guessing,
    revoke_links,
)
from service.interviews.overview import interview_page, interviews_overview
from service.interviews.planning import move_interview, record_interview
from service.models import AccountRole, Adjustment, ApplicantLink, OutboxMessage, TrailEvent, Vacancy, utc_now
from service.trail import SYSTEM, Actor
from service.work import House
from tests.builders import NEXT_TUESDAY
from tests.service.interviews.builders import (
    Selection,
    a_selection,
    after_the_interviews,
    agreed_question,
    held,
    planned,
)

NOBODY = Actor(None, "")


def linked(at: Selection, number: int = 0, purpose: str = "adjustments") -> str:
    with at.house.writing(at.hr) as work:
        return make_link(work, at.applications[number], purpose)[1]


def followed(at: Selection, token: str) -> HeldLink:
    with at.house.reading(NOBODY) as work:
        return follow_link(work, token)


def asked(at: Selection, text: str = "I have epilepsy, so no flickering light please.") -> str:
    link = followed(at, linked(at))
    with at.house.writing(NOBODY) as work:
        return ask_adjustment(work, link, text).id


def test_the_panel_learns_what_to_provide_and_never_what_was_asked_or_why(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    made = planned(at)
    adjustment = asked(at)
    with sqlite_house.reading(at.chair) as work:
        page = interview_page(work, made)
        assert (page.arrangements, page.unsettled) == ((), 1)
    with sqlite_house.writing(at.manager) as work:
        [found] = adjustments_to_arrange(work, at.applications[0])
        assert found.asked == "I have epilepsy, so no flickering light please."
        settle_adjustment(work, adjustment, "agreed", "A room with daylight", "You will have a room with daylight.", 1)
    with sqlite_house.reading(at.chair) as work:
        page = interview_page(work, made)
        assert page.arrangements == ("A room with daylight",)
        assert "epilepsy" not in repr(page)
    for who in ("chair", "panelist", "shortlister"):
        with pytest.raises(NotFoundError), sqlite_house.writing(at.people[who]) as work:
            adjustments_to_arrange(work, at.applications[0])
    with sqlite_house.reading(SYSTEM) as work:
        row = work.session.get_one(Adjustment, adjustment)
        assert b"epilepsy" not in row.asked
        told = [*work.session.exec(select(OutboxMessage)), *work.session.exec(select(TrailEvent))]
        assert "epilepsy" not in str([each.details for each in told])
        viewed = [each.account_id for each in told if getattr(each, "action", "") == "adjustment.viewed"]
        assert viewed == [at.manager.account_id]


@pytest.mark.parametrize(("who", "role"), [("panelist", "hr"), ("chair", "manager")])
def test_no_member_of_a_panel_reads_what_was_asked_whatever_else_they_are(house: House, who: str, role: str) -> None:
    at = a_selection(house)
    planned(at)
    adjustment = asked(at)
    with house.writing(SYSTEM) as work:
        work.session.add(AccountRole(account_id=str(at.people[who].account_id), role=role))
        if role == "manager":
            work.session.get_one(Vacancy, at.vacancy_id).appointing_manager_id = at.people[who].person_id
    member = replace(at.people[who], roles=at.people[who].roles | {role})
    with pytest.raises(ForbiddenError, match="Ask somebody in HR"), house.writing(member) as work:
        adjustments_to_arrange(work, at.applications[0])
    with pytest.raises(ForbiddenError, match="Ask somebody in HR"), house.writing(member) as work:
        settle_adjustment(work, adjustment, "arranged", "A room", "You have it.", 1)
    if role == "hr":
        with pytest.raises(ForbiddenError, match="Ask somebody in HR"), house.writing(member) as work:
            make_link(work, at.applications[0], "adjustments")


def test_where_nobody_appoints_no_manager_of_the_department_reads_what_was_asked(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    asked(at)
    with sqlite_house.writing(SYSTEM) as work:
        work.session.get_one(Vacancy, at.vacancy_id).appointing_manager_id = None
    with pytest.raises(ForbiddenError, match="HR alone"), sqlite_house.writing(at.manager) as work:
        adjustments_to_arrange(work, at.applications[0])
    with sqlite_house.writing(at.hr) as work:
        assert len(adjustments_to_arrange(work, at.applications[0])) == 1


def test_every_adjustment_is_settled_before_the_interview_counts_as_held(house: House) -> None:
    at = a_selection(house)
    agreed_question(at)
    made = planned(at)
    adjustment = asked(at)
    with after_the_interviews():
        with pytest.raises(ConflictError, match="not settled"):
            held(at, made)
        with house.writing(at.hr) as work:
            settle_adjustment(work, adjustment, "agreed", "A quiet room", "You will have it.", 1)
        with pytest.raises(ConflictError, match="not settled"):
            held(at, made)
        with house.writing(at.hr) as work:
            settle_adjustment(work, adjustment, "arranged", "A quiet room", "You have it.", 2)
        held(at, made)
        link = followed(at, linked(at))
        with pytest.raises(ConflictError, match="is over"), house.writing(NOBODY) as work:
            ask_adjustment(work, link, "Too late.")


def test_an_adjustment_that_is_not_possible_is_answered_with_why(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    adjustment = asked(at)
    with pytest.raises(InvalidInputError) as refusal, sqlite_house.writing(at.hr) as work:
        settle_adjustment(work, adjustment, "forgotten", "", " ", 1)
    assert {each.where for each in refusal.value.problems} == {"state", "reply", "arrangement"}
    with sqlite_house.writing(at.hr) as work:
        settle_adjustment(work, adjustment, "not_possible", "ignored", "The building has no lift; we meet online.", 1)
        [found] = opened(work, at.applications[0])
        assert (found.arrangement, found.reply) == ("", "The building has no lift; we meet online.")


def test_a_link_is_kept_as_a_hash_and_no_message_or_trail_holds_it(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    token = linked(at)
    assert followed(at, token).application_id == at.applications[0]
    with sqlite_house.reading(SYSTEM) as work:
        [row] = work.session.exec(select(ApplicantLink)).all()
        kept = [*work.session.exec(select(OutboxMessage)), *work.session.exec(select(TrailEvent)), row]
        assert token not in repr(kept)
        assert len(row.token_hash) == 64


def test_links_that_do_not_open_are_all_refused_alike(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    replaced, revoked = linked(at), linked(at, 1)
    current = linked(at)
    with sqlite_house.writing(at.hr) as work:
        assert revoke_links(work, at.applications[1]) == 1
    expired = linked(at, 1)
    refusals = []
    with time_machine.travel(utc_now() + timedelta(days=29), tick=True):
        tokens = [replaced, revoked, expired, "unknown", "", "x" * 10_000, "ünïcode", current + "x"]
        for token in tokens:
            with pytest.raises(NotFoundError) as refusal, sqlite_house.reading(NOBODY) as work:
                follow_link(work, token)
            refusals.append(refusal.value.message)
    assert len(set(refusals)) == 1
    assert followed(at, current).purpose == "adjustments"


def test_a_link_for_adjustments_opens_until_the_end_of_the_interviews_day_however_early_it_was_made(
    house: House,
) -> None:
    at = a_selection(house, applicants=3)
    made = planned(at)
    with_interview, before_planning, none_planned = linked(at, 0), linked(at, 1), linked(at, 2)
    planned(at, 1)
    with time_machine.travel(NEXT_TUESDAY.replace(hour=23, minute=30), tick=True):  # after 44 days
        for token in (with_interview, before_planning):
            assert followed(at, token).purpose == "adjustments"
        with pytest.raises(NotFoundError):
            followed(at, none_planned)
    with house.writing(at.manager) as work:
        move_interview(work, made, NEXT_TUESDAY + timedelta(hours=4), 60, 1)
    with time_machine.travel(NEXT_TUESDAY + timedelta(days=1), tick=True), pytest.raises(NotFoundError):
        followed(at, with_interview)


def test_who_has_a_link_that_ended_unanswered_counts_as_not_asked(sqlite_house: House) -> None:
    at = a_selection(sqlite_house, applicants=3)
    answered = linked(at, 2)
    with sqlite_house.writing(NOBODY) as work:
        ask_adjustment(work, follow_link(work, answered), "A ramp, please.")
    linked(at, 1)
    for number in (1, 2):
        with sqlite_house.writing(at.hr) as work:
            revoke_links(work, at.applications[number])
    linked(at, 0)
    for number in range(3):
        planned(at, number)
    with sqlite_house.reading(at.manager) as work:
        assert [each.asked for each in interviews_overview(work, at.vacancy_id).lines] == [True, False, True]


def test_who_missed_the_interview_may_ask_until_it_is_decided_that_there_is_no_other(house: House) -> None:
    at = a_selection(house)
    made = planned(at)
    with after_the_interviews():
        with house.writing(at.chair) as work:
            record_interview(work, made, "missed", 1)
        link = followed(at, linked(at))
        with house.writing(NOBODY) as work:
            assert applicant_view(work, link).can_ask
            adjustment = ask_adjustment(work, link, "I could not get in: a ramp, please.").id
        with house.writing(at.manager) as work:
            settle_adjustment(work, adjustment, "arranged", "The side door", "There is a ramp now.", 1)
            record_decision(work, at.applications[0], "not_selected", "They did not come.", 0)
        with house.reading(NOBODY) as work:
            assert not applicant_view(work, link).can_ask
        with pytest.raises(ConflictError, match="is over"), house.writing(NOBODY) as work:
            ask_adjustment(work, link, "Too late.")


def test_a_link_opens_its_own_purpose_and_closes_at_once(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    feedback = followed(at, linked(at, purpose="feedback"))
    with pytest.raises(NotFoundError), sqlite_house.writing(NOBODY) as work:
        ask_adjustment(work, feedback, "Through the wrong link.")
    link = followed(at, linked(at))
    with sqlite_house.writing(at.hr) as work:
        revoke_links(work, at.applications[0])
    with pytest.raises(NotFoundError), sqlite_house.writing(NOBODY) as work:
        ask_adjustment(work, link, "Through a closed link.")
    for who in ("manager", "chair"):
        with pytest.raises(ForbiddenError), sqlite_house.writing(at.people[who]) as work:
            make_link(work, at.applications[0], "adjustments")
    with pytest.raises(InvalidInputError), sqlite_house.writing(at.hr) as work:
        make_link(work, at.applications[0], "everything")


def test_guessing_from_one_address_is_stopped_for_a_quarter_of_an_hour(house: House) -> None:
    with house.writing(NOBODY) as work:
        for _ in range(MOST_FAILURES):
            refuse_guessing(work, "192.0.2.7")
            note_failure(work, "192.0.2.7")
            work.session.flush()
        with pytest.raises(TooManyAttemptsError) as refusal:
            refuse_guessing(work, "192.0.2.7")
        assert 0 < refusal.value.retry_after <= 901
        refuse_guessing(work, "192.0.2.8")
    with time_machine.travel(utc_now() + timedelta(minutes=16), tick=True), house.reading(NOBODY) as work:
        refuse_guessing(work, "192.0.2.7")
