"""Vacancies: the posts that panels are for."""

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from service.models.columns import UtcDateTime, choice, new_id, utc_now

CAMPAIGNS = ("standard", "international", "bulk")
VACANCY_STATES = ("open", "closed", "withdrawn")


class Vacancy(SQLModel, table=True):
    """A post to fill. `reference` is the recruiting system's own; `posts` is how many people may be appointed."""

    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    reference: str = Field(unique=True, max_length=60)
    title: str = Field(max_length=200)
    band: str | None = Field(default=None, max_length=10)
    staff_group: str | None = Field(default=None, max_length=10)
    department_id: str = Field(foreign_key="department.id", index=True, max_length=36)
    site_id: str = Field(foreign_key="site.id", index=True, max_length=36)
    campaign: str = Field(default="standard", sa_column=choice("campaign", *CAMPAIGNS))
    posts: int = Field(default=1, ge=1)
    appointing_manager_id: str | None = Field(default=None, foreign_key="person.id", index=True, max_length=36)
    state: str = Field(default="open", sa_column=choice("state", *VACANCY_STATES))
    version: int = 1
    created_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))


class VacancyProfession(SQLModel, table=True):
    """A profession the post belongs to."""

    __tablename__ = "vacancy_profession"
    vacancy_id: str = Field(primary_key=True, foreign_key="vacancy.id", max_length=36)
    profession: str = Field(primary_key=True, max_length=80)
