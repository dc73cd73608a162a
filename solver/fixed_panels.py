"""Fixed panels must be lawful before anything is planned around them."""

from solver.hard_rules import Register, alone, together
from solver.instants import instant
from solver.json_text import FileError
from solver.problem import Problem, PublishedPanel
from solver.result import PlannedPanel
from solver.room_search import Meeting, place


def standing_panels(problem: Problem) -> tuple[PlannedPanel, ...]:
    """The fixed panels as a plan holds them, by request id.

    Where a request needs a room and its published panel names none, a lawful room is chosen; the panel is left
    without one if there is none.
    """
    register = Register(problem)
    panels = [_planned(register, panel) for panel in problem.previous or () if panel.request in problem.fixed]
    rooms = _open_rooms(register, panels)
    chosen = [
        PlannedPanel(p.request, p.start, p.seats, p.room or rooms.get(p.request), start_text=p.start_text)
        for p in panels
    ]
    return tuple(sorted(chosen, key=lambda panel: panel.request))


def refuse_broken_fixed_panels(problem: Problem) -> None:
    """Raise FileError if a fixed panel breaks a hard rule, alone or beside the other fixed ones."""
    if not problem.fixed:
        return
    register = Register(problem)
    panels = standing_panels(problem)
    findings = [finding for panel in panels for finding in alone(register, panel)]
    findings += together(register, panels)
    if findings:
        first = findings[0]
        entries = [panel.request for panel in problem.previous or ()]
        raise FileError(
            f"/previous/{entries.index(str(first.request))}",
            f"the fixed panel breaks hard rule {first.rule}: {first.text} Mend the panel or take the request "
            "out of fixed.",
        )


def _planned(register: Register, panel: PublishedPanel) -> PlannedPanel:
    request = register.requests[panel.request]
    spelling = dict(zip(request.instants, request.start_texts, strict=True))
    text = spelling.get(instant(panel.start), "")
    return PlannedPanel(panel.request, panel.start, panel.seats, panel.room, start_text=text)


def _open_rooms(register: Register, panels: list[PlannedPanel]) -> dict[str, str]:
    """A room for every panel that needs one and names none."""
    meetings = []
    for panel in sorted(panels, key=lambda each: each.request):
        request = register.requests[panel.request]
        if not request.needs_room or panel.room is not None:
            continue
        since, until = register.span(panel)
        held = set()
        for other in panels:
            begin, end = register.span(other)
            if other.room is not None and begin < until and since < end:
                held.add(other.room)
        free = [
            room.id
            for room in register.problem.rooms
            if room.site == request.site
            and room.id not in held
            and register.covers(room.available, panel.start, request.minutes)
        ]
        meetings.append(Meeting(panel.request, since, until, tuple(sorted(free))))
    return place(meetings) or {}
