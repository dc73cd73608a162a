"""Publishing meets the data of its moment: what cannot be published is said, nothing is doubled, nothing leaks."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from sqlmodel import select

from service.models import BusyTime, Panel, PanelSeat, RoundPanel, TrailEvent
from service.panels.compose import propose
from service.panels.life import confirm_panel
from service.panels.round_review import review_round
from service.panels.rounds import publish_round
from service.panels.shortfalls import list_shortfalls
from service.panels.views import panel_view, request_view
from service.people.availability import add_busy_time
from service.trail import SYSTEM
from service.work import House
from tests.builders import NEXT_TUESDAY
from tests.service.panels.planning import Trust, a_trust
from tests.service.panels.situations import MINORITY, MIXED

DAY = timedelta(days=1)


def three_days(house: House, *rules: dict[str, Any], **more: Any) -> Trust:
    """Three requests on three days, so that none stands in another's way."""
    trust = a_trust(house, requests=0, **more)
    for number in range(3):
        trust.ask(starts=(NEXT_TUESDAY + number * DAY,), requirements=rules)
    return trust


def make_busy(trust: Trust, person_id: str, number: int) -> None:
    start = NEXT_TUESDAY + number * DAY
    with trust.house.writing(SYSTEM) as work:
        from service.models import Person

        version = work.session.get_one(Person, person_id).version
        add_busy_time(work, person_id, version, start, start + timedelta(hours=1))


def test_what_changed_meanwhile_is_not_published_and_told_to_hr(house: House) -> None:
    trust = three_days(house, chairs=1, panelists=1)
    planned = trust.plan()
    first, second, third = trust.requests
    make_busy(trust, trust.people[0].id, 0)
    propose(house, trust.manager, second)
    panel = trust.panel(second)
    with house.writing(trust.manager) as work:
        confirm_panel(work, panel.id, panel.version)
    trust.publish(planned)
    rows = trust.rows(planned.id)
    assert {each: rows[each].state for each in trust.requests} == {
        first: "refused", second: "refused", third: "published",
    }  # fmt: skip
    assert rows[first].note == "Chair 0 is not free then."
    assert "confirmed" in rows[second].note
    assert trust.request(first).state == "open"
    assert [each.request_id for each in trust.panels()] == [third]
    with house.writing(trust.hr) as work:
        notes = {line.request_id: line.note for line in review_round(work, planned.id).lines}
    assert notes[first] == rows[first].note


def test_a_request_that_was_changed_is_not_published_over(house: House) -> None:
    trust = three_days(house)
    planned = trust.plan()
    with house.writing(SYSTEM) as work:
        from service.models import PanelRequest

        request = work.session.get_one(PanelRequest, trust.requests[0])
        request.version += 1
        work.session.add(request)
    propose(house, trust.manager, trust.requests[1])
    trust.publish(planned)
    rows = trust.rows(planned.id)
    assert [rows[each].state for each in trust.requests] == ["refused", "refused", "published"]
    assert "changed after the round was planned" in rows[trust.requests[0]].note


def test_a_refused_panel_of_a_group_leaves_the_old_proposal_standing(house: House) -> None:
    trust = a_trust(house, requests=0, chairs=1, panelists=4)
    wide = trust.ask(starts=(NEXT_TUESDAY, NEXT_TUESDAY + timedelta(hours=3)))
    propose(house, trust.manager, wide)
    old = trust.panel(wide)
    tight = trust.ask(starts=(old.starts_at,))
    planned = trust.plan(may_change=True)
    other = next(each for each in (NEXT_TUESDAY, NEXT_TUESDAY + timedelta(hours=3)) if each != old.starts_at)
    with house.writing(SYSTEM) as work:
        chair = trust.people[0].id
        work.session.add(BusyTime(person_id=chair, starts_at=other, ends_at=other + timedelta(hours=1)))
        from service.db import revise

        revise(work.session)
    trust.publish(planned)
    rows = trust.rows(planned.id)
    assert (rows[wide].state, rows[tight].state) == ("refused", "refused")
    assert trust.panel(wide).id == old.id


def test_a_publication_that_was_broken_off_goes_on_and_doubles_nothing(house: House) -> None:
    trust = three_days(house)
    planned = trust.plan()
    with house.writing(trust.hr) as work:
        publish_round(work, planned.id, planned.version)

    def after_one() -> bool:
        return any(row.state != "pending" for row in trust.rows(planned.id).values())

    assert trust.run(ending=after_one)
    states = sorted(row.state for row in trust.rows(planned.id).values())
    assert states == ["pending", "pending", "published"]
    assert trust.round(planned.id).state == "publishing"
    assert trust.run()
    assert trust.round(planned.id).state == "published"
    assert len(trust.panels()) == 3
    with house.reading(SYSTEM) as work:
        actions = list(work.session.exec(select(TrailEvent.action)))
    assert actions.count("panel.proposed") == 3
    assert actions.count("round.published") == 1


