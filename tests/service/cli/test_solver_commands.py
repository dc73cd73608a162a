"""The commands that work on files: options, exit codes, atomic output, interrupts."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from service.cli import solver_commands
from service.cli.solver_commands import COMMANDS, check, explain, solve

DATA = Path(__file__).parent.parent.parent / "data"
SMALL = DATA / "problem-small.json"


def run(command: click.Command, *arguments: object, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments], input=stdin)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    assert run(solve, SMALL, "-o", path, "--quiet").exit_code == 0
    return path


def test_three_commands_are_offered() -> None:
    assert [command.name for command in COMMANDS] == ["solve", "check", "explain"]


def test_a_plan_is_written_and_passes_the_check(plan: Path) -> None:
    written = json.loads(plan.read_bytes())
    assert written["format"] == "fairpanel-plan/1"
    assert len(written["panels"]) == 37
    checked = run(check, SMALL, plan, "--relaxations")
    assert (checked.exit_code, checked.stdout) == (0, "Nothing found: 37 panels and all they state.\n")


def test_a_dash_is_stdin_and_stdout() -> None:
    piped = run(solve, "-", "--quiet", stdin=SMALL.read_bytes())
    assert piped.exit_code == 0
    assert json.loads(piped.stdout_bytes)["levels"][0]["value"] == 71
    checked = run(check, SMALL, "-", stdin=piped.stdout_bytes)
    assert checked.exit_code == 0


def test_a_tampered_plan_exits_3_and_says_what_is_wrong(plan: Path) -> None:
    written = json.loads(plan.read_bytes())
    written["panels"][0]["seats"][0] = written["panels"][0]["seats"][1]
    plan.write_text(json.dumps(written))
    checked = run(check, SMALL, plan)
    assert checked.exit_code == 3
    assert "takes more than one seat" in checked.stdout


def test_a_plan_of_another_file_exits_3(plan: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_bytes(SMALL.read_bytes() + b"\n")
    checked = run(check, other, plan)
    assert checked.exit_code == 3
    assert checked.stdout.startswith("hash:")


def test_progress_comes_in_plain_lines_and_not_when_quiet(tmp_path: Path) -> None:
    loud = run(solve, SMALL, "-o", tmp_path / "a.json")
    assert "filling" in loud.stderr
    assert "\r" not in loud.stderr
    assert run(solve, SMALL, "-o", tmp_path / "b.json", "--quiet").stderr == ""


def test_an_explanation_is_json_away_from_a_terminal(plan: Path, tmp_path: Path) -> None:
    alone = run(explain, SMALL, "r23")
    assert set(json.loads(alone.stdout)) == {"request", "conflict", "relaxations"}
    assert json.loads(run(explain, SMALL, "r1").stdout) == {"request": "r1", "fillable": True}
    out = tmp_path / "why.json"
    assert run(explain, SMALL, "r23", "--plan", plan, "-o", out).exit_code == 0
    entries = {entry["request"]: entry for entry in json.loads(plan.read_bytes())["unfilled"]}
    assert json.loads(out.read_bytes()) == entries["r23"]


def test_a_malformed_file_exits_2_and_nothing_is_written(tmp_path: Path) -> None:
    broken, out = tmp_path / "broken.json", tmp_path / "out.json"
    document = json.loads(SMALL.read_bytes())
    document["people"][4]["cap"] = "two"
    broken.write_text(json.dumps(document))
    out.write_text("what was there")
    for arguments in ((solve, broken, "-o", out), (explain, broken, "r1", "-o", out), (check, broken, broken)):
        refused = run(*arguments)
        assert refused.exit_code == 2
        assert "/people/4/cap: must be a whole number" in refused.stderr
        assert "Traceback" not in refused.stderr
    assert out.read_text() == "what was there"


@pytest.mark.parametrize(
    ("command", "arguments", "words"),
    [
        (solve, ["nowhere.json"], "cannot be read"),
        (solve, [SMALL, "-o", "no/such/folder/plan.json"], "folder does not exist"),
        (solve, [SMALL, "--seconds", "-1"], "--seconds"),
        (solve, [SMALL, "--seconds", "nan"], "--seconds"),
        (solve, [SMALL, "--workers", "0"], "--workers"),
        (explain, [SMALL, "r999"], "no request 'r999'"),
        (check, ["-", "-"], "Only one of"),
        (check, [SMALL, SMALL], "/format: must be 'fairpanel-plan/1'"),
    ],
)
def test_what_cannot_be_used_exits_2_with_a_sentence(
    command: click.Command, arguments: list[object], words: str
) -> None:
    refused = run(command, *arguments)
    assert refused.exit_code == 2
    assert words in refused.stderr


def test_the_output_leaves_no_draft_behind(plan: Path) -> None:
    assert [path.name for path in plan.parent.iterdir()] == ["plan.json"]


PROGRAM = "from service.cli.solver_commands import {command}; {command}()"


def started(command: str, *arguments: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(command=command), *map(str, arguments)],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def a_long_problem(folder: Path) -> Path:
    """The sample many times over, so that solving it takes a while."""
    document = json.loads(SMALL.read_bytes())
    requests = document["requests"]
    document["requests"] = [{**each, "id": f"{each['id']}-{n}"} for n in range(60) for each in requests]
    path = folder / "long.json"
    path.write_text(json.dumps(document))
    return path


def test_an_interrupted_solve_writes_its_best_plan(tmp_path: Path) -> None:
    problem, out = a_long_problem(tmp_path), tmp_path / "plan.json"
    process = started("solve", problem, "-o", out)
    assert process.stderr is not None
    process.stderr.readline()
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) == 0
    assert json.loads(out.read_bytes())["stopped_by"] == "interrupt"
    assert run(check, problem, out).exit_code == 0
    process.communicate()


@pytest.mark.parametrize("arguments", [(check, SMALL, "plan.json"), (explain, SMALL, "r1", "-o", "why.json")])
def test_interrupting_the_other_commands_exits_130_and_writes_nothing(
    arguments: tuple[click.Command, object], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def interrupted(path: str) -> bytes:
        raise KeyboardInterrupt(path)

    monkeypatch.setattr(solver_commands, "read_bytes", interrupted)
    monkeypatch.chdir(tmp_path)
    stopped = run(*arguments)
    assert (stopped.exit_code, stopped.stdout) == (130, "")
    assert list(tmp_path.iterdir()) == []


def test_the_commands_import_neither_the_web_nor_the_database_nor_ortools() -> None:
    program = "import sys, service.cli.solver_commands; print(' '.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert {"flask", "sqlalchemy", "sqlmodel", "ortools"} & set(loaded) == set()
