"""Who may take which seat: the roles people hold in the scheme."""

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from service.models.columns import new_id

PANEL_ROLES = ("panelist", "ambassador", "chair")


class PanelRole(SQLModel, table=True):
    """A role a person holds between two dates (both included; null is open).

    `role` is text so that an installation may add its own, `PANEL_ROLES` being the usual ones. An ambassador counts
    only once shadowing is done and the toolkit read.
    """

    __tablename__ = "panel_role"
    __table_args__ = (UniqueConstraint("person_id", "role"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    role: str = Field(max_length=40)
    starts_on: date | None = None
    ends_on: date | None = None
    shadowing_done_on: date | None = None
    toolkit_read_on: date | None = None
