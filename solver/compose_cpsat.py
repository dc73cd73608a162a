"""The best panel of one request by CP-SAT: for panels too large for depth first, and to cross-check it."""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from ortools.sat.python import cp_model

from solver.aim import MUST, Aim
from solver.ground import Ground
from solver.objective import Weights
from solver.search import Found

Trial = tuple[Ground, Aim, bool, int]


def best_panel_by_cpsat(
    trials: Sequence[Trial], weights: Weights, seconds: float, should_stop: Callable[[], bool] | None = None
) -> tuple[Found | None, bool]:
    """The panel of least value over all grounds, and whether that is proven.

    Minimises level by level, fixing each before the next. (None, True) means proven unfillable, (None, False) that
    nothing was found in time.

    Args:
        trials: each ground with its aim, whether it is the published start, and what is due for a moved room.
        weights: the levels and what one step of each weighs.
        seconds: time limit over all levels.
        should_stop: asked ten times a second; once true, the best panel so far is the answer.
    """
    if not trials:
        return None, True
    model = _Model(trials, weights)
    deadline = time.monotonic() + seconds
    proven = True
    chosen: list[tuple[int, int, int]] | None = None
    for expression in model.levels:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1  # so that it repeats itself
        solver.parameters.random_seed = 1
        solver.parameters.catch_sigint_signal = False
        solver.parameters.max_time_in_seconds = max(0.01, deadline - time.monotonic())
        model.model.minimize(expression)
        status = _solve(solver, model.model, should_stop)
        if status == cp_model.INFEASIBLE:
            return None, True
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            proven = False
            break
        proven = proven and status == cp_model.OPTIMAL
        chosen = [key for key, taken in model.taken.items() if solver.boolean_value(taken)]
        model.model.add(expression <= solver.value(expression))
        model.hint(solver)
    return (None, False) if chosen is None else (_found(trials, chosen), proven)


def _solve(solver: cp_model.CpSolver, model: cp_model.CpModel, should_stop: Callable[[], bool] | None) -> Any:
    """Solve in another thread, so that this one goes on receiving signals and can stop the search."""
    answer: list[Any] = []
    thread = threading.Thread(target=lambda: answer.append(solver.solve(model)), daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(0.1)
        if should_stop is not None and should_stop():
            solver.stop_search()
    return answer[0]


class _Model:
    """One true choice of ground, and per ground and group of like seats who sits."""

    def __init__(self, trials: Sequence[Trial], weights: Weights) -> None:
        self.model = cp_model.CpModel()
        self.taken: dict[tuple[int, int, int], cp_model.IntVar] = {}
        self._weights = weights
        here = [self.model.new_bool_var("") for _ in trials]
        self.model.add_exactly_one(here)
        load: list[Any] = []
        terms: dict[str, list[Any]] = {name: [] for name in weights.names}
        for number, (ground, aim, same, moved) in enumerate(trials):
            people: dict[int, list[cp_model.IntVar]] = {}
            seated = []
            for group in sorted(set(ground.groups)):
                row = []
                for cost, person, adds, shows in ground.seats[ground.groups.index(group)]:
                    sits = self.model.new_bool_var("")
                    self.taken[number, group, person] = sits
                    row.append(sits)
                    people.setdefault(person, []).append(sits)
                    seated.append((sits, adds, shows))
                    load.append(cost * sits)
                self.model.add(sum(row) == ground.groups.count(group) * here[number])
            for rows in people.values():
                self.model.add(sum(rows) <= 1)
            self._judge(aim, here[number], seated, terms, (same, moved, len(ground.seats)))
        terms["load"] = load
        self.levels = [sum(terms[name]) for name in weights.names if terms[name] or name == "load"]

    def _judge(
        self,
        aim: Aim,
        here: cp_model.IntVar,
        seated: list[tuple[cp_model.IntVar, int, int]],
        terms: dict[str, list[Any]],
        place: tuple[bool, int, int],
    ) -> None:
        mask = (1 << aim.width) - 1

        def number(shift: int) -> Any:
            return sum(sits for sits, adds, _ in seated if adds >> shift & mask)

        for rule in aim.counts:
            unmet = self._unmet(rule.weight, terms)
            self.model.add(number(rule.shift) >= rule.least).only_enforce_if(here, ~unmet)
            self.model.add(number(rule.shift) <= rule.most).only_enforce_if(here, ~unmet)
        for variety in aim.varieties:
            unmet = self._unmet(variety.weight, terms)
            shown = []
            for bit in range(variety.width):
                holders = [sits for sits, _, shows in seated if shows >> (variety.shift + bit) & 1]
                if holders:
                    shown.append(self.model.new_bool_var(""))
                    self.model.add(shown[-1] <= sum(holders))
            self.model.add(sum(shown) >= 2).only_enforce_if(here, ~unmet)
        if aim.keeping is not None:
            same, moved, size = place
            published = aim.keeping.published
            whole = self.model.new_bool_var("")
            kept = number(aim.keeping.shift)
            self.model.add(kept >= published * whole)
            self.model.add(whole <= (here if same and published == size else 0))
            terms["changes"] += [(1 + published) * here, -kept, (moved - 1) * whole]
        if aim.parity is not None:
            shift, due = aim.parity
            step = max(1, self._weights.of("parity"))
            levels = [each // step for each in due]
            value = self.model.new_int_var(0, max(levels), "")
            for count, level in enumerate(levels):
                at_least = self.model.new_bool_var("")
                self.model.add(number(shift) <= count - 1).only_enforce_if(~at_least)
                self.model.add(value >= level).only_enforce_if(here, at_least)
            terms["parity"].append(value)

    def _unmet(self, weight: int, terms: dict[str, list[Any]]) -> cp_model.IntVar:
        unmet = self.model.new_bool_var("")
        if weight == MUST:
            self.model.add(unmet == 0)
        else:
            terms[self._weights.names[self._weights.steps.index(weight)]].append(unmet)
        return unmet

    def hint(self, solver: cp_model.CpSolver) -> None:
        """Start the next level from the panel just found."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for taken in self.taken.values():
            self.model.add_hint(taken, solver.boolean_value(taken))


def _found(trials: Sequence[Trial], chosen: list[tuple[int, int, int]]) -> Found:
    """The chosen panel, like seats taking their people in the order of the list, and what it is worth."""
    number = chosen[0][0]
    ground, aim, same, moved = trials[number]
    people = [-1] * len(ground.seats)
    spent = adds = shows = 0
    for group in sorted(set(ground.groups)):
        sitting = {person for _, place, person in chosen if place == group}
        seats = [seat for seat, each in enumerate(ground.groups) if each == group]
        row = [each for each in ground.seats[seats[0]] if each[1] in sitting]
        for seat, (cost, person, more, shown) in zip(seats, row, strict=True):
            people[seat] = person
            spent, adds, shows = spent + cost, adds + more, shows | shown
    value = spent + aim.due(adds, shows, len(people), same, moved)
    return Found(value, ground, tuple(people))
