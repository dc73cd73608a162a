"""Panels, as recruiting managers, members and HR alike see them.

No field says anything of a self-described feature, of a requirement on one, of anybody's load, or why somebody was
chosen: what a panel lacks there is in the shortfalls, which are HR's.
"""

from marshmallow import fields, validate

from schemas.closed import Answer, Closed
from schemas.paging import PageQuery, page_of
from schemas.panel_request import LOCAL, PanelRequest
from schemas.words import Choice, Flag, Instant, Many, Text, Whole

STATES = ("proposed", "awaiting_release", "inviting", "ready", "held", "closed", "cancelled")


class Confirmation(Closed):
    """Confirming a proposal."""

    auto_invite = Flag(load_default=False, metadata={"description": "Invite the next reserve when one declines."})


class NewTime(Closed):
    """Another time for a panel."""

    starts_at = Text(40, shortest=1, required=True, metadata={"description": LOCAL})


class NewMember(Closed):
    """Somebody else for a seat."""

    person_id = Text(36, shortest=1, required=True)


class StandInIn(Closed):
    """Somebody who sat without having been planned to."""

    person_id = Text(36, shortest=1, required=True)
    role = Text(40, shortest=1, load_default="panelist")


class SatIn(Closed):
    """Whether a member sat."""

    person_id = Text(36, shortest=1, required=True)
    sat = Flag(required=True)


class WhoSatIn(Closed):
    """For every member whether they sat, and who stood in."""

    members = Many(fields.Nested(SatIn), 50, required=True)
    stand_ins = Many(fields.Nested(StandInIn), 50, load_default=list)


class Counts(Closed):
    """What came of a panel. Counts only: no applicant is named."""

    interviewed = Whole(0, 10_000, required=True)
    appointed = Whole(0, 10_000, required=True)


class Seat(Answer):
    """A seat, what it asks for, and who holds it."""

    position = fields.Integer()
    role = fields.String()
    words = fields.String()
    min_band = fields.String(allow_none=True)
    from_ = fields.String(data_key="from", attribute="from_")
    profession = fields.String(allow_none=True)
    person_id = fields.String(allow_none=True)
    name = fields.String(allow_none=True)
    job_title = fields.String(allow_none=True)
    band = fields.String(allow_none=True)
    department = fields.String(allow_none=True)
    invitation = fields.String(allow_none=True, metadata={"description": "The state of the holder's invitation."})
    invitation_id = fields.String(allow_none=True)
    invitation_version = fields.Integer(allow_none=True)
    sat = fields.Boolean(allow_none=True)


class Declined(Answer):
    """Somebody who declined, and the reason they gave."""

    position = fields.Integer()
    name = fields.String()
    reason = fields.String()
    note = fields.String()


class PanelLine(Answer):
    """A panel in a list."""

    id = fields.String()
    request_id = fields.String()
    state = fields.String(validate=validate.OneOf(STATES))
    starts_at = Instant()
    ends_at = Instant()
    zone = fields.String()
    online = fields.Boolean()
    version = fields.Integer()


class Panel(PanelLine):
    """A panel."""

    request_reference = fields.String()
    vacancy_reference = fields.String()
    vacancy_title = fields.String()
    vacancy_band = fields.String(allow_none=True)
    site = fields.String()
    needs_release = fields.Boolean(metadata={"description": "As the policy says, whoever sits."})
    auto_invite = fields.Boolean()
    hold_until = Instant(allow_none=True)
    cancelled_reason = fields.String()
    seats = fields.List(fields.Nested(Seat))
    declined = fields.List(fields.Nested(Declined))
    stand_ins = fields.List(fields.String())
    notes = fields.List(fields.String())
    can_change = fields.Boolean()
    can_record = fields.Boolean()


PanelPage = page_of(PanelLine, "PanelPage")


class PanelQuery(PageQuery):
    """Which panels to list."""

    state = Choice(STATES)
    request_id = Text(36)


class Proposal(Answer):
    """A request's committed panel, or the request with the reasons why it has none."""

    outcome = fields.String(validate=validate.OneOf(("proposed", "unfilled")))
    request = fields.Nested(PanelRequest)
    panel = fields.Nested(Panel, allow_none=True)


class AbleColleague(Answer):
    """Somebody who could take a seat."""

    person_id = fields.String()
    name = fields.String()
    job_title = fields.String()
    band = fields.String(allow_none=True)
    department = fields.String()


class WhoElse(Answer):
    """Who could take a seat with everybody else staying, by name."""

    items = fields.List(fields.Nested(AbleColleague))


class TakenWay(Closed):
    """Which way to take."""

    way = Text(40, shortest=1, required=True, metadata={"description": "Its key, as the list of ways gives it."})


class AskedPlace(Answer):
    """Somebody who would be asked; `was` is the role of the seat they would leave on the same panel."""

    position = fields.Integer()
    role = fields.String()
    person_id = fields.String()
    name = fields.String()
    was = fields.String(allow_none=True)


class OtherPanel(Answer):
    """The proposal that somebody would be taken from, and who would take their seat there."""

    panel_id = fields.String()
    request_reference = fields.String()
    vacancy_title = fields.String()
    starts_at = Instant()
    ends_at = Instant()
    zone = fields.String()
    leaves = fields.String()
    joins = fields.String()


class Way(Answer):
    """One way to repair a panel: who would be asked, who would be told they are not needed, and what else moves."""

    key = fields.String()
    kind = fields.String(validate=validate.OneOf(("fill", "swap", "move", "ejection")))
    starts_at = Instant()
    ends_at = Instant()
    asked = fields.List(fields.Nested(AskedPlace))
    released = fields.List(fields.String())
    other = fields.Nested(OtherPanel, allow_none=True)


class Repairs(Answer):
    """The ways to repair a panel, the least disturbing first; `version` is the panel's, for If-Match."""

    version = fields.Integer()
    needed = fields.Boolean()
    ways = fields.List(fields.Nested(Way))
    hr_can_look_further = fields.Boolean()


class PostDecision(Answer):
    """What came of a panel."""

    id = fields.String()
    panel_id = fields.String()
    vacancy_id = fields.String()
    interviewed = fields.Integer()
    appointed = fields.Integer()
    recorded_at = Instant()
    corrects_id = fields.String(allow_none=True)
    reason = fields.String()


class PostDecisions(Answer):
    """A panel's decisions in the order in which they were recorded; the last one counts."""

    items = fields.List(fields.Nested(PostDecision))
