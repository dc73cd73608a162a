"""Can this request be filled, with these rules left out? The question every explanation is made of."""

from collections.abc import Sequence

from solver.aim import Aim, musts_only
from solver.bookings import Bookings
from solver.eligibility import Mask, Pool
from solver.ground import Eligible, Ground, grounds_on
from solver.objective import Weights
from solver.panel_request import Requirement
from solver.problem import Problem, Request
from solver.result import ConflictRule
from solver.search import ExhaustedError, best_panel
from solver.slots import Slot, slots_of

NODES = 20_000
CPSAT_SECONDS = 2.0
MOST_OPEN = 12
"""Questions of one explanation that may be left to CP-SAT, each a matter of seconds."""


class UndecidedError(Exception):
    """Whether a request can be filled could not be settled within the limits."""


class Oracle:
    """Answers for one request beside what stands.

    Args:
        problem: the problem.
        pool: an index over its people.
        bookings: what stands; the request itself must not.
        request: the request.
        rules: the requirements that count; those of any other strength than ``must`` are passed over.
    """

    def __init__(
        self, problem: Problem, pool: Pool, bookings: Bookings, request: Request, rules: Sequence[Requirement]
    ) -> None:
        self.pool = pool
        self.bookings = bookings
        self.request = request
        self.musts = tuple(rule for rule in rules if rule.strength == "must")
        self.slots = slots_of(request, problem.zone, problem.cap_period)
        self._known: dict[frozenset[ConflictRule], bool] = {}
        self._left_open = 0

    def atoms(self, others: bool) -> list[ConflictRule]:
        """Every rule that could be part of a conflict.

        Args:
            others: whether any other panel stands.
        """
        general = ["trained", "available"]
        general += ["conflicts"] if self.request.conflicts else []
        general += ["cap"]
        general += ["room"] if self.request.needs_room else []
        general += ["others"] if others else []
        atoms = [ConflictRule(rule) for rule in general]
        atoms += [ConflictRule("requirement", id=rule.id) for rule in self.musts]
        for place, seat in enumerate(self.request.seats):
            given = {
                "seat.profession": seat.profession is not None,
                "seat.from": seat.from_ != "anywhere",
                "seat.min_band": seat.min_band is not None,
                "seat.role": True,
            }
            atoms += [ConflictRule(rule, seat=place) for rule, there in given.items() if there]
        return atoms

    def possible(self, without: frozenset[ConflictRule] = frozenset()) -> bool:
        """Whether the request can be filled with some rules left out."""
        if without not in self._known:
            self._known[without] = self._possible(without)
        return self._known[without]

    def _possible(self, without: frozenset[ConflictRule]) -> bool:
        dropped = {rule.id for rule in without if rule.id is not None}
        general = {rule.rule for rule in without}
        aim = musts_only(self.pool, self.request, [rule for rule in self.musts if rule.id not in dropped])
        eligible = Eligible(self.pool, self.bookings, self.request, without)
        for slot in self.slots:
            if "room" not in general and not self.room_for(slot, beside="others" not in general):
                continue
            for ground in grounds_on([(slot, eligible.free(slot))], eligible.masks, eligible.groups, aim):
                if self.fillable(ground, aim):
                    return True
        return False

    def fillable(self, ground: Ground, aim: Aim) -> bool:
        """Whether a panel that meets every must exists on a ground; raises UndecidedError if that stays open."""
        try:
            return best_panel([(ground, aim, False, 0)], NODES) is not None
        except ExhaustedError:
            from solver.compose_cpsat import best_panel_by_cpsat

            self._left_open += 1
            if self._left_open > MOST_OPEN:
                raise UndecidedError from None
            found, proven = best_panel_by_cpsat([(ground, aim, False, 0)], Weights(("load",), (1,)), CPSAT_SECONDS)
            if found is None and not proven:
                raise UndecidedError from None
            return found is not None

    def room_for(self, slot: Slot, beside: bool = True) -> bool:
        """Whether the request needs no room in a slot or can have one, beside what stands or alone."""
        if not self.request.needs_room:
            return True
        rooms = self.bookings.rooms
        choose = rooms.free_at if beside else rooms.open_at
        return bool(choose(self.request.site, slot.start, slot.end))

    def free(self, slot: Slot) -> Mask:
        """People whom no rule but those of the seats keeps from sitting in a slot."""
        return Eligible(self.pool, self.bookings, self.request).free(slot)
