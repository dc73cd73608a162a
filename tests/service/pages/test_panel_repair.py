"""A panel that somebody left and nobody can simply complete: the page offers ways, and one button takes one."""

from datetime import timedelta

import pytest
from flask import Flask

from service import db
from service.trail import SYSTEM
from tests.builders import NEXT_TUESDAY, a_person
from tests.service.pages.scenes import Scene, a_scene, answered, members, when
from tests.service.pages.visitor import a_visitor
from tests.service.watched_client import house_of

LATER = NEXT_TUESDAY + timedelta(hours=3)


@pytest.fixture
def scene(sqlite_app: Flask) -> Scene:
    return a_scene(sqlite_app)


def a_broken_panel(scene: Scene) -> str:
    """A confirmed panel at the first of two times, whose chair has left when the other chair is free later alone."""
    typed = when() | {"day-1": f"{LATER:%Y-%m-%d}", "time-1": f"{LATER:%H:%M}"}
    scene.manager.send(f"{scene.steps}/when", typed)
    path = scene.manager.send(f"{scene.steps}/check").response.request.path
    assert scene.manager.page is not None
    scene.manager.send(f"{path}/confirm", {"version": scene.manager.page.hidden("version")})
    chair = members(scene)[0]
    with house_of(scene.app).writing(SYSTEM) as work:
        for person in scene.people[:2]:
            if person.id != chair:
                work.session.merge(person).release = "refused"
        a_person(work, name="Cleo Chair", roles=("chair",), free="Tue 13-17")
        db.revise(work.session)
    answered(scene, chair, "decline", reason="not_free")
    return path


def test_the_manager_is_shown_what_can_be_done_and_does_it_with_one_button(scene: Scene) -> None:
    path = a_broken_panel(scene)
    stays = members(scene)[1]
    page = scene.manager.get(path)
    assert f"{path}/repair" in page.links()
    page = scene.manager.get(f"{path}/repair")
    assert "The seat of the chair is empty." in page.words
    assert "Meet on Tuesday 5 January 2027, 13:00 to 14:00 GMT" in page.words
    assert "Cleo Chair is asked as chair for the new time." in page.words
    assert "HR can also look among proposals of other departments." in page.words
    typed = {"version": page.hidden("version"), "way": page.hidden("way")}
    page = scene.manager.send(f"{path}/repair", typed)
    assert "Whoever is new to it is asked." in page.words
    assert "Tuesday 5 January 2027, 13:00 to 14:00 GMT" in page.words
    assert members(scene)[1] == stays
    page = scene.manager.get(f"{path}/history")
    assert "filled the seat that somebody had left" in page.words


def test_a_way_that_is_not_open_any_more_brings_those_that_are(scene: Scene) -> None:
    path = a_broken_panel(scene)
    page = scene.manager.get(f"{path}/repair")
    typed = {"version": page.hidden("version"), "way": "another"}
    page = scene.manager.send(f"{path}/repair", typed, status=409)
    assert "This way is not open any more" in page.words
    assert "Cleo Chair" in page.words
    assert scene.manager.send(f"{path}/repair", typed | {"version": "1"}, status=412)


def test_hr_finds_the_panel_on_the_home_page(scene: Scene) -> None:
    path = a_broken_panel(scene)
    hr = a_visitor(scene.app, roles=("hr",))
    page = hr.get("/")
    assert "Panels with an empty seat" in page.words
    page = hr.get(f"{path}/repair")
    assert "HR can also look" not in page.words
    assert "Cleo Chair" in page.words


def test_a_panel_without_an_empty_seat_has_nothing_to_repair(scene: Scene) -> None:
    scene.manager.send(f"{scene.steps}/when", when())
    path = scene.manager.send(f"{scene.steps}/check").response.request.path
    assert "No seat of this panel has to be filled." in scene.manager.get(f"{path}/repair").words
