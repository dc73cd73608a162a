"""What a panelist chose to say about themselves, for composing panels and for nothing else."""

from datetime import datetime

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel

from service.models.columns import UtcDateTime


class Feature(SQLModel, table=True):
    """A feature people may describe, such as gender: its code, the question, and its values in order."""

    code: str = Field(primary_key=True, max_length=60)
    question: str = Field(max_length=300)
    hint: str = Field(default="", max_length=600)
    position: int = 0


class FeatureValue(SQLModel, table=True):
    """One value of a feature, as a panelist may choose it."""

    __tablename__ = "feature_value"
    feature: str = Field(primary_key=True, foreign_key="feature.code", max_length=60)
    code: str = Field(primary_key=True, max_length=60)
    label: str = Field(max_length=200)
    position: int = 0


class SelfDescription(SQLModel, table=True):
    """A person's values, encrypted with a key that the database does not hold.

    Withdrawing consent empties `ciphertext` in the same commit and keeps only the two times. One random
    `nonce` an encryption; the person's id is bound in as associated data, so a row cannot be moved to somebody else.
    """

    __tablename__ = "self_description"
    person_id: str = Field(primary_key=True, foreign_key="person.id", max_length=36)
    ciphertext: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    consented_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    withdrawn_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    version: int = 1
