"""A panel's pages, from the proposal to the decision on the post, without a script."""

from uuid import uuid4

import pytest
from flask import Flask

from service.trail import SYSTEM
from tests.builders import a_person
from tests.service.pages.scenes import Scene, a_scene, answered, confirmed, invitation_of, members, proposed, version
from tests.service.pages.visitor import a_visitor
from tests.service.watched_client import house_of


@pytest.fixture
def scene(sqlite_app: Flask) -> Scene:
    return a_scene(sqlite_app)


def test_a_proposal_says_who_where_and_when_and_that_nobody_has_been_asked(scene: Scene) -> None:
    page = scene.manager.get(proposed(scene))
    assert "Tuesday 5 January 2027, 10:00 to 11:00 GMT" in page.words
    assert "Nobody has been asked yet." in page.words
    assert "Chair: Chair" in page.words
    assert "Matron, band 8a, Department d0" in page.words


def test_confirming_asks_the_members_and_confirming_again_changes_nothing(scene: Scene) -> None:
    path = proposed(scene)
    old = version(scene.manager)
    page = scene.manager.send(f"{path}/confirm", {"version": old})
    assert "You have confirmed the panel. Its members are asked." in page.words
    assert "0 of 2 members have accepted." in page.words
    page = scene.manager.send(f"{path}/confirm", {"version": old}, status=412)
    assert "Changed meanwhile" in page.words


def test_everybody_accepts_and_the_panel_is_ready(scene: Scene) -> None:
    path = confirmed(scene)
    for person in members(scene):
        assert "You have accepted." in answered(scene, person).words
    assert "Everybody has accepted." in scene.manager.get(path).words


def test_when_somebody_declines_the_confirmer_decides_on_the_reserve(scene: Scene) -> None:
    path = confirmed(scene)
    leaving = members(scene)[1]
    page = answered(scene, leaving, "decline", reason="too_many", note="Three this month")
    assert "You have declined." in page.words
    home = scene.manager.get("/")
    assert "Somebody declined: choose who takes the seat" in home.words
    page = scene.manager.get(path)
    assert "I have sat on too many panels lately (“Three this month”)" in page.words
    assert "Nobody has asked them yet." in page.words
    form = next(each for each in page.forms() if "/reserve/" in each.get("action", ""))
    versions = [each.get("value", "") for each in form.iter("input") if each.get("name") == "version"]
    page = scene.manager.send(form.get("action", ""), {"version": versions[0]})
    assert "The reserve is asked." in page.words
    assert members(scene)[1] not in (leaving, "None")


def test_with_leave_given_the_next_reserve_is_asked_at_once(scene: Scene) -> None:
    path = confirmed(scene, auto_invite=True)
    answered(scene, members(scene)[1], "decline", reason="not_free")
    page = scene.manager.get(path)
    assert "Nobody has asked them yet." not in page.words
    assert invitation_of(scene, members(scene)[1]).state == "sent"


def test_declining_needs_a_reason_and_keeps_the_note(scene: Scene) -> None:
    confirmed(scene)
    person = members(scene)[0]
    visitor = scene.visitor_for(person)
    path = f"/assignments/{invitation_of(scene, person).id}"
    page = visitor.get(path)
    typed = {"version": page.hidden("version"), "note": "A clinic that day"}
    page = visitor.send(f"{path}/decline", typed, status=422)
    assert page.value("note") == "A clinic that day"
    assert "reason-error" in page.ids()


def test_a_member_sees_who_else_sits_but_not_who_declined_or_how_to_change_it(scene: Scene) -> None:
    path = confirmed(scene)
    stays, leaves = members(scene)
    answered(scene, leaves, "decline", reason="other", note="A private note")
    page = scene.visitor_for(stays).get(path)
    assert "Chair: Chair" in page.words
    assert "A private note" not in page.html
    assert "Declined" not in page.words
    assert not [link for link in page.links() if link.endswith(("/swap", "/move", "/cancel", "/history"))]


def test_somebody_elses_invitation_and_panel_are_not_there(scene: Scene) -> None:
    path = confirmed(scene)
    held = members(scene)
    outsider = scene.visitor_for(next(each.id for each in scene.people if each.id not in held))
    outsider.get(f"/assignments/{invitation_of(scene, held[0]).id}", 404)
    outsider.get(path, 404)
    outsider.get(f"{path}/who-sat", 404)


