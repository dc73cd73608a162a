"""One's own availability: weekly hours, exceptions, busy times, leave, pause and cap."""

from collections.abc import Callable
from typing import Any

from werkzeug.wrappers import Response

from schemas.availability import (
    Availability,
    DaysQuery,
    FreeTimes,
    NewBusyTime,
    NewException,
    NewLeave,
    NewPause,
    OwnCap,
    WeeklyHoursIn,
)
from service.api.answers import answer
from service.api.door import Door
from service.api.idempotency import writing
from service.errors import NotFoundError
from service.hours import Hours
from service.people.availability import (
    add_busy_time,
    add_exception,
    add_leave,
    free_times,
    get_availability,
    remove_busy_time,
    remove_exception,
    remove_leave,
    set_weekly_hours,
)
from service.people.people import get_person
from service.people.standing import pause, resume, set_cap
from service.security.guard import actor, house
from service.work import Work

doors = Door("availability", "One's own availability, for panelists.")
NEEDS = "availability.edit"
PLACE = "/me/availability"


@doors.operation("GET", PLACE, needs=NEEDS, answers=Availability)
def get_own_availability() -> Response:
    """Show when one may be asked."""
    with house().reading(actor()) as work:
        return _answer(work)


@doors.operation("GET", f"{PLACE}/free", needs=NEEDS, query=DaysQuery, answers=FreeTimes)
def get_free_times(query: dict[str, Any]) -> Response:
    """Show when one is free on some days, as the weekly hours and everything else make it."""
    with house().reading(actor()) as work:
        found = free_times(work, me(), query["first_day"], query["last_day"])
        return answer(FreeTimes, {"items": [{"starts_at": start, "ends_at": end} for start, end in found]})


@doors.operation("PUT", f"{PLACE}/weekly-hours", needs=NEEDS, body=WeeklyHoursIn, answers=Availability, versioned=True)
def put_weekly_hours(body: dict[str, Any], version: int) -> Response:
    """Replace the weekly pattern."""
    hours = [Hours(**each) for each in body["weekly"]]
    return _changed(lambda work: set_weekly_hours(work, me(), version, hours))


@doors.operation(
    "POST", f"{PLACE}/exceptions", needs=NEEDS, body=NewException, answers=Availability, status=201, versioned=True,
    creates=True,
)  # fmt: skip
def post_exception(body: dict[str, Any], version: int) -> Response:
    """Add hours of one date on which one is free, or not."""
    return _changed(lambda work: add_exception(work, me(), version, **body), 201)


@doors.operation("DELETE", f"{PLACE}/exceptions/<exception_id>", needs=NEEDS, answers=Availability, versioned=True)
def delete_exception(exception_id: str, version: int) -> Response:
    """Remove an exception."""
    return _changed(lambda work: remove_exception(work, me(), version, exception_id))


@doors.operation(
    "POST", f"{PLACE}/busy-times", needs=NEEDS, body=NewBusyTime, answers=Availability, status=201, versioned=True,
    creates=True,
)  # fmt: skip
def post_busy_time(body: dict[str, Any], version: int) -> Response:
    """Add a busy time."""
    return _changed(lambda work: add_busy_time(work, me(), version, **body), 201)


@doors.operation("DELETE", f"{PLACE}/busy-times/<busy_id>", needs=NEEDS, answers=Availability, versioned=True)
def delete_busy_time(busy_id: str, version: int) -> Response:
    """Remove a busy time."""
    return _changed(lambda work: remove_busy_time(work, me(), version, busy_id))


@doors.operation(
    "POST", f"{PLACE}/leave", needs=NEEDS, body=NewLeave, answers=Availability, status=201, versioned=True,
    creates=True,
)  # fmt: skip
def post_leave(body: dict[str, Any], version: int) -> Response:
    """Add days away."""
    return _changed(lambda work: add_leave(work, me(), version, **body), 201)


@doors.operation("DELETE", f"{PLACE}/leave/<leave_id>", needs=NEEDS, answers=Availability, versioned=True)
def delete_leave(leave_id: str, version: int) -> Response:
    """Remove days away."""
    return _changed(lambda work: remove_leave(work, me(), version, leave_id))


@doors.operation("PUT", f"{PLACE}/cap", needs=NEEDS, body=OwnCap, answers=Availability, versioned=True)
def put_cap(body: dict[str, Any], version: int) -> Response:
    """Say how many panels a cap period one wants at most."""
    return _changed(lambda work: set_cap(work, me(), version, body["cap"]))


@doors.operation("PUT", f"{PLACE}/pause", needs=NEEDS, body=NewPause, answers=Availability, versioned=True)
def put_pause(body: dict[str, Any], version: int) -> Response:
    """Ask not to be asked for a while; what is booked stays booked."""
    return _changed(lambda work: pause(work, me(), version, body["first_day"], body["last_day"]))


@doors.operation("DELETE", f"{PLACE}/pause", needs=NEEDS, answers=Availability, versioned=True)
def delete_pause(version: int) -> Response:
    """End the pause."""
    return _changed(lambda work: resume(work, me(), version))


def me() -> str:
    """Return the id of the person of the pool who makes the request.

    Raises:
        NotFoundError: the account belongs to nobody of the pool.
    """
    person_id = actor().person_id
    if person_id is None:
        raise NotFoundError
    return person_id


def _changed(change: Callable[[Work], object], status: int = 200) -> Response:
    with writing() as work:
        change(work)
        work.session.flush()
        return _answer(work, status)


def _answer(work: Work, status: int = 200) -> Response:
    found = get_availability(work, me())
    person = get_person(work, me()).person
    shown = {
        "version": found.version, "weekly": found.weekly, "exceptions": found.exceptions, "busy": found.busy,
        "leave": found.leave, "cap": person.cap, "paused_from": person.paused_from,
        "paused_until": person.paused_until,
    }  # fmt: skip
    location = "/me/availability" if status == 201 else None
    return answer(Availability, shown, status=status, version=found.version, location=location)
