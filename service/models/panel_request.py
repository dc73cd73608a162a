"""What a manager asks for: seats, possible times and conflicts of interest for one vacancy."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from service.models.columns import UtcDateTime, choice, new_id, utc_now

REQUEST_STATES = ("draft", "open", "proposed", "unfilled", "confirmed", "closed", "cancelled")


class PanelRequest(SQLModel, table=True):
    """A request for one panel.

    `seats` and `requirements` are copied from the policy version `policy_id` when the request is made, so a later
    policy changes nothing here. `requirements` may name features: only HR and the solver read that column.
    `zone` is the zone the manager meant the times in. `auto_invite` is the confirmer's leave to invite the next
    reserve at once when somebody declines.
    """

    __tablename__ = "panel_request"
    __table_args__ = (CheckConstraint("minutes BETWEEN 1 AND 1440", name="minutes"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    reference: str = Field(unique=True, max_length=60)
    vacancy_id: str = Field(foreign_key="vacancy.id", index=True, max_length=36)
    requested_by: str | None = Field(default=None, foreign_key="account.id", index=True, max_length=36)
    policy_id: str | None = Field(default=None, foreign_key="policy.id", max_length=36)
    state: str = Field(default="open", sa_column=choice("state", *REQUEST_STATES))
    minutes: int
    online: bool = False
    site_id: str = Field(foreign_key="site.id", index=True, max_length=36)
    zone: str = Field(default="Europe/London", max_length=60)
    needed_by: date | None = None
    priority: int = Field(default=1, ge=1)
    seats: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    requirements: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    explanation: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    version: int = 1
    created_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))


class RequestStart(SQLModel, table=True):
    """One instant at which the interview may start."""

    __tablename__ = "request_start"
    request_id: str = Field(primary_key=True, foreign_key="panel_request.id", max_length=36)
    starts_at: datetime = Field(sa_column=Column(UtcDateTime, primary_key=True))


class RequestConflict(SQLModel, table=True):
    """Somebody who must not sit on this panel, and why. The reason is shown to HR and to who declared it."""

    __tablename__ = "request_conflict"
    __table_args__ = (UniqueConstraint("request_id", "person_id"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    request_id: str = Field(foreign_key="panel_request.id", index=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    reason: str = Field(max_length=1000)
    declared_by: str | None = Field(default=None, foreign_key="account.id", max_length=36)
    declared_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
