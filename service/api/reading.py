"""What a request says, read strictly: one way to write each thing, and a clear answer to everything else."""

import json
import math
from typing import Any, NoReturn

import marshmallow
from flask import Request
from webargs.flaskparser import FlaskParser, is_json_request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from service.api.problems import problems_in
from service.errors import InvalidInputError

LARGEST_JSON = 1024 * 1024
DEEPEST = 40


class StrictParser(FlaskParser):
    """Reads queries and bodies; refuses what is unknown, wrongly typed or not JSON in the strict sense."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = dict.fromkeys(
        ("json", "query", "form", "files"), marshmallow.RAISE
    )

    def _raw_load_json(self, req: Request) -> Any:
        if not is_json_request(req):
            raise UnsupportedMediaType("Send the body as application/json.")
        return read_json(req.get_data(cache=True))

    def handle_error(
        self,
        error: marshmallow.ValidationError,
        req: Request,  # noqa: ARG002
        schema: marshmallow.Schema,  # noqa: ARG002
        **_: Any,
    ) -> NoReturn:
        """Raise the house's own error, with every problem in it."""
        inside = error.messages
        if isinstance(inside, dict) and len(inside) == 1:  # webargs names the location first
            inside = next(iter(inside.values()))
        raise InvalidInputError(list(problems_in(inside)))


def read_json(data: bytes) -> Any:
    """Return the JSON value in `data`.

    Raises:
        BadRequest: it is not JSON as RFC 8259 has it, names a key twice, or nests too deeply.
    """
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_constant=_refuse,
            parse_float=_finite,
        )
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, json.JSONDecodeError | _RefusedError) else "it cannot be read"
        raise BadRequest(f"The body is not valid JSON: {reason}.") from None
    if _depth(value) > DEEPEST:
        raise BadRequest(f"The body nests deeper than {DEEPEST} levels.")
    return value


class _RefusedError(ValueError):
    pass


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _RefusedError("a key occurs twice in one object")
    return found


def _refuse(name: str) -> NoReturn:
    raise _RefusedError(f"{name} is not a number in JSON")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise _RefusedError("a number is too large")
    return number


def _depth(value: Any) -> int:
    deepest, level = 0, [value]
    while level:
        deepest += 1
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
    return deepest
