"""The people of the pool: looking them up, adding them, and changing their records."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, delete, select

from service import db
from service.errors import InvalidInputError
from service.models import Department, Division, PanelRole, Person, PersonProfession, Site, TrainingRecord
from service.people.access import flush_or_conflict, open_record, require_keeper, require_scope
from service.people.person_values import checked_values
from service.work import Work

TAKEN = "Somebody has just added a person with this employee number or e-mail address. Look them up."


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A person with all that belongs to their record, but nothing they said about themselves."""

    person: Person
    department: Department
    division: Division
    site: Site
    professions: tuple[str, ...]
    roles: tuple[PanelRole, ...]
    training: tuple[TrainingRecord, ...]
    line_manager: Person | None


def get_person(work: Work, person_id: str) -> PersonRecord:
    """Return a person's record, to HR, admins and the person.

    Raises:
        NotFoundError: there is none, or it is not theirs to see.
    """
    require_scope(work, person_id)
    session = work.session
    person = db.get(session, Person, person_id)
    department = db.get(session, Department, person.department_id)
    roles = session.exec(select(PanelRole).where(PanelRole.person_id == person_id).order_by(PanelRole.role))
    training = session.exec(
        select(TrainingRecord)
        .where(TrainingRecord.person_id == person_id)
        .order_by(TrainingRecord.kind, col(TrainingRecord.completed_on).desc())
    )
    return PersonRecord(
        person=person,
        department=department,
        division=db.get(session, Division, department.division_id),
        site=db.get(session, Site, person.site_id),
        professions=_professions(work, person_id),
        roles=tuple(roles),
        training=tuple(training),
        line_manager=session.get(Person, person.line_manager_id) if person.line_manager_id else None,
    )


def add_person(work: Work, values: Mapping[str, Any]) -> Person:
    """Add an employee or an external member; `values` are columns of `Person` and `professions`.

    Raises:
        ForbiddenError: whoever acts is neither HR nor admin.
        InvalidInputError: values are missing or not acceptable; all are listed.
    """
    require_keeper(work)
    checked = checked_values(work.session, values)
    professions = checked.pop("professions", ())
    person = Person(**checked)
    work.session.add(person)
    flush_or_conflict(work, TAKEN)
    _set_professions(work, person.id, professions)
    db.revise(work.session)
    work.record("person.added", "person", person.id, {"kind": person.kind})
    return person


def change_person(work: Work, person_id: str, expected_version: int | None, changes: Mapping[str, Any]) -> Person:
    """Change some columns of a person's record, or their `professions`.

    Raises:
        ForbiddenError: whoever acts is neither HR nor admin.
        InvalidInputError: a value is not acceptable; all are listed.
        NotFoundError, PreconditionRequiredError, StaleError: as `open_record`.
    """
    require_keeper(work)
    if "kind" in changes:
        raise InvalidInputError.one(
            "kind", "An employee does not become external, nor the reverse.", "Add a new record."
        )
    person = open_record(work, person_id, expected_version)
    with work.session.no_autoflush:
        checked = checked_values(work.session, changes, person)
    if "professions" in checked:
        _set_professions(work, person.id, checked.pop("professions"))
    changed = sorted(name for name, value in checked.items() if getattr(person, name) != value)
    for name in changed:
        setattr(person, name, checked[name])
    flush_or_conflict(work, TAKEN)
    # Which columns changed, not to what: the trail is not a second copy of the staff record.
    work.record("person.changed", "person", person.id, {"changed": changed or ["professions"]})
    return person


def _professions(work: Work, person_id: str) -> tuple[str, ...]:
    query = select(PersonProfession.profession).where(PersonProfession.person_id == person_id)
    return tuple(sorted(work.session.exec(query)))


def _set_professions(work: Work, person_id: str, professions: tuple[str, ...]) -> None:
    work.session.exec(delete(PersonProfession).where(col(PersonProfession.person_id) == person_id))
    work.session.add_all([PersonProfession(person_id=person_id, profession=each) for each in professions])
    work.session.flush()
