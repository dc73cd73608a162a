"""Panel requests: asking for a panel, changing what was asked, and the changes suggested where it cannot be had."""

from typing import Any

from werkzeug.wrappers import Response

from schemas.panel_request import (
    ChosenChange,
    PanelRequest,
    Reason,
    RequestIn,
    RequestPage,
    RequestQuery,
)
from service.api.answers import answer, page
from service.api.door import Door
from service.api.idempotency import writing
from service.api.naming import named, names, plain
from service.clock import parse_instant
from service.errors import InvalidInputError, Problem
from service.models import PanelRequest as RequestRow
from service.models import Person, Site
from service.panels.changes import apply_change
from service.panels.request_rules import ConflictInput, RequestInput, StartWindow
from service.panels.requests import (
    cancel_request,
    conflicts_of,
    edit_request,
    get_request,
    list_requests,
    request_panel,
    starts_of,
    warnings_for,
)
from service.security.guard import actor, house
from service.work import Work

doors = Door("panel_requests", "What recruiting managers ask for.")
ALL = "/panel-requests"
ONE = f"{ALL}/<request_id>"


@doors.operation("GET", ALL, needs="requests.see", query=RequestQuery, answers=RequestPage)
def get_panel_requests(query: dict[str, Any]) -> Response:
    """List panel requests, newest first; HR sees all."""
    with house().reading(actor()) as work:
        found = list_requests(work, query.get("state"), query.get("vacancy_id"))
        first = (query["page"] - 1) * query["size"]
        shown = [plain(row) for row in found[first : first + query["size"]]]
        return answer(RequestPage, page(shown, len(found), query))


@doors.operation("POST", ALL, needs="requests.make", body=RequestIn, answers=PanelRequest, status=201, creates=True)
def post_panel_request(body: dict[str, Any]) -> Response:
    """Ask for a panel; the policy's seats are copied in."""
    given = _given(body)
    with writing() as work:
        row = request_panel(work, given)
        return _answer(work, row, status=201, location=f"{ALL}/{row.id}")


@doors.operation("GET", ONE, needs="requests.see", answers=PanelRequest)
def get_panel_request(request_id: str) -> Response:
    """Show a panel request."""
    with house().reading(actor()) as work:
        return _answer(work, get_request(work, request_id))


@doors.operation("PUT", ONE, needs="requests.make", body=RequestIn, answers=PanelRequest, versioned=True)
def put_panel_request(request_id: str, body: dict[str, Any], version: int) -> Response:
    """Replace a request; a proposal that nobody has confirmed is dropped, and the request is open again."""
    given = _given(body)
    with writing() as work:
        return _answer(work, edit_request(work, request_id, given, version))


@doors.operation("POST", f"{ONE}/cancel", needs="requests.make", body=Reason, answers=PanelRequest, versioned=True)
def post_cancel_request(request_id: str, body: dict[str, Any], version: int) -> Response:
    """Cancel a request and its panel; those asked are told."""
    with writing() as work:
        return _answer(work, cancel_request(work, request_id, body["reason"], version))


@doors.operation(
    "POST", f"{ONE}/changes", needs="requests.make", body=ChosenChange, answers=PanelRequest, versioned=True
)
def post_suggested_change(request_id: str, body: dict[str, Any], version: int) -> Response:
    """Make a suggested change on a request that could not be filled; it is then open again."""
    with writing() as work:
        return _answer(work, apply_change(work, request_id, body["number"], version))


def shown_request(work: Work, row: RequestRow) -> dict[str, Any]:
    """Return what the schema of a request may send."""
    work.session.flush()
    conflicts = conflicts_of(work, row.id)
    people = names(work, Person, (each.person_id for each in conflicts))
    why = row.explanation
    return plain(row) | {
        "site": named(names(work, Site, [row.site_id]), row.site_id),
        "starts": starts_of(work, row.id),
        "conflicts": [{"person": people[each.person_id], "reason": each.reason} for each in conflicts],
        "warnings": warnings_for(work, row.id),
        "explanation": why
        and {
            "reasons": why["reasons"],
            "changes": [{"number": number, "text": each["text"]} for number, each in enumerate(why["changes"])],
        },
    }


def _given(body: dict[str, Any]) -> RequestInput:
    zone = house().settings.zone
    starts, problems = [], list[Problem]()
    for place, text in enumerate(body["starts"]):
        try:
            starts.append(parse_instant(text, zone, f"starts.{place}"))
        except InvalidInputError as error:
            problems.extend(error.problems)
    if problems:
        raise InvalidInputError(problems)
    conflicts = body["conflicts"]
    return RequestInput(
        **body
        | {
            "starts": starts,
            "window": StartWindow(**body["window"]) if body["window"] is not None else None,
            "conflicts": None if conflicts is None else [ConflictInput(**each) for each in conflicts],
        }
    )


def _answer(work: Work, row: RequestRow, *, status: int = 200, location: str | None = None) -> Response:
    return answer(PanelRequest, shown_request(work, row), status=status, version=row.version, location=location)
