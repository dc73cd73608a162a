"""What panelists choose to share about themselves. Only they, and HR on record, ever get these answers."""

from marshmallow import fields

from schemas.closed import Answer, Closed
from schemas.words import Flag, Instant, Table


class Shared(Closed):
    """What to share, and the agreement that it is used to compose panels."""

    features = Table(60, 60, 50, required=True, metadata={"description": "Values by feature, as GET /features has."})
    consent = Flag(required=True)


class SelfDescription(Answer):
    """What somebody shares; empty when they share nothing."""

    features = fields.Dict(keys=fields.String(), values=fields.String())
    consented_at = Instant(allow_none=True)
    withdrawn_at = Instant(allow_none=True)
    version = fields.Integer(metadata={"description": "0: nothing was ever given."})


class FeatureValue(Answer):
    """A value to choose."""

    code = fields.String()
    label = fields.String()


class Feature(Answer):
    """A feature to describe, and its values in order."""

    code = fields.String()
    question = fields.String()
    hint = fields.String()
    values = fields.List(fields.Nested(FeatureValue))


class Features(Answer):
    """All features, in order."""

    items = fields.List(fields.Nested(Feature))
