"""Applicants' answers to the equality monitoring questions: a store of its own, for statistics alone.

No shortlisting, interviewing or panel code may import this file; a contract in pyproject.toml says so.
"""

from datetime import datetime

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel

from service.models.columns import UtcDateTime, utc_now


class MonitoringAnswer(SQLModel, table=True):
    """One applicant's answers, sealed and bound to the application; codes of the reference lists, never free text."""

    __tablename__ = "monitoring_answer"
    application_id: str = Field(primary_key=True, foreign_key="application.id", max_length=36)
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    received_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
