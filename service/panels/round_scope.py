"""What a planning round covers: the requests still without a confirmed panel, narrowed by where and when."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from service.models import Department, PanelRequest, RequestStart, Vacancy, utc_now
from service.work import Work

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RoundScope:
    """Which requests a round covers; what is None narrows nothing.

    `first_day` and `last_day` (both included) admit requests with at least one start to come in these days; all their
    starts to come may then be used. `needed_by` admits those that are needed by that day.
    """

    department_id: str | None = None
    division_id: str | None = None
    site_id: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    needed_by: date | None = None

    def as_json(self) -> dict[str, Any]:
        """Return what a round keeps."""
        days = {name: getattr(self, name) for name in ("first_day", "last_day", "needed_by")}
        places = {name: getattr(self, name) for name in ("department_id", "division_id", "site_id")}
        return places | {name: day.isoformat() if day else None for name, day in days.items()}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "RoundScope":
        """Return what a round has kept."""
        days = {
            name: date.fromisoformat(kept[name]) if kept.get(name) else None
            for name in ("first_day", "last_day", "needed_by")
        }
        return cls(kept.get("department_id"), kept.get("division_id"), kept.get("site_id"), **days)


def requests_in_scope(work: Work, scope: RoundScope, *, may_change: bool) -> list[PanelRequest]:
    """Return the requests a round covers, by reference; with `may_change` those with an unconfirmed proposal too."""
    states = ("open", "unfilled", "proposed") if may_change else ("open", "unfilled")
    wanted = (
        select(PanelRequest)
        .join(Vacancy, col(Vacancy.id) == col(PanelRequest.vacancy_id))
        .join(Department, col(Department.id) == col(Vacancy.department_id))
        .where(col(PanelRequest.state).in_(states), *_conditions(work, scope))
        .order_by(col(PanelRequest.reference))
    )
    return list(work.session.exec(wanted))


def _conditions(work: Work, scope: RoundScope) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if scope.department_id is not None:
        conditions.append(col(Vacancy.department_id) == scope.department_id)
    if scope.division_id is not None:
        conditions.append(col(Department.division_id) == scope.division_id)
    if scope.site_id is not None:
        conditions.append(col(PanelRequest.site_id) == scope.site_id)
    if scope.needed_by is not None:
        conditions.append(col(PanelRequest.needed_by) <= scope.needed_by)
    if scope.first_day is not None or scope.last_day is not None:
        starts = select(RequestStart.request_id).where(col(RequestStart.starts_at) > utc_now())
        zone = work.settings.zone
        if scope.first_day is not None:
            starts = starts.where(col(RequestStart.starts_at) >= datetime.combine(scope.first_day, time.min, zone))
        if scope.last_day is not None:
            after = datetime.combine(scope.last_day + ONE_DAY, time.min, zone)
            starts = starts.where(col(RequestStart.starts_at) < after)
        conditions.append(col(PanelRequest.id).in_(starts))
    return conditions
