"""Where people work, and which training counts: the lists that other requests refer to."""

from marshmallow import fields

from schemas.closed import Answer


class Named(Answer):
    """A site, division or department by its id and name."""

    id = fields.String()
    name = fields.String()


class Site(Answer):
    """A place where interviews are held and people work."""

    id = fields.String()
    code = fields.String()
    name = fields.String()


class Division(Site):
    """A group of departments."""


class Department(Site):
    """A team that recruits and lends panelists."""

    division_id = fields.String()
    site_id = fields.String()


class TrainingKind(Answer):
    """A kind of training, how long it counts, and whether every panelist needs it."""

    code = fields.String()
    name = fields.String()
    validity_months = fields.Integer(allow_none=True, metadata={"description": "For good, if null."})
    required = fields.Boolean()


class Sites(Answer):
    """All sites, by name."""

    items = fields.List(fields.Nested(Site))


class Divisions(Answer):
    """All divisions, by name."""

    items = fields.List(fields.Nested(Division))


class Departments(Answer):
    """All departments, by name."""

    items = fields.List(fields.Nested(Department))


class TrainingKinds(Answer):
    """All kinds of training, by name."""

    items = fields.List(fields.Nested(TrainingKind))
