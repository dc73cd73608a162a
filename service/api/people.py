"""The people of the pool: HR's records, and finding a colleague by name."""

from typing import Any

from werkzeug.wrappers import Response

from schemas.person import (
    Colleagues,
    FindQuery,
    LastDay,
    NewPerson,
    NewTraining,
    PeoplePage,
    PeopleQuery,
    Person,
    PersonChanges,
    RoleDates,
)
from schemas.self_description import SelfDescription
from service.api.answers import answer, page
from service.api.door import Door
from service.api.idempotency import writing
from service.people.directory import PeopleFilter, PersonRow, find_colleagues, list_people
from service.people.people import add_person, change_person, get_person
from service.people.roles import grant_role
from service.people.self_description import get_self_description
from service.people.standing import record_leaving
from service.people.training import record_training, remove_training
from service.security.guard import actor, house
from service.work import Work

doors = Door("people", "The people of the pool, for HR; finding colleagues, for recruiting managers.")


@doors.operation("GET", "/people", needs="people.see", query=PeopleQuery, answers=PeoplePage)
def get_people(query: dict[str, Any]) -> Response:
    """List people by name."""
    wanted = {name: value for name, value in query.items() if name not in ("page", "size")}
    with house().reading(actor()) as work:
        found = list_people(work, PeopleFilter(**wanted), query["page"], query["size"])
        return answer(PeoplePage, page([_line(row) for row in found.items], found.total, query))


@doors.operation("GET", "/people/find", needs="people.find", query=FindQuery, answers=Colleagues)
def get_colleagues(query: dict[str, Any]) -> Response:
    """Find present colleagues by a part of their name, to declare a conflict of interest or swap a member."""
    with house().reading(actor()) as work:
        return answer(Colleagues, {"items": find_colleagues(work, query["text"], query["limit"])})


@doors.operation("POST", "/people", needs="people.edit", body=NewPerson, answers=Person, status=201, creates=True)
def post_person(body: dict[str, Any]) -> Response:
    """Add an employee or an external member."""
    with writing() as work:
        person = add_person(work, body)
        return _answer(work, person.id, status=201, location=f"/people/{person.id}")


@doors.operation("GET", "/people/<person_id>", needs="people.see", answers=Person)
def get_one_person(person_id: str) -> Response:
    """Show a person's record."""
    with house().reading(actor()) as work:
        return _answer(work, person_id)


@doors.operation(
    "PATCH", "/people/<person_id>", needs="people.edit", body=PersonChanges, answers=Person, versioned=True
)
def patch_person(person_id: str, body: dict[str, Any], version: int) -> Response:
    """Change some of a person's record."""
    with writing() as work:
        change_person(work, person_id, version, body)
        return _answer(work, person_id)


@doors.operation(
    "PUT", "/people/<person_id>/roles/<role>", needs="people.edit", body=RoleDates, answers=Person, versioned=True
)
def put_role(person_id: str, role: str, body: dict[str, Any], version: int) -> Response:
    """Grant a role on panels, or set its dates; a last day ends it."""
    with writing() as work:
        grant_role(work, person_id, version, role, **body)
        return _answer(work, person_id)


@doors.operation(
    "POST", "/people/<person_id>/training", needs="people.edit", body=NewTraining, answers=Person, status=201,
    versioned=True, creates=True,
)  # fmt: skip
def post_training(person_id: str, body: dict[str, Any], version: int) -> Response:
    """Record a completed training; the answer is the person's record."""
    with writing() as work:
        record_training(work, person_id, version, **body)
        return _answer(work, person_id, status=201, location=f"/people/{person_id}")


@doors.operation(
    "DELETE", "/people/<person_id>/training/<record_id>", needs="people.edit", answers=Person, versioned=True
)
def delete_training(person_id: str, record_id: str, version: int) -> Response:
    """Remove a training that was recorded by mistake."""
    with writing() as work:
        remove_training(work, person_id, version, record_id)
        return _answer(work, person_id)


@doors.operation(
    "PUT", "/people/<person_id>/last-day", needs="people.edit", body=LastDay, answers=Person, versioned=True
)
def put_last_day(person_id: str, body: dict[str, Any], version: int) -> Response:
    """Record the last day of somebody who leaves; seats after it stay theirs until somebody else takes them."""
    with writing() as work:
        record_leaving(work, person_id, version, body["left_on"])
        return _answer(work, person_id)


@doors.operation("GET", "/people/<person_id>/self-description", needs="self_descriptions.see", answers=SelfDescription)
def get_description_of(person_id: str) -> Response:
    """Show what somebody shares about themselves. Every such look is written to the trail."""
    with writing() as work:
        found = get_self_description(work, person_id)
        return answer(SelfDescription, found, version=found.version)


def _line(row: PersonRow) -> dict[str, Any]:
    return {**row.person.model_dump(), "department": row.department, "site": row.site, "roles": row.roles}


def _answer(work: Work, person_id: str, *, status: int = 200, location: str | None = None) -> Response:
    work.session.flush()
    record = get_person(work, person_id)
    shown = {
        **record.person.model_dump(), "site": record.site, "department": record.department,
        "division": record.division, "line_manager": record.line_manager, "professions": record.professions,
        "roles": record.roles, "training": record.training,
    }  # fmt: skip
    return answer(Person, shown, status=status, version=record.person.version, location=location)
