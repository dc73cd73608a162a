"""Imports of people and requests: a file is checked, looked at, and committed as a whole or discarded."""

from marshmallow import fields, validate

from schemas.closed import Answer, Closed
from schemas.problem import ProblemEntry
from schemas.words import Choice, Flag, Instant, Table

KINDS = ("people", "requests")
STATES = ("checked", "committed", "discarded")


class ImportForm(Closed):
    """What comes beside the file."""

    kind = Choice(KINDS, required=True)
    create_missing = Flag(written=True, load_default=False)


class ImportMapping(Closed):
    """Which header holds which field, where the headers do not say it themselves."""

    mapping = Table(60, 300, 100, required=True, metadata={"description": "Header by field."})
    create_missing = Flag(load_default=False, metadata={"description": "Add unknown sites, departments and so on."})


class ImportReport(Answer):
    """What a check, or the commit, found."""

    rows = fields.Integer()
    blank = fields.Integer()
    new = fields.Integer()
    changed = fields.Integer()
    unchanged = fields.Integer()
    problems = fields.List(fields.Nested(ProblemEntry))
    more_problems = fields.Integer(metadata={"description": "How many are not listed."})
    warnings = fields.List(fields.Nested(ProblemEntry))
    assumed = fields.List(fields.String())
    headers = fields.List(fields.String())
    mapping = fields.Dict(keys=fields.String(), values=fields.String())
    created = fields.List(fields.String(), metadata={"description": "What create_missing adds."})


class ImportLine(Answer):
    """An import in the list."""

    id = fields.String()
    kind = fields.String(validate=validate.OneOf(KINDS))
    state = fields.String(validate=validate.OneOf(STATES))
    file_name = fields.String()
    sha256 = fields.String()
    created_at = Instant()
    committed_at = Instant(allow_none=True)
    version = fields.Integer()


class Import(ImportLine):
    """An import with its report."""

    report = fields.Nested(ImportReport)


class Imports(Answer):
    """The latest imports, newest first."""

    items = fields.List(fields.Nested(ImportLine))
