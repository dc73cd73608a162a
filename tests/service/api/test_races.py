"""Many at once, over HTTP: constraints decide, one wins, the others are told, and nothing is a fault."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlmodel import col, select

from service.models import Booking, Panel, Person
from service.models.panel import LIVE_PANEL_STATES
from service.trail import SYSTEM
from service.work import House
from tests.builders import a_person, a_request, a_vacancy
from tests.service.callers import a_caller
from tests.service.watched_client import house_of, left_behind

START = datetime(2027, 1, 5, 10, tzinfo=UTC)
AT_ONCE = 64
SEATS = ({"role": "ambassador", "from": "anywhere"}, {"role": "panelist", "from": "anywhere"})


def requests_for_one_ambassador(house: House, number: int) -> tuple[Person, list[str]]:
    with house.writing(SYSTEM) as work:
        scarce = a_person(work, roles=("ambassador",), cap=100)
        for _ in range(number + 4):
            a_person(work, roles=("panelist",))
        vacancy = a_vacancy(work)
        return scarce, [a_request(work, vacancy=vacancy, seats=SEATS, starts=(START,)).id for _ in range(number)]


@pytest.mark.slow
def test_of_64_who_want_the_one_ambassador_one_gets_them_and_the_rest_are_told(app: Flask) -> None:
    house = house_of(app)
    scarce, requests = requests_for_one_ambassador(house, AT_ONCE)
    hr = a_caller(app)

    def ask(request_id: str) -> tuple[int, str]:
        response = app.test_client().post(f"/api/v1/panel-requests/{request_id}/proposal", headers=hr.headers)
        return response.status_code, response.json.get("outcome", response.json.get("code"))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = Counter(pool.map(ask, requests))
    assert answers[200, "proposed"] == 1
    assert set(answers) <= {(200, "proposed"), (200, "unfilled"), (409, "busy")}, answers
    with house.reading(SYSTEM) as work:
        held = work.session.exec(select(Booking).where(Booking.person_id == scarce.id)).all()
        live = work.session.exec(select(Panel).where(col(Panel.state).in_(LIVE_PANEL_STATES))).all()
        assert (len(held), len(live)) == (1, 1)
        assert work.trail.verify(work.session) is None
    assert left_behind(app) == []


def test_one_request_asked_for_by_many_at_once_gets_one_panel(app: Flask) -> None:
    house = house_of(app)
    _, (request_id, *_) = requests_for_one_ambassador(house, 2)
    hr = a_caller(app)

    def ask(_: int) -> str:
        response = app.test_client().post(f"/api/v1/panel-requests/{request_id}/proposal", headers=hr.headers)
        assert response.status_code == 200, response.text
        return str(response.json["panel"]["id"])

    with ThreadPoolExecutor(12) as pool:
        assert len(set(pool.map(ask, range(12)))) == 1


def test_of_many_who_confirm_the_same_version_one_does(app: Flask) -> None:
    house = house_of(app)
    _, (request_id, *_) = requests_for_one_ambassador(house, 1)
    hr = a_caller(app)
    panel = hr.post(f"/panel-requests/{request_id}/proposal").json["panel"]

    def confirm(_: int) -> int:
        response = app.test_client().post(
            f"/api/v1/panels/{panel['id']}/confirm", json={},
            headers=hr.headers | {"If-Match": f'"{panel["version"]}"'},
        )  # fmt: skip
        return response.status_code

    with ThreadPoolExecutor(12) as pool:
        answers = Counter(pool.map(confirm, range(12)))
    assert answers == {200: 1, 412: 11}
