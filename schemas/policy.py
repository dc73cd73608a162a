"""Policies: named, versioned rule sets.

Recruiting managers read what seats they ask for; the requirements, which may speak of self-described features, are
HR's.
"""

from marshmallow import fields, validate

from schemas.closed import Answer, Closed
from schemas.panel_seat import ORIGINS, PlannedSeat, SeatIn
from schemas.words import Choice, Instant, Many, Text, Whole

STATES = ("draft", "active", "retired")
KINDS = ("at_least", "at_most", "not_all_same", "at_least_from")
STRENGTHS = ("must", "explain", "prefer")


class ScopeIn(Closed):
    """Where a policy applies; what is left out means everywhere."""

    min_band = Text(10, allow_none=True)
    max_band = Text(10, allow_none=True)
    staff_groups = Many(Text(10, shortest=1), 50, least=1)
    departments = Many(Text(60, shortest=1), 500, least=1, metadata={"description": "Codes."})
    divisions = Many(Text(60, shortest=1), 100, least=1, metadata={"description": "Codes."})
    sites = Many(Text(60, shortest=1), 100, least=1, metadata={"description": "Codes."})


class RequirementIn(Closed):
    """A composition rule, in the words of the problem format."""

    id = Text(80, shortest=1, required=True)
    kind = Choice(KINDS, required=True)
    strength = Choice(STRENGTHS, required=True)
    tier = Whole(1, 99)
    feature = Text(60, shortest=1)
    value = Text(60, shortest=1)
    min = Whole(1, 99)
    max = Whole(0, 99)
    from_ = Choice(ORIGINS, data_key="from", attribute="from")


class PolicyIn(Closed):
    """A policy; a change of a draft replaces the whole of it."""

    name = Text(120, shortest=1, required=True)
    summary = Text(600, load_default="", lines=True)
    scope = fields.Nested(ScopeIn, load_default=dict)
    precedence = Whole(-1000, 1000, load_default=0)
    seats = Many(fields.Nested(SeatIn), 12, least=1, required=True)
    requirements = Many(fields.Nested(RequirementIn), 50, load_default=list)
    notice_days = Whole(0, 365, load_default=7)


class Policy(Answer):
    """A version of a policy, without its requirements."""

    id = fields.String()
    name = fields.String()
    number = fields.Integer(metadata={"description": "Versions of a policy are counted from 1."})
    state = fields.String(validate=validate.OneOf(STATES))
    summary = fields.String()
    precedence = fields.Integer()
    seats = fields.List(fields.Nested(PlannedSeat), metadata={"description": "min_band may be post, post-1, post+1."})
    notice_days = fields.Integer()
    version = fields.Integer(metadata={"description": "Of this entry, for If-Match."})
    activated_at = Instant(allow_none=True)


class Policies(Answer):
    """Versions of policies, by name, newest first."""

    items = fields.List(fields.Nested(Policy))


class Requirement(Closed):
    """A composition rule; what its kind does not use is left out."""

    id = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    strength = fields.String(required=True, validate=validate.OneOf(STRENGTHS))
    tier = fields.Integer()
    feature = fields.String()
    value = fields.String()
    min = fields.Integer()
    max = fields.Integer()
    from_ = fields.String(data_key="from", attribute="from")


class Scope(Closed):
    """Where a policy applies; what is left out means everywhere."""

    min_band = fields.String(allow_none=True)
    max_band = fields.String(allow_none=True)
    staff_groups = fields.List(fields.String())
    departments = fields.List(fields.String())
    divisions = fields.List(fields.String())
    sites = fields.List(fields.String())


class PolicyRules(Policy):
    """A version of a policy with all its rules, for HR."""

    scope = fields.Nested(Scope)
    requirements = fields.List(fields.Nested(Requirement))


class PolicyQuery(Closed):
    """Which policies to list."""

    state = Choice(STATES)
