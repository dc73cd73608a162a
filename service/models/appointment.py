"""After the interview: concerns, the decision about each applicant, its justification, a tie-break, and feedback."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from service.models.columns import UtcDateTime, choice, new_id, utc_now

APPOINTMENT_OUTCOMES = ("offered", "appointed", "declined", "not_selected", "reserve", "withdrawn")
CONCERN_THEMES = ("questions", "adjustments", "conduct", "scoring", "criteria", "decision", "process", "other")
CORRECTION_STATES = ("asked", "confirmed", "refused")
LINK_PURPOSES = ("adjustments", "feedback")


class Concern(SQLModel, table=True):
    """Something about a vacancy's selection that somebody taking part wants answered. The text is sealed.

    No outcome of the vacancy is stored while a concern of it is unanswered.
    """

    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    vacancy_id: str = Field(foreign_key="vacancy.id", index=True, max_length=36)
    application_id: str | None = Field(default=None, foreign_key="application.id", max_length=36)
    theme: str = Field(sa_column=choice("theme", *CONCERN_THEMES))
    text: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    raised_by: str = Field(foreign_key="account.id", max_length=36)
    raised_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
    answer: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    answered_by: str | None = Field(default=None, foreign_key="account.id", max_length=36)
    answered_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    version: int = 1


class AppointmentDecision(SQLModel, table=True):
    """A named person's decision about one interviewed applicant, with reasons; append-only.

    A correction is a new row with `corrects_id`, a reason and a second person.
    """

    __tablename__ = "appointment_decision"
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    application_id: str = Field(foreign_key="application.id", index=True, max_length=36)
    outcome: str = Field(sa_column=choice("outcome", *APPOINTMENT_OUTCOMES))
    reasons: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    decided_by: str = Field(foreign_key="account.id", max_length=36)
    decided_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
    corrects_id: str | None = Field(default=None, foreign_key="appointment_decision.id", unique=True, max_length=36)
    second_person: str | None = Field(default=None, foreign_key="account.id", max_length=36)


class DecisionCorrection(SQLModel, table=True):
    """A correction of a decision that one person asks for and another confirms or refuses; the texts are sealed.

    At most one correction of a decision is open.
    """

    __tablename__ = "decision_correction"
    __table_args__ = (
        Index(
            "uq_decision_correction_open",
            "decision_id",
            unique=True,
            sqlite_where=text("state = 'asked'"),
            postgresql_where=text("state = 'asked'"),
        ),
    )
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    decision_id: str = Field(foreign_key="appointment_decision.id", index=True, max_length=36)
    outcome: str = Field(sa_column=choice("outcome", *APPOINTMENT_OUTCOMES))
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    state: str = Field(default="asked", sa_column=choice("state", *CORRECTION_STATES))
    asked_by: str = Field(foreign_key="account.id", max_length=36)
    asked_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
    settled_by: str | None = Field(default=None, foreign_key="account.id", max_length=36)
    settled_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    version: int = 1


class Justification(SQLModel, table=True):
    """The reasons for one appointment, owed by a date, whoever was appointed."""

    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    decision_id: str = Field(foreign_key="appointment_decision.id", unique=True, max_length=36)
    vacancy_id: str = Field(foreign_key="vacancy.id", index=True, max_length=36)
    due_on: date
    text: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    written_by: str | None = Field(default=None, foreign_key="account.id", max_length=36)
    written_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    version: int = 1


class TieBreak(SQLModel, table=True):
    """A person's record that they used section 159 of the Equality Act 2010 between equally qualified applicants.

    Fairpanel never suggests one. `application_ids` are those who were equal; the reasoning and the evidence are sealed.
    """

    __tablename__ = "tie_break"
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    vacancy_id: str = Field(foreign_key="vacancy.id", index=True, max_length=36)
    application_ids: list[Any] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    reasoning: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    recorded_by: str = Field(foreign_key="account.id", max_length=36)
    recorded_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))


class Feedback(SQLModel, table=True):
    """Developmental feedback for one interviewed applicant: sealed strengths, what to develop, and how."""

    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    application_id: str = Field(foreign_key="application.id", unique=True, max_length=36)
    vacancy_id: str = Field(foreign_key="vacancy.id", index=True, max_length=36)
    due_on: date
    sealed: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    drafted_by: str | None = Field(default=None, foreign_key="account.id", max_length=36)
    sent_by: str | None = Field(default=None, foreign_key="account.id", max_length=36)
    sent_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    read_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    version: int = 1


class ApplicantLink(SQLModel, table=True):
    """A signed, expiring way in for an applicant, who has no account. Only the SHA-256 of its token is kept."""

    __tablename__ = "applicant_link"
    __table_args__ = (UniqueConstraint("token_hash"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    application_id: str = Field(foreign_key="application.id", index=True, max_length=36)
    purpose: str = Field(sa_column=choice("purpose", *LINK_PURPOSES))
    token_hash: str = Field(max_length=64)
    made_by: str = Field(foreign_key="account.id", max_length=36)
    made_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    revoked_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
