"""Applications for the tests of doors, on each database and on SQLite alone."""

from collections.abc import Iterator

import pytest
from flask import Flask

from service.work import House
from tests.service.watched_client import an_app, house_of


@pytest.fixture
def app(house: House) -> Iterator[Flask]:
    """An application with an empty database, on each database."""
    made = an_app(house.settings)
    yield made
    house_of(made).database.engine.dispose()


@pytest.fixture
def sqlite_app(sqlite_house: House) -> Iterator[Flask]:
    """An application with an empty SQLite database, for behaviour in which the database plays no part."""
    made = an_app(sqlite_house.settings)
    yield made
    house_of(made).database.engine.dispose()
