"""The brief of a round: rows become one problem of many requests, as `brief` does it for one.

What is protected goes in as there: a `must` is an `explain` tier before all others, and a requirement that fewer than
eight eligible people could meet is tried last, after every wish of every request.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import col, select

from service.errors import ConflictError
from service.models import LIVE_PANEL_STATES, Panel, PanelRequest, PanelSeat, Round, RoundPanel, bands
from service.panels import protection
from service.panels.asked import Asked, asked_by
from service.panels.brief import NOTHING, Place, eligible_shares, problem_of, sitter_of
from service.panels.commitments import commitments_of, period_of
from service.panels.pool import Pool, pool_of
from service.panels.round_scope import RoundScope, requests_in_scope
from service.panels.round_standing import StandingSeats, with_standing
from service.work import Work
from solver.problem import CapPeriod, Problem, PublishedPanel, Request

ONE_DAY = timedelta(days=1)
CHUNK = 500
PASSED = "All the times offered have passed."


@dataclass(frozen=True, slots=True)
class RoundBrief:
    """A round's problem, the rows of its requests as they stand now, and whose self-descriptions are in it."""

    problem: Problem
    rows: tuple[RoundPanel, ...]
    described: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Wanted:
    asked: Asked
    place: Place
    put: protection.Put


def write_round_brief(work: Work, row: Round) -> RoundBrief:
    """Return the problem of a round, read from the rows as they are now."""
    requests = requests_in_scope(work, RoundScope.from_json(row.scope), may_change=row.may_change)
    proposals = _proposals(work, requests)
    rows, wanted = [], []
    known: dict[Any, list[Mapping[str, str]]] = {}
    for request in requests:
        panel = proposals.get(request.id)
        kept = RoundPanel(
            round_id=row.id, request_id=request.id, request_version=request.version,
            panel_id=panel.id if panel else None, panel_version=panel.version if panel else None,
        )  # fmt: skip
        rows.append(kept)
        try:
            asked = asked_by(work, request)
        except ConflictError as error:
            kept.state, kept.note = "left_out", error.message
            continue
        if not asked.starts:
            kept.state, kept.note = "left_out", PASSED
            continue
        wanted.append(_wanted(work, asked, known))
    pool = pool_of(work)
    people = _people(work, pool, wanted, [panel.id for panel in proposals.values()]) if wanted else []
    problem = _problem(work, pool, wanted, people, _published(work, wanted, proposals))
    described = tuple(each.sitter.id for each in people if each.sitter.features)
    return RoundBrief(problem, tuple(rows), described)


def _proposals(work: Work, requests: Sequence[PanelRequest]) -> dict[str, Panel]:
    ids = [request.id for request in requests]
    live = select(Panel).where(col(Panel.state).in_(LIVE_PANEL_STATES))
    found: list[Panel] = []
    for first in range(0, len(ids), CHUNK):
        found += work.session.exec(live.where(col(Panel.request_id).in_(ids[first : first + CHUNK])))
    return {panel.request_id: panel for panel in found}


def _wanted(work: Work, asked: Asked, known: dict[Any, list[Mapping[str, str]]]) -> _Wanted:
    place = Place.of(work, asked)
    seats = frozenset(tuple(sorted(seat.items(), key=str)) for seat in asked.seats)
    # Who is eligible depends on this alone, and is the same for many requests of a trust.
    key = (seats, place.department, place.division, place.days[0], asked.conflicts)
    shares = known.get(key)
    if shares is None:
        shares = known[key] = eligible_shares(work, asked)
    return _Wanted(asked, place, protection.put(asked.requirements, shares))


def _people(work: Work, pool: Pool, wanted: Sequence[_Wanted], without: Sequence[str]) -> list[StandingSeats]:
    settings = work.settings
    days = tuple(sorted({day for each in wanted for day in each.place.days}))
    periods = sorted({period_of(day, settings) for day in days})
    length = settings.cap_period_days * ONE_DAY
    begins = date.fromisoformat(settings.cap_period_starts)
    first = datetime.combine(begins + periods[0] * length, time.min, settings.zone)
    last = datetime.combine(begins + (periods[-1] + 1) * length, time.min, settings.zone)
    commitments = commitments_of(work, first, last, periods, exclude_panels=without)
    near = Place("", "", None, "", days)
    sites = frozenset(each.asked.request.site_id for each in wanted)
    found = []
    for member in pool.members.values():
        sitter = sitter_of(member, pool, near, NOTHING, work, None)
        seated = with_standing(member, sitter, commitments, periods, pool.travel, sites, settings)
        if seated is not None:
            found.append(seated)
    return found


def _published(work: Work, wanted: Sequence[_Wanted], proposals: Mapping[str, Panel]) -> list[PublishedPanel]:
    panels = {proposals[each.asked.request.id].id for each in wanted if each.asked.request.id in proposals}
    held: dict[str, list[str]] = {panel_id: [] for panel_id in panels}
    ids = sorted(panels)
    for first in range(0, len(ids), CHUNK):
        part = select(PanelSeat).where(col(PanelSeat.panel_id).in_(ids[first : first + CHUNK]))
        for seat in work.session.exec(part.order_by(col(PanelSeat.panel_id), col(PanelSeat.position))):
            if seat.person_id is not None:
                held[seat.panel_id].append(seat.person_id)
    by_request = {panel.request_id: panel for panel in proposals.values() if panel.id in panels}
    return [
        PublishedPanel(request_id, panel.starts_at, tuple(held[panel.id])) for request_id, panel in by_request.items()
    ]


def _problem(
    work: Work, pool: Pool, wanted: Sequence[_Wanted], people: Sequence[StandingSeats], published: list[PublishedPanel]
) -> Problem:
    wishes = [
        rule.get("tier", 1) for each in wanted for rule in each.asked.requirements if rule["strength"] == "prefer"
    ]
    last = 1 + max(wishes, default=0)
    requests = [_request(work, each, last) for each in wanted]
    standing = [request for each in people for request in each.requests]
    previous = (*published, *(panel for each in people for panel in each.published))
    period = CapPeriod(date.fromisoformat(work.settings.cap_period_starts), work.settings.cap_period_days)
    return Problem(
        "round", work.settings.timezone, bands.BANDS, pool.travel, period,
        tuple(sorted((each.sitter for each in people), key=lambda each: each.id)),
        tuple(sorted((*requests, *standing), key=lambda each: each.id)),
        previous=previous or None, fixed=frozenset(request.id for request in standing),
    )  # fmt: skip


def _request(work: Work, wanted: _Wanted, last: int) -> Request:
    rules = [
        dict(rule) | ({"tier": last} if rule["id"] in wanted.put.best_effort else {})
        for rule in wanted.put.requirements
    ]
    made = problem_of(work, wanted.asked, wanted.place, (), rules).requests[0]
    return replace(made, priority=wanted.asked.request.priority)
