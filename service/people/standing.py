"""Whether and how much a person may be asked: pause, cap, the line manager's release, and leaving."""

from datetime import date

from sqlmodel import col, select

from service.errors import InvalidInputError, NotFoundError
from service.models import Booking, Person, utc_now
from service.models.person import RELEASE_STATES
from service.people.access import keeps_records, open_record, require_keeper, require_scope
from service.people.person_values import HIGHEST_CAP
from service.work import Work


def pause(
    work: Work, person_id: str, expected_version: int | None, first_day: date, last_day: date | None = None
) -> Person:
    """Ask nobody of this person from `first_day` to `last_day` (included), or until they resume.

    What is already booked stays booked.

    Raises:
        InvalidInputError: the last day is before the first.
        NotFoundError, PreconditionRequiredError, StaleError: as `open_record`.
    """
    require_scope(work, person_id)
    if last_day is not None and last_day < first_day:
        raise InvalidInputError.one("last_day", "The pause ends before it starts.", "Choose a later last day.")
    person = open_record(work, person_id, expected_version)
    person.paused_from, person.paused_until = first_day, last_day
    work.record("person.paused", "person", person_id, {"from": first_day.isoformat(), "until": _text(last_day)})
    return person


def resume(work: Work, person_id: str, expected_version: int | None) -> Person:
    """End a pause now.

    Raises:
        NotFoundError, PreconditionRequiredError, StaleError: as `open_record`.
    """
    require_scope(work, person_id)
    person = open_record(work, person_id, expected_version)
    person.paused_from = person.paused_until = None
    work.record("person.resumed", "person", person_id)
    return person


def set_cap(work: Work, person_id: str, expected_version: int | None, cap: int) -> Person:
    """Set how many panels a cap period this person may be given; 0 is none.

    Raises:
        InvalidInputError: the cap is not between 0 and `HIGHEST_CAP`.
        NotFoundError, PreconditionRequiredError, StaleError: as `open_record`.
    """
    require_scope(work, person_id)
    if not 0 <= cap <= HIGHEST_CAP:
        raise InvalidInputError.one("cap", f"A cap is a whole number from 0 to {HIGHEST_CAP}.", "Write such a number.")
    person = open_record(work, person_id, expected_version)
    before, person.cap = person.cap, cap
    work.record("person.cap_set", "person", person_id, {"from": before, "to": cap})
    return person


def answer_release(
    work: Work, person_id: str, expected_version: int | None, release: str, until: date | None = None
) -> Person:
    """Record whether the line manager gives time for panels, until a day or for good; theirs and HR's to say.

    Raises:
        InvalidInputError: `release` is not one of `RELEASE_STATES`.
        NotFoundError: whoever acts is neither; PreconditionRequiredError, StaleError: as `open_record`.
    """
    person = work.session.get(Person, person_id)
    manages = person is not None and work.actor.person_id is not None and person.line_manager_id == work.actor.person_id
    if not manages and not keeps_records(work):
        raise NotFoundError
    if release not in RELEASE_STATES:
        raise InvalidInputError.one("release", "This is no answer.", f"Choose one of {', '.join(RELEASE_STATES)}.")
    person = open_record(work, person_id, expected_version)
    person.release, person.released_until = release, until if release == "released" else None
    work.record("person.release_answered", "person", person_id, {"release": release, "until": _text(until)})
    return person


def record_leaving(work: Work, person_id: str, expected_version: int | None, left_on: date) -> tuple[Booking, ...]:
    """Record the last day of somebody who leaves; return the bookings after it, which somebody must replace.

    The seats stay theirs until then: whose panel it is decides who takes them.

    Raises:
        ForbiddenError: whoever acts is neither HR nor admin.
        NotFoundError, PreconditionRequiredError, StaleError: as `open_record`.
    """
    require_keeper(work)
    person = open_record(work, person_id, expected_version)
    person.left_on = left_on
    zone = work.settings.zone
    coming = work.session.exec(
        select(Booking)
        .where(Booking.person_id == person_id, col(Booking.starts_at) >= utc_now())
        .order_by(col(Booking.starts_at))
    )
    bookings = tuple(each for each in coming if each.starts_at.astimezone(zone).date() > left_on)
    details = {"on": left_on.isoformat(), "panels": [each.panel_id for each in bookings]}
    work.record("person.left", "person", person_id, details)
    return bookings


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
