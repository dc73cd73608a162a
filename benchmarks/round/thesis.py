"""Thesis defences as panel problems: a timetabling problem close to ours, made comparable and converted.

Modelled on the published description of thesis-defence timetabling with complete committees (Almeida, dos Santos and
Figueira, EJOR 2024): one person per committee role, availability by slot, limits on committees per person, rooms. The
instances are our own. A committee role becomes a seat, eligibility for it a profession, a defence a request.
"""

import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

MONDAY = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
SLOTS = 16
MINUTES = 30
ROLES = ("president", "examiner", "supervisor")


def an_instance(seed: int, defences: int, people: int, days: int = 15, rooms: int = 3) -> bytes:
    """The bytes of a problem's file.

    Args:
        seed: another instance for each.
        defences: theses to be defended.
        people: members of the faculty.
        days: working days.
        rooms: rooms for defences.
    """
    rng = random.Random(f"thesis-{seed}-{defences}-{people}")
    eligible: list[set[str]] = [set() for _ in range(people)]
    subjects = [rng.randrange(5) for _ in range(people)]
    senior = [rng.random() < 0.4 for _ in range(people)]
    for defence in range(defences):
        subject = rng.randrange(5)
        supervisor = rng.choice([p for p in range(people) if subjects[p] == subject] or range(people))
        eligible[supervisor].add(f"supervisor of t{defence}")
        others = [p for p in range(people) if p != supervisor]
        chairs = [p for p in others if senior[p]] or others
        examiners = [p for p in others if subjects[p] == subject] or others
        for person in rng.sample(chairs, min(len(chairs), rng.randint(2, 6))):
            eligible[person].add(f"president of t{defence}")
        for person in rng.sample(examiners, min(len(examiners), rng.randint(1, 4))):
            eligible[person].add(f"examiner of t{defence}")
    problem = {
        "format": "fairpanel-problem/1",
        "name": f"thesis {seed}: {defences} defences, {people} people",
        "timezone": "UTC",
        "bands": ["1"],
        "travel_minutes": {},
        "cap_period": {"starts": MONDAY.date().isoformat(), "days": 28},
        "people": [_person(rng, number, eligible[number], days) for number in range(people)],
        "requests": [_defence(number, days) for number in range(defences)],
        "rooms": [
            {"id": f"room{n}", "site": "faculty", "available": _free(rng, days, 0.9, 0.97)} for n in range(rooms)
        ],
    }
    return json.dumps(problem, separators=(",", ":")).encode()


def _at(day: int, slot: int) -> datetime:
    return MONDAY + timedelta(days=day // 5 * 7 + day % 5, minutes=MINUTES * slot)


def _free(rng: random.Random, days: int, by_day: float, by_slot: float) -> list[list[str]]:
    free = []
    for day in range(days):
        if rng.random() > by_day:
            continue
        free += [
            [_at(day, slot).isoformat(timespec="minutes"), _at(day, slot + 1).isoformat(timespec="minutes")]
            for slot in range(SLOTS)
            if rng.random() < by_slot
        ]
    return free


def _person(rng: random.Random, number: int, professions: set[str], days: int) -> dict[str, Any]:
    return {
        "id": f"p{number}",
        "site": "faculty",
        "department": "d",
        "division": "v",
        "band": None,
        "professions": sorted(professions),
        "roles": list(ROLES),
        "trained_until": "2100-01-01",
        "features": {},
        "cap": rng.randint(3, 6),
        "load": rng.randint(0, 5),
        "available": _free(rng, days, 0.45, 0.6),
    }


def _defence(number: int, days: int) -> dict[str, Any]:
    return {
        "id": f"t{number}",
        "vacancy": f"thesis {number}",
        "site": "faculty",
        "department": "d",
        "division": "v",
        "band": None,
        "minutes": MINUTES,
        "online": False,
        "needs_room": True,
        "starts": [_at(day, slot).isoformat(timespec="minutes") for day in range(days) for slot in range(SLOTS)],
        "priority": 1,
        "seats": [{"role": role, "profession": f"{role} of t{number}"} for role in ROLES],
        "requirements": [],
        "conflicts": [],
    }
