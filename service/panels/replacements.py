"""Filling a seat that somebody left: the next best member, with nobody else disturbed; and swaps made by hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import col, select

from service import db
from service.errors import ConflictError, InvalidInputError
from service.models import Department, Invitation, OutboxMessage, Panel, PanelRequest, PanelSeat, Person
from service.panels.asked import Asked, asked_of_panel
from service.panels.brief import eligible_shares, write_brief
from service.panels.life import CONFIRMED, fault_words, follow, go_on, must_be_before_held
from service.panels.panel_rows import (
    ask,
    free_seat,
    invitations_of,
    keep_reserves,
    lock_people,
    seat_person,
    seats_of,
    send_invitation,
    standing_invitation,
    tell_confirmer,
    withdraw,
)
from service.panels.protection import put
from service.panels.scope import lock_with_request, locked_panel, panel_in_scope
from service.panels.shortfalls import write_shortfalls
from service.panels.verdict import Composed, could_sit, examine, solve
from service.trail import SYSTEM
from service.work import House, Work

ATTEMPTS = 8
TAKEN = "This person's time has just been taken. Choose somebody else."


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who could take a seat, as a manager may know them."""

    person_id: str
    name: str
    job_title: str
    band: str | None
    department: str


def fill_open_seats(house: House, panel_id: str) -> int:
    """Find somebody for every empty seat of a confirmed panel and return how many seats got somebody.

    Where the confirmer gave leave the reserve is invited at once (or goes to HR's release); otherwise the reserve is
    held for them to confirm. Where nobody is left the confirmer is told, once, and the seat stays empty. Safe to
    repeat.
    """
    filled = 0
    for _ in range(ATTEMPTS):
        with house.reading(SYSTEM) as work:
            panel = db.get(work.session, Panel, panel_id)
            empty = [seat.position for seat in seats_of(work, panel_id) if seat.person_id is None]
            if panel.state not in CONFIRMED or not empty:
                return filled
            avoid = frozenset(each.person_id for each in invitations_of(work, panel_id))
            tries = [empty, *([place] for place in empty if len(empty) > 1)]
            asked = [asked_of_panel(work, panel, panel.starts_at, open_seats=places, avoid=avoid) for places in tries]
            briefs = [write_brief(work, each) for each in asked]
        answers = ((places, what, solve(brief)) for places, what, brief in zip(tries, asked, briefs, strict=True))
        found = next(((places, what, answer) for places, what, answer in answers if answer is not None), None)
        try:
            with house.writing(SYSTEM) as work:
                if found is None:
                    _leave_empty(work, panel)
                    return filled
                if _fill(work, panel, *found):
                    filled += len(found[0])
        except (IntegrityError, OperationalError):
            continue  # somebody took the person or changed the panel; look again
    return filled


def confirm_replacement(work: Work, invitation_id: str, expected_version: int | None) -> Invitation | None:
    """Let a held reserve be invited; under a policy that needs a release HR is asked first, and None is returned.

    Raises:
        NotFoundError: there is no such invitation, or its panel is not theirs.
        ConflictError: it does not wait for a word, or the person cannot sit any more.
    """
    found = db.get(work.session, Invitation, invitation_id)
    panel = locked_panel(work, found.panel_id)
    invitation = db.lock(work.session, Invitation, invitation_id)
    db.expect_version(invitation, expected_version)
    if invitation.state != "offered" or panel.state not in CONFIRMED:
        raise ConflictError(f"This invitation is {invitation.state}.", code=invitation.state)
    seat = db.get(work.session, PanelSeat, invitation.seat_id)
    lock_people(work, [invitation.person_id])
    _refuse(work, panel, seat.position, invitation.person_id)
    panel.version += 1
    work.session.add(panel)
    work.record("reserve.confirmed", "panel", panel.id, {"position": seat.position})
    if panel.needs_release:
        work.session.delete(invitation)  # nobody has seen it; HR's release sends a new one
        work.session.flush()
        go_on(work, panel)
        return None
    send_invitation(work, panel, invitation)
    follow(work, panel)
    return invitation


def swap_member(work: Work, panel_id: str, position: int, person_id: str, expected_version: int | None) -> Panel:
    """Put somebody else on a seat, held or empty, before the interview; whoever sat there is told.

    Only rules that are not protected speak against it here. What it means for the others is HR's matter: under a
    policy that needs a release the panel goes back to HR, whatever the swap does.

    Raises:
        ConflictError: the interview was held, or the person's time is taken.
        InvalidInputError: there is no such seat, or the person cannot take it; the message says why.
        NotFoundError: there is no such panel, or it is not theirs.
    """
    panel = locked_panel(work, panel_id)
    db.expect_version(panel, expected_version)
    must_be_before_held(panel)
    seats = seats_of(work, panel.id)
    if not 0 <= position < len(seats):
        raise InvalidInputError.one("position", "There is no such seat.", "Choose one of the panel's seats.")
    if any(seat.person_id == person_id for seat in seats):
        raise InvalidInputError.one("person_id", "This person is on the panel already.", "Choose somebody else.")
    if work.session.get(Person, person_id) is None:
        raise InvalidInputError.one("person_id", "There is no such person.", "Choose a colleague.")
    lock_people(work, [person_id])
    _refuse(work, panel, position, person_id)
    seat = seats[position]
    invitation = standing_invitation(work, seat) if seat.person_id is not None else None
    if invitation is not None:
        withdraw(work, panel, invitation, "invitation_withdrawn")
    free_seat(work, seat)
    try:
        seat_person(work, panel, seat, person_id)
    except IntegrityError as error:
        raise db.as_conflict(error, TAKEN) from error
    settle(work, panel)
    work.record("panel.member_swapped", "panel", panel.id, {"position": position})
    if panel.state != "proposed":
        go_on(work, panel)
    return panel


