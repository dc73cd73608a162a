"""Moving a panel to another time: who can comes along and is asked again, and the other seats are filled anew."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import col

from service import db
from service.errors import ConflictError, InvalidInputError, PreconditionRequiredError, StaleError
from service.models import Booking, Panel, PanelRequest, utc_now
from service.panels.asked import Asked, asked_of_panel
from service.panels.brief import write_brief
from service.panels.life import go_on, must_be_before_held
from service.panels.panel_rows import (
    STANDING,
    invitations_of,
    keep_reserves,
    lock_people,
    seat_person,
    seats_of,
    withdraw,
)
from service.panels.replacements import settle
from service.panels.scope import locked_panel, panel_in_scope
from service.panels.verdict import Composed, examine, solve
from service.trail import Actor
from service.work import House, Work

ATTEMPTS = 5


def move_panel(
    house: House,
    actor: Actor,
    panel_id: str,
    starts_at: datetime,
    expected_version: int | None,
    also: Callable[[Work, Panel], None] | None = None,
) -> Panel:
    """Move a panel to another time before its interview.

    Members who are free then keep their seats and, where they were asked already, are asked again for the new time;
    what they had answered stays on record. The seats of the others are filled by the next best. Under a policy that
    needs a release the panel goes back to HR.

    Args:
        house: the installation.
        actor: who moves it.
        panel_id: the panel.
        starts_at: the new start, aware.
        expected_version: the version of the panel that was read.
        also: run inside the unit of work that commits the move.

    Raises:
        NotFoundError: there is no such panel, or it is not theirs.
        InvalidInputError: the time has no zone, has passed, or is the present one.
        ConflictError: the interview was held, or nobody can take a seat at that time.
        StaleError: the panel has changed since it was read.
    """
    for _ in range(ATTEMPTS):
        with house.reading(actor) as work:
            asked = _asked_then(work, panel_id, starts_at, expected_version)
            brief = write_brief(work, asked)
        answer = solve(brief)
        if answer is None:
            raise ConflictError("Not every seat can be filled at that time. Choose another time.", code="not_fillable")
        try:
            with house.writing(actor) as work:
                panel = _move(work, panel_id, asked, answer, expected_version)
                if panel is not None:
                    if also is not None:
                        also(work, panel)
                    return panel
        except (IntegrityError, OperationalError):
            continue
    raise ConflictError("Other panels took the same people at the same moment. Try again.", code="busy")


def _asked_then(work: Work, panel_id: str, starts_at: datetime, expected_version: int | None) -> Asked:
    panel = panel_in_scope(work, panel_id)
    _refuse_version(panel, expected_version)
    must_be_before_held(panel)
    if starts_at.tzinfo is None:
        raise InvalidInputError.one("starts_at", "This time has no time zone.", "Write it with Z or an offset.")
    if starts_at <= utc_now():
        raise InvalidInputError.one("starts_at", "This time has passed.", "Choose a time to come.")
    if starts_at == panel.starts_at:
        raise InvalidInputError.one("starts_at", "The panel is at that time already.", "Choose another time.")
    starts_at = starts_at.astimezone(UTC)
    seats = seats_of(work, panel_id)
    held = [seat for seat in seats if seat.person_id is not None]
    everyone = asked_of_panel(work, panel, starts_at, open_seats=[seat.position for seat in held])
    faults = examine(work, everyone, [str(seat.person_id) for seat in held], starts_at).faults
    cannot = {fault.person_id for fault in faults}
    open_seats = [seat.position for seat in seats if seat.person_id is None or seat.person_id in cannot]
    declined = {each.person_id for each in invitations_of(work, panel_id) if each.state == "declined"}
    avoid = frozenset(declined | {each for each in cannot if each is not None})
    return asked_of_panel(work, panel, starts_at, open_seats=open_seats, avoid=avoid)


def _move(work: Work, panel_id: str, asked: Asked, answer: Composed, expected_version: int | None) -> Panel | None:
    panel = locked_panel(work, panel_id)
    db.expect_version(panel, expected_version)
    must_be_before_held(panel)
    lock_people(work, answer.people)
    everyone = replace(asked, keep={})
    if examine(work, everyone, answer.people, answer.starts_at).faults:
        return None
    for invitation in invitations_of(work, panel.id):
        if invitation.state in STANDING:
            withdraw(work, panel, invitation, "panel_moved")
    work.session.execute(delete(Booking).where(col(Booking.panel_id) == panel.id))
    minutes = db.get(work.session, PanelRequest, panel.request_id).minutes
    panel.starts_at, panel.ends_at = answer.starts_at, answer.starts_at + timedelta(minutes=minutes)
    work.session.add(panel)
    seats = seats_of(work, panel.id)
    for seat in seats:
        seat.person_id = None
    work.session.flush()
    for position, (seat, person_id) in enumerate(zip(seats, answer.people, strict=True)):
        seat_person(work, panel, seat, person_id)
        if answer.reserves[position] or position not in asked.keep:
            keep_reserves(work, seat, answer.reserves[position])
    settle(work, panel)
    work.record("panel.moved", "panel", panel.id)
    if panel.state == "proposed":
        panel.hold_until = utc_now() + timedelta(days=work.settings.proposal_days)
    else:
        go_on(work, panel)
    return panel


def _refuse_version(panel: Panel, expected_version: int | None) -> None:
    if expected_version is None:
        raise PreconditionRequiredError
    if panel.version != expected_version:
        raise StaleError
