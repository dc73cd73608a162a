"""Walk every route as every role, and say in one word what each was told.

`yes`: let in (whatever the request itself was then found to lack). `no`: refused for the role. `hidden`: answered as
if the thing did not exist. `sign-in`: asked to sign in first.
"""

from collections.abc import Iterator
from typing import Any

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from service.models import SignInSession, utc_now
from service.security import accounts
from service.trail import SYSTEM, Actor
from tests.service.small_trust import ROLES, Trust
from tests.service.watched_client import house_of

OTHERS = {"filename": "app.css", "name": "start.js", "kind": "external", "what": "pause", "number": "0",
          "sort": "sites", "kind_code": "recruitment", "feature_code": "gender"}  # fmt: skip
CSRF = "a csrf token for tests"
# Bodies that pass the schemas, so that a request reaches the thing it is about; `{…}` are ids of the small trust.
BODIES: dict[str, dict[str, Any]] = {
    "put_role": {}, "post_training": {"kind": "recruitment", "completed_on": "2026-01-05"},
    "put_last_day": {"left_on": "2030-01-01"}, "patch_person": {"cap": 3}, "put_cap": {"cap": 3},
    "put_weekly_hours": {"weekly": []}, "put_pause": {"first_day": "2027-01-01"},
    "post_leave": {"first_day": "2027-01-01", "last_day": "2027-01-02"},
    "post_busy_time": {"starts_at": "2027-01-01T10:00:00Z", "ends_at": "2027-01-01T11:00:00Z"},
    "post_exception": {"on_date": "2027-01-01", "kind": "free", "starts_at": "09:00", "ends_at": "10:00"},
    "put_own_description": {"features": {"gender": "woman"}, "consent": True},
    "put_vacancy": {"reference": "V-new", "title": "Nurse", "department_id": "{department_id}"},
    "put_panel_request": {"vacancy_id": "{vacancy_id}", "starts": ["2027-01-05T10:00"]},
    "post_panel_request": {"vacancy_id": "{vacancy_id}", "starts": ["2027-01-05T10:00"]},
    "post_cancel_request": {"reason": "Over"}, "post_cancel_panel": {"reason": "Over"},
    "post_suggested_change": {"number": 0}, "post_confirm_panel": {}, "post_release_panel": {},
    "post_move_panel": {"starts_at": "2027-01-06T10:00"}, "post_repair": {"way": "none"},
    "post_swap_member": {"person_id": "{person_id}"},
    "put_seat": {}, "put_attendance": {"members": [{"person_id": "{person_id}", "sat": True}]},
    "post_decision": {"interviewed": 3, "appointed": 1}, "post_decline_invitation": {"reason": "other"},
    "put_shortfall_decision": {"decision": "waive", "reason": "Agreed."},
    "put_import_mapping": {"mapping": {}}, "post_round": {},
    "post_correction": {"interviewed": 3, "appointed": 1, "reason": "Miscounted.", "second_person": "{account_id}"},
}  # fmt: skip


def cells(app: Flask, trust: Trust) -> Iterator[tuple[str, str, str]]:
    """Yield route, role and word, for each route with each of its methods."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda each: (each.rule, sorted(each.methods or ()))):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            for role in ROLES:
                response = ask(app, trust, rule, method, role, trust.ids)
                assert response.status_code < 500, f"{method} {rule.rule} as {role}: {response.text[:1000]}"
                yield f"{method} {rule.rule}", role, _word(response)


def signed_in(app: Flask, who: Actor) -> Any:
    """A browser in which this account is signed in, whose CSRF token is `csrf(app)`."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["csrf_token"] = CSRF
        if who.account_id is not None:
            token = f"session of {who.account_id}"
            with house_of(app).writing(SYSTEM) as work:
                if work.session.get(SignInSession, accounts._hash(token)) is None:
                    expires = utc_now().replace(year=utc_now().year + 1)
                    work.session.add(
                        SignInSession(token_hash=accounts._hash(token), account_id=who.account_id, expires_at=expires)
                    )
            session["token"] = token
    return client


def csrf(app: Flask) -> str:
    """The signed CSRF token of every browser of `signed_in`."""
    return str(URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token").dumps(CSRF))


def ask(app: Flask, trust: Trust, rule: Rule, method: str, role: str, ids: dict[str, str]) -> TestResponse:
    """What this role is answered on a route whose parameters are `ids`."""
    values = {name: _parameter(rule, name, ids) for name in rule.arguments}
    path = app.url_map.bind("localhost").build(rule.endpoint, values, method)
    client = signed_in(app, trust.actors[role])
    # A version that never was: whoever is let in is told so, and nothing is changed for those who come after.
    headers = {"X-CSRFToken": csrf(app), "If-Match": '"999999"'}
    more: dict[str, Any] = {}
    if method != "GET" and path.startswith("/api/"):
        body = BODIES.get(rule.endpoint.rpartition(".")[2])
        more = {"json": _filled(body, trust)} if body is not None else {}
    elif method != "GET":
        more = {"data": {"csrf_token": csrf(app), "version": "999999"}}
    answered: TestResponse = client.open(path, method=method, headers=headers, **more)
    return answered


def _parameter(rule: Rule, name: str, ids: dict[str, str]) -> Any:
    value = ids.get(name, OTHERS.get(name, "unknown"))
    return int(value) if f"<int:{name}>" in rule.rule else value


def _filled(body: Any, trust: Trust) -> Any:
    if isinstance(body, dict):
        return {name: _filled(value, trust) for name, value in body.items()}
    if isinstance(body, list):
        return [_filled(value, trust) for value in body]
    return trust.ids[body[1:-1]] if isinstance(body, str) and body.startswith("{") else body


def _word(response: TestResponse) -> str:
    if response.status_code == 401 or "/sign-in" in response.headers.get("Location", ""):
        return "sign-in"
    return {403: "no", 404: "hidden"}.get(response.status_code, "yes")
