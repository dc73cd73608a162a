"""A planning round: HR starts it, a worker plans it, HR reviews it, and a worker publishes proposals."""

import threading
from datetime import timedelta

import pytest
from sqlmodel import select

from service.db import get
from service.errors import ConflictError, ForbiddenError, InvalidInputError, StaleError
from service.models import Booking, OutboxMessage, Panel, Person, Round, TrailEvent
from service.panels.compose import propose
from service.panels.life import confirm_panel
from service.panels.round_files import rotate_round_keys, unpack_plan
from service.panels.round_review import review_round
from service.panels.round_scope import RoundScope
from service.panels.rounds import cancel_round, discard_round, get_round, publish_round, start_round
from service.trail import SYSTEM
from service.work import House
from tests.builders import NEXT_TUESDAY, a_policy
from tests.service.panels.planning import Trust, a_trust
from tests.service.panels.situations import MINORITY

HOUR = timedelta(hours=1)


def actions(house: House) -> list[str]:
    with house.reading(SYSTEM) as work:
        return list(work.session.exec(select(TrailEvent.action).order_by(TrailEvent.number)))


def confirm(trust: Trust, request_id: str) -> Panel:
    panel = trust.panel(request_id)
    with trust.house.writing(trust.manager) as work:
        return confirm_panel(work, panel.id, panel.version)


def test_a_round_is_started_planned_reviewed_and_published_as_proposals(house: House) -> None:
    trust = a_trust(house)
    planned = trust.plan()
    assert planned.counts == {"requests": 3, "filled": 3, "unfilled": 0, "new": 3, "changed": 0, "unchanged": 0}
    assert all(level["status"] == "OPTIMAL" for level in planned.levels)
    assert not trust.panels(), "nothing is published before a person says so"
    with house.writing(trust.hr) as work:
        review = review_round(work, planned.id)
    assert [line.kind for line in review.lines] == ["new"] * 3
    published = trust.publish(planned)
    assert (published.problem, published.plan, published.published_by) == (None, None, trust.hr.account_id)
    assert len(trust.panels()) == 3
    assert {trust.request(each).state for each in trust.requests} == {"proposed"}
    with house.reading(SYSTEM) as work:
        told = work.session.exec(select(OutboxMessage).where(OutboxMessage.kind == "panel_proposed")).all()
        assert [each.account_id for each in told] == [trust.manager.account_id] * 3
        assert len(work.session.exec(select(Booking.seat_id)).all()) == 6
        assert work.trail.verify(work.session) is None
    assert confirm(trust, trust.requests[0]).state == "inviting"
    done = actions(house)
    for action in ("round.started", "round.planned", "round.viewed", "round.publishing", "round.published"):
        assert done.count(action) == 1, action
    assert done.count("panel.proposed") == 3


def test_the_files_of_a_round_say_nothing_to_whoever_reads_the_database(sqlite_house: House) -> None:
    trust = a_trust(sqlite_house, features=lambda _: {"ethnicity": "minority"}, requirements=(MINORITY,))
    planned = trust.plan()
    for sealed in (planned.problem, planned.plan):
        assert sealed is not None
        assert b"minority" not in sealed
        assert trust.people[0].id.encode() not in sealed
    with sqlite_house.writing(trust.hr) as work:
        discard_round(work, planned.id, planned.version)
    gone = trust.round(planned.id)
    assert (gone.state, gone.problem, gone.plan) == ("discarded", None, None)
    assert not trust.panels()


def test_the_files_of_a_round_are_turned_to_a_new_key_with_everything_else(sqlite_house: House) -> None:
    trust = a_trust(sqlite_house, requests=1)
    planned = trust.plan()
    with sqlite_house.writing(SYSTEM) as work:
        assert rotate_round_keys(work) == 0
    from dataclasses import replace

    turned = replace(sqlite_house.settings, data_keys=(b"n" * 32, *sqlite_house.settings.data_keys))
    newer = House(turned)
    with newer.writing(SYSTEM) as work:
        assert rotate_round_keys(work) == 2
    only_new = replace(turned, data_keys=turned.data_keys[:1])
    with newer.reading(SYSTEM) as work:
        assert unpack_plan(only_new, get(work.session, Round, planned.id)) is not None


def test_proposals_stay_as_they_are_unless_they_may_change(house: House) -> None:
    trust = a_trust(house, chairs=1, panelists=4)
    propose(house, trust.manager, trust.requests[0])
    before = trust.members(trust.requests[0])
    planned = trust.plan()
    # One chair and two times: the proposal keeps its hour, one request gets the other, the third gets none.
    assert (planned.counts["requests"], planned.counts["filled"], planned.counts["unfilled"]) == (2, 1, 1)
    trust.publish(planned)
    assert trust.members(trust.requests[0]) == before
    states = sorted(trust.request(each).state for each in trust.requests)
    assert states == ["proposed", "proposed", "unfilled"]


