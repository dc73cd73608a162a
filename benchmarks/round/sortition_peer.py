"""Panels of single requests by sortition-algorithms: a selection under quotas, one request at a time.

That package (GPL) is no dependency of Fairpanel and is not imported: its command is run as a program of its own, with
CSV files in between, from beside the Python interpreter of an environment that has it with its extra ``cli``.

The pool is whoever may take a seat at the start tried. Quotas can say exactly what a seat asks for: for each set of
groups of seats, at least as many members who may take one of them as there are (Hall's theorem); and each requirement
is a quota on those who count for it. They cannot say "rather": so all requirements are asked as musts at every start
first, and then the musts alone. Which of the possible panels is chosen is a lottery, so load plays no part.
"""

import csv
import resource
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from solver.check import check_panel
from solver.compose import Composer
from solver.eligibility import Mask, Numbers
from solver.problem import Problem
from solver.result import PlannedPanel
from solver.round.draft import Draft, Sitting
from solver.round.field import Field
from solver.round.rules import holders_of, other_values

SETTINGS = """id_column = "id"
columns_to_keep = []
check_same_address = false
check_same_address_columns = []
max_attempts = 100
selection_algorithm = "maximin"
solver_backend = "highspy"
random_number_seed = 1
"""

Quota = tuple[Mask, int, int]
"""Who counts, and how many of them at least and at most."""


