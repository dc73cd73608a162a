"""A round in Timefold (``timefold/``): the problem written out as lines, its answer read back as a draft.

Timefold is no dependency of Fairpanel. The command is given the Python interpreter of an environment that has the
package ``timefold``, of which only the Java libraries are used; ``javac`` and ``java`` must be on the path. The model
gets our table of who may sit when for nothing, so what is compared is the search.
"""

import subprocess
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from solver.objective import level_names
from solver.problem import Problem, Requirement
from solver.round.draft import Draft, Sitting
from solver.round.field import Field
from solver.round.rules import holders_of

SOURCES = sorted(str(path) for path in Path(__file__).with_name("timefold").glob("*.java"))
TIERS = 3
"""Levels between ``filled`` and ``load`` in the Java score, whose number is fixed when it is compiled."""

QUIET = "<configuration><root level='warn'/></configuration>"
"""Settings of its log: printing every step would take time from the search."""

_FIND = (
    "import importlib.util as u, importlib.metadata as m, pathlib as p;"
    "print(m.version('timefold'), p.Path(u.find_spec('timefold').submodule_search_locations[0], 'solver/jars'))"
)


def installed(interpreter: str) -> tuple[str, str] | None:
    """The version of the package beside an interpreter and the folder of its Java libraries; None if it has none."""
    try:
        found = subprocess.run([interpreter, "-c", _FIND], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    release, _, jars = found.stdout.strip().partition(" ")
    return release, jars


def timefold(problem: Problem, seconds: float, interpreter: str) -> Draft:
    """The plan Timefold finds in so many seconds of search, starting Java not counted.

    Raises:
        ValueError: if the problem has levels the model does not.
    """
    names = level_names(problem)
    if problem.previous is not None or problem.parity is not None or len(names) > TIERS + 2:
        raise ValueError("The model for Timefold has no published panels, no parity and three tiers at most.")
    found = installed(interpreter)
    if found is None:
        raise ValueError(f"{interpreter} has no package timefold.")
    field = Field(problem)
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder, "round.txt"), Path(folder, "panels.txt")
        path.write_text("\n".join(_lines(field, names)) + "\n")
        Path(folder, "logback.xml").write_text(QUIET)
        jars = f"{found[1]}/*:{folder}"
        subprocess.run(["javac", "-proc:none", "-cp", jars, "-d", folder, *SOURCES], check=True)
        command = ["java", "-cp", jars, "roundpeer.Peer", str(path), str(out), str(round(seconds))]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return _draft(field, out.read_text())


def _rooms(field: Field) -> dict[int, int]:
    """The class of each room by number."""
    kinds = {kind for offer in range(len(field.offers)) for kind in _open_rooms(field, offer)}
    return dict(enumerate(kind for kind in sorted(kinds) for _ in range(field.rooms.size(kind))))


def _open_rooms(field: Field, offer: int) -> list[int]:
    request = field.wanted[field.offers[offer].request].request
    slot = field.offers[offer].slot
    return field.rooms.open_at(request.site, slot.start, slot.end) if request.needs_room else []


def _lines(field: Field, names: list[str]) -> Iterator[str]:
    """The field as lines of words: see ``timefold/Peer.java``."""
    clashes = field.clashes
    yield _line("travel", *clashes.minutes.ravel().tolist())
    open_to: dict[int, list[int]] = {}
    for number, offer in enumerate(field.offers):
        for person in sorted(set(chain.from_iterable(cell.tolist() for cell in offer.cells))):
            open_to.setdefault(person, []).append(number)
    for person in sorted(open_to):
        yield _line("person", person, field.pool.cap[person], field.pool.load[person], *open_to[person])
    rooms = _rooms(field)
    for room, kind in rooms.items():
        yield _line("room", room, *(n for n in range(len(field.offers)) if kind in _open_rooms(field, n)))
    for number, wanted in enumerate(field.wanted):
        if not wanted.offers:
            continue
        yield _line("meeting", number, wanted.request.priority)
        for n in wanted.offers:
            where = clashes.period[n], int(clashes.online[n]), clashes.site[n]
            yield _line("start", number, n, clashes.start[n], clashes.end[n], *where)
        cells = [sorted({p for n in wanted.offers for p in field.offers[n].cells[g].tolist()}) for g in wanted.groups]
        for cell in cells:
            yield _line("seat", number, *cell)
        if wanted.request.needs_room:
            site = {kind for n in wanted.offers for kind in _open_rooms(field, n)}
            yield _line("booking", number, *(room for room, kind in rooms.items() if kind in site))
        everyone = sorted(set(chain.from_iterable(cells)))
        for rule in wanted.request.requirements:
            level = -1 if rule.strength == "must" else names.index(f"{rule.strength}.{rule.tier}")
            yield _line("rule", number, level, *_counted(field, number, rule, everyone))


def _counted(field: Field, number: int, rule: Requirement, people: list[int]) -> Iterator[object]:
    """Kind and bound of a requirement, then each person who counts for it with the value they count as."""
    if rule.kind == "not_all_same":
        codes = field.pool.feature(str(rule.feature))[0]
        counted = [(person, int(codes[person])) for person in people if codes[person] >= 0]
        yield from ("varied", 2)
    else:
        holders = holders_of(field.pool, field.wanted[number].request, rule)
        counted = [(person, 1) for person in people if holders[person]]
        yield from ("at_most", rule.max) if rule.kind == "at_most" else ("at_least", rule.min)
    yield from chain.from_iterable(counted)


def _line(*words: object) -> str:
    return " ".join(map(str, words))


def _draft(field: Field, text: str) -> Draft:
    draft = Draft(field)
    kinds = _rooms(field)
    for line in text.splitlines():
        offer, room, *people = map(int, line.split())
        draft.take(field.offers[offer].request, Sitting(offer, tuple(people), kinds.get(room)))
    return draft
