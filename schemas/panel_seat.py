"""The seats of a panel, as a request or a policy asks for them. A seat says nothing on self-described features."""

from typing import Any

from marshmallow import fields, post_dump, validate

from schemas.closed import Answer, Closed
from schemas.words import Choice, Text

ORIGINS = ("department", "division", "outside_department", "anywhere")


class SeatIn(Closed):
    """A seat to fill."""

    role = Text(40, shortest=1, required=True)
    min_band = Text(10, allow_none=True)
    from_ = Choice(ORIGINS, data_key="from", attribute="from", load_default="anywhere")
    profession = Text(80, allow_none=True)


class PlannedSeat(Answer):
    """A seat as it is asked for."""

    role = fields.String()
    min_band = fields.String(allow_none=True)
    from_ = fields.String(data_key="from", attribute="from", validate=validate.OneOf(ORIGINS))
    profession = fields.String(allow_none=True)

    @post_dump
    def complete(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Spell out what a seat leaves open."""
        return {"role": "", "min_band": None, "from": "anywhere", "profession": None} | data
