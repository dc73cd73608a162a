"""Settling panels: every look is in the trail, and panels under a protected rule are released alike, met or not."""

from datetime import date, timedelta

from flask import Flask
from sqlmodel import select

from service.models import Invitation, Panel, Shortfall
from service.panels.compose import propose
from service.panels.life import confirm_panel
from service.people.self_description import load_default_features
from service.trail import SYSTEM
from tests.builders import a_person, a_request, an_actor
from tests.service.callers import trail_of
from tests.service.pages.hr_forms import fill_in, send_form
from tests.service.pages.visitor import a_visitor
from tests.service.watched_client import house_of

MUST = {"id": "minority", "kind": "at_least", "feature": "ethnicity", "value": "minority", "min": 1, "strength": "must"}
EXPLAIN = {"id": "mixed", "kind": "not_all_same", "feature": "gender", "strength": "explain", "tier": 2}
WHITE, OTHER = {"ethnicity": "white", "gender": "man"}, {"ethnicity": "minority", "gender": "woman"}


def a_panel(app: Flask, *rules: dict[str, object], sharing: dict[str, str] | None = None, reserve: int = 0) -> str:
    """A confirmed panel of two who share `sharing`; `reserve` more could sit, who share the other answers."""
    house = house_of(app)
    with house.writing(SYSTEM) as work:
        load_default_features(work)
        for role in ("chair", "panelist"):
            a_person(work, roles=(role,), features=sharing or WHITE, name=f"The {role}")
        for number in range(reserve):
            a_person(
                work,
                roles=("panelist",),
                features=OTHER,
                name=f"Reserve {number}",
                cap=1,
                opening_load=50,
                opening_load_on=date(2026, 11, 1),
            )
        actor = an_actor(work, roles=("hr",))
        request = a_request(work, requirements=[{"tier": 1} | dict(each) for each in rules])
    panel = propose(house, actor, request.id).panel
    assert panel is not None
    with house.writing(actor) as work:
        confirm_panel(work, panel.id, panel.version)
    return panel.id


def state_of(app: Flask, panel_id: str) -> str:
    with house_of(app).reading(SYSTEM) as work:
        return work.session.exec(select(Panel.state).where(Panel.id == panel_id)).one()


def test_a_panel_that_lacks_what_it_must_have_is_released_with_a_reason(app: Flask) -> None:
    panel_id = a_panel(app, MUST)
    hr = a_visitor(app)
    page = hr.get("/hr/settle")
    assert "1 panel to release" in page.words
    path = f"/hr/settle/{panel_id}"
    page = hr.get(path)
    assert "At least 1 member who describes themselves as ethnicity: Yes, a minority ethnic group" in page.words
    assert "Lacking" in page.words
    assert "Best effort only." in page.words
    page = send_form(hr, page, f"{path}/release", status=422)
    assert len(page.faults()) == 1
    assert state_of(app, panel_id) == "awaiting_release"
    with house_of(app).reading(SYSTEM) as work:
        shortfall = work.session.exec(select(Shortfall)).one()
    page = send_form(hr, page, f"{path}/release", {f"waive-{shortfall.id}": "Nobody else is free before the deadline."})
    assert "The panel is released." in page.words
    assert "Waived by" in page.words
    assert state_of(app, panel_id) == "inviting"
    assert "Nothing to release" in hr.get("/hr/settle").words


def test_a_panel_that_has_what_it_must_have_waits_and_is_released_all_the_same(sqlite_app: Flask) -> None:
    panel_id = a_panel(sqlite_app, MUST, sharing=OTHER)
    hr = a_visitor(sqlite_app)
    assert "1 panel to release" in hr.get("/hr/settle").words
    page = hr.get(f"/hr/settle/{panel_id}")
    assert "Met" in page.words
    assert "Released" not in page.words
    send_form(hr, page, f"/hr/settle/{panel_id}/release")
    assert state_of(sqlite_app, panel_id) == "inviting"


