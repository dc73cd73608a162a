"""Imports on pages: nothing changes before HR says so, and every problem is listed by row and column."""

import csv
import io
from typing import Any

from flask import Flask
from sqlmodel import func, select

from service.models import ImportBatch, Person
from service.trail import SYSTEM
from tests.builders import a_department
from tests.service.pages.hr_forms import held, send_form
from tests.service.pages.visitor import Page, Visitor, a_visitor
from tests.service.watched_client import house_of

GOOD = "Employee Number,Name,Department,Band\n00017,Amara Okafor,Department d0,7\n00018,Ben Smith,Department d0,8a\n"


def set_up(app: Flask) -> Visitor:
    with house_of(app).writing(SYSTEM) as work:
        a_department(work)
    return a_visitor(app)


def upload(hr: Visitor, content: str | bytes, *, status: int = 200, name: str = "staff.csv", **typed: Any) -> Page:
    data = content.encode() if isinstance(content, str) else content
    page = hr.get("/hr/imports")
    form = next(form for form in page.forms() if form.get("enctype") == "multipart/form-data")
    return hr.send("/hr/imports", held(form) | {"file": [(io.BytesIO(data), name)]} | typed, status=status)


def people(app: Flask) -> int:
    with house_of(app).reading(SYSTEM) as work:
        return work.session.exec(select(func.count()).select_from(Person)).one()


def address(page: Page) -> str:
    return str(page.response.request.path)


def test_a_file_is_looked_at_first_and_then_taken_in(app: Flask) -> None:
    hr = set_up(app)
    page = upload(hr, GOOD)
    assert "No problem was found. Nothing is changed yet." in page.words
    assert "New 2 Changed 0 Already so 0" in page.words
    assert people(app) == 0
    page = send_form(hr, page, f"{address(page)}/commit")
    assert "Taken in: 2 new, 0 changed, 0 as they were." in page.words
    assert people(app) == 2
    with house_of(app).reading(SYSTEM) as work:
        assert work.session.exec(select(ImportBatch.content)).one() is None


def test_the_same_file_again_would_change_nothing(sqlite_app: Flask) -> None:
    hr = set_up(sqlite_app)
    page = upload(hr, GOOD)
    send_form(hr, page, f"{address(page)}/commit")
    assert "Taking it in would change nothing." in upload(hr, GOOD).words


def test_problems_are_listed_by_row_and_column_with_their_remedy_and_nothing_can_be_taken_in(sqlite_app: Flask) -> None:
    hr = set_up(sqlite_app)
    page = upload(hr, GOOD + "00019,Chloe Patel,Department d0,8\n,Nobody,Nowhere,7\n")
    assert "3 problems must be corrected" in page.words
    assert "Row 4 Column Band" in page.words
    assert "Band 8 needs its range: 8a, 8b, 8c or 8d." in page.words
    assert [form for form in page.forms() if str(form.get("action")).endswith("/commit")] == []
    answer = hr.client.get(f"{address(page)}/problems.csv")
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert [(row["kind"], row["row"]) for row in rows] == [("problem", "4"), ("problem", "5"), ("problem", "5")]
    assert answer.headers["Content-Disposition"].startswith("attachment;")


def test_a_downloaded_list_never_begins_a_cell_like_a_formula(sqlite_app: Flask) -> None:
    hr = set_up(sqlite_app)
    page = upload(
        hr, 'Employee Number,Name,Department,"=HYPERLINK(1)"\n00017,Amara,Department d0,x\n,,Department d0,y\n'
    )
    text = hr.client.get(f"{address(page)}/problems.csv").get_data(as_text=True).lstrip("\ufeff")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []


def test_a_thousand_problems_are_shown_page_by_page(sqlite_app: Flask) -> None:
    hr = set_up(sqlite_app)
    page = upload(hr, "Employee Number,Name,Department\n" + "".join(f"{n:05},X,Nowhere\n" for n in range(1000)))
    assert "1000 problems must be corrected" in page.words
    assert "Row 52" not in page.words
    assert "Row 52" in hr.get(f"{address(page)}?page=2").words


def test_hr_says_which_column_is_what_without_uploading_again(app: Flask) -> None:
    hr = set_up(app)
    page = upload(hr, "Number of staff,Who,Where\n00017,Amara Okafor,Department d0\n")
    assert "must be corrected" in page.words
    batch = address(page)
    columns = hr.get(f"{batch}/columns")
    assert "Not used so far: Number of staff, Who, Where" in columns.words
    typed = {"employee_number": "Number of staff", "name": "Who", "department": "Where"}
    page = send_form(hr, columns, f"{batch}/columns", typed)
    assert "No problem was found." in page.words
    assert hr.get(f"{batch}/columns").value("employee_number") == "Number of staff"
    send_form(hr, page, f"{batch}/commit")
    assert people(app) == 1


def test_a_file_that_somebody_else_checked_again_or_discarded_is_not_taken_in(app: Flask) -> None:
    hr = set_up(app)
    page = upload(hr, GOOD)
    batch = address(page)
    send_form(hr, hr.get(f"{batch}/columns"), f"{batch}/columns")
    stale = send_form(hr, page, f"{batch}/commit", status=412)
    assert "Somebody changed this" in stale.words
    send_form(hr, stale, f"{batch}/discard")
    send_form(hr, page, f"{batch}/commit", status=409)
    assert people(app) == 0


def test_no_file_an_empty_one_and_one_that_is_none_are_refused_in_words(sqlite_app: Flask) -> None:
    hr = set_up(sqlite_app)
    page = hr.get("/hr/imports")
    assert send_form(hr, page, "/hr/imports", status=422).faults() == ["No file is chosen. Choose a CSV or XLSX file."]
    assert upload(hr, b"", status=422).faults() == ["The file is empty. Choose another file."]
    assert len(upload(hr, b"\x00\x01\x02PNG", status=422).faults()) == 1
    assert upload(hr, GOOD, kind="animals", status=422).faults() == ["What the file holds is not chosen. Choose one."]


def test_words_of_a_file_are_shown_as_text(sqlite_app: Flask) -> None:
    hr = set_up(sqlite_app)
    page = upload(hr, "Employee Number,Name,<b>Department</b>\n00017,X,<i>Nowhere</i>\n", name="<b>.csv")
    assert page.all("b") == []
    assert page.all("i") == []


def test_only_hr_imports(sqlite_app: Flask) -> None:
    for roles in (("manager",), ("admin",), ("panelist",)):
        assert a_visitor(sqlite_app, roles=roles).client.get("/hr/imports").status_code == 403
