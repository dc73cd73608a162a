"""The house and its units of work: what every door opens and every use case is handed."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from service.config import Settings
from service.db import Database
from service.trail import Actor, Trail


@dataclass(frozen=True, slots=True)
class Work:
    """One person's act, or look, within one transaction: the session, who acts, and the installation's settings."""

    session: Session
    actor: Actor
    settings: Settings
    trail: Trail

    def record(self, action: str, subject_kind: str, subject_id: str, details: Mapping[str, Any] | None = None) -> None:
        """Add an event to the trail within this unit of work. `action` is past tense, such as `panel.confirmed`."""
        self.trail.record(self.session, self.actor, action, subject_kind, subject_id, details)


class House:
    """An installation: its settings, its database and its trail."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.database = Database(settings)
        self.trail = Trail(settings.trail_key)

    @contextmanager
    def reading(self, actor: Actor) -> Iterator[Work]:
        """Yield work that only looks; it raises if a row was changed."""
        with self.database.reading() as session:
            yield Work(session, actor, self.settings, self.trail)

    @contextmanager
    def writing(self, actor: Actor) -> Iterator[Work]:
        """Yield work that is committed as a whole when the block ends, and not at all when it raises."""
        with self.database.writing() as session:
            yield Work(session, actor, self.settings, self.trail)
