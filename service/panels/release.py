"""HR's release of panels under a protected `must`: met or not, every one of them waits, in the same words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service import db
from service.errors import ConflictError, InvalidInputError, Problem
from service.models import Panel, PanelRequest, PanelSeat, Shortfall, utc_now
from service.panels.life import CONFIRMED, invite
from service.panels.panel_rows import lock_people, seats_of
from service.panels.policy_rules import seat_problems
from service.panels.scope import locked_panel, only_hr
from service.panels.shortfalls import decide_shortfall, list_shortfalls
from service.work import Work


@dataclass(frozen=True, slots=True)
class Decision:
    """What HR decides about one shortfall, and why."""

    decision: str
    reason: str


def release_panel(
    work: Work, panel_id: str, expected_version: int | None, decisions: Mapping[str, Decision] | None = None
) -> Panel:
    """Release a panel, so that its members are invited.

    Args:
        work: the unit of work.
        panel_id: the panel.
        expected_version: the version HR has seen.
        decisions: decisions on shortfalls, by their id, written down first.

    Raises:
        ForbiddenError: the actor is not HR.
        ConflictError: the panel does not wait for a release.
        InvalidInputError: a protected `must` that is not met has not been waived; each is listed.
    """
    only_hr(work.actor)
    panel = locked_panel(work, panel_id)
    db.expect_version(panel, expected_version)
    if panel.state != "awaiting_release":
        raise ConflictError("This panel does not wait for a release.", code="not_waiting")
    for shortfall_id, given in (decisions or {}).items():
        seen = db.get(work.session, Shortfall, shortfall_id)  # the panel's version speaks for it: it was locked above
        if decide_shortfall(work, shortfall_id, given.decision, given.reason, seen.version).panel_id != panel.id:
            raise InvalidInputError.one(f"decisions.{shortfall_id}", "This shortfall is of another panel.")
    problems = [
        Problem(
            f"decisions.{each.id}",
            f"The panel does not meet {each.requirement_id!r}.",
            "Waive it with a reason, widen a seat, or ask someone to sit.",
        )
        for each in list_shortfalls(work, panel.id)
        if each.protected and each.strength == "must" and each.decision != "waive"
    ]
    if problems:
        raise InvalidInputError(problems)
    lock_people(work, [seat.person_id for seat in seats_of(work, panel.id) if seat.person_id])
    panel.released_by, panel.released_at = work.actor.account_id, utc_now()
    work.record("panel.released", "panel", panel.id)
    invite(work, panel)
    return panel


def widen_seat(
    work: Work, panel_id: str, position: int, conditions: Mapping[str, Any], expected_version: int | None
) -> PanelSeat:
    """Change a seat's conditions, so that more people could take it; `who_else` and `swap_member` then find them.

    Args:
        work: the unit of work.
        panel_id: the panel.
        position: which seat, from 0.
        conditions: the seat's new `min_band`, `from` and `profession`; its role stays.
        expected_version: the version of the panel HR has seen.

    Raises:
        ForbiddenError: the actor is not HR.
        ConflictError: the panel is not confirmed, or its interview was held.
        InvalidInputError: there is no such seat, or the conditions are not sound.
    """
    only_hr(work.actor)
    panel = locked_panel(work, panel_id)
    db.expect_version(panel, expected_version)
    if panel.state not in CONFIRMED:
        raise ConflictError(f"This panel is {panel.state}; change its request instead.", code="not_confirmed")
    seats = seats_of(work, panel.id)
    if not 0 <= position < len(seats):
        raise InvalidInputError.one("position", "There is no such seat.")
    seat = seats[position]
    problems = seat_problems([{**conditions, "role": seat.role}])
    if problems:
        raise InvalidInputError(problems)
    seat.min_band, seat.profession = conditions.get("min_band"), conditions.get("profession")
    seat.from_ = conditions.get("from", "anywhere")
    request = db.get(work.session, PanelRequest, panel.request_id)
    words = [dict(each) for each in request.seats]
    if position < len(words):
        given = {"role": seat.role, "from": seat.from_, "min_band": seat.min_band, "profession": seat.profession}
        words[position] = {key: value for key, value in given.items() if value is not None}
        request.seats = words
    work.session.add_all([seat, request])
    work.record("seat.widened", "panel", panel.id, {"position": position})
    return seat
