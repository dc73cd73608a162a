"""The people of the pool: staff, and external members without an account."""

from datetime import date, datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from service.models.columns import UtcDateTime, choice, new_id, utc_now

PERSON_KINDS = ("employee", "external")
RELEASE_STATES = ("not_asked", "released", "refused")


class Person(SQLModel, table=True):
    """Somebody who may sit on panels or appoint to posts.

    `employee_number` is text: leading zeros count. `band` is null for external members and medical grades, and meets
    no band floor. `cap` is how many panels a cap period this person may be given; `opening_load` is how many they had
    sat on in the twelve months up to `opening_load_on`, before Fairpanel knew them. `release` is the line manager's
    answer on time for panels.
    """

    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    kind: str = Field(default="employee", sa_column=choice("kind", *PERSON_KINDS))
    employee_number: str | None = Field(default=None, unique=True, max_length=40)
    name: str = Field(max_length=200)
    work_email: str | None = Field(default=None, unique=True, max_length=254)
    job_title: str = Field(default="", max_length=200)
    band: str | None = Field(default=None, max_length=10)
    staff_group: str | None = Field(default=None, max_length=10)
    site_id: str = Field(foreign_key="site.id", index=True, max_length=36)
    department_id: str = Field(foreign_key="department.id", index=True, max_length=36)
    line_manager_id: str | None = Field(default=None, foreign_key="person.id", index=True, max_length=36)
    organisation: str = Field(default="", max_length=200)
    cap: int = Field(default=2, ge=0)
    opening_load: int = Field(default=0, ge=0)
    opening_load_on: date | None = None
    paused_from: date | None = None
    paused_until: date | None = None
    release: str = Field(default="not_asked", sa_column=choice("release", *RELEASE_STATES))
    released_until: date | None = None
    left_on: date | None = None
    version: int = 1
    created_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
    updated_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))


class PersonProfession(SQLModel, table=True):
    """A profession a person can speak for on a panel."""

    __tablename__ = "person_profession"
    person_id: str = Field(primary_key=True, foreign_key="person.id", max_length=36)
    profession: str = Field(primary_key=True, max_length=80)
