"""Bring a database to the present schema, all of it or nothing."""

from importlib.resources import files

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Connection, Engine, inspect
from sqlmodel import SQLModel

from service.db import WRITES


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run the migrations up to `revision` in one transaction, so that a kill in the middle leaves nothing behind."""
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        if connection.dialect.name == "postgresql":
            # Two services starting at once take turns.
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(4711001)")
        command.upgrade(_config(connection), revision)


def is_current(engine: Engine) -> bool:
    """Return whether the database is at the newest migration."""
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_heads()
        return set(found) == set(ScriptDirectory.from_config(_config(connection)).get_heads())


def drift(engine: Engine) -> list[str]:
    """Return what differs between the migrated database and the models, one line a difference."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [
            *(str(difference) for difference in compare_metadata(context, SQLModel.metadata)),
            *_missing_checks(connection),
        ]


def _missing_checks(connection: Connection) -> list[str]:
    # Alembic neither writes nor compares the CHECK of a single column.
    inspector = inspect(connection)
    missing = []
    for table in SQLModel.metadata.sorted_tables:
        kept = {each["name"] for each in inspector.get_check_constraints(table.name)}
        declared = {each.name for column in table.columns for each in column.constraints}
        declared |= {each.name for each in table.constraints if isinstance(each, CheckConstraint)}
        missing += [f"{table.name} lacks the check {name}" for name in sorted(str(name) for name in declared - kept)]
    return missing


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("service.migrations")))
    config.attributes["connection"] = connection
    return config
