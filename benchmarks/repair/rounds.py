"""Print what a planning round costs in the service, step by step: `python -m benchmarks.repair.rounds --help`.

With `--cancels` it starts that many rounds, each in a worker process, stops each, and prints how long it took until
the best plan waited for review.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import TypeVar

from sqlmodel import select

from benchmarks.repair.load import a_house, load
from benchmarks.repair.measuring import figures, machine, megabytes
from service.app import create_app
from service.jobs.worker import Worker
from service.models import Account, OutboxMessage, Round, RoundPanel
from service.panels.round_plan import PLAN_ROUND, plan_round
from service.panels.round_publish import PUBLISH_ROUND, publish_round_panels
from service.panels.round_scope import RoundScope
from service.panels.rounds import cancel_round, discard_round, publish_round, start_round
from service.security.passwords import hash_password
from service.trail import SYSTEM, Actor
from service.work import House

Found = TypeVar("Found")
HANDLERS = {PLAN_ROUND: plan_round, PUBLISH_ROUND: publish_round_panels}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.repair.rounds", description=__doc__)
    parser.add_argument("--people", type=int, default=3000)
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--tight", type=int, default=0, choices=[0, 1, 2])
    parser.add_argument("--seconds", type=int, default=60, help="limit of the search")
    parser.add_argument("--cancels", type=int, default=0)
    parser.add_argument("--database", help="URL of an empty database instead of a new SQLite file")
    arguments = parser.parse_args()
    house = a_house(arguments.database)
    print(machine())
    hr = timed(
        "loading", lambda: load(house, people=arguments.people, requests=arguments.requests, tight=arguments.tight)
    )
    if arguments.cancels:
        cancel_many(house, hr, arguments.cancels)
    else:
        once(house, hr, arguments.seconds)


def once(house: House, hr: Actor, seconds: int) -> None:
    """Start, plan, look, publish, look again."""

    def start() -> str:
        with house.writing(hr) as work:
            return start_round(work, RoundScope(), seconds).id

    round_id = timed("starting", start)
    timed("planning", lambda: Worker(house, HANDLERS).run_once())
    with house.reading(SYSTEM) as work:
        row = work.session.get_one(Round, round_id)
        print(f"  {row.state}: {row.counts}, {row.stopped_by}")
        for level in row.levels:
            print(f"    {level['name']:<12} {level['value']:>8} bound {level['bound']:>10.1f} {level['status']}")
        print(f"  problem {len(row.problem or b'') / 1e6:.1f} MB, plan {len(row.plan or b'') / 1e6:.2f} MB")
        version = row.version
    client = signed_in(house, hr)
    look(client, "/hr/rounds")
    for page in (f"/hr/rounds/{round_id}", f"/hr/rounds/{round_id}?page=2", f"/hr/rounds/{round_id}?show=unfilled"):
        look(client, page)
    with house.writing(hr) as work:
        publish_round(work, round_id, version)
    timed("publishing", lambda: Worker(house, HANDLERS).run_once())
    with house.reading(SYSTEM) as work:
        states = list(work.session.exec(select(RoundPanel.state)))
        notes = set(work.session.exec(select(RoundPanel.note)))
        told = len(list(work.session.exec(select(OutboxMessage.id))))
    print("  ", {state: states.count(state) for state in sorted(set(states))}, sorted(notes)[:4], f"{told} messages")
    for page in (f"/hr/rounds/{round_id}", "/hr/requests", "/hr/settle", "/", "/requests"):
        look(client, page)
    print(f"memory {megabytes()} MB")


def cancel_many(house: House, hr: Actor, times: int) -> None:
    """Start and stop rounds, each once its best plan so far is kept, at different moments."""
    took = []
    for number in range(times):
        with house.writing(hr) as work:
            round_id = start_round(work, RoundScope(), 600).id
        process = subprocess.Popen(
            [sys.executable, "-c", "from service.cli import main; main()", "worker", "--once"], env=dict(os.environ)
        )
        wait(lambda round_id=round_id: bool(state(house, round_id).plan))  # type: ignore[misc]
        time.sleep(0.7 * number)
        began = time.perf_counter()
        with house.writing(hr) as work:
            cancel_round(work, round_id)
        wait(lambda round_id=round_id: state(house, round_id).state != "planning")  # type: ignore[misc]
        took.append(time.perf_counter() - began)
        row = state(house, round_id)
        print(f"  {took[-1]:.2f} s: {row.state}, {row.counts.get('filled')} filled, {row.stopped_by}")
        process.wait()
        with house.writing(hr) as work:
            discard_round(work, round_id, row.version)
    print(f"from the click to the review ({times})  {figures(took)}; {machine().rpartition(';')[2].strip()}")


def state(house: House, round_id: str) -> Round:
    """The round as it is now."""
    with house.reading(SYSTEM) as work:
        return work.session.get_one(Round, round_id)


def wait(happened: Callable[[], bool]) -> None:
    """Look until it has happened."""
    while not happened():
        time.sleep(0.02)


def signed_in(house: House, hr: Actor) -> object:
    """A client of the pages, signed in as HR."""
    with house.writing(SYSTEM) as work:
        account = work.session.get_one(Account, hr.account_id)
        account.password_hash = hash_password("a long enough password")
    client = create_app(house.settings).test_client()
    page = client.get("/sign-in").get_data(as_text=True)
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    typed = {"csrf_token": token, "email": "hr@trust.example", "password": "a long enough password"}
    client.post("/sign-in", data=typed)
    return client


def look(client: object, path: str) -> None:
    """Open a page twice and print the second time."""
    client.get(path)  # type: ignore[attr-defined]
    wall, cpu = time.perf_counter(), time.process_time()
    answer = client.get(path)  # type: ignore[attr-defined]
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    size = len(answer.data) / 1000
    print(f"  {path[:18]:<20} {answer.status_code} {wall:6.2f} s ({cpu:.2f} s CPU), {size:.0f} kB")


def timed(what: str, act: Callable[[], Found]) -> Found:
    """Print how long an act takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = act()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{what:<10} {wall:8.2f} s ({cpu:.2f} s CPU), memory {megabytes()} MB", flush=True)
    return found


if __name__ == "__main__":
    main()
