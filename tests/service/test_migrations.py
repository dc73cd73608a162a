"""The schema's history: whole or not at all, and in step with the models, on both databases."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError

from service.app import create_app
from service.db import get
from service.errors import ConfigurationError
from service.migrations import guards
from service.migrations.upgrade import drift, is_current, upgrade
from service.models import Vacancy
from service.trail import SYSTEM
from service.work import House
from tests.builders import a_vacancy
from tests.conftest import DATABASES, named_database, settings_for


@pytest.fixture(params=DATABASES)
def bare_house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """A house on a database that nothing was done to."""
    if request.param == "sqlite":
        made = House(settings_for(f"sqlite:///{tmp_path / 'bare.sqlite3'}"))
        yield made
        made.database.engine.dispose()
        return
    admin, name = request.getfixturevalue("postgres_admin"), f"bare_{uuid4().hex[:12]}"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    made = House(settings_for(named_database(admin, name)))
    yield made
    made.database.engine.dispose()
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_migrations_lead_to_what_the_models_say(bare_house: House) -> None:
    engine = bare_house.database.engine
    assert not is_current(engine)
    upgrade(engine)
    assert is_current(engine)
    assert drift(engine) == []


def test_the_database_refuses_a_state_that_does_not_exist(house: House) -> None:
    with house.writing(SYSTEM) as work:
        vacancy_id = a_vacancy(work).id
    with pytest.raises(IntegrityError, match="ck_vacancy_state"), house.writing(SYSTEM) as work:
        get(work.session, Vacancy, vacancy_id).state = "forgotten"


def test_migrating_again_changes_nothing(bare_house: House) -> None:
    upgrade(bare_house.database.engine)
    before = inspect(bare_house.database.engine).get_table_names()
    upgrade(bare_house.database.engine)
    assert inspect(bare_house.database.engine).get_table_names() == before


def test_a_migration_that_dies_half_way_leaves_nothing_behind(
    bare_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The last table's guards are refused, as if the process had been killed there.
    monkeypatch.setattr(guards, "APPEND_ONLY", ("no_such_table",))
    with pytest.raises(Exception, match="no_such_table"):
        upgrade(bare_house.database.engine)
    assert inspect(bare_house.database.engine).get_table_names() == []
    monkeypatch.undo()
    upgrade(bare_house.database.engine)
    assert is_current(bare_house.database.engine)


def test_the_service_does_not_start_on_a_database_that_is_not_migrated(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="fairpanel migrate"):
        create_app(settings_for(f"sqlite:///{tmp_path / 'bare.sqlite3'}"))


def test_a_copied_sqlite_file_is_still_current(sqlite_template: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    shutil.copyfile(sqlite_template, copy)
    house = House(settings_for(f"sqlite:///{copy}"))
    house.database.assert_safe()
    assert is_current(house.database.engine)
    house.database.engine.dispose()
