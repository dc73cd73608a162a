"""Requirements a panel does not meet, and what HR decided about each. Read by HR alone."""

from datetime import datetime

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from service.models.columns import UtcDateTime, choice, new_id, utc_now

SHORTFALL_DECISIONS = ("waive", "widen", "ask_someone")


class Shortfall(SQLModel, table=True):
    """One unmet requirement of one panel. `requirement_id` is the id within the request's requirements.

    `best_effort` is set when fewer than eight eligible people share the value, so the requirement could not apply.
    """

    __table_args__ = (UniqueConstraint("panel_id", "requirement_id"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    panel_id: str = Field(foreign_key="panel.id", index=True, max_length=36)
    requirement_id: str = Field(max_length=80)
    strength: str = Field(max_length=10)
    protected: bool
    best_effort: bool = False
    decision: str | None = Field(default=None, sa_column=choice("decision", *SHORTFALL_DECISIONS, nullable=True))
    reason: str = Field(default="", max_length=2000)
    decided_by: str | None = Field(default=None, foreign_key="account.id", max_length=36)
    decided_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    version: int = 1
    created_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
