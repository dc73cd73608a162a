"""Whatever is wrong with a request, the answer is one problem+json body that says what and what to do."""

import json
from typing import Any

import pytest
from flask import Flask

from service.api.problems import MIMETYPE
from tests.service.callers import PREFIX, Caller, a_caller, anonymous

KEYS = ["type", "title", "status", "detail", "code", "problems"]


def is_a_problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.mimetype == MIMETYPE
    body: dict[str, Any] = response.json if response.json is not None else json.loads(response.data)
    assert list(body) == KEYS
    assert body["status"] == status
    assert body["type"] == f"urn:fairpanel:problem:{body['code']}"
    assert all(body[key] for key in KEYS[:-1])
    return body


@pytest.fixture
def hr(sqlite_app: Flask) -> Caller:
    return a_caller(sqlite_app)


def sent(hr: Caller, data: bytes, kind: str = "application/json") -> Any:
    return hr.client.post(PREFIX + "/people", data=data, headers=hr.headers | {"Content-Type": kind})


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b"{]", b"\xff\xfe", b"nope", b'{"name": NaN}', b'{"cap": 1e999}', b'{"name": "a", "name": "b"}',
        b"[" * 100_000, b'{"cap": ' + b"9" * 5000 + b"}", b'{"a":' * 60 + b"1" + b"}" * 60,
    ],
)  # fmt: skip
def test_what_is_not_strict_json_is_a_400(hr: Caller, data: bytes) -> None:
    is_a_problem(sent(hr, data), 400)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_another_content_type_is_a_415(hr: Caller, kind: str) -> None:
    is_a_problem(sent(hr, b"{}", kind), 415)


@pytest.mark.parametrize("body", [[], "text", 3, None, True])
def test_a_body_that_is_no_object_is_a_422(hr: Caller, body: object) -> None:
    is_a_problem(sent(hr, json.dumps(body).encode()), 422)


def test_every_problem_is_listed_with_its_place_and_a_remedy(hr: Caller) -> None:
    body = {"nmae": "A", "cap": -1, "site_id": 4, "department_id": "x", "opening_load_on": "yesterday"}
    problems = is_a_problem(hr.post("/people", body), 422)["problems"]
    assert {problem["where"] for problem in problems} == {"name", "nmae", "cap", "site_id", "opening_load_on"}
    assert all(problem["message"] and problem["remedy"] for problem in problems)


STRANGE = ["a\x00b", "\ud800", "line\nbreak", "x" * 100_000, 1, 1.5, True, None, [], {}, 10**400, -(10**30)]
FIELDS = ("name", "work_email", "cap", "professions", "opening_load_on", "department_id")


@pytest.mark.parametrize("name", FIELDS)
def test_strange_values_are_refused_and_never_a_fault(hr: Caller, name: str) -> None:
    for value in STRANGE:
        problems = is_a_problem(sent(hr, json.dumps({name: value}).encode()), 422)["problems"]
        assert problems


@pytest.mark.parametrize("value", STRANGE)
def test_a_strange_name_is_pointed_at(hr: Caller, value: object) -> None:
    problems = sent(hr, json.dumps({"name": value}).encode()).json["problems"]
    assert "name" in {problem["where"] for problem in problems}


def test_a_body_beyond_the_limit_is_a_413(hr: Caller) -> None:
    is_a_problem(sent(hr, b'{"name": "' + b"x" * (2 << 20) + b'"}'), 413)


def test_an_unknown_parameter_is_a_422(hr: Caller) -> None:
    problems = is_a_problem(hr.get("/people?pgae=2"), 422)["problems"]
    assert [problem["where"] for problem in problems] == ["pgae"]


@pytest.mark.parametrize("query", ["page=0", "page=x", "size=201", "size=0", "page=1e3", "page=99999999999999999999",
                                   "state=x", "text=%00", "page=", "kind="])  # fmt: skip
def test_a_parameter_that_makes_no_sense_is_a_422(hr: Caller, query: str) -> None:
    is_a_problem(hr.get(f"/people?{query}"), 422)


@pytest.mark.parametrize(
    "path", ["/nothing", "/people/nobody", "/people/%00", "/people/" + "x" * 3000, "/people/\u2028"]
)
def test_what_is_not_there_is_a_404(hr: Caller, path: str) -> None:
    is_a_problem(hr.get(path), 404)


def test_a_method_that_is_not_offered_is_a_405_that_says_which_are(hr: Caller) -> None:
    response = hr.delete("/people")
    is_a_problem(response, 405)
    assert {"GET", "POST", "HEAD", "OPTIONS"} == {each.strip() for each in response.headers["Allow"].split(",")}


def test_nobody_is_told_to_sign_in(sqlite_app: Flask) -> None:
    response = anonymous(sqlite_app).get("/people")
    is_a_problem(response, 401)
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_role_without_the_permission_is_refused(sqlite_app: Flask) -> None:
    is_a_problem(a_caller(sqlite_app, roles=("manager",)).get("/people"), 403)


def test_a_fault_of_our_own_says_nothing_of_itself(sqlite_app: Flask) -> None:
    def broken() -> str:
        raise RuntimeError("the secret is 42")

    sqlite_app.add_url_rule("/api/v1/broken", "broken", broken)
    response = sqlite_app.test_client().get("/api/v1/broken")
    is_a_problem(response, 500)
    assert "42" not in response.text


def test_a_head_request_is_a_get_without_its_body(hr: Caller) -> None:
    got, headed = hr.get("/people"), hr.send("HEAD", "/people")
    assert (headed.status_code, headed.data) == (200, b"")
    assert headed.headers["ETag"] == got.headers["ETag"]
