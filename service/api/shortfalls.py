"""Shortfalls: what panels lack and what HR decides about it, the release of panels, and asking someone to sit."""

from typing import Any

from werkzeug.wrappers import Response

from schemas.panel import Panel
from schemas.shortfall import (
    Prospects,
    Release,
    Shortfall,
    ShortfallDecision,
    ShortfallQuery,
    Shortfalls,
    WiderSeat,
)
from service.api.answers import answer
from service.api.door import Door
from service.api.idempotency import writing
from service.api.naming import plain
from service.api.panels import show_panel
from service.panels.asking_someone import who_would_help
from service.panels.release import Decision, release_panel, widen_seat
from service.panels.shortfalls import decide_shortfall, list_shortfalls
from service.security.guard import actor, house

doors = Door("shortfalls", "What panels lack, for HR alone.")
NEEDS = "shortfalls.settle"
PANEL = "/panels/<panel_id>"


@doors.operation("GET", "/shortfalls", needs=NEEDS, query=ShortfallQuery, answers=Shortfalls)
def get_shortfalls(query: dict[str, Any]) -> Response:
    """List the shortfalls of live panels, or of one panel, oldest first."""
    with house().reading(actor()) as work:
        found = list_shortfalls(work, query.get("panel_id"), undecided=query["undecided"])
        return answer(Shortfalls, {"items": [plain(row) for row in found]})


@doors.operation(
    "PUT", "/shortfalls/<shortfall_id>/decision", needs=NEEDS, body=ShortfallDecision, answers=Shortfall, versioned=True
)
def put_shortfall_decision(shortfall_id: str, body: dict[str, Any], version: int) -> Response:
    """Decide about a shortfall, with the reason; If-Match names its version."""
    with writing() as work:
        row = decide_shortfall(work, shortfall_id, **body, expected_version=version)
        return answer(Shortfall, plain(row), version=row.version)


@doors.operation("POST", f"{PANEL}/release", needs=NEEDS, body=Release, answers=Panel, versioned=True)
def post_release_panel(panel_id: str, body: dict[str, Any], version: int) -> Response:
    """Release a panel, so that its members are invited."""
    decisions = {each["shortfall_id"]: Decision(each["decision"], each["reason"]) for each in body["decisions"]}
    with writing() as work:
        release_panel(work, panel_id, version, decisions)
        return show_panel(work, panel_id)


@doors.operation("PUT", f"{PANEL}/seats/<int:position>", needs=NEEDS, body=WiderSeat, answers=Panel, versioned=True)
def put_seat(panel_id: str, position: int, body: dict[str, Any], version: int) -> Response:
    """Change a seat's conditions, so that more people could take it."""
    with writing() as work:
        widen_seat(work, panel_id, position, body, version)
        return show_panel(work, panel_id)


@doors.operation("GET", f"{PANEL}/seats/<int:position>/prospects", needs=NEEDS, answers=Prospects, refuses=(409,))
def get_prospects(panel_id: str, position: int) -> Response:
    """List who could take a seat and what the panel would lack with each. Every such look is written to the trail."""
    with writing() as work:
        return answer(Prospects, {"items": who_would_help(work, panel_id, position)})
