"""Where people work: sites, divisions and departments, and the minutes between sites."""

from sqlmodel import Field, SQLModel

from service.models.columns import new_id


class Site(SQLModel, table=True):
    """A place where interviews are held and people work."""

    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    code: str = Field(unique=True, max_length=60)
    name: str = Field(max_length=200)


class TravelTime(SQLModel, table=True):
    """Minutes a person needs from one site to another; a missing pair is 0."""

    __tablename__ = "travel_time"
    from_site_id: str = Field(primary_key=True, foreign_key="site.id", max_length=36)
    to_site_id: str = Field(primary_key=True, foreign_key="site.id", max_length=36)
    minutes: int = Field(ge=0)


class Division(SQLModel, table=True):
    """A group of departments."""

    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    code: str = Field(unique=True, max_length=60)
    name: str = Field(max_length=200)


class Department(SQLModel, table=True):
    """A team that recruits and lends panelists."""

    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    code: str = Field(unique=True, max_length=60)
    name: str = Field(max_length=200)
    division_id: str = Field(foreign_key="division.id", index=True, max_length=36)
    site_id: str = Field(foreign_key="site.id", index=True, max_length=36)
