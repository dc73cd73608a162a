"""What of a file becomes an application: formats, columns that belong together, and values that are no text."""

import io
import json

import openpyxl
import pytest

from service.application_contents import open_contents
from service.trail import SYSTEM
from service.work import House
from tests.service.shortlisting.application_files import a_desk, a_row


def test_a_file_without_names_or_statements_is_refused(sqlite_house: House) -> None:
    desk = a_desk(sqlite_house)
    said = desk.report(desk.check([{"Application reference": "A-1", "Email": "a@mail.example"}]))
    assert {each.column for each in said.problems} == {"Last name", "Supporting statement"}


def test_the_same_applications_are_read_from_csv_xlsx_and_json(sqlite_house: House) -> None:
    desk = a_desk(sqlite_house)
    rows = [a_row(1), a_row(2)]
    desk.take_in(rows)
    book = openpyxl.Workbook()
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append(list(row.values()))
    saved = io.BytesIO()
    book.save(saved)
    for name, content in (
        ("export.xlsx", saved.getvalue()), ("export.json", json.dumps(rows).encode()),
        ("export.json", json.dumps({"applications": rows}).encode()),
    ):  # fmt: skip
        said = desk.report(desk.check(content, file_name=name))
        assert (said.new, said.changed, said.unchanged) == (0, 0, 2)


def test_json_may_nest_employments_and_referees(sqlite_house: House) -> None:
    desk = a_desk(sqlite_house)
    nested = {
        "applicationId": "A-9", "Application ID": "A-9", "surname": "Fictive", "statement": "I led.",
        "employment": [{"employer": "Trust", "title": "Nurse"}, {"employer": "Home", "title": "Carer"}],
        "referees": [{"name": "Pat Ref", "email": "pat@ref.example"}],
    }  # fmt: skip
    desk.take_in(json.dumps([nested]).encode())
    with sqlite_house.reading(SYSTEM) as work:
        contents = open_contents(work.settings, desk.applications()["A-9"])
    assert contents.sections[1].text == "Trust – Nurse\nHome – Carer"
    assert contents.details["referees"] == ["Pat Ref – pat@ref.example"]


def test_several_columns_of_an_address_and_of_telephones_are_all_known(sqlite_house: House) -> None:
    desk = a_desk(sqlite_house)
    row = {
        "Address line 1": "17 Quarrymill Lane", "Address line 2": "Upper Fold", "Address line 3": "",
        "Town": "Netherwick", "County": "Zedshire", "Home telephone": "01632 960817", "Mobile": "07700 900123",
        "Work telephone": "01632 960001",
    }  # fmt: skip
    plain = {name: value for name, value in a_row(1).items() if name != "Mobile"}
    import_id = desk.check([plain | row])
    said = desk.report(import_id)
    assert said.ready
    assert not [each for each in said.assumed if "not read" in each]
    desk.take_in([plain | row])
    with sqlite_house.reading(SYSTEM) as work:
        details = open_contents(work.settings, desk.applications()["APP-0001"]).details
    assert details["address"] == "17 Quarrymill Lane, Upper Fold, Netherwick, Zedshire"
    assert sorted(details["phone"]) == ["01632 960001", "01632 960817", "07700 900123"]


def test_several_columns_are_mapped_by_hand_in_their_order(sqlite_house: House) -> None:
    desk = a_desk(sqlite_house)
    row = a_row(1) | {"Where": "17 Quarrymill Lane", "Where else": "Netherwick", "Ring": "01632 960817"}
    desk.take_in([row], mapping={"address": "Where", "address_town": "Where else", "phone_2": "Ring"})
    with sqlite_house.reading(SYSTEM) as work:
        details = open_contents(work.settings, desk.applications()["APP-0001"]).details
    assert details["address"] == "17 Quarrymill Lane, Netherwick"
    assert details["phone"] == ["07700 900001", "01632 960817"]


@pytest.mark.parametrize("field", ["last_name", "First name", "Application reference", "NI number", "Email address"])
def test_a_nested_value_where_one_text_is_wanted_is_refused_by_row_and_field(sqlite_house: House, field: str) -> None:
    desk = a_desk(sqlite_house)
    rows: list[dict[str, object]] = [
        {"last_name" if name == "Surname" else name: value for name, value in a_row(number).items()}
        for number in (1, 2)
    ]
    rows[1][field] = {"family": "Fictive", "given": "Ada"}
    said = desk.report(desk.check(json.dumps(rows).encode(), file_name="export.json"))
    assert [(each.row, each.column) for each in said.problems] == [(3, field)]
    assert "holds an object or a list" in said.problems[0].message
    assert "one text" in said.problems[0].remedy
