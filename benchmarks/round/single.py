"""One request at a time beside a large pool: ``python -m benchmarks.round.single [--scale L] [--seconds 30]``.

Three questions, each timed in CPU milliseconds within one process, with the pool indexed before:

- compose: the exact best panel of each request beside nothing but the fixed panels;
- repair: one person leaves a panel of a whole plan, and the panel is composed anew beside all others, changing as
  little as possible: whoever can stay on their seat stays, and the start stays if it can;
- explain: the minimal conflict and the smallest relaxations of each request the plan leaves unfilled. Each conflict is
  then verified to be minimal, and each relaxation to work, by other code than found them.
"""

import argparse
import gc
import os
import platform
import random
import statistics
import time
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version

from benchmarks.round.make_problem import made
from solver.bookings import Bookings
from solver.check import check
from solver.compose import Composer
from solver.eligibility import Pool
from solver.files import read_problem
from solver.oracle import Oracle
from solver.plan import solve
from solver.problem import Problem, PublishedPanel
from solver.relax import explain
from solver.result import Plan, Unfilled


def figures(seconds: Sequence[float]) -> str:
    """Median, 95th percentile and worst, in milliseconds."""
    ordered = sorted(seconds) or [0.0]
    p95 = ordered[max(0, round(0.95 * len(ordered)) - 1)]
    return (
        f"n {len(ordered):5}  p50 {1000 * statistics.median(ordered):6.1f}  p95 {1000 * p95:6.1f}  "
        f"max {1000 * ordered[-1]:6.1f} ms"
    )


def compose_times(problem: Problem, pool: Pool) -> list[float]:
    """CPU seconds of each request composed alone."""
    composer = Composer(problem, pool)
    times = []
    for request in problem.requests:
        began = time.process_time()
        composer.compose(request, reserves=0)
        times.append(time.process_time() - began)
    return times


def repair_times(problem: Problem, pool: Pool, plan: Plan) -> tuple[list[float], dict[str, int]]:
    """CPU seconds of each repair, and how the panels were repaired."""
    published = tuple(PublishedPanel(p.request, p.start, p.seats, p.room) for p in plan.panels)
    composer = Composer(replace(problem, previous=published), pool, Bookings(problem, pool, plan.panels))
    rng = random.Random("who leaves")
    times: list[float] = []
    ways = {"same start, others stay": 0, "same start, others move": 0, "another start": 0, "nothing without others": 0}
    for panel in plan.panels:
        request = problem.request(panel.request)
        leaver = rng.choice(panel.seats)
        composer.bookings.remove(panel.request)
        began = time.process_time()
        found = composer.compose(request, avoid=frozenset({leaver}), reserves=0).panel
        times.append(time.process_time() - began)
        composer.bookings.add(panel)
        if found is None:
            ways["nothing without others"] += 1
        elif found.start != panel.start:
            ways["another start"] += 1
        elif set(panel.seats) - {leaver} <= set(found.seats):
            ways["same start, others stay"] += 1
        else:
            ways["same start, others move"] += 1
    return times, ways


def explain_times(problem: Problem, pool: Pool, plan: Plan) -> tuple[list[float], list[Unfilled]]:
    """CPU seconds of each explanation, and the explanations."""
    bookings = Bookings(problem, pool, plan.panels)
    times, entries = [], []
    for unfilled in plan.unfilled:
        began = time.process_time()
        entry = explain(problem, unfilled.request, pool=pool, bookings=bookings)
        times.append(time.process_time() - began)
        if entry is not None:
            entries.append(entry)
    return times, entries


def not_minimal(problem: Problem, pool: Pool, plan: Plan, entries: Sequence[Unfilled]) -> list[str]:
    """Requests whose conflict is none, or not minimal: dropping all but it must not help, dropping one more must."""
    bookings = Bookings(problem, pool, plan.panels)
    wrong = []
    for entry in entries:
        if entry.conflict is None:
            continue
        request = problem.request(entry.request)
        oracle = Oracle(problem, pool, bookings, request, request.requirements)
        outside = frozenset(oracle.atoms(bool(plan.panels))) - frozenset(entry.conflict)
        if oracle.possible(outside) or not all(oracle.possible(outside | {rule}) for rule in entry.conflict):
            wrong.append(entry.request)
    return wrong


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", default="L", choices=("S", "M", "L"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=30.0, help="for the plan that is repaired and explained")
    given = parser.parse_args()
    load = os.getloadavg()[0]
    print(f"{platform.machine()}, {os.cpu_count()} cores, load average {load:.1f}; Python {platform.python_version()},")
    print(f"ortools {version('ortools')}, numpy {version('numpy')}. CPU time of one process.\n")
    for tight in (0, 2):
        problem = read_problem(made(given.scale, given.seed, tight))
        pool = Pool(problem.people, problem.bands)
        gc.collect()
        gc.freeze()  # as a process that keeps its index for long should, once the index is built
        name = f"{given.scale}-{given.seed} tight {tight}: {len(problem.people):,} people"
        print(f"{name}; one request composed:        {figures(compose_times(problem, pool))}")
        print(f"{name}; composed again:              {figures(compose_times(problem, pool))}", flush=True)
        plan = solve(problem, seconds=given.seconds)
        times, ways = repair_times(problem, pool, plan)
        print(f"{name}; one of {len(plan.panels)} panels repaired:  {figures(times)}")
        print(f"    {', '.join(f'{way}: {count}' for way, count in ways.items())}", flush=True)
        times, entries = explain_times(problem, pool, plan)
        print(f"{name}; an unfilled request explained: {figures(times)}")
        wrong = not_minimal(problem, pool, plan, entries)
        findings = check(problem, replace(plan, unfilled=tuple(entries)), relaxations=True)
        broken = [finding.text for finding in findings if finding.kind in ("relaxations", "unfilled")]
        offered = sum(len(entry.relaxations or ()) for entry in entries)
        open_ = sum(entry.conflict is None or entry.relaxations is None for entry in entries)
        print(
            f"    verified: {len(entries)} conflicts, {len(wrong)} not minimal; {offered} relaxations, {len(broken)} "
            f"that do not work; {open_} requests not settled",
            flush=True,
        )


if __name__ == "__main__":
    main()
