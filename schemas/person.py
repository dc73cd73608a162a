"""The people of the pool, as HR sees and changes them, and the few words that others may read.

Nothing here says what somebody shares about themselves: that has a schema of its own.
"""

from marshmallow import fields, validate

from schemas.closed import Answer, Closed
from schemas.organisation import Named
from schemas.paging import PageQuery, page_of
from schemas.words import Choice, Day, Instant, Many, Text, Whole

KINDS = ("employee", "external")
STATES = ("active", "paused", "left", "all")


class PersonChanges(Closed):
    """What may change in a person's record; what is left out stays as it is."""

    employee_number = Text(200, allow_none=True, metadata={"description": "Text: leading zeros count."})
    name = Text(200)
    work_email = Text(254, allow_none=True)
    job_title = Text(200)
    band = Text(60, allow_none=True, metadata={"description": "Such as 8a; null for medical grades and externals."})
    staff_group = Text(100, allow_none=True)
    site_id = Text(36)
    department_id = Text(36)
    line_manager_id = Text(36, allow_none=True)
    organisation = Text(200)
    cap = Whole(0, 100, metadata={"description": "Panels a cap period at most."})
    opening_load = Whole(0, 1000, metadata={"description": "Panels sat in the year up to opening_load_on."})
    opening_load_on = Day(allow_none=True)
    professions = Many(Text(40, shortest=1), 12)


class NewPerson(PersonChanges):
    """A person to add."""

    kind = Choice(KINDS, load_default="employee")
    name = Text(200, shortest=1, required=True)
    site_id = Text(36, required=True)
    department_id = Text(36, required=True)


class RoleDates(Closed):
    """A role on panels, and its dates; all four become what is given."""

    starts_on = Day(allow_none=True, load_default=None)
    ends_on = Day(allow_none=True, load_default=None)
    shadowing_done_on = Day(allow_none=True, load_default=None)
    toolkit_read_on = Day(allow_none=True, load_default=None)


class NewTraining(Closed):
    """A completed training."""

    kind = Text(60, shortest=1, required=True)
    completed_on = Day(required=True)
    expires_on = Day(allow_none=True, load_default=None, metadata={"description": "As the kind says, if left out."})
    source = Text(200, load_default="")


class LastDay(Closed):
    """The last day of somebody who leaves."""

    left_on = Day(required=True)


class PanelRole(Answer):
    """A role somebody holds on panels."""

    role = fields.String()
    starts_on = fields.Date(allow_none=True)
    ends_on = fields.Date(allow_none=True)
    shadowing_done_on = fields.Date(allow_none=True)
    toolkit_read_on = fields.Date(allow_none=True)


class Training(Answer):
    """A completed training."""

    id = fields.String()
    kind = fields.String()
    completed_on = fields.Date()
    expires_on = fields.Date(allow_none=True)
    source = fields.String()


class Person(Answer):
    """A person's record."""

    id = fields.String()
    kind = fields.String(validate=validate.OneOf(KINDS))
    employee_number = fields.String(allow_none=True)
    name = fields.String()
    work_email = fields.String(allow_none=True)
    job_title = fields.String()
    band = fields.String(allow_none=True)
    staff_group = fields.String(allow_none=True)
    site = fields.Nested(Named)
    department = fields.Nested(Named)
    division = fields.Nested(Named)
    line_manager = fields.Nested(Named, allow_none=True)
    organisation = fields.String()
    cap = fields.Integer()
    opening_load = fields.Integer()
    opening_load_on = fields.Date(allow_none=True)
    paused_from = fields.Date(allow_none=True)
    paused_until = fields.Date(allow_none=True)
    release = fields.String()
    released_until = fields.Date(allow_none=True)
    left_on = fields.Date(allow_none=True)
    professions = fields.List(fields.String())
    roles = fields.List(fields.Nested(PanelRole))
    training = fields.List(fields.Nested(Training))
    version = fields.Integer()
    updated_at = Instant()


class PersonLine(Answer):
    """One line of the list of people."""

    id = fields.String()
    kind = fields.String()
    employee_number = fields.String(allow_none=True)
    name = fields.String()
    work_email = fields.String(allow_none=True)
    job_title = fields.String()
    band = fields.String(allow_none=True)
    department = fields.String()
    site = fields.String()
    roles = fields.List(fields.String())
    version = fields.Integer()


PeoplePage = page_of(PersonLine, "PeoplePage")


class PeopleQuery(PageQuery):
    """Which people to list."""

    text = Text(200, load_default="", metadata={"description": "In name, e-mail, employee number or job title."})
    band = Text(10)
    department_id = Text(36)
    division_id = Text(36)
    site_id = Text(36)
    role = Text(40)
    kind = Choice(KINDS)
    state = Choice(STATES, load_default="active")


class FindQuery(Closed):
    """Whom to find; fewer than two characters find nobody."""

    text = Text(200, required=True)
    limit = Whole(1, 50, written=True, load_default=20)


class Colleague(Answer):
    """Enough to name a colleague in a conflict of interest."""

    id = fields.String()
    name = fields.String()
    job_title = fields.String()
    department = fields.String()


class Colleagues(Answer):
    """The colleagues found, by name."""

    items = fields.List(fields.Nested(Colleague))
