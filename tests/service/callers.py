"""Callers of the JSON doors: an account with a personal token, and the requests it makes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, request, request_started
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from service.db import get
from service.models import Account, Person
from service.security.accounts import create_token
from service.trail import SYSTEM, Actor
from service.work import House, Work
from tests.builders import an_account
from tests.service.described import assert_described
from tests.service.watched_client import house_of

PREFIX = "/api/v1"


@dataclass
class Caller:
    """Somebody who calls the API, by default with a token that may write."""

    client: FlaskClient
    headers: dict[str, str] = field(default_factory=dict)
    account_id: str = ""
    person_id: str | None = None

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.send("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> TestResponse:
        return self.send("POST", path, body, **more)

    def put(self, path: str, body: Any = None, **more: Any) -> TestResponse:
        return self.send("PUT", path, body, **more)

    def patch(self, path: str, body: Any = None, **more: Any) -> TestResponse:
        return self.send("PATCH", path, body, **more)

    def delete(self, path: str, **more: Any) -> TestResponse:
        return self.send("DELETE", path, **more)

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        version: int | str | None = None,
        key: str | None = None,
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> TestResponse:
        """Send a request; `version` goes into If-Match, `key` into Idempotency-Key."""
        sent = self.headers | (headers or {})
        if version is not None:
            sent["If-Match"] = version if isinstance(version, str) else f'"{version}"'
        if key is not None:
            sent["Idempotency-Key"] = key
        if body is not None:
            more["json"] = body
        matched: list[Rule | None] = []
        with request_started.connected_to(lambda *_, **__: matched.append(request.url_rule), self.client.application):
            response = self.client.open(PREFIX + path, method=method, headers=sent, **more)
        if len(matched) == 1:
            assert_described(self.client.application, matched[0], response)
        return response


def a_caller(
    app: Flask, *, roles: Iterable[str] = ("hr",), person: Person | None = None, scopes: Iterable[str] = ("write",)
) -> Caller:
    """A new account with these roles, and a token of these scopes."""
    with house_of(app).writing(SYSTEM) as work:
        account = an_account(work, roles=roles, person=person)
        token = a_token(work, account, scopes)
    return Caller(app.test_client(), {"Authorization": f"Bearer {token}"}, account.id, account.person_id)


def caller_as(app: Flask, who: Actor, scopes: Iterable[str] = ("write",)) -> Caller:
    """Somebody who has an account already, with a new token."""
    with house_of(app).writing(SYSTEM) as work:
        token = a_token(work, get(work.session, Account, who.account_id), scopes)
    return Caller(app.test_client(), {"Authorization": f"Bearer {token}"}, str(who.account_id), who.person_id)


def anonymous(app: Flask) -> Caller:
    """Nobody."""
    return Caller(app.test_client())


def a_token(work: Work, account: Account, scopes: Iterable[str] = ("write",), **more: Any) -> str:
    """A personal token of this account."""
    own = Work(work.session, Actor(account.id, account.name, account.person_id), work.settings, work.trail)
    return create_token(own, "test", scopes, **more)[1]


def trail_of(house: House) -> list[tuple[str, str]]:
    """Every event of the trail, as action and subject."""
    from sqlmodel import col, select

    from service.models import TrailEvent

    with house.reading(SYSTEM) as work:
        events = work.session.exec(select(TrailEvent).order_by(col(TrailEvent.number)))
        return [(event.action, event.subject_id) for event in events]
