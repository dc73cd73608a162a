"""Calendars read from rows hold everything that keeps a person from being asked."""

from datetime import UTC, date, datetime, time

from service.calendars import calendars_of
from service.hours import Calendar, DayException, Hours
from service.models import AvailabilityException, BusyTime, Leave
from service.trail import SYSTEM
from service.work import House
from tests.builders import a_person

DAY = date(2027, 1, 5)
NOON, ONE = datetime(2027, 1, 5, 12, tzinfo=UTC), datetime(2027, 1, 5, 13, tzinfo=UTC)


def test_a_calendar_holds_hours_exceptions_busy_times_leave_pause_and_leaving(house: House) -> None:
    with house.writing(SYSTEM) as work:
        person = a_person(work, free="Tue 9-24", paused_from=date(2027, 3, 1), left_on=date(2027, 6, 30))
        idle = a_person(work, free="", paused_from=date(2027, 1, 1), paused_until=date(2027, 1, 2))
        work.session.add(
            AvailabilityException(person_id=person.id, on_date=DAY, kind="free", starts_at=time(7), ends_at=time(8))
        )
        work.session.add(BusyTime(person_id=person.id, starts_at=NOON, ends_at=ONE))
        work.session.add(Leave(person_id=person.id, first_day=DAY, last_day=DAY))
    with house.reading(SYSTEM) as work:
        everybody = calendars_of(work.session)
        assert calendars_of(work.session, [person.id]) == {person.id: everybody[person.id]}
        assert calendars_of(work.session, []) == {}
    assert everybody[person.id] == Calendar(
        weekly=(Hours(1, time(9), time.max),),
        exceptions=(DayException(DAY, True, time(7), time(8)),),
        busy=((NOON, ONE),),
        away=((DAY, DAY), (date(2027, 3, 1), date.max), (date(2027, 7, 1), date.max)),
    )
    assert everybody[idle.id] == Calendar(away=((date(2027, 1, 1), date(2027, 1, 2)),))
