"""After the interview: who sat, and the decision on the post."""

import pytest
from flask import Flask

from service.trail import SYSTEM
from tests.builders import a_person
from tests.service.pages.scenes import Scene, a_scene, answered, begun, confirmed, members
from tests.service.pages.visitor import a_visitor
from tests.service.watched_client import house_of


@pytest.fixture
def scene(sqlite_app: Flask) -> Scene:
    return a_scene(sqlite_app)


def test_who_sat_and_the_decision_are_recorded_and_corrected_with_a_second_person(scene: Scene) -> None:
    path = confirmed(scene)
    chair, other = members(scene)
    for person in (chair, other):
        answered(scene, person)
    assert "Record who sat" not in scene.manager.get(path).words
    begun(scene)
    stand_in = next(each for each in scene.people if each.id not in (chair, other))
    visitor = scene.visitor_for(chair)
    assert "Record who sat" in visitor.get("/").words
    page = visitor.get(f"{path}/who-sat")
    typed = {
        "version": page.hidden("version"),
        f"sat-{chair}": "yes",
        "stand_in-0": stand_in.name,
        "role-0": "panelist",
    }
    page = visitor.send(f"{path}/who-sat", typed, status=422)
    assert f"sat-{other}-error" in page.ids()
    assert page.value("stand_in-0") == stand_in.name
    page = visitor.send(f"{path}/who-sat", typed | {f"sat-{other}": "no"})
    assert "Who sat is recorded." in page.words
    page = scene.manager.get(path)
    assert f"Also sat: {stand_in.name}" in page.words
    page = scene.manager.get(f"{path}/decision")
    counts = {"version": page.hidden("version"), "interviewed": "4", "appointed": "5"}
    page = scene.manager.send(f"{path}/decision", counts, status=422)
    assert "appointed-error" in page.ids()
    page = scene.manager.send(f"{path}/decision", counts | {"appointed": "1"})
    assert "4 interviewed, 1 appointed" in page.words
    with house_of(scene.app).writing(SYSTEM) as work:
        hester = a_person(work, name="Hester Reeve")
    second = a_visitor(scene.app, roles=("hr",), person=hester)
    page = scene.manager.get(f"{path}/decision")
    action = next(each.get("action", "") for each in page.forms() if "/correct" in each.get("action", ""))
    fixed = {"interviewed": "5", "appointed": "1", "reason": "One was left out", "second_person": ""}
    page = scene.manager.send(action, fixed, status=422)
    assert "second_person-error" in page.ids()
    scene.manager.send(action, fixed | {"second_person": second.email})
    page = scene.manager.get(f"{path}/decision")
    assert "It counts once Hester Reeve has confirmed it." in page.words
    assert "agreed with" not in page.words
    page = second.get("/")
    assert "Corrections to confirm" in page.words
    link = next(link for link in page.links() if link.startswith("/count-corrections/"))
    page = second.get(link)
    assert "5 interviewed, 1 appointed" in page.words
    page = second.send(f"{link}/confirm", {"version": page.hidden("version")})
    assert "The new figures count." in page.words
    page = scene.manager.get(f"{path}/decision")
    assert "4 interviewed, 1 appointed" in page.words
    assert "agreed with Hester Reeve" in page.words
