"""Vacancies: the posts that panels are for."""

from marshmallow import fields, validate

from schemas.closed import Answer, Closed
from schemas.organisation import Named
from schemas.paging import PageQuery, page_of
from schemas.panel_seat import PlannedSeat
from schemas.words import Choice, Instant, Many, Text, Whole

CAMPAIGNS = ("standard", "international", "bulk")
STATES = ("open", "closed", "withdrawn")


class VacancyIn(Closed):
    """A vacancy; a change replaces the whole of it."""

    reference = Text(60, shortest=1, required=True, metadata={"description": "The recruiting system's own."})
    title = Text(200, shortest=1, required=True)
    department_id = Text(36, required=True)
    site_id = Text(36, allow_none=True, load_default=None, metadata={"description": "The department's, if left out."})
    band = Text(10, allow_none=True, load_default=None, metadata={"description": "Null for medical grades."})
    staff_group = Text(10, allow_none=True, load_default=None)
    professions = Many(Text(80, shortest=1), 20, load_default=list)
    campaign = Choice(CAMPAIGNS, load_default="standard")
    posts = Whole(1, 1000, load_default=1)
    appointing_manager_id = Text(36, allow_none=True, load_default=None)


class Vacancy(Answer):
    """A vacancy."""

    id = fields.String()
    reference = fields.String()
    title = fields.String()
    band = fields.String(allow_none=True)
    staff_group = fields.String(allow_none=True)
    department = fields.Nested(Named)
    site = fields.Nested(Named)
    campaign = fields.String(validate=validate.OneOf(CAMPAIGNS))
    posts = fields.Integer()
    professions = fields.List(fields.String())
    appointing_manager = fields.Nested(Named, allow_none=True)
    state = fields.String(validate=validate.OneOf(STATES))
    version = fields.Integer()
    created_at = Instant()


VacancyPage = page_of(Vacancy, "VacancyPage")


class VacancyQuery(PageQuery):
    """Which vacancies to list."""

    state = Choice(STATES)
    search = Text(200, load_default="", metadata={"description": "In reference or title."})


class PlannedSeats(Answer):
    """The seats that the policy in force asks for on a post."""

    policy_id = fields.String(allow_none=True)
    policy = fields.String(allow_none=True)
    seats = fields.List(fields.Nested(PlannedSeat))
