"""`fairpanel audit` on files: options, exit codes, kinds of output, atomic writing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli.audit_commands import audit
from tests.service.outcomes.files import a_file, an_application, people, random_rows

ROWS = people(
    [(40, {"ethnicity": "A"}), (60, {"stage": "offered"}), (9, {"ethnicity": "N"}), (9, {"stage": "applied"})]
)


def fairpanel(*arguments: object, stdin: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-c", "from service.cli import main; main()", "audit", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, check=False)


def in_process(*arguments: object, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(audit, [str(argument) for argument in arguments], input=stdin)


def test_an_audit_goes_from_stdin_to_stdout_with_progress_on_stderr_unless_quiet() -> None:
    loud = in_process("-", "--year", "2025/26", stdin=a_file(ROWS))
    assert loud.exit_code == 0
    assert json.loads(loud.stdout)["format"] == "fairpanel-audit/1"
    assert "Counting by ethnicity" in loud.stderr
    quiet = in_process("-", "--year", "2025/26", "--quiet", stdin=a_file(ROWS))
    assert (quiet.stdout, quiet.stderr) == (loud.stdout, "")


def test_a_malformed_file_exits_2_naming_row_and_column_and_writes_nothing(tmp_path: Path) -> None:
    file, out = tmp_path / "outcomes.csv", tmp_path / "audit.json"
    file.write_bytes(a_file([*ROWS, an_application(999, stage="hired")]))
    done = fairpanel(file, "-o", out)
    assert done.returncode == 2
    assert f"row {len(ROWS) + 2}, stage:".encode() in done.stderr
    assert not out.exists()


@pytest.mark.parametrize(
    "options", [("--year", "2026"), ("--by", "floor"), ("--by", "stage"), ("--earlier", "."), ("-o", "no/where.json")]
)
def test_an_option_that_cannot_be_used_exits_2(options: tuple[str, ...]) -> None:
    done = fairpanel("-", *options, stdin=a_file(ROWS))
    assert (done.returncode, done.stdout) == (2, b"")


def test_the_name_of_the_output_says_its_kind(tmp_path: Path) -> None:
    file = tmp_path / "outcomes.csv"
    file.write_bytes(a_file(ROWS))
    for name, start in (("a.html", b"<!DOCTYPE html>"), ("a.xlsx", b"PK"), ("a.json", b"{")):
        assert in_process(file, "-o", tmp_path / name, "--quiet").exit_code == 0
        assert (tmp_path / name).read_bytes().startswith(start)


def test_a_release_too_soon_after_another_exits_3_and_writes_nothing(tmp_path: Path) -> None:
    earlier, out = tmp_path / "earlier", tmp_path / "out.json"
    earlier.mkdir()
    rows = [{key: row[key] for key in row if key not in {"team", "shift"}} for row in random_rows(4)]
    first = in_process("-", "--release", "--by", "gender", "-o", earlier / "1.json", stdin=a_file(rows))
    assert first.exit_code == 0, first.stderr
    more = [*rows, an_application(5000)]
    again = in_process("-", "--release", "--by", "gender,site", "--earlier", earlier, "-o", out, stdin=a_file(more))
    assert again.exit_code == 3
    assert "fewer than 10 people" in again.stderr
    assert not out.exists()
