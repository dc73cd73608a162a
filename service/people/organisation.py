"""Sites, divisions, departments and the minutes between sites: read by everybody signed in, kept by HR and admins."""

from typing import TypeVar

from sqlmodel import col, select

from service import db
from service.errors import InvalidInputError, Problem
from service.models import Department, Division, Site, TravelTime
from service.people.access import flush_or_conflict, require_keeper
from service.tables.wording import RefusedError, reference, required_line
from service.work import Work

Place = TypeVar("Place", Site, Division, Department)
LONGEST_TRAVEL = 24 * 60


def list_sites(work: Work) -> tuple[Site, ...]:
    """Return every site, by name."""
    return tuple(work.session.exec(select(Site).order_by(Site.name, Site.code)))


def list_divisions(work: Work) -> tuple[Division, ...]:
    """Return every division, by name."""
    return tuple(work.session.exec(select(Division).order_by(Division.name, Division.code)))


def list_departments(
    work: Work, *, division_id: str | None = None, site_id: str | None = None
) -> tuple[Department, ...]:
    """Return the departments (of a division, at a site), by name."""
    query = select(Department).order_by(Department.name, Department.code)
    if division_id:
        query = query.where(Department.division_id == division_id)
    if site_id:
        query = query.where(Department.site_id == site_id)
    return tuple(work.session.exec(query))


def list_travel_times(work: Work) -> tuple[TravelTime, ...]:
    """Return the minutes between sites; a missing pair is 0."""
    query = select(TravelTime).order_by(TravelTime.from_site_id, TravelTime.to_site_id)
    return tuple(work.session.exec(query))


def add_site(work: Work, code: str, name: str) -> Site:
    """Add a site.

    Raises:
        ForbiddenError: whoever acts is neither HR nor admin.
        InvalidInputError: the code is taken, or code or name are not acceptable.
    """
    return _add(work, Site(**_checked(work, Site, code, name)))


def add_division(work: Work, code: str, name: str) -> Division:
    """Add a division.

    Raises:
        ForbiddenError, InvalidInputError: as `add_site`.
    """
    return _add(work, Division(**_checked(work, Division, code, name)))


def add_department(work: Work, code: str, name: str, division_id: str, site_id: str) -> Department:
    """Add a department of a division at a site.

    Raises:
        ForbiddenError, InvalidInputError: as `add_site`, or there is no such division or site.
    """
    values = _checked(work, Department, code, name)
    _require_places(work, division_id, site_id)
    return _add(work, Department(**values, division_id=division_id, site_id=site_id))


def change_site(work: Work, site_id: str, name: str) -> Site:
    """Give a site another name.

    Raises:
        ForbiddenError, InvalidInputError: as `add_site`; NotFoundError: there is no such site.
    """
    return _rename(work, db.lock(work.session, Site, site_id), name)


def change_division(work: Work, division_id: str, name: str) -> Division:
    """Give a division another name.

    Raises:
        ForbiddenError, InvalidInputError: as `add_site`; NotFoundError: there is no such division.
    """
    return _rename(work, db.lock(work.session, Division, division_id), name)


def change_department(work: Work, department_id: str, name: str, division_id: str, site_id: str) -> Department:
    """Give a department another name, division or site; its people stay where they work.

    Raises:
        ForbiddenError, InvalidInputError: as `add_department`; NotFoundError: there is no such department.
    """
    require_keeper(work)
    _require_places(work, division_id, site_id)
    department = db.lock(work.session, Department, department_id)
    department.division_id, department.site_id = division_id, site_id
    return _rename(work, department, name)


def set_travel_time(work: Work, from_site_id: str, to_site_id: str, minutes: int) -> None:
    """Set the minutes from one site to another, in this direction.

    Raises:
        ForbiddenError: whoever acts is neither HR nor admin.
        InvalidInputError: the sites are the same or unknown, or the minutes are not within a day.
    """
    require_keeper(work)
    problems = [
        Problem(where, "There is no such site.", "Choose one from the list.")
        for where, site_id in (("from_site_id", from_site_id), ("to_site_id", to_site_id))
        if work.session.get(Site, site_id) is None
    ]
    if from_site_id == to_site_id:
        problems.append(Problem("to_site_id", "Both sites are the same.", "Choose another."))
    if not 0 <= minutes <= LONGEST_TRAVEL:
        problems.append(Problem("minutes", "Minutes are a whole number within a day.", f"Write 0 to {LONGEST_TRAVEL}."))
    if problems:
        raise InvalidInputError(problems)
    row = work.session.get(TravelTime, (from_site_id, to_site_id)) or TravelTime(
        from_site_id=from_site_id, to_site_id=to_site_id, minutes=0
    )
    row.minutes = minutes
    work.session.add(row)
    db.revise(work.session)
    work.record("travel_time.set", "site", from_site_id, {"to": to_site_id, "minutes": minutes})


def _checked(work: Work, table: type[Place], code: str, name: str) -> dict[str, str]:
    require_keeper(work)
    problems, values = [], {}
    try:
        values["code"] = reference(code)
        if work.session.exec(select(table).where(col(table.code) == values["code"])).first() is not None:
            raise RefusedError("This code is taken.", "Choose another.")
    except RefusedError as refused:
        problems.append(refused.problem("code"))
    try:
        values["name"] = required_line(name, 200)
    except RefusedError as refused:
        problems.append(refused.problem("name"))
    if problems:
        raise InvalidInputError(problems)
    return values


def _require_places(work: Work, division_id: str, site_id: str) -> None:
    missing = [
        Problem(where, "This is not in Fairpanel.", "Choose one from the list.")
        for where, found in (
            ("division_id", work.session.get(Division, division_id)),
            ("site_id", work.session.get(Site, site_id)),
        )
        if found is None
    ]
    if missing:
        raise InvalidInputError(missing)


def _add(work: Work, row: Place) -> Place:
    work.session.add(row)
    flush_or_conflict(work, "Somebody has just added one with this code. Look at the list again.")
    db.revise(work.session)
    work.record(f"{type(row).__name__.lower()}.added", type(row).__name__.lower(), row.id, {"code": row.code})
    return row


def _rename(work: Work, row: Place, name: str) -> Place:
    require_keeper(work)
    try:
        row.name = required_line(name, 200)
    except RefusedError as refused:
        raise refused.as_input_error("name") from None
    work.session.add(row)
    db.revise(work.session)
    work.record(f"{type(row).__name__.lower()}.changed", type(row).__name__.lower(), row.id)
    return row
