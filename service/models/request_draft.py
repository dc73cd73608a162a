"""What somebody has filled in of a panel request before they send it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from service.models.columns import UtcDateTime, utc_now


class RequestDraft(SQLModel, table=True):
    """The half-filled form of one account for one vacancy: what was typed, as it was typed, and nothing checked.

    A row and not a cookie or a web address, because it names people and says why they must not sit.
    """

    __tablename__ = "request_draft"
    account_id: str = Field(primary_key=True, foreign_key="account.id", max_length=36)
    vacancy_id: str = Field(primary_key=True, foreign_key="vacancy.id", max_length=36)
    typed: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    updated_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
