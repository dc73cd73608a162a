"""What a file of requests would change: vacancies and their panel requests, compared with what is stored."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from service.models import PanelRequest, Person, RequestStart, Vacancy, VacancyProfession
from service.people.places import Places
from service.tables.report import ImportReport
from service.tables.row_reader import RowReader

CHANGEABLE = ("draft", "open", "unfilled")


class KnownRequests:
    """The vacancies and requests the database knows by reference, and who its people are."""

    def __init__(self, session: Session) -> None:
        self.vacancies = {each.reference: each for each in session.exec(select(Vacancy))}
        self.requests = {each.reference: each for each in session.exec(select(PanelRequest))}
        self.starts: defaultdict[str, set[datetime]] = defaultdict(set)
        for start in session.exec(select(RequestStart)):
            self.starts[start.request_id].add(start.starts_at)
        self.professions: defaultdict[str, set[str]] = defaultdict(set)
        for profession in session.exec(select(VacancyProfession)):
            self.professions[profession.vacancy_id].add(profession.profession)
        self.people: dict[str, str] = {}
        for person_id, number, email in session.exec(select(Person.id, Person.employee_number, Person.work_email)):
            self.people |= {key: person_id for key in (number, email) if key}


@dataclass(slots=True)
class PlannedRequest:
    """One row: a vacancy and its request of the same reference. An empty cell leaves what is stored."""

    row: RowReader
    reference: str
    vacancy: dict[str, Any]
    request: dict[str, Any]
    professions: set[str] | None
    starts: set[datetime]
    vacancy_id: str = ""
    request_id: str = ""
    new_vacancy: bool = False
    new_request: bool = False
    changed: bool = False


@dataclass(slots=True)
class RequestsPlan:
    """All that would be written, and the report that says so."""

    report: ImportReport
    known: KnownRequests
    places: Places
    requests: list[PlannedRequest] = field(default_factory=list)


def compare(plan: RequestsPlan, now: datetime) -> None:
    """Leave in the plan only what differs from what is stored; refuse changes that come too late."""
    for planned in plan.requests:
        vacancy = plan.known.vacancies.get(planned.reference)
        request = plan.known.requests.get(planned.reference)
        department = planned.vacancy.get("department_id")
        if department and "site_id" not in planned.vacancy and (not vacancy or vacancy.department_id != department):
            planned.vacancy["site_id"] = plan.places.site_of[department]
        if "site_id" in planned.vacancy:
            planned.request["site_id"] = planned.vacancy["site_id"]
        elif vacancy is not None and request is None:
            planned.request["site_id"] = vacancy.site_id
        if vacancy is not None:
            planned.vacancy = {k: v for k, v in planned.vacancy.items() if getattr(vacancy, k) != v}
            if planned.professions == plan.known.professions[vacancy.id]:
                planned.professions = None
            vacancy_differs = bool(planned.vacancy or planned.professions is not None)
            if vacancy_differs and vacancy.state != "open":
                said = f"The vacancy is {vacancy.state} and no longer changes."
                planned.row.refuse("reference", said, "Remove the row, or use another reference.")
        stored: set[datetime] = set()
        if request is not None:
            stored = plan.known.starts[request.id]
            planned.request = {k: v for k, v in planned.request.items() if getattr(request, k) != v}
            if planned.starts == stored:
                planned.starts = set()
        elif vacancy is not None:
            planned.new_request = True
        gone = sorted(each for each in planned.starts - stored if each <= now)
        if gone:
            planned.row.refuse("starts", f"{gone[0]:%-d %B %Y} has passed.", "Give times that are still to come.")
        request_differs = bool(planned.request or planned.starts)
        if request is not None and request_differs and request.state not in CHANGEABLE:
            said = f"The request is {request.state}: its times and seats no longer change by import."
            planned.row.refuse("reference", said, "Change it in Fairpanel, or remove the row.")
        _count(plan, planned, vacancy, request)


def _count(plan: RequestsPlan, planned: PlannedRequest, vacancy: Vacancy | None, request: PanelRequest | None) -> None:
    planned.new_vacancy, planned.new_request = vacancy is None, request is None
    planned.vacancy_id = vacancy.id if vacancy else planned.vacancy_id
    planned.request_id = request.id if request else planned.request_id
    if planned.new_request:
        plan.report.new += 1
    elif planned.vacancy or planned.professions is not None or planned.request or planned.starts:
        planned.changed = True
        plan.report.changed += 1
    else:
        plan.report.unchanged += 1
