"""Panel requests: what a manager asks for, and why it cannot be had, in words about kinds of people only."""

from marshmallow import fields, validate

from schemas.closed import Answer, Closed
from schemas.organisation import Named
from schemas.paging import PageQuery, page_of
from schemas.panel_seat import PlannedSeat, SeatIn
from schemas.words import Choice, Clock, Day, Flag, Instant, Many, Text, Whole

STATES = ("draft", "open", "proposed", "unfilled", "confirmed", "closed", "cancelled")
LOCAL = "With Z or an offset an instant; without, the organisation's local time, which must exist once."


class WindowIn(Closed):
    """Days and daily local hours in which the whole interview lies."""

    first_day = Day(required=True)
    last_day = Day(required=True)
    opens = Clock()
    closes = Clock()
    step_minutes = Whole(5, 480)
    weekends = Flag()


class ConflictIn(Closed):
    """Somebody who must not sit, and why. An empty reason keeps the one on record."""

    person_id = Text(36, shortest=1, required=True)
    reason = Text(1000, load_default="", lines=True)


class RequestIn(Closed):
    """What a panel is asked for: starts or a window, not both. A change replaces the whole of it."""

    vacancy_id = Text(36, shortest=1, required=True)
    starts = Many(Text(40, shortest=1), 400, load_default=list, metadata={"description": LOCAL})
    window = fields.Nested(WindowIn, allow_none=True, load_default=None)
    minutes = Whole(15, 480, load_default=60)
    online = Flag(load_default=False)
    site_id = Text(36, allow_none=True, load_default=None)
    needed_by = Day(allow_none=True, load_default=None)
    priority = Whole(1, 5, load_default=1)
    seats = Many(
        fields.Nested(SeatIn), 12, allow_none=True, load_default=None,
        metadata={"description": "The policy's, if left out; in a change, the present ones."},
    )  # fmt: skip
    conflicts = Many(
        fields.Nested(ConflictIn), 200, allow_none=True, load_default=None,
        metadata={"description": "The present ones, if left out."},
    )  # fmt: skip


class Reason(Closed):
    """Why something is not needed any more."""

    reason = Text(1000, shortest=1, required=True, lines=True)


class ChosenChange(Closed):
    """The number of a suggested change."""

    number = Whole(0, 99, required=True)


class Conflict(Answer):
    """Somebody who must not sit. The reason is for HR and for whoever declared it; empty for others."""

    person = fields.Nested(Named)
    reason = fields.String()


class SuggestedChange(Answer):
    """A change that makes the request possible."""

    number = fields.Integer()
    text = fields.String()


class Explanation(Answer):
    """Conditions that cannot hold together, and changes of which any one is enough."""

    reasons = fields.List(fields.String())
    changes = fields.List(fields.Nested(SuggestedChange))


class Warned(Answer):
    """Something allowed but worth a second look."""

    where = fields.String()
    message = fields.String()
    remedy = fields.String()


class RequestLine(Answer):
    """A panel request in a list."""

    id = fields.String()
    reference = fields.String()
    vacancy_id = fields.String()
    state = fields.String(validate=validate.OneOf(STATES))
    minutes = fields.Integer()
    online = fields.Boolean()
    needed_by = fields.Date(allow_none=True)
    priority = fields.Integer()
    version = fields.Integer()
    created_at = Instant()


class PanelRequest(RequestLine):
    """A panel request."""

    site = fields.Nested(Named)
    zone = fields.String()
    policy_id = fields.String(allow_none=True)
    seats = fields.List(fields.Nested(PlannedSeat))
    starts = fields.List(Instant())
    conflicts = fields.List(fields.Nested(Conflict))
    explanation = fields.Nested(Explanation, allow_none=True)
    warnings = fields.List(fields.Nested(Warned))


RequestPage = page_of(RequestLine, "RequestPage")


class RequestQuery(PageQuery):
    """Which requests to list."""

    state = Choice(STATES)
    vacancy_id = Text(36)
