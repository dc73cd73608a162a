"""Personal API tokens: shown once, kept as hashes, scoped, revocable."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import select

from service.models import ApiToken, IdempotencyRecord, utc_now
from service.security.accounts import disable, sign_in
from service.trail import SYSTEM
from tests.builders import PASSWORD, an_account
from tests.service.callers import PREFIX, Caller, a_caller, a_token
from tests.service.watched_client import house_of


def a_browser(app: Flask) -> Caller:
    """Somebody signed in with a cookie, who sends the CSRF token."""
    house = house_of(app)
    with house.writing(SYSTEM) as work:
        account = an_account(work, roles=("hr",), email="ada@trust.example")
    client = app.test_client()
    token, _ = sign_in(house, account.email, PASSWORD, "198.51.100.7")
    with client.session_transaction() as session:
        session["token"] = token
    csrf = client.get(PREFIX + "/csrf-token").json["csrf_token"]
    return Caller(client, {"X-CSRFToken": csrf}, account.id)


NEW = {"name": "export", "scopes": ["read"]}


def test_a_token_is_shown_once_and_then_never(sqlite_app: Flask) -> None:
    browser = a_browser(sqlite_app)
    made = browser.post("/tokens", NEW)
    assert made.status_code == 201
    token = made.json["token"]
    assert token.startswith("fp_")
    listed = browser.get("/tokens")
    assert [each["name"] for each in listed.json["items"]] == ["export"]
    assert token not in listed.text
    assert browser.get(made.headers["Location"].removeprefix(PREFIX)).json == listed.json["items"][0]


def test_only_a_hash_is_kept_even_in_a_repeatable_answer(sqlite_app: Flask) -> None:
    browser = a_browser(sqlite_app)
    token = browser.post("/tokens", NEW, key="k").json["token"]
    assert browser.post("/tokens", NEW, key="k").json["token"] == token
    with house_of(sqlite_app).reading(SYSTEM) as work:
        row = work.session.exec(select(ApiToken)).one()
        assert len(row.token_hash) == 64
        kept = work.session.exec(select(IdempotencyRecord)).one()
        assert token.encode() not in kept.body
        assert token not in str(row.model_dump()) + str(kept.headers)


def test_a_token_for_reading_changes_nothing(sqlite_app: Flask) -> None:
    reader = a_caller(sqlite_app, scopes=("read",))
    assert reader.get("/people").status_code == 200
    for method, path in (("POST", "/people"), ("PATCH", "/people/x"), ("PUT", "/people/x/last-day"),
                         ("DELETE", "/tokens/x")):  # fmt: skip
        assert reader.send(method, path, {}).status_code == 403


def test_a_token_may_not_make_another(sqlite_app: Flask) -> None:
    assert a_caller(sqlite_app).post("/tokens", NEW).status_code == 403


def test_a_revoked_token_is_refused_at_once(sqlite_app: Flask) -> None:
    hr = a_caller(sqlite_app)
    with house_of(sqlite_app).reading(SYSTEM) as work:
        token_id = work.session.exec(select(ApiToken.id)).one()
    assert hr.delete(f"/tokens/{token_id}").status_code == 204
    assert hr.get("/people").status_code == 401


def test_an_expired_token_is_refused(sqlite_app: Flask) -> None:
    with house_of(sqlite_app).writing(SYSTEM) as work:
        account = an_account(work)
        token = a_token(work, account, expires_at=utc_now() - timedelta(seconds=1))
    old = Caller(sqlite_app.test_client(), {"Authorization": f"Bearer {token}"})
    assert old.get("/me").status_code == 401


def test_the_tokens_of_a_disabled_account_are_refused(sqlite_app: Flask) -> None:
    hr = a_caller(sqlite_app)
    with house_of(sqlite_app).writing(SYSTEM) as work:
        disable(work, hr.account_id, 1)
    assert hr.get("/me").status_code == 401


def test_somebody_elses_token_does_not_exist(sqlite_app: Flask) -> None:
    one, other = a_caller(sqlite_app), a_caller(sqlite_app)
    with house_of(sqlite_app).reading(SYSTEM) as work:
        theirs = work.session.exec(select(ApiToken.id).where(ApiToken.account_id == other.account_id)).one()
    assert one.get(f"/tokens/{theirs}").data == one.get("/tokens/unknown").data
    assert one.delete(f"/tokens/{theirs}").status_code == 404
    assert other.get("/me").status_code == 200


@pytest.mark.parametrize("header", ["Bearer", "Bearer x", "Basic YTpi", "Bearer fp_\xe9", "Token x"])
def test_what_is_no_token_of_ours_is_refused(sqlite_app: Flask, header: str) -> None:
    assert Caller(sqlite_app.test_client(), {"Authorization": header}).get("/me").status_code == 401


@pytest.mark.parametrize("expires_at", ["2020-01-01T00:00:00Z", "2027-01-01T00:00:00", "soon", 5])
def test_a_token_ends_in_the_future_or_never(sqlite_app: Flask, expires_at: object) -> None:
    assert a_browser(sqlite_app).post("/tokens", NEW | {"expires_at": expires_at}).status_code == 422


@pytest.mark.parametrize("scopes", [[], ["admin"], ["read", "read", "write"], "read", None])
def test_scopes_are_a_short_list_of_known_words(sqlite_app: Flask, scopes: object) -> None:
    assert a_browser(sqlite_app).post("/tokens", NEW | {"scopes": scopes}).status_code == 422


def test_a_cookie_without_the_csrf_token_changes_nothing(sqlite_app: Flask) -> None:
    browser = a_browser(sqlite_app)
    for headers in ({}, {"X-CSRFToken": ""}, {"X-CSRFToken": "x"}):
        forged = Caller(browser.client, headers)
        assert forged.get("/tokens").status_code == 200
        assert forged.post("/tokens", NEW).status_code == 403
    assert browser.get("/tokens").json["items"] == []
