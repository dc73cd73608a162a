"""What a panel request may say, checked, and the starts that a window of days and hours offers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from service.clock import readings
from service.errors import Problem
from service.models import Person, Policy, Site, utc_now
from service.panels.policy_rules import seat_problems
from service.panels.scope import is_hr
from service.work import Work

MOST_STARTS = 400
LONGEST_WINDOW = 60


@dataclass(frozen=True, slots=True)
class StartWindow:
    """Days and daily local hours in which the whole interview lies; a start is offered every `step_minutes`."""

    first_day: date
    last_day: date
    opens: time = time(9)
    closes: time = time(17)
    step_minutes: int = 30
    weekends: bool = False


@dataclass(frozen=True, slots=True)
class ConflictInput:
    """Somebody who must not sit, and why. An empty reason keeps the one already declared."""

    person_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RequestInput:
    """A panel request as somebody writes it: explicit `starts` or a `window`, not both.

    `seats` of None are the policy's (in an edit: the present ones); `conflicts` of None are the present ones.
    """

    vacancy_id: str
    starts: Sequence[datetime] = ()
    window: StartWindow | None = None
    minutes: int = 60
    online: bool = False
    site_id: str | None = None
    needed_by: date | None = None
    priority: int = 1
    seats: Sequence[Mapping[str, Any]] | None = None
    conflicts: Sequence[ConflictInput] | None = None


def starts_in(window: StartWindow, minutes: int, zone: ZoneInfo) -> list[datetime]:
    """Return the instants a window offers (UTC, in order); local times the clocks skip or show twice are left out."""
    found: list[datetime] = []
    day = window.first_day
    while day <= window.last_day:
        if window.weekends or day.weekday() < 5:
            at, closes = datetime.combine(day, window.opens), datetime.combine(day, window.closes)
            while at + timedelta(minutes=minutes) <= closes:
                instants = readings(at, zone)
                found += instants if len(instants) == 1 else ()
                at += timedelta(minutes=window.step_minutes)
        day += timedelta(days=1)
    return found


def request_problems(
    work: Work,
    given: RequestInput,
    policy: Policy | None,
    least: Sequence[Mapping[str, Any]],
    declared: frozenset[str] = frozenset(),
) -> list[Problem]:
    """Return everything wrong with a request.

    Args:
        work: the unit of work.
        given: the request.
        policy: the policy it is made under.
        least: the seats that a manager may add to but not change.
        declared: people whose conflict of interest is on record already.
    """
    found = []
    if not 15 <= given.minutes <= 480:
        found.append(Problem("minutes", "An interview lasts from 15 to 480 minutes.", "Give its length in minutes."))
    if not 1 <= given.priority <= 5:
        found.append(Problem("priority", "The priority is from 1 (usual) to 5 (most urgent)."))
    if given.site_id is not None and work.session.get(Site, given.site_id) is None:
        found.append(Problem("site_id", "There is no such site.", "Choose one of the list."))
    found += _time_problems(work, given, policy)
    found += _seat_problems(work, given, policy, least)
    return found + _conflict_problems(work, given, declared)


def notice_problem(starts: Sequence[datetime], notice_days: int, zone: ZoneInfo) -> Problem | None:
    """Return what is wrong with the notice to applicants, if the first start gives less than `notice_days`."""
    earliest = utc_now().astimezone(zone).date() + timedelta(days=notice_days)
    if not starts or min(starts).astimezone(zone).date() >= earliest:
        return None
    return Problem(
        "starts",
        f"Applicants get less than {notice_days} days' notice.",
        f"Offer times from {earliest:%A} {earliest.day} {earliest:%B %Y} on, or ask HR to make the request.",
    )


def _time_problems(work: Work, given: RequestInput, policy: Policy | None) -> list[Problem]:
    if given.window is not None and given.starts:
        return [Problem("window", "There are both start times and a window.", "Give one of the two.")]
    zone = work.settings.zone
    where, found = "starts", []
    starts = list(given.starts)
    if given.window is not None:
        where = "window"
        found = _window_problems(given.window)
        starts = starts_in(given.window, given.minutes, zone) if not found and 15 <= given.minutes <= 480 else []
        if found:
            return found
    if not starts:
        return [Problem(where, "No time is offered at which the interview could start.", "Offer at least one.")]
    if len(starts) > MOST_STARTS:
        found.append(Problem(where, f"{len(starts)} times are too many.", f"Offer at most {MOST_STARTS}."))
    naive = [place for place, start in enumerate(starts) if start.tzinfo is None]
    if naive:
        return found + [Problem(f"starts.{place}", "This time has no time zone.") for place in naive]
    if len({start.astimezone(UTC) for start in starts}) < len(starts):
        found.append(Problem(where, "One time is offered twice.", "Keep one of the two."))
    now = utc_now()
    for place, start in enumerate(starts):
        here = where if given.window is not None else f"starts.{place}"
        day = start.astimezone(zone).date()
        if start <= now:
            found.append(Problem(here, f"{_shown(start, zone)} is in the past.", "Offer a time to come."))
        elif given.needed_by is not None and day > given.needed_by:
            text = f"{_shown(start, zone)} is after the day the panel is needed by."
            found.append(Problem(here, text, "Leave it out, or need the panel later."))
    notice = notice_problem(starts, policy.notice_days, zone) if policy is not None else None
    if notice is not None and not is_hr(work.actor) and not found:
        found.append(notice)
    return found


def _window_problems(window: StartWindow) -> list[Problem]:
    found = []
    if window.last_day < window.first_day:
        found.append(Problem("window.last_day", "The window ends before it begins.", "Exchange the two days."))
    elif (window.last_day - window.first_day).days > LONGEST_WINDOW:
        found.append(Problem("window.last_day", f"The window is longer than {LONGEST_WINDOW} days.", "Shorten it."))
    if window.closes <= window.opens:
        found.append(Problem("window.closes", "The daily hours end before they begin.", "Exchange the two times."))
    if not 15 <= window.step_minutes <= 480:
        found.append(Problem("window.step_minutes", "The step between starts is from 15 to 480 minutes."))
    return found


def _seat_problems(
    work: Work, given: RequestInput, policy: Policy | None, least: Sequence[Mapping[str, Any]]
) -> list[Problem]:
    if given.seats is None:
        if policy is None and not least:
            return [Problem("seats", "No policy in force covers this post.", "Ask HR to put one in force.")]
        return []
    found = seat_problems(given.seats)
    if found or is_hr(work.actor):
        return found
    missing = Counter(map(_seat_key, least)) - Counter(map(_seat_key, given.seats))
    if missing:
        found.append(
            Problem(
                "seats", "The policy's seats cannot be changed or left out.", "Keep them, and add seats if you like."
            )
        )
    return found


def _conflict_problems(work: Work, given: RequestInput, declared: frozenset[str]) -> list[Problem]:
    found: list[Problem] = []
    ids = [each.person_id for each in given.conflicts or ()]
    known = set(work.session.exec(select(Person.id).where(col(Person.id).in_(ids)))) if ids else set()
    for place, each in enumerate(given.conflicts or ()):
        here = f"conflicts.{place}"
        if each.person_id not in known:
            found.append(Problem(f"{here}.person_id", "There is no such person.", "Choose a colleague."))
        elif ids.index(each.person_id) != place:
            found.append(Problem(f"{here}.person_id", "This person is named twice.", "Keep one of the two."))
        if not each.reason.strip() and each.person_id not in declared:
            found.append(Problem(f"{here}.reason", "Say why this person must not sit.", "HR and you can read it."))
        elif len(each.reason) > 1000:
            found.append(Problem(f"{here}.reason", "The reason is longer than 1,000 characters.", "Shorten it."))
    return found


def _seat_key(seat: Mapping[str, Any]) -> tuple[Any, ...]:
    return seat.get("role"), seat.get("min_band"), seat.get("from", "anywhere"), seat.get("profession")


def _shown(start: datetime, zone: ZoneInfo) -> str:
    local = start.astimezone(zone)
    return f"{local.day} {local:%B %Y at %H:%M}"
