"""Planning a round, in a worker process: read, solve outside any transaction, check, and keep the plan for review."""

import logging
from dataclasses import replace
from typing import Any

from sqlalchemy.exc import OperationalError

from service import db
from service.errors import ConflictError
from service.jobs.task import Task
from service.models import Round
from service.panels.compose import release_expired
from service.panels.round_brief import write_round_brief
from service.panels.round_files import erase, pack_plan, pack_problem, unpack_plan, unpack_problem
from service.panels.round_standing import is_standing
from service.trail import SYSTEM
from service.vault import record_views
from service.work import House
from solver.check import check
from solver.fixed_panels import standing_panels
from solver.hard_rules import Register
from solver.instants import instant
from solver.level_values import level_values
from solver.plan import Progress, solve
from solver.problem import Problem, PublishedPanel
from solver.result import Plan, PlannedPanel

PLAN_ROUND = "plan_round"
SEED = 1
LEAST_SECONDS = 1.0  # for a worker that takes over when no time is left
KEEP_EVERY = 2.0  # seconds between two best plans that are kept
log = logging.getLogger("fairpanel.worker")


def plan_round(house: House, task: Task) -> None:
    """Plan the round that a task is about; a cancelled one keeps the best plan found so far.

    The problem is kept with the round before it is solved, and the best plan so far every few seconds. A worker that
    takes over after a kill goes on from that plan, with the time that was left when it was kept.

    Raises:
        ConflictError: the plan did not pass the independent check.
    """
    row, problem, digest, best = _problem(house, task)
    spent = best.seconds if best is not None else 0.0
    standing = sum(1 for request in problem.requests if is_standing(request.id))
    total = len(problem.requests) - standing

    def tell(progress: Progress) -> None:
        filled = max(0, progress.filled - standing)
        task.report(phase=progress.phase, filled=filled, requests=total, gap=progress.gap)

    plan = solve(
        problem, seconds=max(LEAST_SECONDS, row.seconds - spent), seed=SEED, progress=tell,
        should_stop=task.should_stop, problem_sha256=digest, start=best,
        keep=lambda found: _keep_best(task, replace(found, seconds=spent + found.seconds)), keep_every=KEEP_EVERY,
    )  # fmt: skip
    plan = replace(plan, seconds=spent + plan.seconds)
    if task.interrupted:
        _keep_best(task, plan)
        return
    findings = check(problem, plan, problem_sha256=digest)
    if findings:
        log.error("A round's plan broke the rules %s.", sorted({str(each.rule) for each in findings}))
        raise ConflictError("The plan did not pass the independent check, so it was not kept. Start the round again.")
    _keep(house, task, problem, plan)


def planned_panels(plan: Plan) -> dict[str, PlannedPanel]:
    """Return the panels of a round's real requests, by request id."""
    return {panel.request: panel for panel in plan.panels if not is_standing(panel.request)}


def _keep_best(task: Task, plan: Plan) -> None:
    """Keep the best plan so far with a round that is still being planned; a database that is busy is no reason to stop.

    Raises:
        LostLeaseError: the round has become another worker's.
    """
    packed = pack_plan(task.settings, task.subject_id, plan)
    try:
        with task.writing() as work:
            row = db.lock(work.session, Round, task.subject_id)
            row.plan = packed
            work.session.add(row)
    except OperationalError:
        log.warning("The best plan so far could not be kept just now.")


def _problem(house: House, task: Task) -> tuple[Round, Problem, str, Plan | None]:
    task.report(phase="reading")
    with house.reading(SYSTEM) as work:
        row = db.get(work.session, Round, task.subject_id)
        kept, best = unpack_problem(work.settings, row), unpack_plan(work.settings, row)
    if kept is not None:
        return row, *kept, best
    with house.writing(SYSTEM) as work:
        release_expired(work)
    with house.reading(task.actor) as work:
        brief = write_round_brief(work, row)
    packed, digest = pack_problem(house.settings, row.id, brief.problem)
    with task.writing() as work:
        row = db.lock(work.session, Round, row.id)
        row.problem = packed
        work.session.add_all([row, *brief.rows])
        record_views(work, brief.described, "planning a round")
    return row, brief.problem, digest, None


def _keep(house: House, task: Task, problem: Problem, plan: Plan) -> None:
    counts = _counts(problem, plan)
    packed = pack_plan(house.settings, task.subject_id, plan)
    nothing = task.cancelled and counts["filled"] == 0
    with task.finishing("cancelled" if task.cancelled else "done", filled=counts["filled"]) as work:
        row = db.lock(work.session, Round, task.subject_id)
        row.counts, row.stopped_by = counts, plan.stopped_by
        row.levels = _levels(problem, plan)
        row.state, row.plan = ("discarded", None) if nothing else ("review", packed)
        row.version += 1
        if nothing:
            erase(row)
        work.session.add(row)
        work.record("round.discarded" if nothing else "round.planned", "round", row.id, counts)


def _counts(problem: Problem, plan: Plan) -> dict[str, int]:
    panels = planned_panels(plan)
    before = {each.request: each for each in problem.previous or () if not is_standing(each.request)}
    unchanged = sum(1 for request, panel in panels.items() if request in before and _same(before[request], panel))
    total = sum(1 for request in problem.requests if not is_standing(request.id))
    changed = sum(1 for request in panels if request in before) - unchanged
    return {
        "requests": total, "filled": len(panels), "unfilled": total - len(panels),
        "new": len(panels) - changed - unchanged, "changed": changed, "unchanged": unchanged,
    }  # fmt: skip


def _same(before: PublishedPanel, now: PlannedPanel) -> bool:
    return set(before.seats) == set(now.seats) and instant(before.start) == instant(now.start)


def _levels(problem: Problem, plan: Plan) -> list[dict[str, Any]]:
    """Return the plan's levels without what the standing seats add to each, on either side of the bound."""
    alone = level_values(Register(problem), standing_panels(problem))
    before = any(not is_standing(each.request) for each in problem.previous or ())
    return [
        {
            "name": level.name, "value": level.value - _part(alone, level.name),
            "bound": max(0.0, level.bound - _part(alone, level.name)), "status": level.status,
        }
        for level in plan.levels
        if level.name != "changes" or before
    ]  # fmt: skip


def _part(alone: dict[str, int], name: str) -> int:
    # Standing seats meet no requirement and change nothing: all they add to are the sums.
    return alone.get(name, 0) if name in ("filled", "load") else 0
