"""What needs HR's attention first, each as a line with a link."""

from flask import url_for
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from service.models import Panel, PanelRequest, PanelSeat, Vacancy, utc_now
from service.pages.attention import MOST, Group, Line
from service.pages.hr_request_list import RequestFilter, request_rows
from service.pages.wording import day, span
from service.panels.life import CONFIRMED
from service.panels.scope import visible_panels
from service.work import Work


def for_hr(work: Work) -> list[Group]:
    """Return panels that wait for a release or have an empty seat, then requests past the day they need a panel by."""
    groups = [_releases(work), _broken(work), _overdue(work)]
    return [group for group in groups if group.lines]


def _releases(work: Work) -> Group:
    wanted = visible_panels(work.actor).where(Panel.state == "awaiting_release")
    return _panels(work, "Panels to release", "hr_shortfalls.show", wanted)


def _broken(work: Work) -> Group:
    empty = select(PanelSeat.panel_id).where(col(PanelSeat.person_id).is_(None))
    wanted = visible_panels(work.actor).where(
        col(Panel.state).in_(CONFIRMED), col(Panel.id).in_(empty), col(Panel.starts_at) > utc_now()
    )
    return _panels(work, "Panels with an empty seat", "panel_repair.show", wanted)


def _panels(work: Work, heading: str, endpoint: str, wanted: SelectOfScalar[Panel]) -> Group:
    panels = work.session.exec(wanted.order_by(col(Panel.starts_at), col(Panel.id))).all()
    titles = select(PanelRequest.id, Vacancy.title).join(Vacancy, col(Vacancy.id) == col(PanelRequest.vacancy_id))
    title = dict(work.session.exec(titles.where(col(PanelRequest.id).in_([each.request_id for each in panels]))).all())
    lines = [
        Line(
            title[each.request_id],
            span(each.starts_at, each.ends_at, each.zone),
            url_for(endpoint, panel_id=each.id),
        )
        for each in panels[:MOST]
    ]
    return Group(heading, lines, max(0, len(panels) - MOST))


def _overdue(work: Work) -> Group:
    today = utc_now().astimezone(work.settings.zone).date()
    rows, total = request_rows(work, RequestFilter(overdue=True), today, page=1, per_page=MOST)
    lines = [
        Line(
            each.vacancy.title,
            f"Needed by {day(each.request.needed_by)}",
            url_for("hr_requests.show", request_id=each.request.id),
        )
        for each in rows
        if each.request.needed_by is not None
    ]
    return Group("Requests past their day", lines, max(0, total - MOST))
