"""The doors' machinery: one line says what an operation needs, takes and answers, and the description follows.

An operation is guarded first, then its input is read, then its view runs; the view calls one use case and answers.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from flask import g, request
from flask_smorest import Blueprint
from marshmallow import Schema
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from schemas.closed import NoQuery
from service.api.answers import PREFIX, expected_version, unless_known
from service.api.idempotency import answer_once, key_of_request
from service.api.problems import is_busy
from service.api.reading import LARGEST_JSON, StrictParser
from service.errors import InvalidInputError, Problem
from service.security.guard import guard

View = Callable[..., Response]
ALWAYS = (400, 401, 403, 422, 429, 500, 503)
RETRIES = 3


class Door(Blueprint):  # type: ignore[misc]
    """A group of operations on one kind of thing."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, name: str, description: str) -> None:
        # Pages have blueprints of the same subjects.
        super().__init__(f"api_{name}", f"service.api.{name}", url_prefix=PREFIX, description=description)
        self.subject = name.replace("_", " ")

    def operation(
        self,
        method: str,
        rule: str,
        *,
        needs: str,
        answers: type[Schema] | None,
        status: int = 200,
        query: type[Schema] | None = None,
        body: type[Schema] | None = None,
        versioned: bool = False,
        creates: bool = False,
        also: dict[int, str] | None = None,
        upload: dict[str, Any] | None = None,
        refuses: tuple[int, ...] = (),
    ) -> Callable[[View], View]:
        """Add an operation.

        Args:
            method: the HTTP method, in capitals.
            rule: the path below the prefix.
            needs: the permission.
            answers: the schema of the answer; None for an empty one.
            status: the status of success.
            query: the schema of the parameters; the view gets them as `query`.
            body: the schema of the JSON body; the view gets it as `body`.
            versioned: the change needs If-Match; the view gets the number as `version`.
            creates: the request may carry an Idempotency-Key.
            also: further statuses of success with the same schema, and what they mean.
            upload: the description of a body that the view reads itself.
            refuses: further statuses of refusal, beyond those that follow from the rest.
        """

        def decorate(view: View) -> View:
            described = self.response(status, answers, description=_first_line(view), headers=_answer_headers(status))(
                _running(view, versioned=versioned, creates=creates)
            )
            for code, meaning in (also or {}).items():
                described = self.alt_response(code, schema=answers, description=meaning, success=True)(described)
            if body is not None:
                described = self.arguments(body, location="json", arg_name="body")(described)
            if query is not None:
                described = self.arguments(query, location="query", arg_name="query")(described)
            takes = body is not None or upload is not None
            for code in sorted({*_refusals(method, rule, versioned=versioned, takes=takes), *refuses}):
                described = self.alt_response(code, HTTPStatus(code).name)(described)
            if method == "GET":
                described = self.alt_response(304, description="The client holds it already.")(described)
            extra: dict[str, Any] = {"operationId": view.__name__, "parameters": _headers(method, versioned, creates)}
            if needs == "service.look":
                extra["security"] = []
            elif method != "GET":
                extra["security"] = [{"token": []}, {"session": [], "csrf": []}]
            if upload is not None:
                extra["requestBody"] = upload
            described = self.doc(**extra)(described)
            guarded = guard(needs)(_reading(described, plain=query is None, small=upload is None))
            self.add_url_rule(rule, endpoint=view.__name__, view_func=guarded, methods=[method], tags=[self.subject])
            return view

        return decorate


def _reading(view: View, *, plain: bool, small: bool) -> View:
    @wraps(view)
    def read(**given: Any) -> Response:
        if small:
            request.max_content_length = LARGEST_JSON
        if plain and request.args:
            unknown = sorted({name[:100] for name in request.args} - set(NoQuery().fields))
            raise InvalidInputError(
                [Problem(name, "There is no such parameter.", "Remove it or correct its name.") for name in unknown]
            )
        return view(**given)

    return read


def _running(view: View, *, versioned: bool, creates: bool) -> View:
    @wraps(view)
    def run(**given: Any) -> Response:
        if versioned:
            given["version"] = expected_version()
        key = key_of_request() if creates else None
        if key is not None:
            return answer_once(key, lambda: _repeating(view, given))
        return unless_known(_repeating(view, given))

    return run


def _repeating(view: View, given: dict[str, Any]) -> Response:
    # Two units of work that wait for each other's rows are no fault of the person: the database ends one of them, and
    # as nothing of it was committed it is simply done again. SQLite makes writers queue, and waits long enough.
    for attempt in range(RETRIES):
        try:
            return view(**given)
        except OperationalError as error:
            if attempt == RETRIES - 1 or not is_busy(error):
                raise
            g.pop("record", None)
    raise AssertionError("The last attempt returns or raises.")


def _refusals(method: str, rule: str, *, versioned: bool, takes: bool) -> set[int]:
    codes = set(ALWAYS)
    # What the body names may lie outside one's scope too; and not every account has a person of its own.
    if "<" in rule or takes or rule.startswith("/me/"):
        codes.add(404)
    if method != "GET":
        codes.add(409)
    if versioned:
        codes |= {412, 428}
    if takes:
        codes |= {413, 415}
    return codes


def _headers(method: str, versioned: bool, creates: bool) -> list[str]:
    names = ["IF_NONE_MATCH"] if method == "GET" else []
    if versioned:
        names.append("IF_MATCH")
    if creates:
        names.append("IDEMPOTENCY_KEY")
    return names


def _answer_headers(status: int) -> dict[str, Any]:
    return {"Location": {"schema": {"type": "string"}, "description": "Where it is."}} if status == 201 else {}


def _first_line(view: View) -> str:
    return (view.__doc__ or "").strip().splitlines()[0]
