"""Propose a panel: read, solve outside any transaction, write with a re-check. Constraints decide races."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import col, select

from service import db
from service.errors import ConflictError
from service.models import Panel, PanelRequest, PanelSeat, utc_now
from service.panels.asked import Asked, asked_by
from service.panels.brief import write_brief
from service.panels.commitments import still_held
from service.panels.explanation import Explanation, explain
from service.panels.panel_rows import end_proposal, keep_reserves, live_panel, lock_people, seat_person
from service.panels.policy_rules import needs_release
from service.panels.requests import COMPOSABLE, with_policy
from service.panels.scope import lock_with_request, request_in_scope
from service.panels.shortfalls import write_shortfalls
from service.panels.verdict import Composed, examine, solve
from service.trail import SYSTEM, Actor
from service.vault import record_views
from service.work import House, Work

ATTEMPTS = 12
BUSY = "Other panels were being composed at the same moment. Ask again."
_turns = threading.Lock()  # after a lost race the losers of one process take turns instead of racing again


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a manager gets: the request, and its committed panel or the reason why there is none.

    `explanation` is on the request too; it speaks of rules that are not protected and of kinds of people only.
    """

    request: PanelRequest
    panel: Panel | None

    @property
    def filled(self) -> bool:
        """Whether there is a panel."""
        return self.panel is not None


@dataclass(frozen=True, slots=True)
class _Answer:
    """What was found outside any transaction, and the version of the request it was found for."""

    asked: Asked
    version: int
    composed: Composed | None
    explanation: Explanation | None
    looked_at: tuple[str, ...]


def propose(
    house: House, actor: Actor, request_id: str, also: Callable[[Work, Proposal], None] | None = None
) -> Proposal:
    """Return the panel of a request, composing it now if it has none; asking again returns the committed one.

    Args:
        house: the installation.
        actor: who asks.
        request_id: the request.
        also: run inside the unit of work that commits the answer, such as to keep it for a repeated request.

    Raises:
        NotFoundError: there is no such request, or it is not theirs.
        ConflictError: the request is over, no policy covers it, or others kept taking the same people.
    """
    for attempt in range(ATTEMPTS):
        if attempt:
            with _turns:
                proposal = _attempt(house, actor, request_id, also)
        else:
            proposal = _attempt(house, actor, request_id, also)
        if proposal is not None:
            return proposal
        time.sleep(random.uniform(0, 0.02 * attempt))  # noqa: S311 - spreads processes that race, nothing secret
    raise ConflictError(BUSY, code="busy")


def release_expired(work: Work) -> int:
    """Drop every proposal whose hold has run out and return how many; their requests are open again."""
    wanted = select(Panel).where(Panel.state == "proposed", ~still_held()).order_by(col(Panel.id))
    dropped = 0
    for row in work.session.exec(wanted).all():
        panel = lock_with_request(work, row)
        if panel.state == "proposed":
            end_proposal(work, panel, "The proposal was not confirmed in time.")
            dropped += 1
    return dropped


def _attempt(
    house: House, actor: Actor, request_id: str, also: Callable[[Work, Proposal], None] | None
) -> Proposal | None:
    """Return the proposal, or None where somebody else was faster."""
    _drop_expired(house, actor)
    with house.reading(actor) as work:
        request = request_in_scope(work, request_id)
        standing = live_panel(work, request_id)
        if standing is None:
            _must_be_composable(request)
            asked = asked_by(work, request)
            brief = write_brief(work, asked) if asked.starts else None
    if standing is None:
        composed = solve(brief) if brief is not None else None
        people = brief.index.ids if brief is not None else ()
        why = None if composed is not None else explain(house, asked)
        answer = _Answer(asked, request.version, composed, why, people)
    try:
        with house.writing(actor) as work:
            if standing is not None:
                proposal: Proposal | None = Proposal(request_in_scope(work, request_id), live_panel(work, request_id))
                if proposal is None or proposal.panel is None:
                    return None
            else:
                proposal = _commit(work, request_id, answer)
            if proposal is not None and also is not None:
                also(work, proposal)
        return proposal
    except (IntegrityError, OperationalError):
        return None


def _drop_expired(house: House, actor: Actor) -> None:
    with house.reading(actor) as work:
        any_expired = work.session.exec(select(Panel.id).where(Panel.state == "proposed", ~still_held())).first()
    if any_expired is not None:
        try:
            with house.writing(SYSTEM) as work:
                release_expired(work)
        except (IntegrityError, OperationalError):
            return  # somebody else is dropping them; the next attempt sees


def _must_be_composable(request: PanelRequest) -> None:
    if request.state == "draft":
        raise ConflictError("This request is a draft. Complete it first.", code="draft")
    if request.state not in COMPOSABLE:
        raise ConflictError(f"This request is {request.state}, so no panel is composed for it.", code="over")


def _commit(work: Work, request_id: str, answer: _Answer) -> Proposal | None:
    request = db.lock(work.session, PanelRequest, request_id)
    standing = live_panel(work, request_id)
    if standing is not None:
        return Proposal(request, standing)
    if request.version != answer.version:
        return None
    if answer.composed is None:
        return Proposal(leave_unfilled(work, request, answer.explanation), None)
    composed = answer.composed
    lock_people(work, composed.people)
    now = examine(work, answer.asked, composed.people, composed.starts_at)
    if now.faults or now.shortfalls != composed.shortfalls:
        return None
    request.seats, request.requirements, request.policy_id = with_policy(work, request)
    panel = write_panel(work, request, composed)
    record_views(work, answer.looked_at, "composing a panel")
    work.record("panel.proposed", "panel", panel.id, {"request": request.id, "policy": panel.policy_id})
    return Proposal(request, panel)


def leave_unfilled(work: Work, request: PanelRequest, explanation: Explanation | None) -> PanelRequest:
    """Write down on a locked request why it has no panel, unless it says so already."""
    told = explanation.as_json() if explanation is not None else None
    if (request.state, request.explanation) != ("unfilled", told):
        request.state, request.explanation = "unfilled", told
        request.version += 1
        work.session.add(request)
        work.record("request.unfilled", "request", request.id)
    return request


def write_panel(work: Work, request: PanelRequest, composed: Composed) -> Panel:
    """Write a proposal for a locked request without one; a person's time that is taken is refused at the flush."""
    panel = Panel(
        request_id=request.id, policy_id=request.policy_id, starts_at=composed.starts_at,
        ends_at=composed.starts_at + timedelta(minutes=request.minutes), zone=request.zone, online=request.online,
        site_id=request.site_id, needs_release=needs_release(request.requirements),
        hold_until=utc_now() + timedelta(days=work.settings.proposal_days),
    )  # fmt: skip
    work.session.add(panel)
    work.session.flush()
    for position, (seat, person_id) in enumerate(zip(request.seats, composed.people, strict=True)):
        row = PanelSeat(
            panel_id=panel.id, position=position, role=seat["role"], min_band=seat.get("min_band"),
            from_=seat.get("from", "anywhere"), profession=seat.get("profession"),
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        seat_person(work, panel, row, person_id)
        keep_reserves(work, row, composed.reserves[position])
    write_shortfalls(work, panel, request.requirements, composed.shortfalls, composed.best_effort)
    request.state, request.explanation = "proposed", None
    request.version += 1
    work.session.add(request)
    return panel
