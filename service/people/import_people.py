"""Importing people: a table becomes a plan with a report, and a plan without problems is written."""

from collections.abc import Mapping

from service.errors import Problem
from service.people.access import today_of
from service.people.fields import PEOPLE_FIELDS
from service.people.known_people import KnownPeople
from service.people.people_links import check_links
from service.people.people_plan import PeoplePlan, compare
from service.people.people_rows import PeopleRows
from service.people.places import Places
from service.people.training_cells import TrainingCells
from service.tables.columns import columns_of, plain
from service.tables.report import ImportReport
from service.tables.row_reader import RowReader
from service.tables.table import Table
from service.work import Work


def plan_people(work: Work, table: Table, mapping: Mapping[str, str] | None, *, create_missing: bool) -> PeoplePlan:
    """Read every row of the table and compare it with what is stored; every fault is in the report."""
    report = ImportReport(
        "people", rows=len(table.rows), blank=table.blank, problems=list(table.problems), assumed=list(table.assumed),
        warnings=list(table.warnings), headers=list(table.headers), create_missing=create_missing,
    )  # fmt: skip
    columns = columns_of(table, PEOPLE_FIELDS, mapping, report.problems)
    report.mapping = {code: table.headers[index] for code, index in columns.items()}
    known = KnownPeople(work.session)
    places = Places(work.session, create_missing=create_missing)
    training = TrainingCells(known.kinds, create_missing=create_missing, warnings=report.warnings)
    plan = PeoplePlan(report, known, places, kinds=training.added)
    if "name" not in columns and not {"first_name", "last_name"} <= set(columns):
        remedy = "Add a column named 'Name', or 'First name' and 'Last name'."
        report.problems.append(Problem("header", "No column holds the name.", remedy, 1, "Name"))
    assignments = plain(report.mapping.get("employee_number", "")) == "assignment number"
    reader = PeopleRows(plan, training, today_of(work), assignments=assignments)
    for row in table.rows:
        reader.read(RowReader(table, row, columns, report.problems))
    reader.note_assumptions()
    check_links(plan.people, known)
    compare(plan)
    report.created = [
        *(f"{kind} {each['name']}" for kind, added in places.added.items() for each in added),
        *(f"training {kind.name}" for kind in training.added),
    ]
    report.settle()
    return plan
