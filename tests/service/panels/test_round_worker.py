"""Real worker processes: one is killed in the middle of a round, another goes on, and the round is planned once."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlmodel import select

from service.models import Job, Round, RoundPanel, TrailEvent
from service.panels.invitations import decline_only
from service.panels.round_files import pack_plan, unpack_plan
from service.panels.round_plan import planned_panels
from service.panels.rounds import cancel_round, publish_round
from service.trail import SYSTEM
from service.work import House
from tests.builders import NEXT_TUESDAY
from tests.service.panels.planning import Trust, a_trust
from tests.service.panels.situations import confirmed

ROOT = Path(__file__).resolve().parents[3]
HALF_HOUR = timedelta(minutes=30)


@contextmanager
def a_worker(house: House, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FAIRPANEL_")}
    environment |= {"FAIRPANEL_DEMO": "1", "FAIRPANEL_DATABASE_URL": house.settings.database_url}
    command = [sys.executable, "-c", "from service.cli import main; main()", "worker", "--lease", "2", *arguments]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(timeout=60)


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 90
    while not happened():
        assert time.monotonic() < deadline, "it did not happen within 90 seconds"
        time.sleep(0.02)


def a_contested_trust(house: House) -> Trust:
    """More requests than chairs can take at once, so that planning takes a while."""
    trust = a_trust(house, requests=0, chairs=6, panelists=14, person={"cap": 3})
    for number in range(24):
        trust.ask(starts=tuple(NEXT_TUESDAY + timedelta(days=number % 3) + step * HALF_HOUR for step in range(8)))
    return trust


def state(trust: Trust, round_id: str) -> str:
    return trust.job(round_id).state


def test_a_round_whose_worker_is_killed_is_planned_by_the_next_and_published_once(house: House) -> None:
    trust = a_contested_trust(house)
    round_id = trust.start(seconds=2)
    with a_worker(house, "--once") as doomed:
        wait_until(lambda: trust.round(round_id).problem is not None)
        doomed.send_signal(signal.SIGKILL)
        doomed.wait(timeout=30)
    assert state(trust, round_id) == "running", "nobody has noticed yet"
    assert trust.round(round_id).state == "planning"
    with a_worker(house) as watching:
        wait_until(lambda: state(trust, round_id) == "done")
        assert trust.job(round_id).attempt == 2
        planned = trust.round(round_id)
        with house.writing(trust.hr) as work:
            publish_round(work, round_id, planned.version)
        wait_until(lambda: trust.round(round_id).state == "published")
        watching.terminate()
        assert watching.wait(timeout=30) == 0
    assert len(trust.panels()) == planned.counts["filled"] > 0
    with house.reading(SYSTEM) as work:
        actions = list(work.session.exec(select(TrailEvent.action)))
        rows = list(work.session.exec(select(RoundPanel.request_id)))
    assert (actions.count("round.planned"), actions.count("round.published")) == (1, 1)
    assert len(rows) == len(set(rows)) == len(trust.requests)


def test_a_round_whose_worker_is_killed_goes_on_from_the_best_plan_it_had(house: House) -> None:
    trust = a_contested_trust(house)
    round_id = trust.start(seconds=600)
    with a_worker(house, "--once") as doomed:
        wait_until(lambda: trust.round(round_id).plan is not None)
        doomed.send_signal(signal.SIGKILL)
        doomed.wait(timeout=30)
    left = trust.round(round_id)
    best = unpack_plan(house.settings, left)
    assert best is not None
    assert left.state == "planning"
    with house.writing(SYSTEM) as work:  # as if nearly all the time had gone by
        work.session.get_one(Round, round_id).plan = pack_plan(house.settings, round_id, replace(best, seconds=599.5))
    with a_worker(house):  # one that keeps looking: the dead one's lease may not have run out yet
        wait_until(lambda: trust.round(round_id).state == "review")
    planned = trust.round(round_id)
    now = unpack_plan(house.settings, planned)
    assert now is not None
    assert now.levels[0].value >= best.levels[0].value
    assert (trust.job(round_id).attempt, planned.stopped_by) == (2, "limit")
    assert now.seconds >= 599.5


def test_a_stopped_worker_leaves_its_best_plan_and_a_cancelled_round_keeps_it(sqlite_house: House) -> None:
    trust = a_contested_trust(sqlite_house)
    round_id = trust.start(seconds=600)
    with a_worker(sqlite_house, "--once") as process:
        wait_until(lambda: trust.round(round_id).plan is not None)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
    best = unpack_plan(sqlite_house.settings, trust.round(round_id))
    assert best is not None
    assert state(trust, round_id) == "queued"
    with a_worker(sqlite_house, "--once") as process:
        wait_until(lambda: state(trust, round_id) == "running")
        with sqlite_house.writing(trust.hr) as work:
            cancel_round(work, round_id)
        wait_until(lambda: process.poll() is not None)
    assert (state(trust, round_id), trust.round(round_id).state) == ("cancelled", "review")
    assert trust.round(round_id).counts["filled"] >= len(planned_panels(best)) > 0


def test_a_worker_looks_after_an_empty_seat_by_itself(sqlite_house: House) -> None:
    office = confirmed(sqlite_house, auto_invite=True)
    invitation = office.invitations("sent")[1]
    with sqlite_house.writing(office.as_person(invitation.person_id)) as work:
        decline_only(work, invitation.id, "not_free", "", invitation.version)
    with a_worker(sqlite_house, "--sweep-every", "1"):
        wait_until(lambda: office.members()[1] is not None)
    assert len(office.invitations("sent")) == 2


def test_a_round_in_a_worker_shows_how_far_it_is_and_stops_when_told(sqlite_house: House) -> None:
    trust = a_contested_trust(sqlite_house)
    round_id = trust.start(seconds=600)
    with a_worker(sqlite_house, "--once") as process:
        wait_until(lambda: bool(trust.job(round_id).progress.get("requests")))
        assert trust.job(round_id).progress["requests"] == 24
        with sqlite_house.writing(trust.hr) as work:
            cancel_round(work, round_id)
        wait_until(lambda: process.poll() is not None)
        assert process.returncode == 0
    assert state(trust, round_id) == "cancelled"
    assert trust.round(round_id).state in ("review", "discarded")


def test_two_workers_race_for_a_round_and_one_plans_it(house: House) -> None:
    trust = a_trust(house)
    round_id = trust.start()
    threads = [threading.Thread(target=trust.run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (state(trust, round_id), trust.job(round_id).attempt) == ("done", 1)
    with house.reading(SYSTEM) as work:
        assert len(work.session.exec(select(Job.id)).all()) == 1
        assert list(work.session.exec(select(TrailEvent.action))).count("round.planned") == 1


def test_a_worker_that_is_told_to_end_leaves_the_round_to_the_next(sqlite_house: House) -> None:
    trust = a_contested_trust(sqlite_house)
    round_id = trust.start(seconds=600)
    with a_worker(sqlite_house) as process:
        wait_until(lambda: trust.round(round_id).problem is not None)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0
    assert state(trust, round_id) == "queued"
    assert trust.round(round_id).state == "planning"
