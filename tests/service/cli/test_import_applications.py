"""The command import-applications, as somebody at a terminal meets it."""

import sys
from pathlib import Path

import pytest
from sqlmodel import select

from service.cli import main
from service.models import Vacancy
from service.models.monitoring import MonitoringAnswer
from service.trail import SYSTEM
from service.work import House
from tests.service.shortlisting.application_files import Desk, a_desk, a_row, csv_of


def run(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[object, str, str]:
    """Run the command on the desk's database: exit code, stdout, stderr."""
    with desk.house.reading(SYSTEM) as work:
        reference = work.session.get_one(Vacancy, desk.vacancy_id).reference
    monkeypatch.setenv("FAIRPANEL_DEMO", "1")
    monkeypatch.setenv("FAIRPANEL_DATABASE_URL", desk.house.settings.database_url)
    monkeypatch.setattr(sys, "argv", ["fairpanel", "import-applications", "--vacancy", reference, *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return (ended.value.code, *capsys.readouterr())


def test_a_dry_run_then_the_import_then_the_same_again(
    sqlite_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = a_desk(sqlite_house)
    file, folder = tmp_path / "export.csv", tmp_path / "cvs"
    file.write_bytes(csv_of([a_row(1, **{"Ethnic origin": "A"}), a_row(2)]))
    folder.mkdir()
    (folder / "APP-0002 cv.txt").write_text("I ran a clinic.")
    given = (str(file), "--attachments", str(folder))
    code, out, _ = run(desk, monkeypatch, capsys, *given, "--dry-run")
    assert (code, desk.applications()) == (0, {})
    assert "2 new, 0 changed, 0 unchanged applications: a dry run, nothing was changed." in out
    code, _, err = run(desk, monkeypatch, capsys, *given)
    assert (code, sorted(desk.applications())) == (0, ["APP-0001", "APP-0002"])
    assert "1 attached files go with 1 applications." in err
    with sqlite_house.reading(SYSTEM) as work:
        assert len(work.session.exec(select(MonitoringAnswer)).all()) == 1
    assert "0 new, 0 changed, 2 unchanged" in run(desk, monkeypatch, capsys, *given)[1]


def test_problems_are_listed_by_row_and_column_and_nothing_is_taken_in(
    sqlite_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = a_desk(sqlite_house)
    file = tmp_path / "export.csv"
    file.write_bytes(csv_of([a_row(1, Gender="no code"), a_row(2, **{"Date applied": "soon"})]))
    code, _, err = run(desk, monkeypatch, capsys, str(file))
    assert (code, desk.applications()) == (3, {})
    assert "row 2, gender:" in err
    assert "row 3, Date applied: 'soon' is not a date." in err


def test_an_unknown_vacancy_and_a_missing_file_are_named(
    sqlite_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = a_desk(sqlite_house)
    file = tmp_path / "export.csv"
    file.write_bytes(csv_of([a_row(1)]))
    code, _, err = run(desk, monkeypatch, capsys, str(file), "--vacancy", "V-none")
    assert (code, "There is no vacancy 'V-none'." in err) == (2, True)
    code, _, err = run(desk, monkeypatch, capsys, str(tmp_path / "gone.csv"))
    assert (code, "cannot be read" in err) == (2, True)
