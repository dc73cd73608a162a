"""The brief: rows become the solver's problem for one request.

People are indexed once for each revision of the pool and each stretch of weeks; what a proposal reads fresh are the
bookings, which take time (and travel either side), cap and load from people. So the answer is exact, and quick.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Any

from service.hours import Interval, without
from service.hours import joined as joined_intervals
from service.models import Department, PanelRequest, Policy, Vacancy, bands, utc_now
from service.panels import protection
from service.panels.asked import Asked
from service.panels.commitments import Commitments, Taken, commitments_of, period_of
from service.panels.pool import Member, Pool, SeatKey, pool_of
from service.panels.standing import Standing
from service.work import Work
from solver.eligibility import Pool as Index
from solver.problem import CapPeriod, Problem, Request, Requirement, Seat
from solver.problem import Interval as Stretch
from solver.problem import Person as Sitter

ONE_DAY = timedelta(days=1)
NOTHING = Commitments({}, {}, {})
INDEXES_KEPT = 8
KEEPS = "keeps seat "  # a role that only the member who keeps a seat has


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when a panel is wanted: ids of department and division, the post, and the local days."""

    department: str
    division: str
    band: str | None
    vacancy: str
    days: tuple[date, ...]

    @classmethod
    def of(cls, work: Work, asked: Asked) -> "Place":
        """Return the place of what is asked."""
        vacancy = work.session.get_one(Vacancy, asked.request.vacancy_id)
        department = work.session.get_one(Department, vacancy.department_id)
        zone, length = work.settings.zone, timedelta(minutes=asked.request.minutes)
        ends = chain.from_iterable((start, start + length) for start in asked.starts)
        days = tuple(sorted({at.astimezone(zone).date() for at in ends}))
        band = vacancy.band if bands.rank(vacancy.band) is not None else None
        return cls(department.id, department.division_id, band, vacancy.reference, days)


@dataclass(frozen=True, slots=True)
class Brief:
    """A problem of one request, ready to be solved outside any transaction. `best_effort` is for HR alone.

    `index` and `standing` are the solver's own views of the people and of their other panels.
    """

    problem: Problem
    request_id: str
    keep: Mapping[int, str]
    avoid: frozenset[str]
    best_effort: frozenset[str]
    index: Index
    standing: Standing


def write_brief(work: Work, asked: Asked, *, alone: bool = False) -> Brief:
    """Return the problem of what is asked, read from the pool as it is now; `alone` is as if no other panel stood."""
    pool = pool_of(work)
    place = Place.of(work, asked)
    shares = [each.features for each in _eligible(pool, place, asked)]
    put = protection.put(asked.requirements, shares)
    index = _index(work, pool, place)
    if asked.keep:
        able = {each.id for each in _able(pool, place, asked)}
        kept = [keeper_of(pool.members.get(who), who, seat, place, asked) for seat, who in asked.keep.items()]
        index = Index((*kept, *(each for each in index.people if each.id in able)), bands.BANDS)
    problem = problem_of(work, asked, place, index.given, put.requirements)
    carried = NOTHING if alone else commitments_near(work, place, asked, None)
    periods = sorted({period_of(day, work.settings) for day in place.days})
    standing = Standing(problem, index, carried, periods, lambda taken: _cut(taken, pool, asked.request), asked.keep)
    return Brief(problem, asked.request.id, asked.keep, asked.avoid, put.best_effort, index, standing)


def _index(work: Work, pool: Pool, place: Place) -> Index:
    """Return the index of everybody over the weeks of some days, made once for each revision of the pool."""
    days = place.days
    weeks = sorted({day - day.weekday() * ONE_DAY for day in days})
    within = tuple(week + step * ONE_DAY for week in weeks for step in range(7))
    if not any(within[0] < change <= within[-1] for change in pool.role_changes):
        days = within  # nobody's roles change in these weeks, so requests on different days of them share one index
    found: Index | None = pool.indexes.get(days)
    if found is None:
        near = replace(place, days=days)
        everybody = tuple(sitter_of(each, pool, near, NOTHING, work, None) for each in pool.members.values())
        found = Index(everybody, bands.BANDS)
        while len(pool.indexes) >= INDEXES_KEPT:
            pool.indexes.pop(next(iter(pool.indexes)), None)
        pool.indexes[days] = found
    return found


