"""The audit at scale, beside its peers: ``python -m benchmarks.outcomes [--peers PYTHON] [--national [--csv]]``.

PYTHON is an interpreter that has aedt-audit and fairlearn (``pip install aedt-audit fairlearn``); what is not there is
not run, and said so. ``--national`` adds ten million applications as Parquet, ``--csv`` the same as CSV. Each row is a
process of its own, so that times and memory are its own. Prints Markdown.
"""

import argparse
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from benchmarks.outcomes.make_applications import write

PEERS = Path(__file__).parent / "peers.py"
LEAVES_OUT = {
    "aedt-audit": "stages, strata, exact intervals, bounds for unknowns, multiplicity, suppression",
    "MetricFrame": "stages, strata, tests, score intervals, unknowns apart, multiplicity, suppression, words",
}


def run(command: list[str]) -> tuple[float, float, float, str]:
    """Wall seconds, processor seconds, peak megabytes and the last line of a command."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        said, _ = process.communicate()
    wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{said}")
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, used, after.ru_maxrss / 1024, (said.strip().splitlines() or [""])[-1]


def row(name: str, what: str, figures: tuple[float, float, float, str] | None, leaves_out: str) -> None:
    """Print one line; the peak is the highest of all commands so far, which grow in size."""
    cells = "not installed: not run | | "
    if figures is not None:
        cells = f"{figures[0]:.1f} | {figures[1]:.1f} | {figures[2]:.0f}"
    print(f"| {name} | {what} | {cells} | {leaves_out} |", flush=True)


def peer(python: str | None, name: str, file: Path) -> None:
    """Run a peer on the file, if it is there."""
    asked = [str(python), str(PEERS), name, "--there"]
    there = python and subprocess.run(asked, check=False, capture_output=True).returncode == 0
    figures = run([python, str(PEERS), name, str(file)]) if python and there else None
    row(f"{name} {figures[3] if figures else ''}".strip(), file.name, figures, LEAVES_OUT[name])


def main() -> None:
    """Run everything asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.outcomes", description=__doc__)
    parser.add_argument("--peers", help="a Python that has the peers")
    parser.add_argument("--national", action="store_true", help="also ten million applications from Parquet")
    parser.add_argument("--csv", action="store_true", help="and from CSV")
    given = parser.parse_args()
    load = os.getloadavg()[0]
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}, ", end=""
    )
    versions = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "duckdb"))
    print(f"{versions}. Five characteristics, whole commands.")
    print("\n| tool | applications | s | processor s | peak MB | leaves out |\n|---|---|---|---|---|---|")
    ours = [sys.executable, "-c", "from service.cli import main; main()", "audit"]
    with tempfile.TemporaryDirectory() as folder:
        small = [Path(folder) / f"100000{ending}" for ending in (".csv", ".parquet")]
        for file in small:
            write(file, 100_000)
            out = str(file) + ".json"
            row("fairpanel audit", file.name, run([*ours, str(file), "--quiet", "-o", out]), "–")
        same = Path(f"{small[0]}.json").read_bytes() == Path(f"{small[1]}.json").read_bytes()
        for name in ("aedt-audit", "MetricFrame"):
            peer(given.peers, name, small[0])
        for ending in [".parquet"] * given.national + [".csv"] * (given.national and given.csv):
            large = Path(folder) / f"10000000{ending}"
            write(large, 10_000_000)
            row("fairpanel audit", large.name, run([*ours, str(large), "--quiet", "-o", str(large) + ".json"]), "–")
            large.unlink()
    print(f"\nCSV and Parquet gave {'the same bytes' if same else 'DIFFERENT BYTES'}.")


if __name__ == "__main__":
    main()
