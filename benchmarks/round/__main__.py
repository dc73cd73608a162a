"""Ours beside its peers on the named instances: ``python -m benchmarks.round [--only S] [--seconds 60]``.

Each row is a process of its own, so that times and memory are its own, and every plan, whoever made it, passes
``solver.check`` before it counts. Timefold and sortition-algorithms are run where ``--timefold PYTHON`` and
``--sortition PYTHON`` name the interpreter of an environment that has them. Prints Markdown.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from benchmarks.round import sortition_peer, timefold_peer
from benchmarks.round.make_problem import made
from benchmarks.round.thesis import an_instance

INSTANCES = {
    **{f"S-{seed}{'t' * tight}": ("trust", "S", seed, tight, 60.0) for tight in (0, 1) for seed in (1, 2, 3)},
    "Mx-1": ("trust", "M", 1, 2, 60.0),
    "M-1 in 15 s": ("trust", "M", 1, 0, 15.0),
    "M-1": ("trust", "M", 1, 0, 60.0),
    "L-1": ("trust", "L", 1, 0, 120.0),
    "Lx-1": ("trust", "L", 1, 2, 120.0),
    "L-1 in 1 s": ("trust", "L", 1, 0, 1.0),
    "thesis 20/25": ("thesis", "", 1, 20, 15.0),
    "thesis 30/35": ("thesis", "", 2, 30, 15.0),
    "thesis 40/50": ("thesis", "", 3, 40, 15.0),
}
WITH_PEERS = ("S-1", "S-1t", "Mx-1", "M-1", "L-1")
SELECTIONS = {"S-1": 40, "Mx-1": 30, "L-1": 15}
"""Requests of an instance that are also composed one at a time, beside sortition-algorithms."""
PEOPLE = {20: 25, 30: 35, 40: 50}


def problem_file(name: str, folder: Path) -> Path:
    """The file of a named instance."""
    kind, scale, seed, number, _ = INSTANCES[name]
    path = folder / f"{name.replace(' ', '-').replace('/', '-')}.json"
    if not path.exists():
        path.write_bytes(made(scale, seed, number) if kind == "trust" else an_instance(seed, number, PEOPLE[number]))
    return path


def ours(path: Path, seconds: float, folder: Path) -> dict[str, object]:
    """Our plan, by the command a user would type."""
    out = folder / "plan.json"
    command = str(Path(sys.executable).with_name("fairpanel"))
    began = time.monotonic()
    subprocess.run([command, "solve", str(path), "-o", str(out), "--quiet", "--seconds", str(seconds)], check=True)
    wall, used = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    plan = json.loads(out.read_bytes())
    checked = subprocess.run([command, "check", str(path), str(out)], stdout=subprocess.DEVNULL, check=False)
    return {
        "values": {level["name"]: level["value"] for level in plan["levels"]},
        "bounds": {level["name"]: level["bound"] for level in plan["levels"]},
        "lawful": checked.returncode == 0,
        "wall": wall,
        "cpu": used.ru_utime + used.ru_stime,
        "peak": used.ru_maxrss / 1024,
    }


def theirs(way: str, path: Path, seconds: float, interpreter: str) -> dict[str, object]:
    """A peer's plan, after the same check as ours."""
    from benchmarks.round.peers import WAYS, as_plan
    from solver.check import check
    from solver.files import read_problem

    problem = read_problem(path.read_bytes())
    draft = timefold_peer.timefold(problem, seconds, interpreter) if way == "Timefold" else WAYS[way](problem, seconds)
    findings = check(problem, as_plan(problem, draft))
    for finding in findings[:5]:
        print(finding.text, file=sys.stderr)
    return {"values": draft.values(), "bounds": {}, "lawful": not findings}


