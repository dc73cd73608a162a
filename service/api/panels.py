"""Panels: confirming, swapping, moving and cancelling them, who sat, and what came of them."""

from typing import Any

from flask import g
from sqlalchemy import func
from sqlmodel import col, select
from werkzeug.wrappers import Response

from schemas.panel import (
    Confirmation,
    Counts,
    NewMember,
    NewTime,
    Panel,
    PanelPage,
    PanelQuery,
    PostDecision,
    PostDecisions,
    Repairs,
    TakenWay,
    WhoElse,
    WhoSatIn,
)
from schemas.panel_request import Reason
from service.api.answers import answer, page
from service.api.door import Door
from service.api.idempotency import keeping, writing
from service.api.naming import plain
from service.clock import parse_instant
from service.errors import InvalidInputError
from service.models import Panel as PanelRow
from service.panels.attendance import StandIn, WhoSat, record_who_sat
from service.panels.decisions import decisions_of, record_decision
from service.panels.life import cancel_panel, confirm_panel
from service.panels.moves import move_panel
from service.panels.repair_taking import repair_panel
from service.panels.repairs import repairs_of
from service.panels.replacements import swap_member, who_else
from service.panels.scope import visible_panels
from service.panels.views import panel_view
from service.security.guard import actor, house
from service.work import Work

doors = Door("panels", "From a proposal to what came of the interview.")
ONE = "/panels/<panel_id>"
SEAT = f"{ONE}/seats/<int:position>"


@doors.operation("GET", "/panels", needs="panels.see", query=PanelQuery, answers=PanelPage)
def get_panels(query: dict[str, Any]) -> Response:
    """List the panels of one's requests, by time; one's own seats are under /me/assignments."""
    wanted = visible_panels(actor())
    for name in ("state", "request_id"):
        if name in query:
            wanted = wanted.where(col(getattr(PanelRow, name)) == query[name])
    with house().reading(actor()) as work:
        total = work.session.exec(select(func.count()).select_from(wanted.subquery())).one()
        rows = wanted.order_by(col(PanelRow.starts_at), col(PanelRow.id))
        found = work.session.exec(rows.offset((query["page"] - 1) * query["size"]).limit(query["size"]))
        return answer(PanelPage, page([plain(row) for row in found], total, query))


@doors.operation("GET", ONE, needs="panels.see", answers=Panel)
def get_panel(panel_id: str) -> Response:
    """Show a panel to whoever asked for it, to HR, and to its members."""
    with house().reading(actor()) as work:
        return show_panel(work, panel_id)


@doors.operation("POST", f"{ONE}/confirm", needs="panels.confirm", body=Confirmation, answers=Panel, versioned=True)
def post_confirm_panel(panel_id: str, body: dict[str, Any], version: int) -> Response:
    """Confirm a proposal under one's own name; its members are invited, or HR releases it first."""
    with writing() as work:
        confirm_panel(work, panel_id, version, body["auto_invite"])
        return show_panel(work, panel_id)


@doors.operation("POST", f"{ONE}/cancel", needs="panels.confirm", body=Reason, answers=Panel, versioned=True)
def post_cancel_panel(panel_id: str, body: dict[str, Any], version: int) -> Response:
    """Cancel a panel before its interview; those asked are told, and the request is open again."""
    with writing() as work:
        cancel_panel(work, panel_id, body["reason"], version)
        return show_panel(work, panel_id)


@doors.operation("POST", f"{ONE}/move", needs="panels.confirm", body=NewTime, answers=Panel, versioned=True)
def post_move_panel(panel_id: str, body: dict[str, Any], version: int) -> Response:
    """Move a panel to another time: who can comes along and is asked again, other seats are filled anew."""
    starts_at = parse_instant(body["starts_at"], house().settings.zone, "starts_at")
    move_panel(house(), actor(), panel_id, starts_at, version, also=keeping(lambda work, row: show_panel(work, row.id)))
    kept: Response = g.answer
    return kept


@doors.operation("GET", f"{SEAT}/colleagues", needs="panels.confirm", answers=WhoElse, refuses=(409,))
def get_able_colleagues(panel_id: str, position: int) -> Response:
    """List who could take a seat with everybody else staying, by name: no order says who would be best."""
    with house().reading(actor()) as work:
        return answer(WhoElse, {"items": who_else(work, panel_id, position)})


@doors.operation("POST", f"{SEAT}/swap", needs="panels.confirm", body=NewMember, answers=Panel, versioned=True)
def post_swap_member(panel_id: str, position: int, body: dict[str, Any], version: int) -> Response:
    """Put somebody else on a seat; whoever sat there is told."""
    with writing() as work:
        swap_member(work, panel_id, position, body["person_id"], version)
        return show_panel(work, panel_id)


@doors.operation("GET", f"{ONE}/repairs", needs="panels.confirm", answers=Repairs)
def get_repairs(panel_id: str) -> Response:
    """List the ways to fill a seat that somebody left, the least disturbing first."""
    return answer(Repairs, repairs_of(house(), actor(), panel_id))


@doors.operation("POST", f"{ONE}/repairs", needs="panels.confirm", body=TakenWay, answers=Panel, versioned=True)
def post_repair(panel_id: str, body: dict[str, Any], version: int) -> Response:
    """Repair a panel in one of the ways that are open, under one's own name; it is checked once more."""
    repair_panel(
        house(), actor(), panel_id, body["way"], version, also=keeping(lambda work, row: show_panel(work, row.id))
    )
    kept: Response = g.answer
    return kept


@doors.operation("PUT", f"{ONE}/attendance", needs="panels.record", body=WhoSatIn, answers=Panel, versioned=True)
def put_attendance(panel_id: str, body: dict[str, Any], version: int) -> Response:
    """Record who sat, once the interview has begun: by the chair, the appointing manager or HR."""
    sat = {each["person_id"]: each["sat"] for each in body["members"]}
    if len(sat) < len(body["members"]):
        raise InvalidInputError.one("members", "A member is named twice.", "Name each member once.")
    stand_ins = [StandIn(**each) for each in body["stand_ins"]]
    with writing() as work:
        record_who_sat(work, panel_id, WhoSat(sat, stand_ins), version)
        return show_panel(work, panel_id)


@doors.operation("GET", f"{ONE}/decisions", needs="panels.decide", answers=PostDecisions)
def get_decisions(panel_id: str) -> Response:
    """List what was recorded to have come of a panel; the last one counts."""
    with house().reading(actor()) as work:
        return answer(PostDecisions, {"items": [plain(row) for row in decisions_of(work, panel_id)]})


@doors.operation(
    "POST", f"{ONE}/decisions", needs="panels.decide", body=Counts, answers=PostDecision, status=201, versioned=True,
    creates=True,
)  # fmt: skip
def post_decision(panel_id: str, body: dict[str, Any], version: int) -> Response:
    """Record how many applicants were interviewed and appointed; the panel is then closed. It cannot be changed."""
    with writing() as work:
        row = record_decision(work, panel_id, body["interviewed"], body["appointed"], version)
        return answer(PostDecision, plain(row), status=201, location=f"/panels/{panel_id}/decisions")


def show_panel(work: Work, panel_id: str) -> Response:
    """Return the answer that shows a panel as the actor may see it."""
    work.session.flush()
    found = panel_view(work, panel_id)
    return answer(Panel, found, version=found.version)
