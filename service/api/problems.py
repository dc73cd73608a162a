"""Every error of the JSON doors in one form: application/problem+json (RFC 9457)."""

import json
import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response

from schemas.problem import ProblemBody
from service.db import as_conflict
from service.errors import FairpanelError, InvalidInputError, NotFoundError, Problem, TooManyAttemptsError

MIMETYPE = "application/problem+json"
MOST_PROBLEMS = 500
_KEPT_HEADERS = frozenset({"Allow", "Retry-After", "WWW-Authenticate"})
_BUSY = ("database is locked", "deadlock detected", "could not serialize", "lock timeout")


class BusyError(FairpanelError):
    """The database could not take the change in time."""

    status = 503
    title = "Busy"

    def __init__(self) -> None:
        super().__init__("Too many changes arrive at once. Repeat the request in a moment.", code="busy")


def error_answer(error: Exception) -> Response:
    """Return the problem+json body of an error; an unexpected one says nothing of itself."""
    headers: dict[str, str] = {}
    problems: tuple[Problem, ...] = ()
    if isinstance(error, IntegrityError):
        error = as_conflict(error, "Somebody else changed what this builds on. Look again, then repeat.")
    if isinstance(error, OperationalError) and is_busy(error):
        error = BusyError()
        headers["Retry-After"] = "1"
    if isinstance(error, NotFound):
        error = NotFoundError()
    if isinstance(error, FairpanelError):
        status, title, detail, code = error.status, error.title, error.message, _code(error)
        problems = error.problems if isinstance(error, InvalidInputError) else ()
        if isinstance(error, TooManyAttemptsError):
            headers["Retry-After"] = str(error.retry_after)
    elif isinstance(error, HTTPException):
        status, title = error.code or 500, error.name
        detail, code = error.description or title, re.sub(r"\W+", "_", title).lower()
        headers |= {name: value for name, value in error.get_headers() if name in _KEPT_HEADERS}
    else:
        status, title, code = 500, "Something went wrong", "internal"
        detail = "It is written in the service's log. Try again later."
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="fairpanel"'
    body = {
        "type": f"urn:fairpanel:problem:{code}", "title": title, "status": status, "detail": detail, "code": code,
        "problems": [_entry(problem) for problem in problems[:MOST_PROBLEMS]],
    }  # fmt: skip
    text = json.dumps(ProblemBody().dump(body), ensure_ascii=False, separators=(",", ":"))
    return Response(_plain(text), status=status, mimetype=MIMETYPE, headers=headers)


def is_busy(error: OperationalError) -> bool:
    """Return whether the database gave up waiting for others, so that repeating may help."""
    return any(words in str(error.orig) for words in _BUSY)


def problems_in(messages: Any, path: str = "") -> Iterator[Problem]:
    """Yield the problems that marshmallow found; its messages are nested by field and index."""
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            name = str(key)
            # A dictionary field nests its messages once more, under "value" or "key".
            here = path if name == "_schema" else f"{path}.{name}" if path else name
            yield from problems_in(inner, here)
    elif isinstance(messages, list | tuple):
        for inner in messages:
            yield from problems_in(inner, path)
    else:
        message, _, remedy = str(messages).partition(". ")
        yield Problem(path or "body", message if message.endswith(".") else f"{message}.", remedy)


def _code(error: FairpanelError) -> str:
    if error.code != type(error).__name__:
        return error.code
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", error.code.removesuffix("Error")).lower()


def _entry(problem: Problem) -> dict[str, Any]:
    entry: dict[str, Any] = {"where": problem.where[:300], "message": problem.message, "remedy": problem.remedy}
    if problem.row is not None:
        entry["row"] = problem.row
    if problem.column is not None:
        entry["column"] = problem.column
    return entry


def _plain(text: str) -> bytes:
    # What somebody sent may be quoted in a message, half a surrogate pair included.
    return text.encode("utf-8", "replace")
