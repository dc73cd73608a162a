"""What must survive a restart: messages to send, answers already given to repeated requests, and pool revisions."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, LargeBinary
from sqlmodel import Field, SQLModel

from service.models.columns import UtcDateTime, choice, new_id, utc_now


class OutboxMessage(SQLModel, table=True):
    """A message to one person, written in the commit that caused it and sent later."""

    __tablename__ = "outbox_message"
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    kind: str = Field(max_length=60)
    person_id: str | None = Field(default=None, foreign_key="person.id", index=True, max_length=36)
    account_id: str | None = Field(default=None, foreign_key="account.id", index=True, max_length=36)
    subject_kind: str = Field(max_length=40)
    subject_id: str = Field(max_length=36)
    details: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    created_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
    sent_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))


class IdempotencyRecord(SQLModel, table=True):
    """The answer given to a creating request, to be given again when the same key comes back."""

    __tablename__ = "idempotency_record"
    account_id: str = Field(primary_key=True, max_length=36)
    key: str = Field(primary_key=True, max_length=200)
    request_hash: str = Field(max_length=64)
    status: int
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    headers: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    created_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))


class Revision(SQLModel, table=True):
    """A counter raised in every commit that changes what it names, so that caches know when to read again."""

    name: str = Field(primary_key=True, max_length=40)
    value: int = 0


class ImportBatch(SQLModel, table=True):
    """An uploaded file between its dry run and its commit, and afterwards the record that it was taken in."""

    __tablename__ = "import_batch"
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    kind: str = Field(sa_column=choice("kind", "people", "requests"))
    state: str = Field(default="checked", sa_column=choice("state", "checked", "committed", "discarded"))
    file_name: str = Field(max_length=255)
    sha256: str = Field(max_length=64)
    content: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    mapping: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    report: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    created_by: str = Field(foreign_key="account.id", max_length=36)
    created_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
    committed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    version: int = 1
