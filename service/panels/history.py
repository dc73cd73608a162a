"""What happened to a panel, for those who may see the whole of it: acts in the order in which they were done.

Only acts that say nothing about a protected requirement are told; what HR decided about a shortfall is not among them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from service.models import Account, Invitation, Person, TrailEvent
from service.panels.panel_rows import invitations_of
from service.panels.scope import is_hr, panel_in_scope
from service.work import Work

TOLD = frozenset(
    {
        "request.made", "request.edited", "request.relaxed", "request.unfilled", "request.cancelled",
        "panel.proposed", "panel.confirmed", "panel.released", "panel.reserve_found", "panel.seat_left_empty",
        "panel.member_swapped", "panel.repaired", "panel.moved", "panel.ready", "panel.held", "panel.cancelled",
        "reserve.confirmed",
        "invitation.sent", "invitation.accepted", "invitation.declined", "decision.recorded", "decision.corrected",
        "decision.correction_proposed", "decision.correction_refused",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Act:
    """One act: when, by whom (empty where Fairpanel acted by itself), what, and whom it concerned if anybody."""

    at: datetime
    by: str
    action: str
    person: str


def panel_history(work: Work, panel_id: str) -> list[Act]:
    """Return what happened to a panel and its request, oldest first.

    Somebody in HR is called HR: which colleague there released a panel is in the trail, for HR.

    Raises:
        NotFoundError: there is no such panel, or it is not theirs.
    """
    panel = panel_in_scope(work, panel_id)
    invitations = {each.id: each for each in invitations_of(work, panel.id) if each.sent_at is not None}
    subjects = [panel.id, panel.request_id, *invitations]
    events = work.session.exec(
        select(TrailEvent)
        .where(col(TrailEvent.subject_id).in_(subjects), col(TrailEvent.action).in_(sorted(TOLD)))
        .order_by(col(TrailEvent.number))
    ).all()
    accounts = _accounts(work, {each.account_id for each in events if each.account_id is not None})
    people = _people(work, invitations.values())
    return [
        Act(event.at, _by(work, event, accounts), event.action, people.get(event.subject_id, "")) for event in events
    ]


def _by(work: Work, event: TrailEvent, accounts: dict[str, str]) -> str:
    if event.account_id is None:
        return ""
    if event.action == "panel.released" and not is_hr(work.actor):
        return "HR"
    return accounts.get(event.account_id, "")


def _accounts(work: Work, ids: set[str]) -> dict[str, str]:
    rows = work.session.exec(select(Account).where(col(Account.id).in_(sorted(ids))))
    return {row.id: row.name for row in rows}


def _people(work: Work, invitations: Iterable[Invitation]) -> dict[str, str]:
    whom = {each.id: each.person_id for each in invitations}
    rows = work.session.exec(select(Person).where(col(Person.id).in_(sorted(set(whom.values())))))
    names = {row.id: row.name for row in rows}
    return {invitation: names[person] for invitation, person in whom.items()}
