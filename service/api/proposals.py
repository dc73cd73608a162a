"""Proposals: the panel of a request, composed when it is first asked for."""

from typing import Any

from flask import g
from werkzeug.wrappers import Response

from schemas.panel import Proposal
from service.api.answers import answer
from service.api.door import Door
from service.api.idempotency import keeping
from service.api.panel_requests import shown_request
from service.panels.compose import Proposal as Found
from service.panels.compose import propose
from service.panels.views import panel_view
from service.security.guard import actor, house
from service.work import Work

doors = Door("proposals", "Panels composed for requests.")


@doors.operation("POST", "/panel-requests/<request_id>/proposal", needs="requests.make", answers=Proposal, creates=True)
def post_proposal(request_id: str) -> Response:
    """Compose a panel, or return the committed one; without one the request says why and what would help."""
    propose(house(), actor(), request_id, also=keeping(_answer))
    kept: Response = g.answer
    return kept


def _answer(work: Work, found: Found) -> Response:
    shown: dict[str, Any] = {
        "outcome": "proposed" if found.panel is not None else "unfilled",
        "request": shown_request(work, found.request),
        "panel": panel_view(work, found.panel.id) if found.panel is not None else None,
    }
    return answer(Proposal, shown)
