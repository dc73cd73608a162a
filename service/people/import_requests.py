"""Importing requests: each row is a vacancy and the panel request for it, keyed by the vacancy's reference."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from service.models import CAMPAIGNS, new_id, utc_now
from service.people import grades
from service.people.fields import REQUEST_FIELDS
from service.people.person_values import professions
from service.people.places import Places
from service.people.request_plan import KnownRequests, PlannedRequest, RequestsPlan, compare
from service.people.seat_text import parse_seats
from service.tables import cells, wording
from service.tables.columns import columns_of
from service.tables.report import ImportReport
from service.tables.row_reader import RowReader
from service.tables.table import Table
from service.tables.wording import RefusedError
from service.work import Work

MOST_STARTS = 50


def plan_requests(work: Work, table: Table, mapping: Mapping[str, str] | None, *, create_missing: bool) -> RequestsPlan:
    """Read every row of the table and compare it with what is stored; every fault is in the report."""
    report = ImportReport(
        "requests", rows=len(table.rows), blank=table.blank, problems=list(table.problems),
        warnings=list(table.warnings), assumed=list(table.assumed), headers=list(table.headers),
        create_missing=create_missing,
    )  # fmt: skip
    columns = columns_of(table, REQUEST_FIELDS, mapping, report.problems)
    report.mapping = {code: table.headers[index] for code, index in columns.items()}
    report.assumed.append(f"Start times are local times in {work.settings.timezone}.")
    plan = RequestsPlan(report, KnownRequests(work.session), Places(work.session, create_missing=create_missing))
    first_rows: dict[str, int] = {}
    for row in table.rows:
        _read(plan, RowReader(table, row, columns, report.problems), work.settings.zone, first_rows)
    compare(plan, utc_now())
    report.created = [f"{kind} {each['name']}" for kind, added in plan.places.added.items() for each in added]
    report.settle()
    return plan


def _read(plan: RequestsPlan, row: RowReader, zone: ZoneInfo, first_rows: dict[str, int]) -> None:
    for field, label in (
        ("reference", "vacancy reference"), ("title", "title"), ("department", "department"),
        ("minutes", "length in minutes"), ("starts", "start time"),
    ):  # fmt: skip
        row.require(field, label)
    reference = row.words("reference", wording.reference)
    if reference in first_rows:
        said = f"Row {first_rows[reference]} has the same vacancy reference."
        row.refuse("reference", said, "Keep one row a vacancy; several start times go into one cell, separated by ;")
        return
    if reference:
        first_rows[reference] = row.number
    vacancy = _vacancy(plan, row)
    minutes = row.words("minutes", lambda text: wording.whole_number(text, 1, 1440))
    request = {
        "minutes": minutes,
        "online": row.take("online", cells.yes),
        "needed_by": row.take("needed_by", cells.day),
        "priority": row.words("priority", lambda text: wording.whole_number(text, 1, 99)),
        "seats": row.words("seats", parse_seats),
    }
    found = row.take("professions", lambda value: professions(cells.listed(value)))
    plan.requests.append(
        PlannedRequest(
            row=row,
            reference=reference or "",
            vacancy=vacancy,
            request={name: value for name, value in request.items() if value is not None},
            professions=set(found) if found is not None else None,
            starts=_starts(row, zone),
            vacancy_id=new_id(),
            request_id=new_id(),
        )
    )


def _vacancy(plan: RequestsPlan, row: RowReader) -> dict[str, Any]:
    places = plan.places
    division = row.words("division", places.division)
    site = row.words("site", places.site)
    refused = (row.has("division") and division is None) or (row.has("site") and site is None)
    department = None if refused else row.words("department", lambda text: places.department(text, division, site))
    band = row.words("band", lambda text: (grades.band(text),))
    values = {
        "title": row.words("title", lambda text: wording.required_line(text, 200)),
        "staff_group": row.words("staff_group", grades.staff_group),
        "department_id": department.id if department else None,
        "site_id": site.id if site else None,
        "campaign": row.words("campaign", _campaign),
        "posts": row.words("posts", lambda text: wording.whole_number(text, 1, 999)),
        "appointing_manager_id": row.words("appointing_manager", lambda text: _manager(plan, text)),
    }
    known = {name: value for name, value in values.items() if value is not None}
    return known | ({"band": band[0]} if band else {})


def _starts(row: RowReader, zone: ZoneInfo) -> set[datetime]:
    starts: set[datetime] = set()
    for field in ("starts", "starts_2", "starts_3"):
        starts |= set(row.take(field, lambda value: cells.instants(value, zone)) or ())
    if len(starts) > MOST_STARTS:
        row.refuse("starts", f"There are {len(starts)} start times.", f"Give at most {MOST_STARTS}.")
    return starts


def _campaign(text: str) -> str:
    name = wording.label(text)
    if name not in CAMPAIGNS:
        raise RefusedError(f"{text[:40]!r} is not a campaign.", f"Write one of {', '.join(CAMPAIGNS)}.")
    return name


def _manager(plan: RequestsPlan, text: str) -> str:
    key = text.strip().lower() if "@" in text else text.strip()
    if key not in plan.known.people:
        raise RefusedError(
            f"The appointing manager {text[:60]!r} is not in Fairpanel.",
            "Write an employee number or work e-mail address, or import the manager first.",
        )
    return plan.known.people[key]
