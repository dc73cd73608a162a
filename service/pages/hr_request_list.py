"""The rows of HR's list of requests: every request by state, narrowed by what the address asks for."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col, func, or_, select

from service.models import LIVE_PANEL_STATES, Department, Panel, PanelRequest, Site, Vacancy
from service.panels.scope import visible_requests
from service.work import Work

WAITING = ("draft", "open", "proposed", "unfilled")
STATES = ("draft", "open", "unfilled", "proposed", "confirmed", "closed", "cancelled")


@dataclass(frozen=True, slots=True)
class RequestFilter:
    """Which requests to list; `before` is the last day by which they are needed, `overdue` those past theirs."""

    text: str = ""
    state: str = ""
    department_id: str = ""
    site_id: str = ""
    before: date | None = None
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One line of the list."""

    request: PanelRequest
    vacancy: Vacancy
    department: str
    site: str
    panel: Panel | None
    overdue: bool


def counts_by_state(work: Work, filters: RequestFilter, today: date) -> tuple[dict[str, int], int]:
    """Return how many requests the filters other than the state admit in each state, and how many are overdue."""
    conditions = _conditions(filters, today, state=False)
    counted = _joined(work, func.count(), conditions, PanelRequest.state).group_by(PanelRequest.state)
    by_state: dict[str, int] = {state: number for number, state in work.session.exec(counted)}
    late = _joined(work, func.count(), [*conditions, _overdue(today)])
    return by_state, int(work.session.exec(late).one())


def request_rows(
    work: Work, filters: RequestFilter, today: date, *, page: int, per_page: int
) -> tuple[list[RequestRow], int]:
    """Return a page of requests, those needed first at the top, and how many there are in all."""
    conditions = _conditions(filters, today)
    total = int(work.session.exec(_joined(work, func.count(), conditions)).one())
    needed = col(PanelRequest.needed_by)
    wanted = _joined(work, PanelRequest, conditions, Vacancy, Department.name, Site.name)
    wanted = wanted.order_by(needed.is_(None), needed, col(PanelRequest.reference))
    found = work.session.exec(wanted.offset((page - 1) * per_page).limit(per_page)).all()
    ids = [request.id for request, *_ in found]
    live = select(Panel).where(col(Panel.request_id).in_(ids), col(Panel.state).in_(LIVE_PANEL_STATES))
    panels = {panel.request_id: panel for panel in work.session.exec(live)}
    rows = [
        RequestRow(request, vacancy, department, site, panels.get(request.id), is_overdue(request, today))
        for request, vacancy, department, site in found
    ]
    return rows, total


def is_overdue(request: PanelRequest, today: date) -> bool:
    """Return whether a request without a confirmed panel is past the day by which it needs one."""
    return request.state in WAITING and request.needed_by is not None and request.needed_by < today


def _joined(work: Work, first: Any, conditions: list[ColumnElement[bool]], *more: Any) -> Any:
    mine = visible_requests(work.actor).with_only_columns(col(PanelRequest.id))
    return (
        select(first, *more)
        .select_from(PanelRequest)
        .join(Vacancy, col(Vacancy.id) == col(PanelRequest.vacancy_id))
        .join(Department, col(Department.id) == col(Vacancy.department_id))
        .join(Site, col(Site.id) == col(PanelRequest.site_id))
        .where(col(PanelRequest.id).in_(mine), *conditions)
    )


def _conditions(filters: RequestFilter, today: date, *, state: bool = True) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.text.strip():
        words = filters.text.strip()[:200].lower()
        columns = (PanelRequest.reference, Vacancy.reference, Vacancy.title)
        conditions.append(or_(*(func.lower(col(each)).contains(words, autoescape=True) for each in columns)))
    if state and filters.state:
        conditions.append(col(PanelRequest.state) == filters.state)
    if filters.department_id:
        conditions.append(col(Vacancy.department_id) == filters.department_id)
    if filters.site_id:
        conditions.append(col(PanelRequest.site_id) == filters.site_id)
    if filters.before is not None:
        conditions.append(col(PanelRequest.needed_by) <= filters.before)
    if state and filters.overdue:
        conditions.append(_overdue(today))
    return conditions


def _overdue(today: date) -> ColumnElement[bool]:
    return col(PanelRequest.state).in_(WAITING) & (col(PanelRequest.needed_by) < today)
