"""Plain words for what the rows hold: dates and times, states, roles, seats. Pure; templates use them as filters."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from service.clock import local_text, readings
from service.hours import END_OF_DAY

FILTERS = ("day", "moment", "clock", "role_name", "panel_state", "request_state", "invitation_state", "count_of")

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# Each state has its words and the colour of its tag. The words are the same whatever lies behind a state.
PANEL_STATES = {
    "proposed": ("Proposed", "blue"),
    "awaiting_release": ("With HR for release", "yellow"),
    "inviting": ("Waiting for answers", "yellow"),
    "ready": ("Ready", "green"),
    "held": ("Interview held", "aqua-green"),
    "closed": ("Closed", "grey"),
    "cancelled": ("Cancelled", "grey"),
}
REQUEST_STATES = {
    "draft": ("Draft", "grey"),
    "open": ("Open", "blue"),
    "proposed": ("Panel proposed", "blue"),
    "unfilled": ("No panel found yet", "orange"),
    "confirmed": ("Panel confirmed", "green"),
    "closed": ("Closed", "grey"),
    "cancelled": ("Cancelled", "grey"),
}
INVITATION_STATES = {
    "offered": ("Reserve, not asked yet", "grey"),
    "sent": ("Waiting for an answer", "yellow"),
    "accepted": ("Accepted", "green"),
    "declined": ("Declined", "red"),
    "withdrawn": ("No longer needed", "grey"),
}
VACANCY_STATES = {"open": ("Open", "blue"), "closed": ("Closed", "grey"), "withdrawn": ("Withdrawn", "grey")}
CAMPAIGNS = {"standard": "Standard", "international": "International recruitment", "bulk": "Bulk recruitment"}
FROM = {
    "department": "from the same department",
    "division": "from the same division",
    "outside_department": "from another department",
    "anywhere": "from anywhere",
}


def day(on: date) -> str:
    """Return a date with its weekday: Tuesday 5 January 2027."""
    return f"{WEEKDAYS[on.weekday()]} {on.day} {on:%B %Y}"


def moment(at: datetime, zone: ZoneInfo | str) -> str:
    """Return an instant on the clocks of `zone`: Tuesday 5 January 2027 at 10:00 GMT."""
    local = at.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)
    return f"{day(local)} at {local:%H:%M} {local.tzname()}"


def typed_time(at: datetime, zone: ZoneInfo) -> str:
    """Return an instant as one types it on the clocks of `zone`: 05/01/2027 10:00; with an offset in doubt."""
    local = at.astimezone(zone)
    return f"{local:%d/%m/%Y %H:%M}" if len(readings(local, zone)) == 1 else local_text(at, zone)


def span(starts_at: datetime, ends_at: datetime, zone: ZoneInfo | str) -> str:
    """Return an interview's time: Tuesday 5 January 2027, 10:00 to 11:00 GMT; both zones where the clocks change."""
    place = ZoneInfo(zone) if isinstance(zone, str) else zone
    first, last = starts_at.astimezone(place), ends_at.astimezone(place)
    start_zone = "" if first.tzname() == last.tzname() else f" {first.tzname()}"
    if first.date() != last.date():
        return f"{day(first)}, {first:%H:%M}{start_zone} to {day(last)}, {last:%H:%M} {last.tzname()}"
    return f"{day(first)}, {first:%H:%M}{start_zone} to {last:%H:%M} {last.tzname()}"


def clock(at: time) -> str:
    """Return a local time of day; the end of the day is 24:00."""
    return "24:00" if at == END_OF_DAY else f"{at:%H:%M}"


def role_name(role: str) -> str:
    """Return a panel role in words: Chair, Ambassador."""
    return role.replace("_", " ").capitalize()


def panel_state(state: str) -> tuple[str, str]:
    """Return the words of a panel's state and the colour of its tag."""
    return PANEL_STATES[state]


def request_state(state: str) -> tuple[str, str]:
    """Return the words of a request's state and the colour of its tag."""
    return REQUEST_STATES[state]


def invitation_state(state: str) -> tuple[str, str]:
    """Return the words of an invitation's state and the colour of its tag."""
    return INVITATION_STATES[state]


def count_of(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: 1 seat, 3 seats, no seats."""
    return f"{number or 'no'} {one if number == 1 else many or one + 's'}"


def minutes_in_words(minutes: int) -> str:
    """Return a length of time: 45 minutes, 1 hour, 1 hour 30 minutes."""
    hours, rest = divmod(minutes, 60)
    parts = ([count_of(hours, "hour")] if hours else []) + ([count_of(rest, "minute")] if rest or not hours else [])
    return " ".join(parts)


def seat_in_words(seat: Mapping[str, Any]) -> str:
    """Return what a seat asks for: Chair, band 8a or above, from the same division, nursing."""
    parts = [role_name(str(seat["role"]))]
    if seat.get("min_band"):
        band = str(seat["min_band"])
        parts.append(f"band {band}" if band == "VSM" else f"band {band} or above")
    if seat.get("profession"):
        parts.append(f"profession: {seat['profession']}")
    parts.append(FROM[str(seat.get("from") or seat.get("from_") or "anywhere")])
    return ", ".join(parts)