def row(name: str, way: str, folder: Path, interpreter: str) -> dict[str, object]:
    """One measurement in a process of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    command = [sys.executable, "-m", "benchmarks.round", "--row", name, way, str(folder), "--timefold", interpreter]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, check=False, timeout=4 * INSTANCES[name][4] + 60)
        result = json.loads(done.stdout) if done.returncode == 0 else {}
    except subprocess.TimeoutExpired:
        result = {}
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall": time.monotonic() - began, "cpu": used, "peak": after.ru_maxrss / 1024, **result}


def line(name: str, way: str, measured: dict[str, object]) -> str:
    """One line of the table."""
    values, bounds = measured.get("values"), measured.get("bounds")
    time_used = f"{measured['wall']:.1f} | {measured['cpu']:.1f}"
    if not isinstance(values, dict) or not isinstance(bounds, dict):
        return f"| {name} | {way} | {time_used} | no plan | | | |"
    short = sum(value for level, value in values.items() if level.startswith(("explain", "prefer")))
    proven = " ".join(level for level, value in values.items() if bounds.get(level) == value) or "nothing"
    proven = "all" if bounds == values and bounds else proven
    gap = f"{100 * (1 - bounds['load'] / values['load']):.1f} %" if bounds and values["load"] else ""
    lawful = "" if measured.get("lawful") else " (check failed)"
    return (
        f"| {name} | {way}{lawful} | {time_used} | {values['filled']} | {short} | {values['load']} | {gap} | {proven} |"
    )


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="instances whose name starts so")
    parser.add_argument("--ours-alone", action="store_true", help="leave the peers out")
    parser.add_argument("--timefold", default="", metavar="PYTHON", help="interpreter beside a package timefold")
    parser.add_argument(
        "--sortition", default="", metavar="PYTHON", help="interpreter beside sortition-algorithms[cli]"
    )
    parser.add_argument("--row", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.row:
        name, way, folder = given.row
        path, seconds = problem_file(name, Path(folder)), INSTANCES[name][4]
        alone = way == "fairpanel"
        print(json.dumps(ours(path, seconds, Path(folder)) if alone else theirs(way, path, seconds, given.timefold)))
        return
    timefold = timefold_peer.installed(given.timefold) if given.timefold else None
    sortition = sortition_peer.installed(given.sortition) if given.sortition else None
    print(f"{platform.machine()}, {os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f} at the start;")
    print(f"Python {platform.python_version()}, ortools {version('ortools')}, numpy {version('numpy')};")
    print(f"Timefold {timefold[0] if timefold else 'not installed: not run'};")
    print(f"sortition-algorithms {sortition or 'not installed: not run'}.\n")
    print("| instance | way | wall s | CPU s | filled | unmet | load | gap | proven |")
    print("|---|---|---|---|---|---|---|---|---|")
    named = [name for name in INSTANCES if name.startswith(given.only)]
    with tempfile.TemporaryDirectory() as folder:
        for name in named:
            problem_file(name, Path(folder))
            peers = ["spreadsheet", "whole MIP in HiGHS", "textbook CP-SAT", *(["Timefold"] if timefold else [])]
            if name.startswith("L"):
                peers = peers[:1]  # the others do not get their model built in time
            if given.ours_alone or name not in WITH_PEERS:
                peers = []
            for way in ["fairpanel", *peers]:
                print(line(name, way, row(name, way, Path(folder), given.timefold)), flush=True)
        if sortition and not given.ours_alone:
            one_at_a_time([name for name in named if name in SELECTIONS], Path(folder), given.sortition)
    print("\nOn L only the spreadsheet is run beside ours: the programs are not built in time, Timefold was not tried.")


def one_at_a_time(names: list[str], folder: Path, interpreter: str) -> None:
    """The table of requests composed alone, beside sortition-algorithms."""
    from solver.files import read_problem

    print("\n| instance | requests, each alone | filled | unmet | load | CPU ms a request |")
    print("|---|---|---|---|---|---|")
    for name in names:
        problem = read_problem(problem_file(name, folder).read_bytes())
        mine, peer, asked = sortition_peer.compare(problem, interpreter, SELECTIONS[name])
        for way, one in (("fairpanel", mine), ("sortition-algorithms", peer)):
            spent = f"{1000 * one.seconds / asked:.1f}"
            print(f"| {name}: {asked} | {way} | {one.filled} | {one.unmet} | {one.load} | {spent} |", flush=True)


if __name__ == "__main__":
    main()
