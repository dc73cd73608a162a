"""The trail notices every change made behind its back."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from service.models import Site
from service.trail import SYSTEM
from service.work import House


def three_events(house: House) -> None:
    with house.writing(SYSTEM) as work:
        for number in range(3):
            work.record("thing.changed", "thing", str(number), {"to": number})


def test_an_untouched_trail_fits_its_chain(house: House) -> None:
    three_events(house)
    with house.reading(SYSTEM) as work:
        assert work.trail.verify(work.session) is None


@pytest.mark.parametrize("act", ["UPDATE trail_event SET action = 'x'", "DELETE FROM trail_event"])
def test_the_database_refuses_to_change_the_trail(house: House, act: str) -> None:
    three_events(house)
    with pytest.raises(DatabaseError, match="append_only"), house.writing(SYSTEM) as work:
        work.session.execute(text(act))


def test_a_cut_off_tail_is_found_with_the_head_kept_outside(sqlite_house: House) -> None:
    three_events(sqlite_house)
    with sqlite_house.reading(SYSTEM) as work:
        head = work.session.execute(text("SELECT mac FROM trail_head")).scalar_one()
    with sqlite_house.database.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER trail_event_append_only_delete"))
        connection.execute(text("DELETE FROM trail_event WHERE number = 3"))
        mac = connection.execute(text("SELECT mac FROM trail_event WHERE number = 2")).scalar_one()
        connection.execute(text("UPDATE trail_head SET number = 2, mac = :mac"), {"mac": mac})
    with sqlite_house.reading(SYSTEM) as work:
        assert work.trail.verify(work.session) is None
        assert work.trail.verify(work.session, head=head) == 3


def test_a_changed_event_is_found(sqlite_house: House) -> None:
    three_events(sqlite_house)
    with sqlite_house.database.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER trail_event_append_only_update"))
        connection.execute(text("UPDATE trail_event SET subject_id = '9' WHERE number = 2"))
    with sqlite_house.reading(SYSTEM) as work:
        assert work.trail.verify(work.session) == 2


def test_a_reading_session_that_changes_rows_is_a_fault(house: House) -> None:
    with pytest.raises(RuntimeError, match="writing"), house.reading(SYSTEM) as work:
        work.session.add(Site(code="s", name="S"))


def test_an_event_recorded_while_reading_is_a_fault(house: House) -> None:
    with pytest.raises(RuntimeError, match="writing"), house.reading(SYSTEM) as work:
        work.record("thing.changed", "thing", "1")


def test_work_that_fails_leaves_neither_rows_nor_events(house: House) -> None:
    with pytest.raises(ZeroDivisionError), house.writing(SYSTEM) as work:
        work.session.add(Site(code="s", name="S"))
        work.record("site.added", "site", "s")
        raise ZeroDivisionError
    with house.reading(SYSTEM) as work:
        assert work.session.execute(text("SELECT count(*) FROM site")).scalar() == 0
        assert work.session.execute(text("SELECT count(*) FROM trail_event")).scalar() == 0
