"""A task: a claimed job in the hands of the code that does it."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy.exc import OperationalError

from service.jobs.queue import Claim, is_cancelled, keep, locked_claim
from service.models import utc_now
from service.trail import SYSTEM, Actor
from service.work import House, Work

LOOK_EVERY = 0.4  # seconds between looks for a cancellation
WRITE_EVERY = 1.0  # seconds between writes of lease and progress


class LostLeaseError(Exception):
    """The job has become another worker's: whatever was being written is undone, and nothing more is."""


class Task:
    """What a handler is given.

    While it runs, a thread of its own keeps the lease, writes the progress at most once a second, and learns of a
    cancellation in half a second.

    Attributes:
        subject_id: what the job is about.
        actor: whoever asked for it, with the roles they hold now.
        cancelled: somebody asked it to stop.
        finished: its end is committed.
        settings: the installation's.
    """

    def __init__(self, house: House, claimed: Claim, lease: timedelta, ending: Callable[[], bool]) -> None:
        self.subject_id = claimed.subject_id
        self.actor: Actor = claimed.actor
        self.cancelled = claimed.cancelling
        self.finished = False
        self.settings = house.settings
        self._house = house
        self._claim = claimed
        self._lease = lease
        self._ending = ending
        self._lost = False
        self._progress: dict[str, Any] = {}
        self._written: dict[str, Any] = {}
        self._over = threading.Event()
        self._began = time.monotonic()
        self._thread = threading.Thread(target=self._keep, name="lease", daemon=True)

    @property
    def interrupted(self) -> bool:
        """Whether the worker itself is ending, or the job has become somebody else's: leave it for the next."""
        return self._lost or (self._ending() and not self.cancelled)

    def should_stop(self) -> bool:
        """Return whether to stop and keep the best so far; ask it often."""
        return self.cancelled or self.interrupted

    def report(self, **progress: Any) -> None:
        """Say how far the job has come; what is said too quickly is passed over."""
        self._progress = {**progress, "elapsed": round(time.monotonic() - self._began, 1)}

    @contextmanager
    def writing(self) -> Iterator[Work]:
        """Yield a unit of work in the name of whoever asked for the job.

        Raises:
            LostLeaseError: the job has become another worker's.
        """
        with self._house.writing(self.actor) as work:
            if locked_claim(work, self._claim) is None:
                self._lost = True
                raise LostLeaseError
            yield work

    @contextmanager
    def finishing(self, state: str = "done", **progress: Any) -> Iterator[Work]:
        """Yield the last unit of work: the job's end is committed with whatever it brought about."""
        with self._house.writing(self.actor) as work:
            job = locked_claim(work, self._claim)
            if job is None:
                self._lost = True
                raise LostLeaseError
            yield work
            elapsed = round(time.monotonic() - self._began, 1)
            job.state, job.finished_at, job.owner, job.lease_until = state, utc_now(), None, None
            job.progress = {**self._progress, **progress, "elapsed": elapsed}
            work.session.add(job)
        self.finished = True

    def __enter__(self) -> "Task":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def fail(self, sentence: str) -> None:
        """Write down that the job could not be done, and why."""
        with self._house.writing(SYSTEM) as work:
            job = locked_claim(work, self._claim)
            if job is not None:
                job.state, job.error, job.finished_at, job.owner = "failed", sentence[:2000], utc_now(), None
                work.session.add(job)
        self.finished = True

    def _keep(self) -> None:
        until = time.monotonic() + self._lease.total_seconds()
        wrote = 0.0
        while not self._over.wait(LOOK_EVERY):
            try:
                if time.monotonic() - wrote >= WRITE_EVERY:
                    progress: Mapping[str, Any] = self._progress
                    wrote = time.monotonic()
                    if not keep(self._house, self._claim, self._lease, dict(progress) or None):
                        self._lost = not self.finished
                        return
                    until = wrote + self._lease.total_seconds()
                asked = is_cancelled(self._house, self._claim)
                if asked is None:
                    self._lost = not self.finished
                    return
                self.cancelled = self.cancelled or asked
            except OperationalError:  # the database is busy or away; the lease says for how long that may last
                if time.monotonic() > until:
                    self._lost = True
                    return
