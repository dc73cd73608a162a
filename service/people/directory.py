"""Finding people: HR's filtered list, and the few words about colleagues that anybody signed in may see."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import col, select

from service.errors import InvalidInputError, SignInRequiredError
from service.models import Department, PanelRole, Person, Site
from service.people.access import keeps_records, require_keeper, today_of
from service.work import Work

MOST_PER_PAGE = 200
State = Literal["active", "paused", "left", "all"]


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """Which people to list. `text` is part of a name, e-mail address, employee number or job title."""

    text: str = ""
    band: str | None = None
    department_id: str | None = None
    division_id: str | None = None
    site_id: str | None = None
    role: str | None = None
    kind: str | None = None
    state: State = "active"


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of the list."""

    person: Person
    department: str
    site: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a longer list; `total` counts all of it, `page` starts at 1."""

    items: tuple[PersonRow, ...]
    total: int
    page: int
    per_page: int


@dataclass(frozen=True, slots=True)
class Colleague:
    """What anybody signed in may know of a colleague: enough to name them in a conflict of interest."""

    id: str
    name: str
    job_title: str
    department: str


def list_people(work: Work, filters: PeopleFilter | None = None, page: int = 1, per_page: int = 50) -> Page:
    """Return one page of the people that `filters` admit, by name, to HR and admins.

    Raises:
        ForbiddenError: whoever acts is neither.
        InvalidInputError: there is no such page.
    """
    require_keeper(work)
    if page < 1 or not 1 <= per_page <= MOST_PER_PAGE:
        raise InvalidInputError.one("page", f"Pages start at 1 and hold 1 to {MOST_PER_PAGE} people.")
    today = today_of(work)
    conditions = _conditions(filters or PeopleFilter(), today)
    session = work.session
    total = session.exec(
        select(func.count())
        .select_from(Person)
        .join(Department, col(Department.id) == col(Person.department_id))
        .where(*conditions)
    ).one()
    found = session.exec(
        select(Person, Department.name, Site.name)
        .join(Department, col(Department.id) == col(Person.department_id))
        .join(Site, col(Site.id) == col(Person.site_id))
        .where(*conditions)
        .order_by(col(Person.name), col(Person.id))
        .offset((page - 1) * per_page)
        .limit(per_page)
    ).all()
    held = select(PanelRole.person_id, PanelRole.role).where(
        col(PanelRole.person_id).in_([person.id for person, _, _ in found]), _held(today)
    )
    roles: dict[str, list[str]] = {}
    for person_id, role in session.exec(held.order_by(PanelRole.role)):
        roles.setdefault(person_id, []).append(role)
    rows = tuple(PersonRow(person, dept, site, tuple(roles.get(person.id, ()))) for person, dept, site in found)
    return Page(rows, total, page, per_page)


def find_colleagues(work: Work, text: str, limit: int = 20) -> tuple[Colleague, ...]:
    """Return present colleagues whose name or work e-mail holds `text`, by name, to anybody signed in.

    Fewer than two characters find nobody, so that the directory cannot be leafed through at a glance.

    Raises:
        SignInRequiredError: nobody is signed in.
    """
    if work.actor.account_id is None and not keeps_records(work):
        raise SignInRequiredError
    wanted = text.strip()
    if len(wanted) < 2:
        return ()
    today = today_of(work)
    query = (
        select(Person.id, Person.name, Person.job_title, Department.name)
        .join(Department, col(Department.id) == col(Person.department_id))
        .where(_holds(wanted, Person.name, Person.work_email), _state("present", today))
        .order_by(col(Person.name), col(Person.id))
        .limit(min(max(limit, 1), MOST_PER_PAGE))
    )
    return tuple(Colleague(*row) for row in work.session.exec(query))


def _conditions(filters: PeopleFilter, today: date) -> list[ColumnElement[bool]]:
    conditions = [_state(filters.state, today)]
    if filters.text.strip():
        columns = (Person.name, Person.work_email, Person.employee_number, Person.job_title)
        conditions.append(_holds(filters.text.strip()[:200], *columns))
    for column, wanted in (
        (Person.band, filters.band),
        (Person.department_id, filters.department_id),
        (Department.division_id, filters.division_id),
        (Person.site_id, filters.site_id),
        (Person.kind, filters.kind),
    ):
        if wanted:
            conditions.append(col(column) == wanted)
    if filters.role:
        holders = select(PanelRole.person_id).where(PanelRole.role == filters.role, _held(today))
        conditions.append(col(Person.id).in_(holders))
    return conditions


def _holds(text: str, *columns: Any) -> ColumnElement[bool]:
    return or_(*(func.lower(col(column)).contains(text.lower(), autoescape=True) for column in columns))


def _held(today: date) -> ColumnElement[bool]:
    ends = col(PanelRole.ends_on)
    return or_(ends.is_(None), ends >= today)


def _state(state: str, today: date) -> ColumnElement[bool]:
    left = col(Person.left_on)
    present = or_(left.is_(None), left >= today)
    paused = (col(Person.paused_from) <= today) & (
        col(Person.paused_until).is_(None) | (col(Person.paused_until) >= today)
    )
    return {
        "active": present & (col(Person.paused_from).is_(None) | ~func.coalesce(paused, False)),
        "paused": present & paused,
        "left": left < today,
        "present": present,
        "all": col(Person.id).is_not(None),
    }[state]