def test_a_proposal_gives_way_where_that_lets_another_request_have_a_panel(house: House) -> None:
    trust = a_trust(house, requests=0, chairs=1, panelists=4)
    wide = trust.ask(starts=(NEXT_TUESDAY, NEXT_TUESDAY + 3 * HOUR))
    propose(house, trust.manager, wide)
    tight = trust.ask(starts=(trust.panel(wide).starts_at,))
    planned = trust.plan(may_change=True)
    assert (planned.counts["changed"], planned.counts["new"]) == (1, 1)
    with house.writing(trust.hr) as work:
        by_reference = {line.request_id: line for line in review_round(work, planned.id).lines}
    assert (by_reference[wide].kind, by_reference[tight].kind) == ("changed", "new")
    trust.publish(planned)
    # The chair moved from the old proposal of one to the new one of the other in one unit of work.
    assert trust.panel(wide).starts_at != trust.panel(tight).starts_at
    assert trust.members(wide) & trust.members(tight)
    assert [each.cancelled_reason for each in trust.panels("cancelled")] == ["A planning round found another panel."]


def test_what_need_not_change_does_not(house: House) -> None:
    trust = a_trust(house, requests=2, chairs=4, panelists=6)
    for request_id in trust.requests:
        propose(house, trust.manager, request_id)
    before = {each.id: each.version for each in trust.panels()}
    planned = trust.plan(may_change=True)
    assert planned.counts["unchanged"] == 2
    assert next(level for level in planned.levels if level["name"] == "changes")["value"] == 0
    trust.publish(planned)
    assert {each.id: each.version for each in trust.panels()} == before


def test_confirmed_panels_take_their_peoples_time_and_limits_away(house: House) -> None:
    trust = a_trust(house, requests=1, chairs=1, panelists=3, person={"cap": 1})
    propose(house, trust.manager, trust.requests[0])
    confirm(trust, trust.requests[0])
    late = NEXT_TUESDAY + timedelta(days=1)
    trust.ask(starts=(late,))
    planned = trust.plan()
    assert planned.counts["filled"] == 0, "the only chair has reached their limit"
    with house.writing(trust.hr) as work:
        line = next(each for each in review_round(work, planned.id).lines)
    assert line.kind == "unfilled"
    assert line.reasons
    trust.publish(planned)
    assert trust.request(trust.requests[1]).state == "unfilled"
    told = trust.request(trust.requests[1]).explanation
    assert told is not None
    assert "limit" in " ".join(told["reasons"])


def test_a_confirmed_member_whose_training_lapsed_hinders_no_round(house: House) -> None:
    trust = a_trust(house, requests=1, chairs=1, panelists=3)
    propose(house, trust.manager, trust.requests[0])
    confirm(trust, trust.requests[0])
    with house.writing(SYSTEM) as work:
        from service.db import revise
        from service.models import TrainingRecord

        record = work.session.exec(select(TrainingRecord).where(TrainingRecord.person_id == trust.people[0].id)).one()
        record.expires_on = NEXT_TUESDAY.date() - timedelta(days=2)
        work.session.add(record)
        revise(work.session)
    trust.ask(starts=(NEXT_TUESDAY - timedelta(days=5),))
    planned = trust.plan()
    assert planned.counts["filled"] == 1, "they are still trained on the earlier day"


def test_a_round_looks_only_at_what_its_scope_admits(sqlite_house: House) -> None:
    trust = a_trust(sqlite_house, requests=1)
    trust.ask(starts=(NEXT_TUESDAY + timedelta(days=30),), needed_by=NEXT_TUESDAY.date())
    first = NEXT_TUESDAY.date()
    planned = trust.plan(scope=RoundScope(first_day=first, last_day=first))
    assert set(trust.rows(planned.id)) == {trust.requests[0]}
    planned = trust.plan(scope=RoundScope(needed_by=first))
    assert set(trust.rows(planned.id)) == {trust.requests[1]}


def test_requests_that_cannot_be_planned_are_left_out_with_the_reason(sqlite_house: House) -> None:
    trust = a_trust(sqlite_house, requests=1)
    late = trust.ask(starts=(NEXT_TUESDAY - timedelta(days=400),))
    bare = trust.ask(seats=())
    planned = trust.plan()
    rows = trust.rows(planned.id)
    assert {request for request, row in rows.items() if row.state == "left_out"} == {late, bare}
    assert rows[late].note == "All the times offered have passed."
    assert "No policy in force" in rows[bare].note
    trust.publish(planned)
    assert trust.request(late).state == "open"


