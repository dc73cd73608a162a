"""Asking someone: what a panel would still lack with each person who could take a seat. For HR alone, and recorded."""

from dataclasses import dataclass

from service.panels.asked import asked_of_panel
from service.panels.panel_rows import seats_of
from service.panels.replacements import Colleague, who_else
from service.panels.scope import only_hr, panel_in_scope
from service.panels.verdict import examine
from service.vault import record_views
from service.work import Work


@dataclass(frozen=True, slots=True)
class Prospect:
    """Somebody who could take a seat, and the ids of the requirements that the panel would still lack with them."""

    colleague: Colleague
    lacks: tuple[str, ...]


def who_would_help(work: Work, panel_id: str, position: int) -> list[Prospect]:
    """Return who could take a seat, those with whom the panel lacks least first, then by name.

    What the panel would lack with somebody says something about them, so the look is recorded: call it in a writing
    unit of work.

    Raises:
        ForbiddenError: the actor is not HR.
        ConflictError: the interview was held.
        InvalidInputError: there is no such seat.
        NotFoundError: there is no such panel.
    """
    only_hr(work.actor)
    panel = panel_in_scope(work, panel_id)
    colleagues = who_else(work, panel_id, position)
    seats = [seat for seat in seats_of(work, panel_id) if seat.position == position or seat.person_id is not None]
    asked = asked_of_panel(work, panel, panel.starts_at, open_seats=[position])
    found = []
    for each in colleagues:
        people = [each.person_id if seat.position == position else str(seat.person_id) for seat in seats]
        found.append(Prospect(each, examine(work, asked, people, panel.starts_at).shortfalls))
    record_views(work, [each.person_id for each in colleagues], "asking someone to sit")
    return sorted(found, key=lambda each: (len(each.lacks), each.colleague.name, each.colleague.person_id))
