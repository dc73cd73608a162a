"""Work for a worker process, and planning rounds: what was asked, the plan, and what became of each panel."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from service.models.columns import UtcDateTime, choice, new_id, utc_now

JOB_STATES = ("queued", "running", "cancelling", "done", "failed", "cancelled")
ROUND_STATES = ("planning", "review", "publishing", "published", "discarded")
ROUND_PANEL_STATES = ("pending", "published", "unchanged", "refused", "unfilled", "left_out")


class Job(SQLModel, table=True):
    """One piece of long work, done by whichever worker process holds its lease.

    `owner` is drawn anew for each attempt; whoever finds another owner, or the lease run out, has lost the job and
    writes nothing more. `progress` is for showing alone.
    """

    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    kind: str = Field(max_length=40)
    subject_id: str = Field(index=True, max_length=36)
    state: str = Field(default="queued", sa_column=choice("state", *JOB_STATES))
    progress: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    attempt: int = 0
    owner: str | None = Field(default=None, max_length=36)
    lease_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    error: str = Field(default="", max_length=2000)
    created_by: str | None = Field(default=None, foreign_key="account.id", max_length=36)
    created_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
    started_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    finished_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))


class Round(SQLModel, table=True):
    """One planning of many requests at once: planning → review → publishing → published, or discarded.

    `problem` and `plan` are sealed with the data key, because they hold self-descriptions; both are emptied when the
    round is published or discarded. While the round is being planned, `plan` is the best one so far.
    `levels` are the plan's levels of the requests alone, `counts` numbers of requests.
    """

    __tablename__ = "round"
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    state: str = Field(default="planning", sa_column=choice("state", *ROUND_STATES))
    scope: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    seconds: int = Field(ge=1)
    may_change: bool = False
    problem: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    plan: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    levels: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    counts: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    stopped_by: str = Field(default="", max_length=20)
    created_by: str = Field(foreign_key="account.id", max_length=36)
    created_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
    published_by: str | None = Field(default=None, foreign_key="account.id", max_length=36)
    published_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    version: int = 1


class RoundPanel(SQLModel, table=True):
    """One request of a round: as it stood when the round was planned, and what became of the planned panel.

    `panel_id` is the proposal that stood then, at `panel_version`; `new_panel_id` the one published. `note` says to HR
    why it was refused or left out, or what changed meanwhile.
    """

    __tablename__ = "round_panel"
    __table_args__ = (UniqueConstraint("round_id", "request_id"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    round_id: str = Field(foreign_key="round.id", index=True, max_length=36)
    request_id: str = Field(foreign_key="panel_request.id", index=True, max_length=36)
    state: str = Field(default="pending", sa_column=choice("state", *ROUND_PANEL_STATES))
    request_version: int
    panel_id: str | None = Field(default=None, foreign_key="panel.id", max_length=36)
    panel_version: int | None = None
    new_panel_id: str | None = Field(default=None, foreign_key="panel.id", max_length=36)
    note: str = Field(default="", max_length=2000)
