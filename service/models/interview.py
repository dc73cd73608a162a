"""Interviews: the questions with their anchors, who is seen when, adjustments, and independent scores."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from service.models.columns import UtcDateTime, choice, new_id, utc_now

QUESTION_STATES = ("proposed", "agreed", "dropped")
INTERVIEW_STATES = ("planned", "held", "missed", "withdrawn")
ADJUSTMENT_STATES = ("asked", "agreed", "arranged", "not_possible")


class InterviewQuestion(SQLModel, table=True):
    """A question every applicant for the post is asked. `anchors` says what each score looks like, by score as text."""

    __tablename__ = "interview_question"
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    vacancy_id: str = Field(foreign_key="vacancy.id", index=True, max_length=36)
    position: int = Field(ge=0)
    text: str = Field(max_length=1000)
    criterion_id: str | None = Field(default=None, foreign_key="criterion.id", max_length=36)
    model_answer: str = Field(default="", max_length=4000)
    anchors: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    scale_max: int = 4
    state: str = Field(default="proposed", sa_column=choice("state", *QUESTION_STATES))
    proposed_by: str = Field(foreign_key="account.id", max_length=36)
    version: int = 1


class QuestionComment(SQLModel, table=True):
    """What a panel member said of the questions before the interview; append-only."""

    __tablename__ = "question_comment"
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    vacancy_id: str = Field(foreign_key="vacancy.id", index=True, max_length=36)
    question_id: str | None = Field(default=None, foreign_key="interview_question.id", max_length=36)
    text: str = Field(max_length=2000)
    said_by: str = Field(foreign_key="account.id", max_length=36)
    said_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))


class Interview(SQLModel, table=True):
    """One applicant before one panel. `papers_shared_at` is when the panel got the papers."""

    __table_args__ = (UniqueConstraint("application_id", "panel_id"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    application_id: str = Field(foreign_key="application.id", index=True, max_length=36)
    vacancy_id: str = Field(foreign_key="vacancy.id", index=True, max_length=36)
    panel_id: str = Field(foreign_key="panel.id", index=True, max_length=36)
    starts_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    minutes: int = Field(ge=5)
    state: str = Field(default="planned", sa_column=choice("state", *INTERVIEW_STATES))
    papers_shared_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    version: int = 1


class Adjustment(SQLModel, table=True):
    """A reasonable adjustment an applicant asked for: sealed, and opened only to those who arrange it."""

    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    application_id: str = Field(foreign_key="application.id", index=True, max_length=36)
    asked: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    answer: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    state: str = Field(default="asked", sa_column=choice("state", *ADJUSTMENT_STATES))
    asked_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
    settled_by: str | None = Field(default=None, foreign_key="account.id", max_length=36)
    settled_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    version: int = 1


class ScoreSheet(SQLModel, table=True):
    """One panel member's scores of one interview; locked before anybody sees another's."""

    __tablename__ = "score_sheet"
    __table_args__ = (UniqueConstraint("interview_id", "account_id"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    interview_id: str = Field(foreign_key="interview.id", index=True, max_length=36)
    account_id: str = Field(foreign_key="account.id", index=True, max_length=36)
    locked_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    version: int = 1


class InterviewScore(SQLModel, table=True):
    """One score on one sheet; `note`, what was heard, is sealed."""

    __tablename__ = "interview_score"
    __table_args__ = (
        UniqueConstraint("sheet_id", "question_id"),
        CheckConstraint("score IS NULL OR score >= 0", name="score"),
    )
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    sheet_id: str = Field(foreign_key="score_sheet.id", index=True, max_length=36)
    question_id: str = Field(foreign_key="interview_question.id", max_length=36)
    score: int | None = None
    note: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))


class DiscussionNote(SQLModel, table=True):
    """What a panel member wrote down of the discussion after the sheets were locked: sealed and append-only."""

    __tablename__ = "discussion_note"
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    interview_id: str = Field(foreign_key="interview.id", index=True, max_length=36)
    text: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    written_by: str = Field(foreign_key="account.id", max_length=36)
    written_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