def test_nobody_publishes_who_has_left_hr(sqlite_house: House) -> None:
    trust = three_days(sqlite_house)
    planned = trust.plan()
    with sqlite_house.writing(trust.hr) as work:
        publish_round(work, planned.id, planned.version)
    with sqlite_house.writing(SYSTEM) as work:
        from service.models import AccountRole

        work.session.delete(
            work.session.exec(select(AccountRole).where(AccountRole.account_id == trust.hr.account_id)).one()
        )
    assert trust.run()
    assert trust.job(planned.id).state == "failed"
    assert not trust.panels()


def what_managers_see(trust: Trust) -> list[Any]:
    """Everything a manager is shown of the requests and panels, but for ids and times of making."""
    seen: list[Any] = []
    with trust.house.reading(trust.manager) as work:
        for request_id in trust.requests:
            request = asdict(request_view(work, request_id))
            panels = work.session.exec(select(Panel.id).where(Panel.request_id == request_id)).all()
            for shown in (request, *(asdict(panel_view(work, each)) for each in panels)):
                seen.append({key: value for key, value in shown.items() if not _incidental(key)})
    for each in seen:
        for seat in each.get("seats", ()):
            if isinstance(seat, dict):
                seat.pop("person_id")
    return seen


def _incidental(key: str) -> bool:
    return key.endswith("id") or key in ("id", "reference", "request_reference", "vacancy_reference", "hold_until")


def test_managers_see_the_same_whether_or_not_protected_rules_are_met(house: House) -> None:
    def published(value: str) -> Trust:
        trust = three_days(
            house, MINORITY, MIXED, chairs=1, panelists=1,
            features=lambda number: {"ethnicity": value, "gender": "woman" if number or value == "white" else "man"},
        )  # fmt: skip
        # Each trust alone: the other's people are gone before the next is made.
        trust.publish(trust.plan())
        return trust

    met = published("minority")
    first = what_managers_see(met)
    with house.reading(met.hr) as work:
        few = len(list_shortfalls(work))
    _forget(met)
    unmet = published("white")
    assert what_managers_see(unmet) == first
    with house.reading(unmet.hr) as work:
        assert len(list_shortfalls(work)) > few, "HR sees what the managers do not"
    assert all(panel.needs_release for panel in unmet.panels())


def _forget(trust: Trust) -> None:
    """Take a trust's people out of the pool and its panels out of the way."""
    from service.db import revise
    from service.models import Booking, Person

    with trust.house.writing(SYSTEM) as work:
        for panel in work.session.exec(select(Panel)):
            panel.state = "cancelled"
        for booking in work.session.exec(select(Booking)):
            work.session.delete(booking)
        for person in trust.people:
            work.session.get_one(Person, person.id).cap = 0
        revise(work.session)


def test_a_withdrawn_self_description_is_honoured_when_the_panel_is_published(sqlite_house: House) -> None:
    trust = a_trust(
        sqlite_house, requests=1, chairs=9, panelists=9, requirements=(MINORITY,),
        features=lambda number: {"ethnicity": "minority"},
    )  # fmt: skip
    planned = trust.plan()
    from service.db import revise
    from service.models import SelfDescription

    with sqlite_house.writing(SYSTEM) as work:
        for row in work.session.exec(select(SelfDescription)):
            row.ciphertext = None
        revise(work.session)
    trust.publish(planned)
    row = trust.rows(planned.id)[trust.requests[0]]
    assert row.state == "published"
    assert "changed" in row.note
    with sqlite_house.reading(trust.hr) as work:
        assert [each.requirement_id for each in list_shortfalls(work)] == ["minority_member"]


def test_every_seat_of_a_published_panel_is_held_by_the_planned_person(sqlite_house: House) -> None:
    trust = three_days(sqlite_house)
    planned = trust.plan()
    with sqlite_house.writing(trust.hr) as work:
        wanted = {line.request_id: line.planned for line in review_round(work, planned.id).lines}
    trust.publish(planned)
    with sqlite_house.reading(SYSTEM) as work:
        for row in work.session.exec(select(RoundPanel)):
            seats = select(PanelSeat.person_id).where(PanelSeat.panel_id == row.new_panel_id)
            held = list(work.session.exec(seats.order_by(PanelSeat.position)))
            sitting = wanted[row.request_id]
            assert sitting is not None
            assert held == list(sitting.people)
