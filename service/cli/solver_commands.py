"""The solver on files: ``solve``, ``check`` and ``explain``, as docs/formats.md states them."""

import math
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from service.cli.plan_files import (
    ProgressLine,
    RefusedError,
    interrupt_means_130,
    read_bytes,
    refuse_hopeless_output,
    understood,
    write_bytes,
)
from solver.check import check as check_plan
from solver.files import canonical, read_plan, read_problem, sha256, unfilled_document, write_plan
from solver.plan import solve as solve_problem
from solver.relax import explain as explain_request
from solver.result import Plan, PlannedPanel, Unfilled


@contextmanager
def _interrupt_sets_a_flag() -> Iterator[list[bool]]:
    """Ctrl-C asks for the best plan so far instead of ending the command."""
    pressed: list[bool] = []
    before = signal.signal(signal.SIGINT, lambda *_: pressed.append(True))
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before)


@click.command(short_help="Compose every panel of a problem file.")
@click.argument("problem")
@click.option("-o", "--output", default="-", metavar="PLAN", help="File to write the plan to; - is stdout (default).")
@click.option("--seconds", default=60.0, show_default=True, type=click.FloatRange(min=0), help="Limit; 0: until proof.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0, 2**31 - 1), help="Seed of the search.")
@click.option("--workers", default=None, type=click.IntRange(1, 1024), help="Programs to solve at a time: 1 or 2.")
@click.option("--quiet", is_flag=True, help="No progress on stderr.")
def solve(problem: str, output: str, seconds: float, seed: int, workers: int | None, quiet: bool) -> None:
    """Fill the requests of PROBLEM with panels and write the plan.

    PROBLEM is a fairpanel-problem/1 file; - reads stdin. Ctrl-C writes the best plan so far.
    """
    began = time.monotonic()
    if math.isnan(seconds):
        raise RefusedError("--seconds: is no number of seconds. Give one, or 0 for no limit.")
    refuse_hopeless_output(output)
    with interrupt_means_130():
        data = read_bytes(problem)
    with _interrupt_sets_a_flag() as pressed:
        parsed = understood(problem, data, read_problem)
        reading = time.monotonic() - began
        line = ProgressLine(quiet)
        plan = solve_problem(
            parsed,
            seconds=max(0.001, seconds - reading - _time_to_write(reading)) if seconds else 0,
            seed=seed,
            workers=workers,
            progress=line,
            should_stop=lambda: bool(pressed),
            problem_sha256=sha256(data),
        )
        write_bytes(output, write_plan(plan))
        line.close(_summary(plan))


def _time_to_write(reading: float) -> float:
    """Writing a plan takes far less time than reading its problem; a quarter is ample."""
    return 0.05 + reading / 4


def _summary(plan: Plan) -> str:
    levels = ", ".join(f"{level.name} {level.value} {level.status}" for level in plan.levels)
    ended = {"proof": "proven", "limit": "not all proven", "interrupt": "interrupted"}[plan.stopped_by]
    return f"{len(plan.panels)} filled, {len(plan.unfilled)} not; {ended} in {plan.seconds:.1f} s. {levels}"


@click.command(short_help="Check a plan against its problem.")
@click.argument("problem")
@click.argument("plan")
@click.option("--relaxations", is_flag=True, help="Also apply every relaxation and see whether it works.")
def check(problem: str, plan: str, relaxations: bool) -> None:
    """Look at PLAN, a plan for PROBLEM, independently of the solver; exit 3 if anything is wrong.

    Either may be -, which reads stdin.
    """
    if problem == plan == "-":
        raise RefusedError("Only one of PROBLEM and PLAN can be read from stdin. Name a file for the other.")
    with interrupt_means_130():
        data = read_bytes(problem)
        parsed = understood(problem, data, read_problem)
        read = understood(plan, read_bytes(plan), read_plan)
        findings = check_plan(parsed, read, relaxations, sha256(data))
        report = [f"{finding.kind}: {finding.text}" for finding in findings]
        report.append(
            f"{len(findings)} findings."
            if findings
            else f"Nothing found: {len(read.panels)} panels and all they state."
        )
        write_bytes("-", ("\n".join(report) + "\n").encode())
    sys.exit(3 if findings else 0)


@click.command(short_help="Say why a request cannot be filled, and what would help.")
@click.argument("problem")
@click.argument("request")
@click.option("--plan", default=None, metavar="PLAN", help="Explain beside the other panels of this plan.")
@click.option("-o", "--output", default="-", metavar="OUT", help="File to write the answer to; - is stdout (default).")
def explain(problem: str, request: str, plan: str | None, output: str) -> None:
    """Say why REQUEST of PROBLEM cannot be filled, and which smallest changes would let it."""
    if problem == plan == "-":
        raise RefusedError("Only one of PROBLEM and PLAN can be read from stdin. Name a file for the other.")
    refuse_hopeless_output(output)
    with interrupt_means_130():
        parsed = understood(problem, data := read_bytes(problem), read_problem)
        known = {each.id for each in parsed.requests}
        if request not in known:
            raise RefusedError(f"{problem}: has no request {request!r}. Name one of its {len(known)} requests.")
        panels: tuple[PlannedPanel, ...] = ()
        if plan is not None:
            read = understood(plan, read_bytes(plan), read_plan)
            for place, panel in enumerate(read.panels):
                if panel.request not in known:
                    raise RefusedError(
                        f"{plan}: /panels/{place}/request: is no request of {problem}. Take its own plan."
                    )
            if read.problem_sha256 != sha256(data):
                click.echo(f"fairpanel: {plan} was made for another version of {problem}.", err=True)
            panels = read.panels
        entry = explain_request(parsed, request, panels)
        if output == "-" and sys.stdout.isatty():
            click.echo(_told(request, entry))
        else:
            document = {"request": request, "fillable": True} if entry is None else unfilled_document(entry)
            write_bytes(output, canonical(document))


_SENTENCES = {
    "seat.role": "seat {seat} asks for its role",
    "seat.min_band": "seat {seat} asks for a lowest band",
    "seat.profession": "seat {seat} asks for a profession",
    "seat.from": "seat {seat} says where the person must come from",
    "available": "people must be available for the whole interview",
    "trained": "training must be valid on the day",
    "conflicts": "people with a conflict of interest cannot sit",
    "cap": "nobody sits more often than their cap",
    "room": "a room must be free",
    "requirement": "the requirement {id} must hold",
    "others": "the other panels stand",
}


def _told(request: str, entry: Unfilled | None) -> str:
    """An explanation in words, for a terminal."""
    if entry is None:
        return f"Nothing hinders {request}: it can be filled."
    lines = [f"{request} cannot be filled."]
    if entry.conflict is None:
        lines.append("Why could not be settled in time.")
    elif not entry.conflict:
        lines.append("There are too few people, whatever rules are dropped.")
    else:
        lines.append("These rules cannot hold together; with any one of them less, the rest could:")
        lines += [f"  - {_SENTENCES[each.rule].format(seat=each.seat, id=each.id)}" for each in entry.conflict]
    if entry.relaxations is None:
        lines.append("Which changes would help could not be settled in time.")
    elif not entry.relaxations:
        lines.append("No set of up to six changes would help.")
    else:
        lines.append("Any one of these would let it be filled:")
        lines += [f"  {number}. {offer.text}" for number, offer in enumerate(entry.relaxations, 1)]
    return "\n".join(lines)


COMMANDS = (solve, check, explain)
