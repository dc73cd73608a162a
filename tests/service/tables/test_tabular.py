"""Files as they come: every encoding, separator and kind of damage gets a table or a clear answer."""

import io
import zipfile
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from service.errors import InvalidInputError
from service.tables import cells
from service.tables.table import MOST_BYTES, Table
from service.tables.tabular import read_table
from service.tables.wording import RefusedError

LONDON = ZoneInfo("Europe/London")
PLAIN = "Name,Böse\nAna,1\nBjörn,2\n"


def workbook(*sheets: list[list[Any]], hide: tuple[int, ...] = (), merge: str = "") -> bytes:
    """An XLSX file of these sheets; text that starts with = becomes a formula, dates become Excel dates."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"default_date_format": "dd/mm/yyyy", "strings_to_formulas": True})
    for number, rows in enumerate(sheets):
        sheet = book.add_worksheet(f"Sheet {number}")
        for index, row in enumerate(rows):
            sheet.write_row(index, 0, row)
        if number in hide:
            sheet.hide()
        else:
            sheet.activate()
        if merge:
            sheet.merge_range(merge, "merged")
    book.close()
    return buffer.getvalue()


def repacked(content: bytes, **parts: bytes) -> bytes:
    """The workbook with the sheet's XML replaced or other parts added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, data in parts.items():
            new.writestr(name, data)
    return buffer.getvalue()


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(InvalidInputError) as caught:
        read_table(name, content)
    (problem,) = caught.value.problems
    assert problem.remedy
    return problem.message


def places(table: Table) -> list[tuple[int | None, str | None]]:
    return [(problem.row, problem.column) for problem in table.problems]


