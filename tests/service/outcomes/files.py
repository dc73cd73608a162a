"""Builders of outcomes files: applications with defaults, and the file that holds them."""

import csv
import io
import random
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from service.outcomes.applications import STAGES, Applications
from service.outcomes.reading import read_outcomes

TODAY = date(2026, 11, 21)
Row = dict[str, str]
HEADER = (
    *("application_id", "vacancy_id", "applied_on", "closed_on", "stage", "outcome"),
    *("band", "site", "division", "staff_group", "campaign", "panel_met_requirement"),
    *("ethnicity", "ethnicity_scheme", "disability", "gender"),
    *("age_band", "sexual_orientation", "religion", "marital_status"),
)


def an_application(number: int = 1, stage: str = "appointed", **cells: str) -> Row:
    """An application closed in 2025/26 by a White British man without a disability."""
    row = dict.fromkeys(HEADER, "") | {
        "application_id": f"a{number}",
        "vacancy_id": "v1",
        "applied_on": "2025-05-01",
        "closed_on": "2025-06-01",
        "stage": stage,
        "outcome": "appointed" if stage == "appointed" else "not_selected",
        "band": "5",
        "site": "north",
        "campaign": "standard",
        "ethnicity": "A",
        "ethnicity_scheme": "2001",
        "disability": "NN",
        "gender": "1",
    }
    return row | cells


def people(counts: Iterable[tuple[int, Row]], stage: str = "appointed") -> list[Row]:
    """So many applications with each set of cells, numbered through."""
    rows: list[Row] = []
    for many, cells in counts:
        rows += [an_application(len(rows) + at, **({"stage": stage} | cells)) for at in range(many)]
    return rows


def a_file(rows: Sequence[Row], header: Sequence[str] | None = None) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, header or list(rows[0]), extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def read(rows: Sequence[Row], by: Sequence[str] = ()) -> Applications:
    return read_outcomes(a_file(rows), by, today=TODAY)


def random_rows(seed: int, most: int = 120, extra: Sequence[str] = ("team", "shift")) -> list[Row]:
    """A random small trust: skewed groups, some rare, some that never or always get on."""
    draw = random.Random(seed)
    choices: dict[str, tuple[list[str], list[float]]] = {}
    for name, codes in (
        ("gender", ["1", "2", "3", "Z", ""]),
        ("ethnicity", ["A", "C", "H", "N", "M", "Z"]),
        ("disability", ["NN", "01", "XX", "ZZ"]),
        *((name, [f"{name}{at}" for at in range(draw.randint(2, 4))]) for name in extra),
    ):
        choices[name] = codes, [draw.random() ** 3 + 0.01 for _ in codes]
    odds = {code: draw.choice([0.0, 0.2, 0.5, 0.8, 1.0]) for codes, _ in choices.values() for code in codes}
    rows = []
    for number in range(draw.randint(20, most)):
        cells = {name: draw.choices(*choice)[0] for name, choice in choices.items()}
        reached = 0
        while reached < 4 and draw.random() < (odds[cells[extra[0]]] + odds[cells["gender"]]) / 2:
            reached += 1
        closed = date(2025, 4, 1) + timedelta(days=draw.randrange(360))
        rows.append(
            an_application(
                number,
                STAGES[reached],
                vacancy_id=f"v{draw.randrange(6)}",
                applied_on="2025-04-01",
                closed_on=closed.isoformat(),
                site=draw.choice(["north", "south"]),
                **cells,
            )
        )
    return rows
