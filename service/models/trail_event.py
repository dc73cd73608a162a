"""The trail: who did what, in a keyed chain."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from service.models.columns import UtcDateTime


class TrailEvent(SQLModel, table=True):
    """One act. `mac` is keyed over this row and the one before it; the database refuses updates and deletions."""

    __tablename__ = "trail_event"
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    account_id: str | None = Field(default=None, index=True, max_length=36)
    action: str = Field(max_length=80)
    subject_kind: str = Field(max_length=40)
    subject_id: str = Field(index=True, max_length=80)
    details: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    mac: str = Field(max_length=64)


class TrailHead(SQLModel, table=True):
    """The chain's last link: one row, locked while an event is added."""

    __tablename__ = "trail_head"
    id: int = Field(primary_key=True)
    number: int
    mac: str = Field(max_length=64)
