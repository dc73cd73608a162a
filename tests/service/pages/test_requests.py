"""Requests without a panel: why there is none, one click that helps, and cancelling."""

import pytest
from flask import Flask

from service.models import PanelRequest
from service.trail import SYSTEM
from tests.service.pages.scenes import Scene, a_scene
from tests.service.watched_client import house_of


@pytest.fixture
def scene(sqlite_app: Flask) -> Scene:
    return a_scene(sqlite_app)


def test_an_unfilled_request_says_why_and_one_click_makes_a_panel(scene: Scene) -> None:
    seats = [{"role": "chair", "from": "department"}, {"role": "panelist", "from": "outside_department"}]
    request_id = scene.a_request(seats=seats)
    page = scene.manager.send(f"/requests/{request_id}/find")
    assert "Why there is no panel" in page.words
    form = next(each for each in page.forms() if "/apply/0" in each.get("action", ""))
    typed = {each.get("name", ""): each.get("value", "") for each in form.iter("input")}
    page = scene.manager.send(form.get("action", ""), {"version": typed["version"]})
    assert page.title.startswith("Panel for")


def test_a_request_is_cancelled_with_a_reason(scene: Scene) -> None:
    request_id = scene.a_request()
    page = scene.manager.get(f"/requests/{request_id}")
    old = page.hidden("version")
    page = scene.manager.send(f"/requests/{request_id}/cancel", {"version": old, "reason": ""}, status=422)
    assert "reason-error" in page.ids()
    page = scene.manager.send(f"/requests/{request_id}/cancel", {"version": old, "reason": "Withdrawn"})
    assert "The request is cancelled." in page.words
    with house_of(scene.app).reading(SYSTEM) as work:
        assert work.session.get_one(PanelRequest, request_id).state == "cancelled"
