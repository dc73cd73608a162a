"""The life of a panel: a named person confirms it, it may be cancelled, and its state follows from its invitations.

proposed → awaiting_release (under a protected `must`, met or not) → inviting → ready → held → closed, or cancelled.
"""

from service import db
from service.errors import ConflictError, ForbiddenError, InvalidInputError
from service.models import Panel, PanelRequest, PanelSeat, Person, utc_now
from service.panels.asked import asked_of_panel
from service.panels.panel_rows import (
    ask,
    end_panel,
    lock_people,
    seats_of,
    standing_invitation,
    tell_hr,
)
from service.panels.scope import locked_panel
from service.panels.verdict import Fault, examine
from service.work import Work

BEFORE_HELD = ("proposed", "awaiting_release", "inviting", "ready")
CONFIRMED = ("awaiting_release", "inviting", "ready")


def confirm_panel(work: Work, panel_id: str, expected_version: int | None, auto_invite: bool = False) -> Panel:
    """Confirm a proposal: it goes to HR for release where its policy asks for that, otherwise invitations are sent.

    Args:
        work: the unit of work.
        panel_id: the proposal.
        expected_version: the version the person has seen.
        auto_invite: leave to invite the next reserve at once when somebody declines.

    Raises:
        ForbiddenError: nobody is named as the one who confirms.
        ConflictError: it is confirmed already, its time has come, or a member cannot sit any more.
        NotFoundError: there is no such panel, or it is not theirs.
    """
    if work.actor.account_id is None:
        raise ForbiddenError("A panel is confirmed by a named person. Sign in to confirm it.")
    panel = locked_panel(work, panel_id)
    db.expect_version(panel, expected_version)
    if panel.state != "proposed":
        raise ConflictError("This panel is not waiting to be confirmed.", code="not_proposed")
    if panel.starts_at <= utc_now():
        raise ConflictError("The time of this panel has come. Ask for a new proposal.", code="passed")
    seats = seats_of(work, panel.id)
    lock_people(work, [seat.person_id for seat in seats if seat.person_id])
    refuse_faults(work, panel, seats)
    panel.confirmed_by, panel.confirmed_at = work.actor.account_id, utc_now()
    panel.auto_invite, panel.hold_until = auto_invite, None
    request = db.lock(work.session, PanelRequest, panel.request_id)
    request.state = "confirmed"
    request.version += 1
    work.session.add(request)
    work.record("panel.confirmed", "panel", panel.id, {"auto_invite": auto_invite})
    go_on(work, panel)
    return panel


def cancel_panel(work: Work, panel_id: str, reason: str, expected_version: int | None) -> Panel:
    """Cancel a panel before its interview; those asked are told, and its request can be composed again.

    Raises:
        ConflictError: it was held, or is over.
        InvalidInputError: there is no reason.
        NotFoundError: there is no such panel, or it is not theirs.
    """
    panel = locked_panel(work, panel_id)
    db.expect_version(panel, expected_version)
    must_be_before_held(panel)
    if not reason.strip() or len(reason) > 1000:
        raise InvalidInputError.one("reason", "Say why the panel is cancelled, in up to 1,000 characters.")
    end_panel(work, panel, reason.strip())
    panel.version -= 1  # ending raised it once more
    request = db.lock(work.session, PanelRequest, panel.request_id)
    request.state, request.explanation = "open", None
    request.version += 1
    work.session.add(request)
    work.record("panel.cancelled", "panel", panel.id, {"request": request.id})
    return panel


def go_on(work: Work, panel: Panel) -> None:
    """Take a confirmed panel with people not yet asked to its next step: HR's release, or their invitations."""
    if panel.needs_release:
        panel.state, panel.released_by, panel.released_at = "awaiting_release", None, None
        work.session.add(panel)
        tell_hr(work, panel, "release_needed")
    else:
        invite(work, panel)


def invite(work: Work, panel: Panel, kind: str = "invitation") -> None:
    """Send an invitation to every member who has none, and let the panel's state follow."""
    for seat in seats_of(work, panel.id):
        if seat.person_id is not None and standing_invitation(work, seat) is None:
            ask(work, panel, seat, send=True, kind=kind)
    panel.state = "inviting"
    follow(work, panel)


def follow(work: Work, panel: Panel) -> None:
    """Make an inviting panel ready once everybody has accepted, and a ready one inviting when somebody has not."""
    if panel.state not in ("inviting", "ready"):
        return
    was = panel.state
    panel.state = "ready" if all(_accepted(work, seat) for seat in seats_of(work, panel.id)) else "inviting"
    work.session.add(panel)
    work.session.flush()
    if was == "inviting" and panel.state == "ready":
        work.record("panel.ready", "panel", panel.id)


def must_be_before_held(panel: Panel) -> None:
    """Refuse a panel whose interview was held or that is over.

    Raises:
        ConflictError: it is.
    """
    if panel.state not in BEFORE_HELD:
        raise ConflictError(f"This panel is {panel.state}, so it cannot be changed.", code="over")


def refuse_faults(work: Work, panel: Panel, seats: list[PanelSeat]) -> None:
    """Refuse a panel with a member who cannot sit any more, by rules that are not protected.

    Raises:
        ConflictError: naming each such member.
    """
    if any(seat.person_id is None for seat in seats):
        raise ConflictError("A seat of this panel is empty. Fill it first.", code="empty_seat")
    people = [seat.person_id for seat in seats if seat.person_id is not None]
    asked = asked_of_panel(work, panel, panel.starts_at, open_seats=range(len(seats)))
    faults = examine(work, asked, people, panel.starts_at).faults
    if faults:
        raise ConflictError(f"{fault_words(work, faults)} Swap the member, or ask for a new proposal.", code="faults")


def fault_words(work: Work, faults: tuple[Fault, ...]) -> str:
    """Return what is wrong with a panel in sentences that name the members concerned."""
    sentences = []
    for fault in faults:
        person = work.session.get(Person, fault.person_id) if fault.person_id else None
        sentences.append(f"{person.name} {fault.text}" if person is not None else fault.text)
    return " ".join(dict.fromkeys(sentences))


def _accepted(work: Work, seat: PanelSeat) -> bool:
    invitation = standing_invitation(work, seat) if seat.person_id is not None else None
    return invitation is not None and invitation.state == "accepted"
