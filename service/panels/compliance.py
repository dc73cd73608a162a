"""What panels that sat looked like: which of their requirements they met as planned, and as it came. For HR alone.

Planned is not actual: compliance is measured on who sat, stand-ins included. Self-descriptions are read as they are
today; somebody who has withdrawn theirs since counts as not having shared.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from service.models import Attendance, Department, Panel, PanelRequest, Person, Shortfall, Vacancy
from service.panels.scope import only_hr
from service.vault import features_of, record_views
from service.work import Work


@dataclass(frozen=True, slots=True)
class SatPanel:
    """One panel that sat: the ids of its requirements, which of them it lacked as planned and as it came.

    `excepted` are the lacks that HR waived with a reason before it sat. `ambassador` is whether somebody sat as one.
    """

    panel_id: str
    vacancy_id: str
    sat_on: date
    band: str | None
    requirements: tuple[str, ...]
    lacked_planned: frozenset[str]
    lacked: frozenset[str]
    excepted: frozenset[str]
    ambassador: bool

    @property
    def met_all(self) -> bool:
        """Whether those who sat met every requirement that was not a mere wish."""
        return not self.lacked


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who sat: what they share about themselves, and the ids of their department and division."""

    features: Mapping[str, str]
    department: str
    division: str


def sat_panels(work: Work, first: date, last: date) -> list[SatPanel]:
    """Return the panels that sat between two days, by day; whom they are read of is recorded in the trail.

    Requirements that only `prefer` are left out: nobody is held to them.

    Raises:
        ForbiddenError: the actor is not HR.
        RuntimeError: the unit of work only reads, so that the look could not be recorded.
    """
    only_hr(work.actor)
    wanted = (
        select(Panel, PanelRequest, Vacancy)
        .join(PanelRequest, col(PanelRequest.id) == col(Panel.request_id))
        .join(Vacancy, col(Vacancy.id) == col(PanelRequest.vacancy_id))
        .where(col(Panel.state).in_(("held", "closed")))
    )
    rows = [
        (panel, request, vacancy)
        for panel, request, vacancy in work.session.exec(wanted)
        if first <= panel.starts_at.astimezone(ZoneInfo(panel.zone)).date() <= last
    ]
    panels = {panel.id for panel, _, _ in rows}
    sat: defaultdict[str, list[Attendance]] = defaultdict(list)
    for each in work.session.exec(select(Attendance).where(col(Attendance.sat).is_(True))):
        if each.panel_id in panels:
            sat[each.panel_id].append(each)
    members = _members(work, {each.person_id for several in sat.values() for each in several})
    divisions = dict(work.session.exec(select(Department.id, Department.division_id)).all())
    planned: defaultdict[str, set[str]] = defaultdict(set)
    excepted: defaultdict[str, set[str]] = defaultdict(set)
    for shortfall in work.session.exec(select(Shortfall)):
        if shortfall.panel_id in panels:
            planned[shortfall.panel_id].add(shortfall.requirement_id)
            if shortfall.decision == "waive":
                excepted[shortfall.panel_id].add(shortfall.requirement_id)
    found = []
    for panel, request, vacancy in rows:
        rules = [rule for rule in request.requirements if rule["strength"] != "prefer"]
        came = [members[each.person_id] for each in sat[panel.id]]
        home = Attendee({}, vacancy.department_id, divisions.get(vacancy.department_id, ""))
        asked = {rule["id"] for rule in rules}
        found.append(
            SatPanel(
                panel.id,
                vacancy.id,
                panel.starts_at.astimezone(ZoneInfo(panel.zone)).date(),
                vacancy.band,
                tuple(rule["id"] for rule in rules),
                frozenset(planned[panel.id] & asked),
                frozenset(rule["id"] for rule in rules if not is_met(rule, came, home)),
                frozenset(excepted[panel.id] & asked),
                any(each.role == "ambassador" for each in sat[panel.id]),
            )
        )
    return sorted(found, key=lambda each: (each.sat_on, each.panel_id))


def is_met(rule: Mapping[str, Any], members: Sequence[Attendee], home: Attendee) -> bool:
    """Return whether those who sat meet one requirement, in the words of the problem format."""
    if rule["kind"] == "at_least_from":
        return sum(1 for each in members if _comes_from(rule["from"], each, home)) >= int(rule["min"])
    values = [each.features.get(rule["feature"]) for each in members]
    if rule["kind"] == "not_all_same":
        return len({value for value in values if value is not None}) >= 2
    number = values.count(rule["value"])
    return number >= int(rule["min"]) if rule["kind"] == "at_least" else number <= int(rule["max"])


def _comes_from(where: str, member: Attendee, home: Attendee) -> bool:
    if where == "department":
        return member.department == home.department
    if where == "division":
        return member.division == home.division
    return where == "anywhere" or member.department != home.department


def _members(work: Work, person_ids: set[str]) -> dict[str, Attendee]:
    shared = features_of(work.session, work.settings, person_ids)
    if shared:
        record_views(work, shared, "compliance of panels that sat")
    wanted = select(Person.id, Person.department_id, Department.division_id).join(
        Department, col(Department.id) == col(Person.department_id)
    )
    return {
        person_id: Attendee(shared.get(person_id, {}), department, division)
        for person_id, department, division in work.session.exec(wanted)
        if person_id in person_ids
    }
