"""Print what it costs to repair a panel that somebody leaves: `python -m benchmarks.repair --people 2000`.

Panels are composed and confirmed in an empty database; then members leave one after another, and everything is timed
that finds somebody for the seat, in CPU time of this process, so that a busy machine tells the same. The pool is
indexed once before.
"""

import argparse
import random
import time
from dataclasses import dataclass, field

from sqlmodel import select

from benchmarks.repair.load import a_house, load
from benchmarks.repair.measuring import figures, machine, megabytes
from service.models import Panel, PanelRequest
from service.panels.asked import asked_of_panel
from service.panels.brief import write_brief
from service.panels.compose import propose
from service.panels.invitations import decline_only
from service.panels.life import confirm_panel
from service.panels.panel_rows import invitations_of, seats_of
from service.panels.repairs import repairs_of
from service.panels.replacements import fill_open_seats
from service.panels.verdict import solve
from service.trail import SYSTEM, Actor
from service.work import House


@dataclass
class Measured:
    """Seconds of each step, and how often each way was open where nobody could simply take the seat."""

    reading: list[float] = field(default_factory=list)
    solving: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    ways: list[float] = field(default_factory=list)
    filled: int = 0
    kinds: dict[str, int] = field(default_factory=dict)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.repair", description=__doc__)
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--panels", type=int, default=150)
    parser.add_argument("--tight", type=int, default=1, choices=[0, 1, 2])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", help="URL of an empty database instead of a new SQLite file")
    arguments = parser.parse_args()
    house = a_house(arguments.database)
    hr = load(house, people=arguments.people, requests=arguments.panels, seed=arguments.seed, tight=arguments.tight)
    print(machine())
    confirmed = confirm_all(house, hr)
    print(f"{arguments.people:,} people; {len(confirmed)} of {arguments.panels} requests have a confirmed panel")
    rng = random.Random(arguments.seed)
    measured = Measured()
    for panel_id in confirmed:
        one_leaves(house, hr, panel_id, rng, measured)
    print(f"the search for the seat ({len(measured.solving)})       {figures(measured.solving)}")
    print(f"reading the brief                 {figures(measured.reading)}")
    print(f"the whole replacement, committed  {figures(measured.whole)}")
    if measured.ways:
        print(f"every other way, where nobody could simply take it ({len(measured.ways)})  {figures(measured.ways)}")
    told = ", ".join(f"{name} {count}" for name, count in sorted(measured.kinds.items()))
    print(f"filled at once {measured.filled}; otherwise: {told or 'none'}")
    print(f"memory {megabytes()} MB; {machine().rpartition(';')[2].strip()}")


def confirm_all(house: House, hr: Actor) -> list[str]:
    """Compose and confirm a panel for every request that can have one; their ids."""
    with house.reading(SYSTEM) as work:
        requests = list(work.session.exec(select(PanelRequest.id).order_by(PanelRequest.id)))
    confirmed = []
    for request in requests:
        panel = propose(house, SYSTEM, request).panel
        if panel is not None:
            with house.writing(hr) as work:
                work.session.get_one(Panel, panel.id).needs_release = False
                confirm_panel(work, panel.id, panel.version, auto_invite=True)
            confirmed.append(panel.id)
    return confirmed


def one_leaves(house: House, hr: Actor, panel_id: str, rng: random.Random, measured: Measured) -> None:
    """Let one member decline, and time what follows."""
    with house.reading(SYSTEM) as work:
        asked = [each for each in invitations_of(work, panel_id) if each.state == "sent"]
    if not asked:
        return
    leaves = rng.choice(asked)
    with house.writing(hr) as work:
        decline_only(work, leaves.id, "not_free", "", leaves.version)
    with house.reading(SYSTEM) as work:
        panel = work.session.get_one(Panel, panel_id)
        avoid = frozenset(each.person_id for each in invitations_of(work, panel_id))
        position = next(seat.position for seat in seats_of(work, panel_id) if seat.person_id is None)
        began = time.process_time()
        brief = write_brief(work, asked_of_panel(work, panel, panel.starts_at, open_seats=[position], avoid=avoid))
        measured.reading.append(time.process_time() - began)
    began = time.process_time()
    found = solve(brief)
    measured.solving.append(time.process_time() - began)
    if found is None:
        began = time.process_time()
        offered = repairs_of(house, hr, panel_id).ways
        measured.ways.append(time.process_time() - began)
        for kind in sorted({each.kind for each in offered}) or ["nothing"]:
            measured.kinds[kind] = measured.kinds.get(kind, 0) + 1
    began = time.process_time()
    measured.filled += fill_open_seats(house, panel_id)
    measured.whole.append(time.process_time() - began)


if __name__ == "__main__":
    main()
