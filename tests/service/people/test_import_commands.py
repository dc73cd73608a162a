"""The commands import-people and import-requests, as somebody at a terminal meets them."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlmodel import select

from service.cli import main
from service.models import Person
from service.trail import SYSTEM
from service.work import House
from tests.service.people.test_import_people import ESR, csv_of, esr_row


class Done(NamedTuple):
    code: object
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(sqlite_house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the fairpanel command on the house's database."""

    def command(*arguments: str) -> Done:
        monkeypatch.setenv("FAIRPANEL_DEMO", "1")
        monkeypatch.setenv("FAIRPANEL_DATABASE_URL", sqlite_house.settings.database_url)
        monkeypatch.setattr(sys, "argv", ["fairpanel", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        return Done(ended.value.code, *capsys.readouterr())

    return command


@pytest.fixture
def people_file(tmp_path: Path) -> str:
    path = tmp_path / "people.csv"
    path.write_bytes(csv_of(ESR, esr_row(1), esr_row(2)))
    return str(path)


def numbers(house: House) -> list[str | None]:
    with house.reading(SYSTEM) as work:
        return sorted(work.session.exec(select(Person.employee_number)), key=str)


def test_a_dry_run_then_the_import_then_the_same_again(sqlite_house: House, run: Run, people_file: str) -> None:
    dry = run("import-people", people_file, "--dry-run", "--create-missing")
    assert (dry.code, numbers(sqlite_house)) == (0, [])
    assert "2 new, 0 changed, 0 unchanged people: a dry run, nothing was changed." in dry.out
    done = run("import-people", people_file, "--create-missing")
    assert (done.code, numbers(sqlite_house)) == (0, ["00000001", "00000002"])
    assert "2 of 2 people" in done.err
    assert "Added: department Ward 1" in done.out
    again = run("import-people", people_file, "--quiet")
    assert (again.code, again.out) == (0, "0 new, 0 changed, 2 unchanged people: nothing to change.\n")


def test_problems_are_listed_by_row_and_column_with_exit_code_3(
    sqlite_house: House, run: Run, people_file: str
) -> None:
    done = run("import-people", people_file)
    assert (done.code, done.out, numbers(sqlite_house)) == (3, "", [])
    assert "row 2, Location: There is no site 'North site'." in done.err
    assert "Nothing was changed: 6 problems." in done.err


def test_a_file_that_cannot_be_read_is_exit_code_2(run: Run, tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    for name, said in (
        (str(empty), "empty"),
        (str(tmp_path / "none.csv"), "cannot be read"),
        (str(tmp_path), "cannot"),
    ):
        done = run("import-requests", name)
        assert done.code == 2
        assert said in done.err


def test_a_mapping_is_given_as_field_and_header(run: Run, people_file: str) -> None:
    mapped = run("import-people", people_file, "--mapping", "training=", "--mapping", "job_title=Org L4")
    assert "Competence Name" not in mapped.err
    wrong = run("import-people", people_file, "--mapping", "nonsense")
    assert wrong.code == 2
    assert "employee_number" in wrong.err
