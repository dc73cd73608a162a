"""Applications for a vacancy: sealed as they came, and the redacted packs that shortlisters read."""

from datetime import date, datetime

from sqlalchemy import Column, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from service.models.columns import UtcDateTime, choice, new_id, utc_now

APPLICATION_STATES = ("imported", "in_review", "released", "withdrawn")
SHORTLISTING_STATES = ("preparing", "open", "marking", "locked", "revealed")
PACK_STATES = ("proposed", "released", "replaced")
_LIVE = text("state IN ('proposed', 'released')")


class Shortlisting(SQLModel, table=True):
    """How one vacancy is shortlisted: preparing (its criteria) → open (for applications) → marking → locked → revealed.

    `threshold` is the least total, in hundredths of the greatest possible, that the shortlisters agreed to invite;
    `tie_rule` is what they wrote down about equal totals before they marked. `essentials_least` is the least score,
    in hundredths of a criterion's scale, that meets an essential criterion.
    """

    vacancy_id: str = Field(primary_key=True, foreign_key="vacancy.id", max_length=36)
    state: str = Field(default="preparing", sa_column=choice("state", *SHORTLISTING_STATES))
    marks_due: date | None = None
    threshold: int | None = None
    tie_rule: str = Field(default="", max_length=1000)
    essentials_least: int = 50
    revealed_by: str | None = Field(default=None, foreign_key="account.id", max_length=36)
    revealed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    reveal_reason: str = Field(default="", max_length=1000)
    version: int = 1


class Application(SQLModel, table=True):
    """One person's application. `sealed` holds everything they wrote and every detail, encrypted with the data key.

    `reference` is the recruiting system's own number and identifies: no shortlister's page may hold it, nor this id.
    `guaranteed_interview` is whether they ask for an interview under the Disability Confident scheme; why is not kept.
    """

    __table_args__ = (UniqueConstraint("vacancy_id", "reference"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    vacancy_id: str = Field(foreign_key="vacancy.id", index=True, max_length=36)
    reference: str = Field(max_length=60)
    state: str = Field(default="imported", sa_column=choice("state", *APPLICATION_STATES))
    applied_on: date
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    guaranteed_interview: bool = False
    imported_by: str | None = Field(default=None, foreign_key="account.id", max_length=36)
    imported_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
    version: int = 1


class ApplicationDocument(SQLModel, table=True):
    """A file that came with an application: its bytes sealed, never served before reveal. The name is sealed too.

    `sealed_text` is what a limited child process read in it. A file that a later import replaced is kept.
    """

    __tablename__ = "application_document"
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    application_id: str = Field(foreign_key="application.id", index=True, max_length=36)
    position: int = Field(default=0, ge=0)
    kind: str = Field(sa_column=choice("kind", "docx", "pdf", "txt"))
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    sealed_text: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    replaced: bool = False


class ApplicationImport(SQLModel, table=True):
    """An uploaded file of applications between its dry run and its commit, and afterwards the record of it.

    `sealed` holds the file, its attachments and what they were read as, and `report` what is to be said about them;
    both are sealed, and `sealed` is emptied when the import is committed or discarded.
    """

    __tablename__ = "application_import"
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    vacancy_id: str = Field(foreign_key="vacancy.id", index=True, max_length=36)
    state: str = Field(default="checked", sa_column=choice("state", "checked", "committed", "discarded"))
    sha256: str = Field(max_length=64)
    sealed: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    report: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    created_by: str = Field(foreign_key="account.id", max_length=36)
    created_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
    committed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    version: int = 1


class RedactedPack(SQLModel, table=True):
    """What shortlisters may read of one application: sealed sections of redacted text.

    `sealed_draft` is for the recruitment team alone: the spans of the original, and what a person must look at.
    `to_review` counts the latter as far as it is open. At most one pack of an application is not `replaced`; a partial
    unique index decides.
    """

    __tablename__ = "redacted_pack"
    __table_args__ = (
        UniqueConstraint("application_id", "number"),
        Index("uq_redacted_pack_live", "application_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
    )
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    application_id: str = Field(foreign_key="application.id", index=True, max_length=36)
    number: int = Field(default=1, ge=1)
    state: str = Field(default="proposed", sa_column=choice("state", *PACK_STATES))
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    sealed_draft: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    to_review: int = Field(default=0, ge=0)
    released_by: str | None = Field(default=None, foreign_key="account.id", max_length=36)
    released_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    created_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
    version: int = 1


class RedactionEdit(SQLModel, table=True):
    """A person's change of a pack, to measure the redaction by: which kind of detail, never the detail."""

    __tablename__ = "redaction_edit"
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    pack_id: str = Field(foreign_key="redacted_pack.id", index=True, max_length=36)
    kind: str = Field(sa_column=choice("kind", "restored", "extended", "leak_reported"))
    label: str = Field(max_length=40)
    source: str = Field(default="", max_length=40)
    made_by: str = Field(foreign_key="account.id", max_length=36)
    made_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
