"""Policies: named, versioned rule sets that say which seats and requirements a panel has."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from service.models.columns import UtcDateTime, choice, new_id, utc_now

POLICY_STATES = ("draft", "active", "retired")


class Policy(SQLModel, table=True):
    """One version of a rule set. A version in use is never edited: a change is a new version.

    `scope` narrows where it applies, empty meaning everywhere: `min_band`, `max_band`, `staff_groups`,
    `departments`, `divisions`, `sites` (codes). Among the active policies in scope the one with the highest
    `precedence` applies, then the lowest name. `seats` is a list of `{role, min_band, from, profession}` where
    `min_band` may be relative to the post (`"post"`, `"post-1"`, `"post+1"`) and `profession` may be `"post"`;
    `requirements` is a list in the words of the problem format. `notice_days` is the least notice to applicants.
    """

    __table_args__ = (UniqueConstraint("name", "number"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    name: str = Field(max_length=120)
    number: int = Field(default=1, ge=1)
    state: str = Field(default="draft", sa_column=choice("state", *POLICY_STATES))
    precedence: int = 0
    summary: str = Field(default="", max_length=600)
    scope: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    seats: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    requirements: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    notice_days: int = Field(default=7, ge=0)
    version: int = 1
    created_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
    activated_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
