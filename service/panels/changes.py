"""One click: a change that the explanation of an unfilled request suggests is made on the request."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from service.errors import ConflictError, InvalidInputError
from service.models import PanelRequest, RequestStart
from service.panels.requests import locked_request, reopen, with_policy
from service.work import Work


def apply_change(work: Work, request_id: str, number: int, expected_version: int | None) -> PanelRequest:
    """Make the suggested change with this number (0 is the first) on an unfilled request; it is then open again.

    Raises:
        ConflictError: the request is not unfilled, so nothing is suggested.
        InvalidInputError: no change has this number.
    """
    request = locked_request(work, request_id, expected_version)
    if request.state != "unfilled" or request.explanation is None:
        raise ConflictError("Nothing is suggested for this request now. Look at it again.", code="not_unfilled")
    suggested = request.explanation["changes"]
    if not 0 <= number < len(suggested):
        raise InvalidInputError.one("number", "There is no such suggestion.", "Choose one of those listed.")
    request.seats, request.requirements, request.policy_id = with_policy(work, request)
    # From the back, so that a removed seat does not move the ones still to be changed.
    for step in sorted(suggested[number]["patch"], key=lambda each: str(each["path"]), reverse=True):
        _apply(work, request, step)
    reopen(work, request, "The request was changed.")
    paths = [step["path"] for step in suggested[number]["patch"]]
    work.record("request.relaxed", "request", request.id, {"changed": paths})
    return request


def _apply(work: Work, request: PanelRequest, step: Mapping[str, Any]) -> None:
    kind, *where = str(step["path"]).strip("/").split("/")
    if kind == "starts":
        starts_at = datetime.fromisoformat(step["value"]).astimezone(UTC)
        work.session.add(RequestStart(request_id=request.id, starts_at=starts_at))
        return
    if kind == "requirements":
        request.requirements = [
            rule | ({"strength": step["value"]} if rule["id"] == where[0] else {}) for rule in request.requirements
        ]
        return
    seats = [dict(seat) for seat in request.seats]
    place = int(where[0])
    if len(where) == 1:
        del seats[place]
    elif step["op"] == "remove":
        seats[place].pop(where[1], None)
    else:
        seats[place][where[1]] = step["value"]
    request.seats = seats
