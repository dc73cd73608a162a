"""Importing people: every fault listed, all or nothing, and the same file twice changes nothing."""

import csv
import io
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select

from service.errors import ForbiddenError
from service.models import PanelRole, Person, TrainingRecord, WeeklyHours
from service.people.imports import (
    ImportOptions,
    import_file,
)
from service.people.people import change_person, get_person
from service.tables.report import ImportReport
from service.trail import SYSTEM, Actor
from service.work import House
from tests.builders import a_department, a_person, a_site, a_training_kind
from tests.service.tables.test_tabular import workbook

CREATE = ImportOptions(create_missing=True)
ESR = [
    "Employee Number", "First Name", "Last Name", "Email Address", "Position Title", "Pay Grade", "Staff Group",
    "Org L3", "Org L4", "Location", "Supervisor Employee Number", "Panel Roles", "Competence Name", "Date Completed",
    "Cap", "Availability",
]  # fmt: skip
EDI = "NHS|CSTF|Equality, Diversity and Human Rights - 3 Years|"


def esr_row(number: int, **more: str) -> list[str]:
    values = {
        "Employee Number": f"{number:08}", "First Name": f"Ana{number}", "Last Name": "Ng",
        "Email Address": f"Ana{number}@Trust.example", "Position Title": "Matron",
        "Pay Grade": "XR08|Review Body Band 8 - Range A", "Staff Group": "Nursing and Midwifery Registered",
        "Org L3": "Medicine", "Org L4": f"Ward {number % 3}", "Location": "North site",
        "Panel Roles": "panelist; chair",
        "Competence Name": EDI, "Date Completed": "05/01/2026", "Cap": "3", "Availability": "Mon-Fri 9-17; Wed 13-17",
    }  # fmt: skip
    return [(values | more).get(header, "") for header in ESR]


