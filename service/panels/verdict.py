"""The verdict: the solver's answers as people in seats, and independent checks of a panel against present rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from service.panels.asked import Asked
from service.panels.brief import (
    KEEPS,
    Brief,
    Place,
    commitments_near,
    days_and_roles,
    keeper_of,
    problem_of,
    sitter_of,
)
from service.panels.policy_rules import is_protected
from service.panels.pool import read_pool
from service.work import Work
from solver.check import check_panel
from solver.compose import compose
from solver.hard_rules import Register
from solver.level_values import shortfalls
from solver.problem import Person as Sitter
from solver.problem import Problem, Request, Seat
from solver.relax import explain
from solver.result import PlannedPanel, Unfilled

MOST_RESERVES = 5
RULE_TEXTS = {
    1: "A panel needs a different person in each seat, at an offered time.",
    2: "does not meet the conditions of the seat.",
    3: "has no valid training on that day.",
    4: "is not free then.",
    5: "is not free then.",
    6: "is not free then.",
    7: "has a declared conflict of interest.",
    8: "The panel would not meet a rule of the policy.",
}


@dataclass(frozen=True, slots=True)
class Composed:
    """A panel for a request: who takes which seat when, who could be next, and (for HR alone) what it lacks."""

    starts_at: datetime
    people: tuple[str, ...]
    reserves: tuple[tuple[str, ...], ...]
    shortfalls: tuple[str, ...]
    best_effort: frozenset[str]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why somebody cannot take a seat, by rules that are not protected. `text` ends a sentence about the person."""

    person_id: str | None
    rule: int
    text: str


def solve(brief: Brief) -> Composed | None:
    """Return the best panel, proven so; None where the rules that are not protected cannot all be met."""
    answer = compose(brief.problem, brief.request_id, avoid=brief.avoid)
    if answer.panel is None:
        return None
    start, people = _settled(brief, answer.panel)
    reserves = _reserves(brief, answer.panel, start, people)
    return Composed(start, people, reserves, answer.panel.shortfalls, brief.best_effort)


@dataclass(frozen=True, slots=True)
class Examined:
    """What is wrong with a panel by rules that are not protected, and (for HR alone) the requirements it lacks."""

    faults: tuple[Fault, ...]
    shortfalls: tuple[str, ...]


def examine(work: Work, asked: Asked, people: Sequence[str], starts_at: datetime) -> Examined:
    """Check a panel against the rows as they are in this very unit of work; `asked.keep` are not looked at again."""
    problem, panel = _panel_problem(work, asked, people, starts_at)
    found = []
    for finding in check_panel(problem, panel):
        if finding.rule is not None:
            unknown = finding.rule == 1 and finding.person is not None
            text = "may not sit on panels." if unknown else RULE_TEXTS[finding.rule]
            found.append(Fault(finding.person, finding.rule, text))
    return Examined(tuple(dict.fromkeys(found)), panel.shortfalls)


def why_not(brief: Brief) -> Unfilled | None:
    """Return why the request of an open brief cannot be filled and what would help; None if it can."""
    return explain(brief.problem, brief.request_id, rules="non-protected")


def could_sit(brief: Brief, position: int) -> list[str]:
    """Return who could take one seat at the brief's first start without breaking a rule for themself, by id."""
    request = brief.problem.requests[0]
    register, start = Register(brief.problem), request.starts[0]
    barred = request.conflicts | brief.avoid | set(brief.keep.values())
    return sorted(
        each.id
        for each in brief.problem.people
        if each.id not in barred
        and each.trained_until is not None
        and each.trained_until >= register.local_date(start)
        and register.covers(each.available, start, request.minutes)
        and not list(register.seat_faults(request.seats[position], each, request))
    )


