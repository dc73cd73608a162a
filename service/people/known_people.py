"""The people the database knows, read at once for an import to compare with."""

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import Select
from sqlmodel import Session, SQLModel, select

from service.hours import Hours
from service.models import TrainingKind

PERSON_COLUMNS = (
    "name", "work_email", "job_title", "band", "staff_group", "site_id", "department_id", "line_manager_id", "cap",
    "opening_load", "opening_load_on", "left_on",
)  # fmt: skip
ROLE_DATES = ("shadowing_done_on", "toolkit_read_on")


class KnownPeople:
    """What is stored of everybody, by person id; and who has which employee number and e-mail address."""

    def __init__(self, session: Session) -> None:
        tables = SQLModel.metadata.tables
        person = tables["person"]
        self.columns: dict[str, dict[str, Any]] = {}
        self.by_number: dict[str, str] = {}
        self.by_email: dict[str, str] = {}
        query = select(person.c.id, person.c.employee_number, *(person.c[name] for name in PERSON_COLUMNS))
        for person_id, number, *values in _rows(session, query):
            self.columns[person_id] = dict(zip(PERSON_COLUMNS, values, strict=True))
            if number:
                self.by_number[number] = person_id
            if self.columns[person_id]["work_email"]:
                self.by_email[self.columns[person_id]["work_email"]] = person_id
        self.professions: defaultdict[str, set[str]] = defaultdict(set)
        for person_id, profession in _rows(session, select(*tables["person_profession"].c)):
            self.professions[person_id].add(profession)
        self.roles: defaultdict[str, dict[str, dict[str, date | None]]] = defaultdict(dict)
        role = tables["panel_role"]
        for person_id, name, *dates in _rows(
            session, select(role.c.person_id, role.c.role, *(role.c[each] for each in ROLE_DATES))
        ):
            self.roles[person_id][name] = dict(zip(ROLE_DATES, dates, strict=True))
        self.hours: defaultdict[str, set[Hours]] = defaultdict(set)
        weekly = tables["weekly_hours"]
        for person_id, *hours in _rows(
            session, select(weekly.c.person_id, weekly.c.weekday, weekly.c.starts_at, weekly.c.ends_at)
        ):
            self.hours[person_id].add(Hours(*hours))
        self.training: defaultdict[str, dict[tuple[str, date], date | None]] = defaultdict(dict)
        record = tables["training_record"]
        for person_id, kind, completed_on, expires_on in _rows(
            session, select(record.c.person_id, record.c.kind, record.c.completed_on, record.c.expires_on)
        ):
            self.training[person_id][kind, completed_on] = expires_on
        self.kinds = list(session.exec(select(TrainingKind)))


def _rows(session: Session, query: Select[Any]) -> list[Any]:
    return list(session.execute(query))
