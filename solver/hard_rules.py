"""The nine hard rules of the format, read off its text in plain Python. Part of the check, never of the search.

Nothing here is shared with the search's own reading of the rules: the two must agree because both are right.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations

from solver.instants import instant
from solver.problem import Interval, Person, Problem, Request, Requirement, Scope, Seat
from solver.result import PlannedPanel


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a plan or a panel gets wrong.

    Attributes:
        kind: ``hard`` (a hard rule is broken), ``fixed``, ``panels``, ``shortfalls``, ``levels``, ``bounds``,
            ``unfilled``, ``reserves``, ``relaxations`` or ``hash``.
        text: a full sentence for HR or a log; it may name people.
        rule: number of the hard rule in the format, 1 to 9.
        request, person: whom it concerns.
    """

    kind: str
    text: str
    rule: int | None = None
    request: str | None = None
    person: str | None = None


class Register:
    """A problem, looked up by id."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.zone = problem.zone
        self.people = {person.id: person for person in problem.people}
        self.requests = {request.id: request for request in problem.requests}
        self.rooms = {room.id: room for room in problem.rooms}
        self._joined: dict[int, list[tuple[int, int]]] = {}

    def local_date(self, start: datetime) -> date:
        """The date on the wall calendar of the problem's time zone."""
        try:
            return start.astimezone(self.zone).date()
        except (OverflowError, ValueError):
            return start.date()

    def span(self, panel: PlannedPanel) -> tuple[int, int]:
        """When the interview of a panel starts and ends, in seconds since 1970."""
        start = instant(panel.start)
        return start, start + 60 * self.requests[panel.request].minutes

    def covers(self, stretches: tuple[Interval, ...], start: datetime, minutes: int) -> bool:
        """Whether one joined stretch of a person or room of the problem holds an interview whole."""
        if id(stretches) not in self._joined:
            self._joined[id(stretches)] = joined(stretches)
        begin = instant(start)
        return any(since <= begin and begin + 60 * minutes <= until for since, until in self._joined[id(stretches)])

    def from_holds(self, scope: Scope | None, person: Person, request: Request) -> bool:
        """Whether a person comes from where a seat or requirement says, seen from the request."""
        if scope == "department":
            return person.department == request.department
        if scope == "division":
            return person.division == request.division
        if scope == "outside_department":
            return person.department != request.department
        return True

    def seat_faults(self, seat: Seat, person: Person, request: Request) -> Iterator[str]:
        """What of rule 2 a person breaks on a seat, each as the end of a sentence."""
        if seat.role not in person.roles:
            yield f"does not have the role {seat.role!r}"
        if seat.min_band is not None:
            order = self.problem.bands
            if person.band is None or order.index(person.band) < order.index(seat.min_band):
                yield f"is below band {seat.min_band}"
        if seat.profession is not None and seat.profession not in person.professions:
            yield f"does not have the profession {seat.profession!r}"
        if not self.from_holds(seat.from_, person, request):
            yield f"is not from {seat.from_!r}"

    def met(self, requirement: Requirement, members: Sequence[Person], request: Request) -> bool:
        """Whether a requirement holds for the members of a panel."""
        if requirement.kind == "not_all_same":
            return len({m.features[f] for m in members for f in [str(requirement.feature)] if f in m.features}) >= 2
        if requirement.kind == "at_least_from":
            return sum(self.from_holds(requirement.from_, m, request) for m in members) >= (requirement.min or 0)
        holding = sum(m.features.get(str(requirement.feature)) == requirement.value for m in members)
        if requirement.kind == "at_least":
            return holding >= (requirement.min or 0)
        return holding <= (requirement.max or 0)


def joined(stretches: Iterable[Interval]) -> list[tuple[int, int]]:
    """Stretches with touching and overlapping ones made one, in order of time, in seconds since 1970."""
    whole: list[tuple[int, int]] = []
    for since, until in sorted((each.since, each.until) for each in stretches):
        if whole and since <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], until))
        else:
            whole.append((since, until))
    return whole


def alone(register: Register, panel: PlannedPanel) -> Iterator[Finding]:
    """Hard rules one panel breaks whatever else stands: 1 to 4, 7, 8, and of 9 whether the room suits and is open."""
    request = register.requests.get(panel.request)
    if request is None:
        yield Finding("panels", f"There is no request {panel.request!r} in the problem.", None, panel.request)
        return

    def broken(rule: int, text: str, person: str | None = None) -> Finding:
        return Finding("hard", f"Request {request.id!r}: {text}", rule, request.id, person)

    if instant(panel.start) not in request.instants:
        yield broken(1, f"{panel.start_text} is not one of its starts.")
    if len(panel.seats) != len(request.seats):
        yield broken(1, f"the panel has {len(panel.seats)} people for {len(request.seats)} seats.")
    for person_id in sorted({p for p in panel.seats if panel.seats.count(p) > 1}):
        yield broken(1, f"person {person_id!r} takes more than one seat.", person_id)
    members = []
    for seat, person_id in zip(request.seats, panel.seats, strict=False):
        person = register.people.get(person_id)
        if person is None:
            yield broken(1, f"person {person_id!r} is not in the problem.", person_id)
            continue
        members.append(person)
        for fault in register.seat_faults(seat, person, request):
            yield broken(2, f"person {person_id!r} {fault}.", person_id)
    yield from _people_alone(register, panel, request, members)
    if len(members) == len(request.seats):
        for requirement in request.requirements:
            if requirement.strength == "must" and not register.met(requirement, members, request):
                yield broken(8, f"the panel does not meet the must {requirement.id!r}.")
    yield from _room_alone(register, panel, request)


