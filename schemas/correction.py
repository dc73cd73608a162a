"""Corrections of what came of a panel. Counts only: no applicant is named."""

from marshmallow import fields, validate

from schemas.closed import Answer
from schemas.panel import Counts
from schemas.words import Instant, Text


class CorrectionIn(Counts):
    """What the counts should have been, why, and who is asked to confirm it."""

    reason = Text(1000, shortest=1, required=True, lines=True)
    second_person = Text(36, shortest=1, required=True, metadata={"description": "The id of their account."})


class Correction(Answer):
    """A correction; the earlier counts stand until it is confirmed."""

    id = fields.String()
    decision_id = fields.String()
    state = fields.String(validate=validate.OneOf(("proposed", "confirmed", "refused")))
    interviewed = fields.Integer()
    appointed = fields.Integer()
    reason = fields.String()
    proposed_by = fields.String()
    proposed_at = Instant()
    second_person = fields.String()
    settled_at = Instant(allow_none=True)
    version = fields.Integer()


class Corrections(Answer):
    """Corrections that wait for the caller, oldest first."""

    items = fields.List(fields.Nested(Correction))