def open_problem(work: Work, asked: Asked, days_around: int) -> Problem:
    """Return a problem for explaining why a request cannot be filled: everybody, but nothing that is protected.

    People's free time reaches `days_around` days to either side of the offered starts, though not into the notice
    that applicants are due, so that a further start may be suggested.
    """
    pool, place = pool_of(work), Place.of(work, asked)
    policy = work.session.get(Policy, asked.request.policy_id) if asked.request.policy_id else None
    notice = policy.notice_days if policy is not None else 1
    today = utc_now().astimezone(work.settings.zone).date()
    earliest = max(place.days[0] - days_around * ONE_DAY, today + max(notice, 1) * ONE_DAY)
    count = (place.days[-1] + days_around * ONE_DAY - earliest).days + 1
    near = {earliest + step * ONE_DAY for step in range(max(count, 0))}
    wide = replace(place, days=tuple(sorted(near | set(place.days))))
    commitments = commitments_near(work, wide, asked, None)
    sitters = (sitter_of(each, pool, wide, commitments, work, asked) for each in pool.members.values())
    people = tuple(replace(each, features={}) for each in sitters)
    return problem_of(work, asked, place, people, protection.open_rules(asked.requirements))


def eligible_shares(work: Work, asked: Asked) -> list[Mapping[str, str]]:
    """Return what each person who could ever take one of the seats shares about themself. For HR alone."""
    return [each.features for each in _eligible(pool_of(work), Place.of(work, asked), asked)]


def seat_key(seat: Mapping[str, Any]) -> SeatKey:
    """Return what a seat asks of whoever takes it."""
    return seat["role"], seat.get("min_band"), seat.get("from", "anywhere"), seat.get("profession")


def _able(pool: Pool, place: Place, asked: Asked) -> list[Member]:
    """Return who could take an open seat by its conditions and their training; the solver looks at the rest."""
    open_seats = {seat_key(seat) for position, seat in enumerate(asked.seats) if position not in asked.keep}
    ids: set[str] = set()
    for key in open_seats:
        ids |= pool.suitable(key, place.department, place.division)
    ids -= asked.conflicts | asked.avoid | set(asked.keep.values())
    members = (pool.members[each] for each in sorted(ids))
    return [each for each in members if each.trained_until is not None and each.trained_until >= place.days[0]]


def _eligible(pool: Pool, place: Place, asked: Asked) -> list[Member]:
    """Return who could take any seat, kept or open, whatever their diary: those whom a requirement asks."""
    everyone = Asked(asked.request, asked.seats, asked.requirements, asked.starts, asked.conflicts)
    return [each for each in _able(pool, place, everyone) if each.sits_until >= place.days[0]]


def commitments_near(work: Work, place: Place, asked: Asked, ids: Iterable[str] | None) -> Commitments:
    """Return what people (default: everybody) carry that matters at the offered starts."""
    periods = sorted({period_of(day, work.settings) for day in place.days})
    zone = work.settings.zone
    first, last = (datetime.combine(day, time.min, zone) for day in (place.days[0], place.days[-1] + ONE_DAY))
    return commitments_of(
        work, first, last, periods,
        exclude_panels=asked.exclude_panels, person_ids=ids,
    )  # fmt: skip


def sitter_of(
    member: Member, pool: Pool, place: Place, commitments: Commitments, work: Work, asked: Asked | None
) -> Sitter:
    """Return a member as the solver sees them, free but for bookings (if something is asked) and full cap periods."""
    days, roles = days_and_roles(member, place.days)
    used = commitments.used.get(member.id)
    if used is not None and any(each >= member.cap for each in used):
        periods = sorted({period_of(day, work.settings) for day in place.days})
        full = {number for number, each in zip(periods, used, strict=True) if each >= member.cap}
        days = tuple(day for day in days if period_of(day, work.settings) not in full)
    taken = commitments.taken.get(member.id)
    free: tuple[Stretch, ...]
    if taken and asked is not None:
        intervals = joined_intervals(chain.from_iterable(member.free_on(day, work.settings.zone) for day in days))
        cuts = joined_intervals(_cut(each, pool, asked.request) for each in taken)
        free = tuple(Stretch(start, end) for start, end in without(intervals, cuts))
    else:
        free = tuple(chain.from_iterable(_stretches(member, day, work) for day in days))
    load = commitments.carried.get(member.id, 0) + _opening(member)
    return Sitter(
        member.id, member.site, member.department, member.division, member.band, member.professions, roles,
        member.trained_until, member.features, member.cap, load, free,
    )  # fmt: skip


