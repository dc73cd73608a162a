"""What a round comes to: panels, and levels with what is known about each."""

from collections.abc import Mapping
from dataclasses import dataclass

from solver.objective import level_names
from solver.result import Level, PlannedPanel
from solver.round.draft import Draft


@dataclass(frozen=True, slots=True)
class Answer:
    """Panels by request id, and the levels with their bounds."""

    panels: tuple[PlannedPanel, ...]
    levels: tuple[Level, ...]


def rank(draft: Draft) -> tuple[int, ...]:
    """The levels as numbers to be compared one after another, less being better."""
    values = draft.values()
    return (-values["filled"], *(values[name] for name in level_names(draft.field.problem)[1:]))


def answer_of(draft: Draft, bounds: Mapping[str, int]) -> Answer:
    """A draft as an answer.

    Args:
        draft: the plan.
        bounds: by level, what no plan with the same earlier levels can beat; trivial bounds where nothing is known.
    """
    return Answer(_panels(draft), _levels(draft, bounds))


def _levels(draft: Draft, bounds: Mapping[str, int]) -> tuple[Level, ...]:
    values = draft.values()
    problem = draft.field.problem
    levels = []
    for name in level_names(problem):
        value = values[name]
        worst = sum(request.priority for request in problem.requests) if name == "filled" else 0
        bound = bounds.get(name, worst)
        # a value beyond its bound would mean that the bound is not one
        bound = worst if (value > bound) == (name == "filled") and value != bound else bound
        levels.append(Level(name, value, float(bound), "OPTIMAL" if bound == value else "FEASIBLE"))
    return tuple(levels)


def _panels(draft: Draft) -> tuple[PlannedPanel, ...]:
    field = draft.field
    rooms = draft.room_names()
    panels = []
    for request in sorted(draft.sittings):
        sitting = draft.sittings[request]
        slot = field.offers[sitting.offer].slot
        panels.append(
            PlannedPanel(
                field.wanted[request].request.id,
                slot.moment,
                tuple(field.pool.ids[person] for person in sitting.people),
                rooms.get(request),
                tuple(rule.id for rule in draft.unmet(request)),
                start_text=slot.text,
            )
        )
    return tuple(panels)
