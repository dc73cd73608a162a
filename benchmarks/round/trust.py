"""An invented trust in numbers: the people and requests behind a benchmark problem.

The band mix, the minority share falling with band, scarce ambassadors and an already unequal past load are modelled on
NHS workforce figures; the people are invented. The same arguments give the same trust.
"""

import random
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]

SCALES: dict[str, dict[str, int]] = {
    "S": {"requests": 40, "staff": 300, "weeks": 1, "sites": 2, "divisions": 3, "depts": 9},
    "M": {"requests": 250, "staff": 2000, "weeks": 4, "sites": 4, "divisions": 6, "depts": 40},
    "L": {"requests": 1000, "staff": 10000, "weeks": 8, "sites": 7, "divisions": 10, "depts": 150},
}
LABEL = {**{b: str(b) for b in range(2, 8)}, 8: "8a", 9: "8b", 10: "8c", 11: "8d", 12: "9"}
"""Bands are ordinals in here."""

# NHS-like band mix of the pool (people asked to sit on panels; low bands are rare in it)
BANDS = [(4, 6), (5, 18), (6, 26), (7, 27), (8, 11), (9, 6), (10, 3), (11, 2), (12, 1)]
VACANCY = [(3, 6), (4, 8), (5, 22), (6, 24), (7, 20), (8, 10), (9, 5), (10, 3), (11, 1), (12, 1)]
PROF = [("nursing", 40), ("medical", 12), ("ahp", 16), ("science", 8), ("admin", 14), ("estates", 4), ("digital", 6)]
# the probability of belonging to a minority ethnic group falls with band (WRES shape); overall 10–25 %
MIN_BY_BAND = {4: 0.24, 5: 0.27, 6: 0.20, 7: 0.15, 8: 0.13, 9: 0.11, 10: 0.10, 11: 0.09, 12: 0.08}
HALF = [(540, 750), (810, 1020)]  # 09:00–12:30 and 13:30–17:00


@dataclass(frozen=True)
class Scarcity:
    """How scarce everything is: shares of ambassadors, trained people and chairs, and how often people are free."""

    ambassadors: float
    trained: float
    chairs: float
    availability: float


SCARCITY = (
    Scarcity(0.030, 0.45, 0.55, 1),
    Scarcity(0.018, 0.45, 0.55, 0.75),
    Scarcity(0.012, 0.16, 0.35, 0.55),
)


def _pick(rng: random.Random, pairs: list[tuple[Any, int]]) -> Any:
    return rng.choices([value for value, _ in pairs], [weight for _, weight in pairs])[0]


def generate(scale: str = "S", seed: int = 1, tight: int = 0, **sizes: int | None) -> Row:
    """A trust: sites, departments, staff and requests.

    Args:
        scale: S, M or L.
        seed: another trust for each.
        tight: 0 ample, 1 fewer slots and ambassadors, 2 scarce everything.
        sizes: ``requests``, ``staff`` or ``weeks`` in place of those of the scale.
    """
    size = SCALES[scale] | {name: value for name, value in sizes.items() if value is not None}
    rng = random.Random(f"{scale}-{seed}-{tight}")
    number_of_sites = size["sites"]
    places = [(rng.random(), rng.random()) for _ in range(number_of_sites)]
    departments = [
        {
            "id": f"d{i}",
            "division": i % size["divisions"],
            "site": rng.choices(range(number_of_sites), [number_of_sites - k for k in range(number_of_sites)])[0],
            "mix": rng.choices([p for p, _ in PROF], [w for _, w in PROF], k=2),
        }
        for i in range(size["depts"])
    ]
    staff = [_member(rng, i, departments, size["weeks"], SCARCITY[tight]) for i in range(size["staff"])]
    members: list[list[int]] = [[] for _ in departments]
    for i, person in enumerate(staff):
        members[person["dept"]].append(i)
    requests = [_request(rng, i, seed, departments, members, size["weeks"], tight) for i in range(size["requests"])]
    return {
        "name": f"{scale}{('', 't', 'x')[tight]}-{seed}",
        "weeks": size["weeks"],
        "sites": [f"site{i}" for i in range(number_of_sites)],
        "travel_minutes": [[_minutes(a, b) for b in places] for a in places],
        "departments": departments,
        "staff": staff,
        "requests": requests,
    }


def _minutes(a: tuple[float, float], b: tuple[float, float]) -> int:
    return 0 if a == b else max(15, 15 * round((abs(a[0] - b[0]) + abs(a[1] - b[1])) * 3))


