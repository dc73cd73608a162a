"""One request, composed exactly beside the panels that stand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

from solver.aim import MUST, Aim
from solver.bookings import Bookings
from solver.eligibility import Pool
from solver.fixed_panels import standing_panels
from solver.ground import Eligible, Ground
from solver.instants import instant
from solver.objective import ParityScale, Weights, level_names, next_seat_costs, weights_for
from solver.problem import Problem, Request
from solver.reserves import ranked_reserves
from solver.result import Composition, Level, PlannedPanel
from solver.room_choice import RoomChoice
from solver.search import ExhaustedError, Found, best_panel
from solver.slots import slot_at, slots_of

NODES = 200_000
"""Branches the exact search may look at before CP-SAT takes over."""


class Composer:
    """Composes requests of one problem, one at a time, beside what stands at that moment.

    Args:
        problem: the problem; its people must be those of the pool.
        pool: an index over the people; built here if not given.
        bookings: what stands; the problem's fixed panels if not given.
        should_stop: asked now and then by the one engine that may take long; once true, it gives up.

    Raises:
        ValueError: if the pool is of other people.
    """

    def __init__(
        self,
        problem: Problem,
        pool: Pool | None = None,
        bookings: Bookings | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> None:
        if pool is not None and pool.given is not problem.people and pool.given != problem.people:
            raise ValueError("The pool was built from other people than the problem names.")
        self.problem = problem
        self.pool = pool or Pool(problem.people, problem.bands)
        self.names = level_names(problem)
        self._published = {panel.request: panel for panel in problem.previous or ()}
        self.bookings = bookings or Bookings(problem, self.pool, standing_panels(problem))
        self.rooms = RoomChoice(problem)
        self._should_stop = should_stop

    def compose(
        self, request: Request, seconds: float = 5.0, avoid: frozenset[str] = frozenset(), reserves: int = 5
    ) -> Composition:
        """The best panel for a request beside what stands.

        Args:
            request: a request without a standing panel.
            seconds: limit for CP-SAT, which takes over only where the exact search gives up.
            avoid: people not to be asked.
            reserves: most reserves to rank for each seat.
        """
        if request.id in self.bookings:
            raise ValueError(f"Request {request.id!r} has a standing panel; take it away before composing another.")
        aim, weights = self._aim(request)
        eligible = Eligible(self.pool, self.bookings, request, avoid=avoid)
        trials = self._trials(request, eligible, aim)
        cases = [trial.case(aim) for trial in trials]
        exact = True
        try:
            found = best_panel(cases, NODES)
        except ExhaustedError:
            from solver.compose_cpsat import best_panel_by_cpsat

            found, exact = best_panel_by_cpsat(cases, weights, seconds, self._should_stop)
        if found is None:
            return Composition(request.id, "unfillable" if exact else "unknown", None)
        trial = next(each for each in trials if each.ground is found.ground)
        panel = self._panel(request, found, trial.room)
        if reserves:
            slot, members = found.ground.slot, found.people
            ranked = ranked_reserves(self.pool, self.bookings, eligible, aim, slot, members, reserves)
            panel = replace(panel, reserves=ranked)
        levels = tuple(
            Level(name, value, float(value) if exact else 0.0, "OPTIMAL" if exact or value == 0 else "FEASIBLE")
            for name, value in zip(weights.names, weights.split(found.value), strict=True)
        )
        return Composition(request.id, "optimal" if exact else "feasible", panel, levels, trial.displaced)

    def trials(self, request: Request) -> tuple[list[tuple[Ground, Aim, bool, int]], Weights]:
        """What an engine searches for a request beside what stands, and how its answer splits into levels."""
        aim, weights = self._aim(request)
        eligible = Eligible(self.pool, self.bookings, request)
        return [trial.case(aim) for trial in self._trials(request, eligible, aim)], weights

    def with_reserves(self, panel: PlannedPanel, most: int = 5) -> PlannedPanel:
        """A standing panel with its reserves ranked anew beside everything else that stands."""
        self.bookings.remove(panel.request)
        request = self.problem.request(panel.request)
        aim, _ = self._aim(request)
        eligible = Eligible(self.pool, self.bookings, request)
        slot = slot_at(request, panel.start, panel.start_text, self.problem.zone, self.problem.cap_period)
        members = [self.pool.place[person] for person in panel.seats]
        ranked = ranked_reserves(self.pool, self.bookings, eligible, aim, slot, members, most)
        self.bookings.add(panel)
        return replace(panel, reserves=ranked)

    def scarcity(self, request: Request) -> int:
        """Over all slots, how many people could take the seat that fewest could take: little means hard to fill."""
        eligible = Eligible(self.pool, self.bookings, request)
        slots = slots_of(request, self.problem.zone, self.problem.cap_period)
        frees = [eligible.free(slot) for slot in slots]
        return min(sum(int((mask & free).sum()) for free in frees) for mask in eligible.masks)

    def _trials(self, request: Request, eligible: Eligible, aim: Aim) -> "list[_Trial]":
        published = self._published.get(request.id)
        slots = slots_of(request, self.problem.zone, self.problem.cap_period)
        rooms = {}
        if request.needs_room:
            for slot in slots:
                wanted = published.room if published and instant(published.start) == slot.start else None
                choice = self.rooms.choose(self.bookings, request, slot, wanted)
                if choice is not None:
                    rooms[slot.start] = choice
            slots = tuple(slot for slot in slots if slot.start in rooms)
        costs = next_seat_costs(self.pool, self.bookings.new_seats)
        trials = []
        for ground in eligible.grounds(slots, aim, costs):
            room, displaced = rooms.get(ground.slot.start, (None, {}))
            same = published is not None and instant(published.start) == ground.slot.start
            moved = published is not None and published.room is not None and published.room != room
            trials.append(_Trial(ground, same, int(moved), room, displaced))
        return trials

    def _aim(self, request: Request) -> tuple[Aim, Weights]:
        size = len(request.seats)
        costs = next_seat_costs(self.pool, self.bookings.new_seats)
        spans = {"load": size * int(costs.max(initial=0))}
        published = self._published.get(request.id)
        due: list[int] = []
        scale = None
        if published is not None:
            spans["changes"] = 1 + len(published.seats)
        if self.problem.parity is not None:
            scale = ParityScale(self.problem.parity, self.pool, self.bookings.new_seats)
            due = [scale.value(holding, size - holding) for holding in range(size + 1)]
            spans["parity"] = due[-1]
        weights = weights_for(self.names, request, spans)
        aim = Aim.of(request)
        for rule in request.requirements:
            weight = MUST if rule.strength == "must" else weights.of(f"{rule.strength}.{rule.tier}")
            aim.ask(self.pool, request, rule, weight)
        if published is not None:
            aim.keep(self.pool.named(frozenset(published.seats)), len(published.seats), weights.of("changes"))
        if scale is not None:
            step = weights.of("parity")
            aim.even_out(scale.holders, tuple(step * each for each in due))
        return aim, weights

    def _panel(self, request: Request, found: Found, room: str | None) -> PlannedPanel:
        slot = found.ground.slot
        seats = tuple(self.pool.ids[person] for person in found.people)
        short = shortfalls(self.pool, request, found.people)
        return PlannedPanel(request.id, slot.moment, seats, room, short, start_text=slot.text)


@dataclass(frozen=True, slots=True)
class _Trial:
    ground: Ground
    same_start: bool
    moved_room: int
    room: str | None
    displaced: dict[str, str]

    def case(self, aim: Aim) -> tuple[Ground, Aim, bool, int]:
        return self.ground, aim, self.same_start, self.moved_room


def shortfalls(pool: Pool, request: Request, people: Sequence[int]) -> tuple[str, ...]:
    """Ids of the requirements a full panel of these people does not meet, in the request's order."""
    short = []
    for rule in request.requirements:
        aim = Aim.of(request)
        aim.ask(pool, request, rule, 1)
        fields = [aim.fields(person) for person in people]
        adds = sum(each for each, _ in fields)
        shows = reduce(or_, (each for _, each in fields), 0)
        if aim.unmet(adds, shows):
            short.append(rule.id)
    return tuple(short)


def compose(
    problem: Problem,
    request_id: str,
    *,
    seconds: float = 5.0,
    avoid: frozenset[str] = frozenset(),
    pool: Pool | None = None,
) -> Composition:
    """The best panel for one request beside the problem's fixed panels.

    All hard rules hold; then, each settled before the next: unmet ``explain`` requirements by tier, unmet ``prefer``
    ones, changes against a published panel, parity, load. Ties fall to the earlier start and the smaller id.

    Args:
        problem: the problem; other committed panels are handed over as fixed requests with a previous entry.
        request_id: a request that is not fixed.
        seconds: limit for the rare request the exact search gives up on (very many seats).
        avoid: people not to be asked, such as those who declined.
        pool: ``Pool(problem.people, problem.bands)``, built once and reused, where the same people are asked often.

    Raises:
        KeyError: if there is no such request.
        ValueError: if the request is fixed, or the pool is of other people.
    """
    return Composer(problem, pool).compose(problem.request(request_id), seconds, avoid)
