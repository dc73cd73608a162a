"""What needs somebody's attention first: for recruiting managers and panelists, each as a line with a link."""

from dataclasses import dataclass

from flask import url_for
from sqlmodel import col, select

from service.models import Invitation, Panel, PanelRequest, PanelSeat, Vacancy, utc_now
from service.pages.wording import role_name, span
from service.panels.assignments import Assignment, my_assignments
from service.panels.panel_rows import live_panel
from service.panels.requests import list_requests
from service.panels.scope import visible_panels
from service.work import Work

MOST = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to do: what, about which post, and where to do it."""

    text: str
    about: str
    href: str


@dataclass(frozen=True, slots=True)
class Group:
    """Things to do of one kind; `more` is how many are not listed."""

    heading: str
    lines: list[Line]
    more: int = 0


def for_manager(work: Work) -> list[Group]:
    """Return what waits for a recruiting manager, the most pressing kind first."""
    groups = [
        _group(work, "Record who sat", "after_interview.who_sat", _panels(work, "begun")),
        _group(work, "Somebody declined: choose who takes the seat", "panels.show", _panels(work, "left")),
        _group(work, "Proposals to confirm", "panels.show", _panels(work, "proposed")),
        _unfilled(work),
        _group(work, "Record the decision on the post", "after_interview.decision", _panels(work, "held")),
    ]
    return [group for group in groups if group.lines]


def for_panelist(work: Work) -> list[Group]:
    """Return what waits for a panelist: invitations to answer, then panels to chair whose record is missing."""
    mine, now = my_assignments(work), utc_now()
    waiting = [each for each in mine if each.state == "sent" and each.can_answer and each.starts_at > now]
    chaired = [each for each in mine if each.is_chair and each.can_answer and each.starts_at <= now]
    to_answer = [_line(each, url_for("assignments.show", invitation_id=each.invitation_id)) for each in waiting]
    to_record = [_line(each, url_for("after_interview.who_sat", panel_id=each.panel_id)) for each in chaired]
    groups = [
        Group("Invitations to answer", to_answer[:MOST], max(0, len(to_answer) - MOST)),
        Group("Record who sat", to_record[:MOST], max(0, len(to_record) - MOST)),
    ]
    return [group for group in groups if group.lines]


def _line(assignment: Assignment, href: str) -> Line:
    when = span(assignment.starts_at, assignment.ends_at, assignment.zone)
    return Line(f"{role_name(assignment.role)} for {assignment.vacancy_title}", when, href)


def _panels(work: Work, kind: str) -> list[Panel]:
    wanted = visible_panels(work.actor).order_by(col(Panel.starts_at), col(Panel.id))
    confirmed = col(Panel.state).in_(("inviting", "ready"))
    if kind == "begun":
        wanted = wanted.where(confirmed, col(Panel.starts_at) <= utc_now())
    elif kind == "left":
        empty = select(PanelSeat.panel_id).where(col(PanelSeat.person_id).is_(None))
        offered = select(Invitation.panel_id).where(Invitation.state == "offered")
        left = col(Panel.id).in_(empty) | col(Panel.id).in_(offered)
        wanted = wanted.where(confirmed, left, col(Panel.starts_at) > utc_now())
    else:
        wanted = wanted.where(Panel.state == kind)
    return list(work.session.exec(wanted))


def _group(work: Work, heading: str, endpoint: str, panels: list[Panel]) -> Group:
    lines = []
    for panel in panels[:MOST]:
        title = _title(work, work.session.get_one(PanelRequest, panel.request_id))
        when = span(panel.starts_at, panel.ends_at, panel.zone)
        lines.append(Line(title, when, url_for(endpoint, panel_id=panel.id)))
    return Group(heading, lines, max(0, len(panels) - MOST))


def _unfilled(work: Work) -> Group:
    found = [each for state in ("unfilled", "open") for each in list_requests(work, state)]
    lines = [
        Line(_title(work, each), f"Request {each.reference}", url_for("requests.show", request_id=each.id))
        for each in found[:MOST]
        if live_panel(work, each.id) is None
    ]
    return Group("No panel yet", lines, max(0, len(found) - MOST))


def _title(work: Work, row: PanelRequest) -> str:
    return work.session.get_one(Vacancy, row.vacancy_id).title
