"""Hold an answer of the API to its own description: its status, its type, and the shape of its body."""

from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from flask import Flask
from jsonschema_rs import Draft202012Validator
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from service.api.description import document

_documents: WeakKeyDictionary[Flask, dict[str, Any]] = WeakKeyDictionary()


def assert_described(app: Flask, rule: Rule | None, response: TestResponse) -> None:
    """Fail unless the description names this answer. What no route matches is described nowhere."""
    if rule is None or response.status_code == 405:
        return
    if app not in _documents:
        _documents[app] = document(app)
    told = _documents[app]
    path = rule.rule.replace("<int:", "<").replace("<", "{").replace(">", "}")
    method = response.request.method.lower().replace("head", "get")
    answers = told["paths"].get(path, {}).get(method, {}).get("responses")
    if answers is None:
        return
    found = answers.get(str(response.status_code))
    assert found is not None, f"{method} {path} does not describe {response.status_code}: {response.text[:500]}"
    if "$ref" in found:
        found = told["components"]["responses"][found["$ref"].rpartition("/")[2]]
    content = found.get("content")
    if content is None:
        assert not response.data, f"{method} {path} answers {response.status_code} with a body."
        return
    assert response.mimetype in content, f"{method} {path} answers {response.mimetype}."
    if response.data:
        schema = {**content[response.mimetype]["schema"], "components": told["components"]}
        _validator(_key(schema)).validate(response.json)


_schemas: dict[str, dict[str, Any]] = {}


def _key(schema: dict[str, Any]) -> str:
    key = str({name: value for name, value in schema.items() if name != "components"})
    _schemas.setdefault(key, schema)
    return key


@cache
def _validator(key: str) -> Draft202012Validator:
    return Draft202012Validator(_schemas[key])
