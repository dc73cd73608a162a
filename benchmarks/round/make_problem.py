"""Makes benchmark problems of sizes S, M and L in the ``fairpanel-problem/1`` format.

The same arguments give the same bytes. S: 40 requests, 300 people, 1 week; M: 250, 2,000, 4 weeks; L: 1,000, 10,000, 8
weeks. Run as ``python -m benchmarks.round.make_problem --scale S --seed 1 --tight 0 --out problem.json``.
"""

import argparse
import json
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.round.trust import LABEL, SCALES, Row, generate

RULES: dict[str, Row] = {
    "mixed_gender": {"kind": "not_all_same", "feature": "gender"},
    "minority_member": {"kind": "at_least", "feature": "ethnicity", "value": "minority", "min": 1},
    "outside_department": {"kind": "at_least_from", "from": "outside_department", "min": 1},
}
GENDER = {"f": "woman", "m": "man", "x": "another"}


class _Calendar:
    """Minutes since a Monday as times and dates of a zone."""

    def __init__(self, monday: str, zone: str) -> None:
        self._base = datetime.fromisoformat(monday)
        self._zone = ZoneInfo(zone)

    def at(self, minutes: int) -> str:
        moment = (self._base + timedelta(minutes=minutes)).replace(tzinfo=self._zone)
        return moment.isoformat(timespec="minutes")

    def day(self, days: int) -> str:
        return (self._base + timedelta(days=days)).date().isoformat()


def problem_of(trust: Row, monday: str = "2027-01-04", zone: str = "Europe/London", rooms: int = 0) -> Row:
    """A trust as a problem.

    Args:
        trust: as ``generate`` makes it.
        monday: the first day.
        zone: the time zone.
        rooms: interview rooms per site; 0 leaves rooms out.
    """
    calendar = _Calendar(monday, zone)
    sites = trust["sites"]
    minutes = trust["travel_minutes"]
    problem: Row = {"format": "fairpanel-problem/1", "name": trust["name"], "timezone": zone}
    if rooms:
        days = [day for day in range(trust["weeks"] * 7) if day % 7 < 5]
        problem["rooms"] = [_room(calendar, site, number, days) for site in sites for number in range(rooms)]
    return problem | {
        "bands": ["1"] + [LABEL[band] for band in range(2, 13)],
        "travel_minutes": {a: {b: minutes[i][j] for j, b in enumerate(sites) if i != j} for i, a in enumerate(sites)},
        "cap_period": {"starts": monday, "days": 28},
        "people": [_person(calendar, trust, person) for person in trust["staff"]],
        "requests": [_request(calendar, trust, request, bool(rooms)) for request in trust["requests"]],
    }


def _room(calendar: _Calendar, site: str, number: int, days: list[int]) -> Row:
    open_days = [day for day in days if (day + number) % 4]
    hours = [[calendar.at(day * 1440 + 540), calendar.at(day * 1440 + 1020)] for day in open_days]
    return {"id": f"{site}-room{number}", "site": site, "available": hours}


def _origin(trust: Row, row: Row) -> Row:
    department = trust["departments"][row["dept"]]
    return {
        "site": trust["sites"][row["site"]],
        "department": department["id"],
        "division": f"v{department['division']}",
        "band": row["band_label"],
    }


def _person(calendar: _Calendar, trust: Row, person: Row) -> Row:
    features = {"gender": GENDER[person["gender"]]}
    if person["ethnicity"] != "undisclosed":
        features["ethnicity"] = person["ethnicity"]
    expiry = person["training_expiry_day"]
    roles = ["panelist"] + ["chair"] * person["chair"] + ["ambassador"] * person["ambassador"]
    return (
        {"id": person["id"]}
        | _origin(trust, person)
        | {
            "professions": [person["profession"]],
            "roles": roles,
            "trained_until": None if expiry is None else calendar.day(expiry - 1),
            "features": features,
            "cap": person["cap"],
            "load": person["load"],
            "available": [[calendar.at(start), calendar.at(end)] for start, end in person["availability"]],
        }
    )


def _request(calendar: _Calendar, trust: Row, request: Row, rooms: bool) -> Row:
    seats = []
    for seat in request["seats"]:
        row = {"role": seat["role"], "min_band": LABEL[seat["min_band"]], "from": seat["from"]}
        seats.append(row | ({"profession": seat["profession"]} if "profession" in seat else {}))
    rules = request["rules"]
    asked = [{"id": code} | RULES[code] | {"strength": strength, "tier": tier} for code, strength, tier in rules]
    row = {"id": request["id"], "vacancy": request["vacancy"]} | _origin(trust, request)
    row |= {
        "minutes": request["minutes"],
        "online": request["online"],
        "starts": [calendar.at(start) for start in request["starts"]],
        "priority": request["priority"],
        "seats": seats,
        "requirements": asked,
        "conflicts": request["conflicts"],
    }
    if rooms and not request["online"]:
        row["needs_room"] = True
    return row


def made(scale: str, seed: int, tight: int, rooms: int = 0, **sizes: int | None) -> bytes:
    """The bytes of a problem's file."""
    problem = problem_of(generate(scale, seed, tight, **sizes), rooms=rooms)
    return json.dumps(problem, separators=(",", ":")).encode()


def main(arguments: list[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", default="S", choices=SCALES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tight", type=int, default=0, choices=(0, 1, 2))
    parser.add_argument("--requests", type=int)
    parser.add_argument("--staff", type=int)
    parser.add_argument("--weeks", type=int)
    parser.add_argument("--rooms", type=int, default=0, help="interview rooms per site; 0 leaves rooms out")
    parser.add_argument("--out", default="-")
    given: Any = parser.parse_args(arguments)
    sizes = {"requests": given.requests, "staff": given.staff, "weeks": given.weeks}
    data = made(given.scale, given.seed, given.tight, given.rooms, **sizes)
    if given.out == "-":
        sys.stdout.buffer.write(data)
    else:
        Path(given.out).write_bytes(data)


if __name__ == "__main__":
    main()
