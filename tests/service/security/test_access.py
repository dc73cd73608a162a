"""Who is let in where: every route as every role, held to a table that names each cell."""

import re
from pathlib import Path

import pytest
from flask import Flask

from service.errors import ConfigurationError
from service.security.guard import permission_of, refuse_unguarded
from service.security.permissions import PERMISSIONS
from tests.service.security.walk import ask, cells
from tests.service.small_trust import ROLES, Trust, a_small_trust
from tests.service.watched_client import house_of

TABLE = Path(__file__).with_name("access.txt")
LINE = re.compile(r"(.+?)\s+" + r"\s+".join([r"(yes|no|hidden|sign-in)"] * len(ROLES)))


@pytest.fixture
def trust(sqlite_app: Flask) -> Trust:
    return a_small_trust(house_of(sqlite_app))


def declared() -> dict[str, tuple[str, ...]]:
    lines = [line for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    matches = [LINE.fullmatch(line) for line in lines]
    assert all(matches), [line for line, match in zip(lines, matches, strict=True) if not match]
    return {match[1]: match.groups()[1:] for match in matches if match}


def test_every_route_answers_every_role_as_the_table_says(sqlite_app: Flask, trust: Trust) -> None:
    found: dict[str, dict[str, str]] = {}
    for route, role, word in cells(sqlite_app, trust):
        found.setdefault(route, {})[role] = word
    told = declared()
    wrong = [
        f"{route:<66} " + " ".join(f"{each[role]:<8}" for role in ROLES).rstrip()
        for route, each in found.items()
        if told.get(route) != tuple(each[role] for role in ROLES)
    ]
    assert not wrong, f"Not what {TABLE.name} says. Look at each cell, then declare it:\n" + "\n".join(wrong)
    assert set(told) == set(found), f"Declared, and not there: {sorted(set(told) - set(found))}"


def test_what_is_out_of_scope_looks_exactly_like_what_does_not_exist(sqlite_app: Flask, trust: Trust) -> None:
    told, compared = declared(), 0
    unknown = dict.fromkeys(trust.ids, "00000000-0000-0000-0000-000000000000") | {"position": "1"}
    for rule in sqlite_app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            for role, word in zip(ROLES, told.get(f"{method} {rule.rule}", ()), strict=False):
                if word != "hidden" or not rule.arguments & set(trust.ids):
                    continue
                theirs = ask(sqlite_app, trust, rule, method, role, trust.ids)
                nothing = ask(sqlite_app, trust, rule, method, role, unknown)
                assert theirs.status_code == nothing.status_code == 404, f"{method} {rule.rule} as {role}"
                assert _plain(theirs.text) == _plain(nothing.text), f"{method} {rule.rule} as {role}"
                assert _headers(theirs.headers) == _headers(nothing.headers), f"{method} {rule.rule} as {role}"
                compared += 1
    assert compared > 40


def test_every_route_declares_a_permission_of_the_table(sqlite_app: Flask) -> None:
    for rule in sqlite_app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            assert permission_of(sqlite_app.view_functions[rule.endpoint], method) in PERMISSIONS


def test_every_permission_is_needed_somewhere(sqlite_app: Flask) -> None:
    needed = {
        permission_of(sqlite_app.view_functions[rule.endpoint], method)
        for rule in sqlite_app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert set(PERMISSIONS) == needed


def test_a_route_without_a_guard_keeps_the_service_from_starting(sqlite_app: Flask) -> None:
    sqlite_app.add_url_rule("/open", "open", lambda: "open")
    with pytest.raises(ConfigurationError, match="/open declares no permission"):
        refuse_unguarded(sqlite_app)


def _plain(text: str) -> str:
    return re.sub(r'nonce="[^"]*"|name="csrf_token" value="[^"]*"', "", text)


def _headers(headers: object) -> list[tuple[str, str]]:
    kept = [(name, value) for name, value in headers if name != "Set-Cookie"]  # type: ignore[attr-defined]
    return [(name, re.sub(r"nonce-[\w-]+", "", value)) for name, value in kept]