@pytest.mark.parametrize(
    ("encoding", "assumed"),
    [
        ("utf-8", "The text is UTF-8."),
        ("utf-8-sig", "byte order mark"),
        ("utf-16", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_encodings_are_recognised_and_named(encoding: str, assumed: str) -> None:
    table = read_table("a.csv", PLAIN.encode(encoding))
    assert table.headers == ["Name", "Böse"]
    assert [row.values for row in table.rows] == [("Ana", "1"), ("Björn", "2")]
    assert assumed in table.assumed[0]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators_are_recognised_even_where_others_occur_inside_quotes(separator: str) -> None:
    text = f'"Name, or; so"{separator}Band\r\n"Ng, Ana; the first"{separator}7\r\n'
    (row,) = read_table("a.csv", text.encode()).rows
    assert row.values == ("Ng, Ana; the first", "7")


def test_excels_line_that_names_the_separator_is_understood() -> None:
    table = read_table("a.csv", b"sep=;\nName;Band\nAna;7\n")
    assert (table.headers, table.rows[0].values) == (["Name", "Band"], ("Ana", "7"))


def test_blank_lines_are_counted_and_rows_keep_the_numbers_a_spreadsheet_shows() -> None:
    table = read_table("a.csv", b'\n,,\nName,Band\n\n"Ana\nMaria",7\n , \nBen,6\n')
    assert [(row.number, row.values[1]) for row in table.rows] == [(5, "7"), (7, "6")]
    assert table.blank == 4


def test_ragged_rows_long_cells_and_nul_bytes_are_named_by_row_and_column() -> None:
    text = b"Name,Band\nAna,7,stray\nBen\n" + b"x" * 1_000_000 + b",6\nC\0y,5\n"
    table = read_table("a.csv", text)
    assert places(table) == [(2, "C"), (4, "Name"), (5, "Name")]
    assert "1,000,000 characters" in table.problems[1].message
    assert table.rows[1].values == ("Ben", "")


def test_a_quotation_mark_that_is_never_closed_is_found() -> None:
    table = read_table("a.csv", b'Name,Band\nAna,7\n"Ben,6\nCyd,5\n')
    assert [(problem.row, "quotation" in problem.message) for problem in table.problems] == [(3, True)]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b" \r\n\n", "empty"),
        ("a.csv", b"\xef\xbb\xbf,,\n", "no header"),
        ("a.csv", b"a" * (MOST_BYTES + 1), "20 are allowed"),
        ("a.xlsx", b"Name,Band\n", "no Excel workbook"),
        ("a.csv", workbook([["Name"]]), "Excel workbook"),
        ("a.xls", b"\xd0\xcf\x11\xe0" + b"x" * 99, "old Excel"),
        ("a.csv", b"%PDF-1.7", "PDF"),
        ("a.xlsx", b"PK\x03\x04broken", "damaged"),
        ("a.csv", "Name,Band\nAna,7\n".encode("utf-16-le"), "UTF-16"),
        ("a.csv", b"Name\n\x81\x8d", "neither UTF-8"),
        ("a.csv", b"\xff\xfeabc", "UTF-16"),
        ("a.csv", b"<!DOCTYPE html><html>", "web page"),
        ("a.csv", ",".join(f"h{i}" for i in range(201)).encode(), "200 columns"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_a_remedy(name: str, content: bytes, said: str) -> None:
    assert said in refusal(name, content)


def test_a_workbook_is_read_with_its_dates_and_numbers() -> None:
    table = read_table(
        "a.xlsx", workbook([["Name", "On", "Cap"], [], ["Ana", date(2027, 1, 5), 3.0], ["Ben", "", True]])
    )
    assert [row.number for row in table.rows] == [3, 4]
    assert cells.day(table.rows[0].values[1]) == date(2027, 1, 5)
    assert [cells.text(row.values[2]) for row in table.rows] == ["3", "yes"]


def test_formulas_and_errors_in_a_workbook_are_named_by_row_and_column() -> None:
    table = read_table("a.xlsx", workbook([["Name", "Band"], ["Ana", "=1+6"], ['=HYPERLINK("x")', "6"]]))
    assert places(table) == [(2, "Band"), (3, "Name")]
    assert all("formula" in problem.message for problem in table.problems)


def test_the_first_visible_sheet_with_anything_in_it_is_read_and_the_others_are_named() -> None:
    content = workbook([["Secret"], ["x"]], [[]], [["Name"], ["Ana"]], [["More"], ["y"]], hide=(0,))
    table = read_table("a.xlsx", content)
    assert table.headers == ["Name"]
    assert table.assumed == ["The sheet 'Sheet 2' was read; not read: Sheet 0 (hidden), Sheet 1, Sheet 3."]


def test_merged_cells_are_a_problem_and_zeros_shown_by_a_format_are_kept() -> None:
    table = read_table("a.xlsx", workbook([["Name", "Band"], ["Ana", "7"]], merge="A3:A4"))
    assert places(table) == [(3, "A")]
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    book.add_worksheet().write_column(0, 0, ["Number", 123], book.add_format({"num_format": "00000000"}))
    book.close()
    assert read_table("a.xlsx", buffer.getvalue()).rows[0].values == ("00000123",)


def test_archives_that_unpack_to_too_much_and_sheets_with_entities_are_refused() -> None:
    small = workbook([["Name"], ["Ana"]])
    bomb = repacked(small, **{"xl/media/big.xml": b" " * (260 * 1024 * 1024)})
    assert len(bomb) < MOST_BYTES
    assert "unpacks to more" in refusal("a.xlsx", bomb)
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>'
    assert "damaged" in refusal("a.xlsx", repacked(small, **{"xl/worksheets/sheet1.xml": entity}))


def test_a_sheet_that_reaches_to_the_last_row_is_refused_in_good_time() -> None:
    xml = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>'
        b"</sheetData></worksheet>"
    )
    content = repacked(workbook([["Name"]]), **{"xl/worksheets/sheet1.xml": xml})
    assert "beyond row" in refusal("a.xlsx", content)


def is_answered(name: str, content: bytes) -> bool:
    try:
        return isinstance(read_table(name, content), Table)
    except InvalidInputError as error:
        return bool(error.problems)


@given(st.binary(max_size=300))
def test_any_bytes_give_a_table_or_a_refusal(content: bytes) -> None:
    assert is_answered("a.csv", content)
    assert is_answered("a.xlsx", content)


@given(st.binary(max_size=40), st.integers(0, 4000))
def test_a_damaged_workbook_gives_a_table_or_a_refusal(noise: bytes, at: int) -> None:
    content = bytearray(SAMPLE)
    content[at : at + len(noise)] = noise
    assert is_answered("a.xlsx", bytes(content))


SAMPLE = workbook([["Name", "On"], ["Ana", date(2027, 1, 5)], ["Ben", "=1"]])


@pytest.mark.parametrize(
    "text",
    ["2027-01-05", "05/01/2027", "5/1/2027", "05-01-2027", "05.01.2027", "5-Jan-2027", "05 JANUARY 2027",
     "2027-01-05 00:00:00"],
)  # fmt: skip
def test_the_usual_spellings_of_a_day_are_read_day_first(text: str) -> None:
    assert cells.day(text) == date(2027, 1, 5)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("12/31/2026", "month first"),
        ("31/02/2026", "There is no day"),
        ("05/01/27", "which century"),
        ("01/01/1066", "year 1066"),
        ("next week", "not a date"),
        (46028, "a number"),
    ],
)
def test_ambiguous_and_impossible_days_are_refused_with_the_remedy(text: Any, said: str) -> None:
    with pytest.raises(RefusedError, match=said) as caught:
        cells.day(text)
    assert caught.value.remedy


def test_several_start_times_share_a_cell_and_each_is_local() -> None:
    found = cells.instants("05/07/2027 10:00; 2027-01-05T10:00", LONDON)
    assert found == [datetime(2027, 7, 5, 9, tzinfo=UTC), datetime(2027, 1, 5, 10, tzinfo=UTC)]
    with pytest.raises(RefusedError) as caught:
        cells.instants("2027-10-31 01:30", LONDON)
    assert "+01:00" in caught.value.remedy
    assert "+00:00" in caught.value.remedy
