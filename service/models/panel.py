"""Panels: who is proposed, invited and booked, who stands in reserve, and who sat."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from service.models.columns import UtcDateTime, choice, new_id, utc_now

PANEL_STATES = ("proposed", "awaiting_release", "inviting", "ready", "held", "closed", "cancelled")
LIVE_PANEL_STATES = ("proposed", "awaiting_release", "inviting", "ready", "held")
_LIVE = text("state IN ('proposed', 'awaiting_release', 'inviting', 'ready', 'held')")
INVITATION_STATES = ("offered", "sent", "accepted", "declined", "withdrawn")


class Panel(SQLModel, table=True):
    """One panel for a request. At most one panel of a request is live; a partial unique index decides.

    proposed → awaiting_release (when HR must release) → inviting → ready → held → closed, or cancelled.
    """

    __table_args__ = (Index("uq_panel_live", "request_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    request_id: str = Field(foreign_key="panel_request.id", index=True, max_length=36)
    policy_id: str | None = Field(default=None, foreign_key="policy.id", max_length=36)
    state: str = Field(default="proposed", sa_column=choice("state", *PANEL_STATES))
    starts_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    ends_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    zone: str = Field(max_length=60)
    online: bool = False
    site_id: str = Field(foreign_key="site.id", index=True, max_length=36)
    needs_release: bool = False
    auto_invite: bool = False
    hold_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    confirmed_by: str | None = Field(default=None, foreign_key="account.id", max_length=36)
    confirmed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    released_by: str | None = Field(default=None, foreign_key="account.id", max_length=36)
    released_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    cancelled_reason: str = Field(default="", max_length=1000)
    version: int = 1
    created_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))


class PanelSeat(SQLModel, table=True):
    """One seat and who holds it; null while it waits for somebody."""

    __tablename__ = "panel_seat"
    __table_args__ = (UniqueConstraint("panel_id", "position"), UniqueConstraint("panel_id", "person_id"))
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    panel_id: str = Field(foreign_key="panel.id", index=True, max_length=36)
    position: int = Field(ge=0)
    role: str = Field(max_length=40)
    min_band: str | None = Field(default=None, max_length=10)
    from_: str = Field(
        default="anywhere", sa_column=choice("from_", "department", "division", "outside_department", "anywhere")
    )
    profession: str | None = Field(default=None, max_length=80)
    person_id: str | None = Field(default=None, foreign_key="person.id", index=True, max_length=36)


class Booking(SQLModel, table=True):
    """A person's time taken by a seat. Two bookings of a person never overlap: the database refuses it.

    PostgreSQL holds an exclusion constraint, SQLite a trigger; both are in the migrations.
    """

    __table_args__ = (CheckConstraint("starts_at < ends_at", name="order"),)
    seat_id: str = Field(primary_key=True, foreign_key="panel_seat.id", max_length=36)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    panel_id: str = Field(foreign_key="panel.id", index=True, max_length=36)
    starts_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    ends_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    online: bool = False
    site_id: str = Field(foreign_key="site.id", max_length=36)


class Reserve(SQLModel, table=True):
    """Who could take a seat next, in order of rank (1 is first)."""

    __table_args__ = (UniqueConstraint("seat_id", "person_id"),)
    seat_id: str = Field(primary_key=True, foreign_key="panel_seat.id", max_length=36)
    rank: int = Field(primary_key=True, ge=1)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=36)


class Invitation(SQLModel, table=True):
    """One person asked to take one seat. `offered` waits for the confirmer's word before it is sent."""

    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    panel_id: str = Field(foreign_key="panel.id", index=True, max_length=36)
    seat_id: str = Field(foreign_key="panel_seat.id", index=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    state: str = Field(default="sent", sa_column=choice("state", *INVITATION_STATES))
    decline_reason: str = Field(default="", max_length=40)
    decline_note: str = Field(default="", max_length=1000)
    sent_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    answered_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    version: int = 1
    created_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))


class Attendance(SQLModel, table=True):
    """Whether a person sat, as the chair or the appointing manager recorded it. Planned is not actual."""

    __table_args__ = (UniqueConstraint("panel_id", "person_id"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    panel_id: str = Field(foreign_key="panel.id", index=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    role: str = Field(max_length=40)
    sat: bool
    recorded_by: str = Field(foreign_key="account.id", max_length=36)
    recorded_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