def installed(interpreter: str) -> str | None:
    """The version of the package beside an interpreter; None if it or its command is not there."""
    find = "import importlib.metadata as m; m.version('click'); print(m.version('sortition-algorithms'))"
    try:
        return subprocess.run([interpreter, "-c", find], capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


@dataclass
class Tally:
    """What one way came to: requests filled, requirements not met, load if nobody else sat, seconds of CPU."""

    filled: int = 0
    unmet: int = 0
    load: int = 0
    seconds: float = 0.0

    def add(self, field: Field, panel: PlannedPanel, sitting_load: int) -> None:
        """Count a panel that breaks no rule."""
        findings = check_panel(field.problem, panel, beside=())
        if findings:
            raise AssertionError(findings[0].text)
        self.filled += 1
        self.unmet += len(panel.shortfalls)
        self.load += sitting_load


def compare(problem: Problem, interpreter: str, number: int) -> tuple[Tally, Tally, int]:
    """Ours and theirs on the first requests by id, each alone, and how many were asked; every panel is checked.

    Raises:
        AssertionError: if a panel breaks a rule.
    """
    field = Field(problem)
    composer = Composer(problem, field.pool)
    ours, theirs = Tally(), Tally()
    asked = range(min(number, len(field.wanted)))
    for request in asked:
        began = time.process_time()
        panel = composer.compose(field.wanted[request].request, reserves=0).panel
        ours.seconds += time.process_time() - began
        if panel is not None:
            ours.add(field, panel, _load(field, [field.pool.place[person] for person in panel.seats]))
        began = _used()
        sitting = _selected(field, request, interpreter)
        theirs.seconds += _used() - began
        if sitting is not None:
            theirs.add(field, _panel(field, request, sitting), _load(field, list(sitting.people)))
    return ours, theirs, len(asked)


def _used() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


def _load(field: Field, people: list[int]) -> int:
    cap, load = np.maximum(field.pool.cap[people], 1), field.pool.load[people]
    return int(((200 * (2 * (load + 1) - 1) + cap) // (2 * cap)).sum())


def _panel(field: Field, request: int, sitting: Sitting) -> PlannedPanel:
    draft = Draft(field)
    draft.take(request, sitting)
    slot = field.offers[sitting.offer].slot
    seats = tuple(field.pool.ids[person] for person in sitting.people)
    unmet = tuple(rule.id for rule in draft.unmet(request))
    return PlannedPanel(field.wanted[request].request.id, slot.moment, seats, None, unmet, start_text=slot.text)


def _selected(field: Field, request: int, interpreter: str) -> Sitting | None:
    wanted = field.wanted[request]
    musts = {rule.id for rule in wanted.request.requirements if rule.strength == "must"}
    everything = {rule.id for rule in wanted.request.requirements}
    for asked in [everything] if musts == everything else [everything, musts]:
        for offer in wanted.offers:
            people = _run(field, offer, list(_quotas(field, offer, asked)), interpreter)
            if people is not None:
                return Sitting(offer, _seated(field, offer, people))
    return None


def _quotas(field: Field, offer: int, asked: set[str]) -> Iterator[Quota]:
    wanted = field.wanted[field.offers[offer].request]
    pool, size = field.pool, len(wanted.groups)
    for length in range(1, len(wanted.needs) + 1):
        for groups in combinations(range(len(wanted.needs)), length):
            some = np.zeros(len(pool), np.bool_)
            for group in groups:
                some[field.offers[offer].cells[group]] = True
            yield some, sum(wanted.needs[group] for group in groups), size
    for rule in wanted.request.requirements:
        if rule.id not in asked:
            continue
        if rule.kind == "not_all_same":
            yield from ((mask, 1, size) for mask in other_values(pool, rule))
        else:
            counted = holders_of(pool, wanted.request, rule)
            yield (counted, 0, rule.max or 0) if rule.kind == "at_most" else (counted, rule.min or 0, size)


def _run(field: Field, offer: int, quotas: list[Quota], interpreter: str) -> list[int] | None:
    """Whom the package selects under the quotas, None if it says that nobody can be."""
    pool: Numbers = np.unique(np.concatenate(field.offers[offer].cells))
    size = len(field.wanted[field.offers[offer].request].groups)
    # a quota that nobody or everybody counts for has one value only, which its feature table refuses or need not know
    if any(least > int(mask[pool].sum()) for mask, least, _ in quotas):
        return None
    quotas = [each for each in quotas if not each[0][pool].all() and each[0][pool].any()] or [
        (np.arange(len(field.pool)) == pool[0], 0, 1)
    ]
    names = [f"quota{number}" for number in range(len(quotas))]
    with tempfile.TemporaryDirectory() as folder:
        files = {name: Path(folder, name) for name in ("settings", "features", "people", "selected", "remaining")}
        files["settings"].write_text(SETTINGS)
        with files["features"].open("w", newline="") as out:
            rows = csv.writer(out)
            rows.writerow(["feature", "value", "min", "max"])
            for name, (_, least, most) in zip(names, quotas, strict=True):
                rows.writerow([name, "yes", least, min(most, size)])
                rows.writerow([name, "no", max(0, size - most), size - least])
        with files["people"].open("w", newline="") as out:
            rows = csv.writer(out)
            rows.writerow(["id", *names])
            rows.writerows([p, *("yes" if mask[p] else "no" for mask, _, _ in quotas)] for p in pool.tolist())
        command = [str(Path(interpreter).with_name("sortition")), "csv", "--no-progress", "-n", str(size)]
        command += ["-S", str(files["settings"]), "-f", str(files["features"]), "-p", str(files["people"])]
        command += ["-s", str(files["selected"]), "-r", str(files["remaining"])]
        subprocess.run(command, capture_output=True, check=False, timeout=120)
        if not files["selected"].exists():
            return None
        with files["selected"].open(newline="") as selected:
            people = [int(row["id"]) for row in csv.DictReader(selected)]
        return people if len(people) == size else None


def _seated(field: Field, offer: int, people: list[int]) -> tuple[int, ...]:
    """The people on the seats, which Hall's condition promises to be possible."""
    groups = field.wanted[field.offers[offer].request].groups
    cells = [set(field.offers[offer].cells[group].tolist()) for group in groups]

    def place(seat: int, left: list[int]) -> tuple[int, ...] | None:
        if seat == len(cells):
            return ()
        for person in left:
            if person in cells[seat]:
                rest = place(seat + 1, [other for other in left if other != person])
                if rest is not None:
                    return (person, *rest)
        return None

    seats = place(0, people)
    if seats is None:
        raise AssertionError("The selection fits no seats.")
    return seats
