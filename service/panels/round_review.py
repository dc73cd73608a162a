"""A round's plan beside what is proposed now: every request with its planned and its present panel. For HR alone.

A plan says which requirements panels lack, and its figures speak of groups of people, so every look is recorded.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select

from service.errors import ConflictError
from service.models import (
    LIVE_PANEL_STATES,
    Department,
    Panel,
    PanelRequest,
    PanelSeat,
    Person,
    Round,
    RoundPanel,
    Vacancy,
)
from service.panels.explanation import NOT_WORKED_OUT, conflict_words
from service.panels.protection import open_rules
from service.panels.requests import with_policy
from service.panels.round_contest import competitors
from service.panels.round_files import unpack_plan
from service.panels.round_plan import planned_panels
from service.panels.rounds import get_round, panels_of
from service.work import Work
from solver.result import Plan, PlannedPanel, Unfilled

CHUNK = 500
Words = tuple[Mapping[str, Any], ...]
KINDS = ("new", "changed", "unchanged", "unfilled", "left_out")


@dataclass(frozen=True, slots=True)
class Sitting:
    """A panel as it is or would be: when, and who on which seat; `name` is empty where nobody is."""

    starts_at: datetime
    ends_at: datetime
    people: tuple[str | None, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One request of a round.

    `kind` is what the plan means for it: `new`, `changed`, `unchanged`, `unfilled` or `left_out`; `state` and `note`
    are what became of it so far. `lacks` are the requirements the planned panel does not meet. `reasons`, `changes` and
    `competes` say why there is no panel, what would help, and which planned panels hold people it could have had.
    """

    request_id: str
    reference: str
    vacancy: str
    department: str
    zone: str
    seats: tuple[Mapping[str, Any], ...]
    requirements: tuple[Mapping[str, Any], ...]
    kind: str
    state: str
    note: str
    planned: Sitting | None
    now: Sitting | None
    lacks: tuple[Mapping[str, Any], ...] = ()
    reasons: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    competes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoundReview:
    """A round and its lines by reference. `figures` is what the plan says to HR about load and parity, while kept."""

    round: Round
    lines: tuple[RoundLine, ...]
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Rows:
    requests: Mapping[str, tuple[PanelRequest, str, str]]
    panels: Mapping[str, tuple[Panel, tuple[str | None, ...]]]
    names: Mapping[str, str]


def review_round(work: Work, round_id: str) -> RoundReview:
    """Return a round's plan beside what is proposed now; call it in a writing unit of work, since it is recorded.

    Raises:
        ForbiddenError: the actor is not HR.
        NotFoundError: there is no such round.
    """
    row = get_round(work, round_id)
    plan = unpack_plan(work.settings, row)
    panels = planned_panels(plan) if plan is not None else {}
    kept = panels_of(work, round_id)
    rows = _read(work, [each.request_id for each in kept], panels)
    why = {each.request: each for each in plan.unfilled} if plan is not None else {}
    lines = []
    for each in kept:
        request, vacancy, department = rows.requests[each.request_id]
        seats, rules = _asked(work, request)
        live = rows.panels.get(request.id)
        planned, unfilled = panels.get(request.id), why.get(request.id)
        now = _present(live, rows.names) if live is not None else None
        then = _planned(planned, request, rows.names) if planned is not None else None
        kind = _kind(each, then, now, plan)
        lines.append(
            RoundLine(
                request.id, request.reference, vacancy, department, request.zone, seats, rules, kind,
                each.state, each.note, then, now, _lacks(planned, rules),
                _reasons(unfilled, seats, rules), tuple(offer.text for offer in (unfilled.relaxations or ()))
                if unfilled is not None else (),
                _competes(work, unfilled, request, seats, panels, rows),
            )
        )  # fmt: skip
    if plan is not None:
        work.record("round.viewed", "round", round_id, {"panels": len(panels)})
    figures = dict(plan.hr) if plan is not None else {}
    return RoundReview(row, tuple(sorted(lines, key=lambda line: line.reference)), figures)