def _people_alone(
    register: Register, panel: PlannedPanel, request: Request, members: Sequence[Person]
) -> Iterator[Finding]:
    def broken(rule: int, text: str, person: str) -> Finding:
        return Finding("hard", f"Request {request.id!r}: {text}", rule, request.id, person)

    for person in members:
        day = register.local_date(panel.start)
        if person.trained_until is None or person.trained_until < day:
            yield broken(3, f"person {person.id!r} has no valid training on {day}.", person.id)
        if not register.covers(person.available, panel.start, request.minutes):
            yield broken(4, f"person {person.id!r} is not available for the whole interview.", person.id)
        if person.id in request.conflicts:
            yield broken(7, f"person {person.id!r} has a conflict of interest.", person.id)


def _room_alone(register: Register, panel: PlannedPanel, request: Request) -> Iterator[Finding]:
    def broken(text: str) -> Finding:
        return Finding("hard", f"Request {request.id!r}: {text}", 9, request.id)

    if not request.needs_room:
        if panel.room is not None:
            yield broken(f"the panel names the room {panel.room!r} but needs none.")
        return
    room = register.rooms.get(panel.room) if panel.room is not None else None
    if panel.room is None:
        yield broken("it needs a room and the panel names none.")
    elif room is None:
        yield broken(f"there is no room {panel.room!r}.")
    else:
        if room.site != request.site:
            yield broken(f"the room {room.id!r} is at {room.site!r}, not at {request.site!r}.")
        if not register.covers(room.available, panel.start, request.minutes):
            yield broken(f"the room {room.id!r} is not free for the whole interview.")


def clash(register: Register, one: PlannedPanel, other: PlannedPanel) -> str | None:
    """Why nobody can sit on both panels (rule 5), as the end of a sentence; None if they can."""
    first, second = sorted((one, other), key=register.span)
    left, comes = register.span(first)[1], register.span(second)[0]
    if comes < left:
        return "sits on two panels at once"
    earlier, later = register.requests[first.request], register.requests[second.request]
    if earlier.online or later.online or earlier.site == later.site:
        return None
    minutes = register.problem.travel_minutes.get(earlier.site, {}).get(later.site, 0)
    if comes < left + 60 * minutes:
        return f"has less than the {minutes} minutes of travel from {earlier.site!r} to {later.site!r}"
    return None


def together(register: Register, panels: Sequence[PlannedPanel]) -> Iterator[Finding]:
    """Hard rules panels break between them: 5, 6, and double use of a room (9). Unknown requests are left out."""
    known = [panel for panel in panels if panel.request in register.requests]
    sittings: dict[str, list[PlannedPanel]] = {}
    held: dict[str, list[PlannedPanel]] = {}
    for panel in known:
        for person_id in dict.fromkeys(panel.seats):
            sittings.setdefault(person_id, []).append(panel)
        if panel.room is not None:
            held.setdefault(panel.room, []).append(panel)
    for person_id, sat in sittings.items():
        for one, other in combinations(sat, 2):
            why = clash(register, one, other)
            if why is not None:
                text = f"Requests {one.request!r} and {other.request!r}: person {person_id!r} {why}."
                yield Finding("hard", text, 5, other.request, person_id)
        yield from _caps(register, person_id, sat)
    for room_id, meetings in held.items():
        for one, other in combinations(meetings, 2):
            (since, until), (begin, finish) = register.span(one), register.span(other)
            if since < finish and begin < until:
                text = f"Requests {one.request!r} and {other.request!r}: the room {room_id!r} holds both at once."
                yield Finding("hard", text, 9, other.request)


def _caps(register: Register, person_id: str, sat: Sequence[PlannedPanel]) -> Iterator[Finding]:
    person = register.people.get(person_id)
    if person is None:
        return
    period = register.problem.cap_period
    by_period: dict[int, list[PlannedPanel]] = {}
    for panel in sat:
        passed = (register.local_date(panel.start) - period.starts).days
        by_period.setdefault(passed // period.days, []).append(panel)
    for seats in by_period.values():
        if len(seats) > person.cap:
            text = f"Person {person_id!r} has {len(seats)} seats in one cap period and a cap of {person.cap}."
            yield Finding("hard", text, 6, seats[-1].request, person_id)
