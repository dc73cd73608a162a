"""Kill the running service again and again while eight writers work, then look for every write it acknowledged.

Each writer adds people, changes their caps, asks for panels, and repeats a request under its key until it is answered,
as a careful client does. Nothing is known of a request that was never answered; an answered one must be found.
"""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
from sqlmodel import func, select

from service.models import Person
from service.trail import SYSTEM
from service.work import House
from tests.builders import a_person, a_vacancy, an_account
from tests.conftest import settings_for
from tests.service.callers import a_token

ROOT = Path(__file__).resolve().parents[3]
WRITERS = 8
START = datetime(2040, 1, 3, 9, tzinfo=UTC)  # a Tuesday that the served process, whose clock is real, has ahead
PATIENCE = 60  # seconds for the service to answer again after a kill


@dataclass
class Found:
    """What was done, and what is wrong with it afterwards."""

    kills: int = 0
    acknowledged: int = 0
    repeated: int = 0
    faults: list[str] = field(default_factory=list)


class Server:
    """gunicorn with two workers, as `fairpanel run` starts it."""

    def __init__(self, database_url: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        kept = {name: value for name, value in os.environ.items() if not name.startswith("FAIRPANEL_")}
        settings = {"DEMO": "1", "DATABASE_URL": database_url, "PORT": str(self.port), "WORKERS": "2"}
        self._environment = kept | {f"FAIRPANEL_{name}": value for name, value in settings.items()}
        self.process = self._started()

    def kill(self, chosen: random.Random) -> None:
        """Kill a worker, which its master replaces; or everything at once, and start again."""
        master = psutil.Process(self.process.pid)
        workers = master.children()
        if workers and chosen.random() < 0.5:
            chosen.choice(workers).send_signal(signal.SIGKILL)
            return
        for each in (master, *workers):
            each.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process = self._started()

    def stop(self) -> None:
        """End the service."""
        self.process.terminate()
        self.process.wait(30)

    def _started(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "--log-level", "error"]
        command += ["--access-logfile", "/dev/null", "wsgi:app"]
        return subprocess.Popen(command, cwd=ROOT, env=self._environment, stderr=subprocess.DEVNULL)


@dataclass
class Writer:
    """A careful client. `known` maps what was acknowledged to what may be found there."""

    number: int
    port: int
    token: str
    vacancy_id: str
    place: dict[str, str]
    done: threading.Event
    found: Found
    people: dict[str, set[int]] = field(default_factory=dict)
    panels: dict[str, str] = field(default_factory=dict)

    def work(self) -> None:
        chosen, step = random.Random(self.number), 0
        while not self.done.is_set():
            step += 1
            self._add_person(step)
            if chosen.random() < 0.5:
                self._change_cap(chosen.choice(list(self.people)), chosen.randint(1, 90))
            if chosen.random() < 0.4:
                self._ask_for_panel(step)

    def _add_person(self, step: int) -> None:
        number = f"{self.number}-{step}"
        body = {"name": f"Person {number}", "employee_number": number, "cap": 3} | self.place
        person = self._until_answered("POST", "/people", body)
        if person is not None:
            self.people[person["id"]] = {3}

    def _change_cap(self, person_id: str, cap: int) -> None:
        status, person = self._send("GET", f"/people/{person_id}", None, {})
        if status != 200:
            return
        allowed = self.people[person_id]
        allowed.add(cap)  # whatever comes of it, both may be found from now on
        match = {"If-Match": f'"{person["version"]}"'}
        status, _ = self._send("PATCH", f"/people/{person_id}", {"cap": cap}, match)
        if status == 200:
            self.people[person_id] = {cap}
            self.found.acknowledged += 1

    def _ask_for_panel(self, step: int) -> None:
        start = START + timedelta(days=7 * (step % 50), hours=self.number % 7)
        body = {
            "vacancy_id": self.vacancy_id, "starts": [start.isoformat()], "minutes": 30,
            "seats": [{"role": "chair"}, {"role": "panelist"}],
        }  # fmt: skip
        request = self._until_answered("POST", "/panel-requests", body)
        if request is None:
            return
        proposal = self._until_answered("POST", f"/panel-requests/{request['id']}/proposal", None)
        if proposal is not None and proposal["panel"] is not None:
            self.panels[request["id"]] = proposal["panel"]["id"]

    def _until_answered(self, method: str, path: str, body: Any) -> Any:
        """Repeat one request under one key until it is answered; a repetition must not do it twice."""
        key, first = {"Idempotency-Key": str(uuid4())}, True
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            status, answered = self._send(method, path, body, key)
            if status in (200, 201):
                self.found.acknowledged += 1
                self.found.repeated += not first
                return answered
            if status and status not in (409, 503):
                self.found.faults.append(f"{method} {path} was answered {status}: {answered}")
                return None
            first = False
            time.sleep(0.05)
        if not self.done.is_set():
            self.found.faults.append(f"{method} {path} was not answered for {PATIENCE} seconds.")
        return None

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> tuple[int, Any]:
        """Return status and body; 0 where the connection broke."""
        sent = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"} | headers
        connection = HTTPConnection("127.0.0.1", self.port, timeout=40)
        try:
            connection.request(method, f"/api/v1{path}", json.dumps(body) if body is not None else None, sent)
            response = connection.getresponse()
            return response.status, json.loads(response.read() or b"null")
        except (OSError, HTTPException, ValueError):
            return 0, None
        finally:
            connection.close()


def kill_and_look(
    database_url: str, kills: int, *, seeded: int = 1, tell: Callable[[str], None] = lambda _: None
) -> Found:
    """Serve a migrated, empty database, kill the service `kills` times under the writers, and say what was lost."""
    house, chosen, found = House(settings_for(database_url)), random.Random(seeded), Found()
    with _served(house, database_url) as (server, token, vacancy_id, place):
        done = threading.Event()
        writers = [
            Writer(number, server.port, token, vacancy_id, place, done, found) for number in range(1, WRITERS + 1)
        ]
        threads = [threading.Thread(target=writer.work) for writer in writers]
        for thread in threads:
            thread.start()
        _answers(server)
        while found.kills < kills:
            time.sleep(chosen.uniform(0.3, 2.0))
            before = found.acknowledged
            server.kill(chosen)
            found.kills += 1
            tell(f"{found.kills} kills, {before} writes acknowledged, {found.repeated} of them after a repetition")
            _answers(server)
        time.sleep(1)
        done.set()
        for thread in threads:
            thread.join()
        _look(writers, found)
    _look_inside(house, writers, found)
    house.database.engine.dispose()
    return found


@contextmanager
def _served(house: House, database_url: str) -> Iterator[tuple[Server, str, str, dict[str, str]]]:
    with house.writing(SYSTEM) as work:
        chair = a_person(work, roles=("chair",), cap=100)
        for number in range(20):
            a_person(work, roles=("chair", "panelist") if number % 2 else ("panelist",), cap=100)
        vacancy = a_vacancy(work)
        token = a_token(work, an_account(work, roles=("hr",)))
        place = {"site_id": chair.site_id, "department_id": chair.department_id}
        vacancy_id = vacancy.id
    server = Server(database_url)
    try:
        yield server, token, vacancy_id, place
    finally:
        server.stop()


def _answers(server: Server) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=5)
        try:
            connection.request("GET", "/api/v1/health")
            if connection.getresponse().status == 200:
                return
        except (OSError, HTTPException):
            time.sleep(0.1)
        finally:
            connection.close()
    raise AssertionError(f"The service did not answer within {PATIENCE} seconds of being started.")


