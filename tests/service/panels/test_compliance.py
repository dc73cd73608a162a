"""Compliance is measured on who sat."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from service.errors import ForbiddenError
from service.models import Attendance, Panel, Shortfall, TrailEvent
from service.panels.compliance import Attendee, is_met, sat_panels
from service.trail import SYSTEM
from service.work import House
from tests.builders import a_department, a_person, a_request, a_vacancy, an_account, an_actor
from tests.service.panels.situations import MINORITY, MIXED

AT = datetime(2026, 11, 3, 10, tzinfo=UTC)
DAY = date(2026, 11, 3)


def test_a_stand_in_changes_what_the_panel_met_but_not_what_was_planned(house: House) -> None:
    with house.writing(SYSTEM) as work:
        hr = an_actor(work)
        vacancy = a_vacancy(work, band="8a")
        request = a_request(work, vacancy=vacancy, requirements=({**MINORITY, "strength": "explain"}, MIXED))
        panel = Panel(
            request_id=request.id, state="held", starts_at=AT, ends_at=AT + timedelta(hours=1), zone="Europe/London",
            site_id=vacancy.site_id,
        )  # fmt: skip
        work.session.add(panel)
        work.session.flush()
        work.session.add(
            Shortfall(panel_id=panel.id, requirement_id="minority_member", strength="explain", protected=True)
        )
        work.session.add(
            Shortfall(
                panel_id=panel.id, requirement_id="mixed_gender", strength="explain", protected=True, decision="waive"
            )
        )
        clerk = an_account(work).id
        for role, features, came in (
            ("chair", {"gender": "woman"}, True), ("panelist", {"gender": "man"}, False),
            ("ambassador", {"gender": "woman", "ethnicity": "minority"}, True),
        ):  # fmt: skip
            person = a_person(work, features=features)
            work.session.add(Attendance(panel_id=panel.id, person_id=person.id, role=role, sat=came, recorded_by=clerk))
    with house.writing(hr) as work:
        (found,) = sat_panels(work, DAY, DAY)
    assert found.lacked_planned == {"minority_member", "mixed_gender"}
    assert found.excepted == {"mixed_gender"}
    assert found.lacked == {"mixed_gender"}  # the man who was planned did not come
    assert found.ambassador
    assert not found.met_all
    with house.reading(SYSTEM) as work:
        seen = work.session.exec(select(TrailEvent).where(TrailEvent.action == "self_description.viewed")).all()
        assert [event.details["purpose"] for event in seen] == ["compliance of panels that sat"]
    with house.writing(hr) as work:
        assert sat_panels(work, DAY + timedelta(days=1), DAY + timedelta(days=9)) == []


def test_nobody_but_hr_asks(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        manager = an_actor(work, roles=("manager",))
    with sqlite_house.writing(manager) as work, pytest.raises(ForbiddenError):
        sat_panels(work, DAY, DAY)


def test_where_members_come_from_is_compared_with_the_vacancy(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        home, near, far = (a_department(work, code, division=at) for code, at in (("a", "v"), ("b", "v"), ("c", "w")))
        of = {key.code: Attendee({}, key.id, key.division_id) for key in (home, near, far)}
    for where, meet in (("department", "a"), ("division", "ab"), ("outside_department", "bc"), ("anywhere", "abc")):
        rule = {"kind": "at_least_from", "from": where, "min": 1}
        assert [code for code in "abc" if is_met(rule, [of[code]], of["a"])] == list(meet)


@pytest.mark.parametrize(
    ("values", "met"), [((), False), (("x",), False), (("x", "x"), False), (("x", None), False), (("x", "y"), True)]
)
def test_not_all_the_same_needs_two_known_values(values: tuple[str | None, ...], met: bool) -> None:
    members = [Attendee({} if value is None else {"gender": value}, "d", "v") for value in values]
    assert is_met({"kind": "not_all_same", "feature": "gender"}, members, Attendee({}, "d", "v")) is met
