"""Seats as a cell writes them: `chair min 8a from division; panelist min 7 profession nursing`."""

import re
from typing import Any

from service.models import PANEL_ROLES
from service.people import grades
from service.tables import wording
from service.tables.wording import RefusedError

PLACES = ("department", "division", "outside_department", "anywhere")
REMEDY = "Write seats such as: chair min 8a from division; panelist min 7 profession nursing"
MOST_SEATS = 12


def parse_seats(text: str) -> list[dict[str, Any]]:
    """Return the seats in the words of the problem format.

    Raises:
        RefusedError: a seat has no known role, or a part of it is not understood.
    """
    seats = [_seat(part) for part in re.split(r"[;|\n]", text) if part.strip()]
    if not 1 <= len(seats) <= MOST_SEATS:
        raise RefusedError(f"A panel has 1 to {MOST_SEATS} seats.", REMEDY)
    return seats


def _seat(part: str) -> dict[str, Any]:
    words = part.lower().split()
    role, rest = words[0], words[1:]
    if role not in PANEL_ROLES:
        raise RefusedError(f"{role[:40]!r} is not a panel role.", f"{REMEDY}. Roles: {', '.join(PANEL_ROLES)}.")
    seat: dict[str, Any] = {"role": role, "from": "anywhere"}
    if len(rest) % 2:
        raise RefusedError(f"{part.strip()[:60]!r} is not a seat.", REMEDY)
    for key, value in zip(rest[::2], rest[1::2], strict=True):
        if key == "min" and grades.band(value):
            seat["min_band"] = grades.band(value)
        elif key == "from" and value in PLACES:
            seat["from"] = value
        elif key == "profession":
            seat["profession"] = wording.label(value)
        else:
            raise RefusedError(f"{key} {value}"[:60] + " is not understood.", REMEDY)
    return seat