def test_an_impossible_round_is_refused_with_every_reason(sqlite_house: House) -> None:
    trust = a_trust(sqlite_house, requests=1)
    with pytest.raises(InvalidInputError) as refused, sqlite_house.writing(trust.hr) as work:
        start_round(work, RoundScope(site_id="nowhere", last_day=NEXT_TUESDAY.date() - timedelta(days=900)), 0)
    assert {each.where for each in refused.value.problems} == {"site_id", "last_day", "seconds"}
    with pytest.raises(InvalidInputError, match="No request"), sqlite_house.writing(trust.hr) as work:
        start_round(work, RoundScope(needed_by=NEXT_TUESDAY.date() - timedelta(days=900)), 5)


def test_rounds_are_for_named_people_of_hr(sqlite_house: House) -> None:
    trust = a_trust(sqlite_house, requests=1)
    with pytest.raises(ForbiddenError), sqlite_house.writing(trust.manager) as work:
        start_round(work, RoundScope(), 5)
    with pytest.raises(ForbiddenError), sqlite_house.writing(SYSTEM) as work:
        start_round(work, RoundScope(), 5)
    planned = trust.plan()
    for use in (get_round, review_round, cancel_round):
        with pytest.raises(ForbiddenError), sqlite_house.writing(trust.manager) as work:
            use(work, planned.id)


def test_a_round_is_published_or_discarded_once_by_who_has_seen_it_as_it_is(sqlite_house: House) -> None:
    trust = a_trust(sqlite_house, requests=1)
    planned = trust.plan()
    with pytest.raises(StaleError), sqlite_house.writing(trust.hr) as work:
        publish_round(work, planned.id, planned.version - 1)
    published = trust.publish(planned)
    for late in (publish_round, discard_round):
        with pytest.raises(ConflictError), sqlite_house.writing(trust.hr) as work:
            late(work, planned.id, published.version)


def test_a_round_that_no_worker_has_begun_is_cancelled_at_once(house: House) -> None:
    trust = a_trust(house, requests=1)
    round_id = trust.start()
    with house.writing(trust.hr) as work:
        cancel_round(work, round_id)
    assert trust.round(round_id).state == "discarded"
    assert not trust.run()


def test_a_cancelled_round_keeps_the_best_plan_so_far(house: House) -> None:
    trust = a_trust(house, requests=0, chairs=6, panelists=14, person={"cap": 3})
    for number in range(24):
        trust.ask(starts=tuple(NEXT_TUESDAY + timedelta(days=number % 3) + step * HOUR / 2 for step in range(8)))
    round_id = trust.start(seconds=600)
    running = threading.Thread(target=trust.run)
    running.start()
    waiting = threading.Event()
    while trust.job(round_id).state == "queued":
        waiting.wait(0.02)
    with house.writing(trust.hr) as work:
        cancel_round(work, round_id)
    running.join(timeout=60)
    assert not running.is_alive()
    row = trust.round(round_id)
    assert trust.job(round_id).state == "cancelled"
    assert row.state in ("review", "discarded")
    assert (row.plan is not None) == (row.state == "review")
    if row.state == "review":
        trust.publish(row)
        assert len(trust.panels()) == row.counts["filled"]


def test_a_plan_is_known_by_the_names_of_people_to_hr_alone(sqlite_house: House) -> None:
    trust = a_trust(sqlite_house, requests=1)
    planned = trust.plan()
    with sqlite_house.writing(trust.hr) as work:
        line = review_round(work, planned.id).lines[0]
        assert line.planned is not None
        names = {work.session.get_one(Person, each).name for each in line.planned.people if each}
    assert set(line.planned.names) == names


def test_a_request_left_to_the_policy_is_planned_and_reviewed_with_the_policys_seats(sqlite_house: House) -> None:
    trust = a_trust(sqlite_house, requests=0, chairs=1)
    with sqlite_house.writing(SYSTEM) as work:
        a_policy(work)
    for _ in range(2):
        trust.ask(seats=(), starts=(NEXT_TUESDAY,))
    planned = trust.plan()
    with sqlite_house.writing(trust.hr) as work:
        lines = {line.kind: line for line in review_round(work, planned.id).lines}
    assert len(lines["new"].seats) == 2
    assert lines["unfilled"].reasons
    assert lines["unfilled"].competes == (f"Competes with {lines['new'].reference} for a chair.",)
    trust.publish(planned)
    assert sorted(trust.request(each).state for each in trust.requests) == ["proposed", "unfilled"]
