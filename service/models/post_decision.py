"""What came of a panel: how many were appointed. Append-only; a correction is a new event by two people."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, Index, text
from sqlmodel import Field, SQLModel

from service.models.columns import UtcDateTime, choice, new_id, utc_now


class PostDecision(SQLModel, table=True):
    """Counts of applicants interviewed and appointed, recorded once; the database refuses updates and deletions."""

    __tablename__ = "post_decision"
    __table_args__ = (CheckConstraint("appointed >= 0 AND interviewed >= appointed", name="counts"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    vacancy_id: str = Field(foreign_key="vacancy.id", index=True, max_length=36)
    panel_id: str = Field(foreign_key="panel.id", index=True, max_length=36)
    interviewed: int
    appointed: int
    recorded_by: str = Field(foreign_key="account.id", max_length=36)
    recorded_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
    corrects_id: str | None = Field(default=None, foreign_key="post_decision.id", unique=True, max_length=36)
    reason: str = Field(default="", max_length=1000)
    second_person: str | None = Field(default=None, foreign_key="account.id", max_length=36)


_OPEN = text("state = 'proposed'")


class CountCorrection(SQLModel, table=True):
    """What somebody says the counts should have been; a new decision once the second person they name confirms it.

    At most one correction of a decision is open; a partial unique index decides.
    """

    __tablename__ = "count_correction"
    __table_args__ = (
        CheckConstraint("appointed >= 0 AND interviewed >= appointed", name="counts"),
        Index(
            "uq_count_correction_open", "decision_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
    )  # fmt: skip
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    decision_id: str = Field(foreign_key="post_decision.id", index=True, max_length=36)
    state: str = Field(default="proposed", sa_column=choice("state", "proposed", "confirmed", "refused"))
    interviewed: int
    appointed: int
    reason: str = Field(max_length=1000)
    proposed_by: str = Field(foreign_key="account.id", max_length=36)
    proposed_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
    second_person: str = Field(foreign_key="account.id", index=True, max_length=36)
    settled_by: str | None = Field(default=None, foreign_key="account.id", max_length=36)
    settled_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    version: int = 1
