"""Invitations: one person asked to take one seat, and their answer."""

from marshmallow import fields, validate

from schemas.closed import Answer, Closed
from schemas.words import Choice, Instant, Text

STATES = ("offered", "sent", "accepted", "declined", "withdrawn")
REASONS = ("not_free", "conflict_of_interest", "too_many", "not_released", "other")


class Decline(Closed):
    """Why one declines; whoever confirmed the panel can read it."""

    reason = Choice(REASONS, required=True)
    note = Text(1000, load_default="", lines=True)


class Invitation(Answer):
    """An invitation."""

    id = fields.String()
    panel_id = fields.String()
    person_id = fields.String()
    state = fields.String(validate=validate.OneOf(STATES))
    decline_reason = fields.String()
    decline_note = fields.String()
    sent_at = Instant(allow_none=True)
    answered_at = Instant(allow_none=True)
    version = fields.Integer()


class Assignment(Answer):
    """An invitation to oneself, with the panel it is for."""

    invitation_id = fields.String()
    invitation_version = fields.Integer()
    state = fields.String(validate=validate.OneOf(STATES))
    panel_id = fields.String()
    panel_state = fields.String()
    role = fields.String()
    vacancy_reference = fields.String()
    vacancy_title = fields.String()
    starts_at = Instant()
    ends_at = Instant()
    zone = fields.String()
    online = fields.Boolean()
    site = fields.String()
    can_answer = fields.Boolean()
    is_chair = fields.Boolean()


class Assignments(Answer):
    """One's own invitations, by time."""

    items = fields.List(fields.Nested(Assignment))