def _panel_problem(
    work: Work, asked: Asked, people: Sequence[str], starts_at: datetime
) -> tuple[Problem, PlannedPanel]:
    pool = read_pool(work.session, work.settings, people)
    place = Place.of(work, asked)
    commitments = commitments_near(work, place, asked, people)
    sitters: list[Sitter] = []
    for position, person_id in enumerate(people):
        member = pool.members.get(person_id)
        if position in asked.keep:
            sitters.append(keeper_of(member, person_id, position, place, asked))
            continue
        sitter = sitter_of(member, pool, place, commitments, work, asked) if member is not None else None
        if sitter is None and member is not None:
            roles = days_and_roles(member, place.days)[1]
            sitter = Sitter(
                member.id, member.site, member.department, member.division, member.band, member.professions, roles,
                member.trained_until, member.features, member.cap, 0, (),
            )  # fmt: skip
        if sitter is not None and sitter.id not in {each.id for each in sitters}:
            sitters.append(sitter)
    loose = tuple(dict(rule) | ({"strength": "explain"} if is_protected(rule) else {}) for rule in asked.requirements)
    problem = problem_of(work, asked, place, sitters, loose)
    panel = PlannedPanel(asked.request.id, starts_at, tuple(people))
    short = shortfalls(Register(problem), panel)
    return problem, PlannedPanel(panel.request, panel.start, panel.seats, shortfalls=short)


def _settled(brief: Brief, panel: PlannedPanel) -> tuple[datetime, tuple[str, ...]]:
    """Return the earliest start, and there the first order of seats by id, at which these people can sit.

    Who sits is decided by everything the solver knows; when they sit, and on which seat, is visible, so it follows
    from who they are and from nothing that is protected.
    """
    request = brief.problem.requests[0]
    people = {each.id: each for each in brief.problem.people if each.id in panel.seats}
    register = Register(brief.problem)
    for start in request.starts:
        day = register.local_date(start)
        if all(
            each.trained_until is not None
            and each.trained_until >= day
            and register.covers(each.available, start, request.minutes)
            for each in people.values()
        ):
            order = _order(register, request, sorted(people), ())
            if order is not None:
                return start, order
    return panel.start, panel.seats


def _order(register: Register, request: Request, left: list[str], seated: tuple[str, ...]) -> tuple[str, ...] | None:
    if not left:
        return seated
    seat = request.seats[len(seated)]
    for person in left:
        if not list(register.seat_faults(seat, register.people[person], request)):
            found = _order(register, request, [each for each in left if each != person], (*seated, person))
            if found is not None:
                return found
    return None


def _reserves(
    brief: Brief, panel: PlannedPanel, start: datetime, people: tuple[str, ...]
) -> tuple[tuple[str, ...], ...]:
    """Return who could take each seat next, best first, with everybody else staying."""
    seats = brief.problem.requests[0].seats
    was = {person: position for position, person in enumerate(panel.seats)}
    alike = start == panel.start and all(seats[was[person]] == seats[now] for now, person in enumerate(people))
    if alike and panel.reserves:
        # Whoever could step in for a person can do so on another seat of the same conditions.
        return tuple(panel.reserves[was[person]] for person in people)
    return tuple(
        () if position in brief.keep else _next_for(brief, start, people, position) for position in range(len(people))
    )


def _next_for(brief: Brief, start: datetime, people: tuple[str, ...], position: int) -> tuple[str, ...]:
    """Return who could take one seat next, found by composing it alone with the others kept."""
    request = brief.problem.requests[0]
    roles = {person: f"{KEEPS}{place}" for place, person in enumerate(people) if place != position}
    sitters = tuple(
        replace(each, roles=frozenset({roles[each.id]})) if each.id in roles else each for each in brief.problem.people
    )
    seats = tuple(seat if place == position else Seat(f"{KEEPS}{place}") for place, seat in enumerate(request.seats))
    one = replace(request, seats=seats, starts=(start,), start_texts=())
    problem = replace(brief.problem, people=sitters, requests=(one,))
    answer = compose(problem, request.id, avoid=brief.avoid | {people[position]}).panel
    if answer is None:
        return ()
    return (answer.seats[position], *(answer.reserves[position] if answer.reserves else ()))[:MOST_RESERVES]
