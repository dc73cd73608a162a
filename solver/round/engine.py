"""The round from end to end: a first plan, the contested requests settled, the load brought down, and all of it proven.

The order of work is fixed and counted; only the deadline looks at the clock.
"""

import time
from collections.abc import Callable, Iterable

from solver.problem import Problem
from solver.result import PlannedPanel
from solver.round.answer import Answer, answer_of, rank
from solver.round.certificate import certificate
from solver.round.contest import Contest, Verdict
from solver.round.draft import Draft
from solver.round.ejection import Ejection
from solver.round.field import Field
from solver.round.finder import Finder
from solver.round.highs_process import warm_up
from solver.round.ideals import Ideals
from solver.round.incumbent import Keeper, take_over
from solver.round.load import PAIR, WHOLE, LoadPhase
from solver.round.opening import Opening
from solver.round.part import Limits
from solver.round.scarcity import Scarcity

Report = Callable[[str, int, int, int, float | None], None]
"""Told about progress: phase, steps done, steps in all, requests filled, gap of ``load`` (None: not known yet)."""

LARGEST_CONTEST = 60_000
"""Entries of the largest program that settles a contest."""

IDEALS_SHARE = 0.4
"""Of the time there is, the most that may go into weighing each request alone."""

CONTEST_SHARE = 0.75
"""Of the time left then, the most that may go into contests, so that some is left for the load."""

LAST_SHARE = 0.3
"""Of the time left after the first plan, the most that is kept for explanations, reserves and writing."""

FIRST_PLAN, AT_LATEST = 2.5, 6.0
"""Seconds of work, and on the clock, after which a first plan stops growing although the limit of time may be shorter:
a plan is what was asked for, and an empty one is of no use to anybody. Work is what counts, for on a busy machine a
second of the clock may hold hardly any."""

FOLLOWS = 3
"""Times a plan is brought nearer to the most that what is scarce allows."""

FAILURES = 8
"""Ejection chains in a row that come to nothing before the contest takes over."""

STEPS = 60
"""Placements one ejection chain may try."""


