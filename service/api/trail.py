"""The trail, for HR: who did what, newest first."""

from typing import Any

from sqlalchemy import func
from sqlmodel import col, select
from werkzeug.wrappers import Response

from schemas.trail import TrailPage, TrailQuery
from service.api.answers import answer, page
from service.api.door import Door
from service.api.naming import plain
from service.models import TrailEvent
from service.security.guard import actor, house

doors = Door("trail", "Who did what.")
FILTERS = ("action", "account_id", "subject_kind", "subject_id")


@doors.operation("GET", "/trail", needs="trail.see", query=TrailQuery, answers=TrailPage)
def get_trail(query: dict[str, Any]) -> Response:
    """List the events of the trail, newest first."""
    wanted = [col(getattr(TrailEvent, name)) == query[name] for name in FILTERS if name in query]
    with house().reading(actor()) as work:
        total = work.session.exec(select(func.count()).select_from(TrailEvent).where(*wanted)).one()
        rows = select(TrailEvent).where(*wanted).order_by(col(TrailEvent.number).desc())
        found = work.session.exec(rows.offset((query["page"] - 1) * query["size"]).limit(query["size"]))
        return answer(TrailPage, page([plain(row) for row in found], total, query))
