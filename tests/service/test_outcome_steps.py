from datetime import date

import pytest
from sqlalchemy.exc import DBAPIError

from service.errors import ConflictError
from service.models import Application, ClosedPeriod, Vacancy
from service.outcome_steps import record_step, standing, steps_of
from service.trail import SYSTEM
from service.work import House, Work
from tests.builders import a_vacancy, an_account

DAY = date(2026, 11, 2)


def test_an_application_goes_from_stage_to_stage_and_the_last_outcome_counts(house: House) -> None:
    with house.writing(SYSTEM) as work:
        made = _an_application(work)
        record_step(work, made, "applied", "open", DAY)
        record_step(work, made, "shortlisted", "open", DAY)
        record_step(work, made, "interviewed", "not_selected", DAY)
    with house.reading(SYSTEM) as work:
        steps = steps_of(work, made.id)
        assert [step.stage for step in steps] == ["applied", "shortlisted", "interviewed"]
        assert standing(steps) == ("interviewed", "not_selected")


def test_a_step_is_recorded_once_and_never_backwards(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        made = _an_application(work)
        record_step(work, made, "shortlisted", "open", DAY)
        with pytest.raises(ConflictError, match="recorded already"):
            record_step(work, made, "shortlisted", "open", DAY)
        with pytest.raises(ConflictError, match="Correct that step"):
            record_step(work, made, "applied", "withdrawn", DAY)


def test_what_happens_in_a_closed_period_counts_on_the_day_after_it(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        account = an_account(work)
        for first, last in ((date(2026, 10, 1), date(2026, 10, 31)), (date(2026, 11, 1), date(2026, 11, 30))):
            work.session.add(ClosedPeriod(first_day=first, last_day=last, closed_by=account.id))
        made = _an_application(work)
        assert record_step(work, made, "applied", "open", date(2026, 10, 5)).counts_on == date(2026, 12, 1)
        assert record_step(work, made, "shortlisted", "open", date(2026, 9, 2)).counts_on == date(2026, 9, 2)


@pytest.mark.parametrize("words", ["UPDATE outcome_event SET stage = 'offered'", "DELETE FROM outcome_event"])
def test_the_database_refuses_to_change_a_step(house: House, words: str) -> None:
    with house.writing(SYSTEM) as work:
        record_step(work, _an_application(work), "applied", "open", DAY)
    with pytest.raises(DBAPIError, match="append_only"), house.database.engine.begin() as connection:
        connection.exec_driver_sql(words)


def _an_application(work: Work, vacancy: Vacancy | None = None) -> Application:
    made = Application(
        vacancy_id=(vacancy or a_vacancy(work)).id, reference="A-1", applied_on=DAY, sealed=b"not opened here"
    )
    work.session.add(made)
    work.session.flush()
    return made
