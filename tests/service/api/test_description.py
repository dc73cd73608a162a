"""The OpenAPI document describes what is served, and Schemathesis finds nothing else."""

from typing import Any

import pytest
from flask import Flask

from tests.service.api.fuzz import Fuzz
from tests.service.callers import PREFIX, anonymous

VERBS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture
def document(sqlite_app: Flask) -> dict[str, Any]:
    found: dict[str, Any] = anonymous(sqlite_app).get("/openapi.json").json
    return found


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (verb, path, operation)
        for path, item in document["paths"].items()
        for verb, operation in item.items()
        if verb in VERBS
    ]


def test_every_route_of_the_api_is_described_and_nothing_else(sqlite_app: Flask, document: dict[str, Any]) -> None:
    own = {"/api/v1/openapi.json", "/api/v1/docs", "/api/v1/docs/<name>"}
    served = {
        (method.lower(), rule.rule.replace("<int:", "<").replace("<", "{").replace(">", "}"))
        for rule in sqlite_app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith(PREFIX) and rule.rule not in own
    }
    assert served == {(verb, path) for verb, path, _ in operations(document)}


def test_every_operation_has_a_name_a_summary_and_the_one_error_body(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(names) == len(set(names))
    for _, path, operation in operations(document):
        assert operation["summary"].endswith("."), path
        refused = {code: answer for code, answer in operation["responses"].items() if code >= "400"}
        assert {"400", "401", "403", "422", "429", "500"} <= set(refused)
        for answer in refused.values():
            named = document["components"]["responses"][answer["$ref"].rpartition("/")[2]]
            body = named["content"]["application/problem+json"]["schema"]
            assert body == {"$ref": "#/components/schemas/ProblemBody"}


def test_changes_of_what_exists_name_if_match_and_creations_the_idempotency_key(document: dict[str, Any]) -> None:
    def takes(operation: dict[str, Any], header: str) -> bool:
        return any(each["$ref"].endswith(header) for each in operation["parameters"] if "$ref" in each)

    for verb, path, operation in operations(document):
        created = "201" in operation["responses"]
        assert takes(operation, "IDEMPOTENCY_KEY") == (created or path.endswith("/proposal")), path
        if verb in ("put", "patch", "delete") and "/tokens/" not in path and "/shortfalls/" not in path:
            assert takes(operation, "IF_MATCH"), (verb, path)
        assert takes(operation, "IF_MATCH") == ("428" in operation["responses"])


def test_no_answer_for_managers_has_a_field_for_anything_protected(document: dict[str, Any]) -> None:
    for_hr = {"self-description", "shortfalls", "rules", "policies", "prospects", "features"}
    words = ("feature", "ethnic", "gender", "shortfall", "load", "requirement", "protected", "consent")
    for verb, path, operation in operations(document):
        if for_hr & set(path.split("/")) or path.startswith(f"{PREFIX}/people"):
            continue
        seen = fields_of(document, operation["responses"].get("200") or operation["responses"].get("201"))
        leaking = {field for field in seen for word in words if word in field}
        assert not leaking, (verb, path, leaking)


def fields_of(document: dict[str, Any], part: Any) -> set[str]:
    found: set[str] = set()
    todo, done = [part], set()
    while todo:
        each = todo.pop()
        if isinstance(each, list):
            todo += each
        elif isinstance(each, dict):
            found |= set(each.get("properties", {})) if isinstance(each.get("properties"), dict) else set()
            reference = each.get("$ref")
            if reference is not None and reference not in done:
                done.add(reference)
                kind, name = reference.split("/")[-2:]
                todo.append(document["components"][kind][name])
            todo += [value for key, value in each.items() if key != "description"]
    return found


def test_the_page_that_shows_the_document_is_of_this_installation_alone(sqlite_app: Flask) -> None:
    client = sqlite_app.test_client()
    page = client.get(f"{PREFIX}/docs").text
    assert "://" not in page
    for name in ("swagger-ui.css", "swagger-ui-bundle.js", "start.js", "favicon-32x32.png"):
        assert f"{PREFIX}/docs/{name}" in page
        assert client.get(f"{PREFIX}/docs/{name}").status_code == 200
    assert "<script>" not in page
    assert "style=" not in page
    for name in ("nothing.js", "..%2f__init__.py", "index.html"):
        assert client.get(f"{PREFIX}/docs/{name}").status_code == 404


@pytest.mark.slow
@pytest.mark.parametrize("role", ["hr", "manager", "panelist"])
def test_schemathesis_finds_no_fault_and_no_undocumented_answer(sqlite_app: Flask, role: str) -> None:
    assert list(Fuzz(sqlite_app, role).faults(examples=3, seeded=1)) == []
