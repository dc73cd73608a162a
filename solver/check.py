"""An independent look at a plan: everything it states is derived again from the format's text, in plain Python.

Nothing of the search is used. An empty list of findings means that no hard rule is broken and that shortfalls, level
values, sides of bounds, the unfilled list, the reserves and the hash are right.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from solver.check_relaxations import relaxation_findings
from solver.fit import Undecided, fits, start_offered
from solver.fixed_panels import standing_panels
from solver.hard_rules import Finding, Register, alone, together
from solver.instants import instant
from solver.level_values import level_values, shortfalls
from solver.problem import Problem
from solver.result import Level, Plan, PlannedPanel

__all__ = ["Finding", "check", "check_panel"]


def check(problem: Problem, plan: Plan, relaxations: bool = False, problem_sha256: str | None = None) -> list[Finding]:
    """Everything wrong with a plan; an empty list if nothing is.

    Args:
        problem: the problem the plan answers.
        plan: the plan.
        relaxations: also apply every patch and see whether the request then fits.
        problem_sha256: hash of the problem file's bytes, compared with the plan's if given.
    """
    register = Register(problem)
    findings: list[Finding] = []
    if problem_sha256 is not None and plan.problem_sha256 != problem_sha256:
        findings.append(Finding("hash", "The plan names the hash of another problem file; solve this file again."))
    known = [panel for panel in plan.panels if panel.request in register.requests]
    findings += _listing(register, plan)
    for panel in plan.panels:
        findings += alone(register, panel)
    findings += together(register, known)
    findings += _fixed(register, known)
    for panel in known:
        findings += _stated(register, panel)
    findings += _levels(register, plan, known)
    if plan.stopped_by == "proof":
        findings += _could_be_filled(register, plan, known)
    findings += _reserves(register, known)
    if relaxations:
        findings += relaxation_findings(register, plan, known)
    return findings


def check_panel(problem: Problem, panel: PlannedPanel, beside: Sequence[PlannedPanel] | None = None) -> list[Finding]:
    """Everything wrong with one panel, such as a proposal about to be stored or a manual swap.

    Args:
        problem: the problem.
        panel: the panel, with its shortfalls.
        beside: panels that stand; the problem's fixed ones if not given. One of the same request is left out.
    """
    register = Register(problem)
    standing = standing_panels(problem) if beside is None else beside
    others = [other for other in standing if other.request != panel.request]
    findings = list(alone(register, panel))
    if panel.request not in register.requests:
        return findings
    mine = [other for other in others if set(other.seats) & set(panel.seats) or other.room == panel.room is not None]
    standing_faults = list(together(register, mine))
    findings += [each for each in together(register, [*mine, panel]) if each not in standing_faults]
    return findings + list(_stated(register, panel))


def _listing(register: Register, plan: Plan) -> Iterator[Finding]:
    order = {request.id: place for place, request in enumerate(register.problem.requests)}
    filled = [panel.request for panel in plan.panels]
    unfilled = [entry.request for entry in plan.unfilled]
    for kind, ids in (("panels", filled), ("unfilled", unfilled)):
        places = [order[request] for request in ids if request in order]
        if places != sorted(set(places)):
            yield Finding(kind, f"The list {kind!r} is not in request order, or names a request twice.")
        for unknown in sorted(set(ids) - set(order)):
            if kind == "unfilled":
                yield Finding(kind, f"The list {kind!r} names {unknown!r}, which is no request.", None, unknown)
    for request in order:
        if (request in filled) == (request in unfilled):
            where = "both filled and unfilled" if request in filled else "neither filled nor unfilled"
            yield Finding("unfilled", f"Request {request!r} is listed as {where}.", None, request)


def _fixed(register: Register, panels: Sequence[PlannedPanel]) -> Iterator[Finding]:
    now = {panel.request: panel for panel in panels}
    for entry in register.problem.previous or ():
        if entry.request not in register.problem.fixed:
            continue
        panel = now.get(entry.request)
        kept = panel is not None and (instant(panel.start), panel.seats) == (instant(entry.start), entry.seats)
        if not kept or panel is None or entry.room not in (None, panel.room):
            yield Finding("fixed", f"The fixed panel of {entry.request!r} does not stay as it is.", None, entry.request)


def _stated(register: Register, panel: PlannedPanel) -> Iterator[Finding]:
    request = register.requests[panel.request]
    right = shortfalls(register, panel)
    if panel.shortfalls != right:
        text = f"Request {request.id!r} states the shortfalls {list(panel.shortfalls)}; they are {list(right)}."
        yield Finding("shortfalls", text, None, request.id)
    spelling = start_offered(request, panel)
    if spelling is not None and spelling != panel.start_text:
        text = f"Request {request.id!r} spells its start {panel.start_text}; the problem spells it {spelling}."
        yield Finding("panels", text, None, request.id)


def _levels(register: Register, plan: Plan, panels: Sequence[PlannedPanel]) -> Iterator[Finding]:
    right = level_values(register, panels)
    if [level.name for level in plan.levels] != list(right):
        stated = ", ".join(level.name for level in plan.levels)
        yield Finding("levels", f"The levels are {', '.join(right)}, in this order; the plan states {stated}.")
    for level in plan.levels:
        if level.name in right and level.value != right[level.name]:
            yield Finding("levels", f"The level {level.name} is {right[level.name]}; the plan states {level.value}.")
        yield from _bound(level)


def _bound(level: Level) -> Iterator[Finding]:
    ahead = level.value - level.bound if level.name == "filled" else level.bound - level.value
    if ahead > 1e-6:
        text = f"The bound {level.bound} of {level.name} is on the wrong side of its value {level.value}."
        yield Finding("bounds", text)
    elif level.status == "OPTIMAL" and round(level.bound) != level.value:
        text = f"The level {level.name} is called OPTIMAL with a bound of {level.bound} and a value of {level.value}."
        yield Finding("bounds", text)


def _could_be_filled(register: Register, plan: Plan, panels: Sequence[PlannedPanel]) -> Iterator[Finding]:
    for entry in plan.unfilled:
        request = register.requests.get(entry.request)
        if request is None:
            continue
        try:
            if fits(register, request, panels):
                text = f"Request {entry.request!r} is unfilled, yet it fits beside the plan's panels."
                yield Finding("unfilled", text, None, entry.request)
        except Undecided:
            continue


def _reserves(register: Register, panels: Sequence[PlannedPanel]) -> Iterator[Finding]:
    sitting: dict[str, list[PlannedPanel]] = {}
    for panel in panels:
        for person in panel.seats:
            sitting.setdefault(person, []).append(panel)
    for panel in panels:
        if panel.reserves and len(panel.reserves) != len(panel.seats):
            text = f"Request {panel.request!r} lists reserves for {len(panel.reserves)} of {len(panel.seats)} seats."
            yield Finding("reserves", text, None, panel.request)
        for seat, person in _each(panel):
            seats = (*panel.seats[:seat], person, *panel.seats[seat + 1 :])
            swapped = replace(panel, seats=seats)
            beside = [other for other in sitting.get(person, ()) if other.request != panel.request]
            broken = [*alone(register, swapped), *together(register, [*beside, swapped])]
            faults = [each for each in broken if each.person in (None, person)]
            if person in panel.seats:
                faults.insert(0, Finding("reserves", "They sit on the panel already."))
            if faults:
                text = f"Request {panel.request!r}: {person!r} cannot take seat {seat} in reserve. {faults[0].text}"
                yield Finding("reserves", text, faults[0].rule, panel.request, person)


def _each(panel: PlannedPanel) -> Iterable[tuple[int, str]]:
    return ((seat, person) for seat, ranked in enumerate(panel.reserves[: len(panel.seats)]) for person in ranked)