def days_and_roles(member: Member, days: tuple[date, ...]) -> tuple[tuple[date, ...], frozenset[str]]:
    """Return the days on which somebody holds all the roles they hold on any of them, and those roles."""
    if all(span.first <= days[0] and span.last >= days[-1] for span in member.roles):
        return days, frozenset(span.role for span in member.roles)
    by_day = {day: member.roles_on(day) for day in days}
    roles = frozenset[str]().union(*by_day.values())
    return tuple(day for day in days if by_day[day] == roles and roles), roles


def _stretches(member: Member, day: date, work: Work) -> tuple[Stretch, ...]:
    found: tuple[Stretch, ...] | None = member.stretches.get(day)
    if found is None:
        found = tuple(Stretch(start, end) for start, end in member.free_on(day, work.settings.zone))
        member.stretches[day] = found
    return found


def _cut(taken: Taken, pool: Pool, request: PanelRequest) -> Interval:
    """Return the time that an interview of the request may not touch because of a booking, with travel either side."""
    if taken.online or request.online or taken.site == request.site_id:
        return taken.starts_at, taken.ends_at
    coming = timedelta(minutes=pool.travel.get(request.site_id, {}).get(taken.site, 0))
    going = timedelta(minutes=pool.travel.get(taken.site, {}).get(request.site_id, 0))
    return taken.starts_at - coming, taken.ends_at + going


def _opening(member: Member) -> int:
    since = member.opening_load_on
    recent = since is None or since > utc_now().date() - timedelta(days=365)
    return member.opening_load if recent else 0


def keeper_of(member: Member | None, person_id: str, seat: int, place: Place, asked: Asked) -> Sitter:
    """Return a member who keeps a seat, whatever else: free just then, and with a role that nobody else has."""
    length = timedelta(minutes=asked.request.minutes)
    return Sitter(
        person_id, member.site if member else "", member.department if member else "",
        member.division if member else "", member.band if member else None, frozenset(),
        frozenset({f"{KEEPS}{seat}"}), place.days[-1], member.features if member else {}, 1, 0,
        tuple(Stretch(start, start + length) for start in asked.starts),
    )  # fmt: skip


def problem_of(
    work: Work, asked: Asked, place: Place, people: Iterable[Sitter], requirements: Iterable[Mapping[str, Any]]
) -> Problem:
    """Return the problem of what is asked, with these people and these requirements."""
    request = asked.request
    seats = [
        Seat(f"{KEEPS}{position}") if position in asked.keep else Seat(*seat_key(seat))  # type: ignore[arg-type]
        for position, seat in enumerate(asked.seats)
    ]
    wanted = Request(
        request.id, place.vacancy, request.site_id, place.department, place.division, place.band, request.minutes,
        request.online, False, tuple(sorted(asked.starts)), tuple(seats),
        tuple(_requirement(rule) for rule in requirements), asked.conflicts - set(asked.keep.values()), 1,
    )  # fmt: skip
    period = CapPeriod(date.fromisoformat(work.settings.cap_period_starts), work.settings.cap_period_days)
    return Problem(request.id, work.settings.timezone, bands.BANDS, {}, period, tuple(people), (wanted,))


def _requirement(rule: Mapping[str, Any]) -> Requirement:
    return Requirement(
        rule["id"], rule["kind"], rule["strength"], rule.get("tier", 1), rule.get("feature"), rule.get("value"),
        rule.get("min"), rule.get("max"), rule.get("from"),
    )  # fmt: skip
