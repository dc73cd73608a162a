"""What a manager or a panelist sees of requests and panels: exactly the words and numbers that a page may show.

Everything here is a function of data that are not protected and of who was proposed. No requirement on a feature, no
load, no reserve and no reason why somebody was chosen is in it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import col, select

from service import db
from service.errors import NotFoundError, Problem
from service.models import (
    Attendance,
    Department,
    Invitation,
    Panel,
    PanelRequest,
    PanelSeat,
    Person,
    Shortfall,
    Site,
    Vacancy,
    bands,
)
from service.panels.attendance import may_record
from service.panels.explanation import rule_words, seat_words
from service.panels.invitations import DECLINE_REASONS
from service.panels.panel_rows import invitations_of, live_panel, seats_of
from service.panels.protection import open_rules
from service.panels.request_rules import ConflictInput
from service.panels.requests import conflicts_of, starts_of, warnings_for
from service.panels.scope import panel_in_scope, request_in_scope
from service.work import Work

WIDE_GAP = 4  # bands between an ambassador and the post


@dataclass(frozen=True, slots=True)
class SeatView:
    """One seat: what it asks for, and who holds it. `invitation` is the state of the holder's invitation, if any."""

    position: int
    role: str
    words: str
    min_band: str | None
    from_: str
    profession: str | None
    person_id: str | None
    name: str | None
    job_title: str | None
    band: str | None
    department: str | None
    invitation: str | None
    invitation_id: str | None
    invitation_version: int | None
    sat: bool | None


@dataclass(frozen=True, slots=True)
class DeclinedView:
    """Somebody who declined, with the reason they gave."""

    position: int
    name: str
    reason: str
    note: str


@dataclass(frozen=True, slots=True)
class PanelView:
    """A panel. `notes` say which rules that are not protected it does not meet; `stand_ins` sat without a seat.

    `can_confirm` and the like say what its state and the actor's part in it allow now.
    """

    id: str
    version: int
    state: str
    request_id: str
    request_reference: str
    vacancy_reference: str
    vacancy_title: str
    vacancy_band: str | None
    starts_at: datetime
    ends_at: datetime
    zone: str
    online: bool
    site: str
    needs_release: bool
    auto_invite: bool
    hold_until: datetime | None
    cancelled_reason: str
    seats: tuple[SeatView, ...]
    declined: tuple[DeclinedView, ...]
    stand_ins: tuple[str, ...]
    notes: tuple[str, ...]
    can_change: bool
    can_record: bool


@dataclass(frozen=True, slots=True)
class RequestView:
    """A panel request, with why it is unfilled (`reasons`) and what would help (`changes`, by number)."""

    id: str
    version: int
    reference: str
    state: str
    vacancy_id: str
    vacancy_reference: str
    vacancy_title: str
    minutes: int
    online: bool
    site: str
    zone: str
    needed_by: date | None
    priority: int
    starts: tuple[datetime, ...]
    seats: tuple[str, ...]
    rules: tuple[str, ...]
    conflicts: tuple[ConflictInput, ...]
    reasons: tuple[str, ...]
    changes: tuple[str, ...]
    warnings: tuple[Problem, ...]
    panel_id: str | None


def panel_view(work: Work, panel_id: str) -> PanelView:
    """Return a panel as the actor may see it; a member sees who else sits, but not who declined or why.

    Raises:
        NotFoundError: there is no such panel, or the actor has no part in it.
    """
    panel, whole = _visible(work, panel_id)
    request = db.get(work.session, PanelRequest, panel.request_id)
    vacancy = db.get(work.session, Vacancy, request.vacancy_id)
    seats = seats_of(work, panel.id)
    invitations = invitations_of(work, panel.id)
    attendance = {
        row.person_id: row for row in work.session.exec(select(Attendance).where(Attendance.panel_id == panel.id))
    }
    people = _people(work, {*attendance, *_named(seats), *(each.person_id for each in invitations)})
    held = {seat.person_id for seat in seats}
    extra = sorted(people[who][0].name for who, row in attendance.items() if who not in held and row.sat)
    return PanelView(
        id=panel.id, version=panel.version, state=panel.state, request_id=request.id,
        request_reference=request.reference, vacancy_reference=vacancy.reference, vacancy_title=vacancy.title,
        vacancy_band=vacancy.band, starts_at=panel.starts_at, ends_at=panel.ends_at, zone=panel.zone,
        online=panel.online, site=db.get(work.session, Site, panel.site_id).name, needs_release=panel.needs_release,
        auto_invite=panel.auto_invite, hold_until=panel.hold_until, cancelled_reason=panel.cancelled_reason,
        seats=tuple(_seat(seat, people, invitations, attendance, whole) for seat in seats),
        declined=_declined(seats, invitations, people) if whole else (), stand_ins=tuple(extra),
        notes=(*_notes(work, panel, request), *_wide_gaps(seats, people, vacancy)) if whole else (),
        can_change=whole and panel.state in ("proposed", "awaiting_release", "inviting", "ready"),
        can_record=panel.state in ("awaiting_release", "inviting", "ready") and may_record(work, panel),
    )  # fmt: skip


