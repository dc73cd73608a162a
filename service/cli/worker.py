"""The worker: `fairpanel worker` does the service's long work, such as planning rounds, outside the web workers."""

import logging
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import click

import service
from service.config import from_environment
from service.errors import ConfigurationError
from service.jobs.queue import something_to_do
from service.jobs.worker import LEASE, Worker
from service.migrations.upgrade import is_current
from service.work import House

IDLE = 1.0  # seconds between looks at the table
GRACE = 8.0  # seconds a job has to stop and be given back
log = logging.getLogger("fairpanel.worker")


class Ending:
    """Whether this process should end: it was told to, or whoever started it is gone."""

    def __init__(self, parent: int | None) -> None:
        self._told = False
        self._parent = parent
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._tell)

    def __call__(self) -> bool:
        """Return whether to end."""
        return self._told or (self._parent is not None and os.getppid() != self._parent)

    def wait(self, seconds: float) -> None:
        """Sleep, unless told to end."""
        until = time.monotonic() + seconds
        while not self() and time.monotonic() < until:
            time.sleep(0.1)

    def _tell(self, *_: object) -> None:
        self._told = True


@click.command("worker")
@click.option("--once", is_flag=True, help="Do one job if there is one, then end.")
@click.option("--lease", default=int(LEASE.total_seconds()), show_default=True, type=click.IntRange(2, 600),
              help="Seconds without a sign of life after which another worker takes a job over.")  # fmt: skip
@click.option("--parent", type=int, default=None, hidden=True, help="End when this process is gone.")
def worker(once: bool, lease: int, parent: int | None) -> None:
    """Do the service's long work, such as planning rounds, until stopped.

    `fairpanel run` and `fairpanel demo` start one beside the web workers; start more on other machines if you like.
    Each job runs in a process of its own, so that one which runs out of memory takes nothing else with it.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    ending = Ending(parent)
    house = House(from_environment())
    if not is_current(house.database.engine):
        raise ConfigurationError("The database is not at this version's schema. Run `fairpanel migrate` first.")
    if once:
        _do_one(house, lease, ending)
    else:
        _keep_watch(house, lease, ending)


def _do_one(house: House, lease: int, ending: Ending) -> None:
    # The solver takes a second to import: only a process with a job pays for it.
    from service.panels.round_plan import PLAN_ROUND, plan_round
    from service.panels.round_publish import PUBLISH_ROUND, publish_round_panels

    handlers = {PLAN_ROUND: plan_round, PUBLISH_ROUND: publish_round_panels}
    Worker(house, handlers, lease=timedelta(seconds=lease), ending=ending).run_once()


def _keep_watch(house: House, lease: int, ending: Ending) -> None:
    while not ending():
        try:
            busy = something_to_do(house)
        except Exception:
            log.exception("The table of jobs cannot be read; trying again.")
            busy = False
            ending.wait(5 * IDLE)
        if busy:
            _run_child(lease, ending)
        ending.wait(IDLE)


def _run_child(lease: int, ending: Ending) -> None:
    root = str(Path(service.__file__).parent.parent)
    search = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH", "")) if part)
    # In a session of its own, so that Ctrl-C reaches it through us alone, once.
    child = subprocess.Popen(  # noqa: S603 - our own command
        [
            sys.executable, "-c", "from service.cli import main; main()", "worker", "--once",
            "--lease", str(lease), "--parent", str(os.getpid()),
        ],
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": search},
        start_new_session=True,
    )  # fmt: skip
    while child.poll() is None:
        if ending():
            child.terminate()
            try:
                child.wait(GRACE)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            return
        ending.wait(0.2)
    if child.returncode < 0:
        log.error("A job's process was ended by signal %s; its job is tried again.", -child.returncode)