def _member(rng: random.Random, number: int, departments: list[Row], weeks: int, scarcity: Scarcity) -> Row:
    department = rng.randrange(len(departments))
    band = _pick(rng, BANDS)
    profession = rng.choice(departments[department]["mix"]) if rng.random() < 0.8 else _pick(rng, PROF)
    u = rng.random()
    ethnicity = "minority" if u < MIN_BY_BAND[band] else ("undisclosed" if u < MIN_BY_BAND[band] + 0.05 else "white")
    gender = rng.choices(["f", "m", "x"], [72, 27, 1])[0]
    ambassador = rng.random() < scarcity.ambassadors * (2.2 if ethnicity == "minority" else 0.8) and band >= 5
    trained = ambassador or rng.random() < scarcity.trained
    expiry = rng.randrange(-120, 900) if trained else None
    chair = bool(trained and band >= 7 and rng.random() < scarcity.chairs)
    availability = _availability(rng, band, weeks, scarcity.availability)
    cap = rng.choices([1, 2, 3, 4], [15, 40, 30, 15])[0] if not ambassador else rng.choices([2, 3, 4], [3, 4, 3])[0]
    # past load: the "minority tax" is already there in the history
    mean = (1.2 + 0.5 * (band >= 7) + 2.0 * (ethnicity == "minority" and band >= 6) + 2.5 * ambassador) * trained
    past = min(24, int(rng.expovariate(1 / mean))) if mean else 0
    return {
        "id": f"p{number}",
        "dept": department,
        "site": departments[department]["site"],
        "band_label": LABEL[band],
        "profession": profession,
        "gender": gender,
        "ethnicity": ethnicity,
        "training_expiry_day": expiry,
        "chair": chair,
        "ambassador": bool(ambassador),
        "cap": cap,
        "load": past,
        "availability": availability,
    }


def _availability(rng: random.Random, band: int, weeks: int, factor: float) -> list[list[int]]:
    """Fixed weekly half-days on which the person may be asked, with leave and odd gaps; minutes since Monday."""
    chance = (0.30 if band >= 8 else 0.38 if band >= 6 else 0.34) * factor
    pattern = [[rng.random() < chance for _ in HALF] for _ in range(5)]
    free: list[list[int]] = []
    for week in range(weeks):
        if rng.random() < 0.12:
            continue  # on leave this week
        for day in range(5):
            for half, (start, end) in enumerate(HALF):
                if (pattern[day][half] and rng.random() > 0.10) or rng.random() < 0.03:
                    base = (week * 7 + day) * 1440
                    if free and half == 1 and free[-1][1] == base + HALF[0][1]:
                        free[-1][1] = base + end
                    else:
                        free.append([base + start, base + end])
    return free


def _request(
    rng: random.Random,
    number: int,
    seed: int,
    departments: list[Row],
    members: list[list[int]],
    weeks: int,
    tight: int,
) -> Row:
    department = rng.randrange(len(departments))
    band = _pick(rng, VACANCY)
    profession = rng.choice(departments[department]["mix"])
    size = 2 + (band >= 5) * (rng.random() < 0.85) + (band >= 7) + (band >= 9) * (rng.random() < 0.6)
    virtual = rng.random() < 0.35
    minutes = rng.choices([30, 60, 90], [25, 50, 25])[0]
    starts = _starts(rng, minutes, weeks, tight)
    seats: list[Row] = [
        {"role": "chair", "min_band": min(12, max(7, band + (band < 12))), "from": "division"},
        {"role": "panelist", "min_band": min(band, 12), "from": "anywhere", "profession": profession},
    ]
    if size >= 3:
        seats.append({"role": "panelist", "min_band": min(max(4, band - 1), 9), "from": "outside_department"})
    if band >= 8:
        seats.append({"role": "ambassador", "min_band": 5, "from": "anywhere"})
    while len(seats) < size:
        seats.append({"role": "panelist", "min_band": max(4, band - 1), "from": "division"})
    rules = [("mixed_gender", "explain", 2)]
    if band >= 7:
        rules.append(("minority_member", "must" if band >= 10 else "explain", 1))
    if size == 2:
        rules.append(("outside_department", "prefer", 3))
    colleagues = members[department]
    excluded = rng.sample(colleagues, min(len(colleagues), rng.choice([0, 1, 2, 3])))
    return {
        "id": f"r{number}",
        "vacancy": f"V{seed:03d}-{number:05d}",
        "dept": department,
        "site": departments[department]["site"],
        "band_label": LABEL[band],
        "minutes": minutes,
        "online": virtual,
        "starts": sorted(starts),
        "seats": seats,
        "rules": rules,
        "conflicts": sorted(f"p{i}" for i in excluded),
        "priority": rng.choices([1, 2, 5], [60, 30, 10])[0],
    }


def _starts(rng: random.Random, minutes: int, weeks: int, tight: int) -> set[int]:
    week = rng.randrange(weeks)
    starts: set[int] = set()
    wanted = rng.choices([1, 2, 3, 4, 6], [20, 25, 25, 20, 10] if not tight else [45, 30, 15, 10, 0])[0]
    while len(starts) < wanted:
        on = min(weeks - 1, week + (rng.random() < 0.3))
        day = rng.randrange(5)
        start, end = HALF[rng.randrange(2)]
        starts.add((on * 7 + day) * 1440 + start + 30 * rng.randrange((end - start - minutes) // 30 + 1))
    return starts