def test_a_shortfall_to_explain_is_listed_until_hr_has_said_why(app: Flask) -> None:
    panel_id = a_panel(app, EXPLAIN)
    hr = a_visitor(app)
    assert "1 panel to explain" in hr.get("/hr/settle").words
    with house_of(app).reading(SYSTEM) as work:
        shortfall = work.session.exec(select(Shortfall)).one()
    path = f"/hr/settle/{panel_id}"
    decide = f"{path}/decide/{shortfall.id}"
    page = fill_in(hr, decide, {f"reason-{shortfall.id}": "Kept"}, seen=path, status=422)
    assert page.faults() == ["What you decide is not chosen. Choose one."]
    assert page.value(f"reason-{shortfall.id}") == "Kept"
    page = send_form(hr, page, decide, {f"decision-{shortfall.id}": "waive"})
    assert "Kept" in page.words
    assert "Nothing to explain" in hr.get("/hr/settle").words


def test_every_look_at_what_a_panel_lacks_is_in_the_trail_without_a_value(app: Flask) -> None:
    panel_id = a_panel(app, EXPLAIN)
    hr = a_visitor(app)
    before = len(trail_of(house_of(app)))
    hr.get("/hr/settle")
    hr.get(f"/hr/settle/{panel_id}")
    assert trail_of(house_of(app))[before:] == [("shortfall.viewed", "pool"), ("shortfall.viewed", panel_id)]
    assert "minority" not in hr.get("/hr/trail").words


def test_somebody_with_whom_the_panel_lacks_nothing_is_asked_and_the_look_is_recorded(app: Flask) -> None:
    panel_id = a_panel(app, EXPLAIN | {"strength": "must"}, reserve=9)
    with house_of(app).reading(SYSTEM) as work:
        assert work.session.exec(select(Shortfall)).all() == []
    hr = a_visitor(app)
    seat = f"/hr/settle/{panel_id}/seat/1"
    before = len(trail_of(house_of(app)))
    page = fill_in(hr, f"{seat}/people", seen=seat)
    assert trail_of(house_of(app))[before:] == [("self_description.viewed", "pool")]
    assert "Nothing would be lacking" in page.words
    assert "Still lacking: Not everybody the same in gender" in page.words
    page = send_form(hr, page, f"{seat}/swap", status=422)
    assert len(page.faults()) == 1
    first = next(each.get("value") for each in page.all("input") if each.get("type") == "radio")
    page = send_form(hr, page, f"{seat}/swap", {"person_id": first})
    assert "takes the seat. Whoever held it is told." in page.words
    assert "With HR for release" in page.words


def test_hr_records_the_answers_of_members_without_an_account(app: Flask) -> None:
    panel_id = a_panel(app)
    with house_of(app).reading(SYSTEM) as work:
        first, second = work.session.exec(select(Invitation.id).where(Invitation.panel_id == panel_id)).all()
        request_id = work.session.get_one(Panel, panel_id).request_id
    hr = a_visitor(app)
    assert f"/hr/invitations/{first}" in hr.get(f"/hr/requests/{request_id}").links()
    path = f"/hr/invitations/{first}"
    assert fill_in(hr, path, status=422).faults() == ["The answer is not chosen. Choose one."]
    assert fill_in(hr, path, {"answer": "decline"}, status=422).faults() == ["The reason is not chosen. Choose one."]
    assert "Accepted" in fill_in(hr, path, {"answer": "accept"}).words
    stale = fill_in(hr, path, {"answer": "decline", "reason": "not_free", "version": "9"}, status=412)
    assert stale.value("reason") == "not_free"
    path = f"/hr/invitations/{second}"
    page = fill_in(hr, path, {"answer": "decline", "reason": "not_free", "note": "On holiday"})
    assert "Nobody yet" in page.words
    assert "needs no answer any more" in hr.get(path).words


def test_a_seat_is_widened_and_a_stale_change_of_it_is_refused(app: Flask) -> None:
    panel_id = a_panel(app, EXPLAIN)
    one, other = a_visitor(app), a_visitor(app)
    seat = f"/hr/settle/{panel_id}/seat/1"
    opened = one.get(seat)
    assert "Panelist, band 5 or above" in fill_in(other, f"{seat}/widen", {"min_band": "5"}, seen=seat).words
    late = send_form(one, opened, f"{seat}/widen", {"profession": "nursing"}, status=412)
    assert late.value("profession") == "nursing"


