"""A test client that fails the test whose request left something behind: unsaved changes, or a connection in use.

Every test of a door makes its requests through it (`an_app` makes applications that hand it out), so that a view that
opens a session of its own and forgets to commit, or to close it, is found by whatever test comes past.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session
from werkzeug.test import TestResponse

from service.app import create_app
from service.config import Settings
from service.work import House

UNSAVED = "tests_unsaved"
_left: list[str] = []


def an_app(settings: Settings, **config: Any) -> Flask:
    """An application whose test clients watch; errors are answered as they would be, not raised."""
    app = create_app(settings)
    app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False, **config)
    app.test_client_class = WatchedClient
    return app


def house_of(app: Flask) -> House:
    """The application's house."""
    found: House = app.extensions["fairpanel"]
    return found


class WatchedClient(FlaskClient):
    """A client whose every request must leave nothing behind."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        with _counting(house_of(self.application)) as in_use:
            _left.clear()
            response = super().open(*args, **kwargs)
            response.get_data()
            response.close()
        told = f"{response.request.method} {response.request.path} answered {response.status_code} and left"
        assert not _left, f"{told} changes that nobody committed: {_left}"
        assert in_use == [0], f"{told} {in_use[0]} database connection(s) in use."
        return response


@contextmanager
def _counting(house: House) -> Iterator[list[int]]:
    in_use, pool = [0], house.database.engine.pool

    def taken(*_: Any) -> None:
        in_use[0] += 1

    def returned(*_: Any) -> None:
        in_use[0] -= 1

    event.listen(pool, "checkout", taken)
    event.listen(pool, "checkin", returned)
    try:
        yield in_use
    finally:
        event.remove(pool, "checkout", taken)
        event.remove(pool, "checkin", returned)


@event.listens_for(Session, "after_flush")
def _flushed(session: Session, _context: Any) -> None:
    session.info[UNSAVED] = True


@event.listens_for(Session, "do_orm_execute")
def _executed(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        state.session.info[UNSAVED] = True


@event.listens_for(Session, "after_commit")
def _committed(session: Session) -> None:
    session.info.pop(UNSAVED, None)


_close = Session.close


def _watched_close(session: Session) -> None:
    # What an error undoes is meant to be undone.
    if sys.exc_info()[0] is None:
        pending = [type(row).__name__ for row in (*session.new, *session.dirty, *session.deleted)]
        if pending or session.info.pop(UNSAVED, False):
            _left.append(", ".join(pending) or "rows that were written")
    _close(session)


Session.close = _watched_close  # type: ignore[method-assign]