def _look(writers: list[Writer], found: Found) -> None:
    for writer in writers:
        for person_id, caps in writer.people.items():
            status, person = writer._send("GET", f"/people/{person_id}", None, {})
            if status != 200:
                found.faults.append(f"The person {person_id} was acknowledged and is lost ({status}).")
            elif person["cap"] not in caps:
                found.faults.append(f"The cap of {person_id} is {person['cap']}, not one of {sorted(caps)}.")
        for request_id, panel_id in writer.panels.items():
            status, panel = writer._send("GET", f"/panels/{panel_id}", None, {})
            if status != 200 or panel["request_id"] != request_id:
                found.faults.append(f"The panel {panel_id} was acknowledged and is lost ({status}).")


def _look_inside(house: House, writers: list[Writer], found: Found) -> None:
    with house.reading(SYSTEM) as work:
        broken = work.trail.verify(work.session)
        if broken is not None:
            found.faults.append(f"The trail does not fit its chain at event {broken}.")
        added = work.session.exec(select(func.count()).select_from(Person)).one() - 21
    acknowledged = sum(len(writer.people) for writer in writers)
    if not acknowledged <= added <= acknowledged + WRITERS:  # each writer may have one in hand at the end
        found.faults.append(f"{acknowledged} people were acknowledged and {added} are there.")