def test_a_request_page_does_not_say_what_its_panel_lacks(sqlite_app: Flask) -> None:
    panel_id = a_panel(sqlite_app, MUST)
    with house_of(sqlite_app).reading(SYSTEM) as work:
        panel = work.session.get(Panel, panel_id)
        assert panel is not None
    hr = a_visitor(sqlite_app)
    before = len(trail_of(house_of(sqlite_app)))
    page = hr.get(f"/hr/requests/{panel.request_id}")
    assert "Lacking" not in page.words
    assert "With HR for release" in page.words
    assert len(trail_of(house_of(sqlite_app))) == before


def test_the_home_page_names_panels_to_release_and_requests_that_are_late(sqlite_app: Flask) -> None:
    hr = a_visitor(sqlite_app)
    assert "Nothing waits for you." in hr.get("/").words
    panel_id = a_panel(sqlite_app, MUST)
    with house_of(sqlite_app).writing(SYSTEM) as work:
        late = a_request(work, needed_by=date.today() - timedelta(days=3))  # noqa: DTZ011
    page = hr.get("/")
    assert "Panels to release" in page.words
    assert {f"/hr/settle/{panel_id}", f"/hr/requests/{late.id}"} <= set(page.links())


def test_only_hr_settles_panels(sqlite_app: Flask) -> None:
    panel_id = a_panel(sqlite_app, MUST)
    for roles in (("manager",), ("admin",), ("panelist",)):
        visitor = a_visitor(sqlite_app, roles=roles)
        for path in ("/hr/settle", f"/hr/settle/{panel_id}", f"/hr/settle/{panel_id}/seat/0", "/hr/load"):
            assert visitor.client.get(path).status_code == 403


def test_what_does_not_exist_is_not_found(sqlite_app: Flask) -> None:
    panel_id = a_panel(sqlite_app, EXPLAIN)
    hr = a_visitor(sqlite_app)
    for path in ("/hr/settle/none", f"/hr/settle/{panel_id}/seat/9", "/hr/requests/none"):
        hr.get(path, status=404)
    typed = {"decision-none": "waive", "reason-none": "x"}
    hr.send(f"/hr/settle/{panel_id}/decide/none", typed, status=404)


def test_load_is_shown_by_group_with_its_counts_and_the_look_is_recorded(app: Flask) -> None:
    a_panel(app, reserve=8)
    hr = a_visitor(app)
    page = hr.get("/hr/load")
    assert "Who carries most" in page.words
    before = len(trail_of(house_of(app)))
    page = fill_in(hr, "/hr/load/groups", seen="/hr/load")
    assert trail_of(house_of(app))[before:] == [("self_description.viewed", "pool")]
    assert "By gender, as people describe themselves" in page.words
    assert "Man People 2 Seats 2 Seats a person 1.00 (few people) Without any 0" in page.words
    assert "Woman People 8 Seats 400 Seats a person 50.00 Without any 0" in page.words


def test_requests_are_counted_by_state_and_narrowed(sqlite_app: Flask) -> None:
    a_panel(sqlite_app, EXPLAIN)
    with house_of(sqlite_app).writing(SYSTEM) as work:
        late = date.today() - timedelta(days=3)  # noqa: DTZ011
        a_request(work, reference="LATE-1", needed_by=late)
        a_request(work, reference="SOON-1", needed_by=late + timedelta(days=30))
    hr = a_visitor(sqlite_app)
    page = hr.get("/hr/requests")
    assert "2 Open" in page.words
    assert "1 Panel confirmed" in page.words
    assert "1 Overdue" in page.words
    page = hr.get("/hr/requests?overdue=yes")
    assert "LATE-1" in page.words
    assert "SOON-1" not in page.words
    assert "No request fits" in hr.get("/hr/requests?text=nothing").words
    assert hr.get("/hr/requests?before=nonsense").faults() == [
        "'nonsense' is not a date. Write a date such as 05/01/2027."
    ]
