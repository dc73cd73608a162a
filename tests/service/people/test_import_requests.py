"""Importing requests: vacancies with their panel requests, at local times that exist once."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlmodel import select

from service.models import PanelRequest, RequestStart, Vacancy
from service.people.imports import ImportOptions, import_file
from service.people.seat_text import parse_seats
from service.tables.report import ImportReport
from service.tables.wording import RefusedError
from service.trail import SYSTEM
from service.work import House
from tests.builders import a_department, a_person
from tests.service.people.test_import_people import counts
from tests.service.tables.test_tabular import workbook

HEADER = (
    "Vacancy Ref,Job Title,Band,Staff group,Profession,Department,Site,Hiring manager,Duration,Interview format,Starts,"
    "Needed by,Priority,Seats\n"
)
ROW = (
    "V-1,Ward manager,7,03,nursing,Ward,,boss@trust.example,60,in person,05/07/2027 10:00; 2027-07-06T14:00,"
    "31/07/2027,2,chair min 8a from division; panelist min 7 profession nursing\n"
)


def taken(house: House, text: str, **more: Any) -> ImportReport:
    with house.writing(SYSTEM) as work:
        return import_file(work, "requests", "requests.csv", text.encode(), **{"dry_run": False, **more})


def with_ward(house: House) -> None:
    with house.writing(SYSTEM) as work:
        a_department(work, "Ward")
        a_person(work, work_email="boss@trust.example", employee_number="00042")


def test_a_row_becomes_a_vacancy_and_an_open_request(house: House) -> None:
    with_ward(house)
    report = taken(house, HEADER + ROW)
    assert (report.problems, counts(report)) == ([], (1, 0, 0))
    with house.reading(SYSTEM) as work:
        vacancy = work.session.exec(select(Vacancy)).one()
        request = work.session.exec(select(PanelRequest)).one()
        starts = work.session.exec(select(RequestStart.starts_at)).all()
    assert (vacancy.reference, vacancy.band, vacancy.appointing_manager_id is not None) == ("V-1", "7", True)
    assert (request.state, request.minutes, request.online, request.priority) == ("open", 60, False, 2)
    assert (request.needed_by, request.zone, request.requirements) == (date(2027, 7, 31), "Europe/London", [])
    assert request.seats == [
        {"role": "chair", "from": "division", "min_band": "8a"},
        {"role": "panelist", "from": "anywhere", "min_band": "7", "profession": "nursing"},
    ]
    assert sorted(starts) == [datetime(2027, 7, 5, 9, tzinfo=UTC), datetime(2027, 7, 6, 13, tzinfo=UTC)]


def test_the_same_requests_again_change_nothing_and_new_times_open_a_request_again(house: House) -> None:
    with_ward(house)
    taken(house, HEADER + ROW)
    assert taken(house, HEADER + ROW).changes_nothing
    with house.writing(SYSTEM) as work:
        request = work.session.exec(select(PanelRequest)).one()
        request.state = "unfilled"
    report = taken(house, HEADER + ROW.replace("05/07/2027 10:00", "07/07/2027 10:00"))
    assert counts(report) == (0, 1, 0)
    with house.reading(SYSTEM) as work:
        request = work.session.exec(select(PanelRequest)).one()
        assert (request.state, request.version) == ("open", 2)
        assert min(work.session.exec(select(RequestStart.starts_at))) == datetime(2027, 7, 6, 13, tzinfo=UTC)


def test_a_request_with_a_panel_is_not_changed_behind_its_members_backs(sqlite_house: House) -> None:
    with_ward(sqlite_house)
    taken(sqlite_house, HEADER + ROW)
    with sqlite_house.writing(SYSTEM) as work:
        work.session.exec(select(PanelRequest)).one().state = "confirmed"
    assert taken(sqlite_house, HEADER + ROW).changes_nothing
    (problem,) = taken(sqlite_house, HEADER + ROW.replace(",60,", ",90,")).problems
    assert (problem.row, problem.column) == (2, "Vacancy Ref")


@pytest.mark.parametrize(
    ("change", "column", "said"),
    [
        (("05/07/2027 10:00", "28/03/2027 01:30"), "Starts", "does not exist"),
        (("05/07/2027 10:00", "31/10/2027 01:30"), "Starts", "happens twice"),
        (("05/07/2027 10:00", "05/07/2020 10:00"), "Starts", "has passed"),
        (("05/07/2027 10:00", "soon"), "Starts", "not a date and time"),
        (("boss@", "nobody@"), "Hiring manager", "not in Fairpanel"),
        ((",60,", ",0,"), "Duration", "whole number"),
        (("in person", "by post"), "Interview format", "neither yes nor no"),
        (("chair min 8a", "judge min 8a"), "Seats", "not a panel role"),
        ((",2,chair", ",zero,chair"), "Priority", "whole number"),
        (("Ward manager", ""), "Job Title", "missing"),
        (("31/07/2027", "07/31/2027"), "Needed by", "month first"),
    ],
)
def test_each_fault_of_a_request_is_named_with_its_remedy(
    sqlite_house: House, change: tuple[str, str], column: str, said: str
) -> None:
    with_ward(sqlite_house)
    (problem,) = taken(sqlite_house, HEADER + ROW.replace(*change)).problems
    assert (problem.row, problem.column) == (2, column)
    assert said in problem.message
    assert problem.remedy
    with sqlite_house.reading(SYSTEM) as work:
        assert work.session.exec(select(Vacancy)).all() == []


def test_a_workbooks_dates_are_local_times_and_a_chosen_reading_of_a_double_hour_is_kept(sqlite_house: House) -> None:
    with_ward(sqlite_house)
    header: list[Any] = ["Reference", "Title", "Department", "Minutes", "Start 1", "Start 2"]
    start = datetime.fromisoformat("2027-07-05T10:00")
    content = workbook([header, ["V-2", "Porter", "Ward", 45, start, "2027-10-31T01:30+00:00"]])
    with sqlite_house.writing(SYSTEM) as work:
        report = import_file(work, "requests", "r.xlsx", content, dry_run=False)
    assert report.problems == []
    with sqlite_house.reading(SYSTEM) as work:
        starts = sorted(work.session.exec(select(RequestStart.starts_at)))
    assert starts == [datetime(2027, 7, 5, 9, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)]


def test_a_reference_twice_is_a_problem_and_unknown_departments_are_added_when_asked_for(sqlite_house: House) -> None:
    text = "Reference,Title,Department,Division,Site,Minutes,Starts\n"
    row = "V-1,Porter,Night,Estates,North,45,2027-07-05 10:00\n"
    doubled = taken(sqlite_house, text + row + row, options=ImportOptions(create_missing=True))
    assert [(problem.row, problem.column) for problem in doubled.problems] == [(3, "Reference")]
    report = taken(sqlite_house, text + row, options=ImportOptions(create_missing=True))
    assert report.created == ["site North", "division Estates", "department Night"]


@pytest.mark.parametrize("text", ["", "chair from nowhere", "chair 8a", "boss", "chair;" * 13])
def test_seats_that_are_not_understood_are_refused_with_an_example(text: str) -> None:
    with pytest.raises(RefusedError) as caught:
        parse_seats(text)
    assert "chair min 8a" in caught.value.remedy
