"""What a vacancy asks for: criteria, how they are marked, and what was said of them before it opened."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from service.models.columns import UtcDateTime, choice, new_id, utc_now

CRITERION_KINDS = ("essential", "desirable")
ASSESSED_BY = ("application", "interview", "both")


class Criterion(SQLModel, table=True):
    """One thing the post asks for. Scores run from 0 to `scale_max`; the guide says what earns which.

    `reason` is why a degree, or experience in one country or service, is asked for where the criterion does.
    """

    __table_args__ = (
        UniqueConstraint("vacancy_id", "position"),
        CheckConstraint("scale_max BETWEEN 1 AND 10", name="scale"),
    )
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    vacancy_id: str = Field(foreign_key="vacancy.id", index=True, max_length=36)
    position: int = Field(ge=0)
    text: str = Field(max_length=500)
    kind: str = Field(default="essential", sa_column=choice("kind", *CRITERION_KINDS))
    assessed_by: str = Field(default="application", sa_column=choice("assessed_by", *ASSESSED_BY))
    scale_max: int = 4
    guide: str = Field(default="", max_length=4000)
    examples: str = Field(default="", max_length=4000)
    reason: str = Field(default="", max_length=1000)


class CriteriaRemark(SQLModel, table=True):
    """What the check or a person said of the criteria, and what was answered; kept as said.

    `rule` names the check's rule for its findings and is empty for a person's comment; `answers_id` is the remark a
    manager answers. The database refuses updates and deletions.
    """

    __tablename__ = "criteria_remark"
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    vacancy_id: str = Field(foreign_key="vacancy.id", index=True, max_length=36)
    criterion_text: str = Field(default="", max_length=500)
    rule: str = Field(default="", max_length=40)
    text: str = Field(max_length=2000)
    said_by: str | None = Field(default=None, foreign_key="account.id", max_length=36)
    said_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
    answers_id: str | None = Field(default=None, foreign_key="criteria_remark.id", max_length=36)
