"""What is sent back: a schema's whitelist as JSON, the entity tag, and conditional requests."""

import hashlib
import json
import re
from typing import Any

from flask import g, request
from marshmallow import Schema
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from service.errors import PreconditionRequiredError, StaleError

PREFIX = "/api/v1"
_TAG = re.compile(r"([0-9]{1,9})(?:-[0-9a-f]{12})?")


def answer(
    schema: type[Schema],
    data: Any,
    *,
    status: int = 200,
    version: int | None = None,
    location: str | None = None,
) -> Response:
    """Return `data` as `schema` lets it through.

    The entity tag is the version, if there is one, and a hash of the bytes, so that it changes with either.
    `location` is a path below the API's prefix.
    """
    body = json.dumps(schema().dump(data), ensure_ascii=False, separators=(",", ":")).encode()
    response = Response(body, status=status, mimetype="application/json")
    if version is not None or request.method in ("GET", "HEAD"):
        mark = hashlib.sha256(body).hexdigest()[:12]
        response.set_etag(mark if version is None else f"{version}-{mark}")
    if location is not None:
        response.headers["Location"] = PREFIX + location
    return _kept(response)


def nothing() -> Response:
    """Return the empty answer."""
    return _kept(Response(status=204))


def page(items: Any, total: int, query: dict[str, Any]) -> dict[str, Any]:
    """Return what a page schema sends."""
    number, size = query["page"], query["size"]
    return {"items": items, "page": number, "size": size, "total": total, "pages": -(-total // size)}


def expected_version() -> int:
    """Return the version that If-Match names.

    Raises:
        PreconditionRequiredError: there is no If-Match, or it names any version.
        StaleError: it names no version of ours.
        BadRequest: it names several.
    """
    tags = request.if_match
    if not tags or tags.star_tag:
        raise PreconditionRequiredError
    strong = list(tags)
    if len(strong) > 1:
        raise BadRequest("Send one entity tag in If-Match.")
    match = _TAG.fullmatch(strong[0]) if strong else None
    if match is None:
        raise StaleError
    return int(match[1])


def unless_known(response: Response) -> Response:
    """Return 304 instead of a body that the client says it holds."""
    tag, _ = response.get_etag()
    if response.status_code != 200 or tag is None or not request.if_none_match.contains_weak(tag):
        return response
    return Response(status=304, headers={"ETag": response.headers["ETag"]})


def _kept(response: Response) -> Response:
    g.answer = response
    return response