class Engine:
    """Plans one problem.

    Args:
        problem: the problem.
        deadline: when to be done, on the clock of ``time.monotonic``; None for no limit.
        seed: for the choices among equals.
        should_stop: once True, the best plan so far is returned.
        report: told about progress.
        whole: entries up to which one program plans everything at once.
        contest: entries of the largest program that settles a contest.
        start: panels of a known plan, to begin with instead of nothing; the answer is never worse.
        keeper: hands out the plan now and then.
        workers: programs to solve at a time, where there are several; the answer is the same for any number.
    """

    def __init__(
        self,
        problem: Problem,
        deadline: float | None,
        seed: int,
        should_stop: Callable[[], bool] | None = None,
        report: Report | None = None,
        whole: int = WHOLE,
        contest: int = LARGEST_CONTEST,
        start: Iterable[PlannedPanel] = (),
        keeper: Keeper | None = None,
        workers: int = PAIR,
    ) -> None:
        self._began = time.monotonic(), time.thread_time()
        self.problem = problem
        self.seed = seed
        self._deadline = deadline
        self._should_stop = should_stop
        self._report = report or (lambda *_: None)
        self._whole = whole
        self._contest = contest
        self._start = start
        self._workers = workers
        self._keeper = keeper or Keeper(None, 0.0)
        self.limits = Limits(None, self._left, should_stop)
        self._at_first = Limits(None, self._left_at_first, should_stop)
        warm_up()
        self.field = Field(problem)
        self.finder = Finder(self.field)

    def _left(self) -> float | None:
        return None if self._deadline is None else self._deadline - time.monotonic()

    def _left_but(self, spare: float) -> float | None:
        left = self._left()
        return None if left is None else left - spare

    def _left_at_first(self) -> float | None:
        left = self._left()
        clock, work = self._began
        spare = min(AT_LATEST - (time.monotonic() - clock), FIRST_PLAN - (time.thread_time() - work))
        return None if left is None else max(left, spare)

    def solve(self) -> Answer:
        """The plan."""
        total = len(self.field.wanted)
        opening = Opening(
            self.field,
            self.finder,
            self.limits.over,
            lambda filled: self._report("filling", filled, total, filled, None),
        )
        draft = Draft(self.field)
        opening.keep_fixed(draft)
        take_over(draft, self._start)
        known = draft.copy()
        self._report("filling", 0, total, len(draft.sittings), None)
        waiting = [r for r, wanted in enumerate(self.field.wanted) if wanted.offers and r not in draft.sittings]
        opening.fill(draft, opening.by_hardness(waiting), over=self._at_first.over)
        self._keeper.offer(draft)
        self._report("weighing each request alone", 0, total, len(draft.sittings), None)
        began = time.monotonic()
        share = None if self._deadline is None else began + IDEALS_SHARE * (self._deadline - began)
        ideals = Ideals(
            self.field, self.finder, lambda: self.limits.over() or (share is not None and time.monotonic() > share)
        )
        took = time.monotonic() - began
        if self._deadline is not None:
            # explanations, reserves and writing still have to fit before the deadline
            missing = total - len(draft.sittings)
            self._deadline -= min(0.2 + 2 * took + 0.06 * missing, LAST_SHARE * max(0.0, self._left() or 0.0))
        draft, bounds = self._improved(draft, ideals, opening)
        if rank(known) < rank(draft):
            return answer_of(known, {"filled": bounds["filled"]})
        return answer_of(draft, bounds)

    def _improved(self, draft: Draft, ideals: Ideals, opening: Opening) -> tuple[Draft, dict[str, int]]:
        """A better plan than the first one, and bounds on its levels."""
        total = len(self.field.wanted)
        ejection = Ejection(self.field, self.finder, ideals.ceilings(self.finder), self.limits.over)
        self._make_room(draft, ideals, opening, ejection)
        self._keeper.offer(draft)
        self._report("settling contested requests", 0, total, len(draft.sittings), None)
        contest = Contest(self.field, ideals, opening, ejection, self._contest)
        left = self._left()
        spare = 0.0 if left is None else (1 - CONTEST_SHARE) * max(0.0, left)
        limits = Limits(None, lambda: self._left_but(spare), self._should_stop)
        draft, scarcity = self._weigh_what_is_scarce(draft, ideals, contest, limits)
        verdict = Verdict(draft)
        if scarcity is None or draft.values()["filled"] < scarcity.bound or ideals.below(draft):
            verdict = contest.settle(draft, limits, self._keeper.offer)
        phase = LoadPhase(
            self.field,
            self.finder,
            ideals,
            opening,
            self.seed,
            self.limits,
            self._report,
            self._whole,
            self._keeper,
            self._workers,
        )
        known = certificate(verdict, ideals, contest.fixed, scarcity)
        draft, more = phase.settle(verdict.draft, known.apart)
        self._fill_up(draft, opening, ideals)
        return draft, {**known.bounds, **more}

    def _weigh_what_is_scarce(
        self, draft: Draft, ideals: Ideals, contest: Contest, limits: Limits
    ) -> tuple[Draft, Scarcity | None]:
        """On large rounds in which not everyone has their ideal: how much can be filled, and a plan nearer to that."""
        if not contest.large or not ideals.complete or not ideals.aggrieved(draft) or limits.over():
            return draft, None
        scarcity = Scarcity(self.field, set(ideals.fillable) | contest.fixed)
        scarcity.settle(limits)
        for _ in range(FOLLOWS):
            value = draft.values()["filled"]
            if value < scarcity.bound and not limits.over():
                scarcity.settle_wholly(limits)
            choices = None
            if value < scarcity.bound and not limits.over():
                choices = scarcity.nearest(draft, scarcity.bound, limits)
            better = draft if choices is None else contest.follow(draft, choices, limits)
            if rank(better) >= rank(draft):
                break
            draft = better
            self._keeper.offer(draft)
        return draft, scarcity

    def _make_room(self, draft: Draft, ideals: Ideals, opening: Opening, ejection: Ejection) -> None:
        """Ejection chains for requests that are not at their ideal."""
        failures = 0
        for request in opening.by_hardness(ideals.aggrieved(draft)):
            if failures >= FAILURES or self.limits.over():
                break
            before = draft.drop(request) if request in draft.sittings else None
            if ejection.place(draft, [request], frozenset(), STEPS):
                failures = 0
                continue
            failures += 1
            if before is not None:
                draft.take(request, before)

    def _fill_up(self, draft: Draft, opening: Opening, ideals: Ideals) -> None:
        """An unfilled request must not fit beside the others."""
        opening.fill(draft, opening.by_hardness(r for r in ideals.fillable if r not in draft.sittings))