def live_panel_view(work: Work, request_id: str) -> PanelView | None:
    """Return the live panel of a request, if it has one.

    Raises:
        NotFoundError: there is no such request, or it is not theirs.
    """
    request_in_scope(work, request_id)
    panel = live_panel(work, request_id)
    return panel_view(work, panel.id) if panel is not None else None


def request_view(work: Work, request_id: str) -> RequestView:
    """Return a request as the actor may see it.

    Raises:
        NotFoundError: there is no such request, or it is not theirs.
    """
    request = request_in_scope(work, request_id)
    vacancy = db.get(work.session, Vacancy, request.vacancy_id)
    told: dict[str, Any] = request.explanation or {"reasons": [], "changes": []}
    panel = live_panel(work, request_id)
    return RequestView(
        id=request.id, version=request.version, reference=request.reference, state=request.state,
        vacancy_id=vacancy.id, vacancy_reference=vacancy.reference, vacancy_title=vacancy.title,
        minutes=request.minutes, online=request.online, site=db.get(work.session, Site, request.site_id).name,
        zone=request.zone, needed_by=request.needed_by, priority=request.priority,
        starts=tuple(starts_of(work, request_id)), seats=tuple(seat_words(seat) for seat in request.seats),
        rules=tuple(rule_words(rule) for rule in open_rules(request.requirements)),
        conflicts=tuple(conflicts_of(work, request_id)), reasons=tuple(told["reasons"]),
        changes=tuple(each["text"] for each in told["changes"]), warnings=tuple(warnings_for(work, request_id)),
        panel_id=panel.id if panel is not None else None,
    )  # fmt: skip


def _visible(work: Work, panel_id: str) -> tuple[Panel, bool]:
    """Return a panel, and whether the actor sees the whole of it."""
    try:
        return panel_in_scope(work, panel_id), True
    except NotFoundError:
        mine = select(Invitation.id).where(
            Invitation.panel_id == panel_id, Invitation.person_id == work.actor.person_id,
            col(Invitation.state).in_(("sent", "accepted")),
        )  # fmt: skip
        if work.actor.person_id is None or work.session.exec(mine).first() is None:
            raise
        return db.get(work.session, Panel, panel_id), False


def _named(seats: list[PanelSeat]) -> set[str]:
    return {seat.person_id for seat in seats if seat.person_id is not None}


def _people(work: Work, ids: set[str]) -> dict[str, tuple[Person, str]]:
    wanted = select(Person, Department.name).join(Department, col(Department.id) == col(Person.department_id))
    rows = work.session.exec(wanted.where(col(Person.id).in_(sorted(ids))))
    return {person.id: (person, department) for person, department in rows}


def _seat(
    seat: PanelSeat,
    people: dict[str, tuple[Person, str]],
    invitations: list[Invitation],
    attendance: dict[str, Attendance],
    whole: bool,
) -> SeatView:
    words = {"role": seat.role, "min_band": seat.min_band, "from": seat.from_, "profession": seat.profession}
    person, department = people.get(seat.person_id or "", (None, None))
    mine = [each for each in invitations if each.seat_id == seat.id and each.person_id == seat.person_id]
    invitation = next((each for each in mine if each.state in ("offered", "sent", "accepted")), None)
    sat = attendance.get(seat.person_id or "")
    return SeatView(
        seat.position, seat.role, seat_words(words), seat.min_band, seat.from_, seat.profession,
        seat.person_id, person.name if person else None, person.job_title if person else None,
        person.band if person else None, department, invitation.state if invitation else None,
        invitation.id if invitation and whole else None, invitation.version if invitation and whole else None,
        sat.sat if sat else None,
    )  # fmt: skip


def _declined(
    seats: list[PanelSeat], invitations: list[Invitation], people: dict[str, tuple[Person, str]]
) -> tuple[DeclinedView, ...]:
    places = {seat.id: seat.position for seat in seats}
    return tuple(
        DeclinedView(
            places[each.seat_id], people[each.person_id][0].name,
            DECLINE_REASONS.get(each.decline_reason, each.decline_reason), each.decline_note,
        )
        for each in invitations
        if each.state == "declined"
    )  # fmt: skip


def _notes(work: Work, panel: Panel, request: PanelRequest) -> tuple[str, ...]:
    wanted = select(Shortfall.requirement_id).where(Shortfall.panel_id == panel.id, col(Shortfall.protected).is_(False))
    lacking = set(work.session.exec(wanted))
    rules = open_rules(request.requirements)
    return tuple(f"Not met: {rule_words(rule)}" for rule in rules if rule["id"] in lacking)


def _wide_gaps(seats: list[PanelSeat], people: dict[str, tuple[Person, str]], vacancy: Vacancy) -> tuple[str, ...]:
    """Warn of an ambassador whose band is far from the post's. It is allowed, and has worked well."""
    notes = []
    for seat in seats:
        member = people[seat.person_id][0] if seat.role == "ambassador" and seat.person_id else None
        own, post = bands.rank(member.band if member else None), bands.rank(vacancy.band)
        if member is not None and own is not None and post is not None and abs(own - post) > WIDE_GAP:
            notes.append(f"{member.name} is at band {member.band}: agree how you work together as equal partners.")
    return tuple(notes)
