"""A plan for a whole problem: the round, then explanations, reserves and what HR reads."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from solver.bookings import Bookings
from solver.compose import Composer
from solver.hr import hr_part
from solver.problem import Problem, Request
from solver.relax import explain
from solver.result import Level, Plan, PlannedPanel, StoppedBy, Unfilled
from solver.round.answer import Answer
from solver.round.engine import Engine
from solver.round.incumbent import Keeper
from solver.round.load import PAIR
from solver.tally import tally


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a plan has come.

    Attributes:
        phase: in words.
        done, total: steps; a total of 0 means that there is no telling.
        filled: requests filled so far.
        gap: how far ``load`` may still be from the best, as a share of it; None while that is open.
    """

    phase: str
    done: int
    total: int
    filled: int
    gap: float | None = None


def solve(
    problem: Problem,
    *,
    seconds: float = 60.0,
    seed: int = 1,
    workers: int | None = None,
    progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    problem_sha256: str = "",
    start: Plan | None = None,
    keep: Callable[[Plan], None] | None = None,
    keep_every: float = 10.0,
) -> Plan:
    """The best plan found, with a bound on each level: see ``docs/round.md``.

    Args:
        problem: the problem; its fixed panels stay.
        seconds: time limit; 0 for none.
        seed: for the choices among equals.
        workers: programs that may be solved at a time; two at most are, each in a process of its own. The plan is the
            same for any number, unless a limit of time cuts it short.
        progress: told about every step.
        should_stop: asked at every step; once true, the best plan so far is returned.
        problem_sha256: hash of the problem file's bytes, for the plan.
        start: a known plan of the same problem, such as one handed to ``keep`` before a worker was killed. The answer
            is never worse, and what is proven has the same values as without it. Panels that break a rule are
            passed over.
        keep: is given the best plan so far as soon as there is one, and then now and then. It is lawful, with trivial
            bounds, nothing explained and no reserves. Called in the thread of the caller, so it should be brief.
        keep_every: at least so many seconds between two such plans.
    """
    return _Planning(problem, seconds, seed, workers, progress, should_stop, problem_sha256).plan(
        start, keep, keep_every
    )


def versions() -> dict[str, str]:
    """The versions a plan depends on."""
    found = {}
    for package in ("fairpanel", "ortools"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed as a package"
    return found


class _Planning:
    def __init__(
        self,
        problem: Problem,
        seconds: float,
        seed: int,
        workers: int | None,
        progress: Callable[[Progress], None] | None,
        should_stop: Callable[[], bool] | None,
        problem_sha256: str,
    ) -> None:
        self._began = time.monotonic()
        self._deadline = self._began + seconds if seconds else None
        self._seed = seed
        self._workers = workers or PAIR
        self._progress = progress
        self._should_stop = should_stop
        self._cut_short = False
        self._interrupted = False
        self._problem = problem
        self._sha256 = problem_sha256
        self._filled = 0

    def plan(self, start: Plan | None, keep: Callable[[Plan], None] | None, keep_every: float) -> Plan:
        """Carry out every phase, or as many as time allows."""
        problem = self._problem
        handing_out = None if keep is None else lambda answer: keep(self._so_far(answer))
        engine = Engine(
            problem,
            self._deadline,
            self._seed,
            self._should_stop,
            self._report,
            start=() if start is None else start.panels,
            keeper=Keeper(handing_out, keep_every),
            workers=self._workers,
        )
        answer = engine.solve()
        composer = Composer(problem, engine.field.pool, Bookings(problem, engine.field.pool, answer.panels))
        panels, levels = self._completed(composer, answer)
        unfilled = tuple(self._explained(composer, request) for request in problem.requests if request.id not in panels)
        listed = [panels[request.id] for request in problem.requests if request.id in panels]
        for done, panel in enumerate(listed):
            if self._over("ranking reserves", done, len(listed)):
                break
            listed[done] = composer.with_reserves(panel)
        return Plan(
            self._sha256,
            versions(),
            self._seed,
            round(time.monotonic() - self._began, 3),
            self._stopped_by(levels),
            levels,
            tuple(listed),
            unfilled,
            hr_part(problem, composer.pool, listed),
        )

    def _so_far(self, answer: Answer) -> Plan:
        """An unfinished answer as a plan."""
        panels = {panel.request: panel for panel in answer.panels}
        requests = [request.id for request in self._problem.requests]
        return Plan(
            self._sha256,
            versions(),
            self._seed,
            round(time.monotonic() - self._began, 3),
            "interrupt",
            answer.levels,
            tuple(panels[request] for request in requests if request in panels),
            tuple(Unfilled(request, None, None) for request in requests if request not in panels),
        )

    def _completed(self, composer: Composer, answer: Answer) -> tuple[dict[str, PlannedPanel], tuple[Level, ...]]:
        """The round's panels, and those of requests it left out that fit all the same.

        Only very large panels, on which the round's search gives up, can be left out that way.
        """
        panels = {panel.request: panel for panel in answer.panels}
        added = False
        if answer.levels[0].status != "OPTIMAL":
            for request in sorted(self._problem.requests, key=lambda each: (-each.priority, each.id)):
                if request.id in panels or self._over("filling", len(panels), len(self._problem.requests)):
                    continue
                found = composer.compose(request, seconds=self._left(), reserves=0)
                if found.panel is not None and not found.moved_rooms:
                    panels[request.id] = found.panel
                    composer.bookings.add(found.panel)
                    added = True
        if not added:
            return panels, answer.levels
        values = tally(self._problem, composer.pool, list(panels.values()))
        levels = []
        for level in answer.levels:
            value = values[level.name]
            bound = max(level.bound, value) if level.name == "filled" else 0.0
            levels.append(Level(level.name, value, bound, "OPTIMAL" if bound == value else "FEASIBLE"))
        return panels, tuple(levels)

    def _stopped_by(self, levels: tuple[Level, ...]) -> StoppedBy:
        if self._interrupted:
            return "interrupt"
        return "limit" if self._cut_short or any(level.status != "OPTIMAL" for level in levels) else "proof"

    def _explained(self, composer: Composer, request: Request) -> Unfilled:
        if self._over("explaining", 0, 0):
            return Unfilled(request.id, None, None)
        entry = explain(self._problem, request.id, pool=composer.pool, bookings=composer.bookings)
        return entry or Unfilled(request.id, None, None)

    def _left(self) -> float:
        return 30.0 if self._deadline is None else max(0.05, self._deadline - time.monotonic())

    def _report(self, phase: str, done: int, total: int, filled: int, gap: float | None) -> None:
        self._filled = filled
        if self._progress is not None:
            self._progress(Progress(phase, done, total, filled, gap))

    def _over(self, phase: str, done: int, total: int) -> bool:
        """Report a step, and say whether to stop before it."""
        self._report(phase, done, total, self._filled, None)
        if self._should_stop is not None and self._should_stop():
            self._interrupted = True
        elif self._deadline is not None and time.monotonic() > self._deadline:
            self._cut_short = True
        return self._interrupted or self._cut_short
