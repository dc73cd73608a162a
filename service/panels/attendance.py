"""Who actually sat, as the chair or the appointing manager says. Planned is not actual."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete
from sqlmodel import col, select

from service import db
from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, Problem
from service.models import Attendance, Booking, Panel, PanelRequest, Person, Vacancy, utc_now
from service.panels.life import CONFIRMED
from service.panels.panel_rows import invitations_of, seats_of, withdraw
from service.panels.scope import is_chair, is_hr, lock_with_request, panel_in_scope
from service.work import Work


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody who sat without having been planned to, and in which role."""

    person_id: str
    role: str = "panelist"


@dataclass(frozen=True, slots=True)
class WhoSat:
    """For every member whether they sat, and who stood in."""

    sat: Mapping[str, bool]
    stand_ins: Sequence[StandIn] = field(default_factory=tuple)


def record_who_sat(work: Work, panel_id: str, given: WhoSat, expected_version: int | None) -> Panel:
    """Record who sat, once the interview has begun: by the chair, the appointing manager or HR.

    Raises:
        NotFoundError: there is no such panel, or the actor has no part in it.
        ForbiddenError: the actor is neither the chair nor the appointing manager nor HR.
        ConflictError: the interview has not begun, is recorded already, or was never confirmed.
        InvalidInputError: a member is missing, or somebody is named wrongly; every problem is listed.
    """
    panel = lock_with_request(work, _mine(work, panel_id))
    db.expect_version(panel, expected_version)
    if panel.state not in CONFIRMED:
        raise ConflictError(f"This panel is {panel.state}.", code="not_confirmed")
    if panel.starts_at > utc_now():
        raise ConflictError("The interview has not begun yet. Record who sat afterwards.", code="not_begun")
    if work.actor.account_id is None:
        raise ForbiddenError("Who sat is recorded by a named person.")
    planned = {seat.person_id: seat.role for seat in seats_of(work, panel.id) if seat.person_id is not None}
    problems = _problems(work, planned, given)
    if problems:
        raise InvalidInputError(problems)
    rows = [(person_id, role, given.sat[person_id]) for person_id, role in planned.items()]
    rows += [(each.person_id, each.role.strip(), True) for each in given.stand_ins]
    work.session.add_all(
        Attendance(panel_id=panel.id, person_id=person_id, role=role, sat=sat, recorded_by=work.actor.account_id)
        for person_id, role, sat in rows
    )
    # From now on what counts as carried are the attendances; the time itself has passed.
    work.session.execute(delete(Booking).where(col(Booking.panel_id) == panel.id))
    for invitation in invitations_of(work, panel.id):
        if invitation.state == "offered":
            withdraw(work, panel, invitation, None)
    panel.state = "held"
    work.session.add(panel)
    sat = sum(1 for _, _, each in rows if each)
    work.record("panel.held", "panel", panel.id, {"sat": sat, "stand_ins": len(given.stand_ins)})
    return panel


def attendance_of(work: Work, panel_id: str) -> list[Attendance]:
    """Return who was recorded as having sat or not, by person, for those who may see the panel.

    Raises:
        NotFoundError: there is no such panel, or the actor has no part in it.
    """
    _mine(work, panel_id, only_recorders=False)
    wanted = select(Attendance).where(Attendance.panel_id == panel_id).order_by(col(Attendance.person_id))
    return list(work.session.exec(wanted))


def may_record(work: Work, panel: Panel) -> bool:
    """Return whether the actor is the panel's chair, its vacancy's appointing manager, or HR."""
    if is_hr(work.actor) or is_chair(work, panel.id):
        return True
    request = db.get(work.session, PanelRequest, panel.request_id)
    vacancy = db.get(work.session, Vacancy, request.vacancy_id)
    if vacancy.appointing_manager_id is None:
        return request.requested_by is not None and request.requested_by == work.actor.account_id
    return vacancy.appointing_manager_id == work.actor.person_id


def _mine(work: Work, panel_id: str, *, only_recorders: bool = True) -> Panel:
    panel = work.session.get(Panel, panel_id)
    if panel is not None and may_record(work, panel):
        return panel
    panel_in_scope(work, panel_id)  # not found, unless the actor may at least see it
    if only_recorders:
        raise ForbiddenError("Only the chair, the appointing manager or HR records who sat.")
    if panel is None:
        raise NotFoundError
    return panel


def _problems(work: Work, planned: Mapping[str, str], given: WhoSat) -> list[Problem]:
    found = [
        Problem(f"sat.{person_id}", "Say whether this member sat.")
        for person_id in planned
        if person_id not in given.sat
    ]
    found += [
        Problem(f"sat.{person_id}", "This person has no seat on the panel.", "Name them as a stand-in if they sat.")
        for person_id in given.sat
        if person_id not in planned
    ]
    seen: set[str] = set()
    for place, each in enumerate(given.stand_ins):
        here = f"stand_ins.{place}"
        if work.session.get(Person, each.person_id) is None:
            found.append(Problem(f"{here}.person_id", "There is no such person.", "Choose a colleague."))
        elif each.person_id in planned or each.person_id in seen:
            found.append(Problem(f"{here}.person_id", "This person is named already.", "Keep one of the two."))
        if not 0 < len(each.role.strip()) <= 40:
            found.append(Problem(f"{here}.role", "Say in which role they sat."))
        seen.add(each.person_id)
    if not given.stand_ins and not any(given.sat.values()) and not found:
        found.append(Problem("sat", "Nobody sat.", "Cancel the panel instead."))
    return found
