"""When a person may be asked: a weekly pattern in local time, exceptions, busy times and leave."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, Column
from sqlmodel import Field, SQLModel

from service.models.columns import UtcDateTime, choice, new_id

EXCEPTION_KINDS = ("free", "not_free")


class WeeklyHours(SQLModel, table=True):
    """Hours on one weekday (0 is Monday) in the organisation's local time; they stay put across a clock change."""

    __tablename__ = "weekly_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("starts_at < ends_at", name="order"),
    )
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    weekday: int
    starts_at: time
    ends_at: time


class AvailabilityException(SQLModel, table=True):
    """One date on which a person is free, or not free, differently from the weekly pattern."""

    __tablename__ = "availability_exception"
    __table_args__ = (CheckConstraint("starts_at < ends_at", name="order"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    on_date: date
    kind: str = Field(sa_column=choice("kind", *EXCEPTION_KINDS))
    starts_at: time
    ends_at: time


class BusyTime(SQLModel, table=True):
    """A stretch of time taken by something outside Fairpanel, with no word on what."""

    __tablename__ = "busy_time"
    __table_args__ = (CheckConstraint("starts_at < ends_at", name="order"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    starts_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    ends_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class Leave(SQLModel, table=True):
    """Days away, first and last included; no reason is kept."""

    __table_args__ = (CheckConstraint("first_day <= last_day", name="order"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    first_day: date
    last_day: date
