"""Who may touch whose record: HR and admins everybody's, a person their own, a line manager their staff's release."""

from datetime import date

from sqlalchemy.exc import IntegrityError

from service.db import as_conflict, expect_version, lock, revise
from service.errors import ForbiddenError, NotFoundError
from service.models import Person, utc_now
from service.work import Work

KEEPERS = frozenset({"hr", "admin"})


def keeps_records(work: Work) -> bool:
    """Return whether whoever acts may see and change everybody's record."""
    return bool(work.actor.roles & KEEPERS)


def require_keeper(work: Work) -> None:
    """Refuse whoever is neither HR nor admin.

    Raises:
        ForbiddenError: they are neither.
    """
    if not keeps_records(work):
        raise ForbiddenError


def require_scope(work: Work, person_id: str) -> None:
    """Refuse whoever is neither the person nor HR or admin.

    Raises:
        NotFoundError: the person lies outside their scope.
    """
    if not keeps_records(work) and work.actor.person_id != person_id:
        raise NotFoundError


def open_record(work: Work, person_id: str, expected_version: int | None) -> Person:
    """Return a person's row, locked, its version raised, and the pool's revision with it: a change is coming.

    Roles, training and hours are versioned with their person. Check the scope first.

    Raises:
        NotFoundError: there is no such person.
        PreconditionRequiredError: no version was given.
        StaleError: somebody changed the record meanwhile.
    """
    person = lock(work.session, Person, person_id)
    expect_version(person, expected_version)
    person.updated_at = utc_now()
    work.session.add(person)
    revise(work.session)
    return person


def today_of(work: Work) -> date:
    """Return the present local date of the organisation."""
    return utc_now().astimezone(work.settings.zone).date()


def flush_or_conflict(work: Work, message: str) -> None:
    """Send the changes to the database, where a constraint decides between two people who do the same at once.

    Raises:
        ConflictError: with `message`, if somebody else was first.
    """
    try:
        work.session.flush()
    except IntegrityError as error:
        raise as_conflict(error, message) from error
