"""Vacancies: those a recruiting manager answers for, and all of them for HR."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import col, select
from werkzeug.wrappers import Response

from schemas.vacancy import PlannedSeats, Vacancy, VacancyIn, VacancyPage, VacancyQuery
from service.api.answers import answer, page
from service.api.door import Door
from service.api.idempotency import writing
from service.api.naming import named, names, plain
from service.models import Department, Person, Site, VacancyProfession
from service.models import Vacancy as VacancyRow
from service.panels.requests import planned_seats
from service.panels.vacancies import (
    VacancyInput,
    close_vacancy,
    create_vacancy,
    edit_vacancy,
    get_vacancy,
    list_vacancies,
    withdraw_vacancy,
)
from service.security.guard import actor, house
from service.work import Work

doors = Door("vacancies", "The posts that panels are for.")


@doors.operation("GET", "/vacancies", needs="vacancies.see", query=VacancyQuery, answers=VacancyPage)
def get_vacancies(query: dict[str, Any]) -> Response:
    """List the vacancies one answers for, by reference; HR sees all."""
    with house().reading(actor()) as work:
        found = list_vacancies(work, query.get("state"), query["search"])
        first = (query["page"] - 1) * query["size"]
        shown = _shown(work, found[first : first + query["size"]])
        return answer(VacancyPage, page(shown, len(found), query))


@doors.operation(
    "POST", "/vacancies", needs="vacancies.edit", body=VacancyIn, answers=Vacancy, status=201, creates=True
)
def post_vacancy(body: dict[str, Any]) -> Response:
    """Open a vacancy; a manager who names no appointing manager is it."""
    with writing() as work:
        row = create_vacancy(work, VacancyInput(**body))
        return _answer(work, row, status=201, location=f"/vacancies/{row.id}")


@doors.operation("GET", "/vacancies/<vacancy_id>", needs="vacancies.see", answers=Vacancy)
def get_one_vacancy(vacancy_id: str) -> Response:
    """Show a vacancy."""
    with house().reading(actor()) as work:
        return _answer(work, get_vacancy(work, vacancy_id))


@doors.operation(
    "PUT", "/vacancies/<vacancy_id>", needs="vacancies.edit", body=VacancyIn, answers=Vacancy, versioned=True
)
def put_vacancy(vacancy_id: str, body: dict[str, Any], version: int) -> Response:
    """Replace a vacancy; requests already made keep the seats they copied."""
    with writing() as work:
        return _answer(work, edit_vacancy(work, vacancy_id, VacancyInput(**body), version))


@doors.operation("POST", "/vacancies/<vacancy_id>/close", needs="vacancies.edit", answers=Vacancy, versioned=True)
def post_close_vacancy(vacancy_id: str, version: int) -> Response:
    """Close a vacancy that needs no further panel."""
    with writing() as work:
        return _answer(work, close_vacancy(work, vacancy_id, version))


@doors.operation("POST", "/vacancies/<vacancy_id>/withdraw", needs="vacancies.edit", answers=Vacancy, versioned=True)
def post_withdraw_vacancy(vacancy_id: str, version: int) -> Response:
    """Withdraw a vacancy that will not be filled."""
    with writing() as work:
        return _answer(work, withdraw_vacancy(work, vacancy_id, version))


@doors.operation("GET", "/vacancies/<vacancy_id>/planned-seats", needs="requests.make", answers=PlannedSeats)
def get_planned_seats(vacancy_id: str) -> Response:
    """Show the seats that the policy in force asks for here."""
    with house().reading(actor()) as work:
        policy, seats = planned_seats(work, vacancy_id)
        shown = {"policy_id": policy.id if policy else None, "policy": policy.name if policy else None, "seats": seats}
        return answer(PlannedSeats, shown)


def _answer(work: Work, row: VacancyRow, *, status: int = 200, location: str | None = None) -> Response:
    work.session.flush()
    return answer(Vacancy, _shown(work, [row])[0], status=status, version=row.version, location=location)


def _shown(work: Work, rows: Sequence[VacancyRow]) -> list[dict[str, Any]]:
    departments = names(work, Department, (row.department_id for row in rows))
    sites = names(work, Site, (row.site_id for row in rows))
    managers = names(work, Person, (row.appointing_manager_id for row in rows))
    held: dict[str, list[str]] = {}
    wanted = select(VacancyProfession).where(col(VacancyProfession.vacancy_id).in_([row.id for row in rows]))
    for each in work.session.exec(wanted.order_by(VacancyProfession.profession)):
        held.setdefault(each.vacancy_id, []).append(each.profession)
    return [
        plain(row)
        | {
            "department": named(departments, row.department_id),
            "site": named(sites, row.site_id),
            "appointing_manager": named(managers, row.appointing_manager_id),
            "professions": held.get(row.id, []),
        }
        for row in rows
    ]
