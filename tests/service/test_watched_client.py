"""The watching client notices what a careless view leaves behind."""

import pytest
from flask import Flask
from sqlmodel import Session

from service.models import Site
from tests.service.watched_client import house_of


def a_door(app: Flask, view: object) -> None:
    app.add_url_rule("/careless", "careless", view)  # type: ignore[arg-type]


def test_a_view_that_forgets_to_commit_fails_the_test(sqlite_app: Flask) -> None:
    def careless() -> str:
        with Session(house_of(sqlite_app).database.engine) as session:
            session.add(Site(code="s", name="S"))
            session.flush()
        return "done"

    a_door(sqlite_app, careless)
    with pytest.raises(AssertionError, match="nobody committed"):
        sqlite_app.test_client().get("/careless")


def test_a_view_that_adds_a_row_and_never_writes_it_fails_the_test(sqlite_app: Flask) -> None:
    def careless() -> str:
        with Session(house_of(sqlite_app).database.engine) as session:
            session.add(Site(code="s", name="S"))
        return "done"

    a_door(sqlite_app, careless)
    with pytest.raises(AssertionError, match="Site"):
        sqlite_app.test_client().get("/careless")


def test_a_view_that_keeps_a_transaction_open_fails_the_test(app: Flask) -> None:
    kept = []

    def careless() -> str:
        session = Session(house_of(app).database.engine)
        session.get(Site, "s")
        kept.append(session)
        return "done"

    a_door(app, careless)
    with pytest.raises(AssertionError, match="1 database connection"):
        app.test_client().get("/careless")
    kept.pop().close()


def test_a_view_that_commits_passes(sqlite_app: Flask) -> None:
    def careful() -> str:
        with Session(house_of(sqlite_app).database.engine) as session:
            session.add(Site(code="s", name="S"))
            session.commit()
        return "done"

    a_door(sqlite_app, careful)
    assert sqlite_app.test_client().get("/careless").status_code == 200
