"""A test client that fails the test whose request left something behind: unsaved changes, or a connection in use.

Every test of a door makes its requests to an application of `an_app`, so that a view that opens a session of its own
and forgets to commit, or to close it, is found by whatever test comes past. Each thread watches its own request.
"""

import sys
import threading
from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import replace
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session
from werkzeug.test import TestResponse
from werkzeug.wsgi import ClosingIterator

from service.app import create_app
from service.config import Settings
from service.work import House

UNSAVED = "tests_unsaved"


class Seen(threading.local):
    """What this thread's request has in hand."""

    def __init__(self) -> None:
        self.connections = 0
        self.unsaved: list[str] = []


_seen = Seen()


class Prepared(Flask):
    """An application copied from one that was made before: building the routes takes a third of a second.

    What a test changes is its own: the house, the configuration, and, once it adds a route, all routes.
    """

    own_routes = False

    def add_url_rule(self, *args: Any, **kwargs: Any) -> None:
        if not self.own_routes:
            made = create_app(house_of(self).settings)
            house_of(made).database.engine.dispose()
            self.url_map, self.view_functions, self.own_routes = made.url_map, made.view_functions, True
        super().add_url_rule(*args, **kwargs)


_made: dict[str, Flask] = {}


def an_app(settings: Settings, **config: Any) -> Flask:
    """An application that watches its requests; errors are answered as they would be, not raised."""
    likeness = repr(replace(settings, database_url=""))
    if likeness not in _made:
        _made[likeness] = create_app(settings)
        house_of(_made[likeness]).database.engine.dispose()
    app = copy(_made[likeness])
    app.__class__ = Prepared
    app.jinja_env = _made[likeness].jinja_env  # with the templates that were read so far
    app.extensions = app.extensions | {"fairpanel": House(settings)}
    app.config = copy(app.config)
    app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False, **config)
    app.test_client_class = WatchedClient
    app.wsgi_app = Watch(app.wsgi_app)  # type: ignore[method-assign]
    pool = house_of(app).database.engine.pool
    event.listen(pool, "checkout", _taken)
    event.listen(pool, "checkin", _returned)
    return app


def house_of(app: Flask) -> House:
    """The application's house."""
    found: House = app.extensions["fairpanel"]
    return found


def left_behind(app: Flask) -> list[str]:
    """What requests left behind since this was asked last."""
    watch: Watch = app.wsgi_app  # type: ignore[assignment]
    found, watch.left = watch.left, []
    return found


class Watch:
    """The application, watched: `left` says what requests left behind."""

    def __init__(self, app: Callable[..., Any]) -> None:
        self.app = app
        self.left: list[str] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        _seen.__init__()  # type: ignore[misc]

        def look() -> None:
            told = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']} left"
            if _seen.unsaved:
                self.left.append(f"{told} changes that nobody committed: {', '.join(_seen.unsaved)}.")
            if _seen.connections:
                self.left.append(f"{told} {_seen.connections} database connection(s) in use.")

        return ClosingIterator(self.app(environ, start_response), look)


class WatchedClient(FlaskClient):
    """A client whose every request must leave nothing behind."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        response.get_data()
        response.close()
        assert not (left := left_behind(self.application)), left
        return response


def _taken(*_: Any) -> None:
    _seen.connections += 1


def _returned(*_: Any) -> None:
    _seen.connections -= 1


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
            _seen.unsaved.append(", ".join(pending) or "rows that were written")
    _close(session)


Session.close = _watched_close  # type: ignore[method-assign]
