"""The trail: who did what. It never holds a protected characteristic."""

from marshmallow import fields

from schemas.closed import Answer
from schemas.paging import PageQuery, page_of
from schemas.words import Instant, Text


class TrailEvent(Answer):
    """One act."""

    number = fields.Integer()
    at = Instant()
    account_id = fields.String(allow_none=True, metadata={"description": "Null: the service itself."})
    action = fields.String()
    subject_kind = fields.String()
    subject_id = fields.String()
    details = fields.Dict(keys=fields.String())


TrailPage = page_of(TrailEvent, "TrailPage")


class TrailQuery(PageQuery):
    """Which events to list."""

    action = Text(80)
    account_id = Text(36)
    subject_kind = Text(40)
    subject_id = Text(80)
