"""A plan for a whole problem: requests filled one after another, the urgent and the hard ones first."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version

from solver.compose import Composer, shortfalls
from solver.fixed_panels import standing_panels
from solver.hr import hr_part
from solver.plan_bounds import levels_with_bounds
from solver.problem import Problem, Request
from solver.relax import explain
from solver.result import Composition, Plan, PlannedPanel, StoppedBy, Unfilled
from solver.tally import tally


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a plan has come: the phase in words, steps done and in all, and requests filled so far."""

    phase: str
    done: int
    total: int
    filled: int


def solve(
    problem: Problem,
    *,
    seconds: float = 60.0,
    seed: int = 1,
    workers: int | None = None,  # noqa: ARG001  (part of the agreed signature; see the docstring)
    progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    problem_sha256: str = "",
) -> Plan:
    """Fill as many requests as possible, by priority, each with its best panel beside those that stand.

    Args:
        problem: the problem; its fixed panels stay.
        seconds: time limit; 0 for none.
        seed: stated in the plan; filling one by one draws no random numbers.
        workers: threads an engine may use; filling one by one uses one.
        progress: told about every step.
        should_stop: asked at every step; once true, the best plan so far is returned.
        problem_sha256: hash of the problem file's bytes, for the plan.
    """
    return _Filling(problem, seconds, progress, should_stop).plan(seed, problem_sha256)


def versions() -> dict[str, str]:
    """The versions a plan depends on."""
    found = {}
    for package in ("fairpanel", "ortools"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed as a package"
    return found


class _Filling:
    def __init__(
        self,
        problem: Problem,
        seconds: float,
        progress: Callable[[Progress], None] | None,
        should_stop: Callable[[], bool] | None,
    ) -> None:
        self._began = time.monotonic()
        self._deadline = self._began + seconds if seconds else None
        self._progress = progress
        self._should_stop = should_stop
        self._stopped_by: StoppedBy = "proof"
        self._problem = problem
        self._composer = Composer(problem, should_stop=should_stop)
        self._panels = {panel.request: _with_shortfalls(self._composer, panel) for panel in standing_panels(problem)}
        self._standing = tally(problem, self._composer.pool, list(self._panels.values()))
        self._open = sorted((r for r in problem.requests if r.id not in problem.fixed), key=lambda r: r.id)

    def plan(self, seed: int, problem_sha256: str) -> Plan:
        """Carry out every phase, or as many as time allows."""
        problem = self._problem
        alone: dict[str, Composition] = {}
        scarcity: dict[str, int] = {}
        for done, request in enumerate(self._open):
            if self._over("weighing each request alone", done, len(self._open), share=0.4):
                break
            alone[request.id] = self._composer.compose(request, reserves=0)
            scarcity[request.id] = self._composer.scarcity(request)
        hopeless = {request for request, each in alone.items() if each.status == "unfillable"}
        order = sorted(self._open, key=lambda r: (-r.priority, scarcity.get(r.id, 0), r.id))
        self._fill([request for request in order if request.id not in hopeless])
        unfilled = tuple(self._explained(request) for request in problem.requests if request.id not in self._panels)
        panels = [self._panels[request.id] for request in problem.requests if request.id in self._panels]
        values = tally(problem, self._composer.pool, panels)
        levels = levels_with_bounds(problem, values, self._standing, alone)
        if self._stopped_by == "proof" and any(level.status != "OPTIMAL" for level in levels):
            self._stopped_by = "limit"
        for done, panel in enumerate(panels):
            if self._over("ranking reserves", done, len(panels)):
                break
            panels[done] = self._composer.with_reserves(panel)
        return Plan(
            problem_sha256,
            versions(),
            seed,
            round(time.monotonic() - self._began, 3),
            self._stopped_by,
            levels,
            tuple(panels),
            unfilled,
            hr_part(problem, self._composer.pool, panels),
        )

    def _fill(self, requests: list[Request]) -> None:
        for done, request in enumerate(requests):
            if self._over("filling", done, len(requests)):
                return
            composition = self._composer.compose(request, seconds=self._left(), reserves=0)
            if composition.status == "unknown" and self._stopped_by == "proof":
                self._stopped_by = "limit"
            if composition.panel is not None:
                self._move(composition)
                self._panels[request.id] = composition.panel
                self._composer.bookings.add(composition.panel)

    def _move(self, composition: Composition) -> None:
        for request in composition.moved_rooms:
            self._composer.bookings.remove(request)
        for request, room in composition.moved_rooms.items():
            self._panels[request] = replace(self._panels[request], room=room)
            self._composer.bookings.add(self._panels[request])

    def _explained(self, request: Request) -> Unfilled:
        if self._over("explaining", 0, 0):
            return Unfilled(request.id, None, None)
        pool, bookings = self._composer.pool, self._composer.bookings
        entry = explain(self._problem, request.id, pool=pool, bookings=bookings)
        return entry or Unfilled(request.id, None, None)

    def _left(self) -> float:
        return 30.0 if self._deadline is None else max(0.05, self._deadline - time.monotonic())

    def _over(self, phase: str, done: int, total: int, share: float = 1.0) -> bool:
        """Report a step, and say whether to stop before it: the time is over, or the phase's share of it."""
        if self._progress is not None:
            self._progress(Progress(phase, done, total, len(self._panels)))
        if self._stopped_by != "interrupt" and self._should_stop is not None and self._should_stop():
            self._stopped_by = "interrupt"
        late = self._deadline is not None and time.monotonic() - self._began > share * (self._deadline - self._began)
        if late and self._stopped_by == "proof":
            self._stopped_by = "limit"
        return late or self._stopped_by == "interrupt"


def _with_shortfalls(composer: Composer, panel: PlannedPanel) -> PlannedPanel:
    people = [composer.pool.place[person] for person in panel.seats]
    return replace(panel, shortfalls=shortfalls(composer.pool, composer.problem.request(panel.request), people))
