"""The pool: everybody who may sit, as one process remembers them until the pool's revision rises.

Reading two thousand people takes far longer than composing a panel from them, so each process keeps one snapshot an
installation. What changes without a new revision, the bookings, is read fresh for every proposal (see `commitments`).
"""

import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from service import db
from service.calendars import calendars_of
from service.config import Settings
from service.hours import Calendar, Interval, free_intervals
from service.models import (
    Department,
    PanelRole,
    Person,
    PersonProfession,
    Site,
    TrainingKind,
    TrainingRecord,
    TravelTime,
    bands,
)
from service.vault import features_of
from service.work import Work

CHUNK = 500
DAYS_KEPT = 200
SeatKey = tuple[str, str | None, str, str | None]


@dataclass(frozen=True, slots=True)
class RoleSpan:
    """A role and the days on which it counts, both included."""

    role: str
    first: date
    last: date


@dataclass(slots=True)
class Member:
    """One person of the pool, without any day applied yet.

    `trained_until` is the last day on which every required training is valid. `sits_until` is the last day on which
    the line manager's release stands; a person who may not sit at all is not in the pool. `days` and `stretches` are
    filled as days are asked for.
    """

    id: str
    site: str
    department: str
    division: str
    band: str | None
    professions: frozenset[str]
    roles: tuple[RoleSpan, ...]
    trained_until: date | None
    features: Mapping[str, str]
    cap: int
    opening_load: int
    opening_load_on: date | None
    sits_until: date
    calendar: Calendar
    days: dict[date, tuple[Interval, ...]] = field(default_factory=dict, repr=False)
    stretches: dict[date, tuple[Any, ...]] = field(default_factory=dict, repr=False)

    def free_on(self, day: date, zone: ZoneInfo) -> tuple[Interval, ...]:
        """Return when this person may be asked on a local day, but for bookings."""
        found = self.days.get(day)
        if found is None:
            if len(self.days) >= DAYS_KEPT:
                self.days.clear()
                self.stretches.clear()
            usable = day <= self.sits_until
            found = tuple(free_intervals(self.calendar, day, day, zone)) if usable else ()
            self.days[day] = found
        return found

    def roles_on(self, day: date) -> frozenset[str]:
        """Return the roles that count on a day."""
        return frozenset(span.role for span in self.roles if span.first <= day <= span.last)


@dataclass(slots=True)
class Pool:
    """Everybody who may sit at some time, and the travel minutes between sites, at one revision.

    `role_changes` are the days on which a role of somebody begins or has ended. `suits` and `indexes` are filled as
    they are asked for.
    """

    revision: int
    members: dict[str, Member]
    travel: dict[str, dict[str, int]]
    suits: dict[tuple[SeatKey, str, str], frozenset[str]] = field(default_factory=dict, repr=False)
    indexes: dict[tuple[date, ...], Any] = field(default_factory=dict, repr=False)
    role_changes: frozenset[date] = frozenset()

    def suitable(self, seat: SeatKey, department: str, division: str) -> frozenset[str]:
        """Return who meets a seat's conditions (role ever, band, origin seen from the request, profession)."""
        key = (seat, department, division)
        found = self.suits.get(key)
        if found is None:
            found = frozenset(each.id for each in self.members.values() if _suits(each, seat, department, division))
            self.suits[key] = found
        return found


_kept: "WeakKeyDictionary[Any, Pool]" = WeakKeyDictionary()
_reading = threading.Lock()


def pool_of(work: Work) -> Pool:
    """Return the pool at its present revision, read again only if that has risen."""
    now = db.revision(work.session)
    home = work.session.get_bind().engine.pool  # one a database in a process, shared by reading and writing engines
    pool = _kept.get(home)
    if pool is not None and pool.revision == now:
        return pool
    with _reading:
        pool = _kept.get(home)
        if pool is None or pool.revision != now:
            fresh = read_pool(work.session, work.settings)
            if pool is not None:
                _carry_over(pool, fresh)
            fresh.revision = now
            _kept[home] = pool = fresh
        return pool


