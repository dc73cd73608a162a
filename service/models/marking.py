"""Blind marking: who marks a vacancy's applications, under which pseudonyms, with which scores, and what followed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from service.models.columns import UtcDateTime, choice, new_id, utc_now

SHORTLISTER_STATES = ("marking", "locked", "stood_down")
FLAG_KINDS = ("recognised", "leak")
SHORTLIST_CHOICES = ("invite", "not_selected", "reserve")


class Shortlister(SQLModel, table=True):
    """Somebody who marks one vacancy's applications, and whether their scores are locked."""

    __table_args__ = (UniqueConstraint("vacancy_id", "account_id"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    vacancy_id: str = Field(foreign_key="vacancy.id", index=True, max_length=36)
    account_id: str = Field(foreign_key="account.id", index=True, max_length=36)
    state: str = Field(default="marking", sa_column=choice("state", *SHORTLISTER_STATES))
    named_by: str = Field(foreign_key="account.id", max_length=36)
    locked_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    version: int = 1


class Pseudonym(SQLModel, table=True):
    """What one shortlister calls one application: 128 random bits, and its place in their own shuffled order."""

    __table_args__ = (
        UniqueConstraint("shortlister_id", "application_id"),
        UniqueConstraint("shortlister_id", "position"),
    )
    token: str = Field(primary_key=True, max_length=32)
    shortlister_id: str = Field(foreign_key="shortlister.id", index=True, max_length=36)
    application_id: str = Field(foreign_key="application.id", index=True, max_length=36)
    position: int = Field(ge=0)


class Mark(SQLModel, table=True):
    """One shortlister's score of one application on one criterion; null while they have only made a note."""

    __table_args__ = (
        UniqueConstraint("shortlister_id", "application_id", "criterion_id"),
        CheckConstraint("score IS NULL OR score >= 0", name="score"),
    )
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    shortlister_id: str = Field(foreign_key="shortlister.id", index=True, max_length=36)
    application_id: str = Field(foreign_key="application.id", index=True, max_length=36)
    criterion_id: str = Field(foreign_key="criterion.id", max_length=36)
    score: int | None = None
    note: str = Field(default="", max_length=2000)
    version: int = 1


class MarkingFlag(SQLModel, table=True):
    """A shortlister recognised an applicant, or found that a redacted text gives somebody away. `note` is sealed."""

    __tablename__ = "marking_flag"
    __table_args__ = (UniqueConstraint("shortlister_id", "application_id", "kind"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    shortlister_id: str = Field(foreign_key="shortlister.id", index=True, max_length=36)
    application_id: str = Field(foreign_key="application.id", index=True, max_length=36)
    kind: str = Field(sa_column=choice("kind", *FLAG_KINDS))
    note: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    raised_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
    settled_by: str | None = Field(default=None, foreign_key="account.id", max_length=36)
    settled_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))


class Moderation(SQLModel, table=True):
    """What the shortlisters agreed after their locked scores differed; append-only, the latest counts."""

    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    application_id: str = Field(foreign_key="application.id", index=True, max_length=36)
    criterion_id: str = Field(foreign_key="criterion.id", max_length=36)
    score: int = Field(ge=0)
    reason: str = Field(max_length=1000)
    recorded_by: str = Field(foreign_key="account.id", max_length=36)
    recorded_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))


class ShortlistDecision(SQLModel, table=True):
    """A named person's decision whether one applicant is invited, with the reason; append-only, the latest counts."""

    __tablename__ = "shortlist_decision"
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    application_id: str = Field(foreign_key="application.id", index=True, max_length=36)
    decision: str = Field(sa_column=choice("decision", *SHORTLIST_CHOICES))
    reason: str = Field(max_length=1000)
    decided_by: str = Field(foreign_key="account.id", max_length=36)
    decided_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
