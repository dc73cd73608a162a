"""A panel in words: what its state means, who sits where, and what happened. The same words whatever lies behind."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from service.pages.wording import INVITATION_STATES, count_of, moment, role_name, span
from service.panels.history import Act
from service.panels.views import PanelView, SeatView

RELEASE = (
    "You have confirmed this panel. HR releases every panel under this policy before its members are asked. "
    "There is nothing for you to do now."
)
ACTS = {
    "request.made": "asked for a panel",
    "request.edited": "changed the request",
    "request.relaxed": "made a suggested change to the request",
    "request.unfilled": "No panel was found",
    "request.cancelled": "cancelled the request",
    "panel.proposed": "A panel was proposed",
    "panel.confirmed": "confirmed the panel",
    "panel.released": "released the panel",
    "panel.reserve_found": "A reserve was found",
    "panel.seat_left_empty": "Nobody was found for a seat",
    "panel.member_swapped": "swapped a member",
    "panel.repaired": "filled the seat that somebody had left",
    "panel.moved": "moved the panel to another time",
    "panel.ready": "Everybody had accepted",
    "panel.held": "recorded who sat",
    "panel.cancelled": "cancelled the panel",
    "reserve.confirmed": "had the reserve asked",
    "invitation.sent": "{person} was asked",
    "invitation.accepted": "{person} accepted",
    "invitation.declined": "{person} declined",
    "decision.recorded": "recorded the decision on the post",
    "decision.correction_proposed": "proposed a correction of the decision on the post",
    "decision.corrected": "confirmed the correction of the decision on the post",
    "decision.correction_refused": "refused, or took back, the correction",
}


def what_now(panel: PanelView, zone: ZoneInfo) -> str:
    """Return what a panel's state means and what is next, for whoever sees the whole of it."""
    asked = [seat for seat in panel.seats if seat.invitation in ("sent", "accepted")]
    accepted = sum(1 for seat in asked if seat.invitation == "accepted")
    held_until = f" It is kept for you until {moment(panel.hold_until, zone)}." if panel.hold_until else ""
    return {
        "proposed": f"Nobody has been asked yet. Confirm this panel, or change it first.{held_until}",
        "awaiting_release": RELEASE,
        "inviting": f"{accepted} of {count_of(len(panel.seats), 'member')} have accepted.",
        "ready": "Everybody has accepted.",
        "held": "The interview was held and who sat is recorded.",
        "closed": "The decision on the post is recorded.",
        "cancelled": "This panel is cancelled.",
    }[panel.state]


def facts(panel: PanelView) -> list[tuple[str, str]]:
    """Return when and where, and what it is for."""
    band = f", band {panel.vacancy_band}" if panel.vacancy_band else ""
    return [
        ("Post", f"{panel.vacancy_title}{band} ({panel.vacancy_reference})"),
        ("When", span(panel.starts_at, panel.ends_at, panel.zone)),
        ("Where", "Online" if panel.online else panel.site),
    ]


def seat_shown(seat: SeatView, panel: PanelView) -> dict[str, Any]:
    """Return one seat as the page shows it: who, and where they work; never why they were chosen."""
    about = [seat.job_title, f"band {seat.band}" if seat.band else None, seat.department]
    sat = None if seat.sat is None else (("Sat", "green") if seat.sat else ("Did not sit", "grey"))
    state = None
    if panel.state in ("awaiting_release", "inviting", "ready"):
        state = INVITATION_STATES[seat.invitation] if seat.invitation else ("Not asked yet", "grey")
    return {
        "position": seat.position,
        "role": role_name(seat.role),
        "asks_for": seat.words if seat.min_band or seat.profession or seat.from_ != "anywhere" else "",
        "name": seat.name or "Nobody yet",
        "about": ", ".join(part for part in about if part),
        "state": sat or (state if seat.person_id else ("Empty", "orange")),
        "offered": seat.invitation == "offered",
        "invitation_id": seat.invitation_id,
        "invitation_version": seat.invitation_version,
        "empty": seat.person_id is None,
    }


def told(acts: Sequence[Act], zone: ZoneInfo) -> list[tuple[str, str]]:
    """Return what happened: when, and a sentence."""
    return [(moment(act.at, zone), _sentence(act)) for act in acts]


def has_begun(panel: PanelView, now: datetime) -> bool:
    """Return whether the interview has begun."""
    return panel.starts_at <= now


def _sentence(act: Act) -> str:
    words = ACTS[act.action].format(person=act.person)
    impersonal = words[:1].isupper() or "{person}" in ACTS[act.action]
    return f"{words}." if impersonal else f"{act.by or 'Fairpanel'} {words}."
