"""The worker: `fairpanel worker` does the service's long work, such as planning rounds, outside the web workers."""

import logging
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Hashable
from datetime import timedelta
from pathlib import Path

import click

import service
from service.config import from_environment
from service.errors import ConfigurationError
from service.jobs.queue import something_to_do
from service.jobs.worker import LEASE, Worker
from service.migrations.upgrade import is_current
from service.panels.overdue import overdue
from service.work import House

IDLE = 1.0  # seconds between looks at the table
SWEEP_EVERY = 60  # seconds between sweeps
SELDOM = 15  # sweeps after which what nobody could settle is tried again though nothing has changed
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
@click.option("--sweep-every", default=SWEEP_EVERY, show_default=True, type=click.IntRange(0, 86_400),
              help="Seconds between looks for empty seats and holds that have run out; 0 for never.")  # fmt: skip
@click.option("--sweep", is_flag=True, hidden=True, help="Sweep once, then end.")
@click.option("--parent", type=int, default=None, hidden=True, help="End when this process is gone.")
def worker(once: bool, lease: int, sweep_every: int, sweep: bool, parent: int | None) -> None:
    """Do the service's long work, such as planning rounds, until stopped.

    `fairpanel run` and `fairpanel demo` start one beside the web workers; start more on other machines if you like.
    Each job runs in a process of its own, so that one which runs out of memory takes nothing else with it. Besides,
    the worker looks after seats that somebody left and nobody has taken, and proposals whose hold has run out.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    ending = Ending(parent)
    house = House(from_environment())
    if not is_current(house.database.engine):
        raise ConfigurationError("The database is not at this version's schema. Run `fairpanel migrate` first.")
    if sweep:
        _sweep(house, ending)
    elif once:
        _do_one(house, lease, ending)
    else:
        _keep_watch(house, lease, sweep_every, ending)


def _do_one(house: House, lease: int, ending: Ending) -> None:
    # The solver takes a second to import: only a process with a job pays for it.
    from service.outcomes.releases import DRAFT_RELEASE, prepare_draft
    from service.panels.round_plan import PLAN_ROUND, plan_round
    from service.panels.round_publish import PUBLISH_ROUND, publish_round_panels
    from service.shortlisting.redaction_job import REDACTION, redact_applications

    handlers = {
        PLAN_ROUND: plan_round,
        PUBLISH_ROUND: publish_round_panels,
        REDACTION: redact_applications,
        DRAFT_RELEASE: prepare_draft,
    }
    Worker(house, handlers, lease=timedelta(seconds=lease), ending=ending).run_once()


def _sweep(house: House, ending: Ending) -> None:
    from service.panels.sweeping import sweep

    done = sweep(house, ending)
    if done.expired or done.filled:
        log.info("Swept: %s proposals had run out, %s empty seats got somebody.", done.expired, done.filled)


def _keep_watch(house: House, lease: int, sweep_every: int, ending: Ending) -> None:
    job = Child("A job's process was ended by signal %s; its job is tried again.")
    sweeper = Child("A sweep was ended by signal %s; the next one does what it left.")
    sweeps = Sweeps(sweep_every)
    while not ending():
        try:
            if not job.runs() and something_to_do(house):
                job.start("--once", "--lease", str(lease))
            if not sweeper.runs() and sweeps.due(house):
                sweeper.start("--sweep")
        except Exception:
            log.exception("The tables of jobs and panels cannot be read; trying again.")
            ending.wait(5 * IDLE)
        ending.wait(IDLE)
    for child in (job, sweeper):
        child.tell()
    for child in (job, sweeper):
        child.end()


class Sweeps:
    """When to sweep: every so many seconds if there is something to do, and what nobody could settle seldom again."""

    def __init__(self, every: int) -> None:
        self._every = every
        self._looked = -math.inf
        self._swept = -math.inf
        self._seen: Hashable = ()

    def due(self, house: House) -> bool:
        """Return whether to sweep now."""
        now = time.monotonic()
        if not self._every or now - self._looked < self._every:
            return False
        self._looked = now
        found = overdue(house)
        if not found or (found == self._seen and now - self._swept < SELDOM * self._every):
            return False
        self._seen, self._swept = found, now
        return True


class Child:
    """A process of this program for one piece of work, in a session of its own so that Ctrl-C reaches it through us."""

    def __init__(self, ended_badly: str) -> None:
        self._ended_badly = ended_badly
        self._process: subprocess.Popen[bytes] | None = None

    def runs(self) -> bool:
        """Return whether it runs, and say in the log if a signal has ended it."""
        if self._process is not None and self._process.poll() is not None:
            if self._process.returncode < 0:
                log.error(self._ended_badly, -self._process.returncode)
            self._process = None
        return self._process is not None

    def start(self, *arguments: str) -> None:
        """Start it."""
        root = str(Path(service.__file__).parent.parent)
        search = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH", "")) if part)
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            [
                sys.executable, "-c", "from service.cli import main; main()", "worker", *arguments,
                "--parent", str(os.getpid()),
            ],
            stdin=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": search},
            start_new_session=True,
        )  # fmt: skip

    def tell(self) -> None:
        """Ask it to end."""
        if self.runs() and self._process is not None:
            self._process.terminate()

    def end(self) -> None:
        """Wait for its end, and end it if it takes too long."""
        if self._process is not None:
            try:
                self._process.wait(GRACE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
