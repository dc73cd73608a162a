"""A creating request that is sent twice under one key is done once and answered twice, byte for byte."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, update
from sqlmodel import select

from service.models import IdempotencyRecord, Person, utc_now
from service.trail import SYSTEM
from tests.builders import a_department
from tests.service.callers import PREFIX, a_caller, trail_of
from tests.service.watched_client import house_of


def a_person(app: Flask, **more: Any) -> dict[str, Any]:
    with house_of(app).writing(SYSTEM) as work:
        department = a_department(work)
        place = {"department_id": department.id, "site_id": department.site_id}
    return {"name": "Ada Example", "employee_number": "0042"} | place | more


def people(app: Flask) -> int:
    with house_of(app).reading(SYSTEM) as work:
        return work.session.exec(select(func.count()).select_from(Person)).one()


def test_the_same_request_again_gets_the_same_bytes(app: Flask) -> None:
    hr, body = a_caller(app), a_person(app)
    first, again = hr.post("/people", body, key="k1"), hr.post("/people", body, key="k1")
    assert (first.status_code, people(app)) == (201, 1)
    assert first.data == again.data
    for name in ("Content-Type", "ETag", "Location"):
        assert first.headers[name] == again.headers[name]
    assert [action for action, _ in trail_of(house_of(app))].count("person.added") == 1


def test_the_answer_stays_the_same_when_the_thing_has_changed_since(sqlite_app: Flask) -> None:
    hr, body = a_caller(sqlite_app), a_person(sqlite_app)
    first = hr.post("/people", body, key="k1")
    changed = hr.patch(f"/people/{first.json['id']}", {"cap": 7}, version=1)
    assert changed.status_code == 200, changed.text
    assert hr.post("/people", body, key="k1").data == first.data


def test_one_key_for_two_requests_is_refused(sqlite_app: Flask) -> None:
    hr, body = a_caller(sqlite_app), a_person(sqlite_app)
    hr.post("/people", body, key="k1")
    refused = hr.post("/people", body | {"name": "Another"}, key="k1")
    assert (refused.status_code, refused.json["problems"][0]["where"]) == (422, "Idempotency-Key")
    elsewhere = hr.post("/vacancies", {"reference": "V", "title": "T", "department_id": "d"}, key="k1")
    assert elsewhere.status_code == 422
    assert people(sqlite_app) == 1


def test_the_order_of_keys_in_the_body_is_not_another_request(sqlite_app: Flask) -> None:
    hr, body = a_caller(sqlite_app), a_person(sqlite_app)
    first = hr.post("/people", body, key="k1")
    assert hr.post("/people", dict(reversed(body.items())), key="k1").data == first.data


def test_two_accounts_may_use_the_same_key(sqlite_app: Flask) -> None:
    body = a_person(sqlite_app)
    assert a_caller(sqlite_app).post("/people", body, key="k").status_code == 201
    assert a_caller(sqlite_app).post("/people", body | {"employee_number": "0043"}, key="k").status_code == 201


def test_a_refusal_is_not_kept(sqlite_app: Flask) -> None:
    hr, body = a_caller(sqlite_app), a_person(sqlite_app)
    assert hr.post("/people", body | {"department_id": "nowhere"}, key="k1").status_code == 422
    assert hr.post("/people", body, key="k1").status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 201, "é"])
def test_a_key_that_is_none_is_a_400(sqlite_app: Flask, key: str) -> None:
    assert a_caller(sqlite_app).post("/people", a_person(sqlite_app), key=key).status_code == 400


def test_after_a_week_a_key_is_free_again(sqlite_app: Flask) -> None:
    hr, body = a_caller(sqlite_app), a_person(sqlite_app)
    hr.post("/people", body, key="k1")
    with house_of(sqlite_app).writing(SYSTEM) as work:
        work.session.execute(update(IdempotencyRecord).values(created_at=utc_now() - timedelta(days=8)))
    assert hr.post("/people", body | {"employee_number": "0043"}, key="k1").status_code == 201


def test_of_many_at_once_one_is_done_and_all_get_its_answer(app: Flask) -> None:
    hr, body = a_caller(app), a_person(app)

    def send(_: int) -> tuple[int, bytes]:
        response = app.test_client().post(PREFIX + "/people", json=body, headers=hr.headers | {"Idempotency-Key": "k"})
        return response.status_code, response.data

    with ThreadPoolExecutor(12) as pool:
        answers = set(pool.map(send, range(12)))
    assert people(app) == 1
    assert [status for status, _ in answers] == [201]


def test_what_is_kept_cannot_be_read_from_the_database(sqlite_app: Flask) -> None:
    hr, body = a_caller(sqlite_app), a_person(sqlite_app)
    hr.post("/people", body, key="k1")
    with house_of(sqlite_app).reading(SYSTEM) as work:
        record = work.session.exec(select(IdempotencyRecord)).one()
    assert b"Ada" not in record.body
    assert record.status == 201


def test_a_caller_without_a_key_creates_each_time(sqlite_app: Flask) -> None:
    hr, body = a_caller(sqlite_app), a_person(sqlite_app)
    assert hr.post("/people", body).status_code == 201
    again = hr.post("/people", body)
    assert (again.status_code, again.json["problems"][0]["where"]) == (422, "employee_number")