def who_else(work: Work, panel_id: str, position: int) -> list[Colleague]:
    """Return who could take a seat with everybody else staying, by name: no order says who would be best.

    Raises:
        ConflictError: the interview was held.
        InvalidInputError: there is no such seat.
        NotFoundError: there is no such panel, or it is not theirs.
    """
    panel = panel_in_scope(work, panel_id)
    must_be_before_held(panel)
    seats = seats_of(work, panel_id)
    if not 0 <= position < len(seats):
        raise InvalidInputError.one("position", "There is no such seat.", "Choose one of the panel's seats.")
    held = seats[position].person_id
    asked = asked_of_panel(work, panel, panel.starts_at, open_seats=[position], avoid=frozenset([held] if held else []))
    able = could_sit(write_brief(work, asked), _place(seats, position))
    wanted = select(Person, Department.name).join(Department, col(Department.id) == col(Person.department_id))
    rows: list[tuple[Person, str]] = []
    for first in range(0, len(able), 500):
        rows += work.session.exec(wanted.where(col(Person.id).in_(able[first : first + 500])))
    people = [Colleague(each.id, each.name, each.job_title, each.band, department) for each, department in rows]
    return sorted(people, key=lambda each: (each.name, each.person_id))


def settle(work: Work, panel: Panel) -> None:
    """Write down, for HR alone, which requirements a panel's present members do not meet."""
    seats = seats_of(work, panel.id)
    people = [seat.person_id for seat in seats if seat.person_id is not None]
    asked = asked_of_panel(work, panel, panel.starts_at)
    request = db.get(work.session, PanelRequest, panel.request_id)
    few = put(request.requirements, eligible_shares(work, asked)).best_effort
    unmet = examine(work, asked, people, panel.starts_at).shortfalls
    write_shortfalls(work, panel, request.requirements, unmet, few)


def _fill(work: Work, seen: Panel, places: Sequence[int], asked: Asked, answer: Composed) -> bool:
    panel = lock_with_request(work, seen)
    if panel.version != seen.version:
        return False
    seats = seats_of(work, panel.id)
    looked_at = [seat for seat in seats if seat.position in places or seat.person_id is not None]
    by_seat = dict(zip((seat.position for seat in looked_at), answer.people, strict=True))
    lock_people(work, [by_seat[place] for place in places])
    if examine(work, asked, answer.people, panel.starts_at).faults:
        return False
    for row, seat in enumerate(looked_at):
        if seat.position in places:
            seat_person(work, panel, seat, by_seat[seat.position])
            keep_reserves(work, seat, answer.reserves[row])
    settle(work, panel)
    panel.version += 1
    work.session.add(panel)
    work.record("panel.reserve_found", "panel", panel.id, {"positions": list(places)})
    if panel.auto_invite:
        go_on(work, panel)
        return True
    for seat in looked_at:
        if seat.position in places:
            ask(work, panel, seat, send=False)
    tell_confirmer(work, panel, "reserve_offered")
    return True


def _leave_empty(work: Work, seen: Panel) -> None:
    panel = lock_with_request(work, seen)
    if panel.version == seen.version and not _told(work, panel):
        work.record("panel.seat_left_empty", "panel", panel.id)
        tell_confirmer(work, panel, "seat_empty")


def _told(work: Work, panel: Panel) -> bool:
    """Return whether the confirmer has been told of an empty seat since somebody last answered."""
    messages = select(OutboxMessage.created_at).where(
        OutboxMessage.kind == "seat_empty", OutboxMessage.subject_id == panel.id
    )
    told = work.session.exec(messages.order_by(col(OutboxMessage.created_at).desc())).first()
    answers = [each.answered_at for each in invitations_of(work, panel.id) if each.answered_at is not None]
    return told is not None and (not answers or told >= max(answers))


def _refuse(work: Work, panel: Panel, position: int, person_id: str) -> None:
    seats = seats_of(work, panel.id)
    asked = asked_of_panel(work, panel, panel.starts_at, open_seats=[position])
    looked_at = [seat for seat in seats if seat.position == position or seat.person_id is not None]
    people = [person_id if seat.position == position else str(seat.person_id) for seat in looked_at]
    faults = examine(work, asked, people, panel.starts_at).faults
    if faults:
        raise InvalidInputError.one("person_id", fault_words(work, faults), "Choose somebody else.")


def _place(seats: Sequence[PanelSeat], position: int) -> int:
    return sum(1 for seat in seats[:position] if seat.person_id is not None)
