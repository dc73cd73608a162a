"""How soon Ctrl-C is obeyed: ``python -m benchmarks.round.stopping [--times 10]``.

Sends SIGINT to ``fairpanel solve`` at random moments after the problem is read, and prints how long it took until the
command had ended with a plan that passes ``fairpanel check``.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.round.make_problem import made


def one(problem: Path, plan: Path, wait: float) -> tuple[float, dict[str, object], bool]:
    """Seconds from the signal to the end of the command, the plan, and whether the check passed."""
    command = str(Path(sys.executable).with_name("fairpanel"))
    running = subprocess.Popen(
        [command, "solve", str(problem), "-o", str(plan), "--seconds", "120"], stderr=subprocess.PIPE
    )
    if running.stderr is not None:
        running.stderr.read(1)  # progress is told once planning begins; before that there is nothing to keep
    time.sleep(wait)
    began = time.monotonic()
    running.send_signal(signal.SIGINT)
    running.communicate()
    took = time.monotonic() - began
    if running.returncode != 0:
        raise SystemExit(f"The command ended with {running.returncode} after {wait:.1f} s.")
    checked = subprocess.run([command, "check", str(problem), str(plan)], stdout=subprocess.DEVNULL, check=False)
    return took, json.loads(plan.read_bytes()), checked.returncode == 0


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", default="L", choices=("S", "M", "L"))
    parser.add_argument("--tight", type=int, default=0, choices=(0, 1, 2))
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--latest", type=float, default=40.0, help="seconds after which to stop at the latest")
    given = parser.parse_args()
    rng = random.Random("when to stop")
    print(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}; {given.scale}-1, tight {given.tight}\n")
    print("| stopped after s | s until the plan was written | panels | stopped_by | check |\n|---|---|---|---|---|")
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        problem, plan = Path(folder) / "problem.json", Path(folder) / "plan.json"
        problem.write_bytes(made(given.scale, 1, given.tight))
        for _ in range(given.times):
            wait = rng.uniform(0, given.latest)
            took, document, lawful = one(problem, plan, wait)
            worst = max(worst, took)
            panels = document["panels"]
            count = len(panels) if isinstance(panels, list) else 0
            passed = "passed" if lawful else "FAILED"
            print(f"| {wait:.1f} | {took:.2f} | {count} | {document['stopped_by']} | {passed} |", flush=True)
    print(f"\nLongest: {worst:.2f} s.")


if __name__ == "__main__":
    main()
