"""What a person's record may hold: every value given, checked at once."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from service.errors import InvalidInputError, Problem
from service.models import Department, Person, Site
from service.models.person import PERSON_KINDS
from service.people import grades
from service.tables import wording
from service.tables.wording import RefusedError

MOST_PROFESSIONS = 12
HIGHEST_CAP = 100
HIGHEST_LOAD = 1000


def optional(check: Callable[[str], Any]) -> Callable[[Any], Any]:
    """Return the check for a value that may be left out: None and empty text mean none."""
    return lambda value: check(str(value)) if value is not None and str(value).strip() else None


def professions(values: Any) -> tuple[str, ...]:
    """Return the professions, sorted, each once, as labels.

    Raises:
        RefusedError: too many of them, or one is empty or too long.
    """
    found = tuple(sorted({wording.label(str(value)) for value in values or ()}))
    if len(found) > MOST_PROFESSIONS:
        raise RefusedError(f"More than {MOST_PROFESSIONS} professions.", "Name the ones the person can speak for.")
    return found


def _kind(value: Any) -> str:
    if value not in PERSON_KINDS:
        raise RefusedError("A person is an employee or external.", "Write employee or external.")
    return str(value)


def _day(value: Any) -> date | None:
    if value is None or isinstance(value, date):
        return value
    raise RefusedError("This is not a date.", "Give a date.")


def _number(low: int, high: int) -> Callable[[Any], int]:
    return lambda value: wording.whole_number(str(value), low, high)


CHECKS: dict[str, Callable[[Any], Any]] = {
    "kind": _kind,
    "employee_number": optional(wording.employee_number),
    "name": lambda value: wording.required_line(str(value or ""), 200),
    "work_email": optional(wording.email_address),
    "job_title": lambda value: wording.one_line(str(value or ""), 200),
    "band": optional(grades.band),
    "staff_group": optional(grades.staff_group),
    "organisation": lambda value: wording.one_line(str(value or ""), 200),
    "cap": _number(0, HIGHEST_CAP),
    "opening_load": _number(0, HIGHEST_LOAD),
    "opening_load_on": _day,
    "professions": professions,
}
REFERENCES: dict[str, tuple[type[SQLModel], bool]] = {
    "site_id": (Site, True),
    "department_id": (Department, True),
    "line_manager_id": (Person, False),
}


def checked_values(session: Session, given: Mapping[str, Any], person: Person | None = None) -> dict[str, Any]:
    """Return the values in `given`, cleaned, for a new person or as changes of `person`.

    Raises:
        InvalidInputError: a value is not acceptable, unknown, taken by somebody else, or missing; all are listed.
    """
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, value in given.items():
        try:
            if name in CHECKS:
                values[name] = CHECKS[name](value)
            elif name in REFERENCES:
                values[name] = _existing(session, name, value)
            else:
                raise RefusedError("This is not part of a person's record.", "Leave it out.")
        except RefusedError as refused:
            problems.append(refused.problem(name))
    for name in ("name", "site_id", "department_id") if person is None else ():
        if name not in given:
            problems.append(Problem(name, "This is missing.", "Fill it in."))
    problems += _together(values, person)
    problems += _taken(session, values, person)
    if not problems and person is not None and values.get("line_manager_id"):
        problems += _circle(session, person.id, values["line_manager_id"])
    if problems:
        raise InvalidInputError(problems)
    return values


def _existing(session: Session, name: str, value: Any) -> str | None:
    table, needed = REFERENCES[name]
    if value in (None, "") and not needed:
        return None
    if not isinstance(value, str) or session.get(table, value) is None:
        raise RefusedError("This is not in Fairpanel.", "Choose one from the list.")
    return value


def _together(values: Mapping[str, Any], person: Person | None) -> list[Problem]:
    kind = values.get("kind", person.kind if person else "employee")
    number = values.get("employee_number", person.employee_number if person else None)
    if kind == "employee" and number is None:
        return [Problem("employee_number", "An employee needs an employee number.", "Write it with leading zeros.")]
    if kind == "external" and number is not None:
        return [Problem("employee_number", "An external member has no employee number.", "Leave it empty.")]
    return []


def _taken(session: Session, values: Mapping[str, Any], person: Person | None) -> list[Problem]:
    problems = []
    for name in ("employee_number", "work_email"):
        value = values.get(name)
        if value is None:
            continue
        other = session.exec(select(Person.id).where(col(getattr(Person, name)) == value)).first()
        if other is not None and (person is None or other != person.id):
            problems.append(Problem(name, "Somebody else has this already.", "Look that person up first."))
    return problems


def _circle(session: Session, person_id: str, manager_id: str) -> list[Problem]:
    seen: set[str] = set()
    at: str | None = manager_id
    while at is not None and at not in seen:
        if at == person_id:
            return [
                Problem("line_manager_id", "That would make people manage each other in a circle.", "Choose another.")
            ]
        seen.add(at)
        at = session.exec(select(Person.line_manager_id).where(col(Person.id) == at)).first()
    return []
