"""Planning rounds: what HR asks for, how far the planning has come, and the plan beside what is proposed now.

Every answer here is for HR alone.
"""

from marshmallow import fields, validate

from schemas.closed import Answer, Closed
from schemas.organisation import Named
from schemas.paging import PageQuery, page_of
from schemas.words import Day, Flag, Instant, Text, Whole

STATES = ("planning", "review", "publishing", "published", "discarded")
JOB_STATES = ("queued", "running", "cancelling", "done", "failed", "cancelled")
KINDS = ("new", "changed", "unchanged", "unfilled", "left_out")
PANEL_STATES = ("pending", "published", "unchanged", "refused", "unfilled", "left_out")


class RoundIn(Closed):
    """Which requests to plan together, and for how long to search. What is left out narrows nothing."""

    department_id = Text(36, allow_none=True, load_default=None)
    division_id = Text(36, allow_none=True, load_default=None)
    site_id = Text(36, allow_none=True, load_default=None)
    first_day = Day(allow_none=True, load_default=None)
    last_day = Day(allow_none=True, load_default=None)
    needed_by = Day(allow_none=True, load_default=None)
    seconds = Whole(1, 3600, load_default=60)
    may_change = Flag(
        load_default=False,
        metadata={"description": "Whether proposals nobody has confirmed may be changed, as little as possible."},
    )


class RoundScope(Answer):
    """Which requests a round covers."""

    department_id = fields.String(allow_none=True)
    division_id = fields.String(allow_none=True)
    site_id = fields.String(allow_none=True)
    first_day = fields.String(allow_none=True)
    last_day = fields.String(allow_none=True)
    needed_by = fields.String(allow_none=True)


class RoundProgress(Answer):
    """How far the job of a round has come. `gap` is how far the load may still be from the best, as a share of it."""

    state = fields.String(validate=validate.OneOf(JOB_STATES))
    phase = fields.String()
    filled = fields.Integer(allow_none=True)
    done = fields.Integer(allow_none=True)
    requests = fields.Integer(allow_none=True)
    gap = fields.Float(allow_none=True)
    elapsed = fields.Float(allow_none=True, metadata={"description": "Seconds since this attempt began."})
    attempt = fields.Integer()
    error = fields.String()


class RoundLevel(Answer):
    """One level of what was sought. Only OPTIMAL is proven best; `bound` is what no plan can beat."""

    name = fields.String()
    value = fields.Integer()
    bound = fields.Float()
    status = fields.String(validate=validate.OneOf(("OPTIMAL", "FEASIBLE")))


class RoundLine(Answer):
    """A round in a list."""

    id = fields.String()
    state = fields.String(validate=validate.OneOf(STATES))
    scope = fields.Nested(RoundScope)
    seconds = fields.Integer()
    may_change = fields.Boolean()
    levels = fields.List(fields.Nested(RoundLevel))
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())
    stopped_by = fields.String()
    created_by = fields.String()
    created_at = Instant()
    published_by = fields.String(allow_none=True)
    published_at = Instant(allow_none=True)
    version = fields.Integer()


class Round(RoundLine):
    """A round, and how far its job has come."""

    progress = fields.Nested(RoundProgress)


RoundPage = page_of(RoundLine, "RoundPage")


class RoundQuery(PageQuery):
    """Which page of the rounds."""


class PlannedSitting(Answer):
    """A panel as planned or as proposed now: when, and who on which seat; null where a seat is empty."""

    starts_at = Instant()
    ends_at = Instant()
    members = fields.List(fields.Nested(Named, allow_none=True))


class ReviewLine(Answer):
    """One request: what the plan means for it, what became of it, and the planned panel beside the present one."""

    request_id = fields.String()
    reference = fields.String()
    kind = fields.String(validate=validate.OneOf(KINDS))
    state = fields.String(validate=validate.OneOf(PANEL_STATES))
    note = fields.String()
    planned = fields.Nested(PlannedSitting, allow_none=True)
    now = fields.Nested(PlannedSitting, allow_none=True)
    lacks = fields.List(fields.String(), metadata={"description": "Ids of requirements the planned panel misses."})
    reasons = fields.List(fields.String())
    changes = fields.List(fields.String())
    competes = fields.List(fields.String())


class RoundReview(Answer):
    """A round's plan beside what is proposed now. `figures` speak of load and parity, while the plan is kept."""

    lines = fields.List(fields.Nested(ReviewLine))
    figures = fields.Dict(keys=fields.String())
