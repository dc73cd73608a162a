"""The verdict: the solver's answers as people in seats, and independent checks of a panel against present rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from service.panels.asked import Asked
from service.panels.brief import (
    Brief,
    Place,
    commitments_near,
    keeper_of,
    problem_of,
    sitter_of,
)
from service.panels.policy_rules import is_protected
from service.panels.pool import read_pool
from service.panels.sitting import Sitting
from service.work import Work
from solver.check import check_panel
from solver.compose import Composer
from solver.hard_rules import Register
from solver.level_values import shortfalls
from solver.problem import Person as Sitter
from solver.problem import Problem
from solver.result import PlannedPanel

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
    request = brief.problem.requests[0]
    composer = Composer(brief.problem, brief.index, brief.standing)
    answer = composer.compose(request, avoid=brief.avoid, reserves=0)
    if answer.panel is None:
        return None
    sitting = Sitting(brief)
    start, people = sitting.settled(answer.panel)
    reserves = tuple(sitting.reserves(start, people, seat) for seat in range(len(people)))
    return Composed(start, people, reserves, answer.panel.shortfalls, brief.best_effort)


def could_sit(brief: Brief, position: int) -> list[str]:
    """Return who could take one seat at the brief's first start without breaking a rule for themself, by id."""
    return Sitting(brief).able(brief.problem.requests[0].starts[0], position)


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
        if member is not None and person_id not in people[:position]:
            sitters.append(sitter_of(member, pool, place, commitments, work, asked))
    loose = tuple(dict(rule) | ({"strength": "explain"} if is_protected(rule) else {}) for rule in asked.requirements)
    problem = problem_of(work, asked, place, sitters, loose)
    panel = PlannedPanel(asked.request.id, starts_at, tuple(people))
    short = shortfalls(Register(problem), panel)
    return problem, PlannedPanel(panel.request, panel.start, panel.seats, shortfalls=short)
