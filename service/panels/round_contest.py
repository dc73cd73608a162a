"""Which planned panels hold people that an unfilled request could have had: as requests and kinds of people."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from service.models import Department, PanelRequest, Vacancy
from service.panels.commitments import period_of
from service.panels.explanation import competition_words
from service.panels.pool import SeatKey, pool_of
from service.panels.requests import starts_of
from service.work import Work
from solver.result import ConflictRule, PlannedPanel


def competitors(
    work: Work,
    request: PanelRequest,
    seats: Sequence[Mapping[str, Any]],
    conflict: Sequence[ConflictRule],
    panels: Mapping[str, PlannedPanel],
    requests: Mapping[str, PanelRequest],
) -> tuple[str, ...]:
    """Return sentences such as: Competes with R-12, R-15 for a chair of band 8a or above.

    Args:
        work: the unit of work.
        request: the unfilled request.
        seats: what it asks for.
        conflict: why it is unfilled; the seats it names, or else the seat that fewest people could take.
        panels: the planned panels, by request id.
        requests: their requests.
    """
    vacancy = work.session.get_one(Vacancy, request.vacancy_id)
    department = work.session.get_one(Department, vacancy.department_id)
    pool = pool_of(work)
    able = {place: pool.suitable(_key(seat), department.id, department.division_id) for place, seat in enumerate(seats)}
    named = {each.seat for each in conflict if each.seat is not None}
    scarce = sorted(named) or ([min(able, key=lambda place: (len(able[place]), place))] if able else [])
    starts = starts_of(work, request.id)
    length = timedelta(minutes=request.minutes)
    sentences = []
    for place in scarce:
        holding = {each: panel for each, panel in panels.items() if able[place] & set(panel.seats)}
        at_once = [each for each, panel in holding.items() if _touches(panel, requests[each], starts, length)]
        periods = {period_of(start.astimezone(work.settings.zone).date(), work.settings) for start in starts}
        near = [
            each
            for each, panel in holding.items()
            if period_of(panel.start.astimezone(work.settings.zone).date(), work.settings) in periods
        ]
        found = sorted(requests[each].reference for each in at_once or near)
        if found:
            sentences.append(competition_words(found, seats[place]))
    return tuple(dict.fromkeys(sentences))


def _touches(panel: PlannedPanel, other: PanelRequest, starts: Sequence[datetime], length: timedelta) -> bool:
    ends = panel.start + timedelta(minutes=other.minutes)
    return any(start < ends and panel.start < start + length for start in starts)


def _key(seat: Mapping[str, str | None]) -> SeatKey:
    return str(seat["role"]), seat.get("min_band"), seat.get("from") or "anywhere", seat.get("profession")