def _read(work: Work, ids: Sequence[str], planned: Mapping[str, PlannedPanel]) -> _Rows:
    requests: dict[str, tuple[PanelRequest, str, str]] = {}
    panels: dict[str, tuple[Panel, tuple[str | None, ...]]] = {}
    for part in _parts(ids):
        wanted = select(PanelRequest, Vacancy.title, Department.name)
        wanted = wanted.join(Vacancy, col(Vacancy.id) == col(PanelRequest.vacancy_id))
        wanted = wanted.join(Department, col(Department.id) == col(Vacancy.department_id))
        for request, title, department in work.session.exec(wanted.where(col(PanelRequest.id).in_(part))):
            requests[request.id] = (request, title, department)
        live = select(Panel).where(col(Panel.request_id).in_(part), col(Panel.state).in_(LIVE_PANEL_STATES))
        found = {panel.id: panel for panel in work.session.exec(live)}
        held: dict[str, list[str | None]] = {panel_id: [] for panel_id in found}
        seats = select(PanelSeat).where(col(PanelSeat.panel_id).in_(sorted(found)))
        for seat in work.session.exec(seats.order_by(col(PanelSeat.position))):
            held[seat.panel_id].append(seat.person_id)
        panels |= {panel.request_id: (panel, tuple(held[panel.id])) for panel in found.values()}
    people = {person for panel in planned.values() for person in panel.seats}
    people |= {person for _, members in panels.values() for person in members if person is not None}
    names: dict[str, str] = {}
    for part in _parts(sorted(people)):
        names |= dict(work.session.exec(select(Person.id, Person.name).where(col(Person.id).in_(part))).all())
    return _Rows(requests, panels, names)


def _present(live: tuple[Panel, tuple[str | None, ...]], names: Mapping[str, str]) -> Sitting:
    panel, people = live
    return Sitting(panel.starts_at, panel.ends_at, people, tuple(names.get(each or "", "") for each in people))


def _planned(panel: PlannedPanel, request: PanelRequest, names: Mapping[str, str]) -> Sitting:
    ends_at = panel.start + timedelta(minutes=request.minutes)
    return Sitting(panel.start, ends_at, panel.seats, tuple(names.get(each, "") for each in panel.seats))


def _kind(row: RoundPanel, planned: Sitting | None, now: Sitting | None, plan: Plan | None) -> str:
    if row.state in KINDS:
        return row.state
    if plan is None or row.state == "published":
        return "changed" if row.panel_id is not None else "new"
    if planned is None:
        return "unfilled"
    if now is None:
        return "new"
    same = set(planned.people) == set(now.people) and planned.starts_at == now.starts_at
    return "unchanged" if same else "changed"


def _asked(work: Work, request: PanelRequest) -> tuple[Words, Words]:
    """Return the seats and requirements that a request has, or would get from the policy in force."""
    try:
        seats, requirements, _ = with_policy(work, request)
    except ConflictError:
        return (), ()
    return tuple(seats), tuple(requirements)


def _lacks(planned: PlannedPanel | None, rules: Words) -> Words:
    short = set(planned.shortfalls) if planned is not None else set()
    return tuple(rule for rule in rules if rule["id"] in short)


def _reasons(unfilled: Unfilled | None, seats: Words, rules: Words) -> tuple[str, ...]:
    if unfilled is None:
        return ()
    if unfilled.conflict is None:
        return (NOT_WORKED_OUT,)
    only_others = all(each.rule == "others" for each in unfilled.conflict)
    if unfilled.conflict and only_others:
        return ("It could be filled alone, but not beside the other panels of this plan.",)
    return conflict_words(unfilled.conflict, seats, open_rules(rules))


def _competes(
    work: Work,
    unfilled: Unfilled | None,
    request: PanelRequest,
    seats: Words,
    panels: Mapping[str, PlannedPanel],
    rows: _Rows,
) -> tuple[str, ...]:
    if unfilled is None or not any(each.rule == "others" for each in unfilled.conflict or ()):
        return ()
    known = {request_id: rows.requests[request_id][0] for request_id in panels if request_id in rows.requests}
    return competitors(work, request, seats, unfilled.conflict or (), panels, known)


def _parts(ids: Iterable[str]) -> list[list[str]]:
    listed = list(ids)
    return [listed[first : first + CHUNK] for first in range(0, len(listed), CHUNK)]
