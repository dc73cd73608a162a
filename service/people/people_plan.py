"""What a file of people would change, compared with what is stored; nothing is written yet."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from service.hours import Hours
from service.models import TrainingKind
from service.people.known_people import KnownPeople
from service.people.places import Places
from service.tables.report import ImportReport
from service.tables.row_reader import RowReader


@dataclass(slots=True)
class PlannedPerson:
    """One person of the file; an empty cell of the file leaves what is stored.

    `values` are columns of `Person`, `manager` the line manager as written, `training` expiry by kind and day of
    completion.
    """

    row: RowReader
    id: str
    new: bool
    number: str
    values: dict[str, Any]
    manager: str | None = None
    professions: set[str] | None = None
    roles: dict[str, dict[str, date | None]] = field(default_factory=dict)
    hours: set[Hours] | None = None
    training: dict[tuple[str, date], date | None] = field(default_factory=dict)
    changed: bool = False


@dataclass(slots=True)
class PeoplePlan:
    """All that would be written, and the report that says so."""

    report: ImportReport
    known: KnownPeople
    places: Places
    people: list[PlannedPerson] = field(default_factory=list)
    kinds: list[TrainingKind] = field(default_factory=list)


def compare(plan: PeoplePlan) -> None:
    """Leave in the plan only what differs from what is stored, and count it in the report."""
    known, report = plan.known, plan.report
    for person in plan.people:
        stored = known.columns.get(person.id, {})
        if person.new:
            report.new += 1
            continue
        person.values = {name: value for name, value in person.values.items() if stored[name] != value}
        if person.professions == known.professions[person.id]:
            person.professions = None
        if person.hours == known.hours[person.id]:
            person.hours = None
        held = known.roles[person.id]
        person.roles = {
            name: dates
            for name, dates in person.roles.items()
            if name not in held or any(value and held[name][which] != value for which, value in dates.items())
        }
        done = known.training[person.id]
        person.training = {
            key: expires for key, expires in person.training.items() if key not in done or done[key] != expires
        }
        replaced = person.professions is not None or person.hours is not None
        person.changed = bool(person.values or replaced or person.roles or person.training)
        if person.changed:
            report.changed += 1
        else:
            report.unchanged += 1
