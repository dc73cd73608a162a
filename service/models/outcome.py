"""Outcomes: each application's way as append-only events, frozen snapshots, what was released to whom, and targets."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from service.models.columns import UtcDateTime, choice, new_id, utc_now

OUTCOME_STAGES = ("applied", "shortlisted", "interviewed", "offered", "appointed")
OUTCOMES = ("open", "appointed", "not_selected", "declined", "withdrawn", "reserve")
CORRECTION_STATES = ("proposed", "confirmed", "refused")
DRAFT_STATES = ("drafting", "ready", "refused", "released", "discarded")
TARGET_STATES = ("running", "met", "missed", "dropped")


class OutcomeEvent(SQLModel, table=True):
    """One step of one application: the furthest stage it had then reached, and the outcome from then on.

    Append-only: a correction is a new event with `corrects_id`, a reason and a second person. `happened_on` is the day
    of the step; `counts_on` is the day it counts on, which a closed period moves to the next one.
    """

    __tablename__ = "outcome_event"
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    application_id: str = Field(foreign_key="application.id", index=True, max_length=36)
    vacancy_id: str = Field(foreign_key="vacancy.id", index=True, max_length=36)
    stage: str = Field(sa_column=choice("stage", *OUTCOME_STAGES))
    outcome: str = Field(sa_column=choice("outcome", *OUTCOMES))
    happened_on: date
    counts_on: date = Field(index=True)
    recorded_by: str | None = Field(default=None, foreign_key="account.id", max_length=36)
    recorded_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
    corrects_id: str | None = Field(default=None, foreign_key="outcome_event.id", unique=True, max_length=36)
    reason: str = Field(default="", max_length=1000)
    second_person: str | None = Field(default=None, foreign_key="account.id", max_length=36)


class OutcomeCorrection(SQLModel, table=True):
    """What somebody says a step should have been; it becomes an event when a second person confirms it."""

    __tablename__ = "outcome_correction"
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    event_id: str = Field(foreign_key="outcome_event.id", index=True, max_length=36)
    state: str = Field(default="proposed", sa_column=choice("state", *CORRECTION_STATES))
    stage: str = Field(sa_column=choice("stage", *OUTCOME_STAGES))
    outcome: str = Field(sa_column=choice("outcome", *OUTCOMES))
    happened_on: date
    reason: str = Field(max_length=1000)
    proposed_by: str = Field(foreign_key="account.id", max_length=36)
    proposed_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
    settled_by: str | None = Field(default=None, foreign_key="account.id", max_length=36)
    settled_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    version: int = 1


class ClosedPeriod(SQLModel, table=True):
    """A span of days whose figures are final: later events of it count on the first day after it."""

    __tablename__ = "closed_period"
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    first_day: date
    last_day: date = Field(unique=True)
    closed_by: str = Field(foreign_key="account.id", max_length=36)
    closed_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))


class OutcomeSnapshot(SQLModel, table=True):
    """A financial year's applications as they stood: the sealed fairpanel-outcomes/1 file that releases are of.

    `year` is the calendar year in which the financial year begins; `digest` is the SHA-256 of the file.
    """

    __tablename__ = "outcome_snapshot"
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    year: int
    applications: int
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    digest: str = Field(max_length=64)
    taken_by: str = Field(foreign_key="account.id", max_length=36)
    taken_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))


class ReleaseDraft(SQLModel, table=True):
    """A release being prepared by a worker: drafting → ready → released, or refused, or discarded.

    `document` is the sealed protected report; `after_number` the last release that it was held against.
    """

    __tablename__ = "release_draft"
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    snapshot_id: str = Field(foreign_key="outcome_snapshot.id", index=True, max_length=36)
    cuts: list[Any] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    state: str = Field(default="drafting", sa_column=choice("state", *DRAFT_STATES))
    document: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    refusal: str = Field(default="", max_length=1000)
    after_number: int = 0
    drafted_by: str = Field(foreign_key="account.id", max_length=36)
    drafted_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
    version: int = 1


class OutcomeRelease(SQLModel, table=True):
    """A declared set of tables of one snapshot, released for a reason; `report` is the released fairpanel-audit/1.

    Append-only: what has left cannot be called back.
    """

    __tablename__ = "outcome_release"
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    number: int = Field(unique=True)
    snapshot_id: str = Field(foreign_key="outcome_snapshot.id", index=True, max_length=36)
    title: str = Field(max_length=200)
    cuts: list[Any] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    reason: str = Field(max_length=1000)
    report: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    staff_facing: bool = False
    released_by: str = Field(foreign_key="account.id", max_length=36)
    released_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))


class ReleaseDownload(SQLModel, table=True):
    """Who took which form of a release, and when; append-only."""

    __tablename__ = "release_download"
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    release_id: str = Field(foreign_key="outcome_release.id", index=True, max_length=36)
    form: str = Field(sa_column=choice("form", "json", "xlsx", "html", "csv"))
    taken_by: str = Field(foreign_key="account.id", max_length=36)
    taken_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))


class Target(SQLModel, table=True):
    """Something HR means to reach: a measure of the scheme, the figure, who answers for it, and by when.

    `figure` is what staff were last shown of it, under the release rule, and `figure_on` since when.
    """

    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    measure: str = Field(max_length=60)
    title: str = Field(max_length=200)
    goal: float
    owner: str = Field(foreign_key="account.id", max_length=36)
    due_on: date
    state: str = Field(default="running", sa_column=choice("state", *TARGET_STATES))
    staff_facing: bool = True
    figure: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    figure_on: date | None = None
    set_by: str = Field(foreign_key="account.id", max_length=36)
    set_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
    note: str = Field(default="", max_length=1000)
    version: int = 1


class ExternalApplication(SQLModel, table=True):
    """An application that another system shortlisted, known here by its outcome alone, for audits of whole years."""

    __tablename__ = "external_application"
    __table_args__ = (UniqueConstraint("source", "reference"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    source: str = Field(max_length=60)
    reference: str = Field(max_length=80)
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    closed_on: date | None = Field(default=None, index=True)
    imported_by: str = Field(foreign_key="account.id", max_length=36)
    imported_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
