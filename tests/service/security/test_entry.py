"""What is refused at the entrance, and what every answer carries."""

from dataclasses import replace

import pytest
from flask import Flask

from service.app import create_app
from service.config import from_environment
from service.errors import ConfigurationError
from service.work import House
from tests.service.watched_client import an_app, house_of

KEYS = {name: f"{letter * 43}=" for name, letter in (("SECRET_KEY", "a"), ("DATA_KEYS", "b"), ("TRAIL_KEY", "c"))}


def in_earnest(house: House, **more: str) -> Flask:
    given = {"DATABASE_URL": house.settings.database_url} | KEYS | more
    return an_app(from_environment({f"FAIRPANEL_{name}": value for name, value in given.items()}))


def test_cookies_outside_the_demonstration_travel_encrypted_only(sqlite_house: House) -> None:
    app = in_earnest(sqlite_house)
    cookie = app.test_client().get("/sign-in", base_url="https://panel.example").headers["Set-Cookie"]
    assert cookie.startswith("__Host-fairpanel=")
    for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert flag in cookie
    assert "Domain" not in cookie
    house_of(app).database.engine.dispose()


def test_without_secrets_of_its_own_the_service_does_not_start(sqlite_house: House) -> None:
    url = {"FAIRPANEL_DATABASE_URL": sqlite_house.settings.database_url}
    with pytest.raises(ConfigurationError, match="SECRET_KEY"):
        from_environment(url)
    demonstration = from_environment(url | {"FAIRPANEL_DEMO": "1"})
    stolen = {f"FAIRPANEL_{name}": demonstration.secret_key for name in KEYS}
    with pytest.raises(ConfigurationError, match="demonstration key"):
        from_environment(url | stolen)


def test_only_the_service_s_own_host_name_is_answered(sqlite_house: House) -> None:
    app = in_earnest(sqlite_house, PUBLIC_URL="https://panel.example")
    client = app.test_client()
    assert client.get("/api/v1/health", base_url="https://panel.example").status_code == 200
    assert client.get("/api/v1/health", base_url="http://127.0.0.1:8000").status_code == 200
    for host in ("evil.example", "panel.example.evil.example", "panel.example@evil.example", "", "[::"):
        refused = client.get("/api/v1/health", headers={"Host": host})
        assert refused.status_code == 400, host
        assert client.get("/sign-in", headers={"Host": host}).status_code == 400, host
    house_of(app).database.engine.dispose()


@pytest.mark.parametrize("path", ["/sign-in", "/", "/api/v1/health", "/nothing", "/static/app.css", "/api/v1/docs"])
def test_every_answer_carries_the_headers_of_the_house(sqlite_app: Flask, path: str) -> None:
    headers = sqlite_app.test_client().get(path).headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_nothing_personal_is_kept_by_a_cache(sqlite_app: Flask) -> None:
    assert sqlite_app.test_client().get("/api/v1/me").headers["Cache-Control"] == "no-store"


def test_a_nul_character_is_refused_before_any_database_sees_it(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/sign-in?next=%00").status_code == 400
    assert client.get("/x%00y").status_code == 404
    assert client.post("/sign-in", data={"email": "a\x00", "password": "b"}).status_code == 400


def test_a_page_form_without_its_csrf_token_is_refused(sqlite_app: Flask) -> None:
    assert sqlite_app.test_client().post("/sign-in", data={"email": "a", "password": "b"}).status_code == 400


def test_a_request_beyond_the_limit_is_refused_without_being_read(sqlite_app: Flask) -> None:
    response = sqlite_app.test_client().post(
        "/sign-in", data=b"x", headers={"Content-Type": "text/plain", "Content-Length": str(1 << 40)}
    )
    assert response.status_code in (400, 413)


def test_an_application_on_an_old_schema_does_not_start(sqlite_house: House, tmp_path: object) -> None:
    empty = replace(sqlite_house.settings, database_url=f"sqlite:///{tmp_path}/empty.sqlite3")
    with pytest.raises(ConfigurationError, match="fairpanel migrate"):
        create_app(empty)