def read_pool(session: Session, settings: Settings, person_ids: Iterable[str] | None = None) -> Pool:
    """Return these people (default: everybody) as they are now, leaving out whoever may not sit."""
    ids = None if person_ids is None else sorted(set(person_ids))
    division_of = dict(session.exec(select(Department.id, Department.division_id)).all())
    professions: defaultdict[str, set[str]] = defaultdict(set)
    for person_id, profession in _rows(session, PersonProfession.person_id, ids, PersonProfession.profession):
        professions[person_id].add(profession)
    roles: defaultdict[str, list[RoleSpan]] = defaultdict(list)
    for role in _role_rows(session, ids):
        span = _span(role)
        if span is not None:
            roles[role.person_id].append(span)
    trained = _trained(session, ids)
    calendars = calendars_of(session, ids)
    features = features_of(session, settings, ids)
    members = {}
    for person in _people(session, ids):
        until = _sits_until(person, settings)
        if until is None or not roles[person.id]:
            continue
        members[person.id] = Member(
            id=person.id, site=person.site_id, department=person.department_id,
            division=division_of[person.department_id],
            band=person.band if bands.rank(person.band) is not None else None,
            professions=frozenset(professions[person.id]), roles=tuple(roles[person.id]),
            trained_until=trained(person.id), features=features.get(person.id, {}), cap=person.cap,
            opening_load=person.opening_load, opening_load_on=person.opening_load_on, sits_until=until,
            calendar=calendars.get(person.id, Calendar()),
        )  # fmt: skip
    travel: dict[str, dict[str, int]] = {site: {} for site in session.exec(select(Site.id))}
    for row in session.exec(select(TravelTime)):
        travel[row.from_site_id][row.to_site_id] = row.minutes
    spans = {span for member in members.values() for span in member.roles}
    starts = {span.first for span in spans}
    ends = {span.last + timedelta(days=1) for span in spans if span.last < date.max}
    return Pool(0, members, travel, role_changes=frozenset(starts | ends))


def _carry_over(old: Pool, fresh: Pool) -> None:
    """Keep the days already worked out for people whose calendar is the same."""
    for person_id, member in fresh.members.items():
        before = old.members.get(person_id)
        if before is not None and (before.calendar, before.sits_until) == (member.calendar, member.sits_until):
            member.days, member.stretches = before.days, before.stretches


def _suits(member: Member, seat: SeatKey, department: str, division: str) -> bool:
    role, floor, origin, profession = seat
    if not any(span.role == role for span in member.roles):
        return False
    if floor is not None:
        rank, least = bands.rank(member.band), bands.rank(floor)
        if rank is None or least is None or rank < least:
            return False
    if profession is not None and profession not in member.professions:
        return False
    return comes_from(member.department, member.division, origin, department, division)


def comes_from(own_department: str, own_division: str, origin: str, department: str, division: str) -> bool:
    """Return whether somebody's department and division are what `origin` says, seen from a request's."""
    if origin == "department":
        return own_department == department
    if origin == "division":
        return own_division == division
    return origin != "outside_department" or own_department != department


def _span(role: PanelRole) -> RoleSpan | None:
    first, last = role.starts_on or date.min, role.ends_on or date.max
    if role.role == "ambassador":
        if role.shadowing_done_on is None or role.toolkit_read_on is None:
            return None
        first = max(first, role.shadowing_done_on, role.toolkit_read_on)
    return RoleSpan(role.role, first, last) if first <= last else None


def _sits_until(person: Person, settings: Settings) -> date | None:
    """Return the last day on which the line manager's release stands; None if this person may not sit."""
    if person.release == "refused" or person.cap == 0:
        return None
    if settings.release_required and person.kind == "employee":
        return (person.released_until or date.max) if person.release == "released" else None
    return date.max


def _trained(session: Session, ids: list[str] | None) -> Any:
    required = set(session.exec(select(TrainingKind.code).where(col(TrainingKind.required).is_(True))))
    latest: dict[tuple[str, str], date] = {}
    record = TrainingRecord
    for person_id, kind, expires in _rows(session, record.person_id, ids, record.kind, record.expires_on):
        key = (person_id, kind)
        latest[key] = max(latest.get(key, date.min), expires or date.max)

    def until(person_id: str) -> date | None:
        lasts = [latest.get((person_id, kind)) for kind in required]
        return None if None in lasts else min((each for each in lasts if each), default=date.max)

    return until


def _people(session: Session, ids: list[str] | None) -> list[Person]:
    if ids is None:
        return list(session.exec(select(Person)))
    return [row for part in _parts(ids) for row in session.exec(select(Person).where(col(Person.id).in_(part)))]


def _role_rows(session: Session, ids: list[str] | None) -> list[PanelRole]:
    if ids is None:
        return list(session.exec(select(PanelRole)))
    wanted = select(PanelRole)
    return [row for part in _parts(ids) for row in session.exec(wanted.where(col(PanelRole.person_id).in_(part)))]


def _rows(session: Session, key: Any, ids: list[str] | None, *columns: Any) -> list[Any]:
    wanted: Any = select(key, *columns)
    if ids is None:
        return list(session.exec(wanted))
    return [row for part in _parts(ids) for row in session.exec(wanted.where(col(key).in_(part)))]


def _parts(ids: list[str]) -> list[list[str]]:
    return [ids[first : first + CHUNK] for first in range(0, len(ids), CHUNK)]
