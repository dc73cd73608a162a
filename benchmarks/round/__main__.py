"""Ours beside its peers on the named instances: ``python -m benchmarks.round [--only S] [--seconds 60]``.

Each row is a process of its own, so that times and memory are its own. Prints Markdown.
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


def theirs(way: str, path: Path, seconds: float) -> dict[str, object]:
    """A peer's plan, looked at by the same plain rules."""
    from benchmarks.round.peers import WAYS
    from solver.files import read_problem

    problem = read_problem(path.read_bytes())
    draft = WAYS[way](problem, seconds)
    return {"values": draft.values(), "bounds": {}, "lawful": True}


def row(name: str, way: str, folder: Path) -> dict[str, object]:
    """One measurement in a process of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    command = [sys.executable, "-m", "benchmarks.round", "--row", name, way, str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=4 * INSTANCES[name][4] + 60)
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
    parser.add_argument("--row", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.row:
        name, way, folder = given.row
        path, seconds = problem_file(name, Path(folder)), INSTANCES[name][4]
        measured = ours(path, seconds, Path(folder)) if way == "fairpanel" else theirs(way, path, seconds)
        print(json.dumps(measured))
        return
    print(f"{platform.machine()}, {os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f} at the start;")
    print(f"Python {platform.python_version()}, ortools {version('ortools')}, numpy {version('numpy')}.\n")
    print("| instance | way | wall s | CPU s | filled | unmet | load | gap | proven |")
    print("|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name in INSTANCES:
            if not name.startswith(given.only):
                continue
            problem_file(name, Path(folder))
            peers = (
                []
                if given.ours_alone or name not in WITH_PEERS
                else ["spreadsheet", "whole MIP in HiGHS", "textbook CP-SAT"]
            )
            if name.startswith("L"):
                peers = peers[:1]  # the others do not get their model built in time
            for way in ["fairpanel", *peers]:
                print(line(name, way, row(name, way, Path(folder))), flush=True)
    print("\nNot run: Timefold and sortition-algorithms, for which there is no converter here yet; on L all peers")
    print("but the spreadsheet, as they do not get their model built in time.")


if __name__ == "__main__":
    main()
