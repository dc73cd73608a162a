"""The best plan so far: taken over from an earlier run, and handed out while a run lasts."""

import time
from collections.abc import Callable, Iterable

import numpy as np

from solver.instants import instant
from solver.result import PlannedPanel
from solver.round.answer import Answer, answer_of
from solver.round.draft import Draft, Sitting
from solver.round.field import Field
from solver.round.rules import met


def take_over(draft: Draft, panels: Iterable[PlannedPanel]) -> None:
    """Let the panels of a known plan stand, each unless it breaks a rule beside those before it.

    A plan that passes the check of the same problem is taken over whole. Of any other, what fits is kept.

    Args:
        draft: what stands already, such as the fixed panels.
        panels: of requests of the same problem; those of other requests are passed over.
    """
    numbers = {wanted.request.id: number for number, wanted in enumerate(draft.field.wanted)}
    for panel in sorted(panels, key=lambda each: each.request):
        request = numbers.get(panel.request)
        if request is None or request in draft.sittings:
            continue
        sitting = _sitting(draft, request, panel)
        if sitting is not None:
            draft.take(request, sitting)


def _sitting(draft: Draft, request: int, panel: PlannedPanel) -> Sitting | None:
    """A panel as a sitting, or None if it breaks a rule beside the draft."""
    field = draft.field
    wanted = field.wanted[request]
    start = instant(panel.start)
    offer = next((each for each in wanted.offers if field.offers[each].slot.start == start), None)
    if offer is None or len(panel.seats) != len(wanted.groups) or len(set(panel.seats)) != len(panel.seats):
        return None
    if not all(person in field.pool.place for person in panel.seats):
        return None
    people = tuple(field.pool.place[person] for person in panel.seats)
    if not all(_holds(field, offer, group, person) for group, person in zip(wanted.groups, people, strict=True)):
        return None
    musts = [rule for rule in wanted.request.requirements if rule.strength == "must"]
    if not all(met(field.pool, wanted.request, rule, people) for rule in musts):
        return None
    possible, room = draft.room_for(offer, None if panel.room is None else field.rooms.kind_of(panel.room))
    if not possible or not draft.open_to(offer)[list(people)].all():
        return None
    return Sitting(offer, people, room)


def _holds(field: Field, offer: int, group: int, person: int) -> bool:
    cell = field.offers[offer].cells[group]
    place = int(np.searchsorted(cell, person))
    return place < len(cell) and int(cell[place]) == person


class Keeper:
    """Hands the plan of a run out now and then, so that a run that is killed can be resumed from it.

    Args:
        keep: is given the plan; None hands out nothing.
        seconds: at least so long between two plans. Handing out changes nothing, so the clock may decide.
    """

    def __init__(self, keep: Callable[[Answer], None] | None, seconds: float) -> None:
        self._keep = keep
        self._seconds = seconds
        self._next = 0.0

    def offer(self, draft: Draft) -> None:
        """Hand out a draft, which must be a whole plan at this moment, if it is time."""
        if self._keep is not None and draft.sittings and time.monotonic() >= self._next:
            self._keep(answer_of(draft, {}))
            self._next = time.monotonic() + self._seconds