def csv_of(*rows: list[str]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode()


def taken(house: House, content: bytes, name: str = "people.csv", **more: Any) -> ImportReport:
    options = {"options": CREATE, "dry_run": False, **more}
    with house.writing(SYSTEM) as work:
        return import_file(work, "people", name, content, **options)


def counts(report: ImportReport) -> tuple[int, int, int]:
    return (report.new, report.changed, report.unchanged)


def stored(house: House) -> list[tuple[Any, ...]]:
    """Every row of every table an import may touch."""
    tables = ("site", "division", "department", "person", "panel_role", "training_kind", "training_record",
              "weekly_hours", "person_profession", "trail_event", "revision")  # fmt: skip
    with house.reading(SYSTEM) as work:
        return [tuple(row) for each in tables for row in work.session.execute(text(f"SELECT * FROM {each} ORDER BY 1"))]


def test_a_staff_record_is_taken_in_with_everything_it_says(house: House) -> None:
    report = taken(house, csv_of(ESR, esr_row(1), esr_row(2, **{"Supervisor Employee Number": "00000001"})))
    assert (counts(report), report.problems, report.mapping["band"]) == ((2, 0, 0), [], "Pay Grade")
    with house.reading(SYSTEM) as work:
        people = {p.employee_number: p for p in work.session.exec(select(Person))}
        record = get_person(work, people["00000002"].id)
        hours = work.session.exec(select(WeeklyHours).where(WeeklyHours.person_id == record.person.id))
        assert [(h.weekday, h.starts_at) for h in sorted(hours, key=lambda h: h.weekday)] == [
            (0, time(9)), (1, time(9)), (2, time(13)), (3, time(9)), (4, time(9)),
        ]  # fmt: skip
    assert (record.person.name, record.person.work_email, record.person.band) == ("Ana2 Ng", "ana2@trust.example", "8a")
    assert (record.division.name, record.department.name, record.site.name) == ("Medicine", "Ward 2", "North site")
    assert record.line_manager
    assert record.line_manager.employee_number == "00000001"
    assert [role.role for role in record.roles] == ["chair", "panelist"]
    (training,) = record.training
    assert (training.completed_on, training.expires_on) == (date(2026, 1, 5), date(2029, 1, 5))


def test_the_same_file_again_changes_nothing_and_says_so(house: House) -> None:
    content = csv_of(
        ESR, *(esr_row(n, **{"Supervisor Employee Number": "00000001"} if n > 1 else {}) for n in range(1, 6))
    )
    taken(house, content)
    before = stored(house)
    report = taken(house, content)
    assert counts(report) == (0, 0, 5)
    assert report.changes_nothing
    assert [row for row in stored(house) if "people.imported" not in row] == [
        row for row in before if "people.imported" not in row
    ]


def test_a_changed_row_changes_what_it_says_and_an_empty_cell_leaves_what_is_stored(house: House) -> None:
    taken(house, csv_of(ESR, esr_row(1), esr_row(2)))
    changed = esr_row(
        1, **{"Position Title": "Chief nurse", "Email Address": "", "Panel Roles": "ambassador", "Cap": ""}
    )
    report = taken(house, csv_of(ESR, changed, esr_row(2)))
    assert counts(report) == (0, 1, 1)
    with house.reading(SYSTEM) as work:
        person = work.session.exec(select(Person).where(Person.employee_number == "00000001")).one()
        roles = work.session.exec(select(PanelRole.role).where(PanelRole.person_id == person.id)).all()
    assert (person.job_title, person.work_email, person.cap) == ("Chief nurse", "ana1@trust.example", 3)
    assert (person.version, sorted(roles)) == (2, ["ambassador", "chair", "panelist"])


def test_without_a_site_column_people_work_at_their_departments_site_until_somebody_says_otherwise(
    sqlite_house: House,
) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        a_department(work, "Ward", site="north")
        a_department(work, "Lab", site="south")
        east = a_site(work, "east")
    content = "Employee number,Name,Department\n01,Ana,{}\n"
    taken(sqlite_house, content.format("Ward").encode())
    with sqlite_house.writing(SYSTEM) as work:
        person = work.session.exec(select(Person)).one()
        change_person(work, person.id, 1, {"site_id": east.id})
    assert taken(sqlite_house, content.format("Ward").encode()).changes_nothing
    assert counts(taken(sqlite_house, content.format("Lab").encode())) == (0, 1, 0)
    with sqlite_house.reading(SYSTEM) as work:
        assert get_person(work, person.id).site.code == "south"


def test_two_people_may_swap_their_addresses(house: House) -> None:
    taken(house, csv_of(ESR, esr_row(1), esr_row(2)))
    one, other = {"Email Address": "ana2@trust.example"}, {"Email Address": "ana1@trust.example"}
    assert counts(taken(house, csv_of(ESR, esr_row(1, **one), esr_row(2, **other)))) == (0, 2, 0)


def test_a_renewed_training_replaces_nothing_and_further_rows_may_add_training(house: House) -> None:
    fire = {"Competence Name": "NHS|CSTF|Fire Safety - 1 Year|", "Date Completed": "01-Feb-2026"}
    report = taken(house, csv_of(ESR, esr_row(1), esr_row(1, **fire)))
    assert (counts(report), report.problems) == ((1, 0, 0), [])
    taken(house, csv_of(ESR, esr_row(1, **{"Date Completed": "05/01/2027"})))
    with house.reading(SYSTEM) as work:
        records = work.session.exec(select(TrainingRecord)).all()
    assert sorted((r.completed_on, r.expires_on) for r in records if r.expires_on) == [
        (date(2026, 1, 5), date(2029, 1, 5)),
        (date(2026, 2, 1), date(2027, 2, 1)),
        (date(2027, 1, 5), date(2030, 1, 5)),
    ]


def test_what_is_not_known_is_added_only_when_that_was_asked_for(sqlite_house: House) -> None:
    report = taken(sqlite_house, csv_of(ESR, esr_row(1)), options=ImportOptions())
    wrong = {(problem.row, problem.column) for problem in report.problems}
    assert wrong == {(2, "Org L3"), (2, "Location"), (2, "Competence Name")}
    assert stored(sqlite_house) == []
    created = taken(sqlite_house, csv_of(ESR, esr_row(1))).created
    assert created == [
        "site North site", "division Medicine", "department Ward 1",
        "training Equality, Diversity and Human Rights",
    ]  # fmt: skip


def test_a_dry_run_says_what_would_change_and_changes_nothing(house: House) -> None:
    with house.reading(SYSTEM) as work:
        report = import_file(work, "people", "a.csv", csv_of(ESR, esr_row(1)), options=CREATE, dry_run=True)
    assert counts(report) == (1, 0, 0)
    assert stored(house) == []


FAULTS = (
    "Employee Number,Name,Email,Band,Staff group,Department,Line manager,Roles,Training,Completed,Expiry,Cap,Hours,Load"
)
FAULTY = [
    ("0001,Ana,ana@,7,,Ward,,,,,,,,", ["Email"]),
    ("0002,Ben,,8,,Ward,,,,,,,,", ["Band"]),
    ("0003,Cyd,,10,,Ward,,,,,,,,", ["Band"]),
    ("0004,Dee,,7,Magicians,Ward,,,,,,,,", ["Staff group"]),
    ("0005,Eve,,7,,Nowhere,,,,,,,,", ["Department"]),
    ("0006,Fay,,7,,,,,,,,,,", ["Department"]),
    ("0007,,,7,,Ward,,,,,,,,", ["Name"]),
    (",Guy,,7,,Ward,,,,,,,,", ["Employee Number"]),
    ("00 08,Hal,,7,,Ward,,,,,,,,", ["Employee Number"]),
    ("0001,Ana again,,7,,Ward,,,,,,,,", ["Employee Number"]),
    ("0010,Ivy,ivy@trust.example,7,,Ward,,,,,,,,", []),
    ("0011,Jay,IVY@trust.example,7,,Ward,,,,,,,,", ["Email"]),
    ("0012,Kit,taken@trust.example,7,,Ward,,,,,,,,", ["Email"]),
    ("0013,Leo,,7,,Ward,9999,,,,,,,", ["Line manager"]),
    ("0014,Max,,7,,Ward,0014,,,,,,,", ["Line manager"]),
    ("0015,Ned,,7,,Ward,0016,,,,,,,", ["Line manager"]),
    ("0016,Oli,,7,,Ward,0015,,,,,,,", ["Line manager"]),
    ("0017,Pam,,7,,Ward,,wizard,,,,,,", ["Roles"]),
    ("0018,Quy,,7,,Ward,,,Juggling,2026-01-05,,,,", ["Training"]),
    ("0019,Ray,,7,,Ward,,,recruitment,12/31/2026,,,,", ["Completed"]),
    ("0020,Sam,,7,,Ward,,,recruitment,31/02/2026,,,,", ["Completed"]),
    ("0021,Tom,,7,,Ward,,,recruitment,05/01/26,,,,", ["Completed"]),
    ("0022,Una,,7,,Ward,,,recruitment,05/01/2026,05/01/2025,,,", ["Expiry"]),
    ("0023,Val,,7,,Ward,,,,,,lots,,", ["Cap"]),
    ("0024,Wes,,7,,Ward,,,,,,-1,,", ["Cap"]),
    ("0025,Xia,,7,,Ward,,,,,,,Mon 17-9,", ["Hours"]),
    ("0026,Yul,,7,,Ward,,,,,,,whenever,", ["Hours"]),
    ("0027,\u202eZoe,,7,,Ward,,,,,,,,", ["Name"]),
    ("0028,Abe\x07,,7,,Ward,,,,,,,,", ["Name"]),
    ("0029,Bea,,7,,Ward,,,,,,,,,stray", ["O"]),
    ("0030," + "x" * 1_000_000 + ",,7,,Ward,,,,,,,,", ["Name", "Name"]),
    ("0031,D\x00an,,7,,Ward,,,,,,,,", ["Name", "Name"]),
    ("99,Cal,,7,,Ward,,,,,,,,", ["Employee Number"]),
    ("0032,Eli,,7,,Ward,,,,,,,,1e9", ["Load"]),
]  # fmt: skip


def test_a_file_with_thirty_and_more_faults_lists_each_by_row_and_column_and_changes_nothing(house: House) -> None:
    with house.writing(SYSTEM) as work:
        a_training_kind(work)
        ward = a_department(work, "Ward")
        a_person(work, department=ward, work_email="taken@trust.example", employee_number="00099")
    before = stored(house)
    content = "\n".join([FAULTS, *(line for line, _ in FAULTY)]).encode()
    report = taken(house, content, options=ImportOptions())
    expected = [(row, column) for row, (_, columns) in enumerate(FAULTY, start=2) for column in columns]
    found = [(problem.row, problem.column) for problem in report.problems]
    assert sorted(found, key=str) == sorted(expected, key=str)
    assert len(set(found)) >= 30
    assert all(problem.message and problem.remedy for problem in report.problems)
    assert stored(house) == before


def test_headers_that_are_missing_or_doubled_are_problems_of_the_first_row(sqlite_house: House) -> None:
    report = taken(sqlite_house, b"Name,Band,band,Job Title\nAna,7,7,Matron\n")
    assert {(problem.row, problem.column) for problem in report.problems} >= {
        (1, "Employee number"), (1, "Department"), (1, "Band"),
    }  # fmt: skip
    doubled = next(problem for problem in report.problems if problem.column == "Band")
    assert "columns B, C" in doubled.message


def test_an_explicit_mapping_goes_before_the_suggestion(sqlite_house: House) -> None:
    content = b"ID,Who,Team,Department\n007,Ana,Ward,not this\n"
    with sqlite_house.writing(SYSTEM) as work:
        a_department(work, "Ward")
    mapping = {"employee_number": "ID", "name": "Who", "department": "Team"}
    report = taken(sqlite_house, content, mapping=mapping)
    assert (report.problems, counts(report), report.mapping) == ([], (1, 0, 0), mapping)
    wrong = taken(sqlite_house, content, mapping={"shoe_size": "ID", "name": "Nobody"})
    assert {problem.where for problem in wrong.problems if problem.row in (None, 1)} == {"mapping", "header"}


def test_excel_numbers_as_employee_numbers_are_noted_and_lost_zeros_are_refused(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        a_department(work, "Ward")
        a_person(work, employee_number="00000123")
    header = ["Employee Number", "Name", "Department", "Pay Grade"]
    rows: list[list[Any]] = [header, [123, "Ana", "Ward", 7], [456, "Ben", "Ward", "Consultant"]]
    report = taken(sqlite_house, workbook(rows), "a.xlsx")
    (problem,) = report.problems
    assert (problem.row, problem.column) == (2, "Employee Number")
    assert "00000123" in problem.remedy
    assert any("2 employee numbers are Excel numbers" in said for said in report.assumed)
    assert [(warning.row, "medical grade" in warning.message) for warning in report.warnings] == [(3, True)]


def test_only_hr_and_admins_import(sqlite_house: House) -> None:
    actor = Actor("m", "M", None, frozenset({"manager", "panelist"}))
    with pytest.raises(ForbiddenError), sqlite_house.reading(actor) as work:
        import_file(work, "people", "a.csv", b"Name\nAna\n", dry_run=True)


def test_ten_thousand_people_are_taken_in_with_progress(house: House) -> None:
    people = [
        esr_row(n, **{"Supervisor Employee Number": f"{max(1, n // 8):08}"} if n > 1 else {}) for n in range(1, 10_001)
    ]
    seen: list[tuple[int, int]] = []
    report = taken(house, csv_of(ESR, *people), progress=lambda done, total: seen.append((done, total)))
    assert (counts(report), report.problems) == ((10_000, 0, 0), [])
    assert (len(seen), seen[-1]) == (10, (10_000, 10_000))
    with house.reading(SYSTEM) as work:
        assert work.session.execute(text("SELECT count(*) FROM weekly_hours")).scalar() == 50_000
