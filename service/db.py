"""The database: one engine, sessions that read and sessions that write.

A *reading* session refuses to change anything. A *writing* session is one unit of work: its rows, trail event, outbox
message and idempotency record are committed together, or none of them is. Nothing is solved inside one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.pool import NullPool
from sqlmodel import Session, SQLModel, select

from service.config import Settings
from service.errors import ConfigurationError, ConflictError, NotFoundError, PreconditionRequiredError, StaleError
from service.models import Revision

Row = TypeVar("Row", bound=SQLModel)
WRITES = "fairpanel_writes"
POOL = "pool"  # the revision raised by whatever changes who may sit: people, roles, training, availability, features


class Database:
    """The one way to the rows."""

    def __init__(self, settings: Settings) -> None:
        self.engine = make_engine(settings)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session that sees one state of the database and changes nothing.

        Raises:
            RuntimeError: a row was added, changed or deleted in it.
        """
        with Session(self.engine, autoflush=False, expire_on_commit=False) as session:
            event.listen(session, "before_flush", _refuse_flush)
            yield session
            if session.new or session.dirty or session.deleted:
                raise RuntimeError("A reading session changed rows that nobody commits. Use writing().")

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Yield one unit of work; it is committed when the block ends, and rolled back when it raises."""
        engine = self.engine.execution_options(**{WRITES: True})
        with Session(engine, expire_on_commit=False) as session:
            yield session
            session.commit()

    def assert_safe(self) -> None:
        """Check that the database keeps what it acknowledges.

        Raises:
            ConfigurationError: an SQLite file without WAL, full synchronisation or foreign keys.
        """
        with self.engine.connect() as connection:
            if connection.dialect.name != "sqlite":
                return
            for pragma, wanted in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)):
                found = connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
                if found != wanted:
                    raise ConfigurationError(
                        f"SQLite's {pragma} is {found!r}, not {wanted!r}: put the file on a local disk that allows it."
                    )


def make_engine(settings: Settings) -> Engine:
    """Return an engine with the transaction rules of this house."""
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=10)
    # A connection a request: SQLite opens in microseconds, and nothing is shared between threads or forks.
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": 30})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _refuse_flush(*_: Any) -> None:
    raise RuntimeError("A reading session changed rows that nobody commits. Use writing().")


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, below
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A deferred BEGIN that turns from reading to writing fails at once with "database is locked", whatever the
    # timeout; one that takes the write lock first waits its turn.
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def get(session: Session, table: type[Row], key: Any) -> Row:
    """Return the row of `table` with this primary key.

    Raises:
        NotFoundError: there is none.
    """
    row = session.get(table, key)
    if row is None:
        raise NotFoundError
    return row


def lock(session: Session, table: type[Row], key: Any) -> Row:
    """Return the row with this primary key as it is now, kept from other writers until the commit.

    Raises:
        NotFoundError: there is none.
    """
    row = session.get(table, key, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFoundError
    return row


def expect_version(row: Any, expected: int | None) -> None:
    """Refuse a change that was based on another version of `row` than the present one, and raise the version.

    Raises:
        PreconditionRequiredError: no version was given.
        StaleError: the version is not the present one.
    """
    if expected is None:
        raise PreconditionRequiredError
    if row.version != expected:
        raise StaleError
    row.version += 1


def revise(session: Session, name: str = POOL) -> None:
    """Raise the revision `name` in this commit, so that caches built on it are read again."""
    row = session.exec(select(Revision).where(Revision.name == name).with_for_update()).one_or_none()
    if row is None:
        row = Revision(name=name, value=0)
    row.value += 1
    session.add(row)


def revision(session: Session, name: str = POOL) -> int:
    """Return the present value of the revision `name`."""
    row = session.get(Revision, name)
    return 0 if row is None else row.value


def overlap_refused(error: IntegrityError | OperationalError) -> bool:
    """Return whether the database refused a booking because the person's time is taken."""
    return "booking_overlap" in str(error.orig)


def as_conflict(error: IntegrityError | OperationalError, message: str) -> ConflictError:
    """Return the conflict that a refused constraint means to the person who asked."""
    return ConflictError(message, code="booking_overlap" if overlap_refused(error) else "constraint")