def test_a_member_is_swapped_by_name(scene: Scene) -> None:
    path = confirmed(scene)
    before = members(scene)
    page = scene.manager.get(f"{path}/seats/1/swap")
    names = [each.get("value", "") for each in page.all("input") if each.get("name") == "person"]
    assert before[1] not in names
    page = scene.manager.send(f"{path}/seats/1/swap", {"version": page.hidden("version"), "person": names[0]})
    assert "The member is swapped." in page.words
    assert members(scene) == [before[0], names[0]]


def test_a_swap_of_nobody_or_somebody_unfit_is_refused_with_the_reason(scene: Scene) -> None:
    path = confirmed(scene)
    page = scene.manager.get(f"{path}/seats/1/swap")
    old = page.hidden("version")
    assert scene.manager.send(f"{path}/seats/1/swap", {"version": old}, status=422).faults()
    for person in (scene.people[0].id, str(uuid4())):
        page = scene.manager.send(f"{path}/seats/1/swap", {"version": old, "person": person}, status=422)
        assert page.faults()
    scene.manager.get(f"{path}/seats/7/swap", 422)


def test_a_panel_moves_to_another_time_and_back_into_the_members_hands(scene: Scene) -> None:
    path = confirmed(scene)
    page = scene.manager.get(f"{path}/move")
    assert "2 members already asked will be asked again" in page.words
    typed = {"version": page.hidden("version"), "day-0": "2027-01-07", "time-0": "14.30"}
    page = scene.manager.send(f"{path}/move", typed)
    assert "Thursday 7 January 2027, 14:30 to 15:30 GMT" in page.words


@pytest.mark.parametrize(
    ("day", "time", "said"),
    [
        ("2027-03-28", "01:30", "does not exist"),
        ("2027-10-31", "01:30", "happens twice"),
        ("2020-01-07", "10:00", "has passed"),
        ("2027-01-05", "10:00", "at that time already"),
        ("2027-01-09", "10:00", "Not every seat can be filled at that time."),
        ("", "10:00", "The date is missing."),
    ],
)
def test_a_move_that_cannot_be_says_why_and_keeps_what_was_typed(scene: Scene, day: str, time: str, said: str) -> None:
    path = confirmed(scene)
    scene.manager.get(f"{path}/move")
    typed = {"version": version(scene.manager), "day-0": day, "time-0": time}
    status = 409 if said.startswith("Not every") else 422
    page = scene.manager.send(f"{path}/move", typed, status=status)
    assert said in " ".join(page.faults())
    assert (page.value("day-0"), page.value("time-0")) == (day, time)


def test_a_panel_is_cancelled_with_a_reason_and_its_request_stays(scene: Scene) -> None:
    path = confirmed(scene)
    page = scene.manager.get(f"{path}/cancel")
    old = page.hidden("version")
    assert scene.manager.send(f"{path}/cancel", {"version": old, "reason": " "}, status=422).faults()
    page = scene.manager.send(f"{path}/cancel", {"version": old, "reason": "The post is frozen"})
    assert "The panel is cancelled." in page.words
    assert "Find a panel" in page.words
    assert "The post is frozen" in scene.manager.get(path).words


def test_what_happened_is_told_in_sentences(scene: Scene) -> None:
    path = confirmed(scene)
    answered(scene, members(scene)[1], "decline", reason="not_free")
    page = scene.manager.get(f"{path}/history")
    for sentence in ("Ada Boss asked for a panel.", "A panel was proposed.", "Ada Boss confirmed the panel."):
        assert sentence in page.words
    assert "declined." in page.words
    assert "A reserve was found." in page.words


def test_own_figures_are_about_oneself_alone(scene: Scene) -> None:
    confirmed(scene)
    answered(scene, members(scene)[0])
    page = scene.visitor_for(members(scene)[0]).get("/assignments")
    assert "Promised 1" in page.words
    assert "Waiting for your answer 0" in page.words


def test_another_departments_manager_finds_nothing(scene: Scene) -> None:
    path = confirmed(scene)
    with house_of(scene.app).writing(SYSTEM) as work:
        outsider = a_person(work, department="elsewhere", roles=())
    other = a_visitor(scene.app, roles=("manager",), person=outsider)
    for part in ("", "/history", "/seats/0/swap", "/move", "/cancel", "/who-sat", "/decision"):
        other.get(path + part, 404)
    other.send(f"{path}/confirm", {"version": "1"}, status=404)
