"""Training that counts for sitting on a panel."""

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from service.models.columns import new_id


class TrainingKind(SQLModel, table=True):
    """A kind of training, how many months it counts (null: for good), and whether every panelist needs it."""

    __tablename__ = "training_kind"
    code: str = Field(primary_key=True, max_length=60)
    name: str = Field(max_length=200)
    validity_months: int | None = Field(default=None, ge=1)
    required: bool = True


class TrainingRecord(SQLModel, table=True):
    """One completion of a kind of training by a person; the latest expiry of a kind counts."""

    __tablename__ = "training_record"
    __table_args__ = (UniqueConstraint("person_id", "kind", "completed_on"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    kind: str = Field(foreign_key="training_kind.code", max_length=60)
    completed_on: date
    expires_on: date | None = None
    source: str = Field(default="", max_length=200)
