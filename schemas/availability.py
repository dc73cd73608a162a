"""When one may be asked: weekly hours, exceptions, busy times and leave, in one's own words."""

from marshmallow import fields

from schemas.closed import Answer, Closed
from schemas.words import Choice, Clock, Day, Instant, Many, Whole


class HoursIn(Closed):
    """Hours on one weekday, in the organisation's local time."""

    weekday = Whole(0, 6, required=True, metadata={"description": "0 is Monday."})
    starts_at = Clock(required=True)
    ends_at = Clock(required=True)


class WeeklyHoursIn(Closed):
    """The whole weekly pattern; touching and overlapping hours join."""

    weekly = Many(fields.Nested(HoursIn), 70, required=True)


class NewException(Closed):
    """Hours of one date on which one is free, or not, whatever the weekly pattern says."""

    on_date = Day(required=True)
    kind = Choice(("free", "not_free"), required=True)
    starts_at = Clock(required=True)
    ends_at = Clock(required=True)


class NewBusyTime(Closed):
    """A stretch of time that something outside Fairpanel takes; what it is, is nobody's business here."""

    starts_at = Instant(required=True)
    ends_at = Instant(required=True)


class NewLeave(Closed):
    """Days away, first and last included; no reason is kept."""

    first_day = Day(required=True)
    last_day = Day(required=True)


class NewPause(Closed):
    """Days on which one is not asked; without a last day, until resumed."""

    first_day = Day(required=True)
    last_day = Day(allow_none=True, load_default=None)


class OwnCap(Closed):
    """How many panels a cap period one wants at most."""

    cap = Whole(0, 100, required=True)


class Hours(Answer):
    """Hours on one weekday."""

    weekday = fields.Integer()
    starts_at = Clock()
    ends_at = Clock()


class AvailabilityException(Answer):
    """An exception to the weekly pattern."""

    id = fields.String()
    on_date = fields.Date()
    kind = fields.String()
    starts_at = Clock()
    ends_at = Clock()


class BusyTime(Answer):
    """A busy time."""

    id = fields.String()
    starts_at = Instant()
    ends_at = Instant()


class Leave(Answer):
    """Days away."""

    id = fields.String()
    first_day = fields.Date()
    last_day = fields.Date()


class Availability(Answer):
    """All that somebody said about when they may be asked; its version is that of their record."""

    version = fields.Integer()
    weekly = fields.List(fields.Nested(Hours))
    exceptions = fields.List(fields.Nested(AvailabilityException))
    busy = fields.List(fields.Nested(BusyTime))
    leave = fields.List(fields.Nested(Leave))
    cap = fields.Integer()
    paused_from = fields.Date(allow_none=True)
    paused_until = fields.Date(allow_none=True)


class DaysQuery(Closed):
    """Which days to look at, at most a year."""

    first_day = Day(required=True)
    last_day = Day(required=True)


class FreeTime(Answer):
    """A stretch of free time."""

    starts_at = Instant()
    ends_at = Instant()


class FreeTimes(Answer):
    """When one is free, Fairpanel's own bookings not taken out."""

    items = fields.List(fields.Nested(FreeTime))
