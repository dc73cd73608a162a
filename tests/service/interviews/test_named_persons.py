"""Nobody is rejected, and nobody ranked out, without a person's act: over the whole map of addresses and use cases."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

import service
from service.models import AppointmentDecision, ShortlistDecision
from service.security.guard import permission_of
from service.security.permissions import ANONYMOUS, PERMISSIONS
from service.trail import SYSTEM
from service.work import House
from tests.service.interviews.builders import a_selection

NOBODY: Any = None
ROOT = Path(str(service.__file__)).parent
DECISIONS = {"AppointmentDecision": "decided_by", "ShortlistDecision": "decided_by", "Moderation": "recorded_by"}


@cache
def made_in(path: Path) -> list[tuple[str, ast.Call]]:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text if any(f"{name}(" in text for name in DECISIONS) else "")
    return [
        (node.func.id, node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in DECISIONS
    ]


def test_every_decision_that_code_can_make_names_who_decided() -> None:
    places = [(path, kind, call) for path in ROOT.rglob("*.py") for kind, call in made_in(path)]
    assert {kind for _, kind, _ in places} >= {"AppointmentDecision"}
    for path, kind, call in places:
        given = {each.arg: each.value for each in call.keywords}
        assert DECISIONS[kind] in given, f"{path}: a {kind} without {DECISIONS[kind]}"
        value = given[DECISIONS[kind]]
        assert not (isinstance(value, ast.Constant) and value.value is None), path


def test_decisions_are_made_in_rooms_of_people_and_never_by_a_job_or_a_command() -> None:
    makers = {path.relative_to(ROOT).parts[0] for path in ROOT.rglob("*.py") if made_in(path)}
    assert makers <= {"interviews", "shortlisting", "cli"}, makers
    # The command line may make a demonstration; nothing else of it decides.
    commands = {path.name for path in (ROOT / "cli").rglob("*.py") if made_in(path)}
    assert not [name for name in commands if not name.startswith("demo")]


@pytest.mark.parametrize(
    "row",
    [
        lambda key: AppointmentDecision(application_id=key, outcome="not_selected", reasons=b"x", decided_by=NOBODY),
        lambda key: ShortlistDecision(application_id=key, decision="not_selected", reason="x", decided_by=NOBODY),
        lambda key: AppointmentDecision(application_id=key, outcome="not_selected", reasons=b"x", decided_by="nobody"),
    ],
)
def test_the_database_takes_no_decision_of_nobody(house: House, row: object) -> None:
    at = a_selection(house)
    with pytest.raises(IntegrityError), house.writing(SYSTEM) as work:
        work.session.add(row(at.applications[0]))  # type: ignore[operator]
        work.session.flush()


def test_no_address_decides_for_whom_nobody_is_signed_in_and_none_rejects_or_ranks_in_bulk(sqlite_app: Flask) -> None:
    for rule in sqlite_app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS", "GET"}:
            permission = permission_of(sqlite_app.view_functions[rule.endpoint], method) or ""
            open_to_anybody = ANONYMOUS in PERMISSIONS[permission]
            assert not (open_to_anybody and re.search("decision|reject|reveal|shortlisting", rule.rule)), rule.rule
        assert not re.search(r"reject|auto|rank|bulk|sift", rule.rule), rule.rule
