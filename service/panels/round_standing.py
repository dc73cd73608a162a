"""What stands while a round is planned: seats on panels the round leaves alone, put to the solver as they are.

Each such seat becomes a fixed request of one seat at its time and place, so that overlaps, travel and caps hold exactly
in every cap period. A fixed panel must keep every rule today, and a seat promised last month may not: its holder's
training has lapsed, say. For such a person the time is cut out of their availability and their cap lowered instead
(decision 0014), which is lawful too, only a little stricter.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations

from service.config import Settings
from service.hours import joined, without
from service.panels.commitments import Commitments, Taken, period_of
from service.panels.pool import Member
from solver.problem import Interval as Stretch
from solver.problem import Person as Sitter
from solver.problem import PublishedPanel, Request, Seat

STANDING = "standing"
Travel = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class StandingSeats:
    """A person with their other seats taken into account, and those seats as fixed requests."""

    sitter: Sitter
    requests: tuple[Request, ...] = ()
    published: tuple[PublishedPanel, ...] = ()


def is_standing(request_id: str) -> bool:
    """Return whether a request of a round's problem is a seat that stands, and no real request."""
    return request_id.startswith(f"{STANDING}:")


def with_standing(
    member: Member,
    sitter: Sitter,
    commitments: Commitments,
    periods: Sequence[int],
    travel: Travel,
    sites: frozenset[str],
    settings: Settings,
) -> StandingSeats | None:
    """Return a person as a round sees them; None if they are never free.

    Args:
        member: the person, as the pool has them.
        sitter: the same without any of their seats, and with their opening load alone.
        commitments: what people carry beside the round.
        periods: the cap periods of `commitments.used`, in order.
        travel: minutes between sites.
        sites: where the round's interviews are.
        settings: the installation's.
    """
    taken = commitments.taken.get(member.id, [])
    used = dict(zip(periods, commitments.used.get(member.id, ()), strict=False))
    carried = sitter.load + commitments.carried.get(member.id, 0)
    if not taken and not any(used.values()):
        return StandingSeats(replace(sitter, load=carried)) if sitter.available else None
    seats = [*taken, *_sat(taken, used, member.site, settings)]
    if not _lawful(member, seats, travel, settings):
        return _cut(member, sitter, taken, used, carried, travel, sites)
    stretches = tuple(Stretch(each.starts_at, each.ends_at) for each in seats)
    seated = replace(
        sitter, roles=sitter.roles | {STANDING}, load=max(0, carried - len(seats)),
        available=(*sitter.available, *stretches),
    )  # fmt: skip
    requests = tuple(_request(member.id, number, each) for number, each in enumerate(seats))
    published = tuple(
        PublishedPanel(request.id, each.starts_at, (member.id,)) for request, each in zip(requests, seats, strict=True)
    )
    return StandingSeats(seated, requests, published)


def _sat(taken: Sequence[Taken], used: Mapping[int, int], site: str, settings: Settings) -> list[Taken]:
    """Return seats of these periods that take no time to come, such as those sat on already: each counts in a cap."""
    booked = Counter(period_of(each.starts_at.astimezone(settings.zone).date(), settings) for each in taken)
    found = []
    for period, count in used.items():
        first = date.fromisoformat(settings.cap_period_starts) + period * timedelta(days=settings.cap_period_days)
        for number in range(count - booked[period]):
            at = datetime.combine(first, time(number // 60, number % 60), settings.zone).astimezone(UTC)
            found.append(Taken(at, at + timedelta(minutes=1), True, site))
    return found


def _lawful(member: Member, seats: Sequence[Taken], travel: Travel, settings: Settings) -> bool:
    days = [each.starts_at.astimezone(settings.zone).date() for each in seats]
    if member.trained_until is None or member.trained_until < max(days):
        return False
    if max(Counter(period_of(day, settings) for day in days).values()) > member.cap:
        return False
    in_order = sorted(seats, key=lambda each: each.starts_at)
    return all(_apart(one, other, travel) for one, other in combinations(in_order, 2))


def _apart(one: Taken, other: Taken, travel: Travel) -> bool:
    way = 0
    if not (one.online or other.online or one.site == other.site):
        way = travel.get(one.site, {}).get(other.site, 0)
    return other.starts_at >= one.ends_at + timedelta(minutes=way)


def _cut(
    member: Member,
    sitter: Sitter,
    taken: Sequence[Taken],
    used: Mapping[int, int],
    carried: int,
    travel: Travel,
    sites: frozenset[str],
) -> StandingSeats | None:
    cap = member.cap - max(used.values(), default=0)
    if cap <= 0:
        return None
    free = joined((each.start, each.end) for each in sitter.available)
    cuts = joined(_with_travel(each, travel, sites) for each in taken)
    left = tuple(Stretch(start, end) for start, end in without(free, cuts))
    return StandingSeats(replace(sitter, cap=cap, load=carried, available=left)) if left else None


def _with_travel(taken: Taken, travel: Travel, sites: frozenset[str]) -> tuple[datetime, datetime]:
    if taken.online:
        return taken.starts_at, taken.ends_at
    coming = max((travel.get(site, {}).get(taken.site, 0) for site in sites if site != taken.site), default=0)
    going = max((travel.get(taken.site, {}).get(site, 0) for site in sites if site != taken.site), default=0)
    return taken.starts_at - timedelta(minutes=coming), taken.ends_at + timedelta(minutes=going)


def _request(person_id: str, number: int, seat: Taken) -> Request:
    minutes = int((seat.ends_at - seat.starts_at).total_seconds()) // 60
    return Request(
        f"{STANDING}:{person_id}:{number}", STANDING, seat.site, "", "", None, minutes, seat.online, False,
        (seat.starts_at,), (Seat(STANDING),), (), frozenset(), 1,
    )  # fmt: skip
