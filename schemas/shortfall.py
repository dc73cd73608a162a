"""What panels lack, what is asked of whom, and who carries how much. Every answer here is for HR alone."""

from marshmallow import fields, validate

from schemas.closed import Answer, Closed
from schemas.panel import AbleColleague
from schemas.panel_seat import ORIGINS
from schemas.words import Choice, Flag, Instant, Many, Text

DECISIONS = ("waive", "widen", "ask_someone")


class ShortfallDecision(Closed):
    """What HR decides about a shortfall, and why."""

    decision = Choice(DECISIONS, required=True)
    reason = Text(2000, shortest=1, required=True, lines=True)


class ShortfallDecisionFor(ShortfallDecision):
    """A decision on a shortfall of the panel that is released."""

    shortfall_id = Text(36, shortest=1, required=True)


class Release(Closed):
    """Releasing a panel, with the decisions that were still missing."""

    decisions = Many(fields.Nested(ShortfallDecisionFor), 50, load_default=list)


class WiderSeat(Closed):
    """A seat's new conditions; its role stays."""

    min_band = Text(10, allow_none=True, load_default=None)
    from_ = Choice(ORIGINS, data_key="from", attribute="from", load_default="anywhere")
    profession = Text(80, allow_none=True, load_default=None)


class ShortfallQuery(Closed):
    """Which shortfalls to list."""

    panel_id = Text(36)
    undecided = Flag(written=True, load_default=False)


class Shortfall(Answer):
    """A requirement that a panel does not meet."""

    id = fields.String()
    panel_id = fields.String()
    requirement_id = fields.String()
    strength = fields.String()
    protected = fields.Boolean()
    best_effort = fields.Boolean(metadata={"description": "Fewer than eight eligible people share the value."})
    decision = fields.String(allow_none=True, validate=validate.OneOf(DECISIONS))
    reason = fields.String()
    decided_by = fields.String(allow_none=True)
    decided_at = Instant(allow_none=True)
    version = fields.Integer(metadata={"description": "For If-Match when deciding about it."})


class Shortfalls(Answer):
    """Shortfalls, oldest first."""

    items = fields.List(fields.Nested(Shortfall))


class Prospect(Answer):
    """Somebody who could take a seat, and what the panel would still lack with them."""

    colleague = fields.Nested(AbleColleague)
    lacks = fields.List(fields.String())


class Prospects(Answer):
    """Who could take a seat, those with whom the panel lacks least first."""

    items = fields.List(fields.Nested(Prospect))
