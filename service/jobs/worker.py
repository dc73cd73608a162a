"""A worker: takes one job at a time and hands it to the code for its kind."""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlalchemy.exc import OperationalError

from service.errors import FairpanelError
from service.jobs.queue import claim, give_back
from service.jobs.task import LostLeaseError, Task
from service.work import House

Handler = Callable[[House, Task], None]
LEASE = timedelta(seconds=15)
log = logging.getLogger("fairpanel.worker")


class Worker:
    """Does jobs.

    Args:
        house: the installation.
        handlers: the code for each kind of job.
        lease: how long the worker may be silent before another takes its job over. The clocks of all the machines
            with workers must agree much better than this.
        ending: asked often; once true, a job under way is given back.
    """

    def __init__(
        self,
        house: House,
        handlers: Mapping[str, Handler],
        *,
        lease: timedelta = LEASE,
        ending: Callable[[], bool] = lambda: False,
    ) -> None:
        self._house = house
        self._handlers = handlers
        self._lease = lease
        self._ending = ending

    def run_once(self) -> bool:
        """Do one job if there is one, and return whether there was."""
        claimed = claim(self._house, self._lease)
        if claimed is None:
            return False
        with Task(self._house, claimed, self._lease, self._ending) as task:
            try:
                self._handlers[claimed.kind](self._house, task)
            except LostLeaseError:
                log.warning("A job was taken over by another worker: this one had been silent too long.")
            except FairpanelError as error:
                task.fail(error.message)
            except OperationalError:
                log.exception("The database went away during a job; it is tried again when its lease has run out.")
                return True
            except Exception as error:
                log.exception("A job failed unexpectedly.")
                task.fail(f"Something went wrong ({type(error).__name__}). It is written in the service's log.")
        if not task.finished:
            give_back(self._house, claimed)
        return True
