"""The service’s applications as an outcomes file, closed periods, snapshots, other systems’ files."""

import csv
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from sqlmodel import select

from service.errors import ConflictError, FairpanelError, ForbiddenError, InvalidInputError
from service.models import (
    ClosedPeriod,
    ExternalApplication,
    OutcomeRelease,
    OutcomeSnapshot,
    TrailEvent,
)
from service.outcome_steps import record_step
from service.outcomes.applications import FinancialYear
from service.outcomes.corrections import (
    waiting_corrections,
)
from service.outcomes.external import check_outcomes, import_outcomes, sources
from service.outcomes.monitoring import store_answers
from service.outcomes.periods import close_period, closed_periods
from service.outcomes.reading import read_outcomes
from service.outcomes.records import outcomes_file
from service.outcomes.snapshots import snapshot_file, take_snapshot
from service.trail import SYSTEM, Actor
from service.work import House, Work
from tests.builders import a_vacancy, an_actor
from tests.service.outcomes.applied import an_application
from tests.service.outcomes.files import TODAY, a_file
from tests.service.outcomes.files import an_application as a_row

YEAR = FinancialYear(2026)
DAY = date(2026, 9, 20)


def test_the_file_joins_steps_posts_panels_and_answers_and_the_audit_reads_it(house: House) -> None:
    hr = _hr(house)
    with house.writing(SYSTEM) as work:
        vacancy = a_vacancy(work, band="8a", campaign="bulk")
        one, two, three = (an_application(work, vacancy) for _ in range(3))
        for each in (one, two):
            record_step(work, each, "applied", "open", date(2026, 9, 1))
        record_step(work, one, "shortlisted", "open", DAY)
        record_step(work, one, "appointed", "appointed", DAY)
        store_answers(work, {one.id: {"ethnicity": "M", "ethnicity_scheme": "2001", "gender": "2"}})
    with house.writing(hr) as work:
        data = outcomes_file(work, {vacancy.id: True})
    rows = {row["application_id"]: row for row in csv.DictReader(io.StringIO(data.decode()))}
    assert set(rows) == {one.id, two.id}  # nothing has been recorded of the third
    assert three.id not in rows
    assert (rows[one.id]["stage"], rows[one.id]["closed_on"], rows[one.id]["ethnicity"]) == (
        "appointed", "2026-09-20", "M",
    )  # fmt: skip
    assert (rows[two.id]["outcome"], rows[two.id]["closed_on"], rows[two.id]["ethnicity"]) == ("open", "", "")
    assert (rows[one.id]["band"], rows[one.id]["campaign"], rows[one.id]["panel_met_requirement"]) == (
        "8a", "bulk", "yes",
    )  # fmt: skip
    assert len(read_outcomes(data, today=TODAY)) == 2


def test_of_many_who_close_days_or_take_in_a_file_at_once_one_does(house: House) -> None:
    hr = _hr(house)
    rows = check_outcomes(a_file([a_row(number, application_id=f"a{number}") for number in range(3)]), "trac")
    acts: list[Callable[[Work], object]] = [
        lambda work: close_period(work, date(2026, 4, 1), date(2026, 6, 30)),
        lambda work: close_period(work, date(2026, 4, 1), date(2026, 6, 29)),
        lambda work: close_period(work, date(2026, 6, 1), date(2026, 6, 30)),
        *[lambda work: import_outcomes(work, rows, "trac")] * 3,
    ]
    barrier = Barrier(len(acts))

    def act(each: Callable[[Work], object]) -> object:
        barrier.wait()
        try:
            with house.writing(hr) as work:
                return each(work)
        except FairpanelError as refusal:
            return refusal

    with ThreadPoolExecutor(len(acts)) as crowd:
        answers = list(crowd.map(act, acts))
    assert sum(isinstance(each, ClosedPeriod) for each in answers) == 1
    assert sum(isinstance(each, InvalidInputError) for each in answers) == 2
    with house.reading(hr) as work:
        assert len(closed_periods(work)) == 1
        assert sources(work) == [("trac", 3)]
        closings = select(TrailEvent).where(TrailEvent.action == "period.closed")
        assert len(work.session.exec(closings).all()) == 1


def test_a_period_is_closed_only_when_it_is_over(sqlite_house: House) -> None:
    with sqlite_house.writing(_hr(sqlite_house)) as work, pytest.raises(InvalidInputError, match="has not passed"):
        close_period(work, date(2026, 11, 1), date(2030, 11, 30))


def test_other_systems_outcomes_are_taken_in_once_and_follow_their_file(house: House) -> None:
    hr = _hr(house)
    rows = [a_row(number, application_id=f"a{number}") for number in range(3)]
    file = check_outcomes(a_file(rows), "trac")
    with house.writing(hr) as work:
        assert import_outcomes(work, file, "trac", dry_run=True).new == 3
        assert work.session.exec(select(ExternalApplication)).all() == []
        assert import_outcomes(work, file, "trac").new == 3
    rows[0]["stage"], rows[0]["outcome"] = "interviewed", "not_selected"
    with house.writing(hr) as work:
        again = import_outcomes(work, check_outcomes(a_file(rows), "trac"), "trac")
        assert (again.new, again.changed, again.unchanged) == (0, 1, 2)
        assert sources(work) == [("trac", 3)]
    with house.writing(hr) as work:
        understood = read_outcomes(outcomes_file(work, {}), today=TODAY)
        assert len(understood) == 3
        assert b"not_selected" not in work.session.exec(select(ExternalApplication.sealed)).first()  # type: ignore[operator]


def test_a_faulty_file_of_another_system_is_refused_by_row(sqlite_house: House) -> None:
    with pytest.raises(InvalidInputError) as refused:
        check_outcomes(a_file([a_row(1), a_row(2, stage="hired")]), "trac")
    assert refused.value.problems[0].row == 3
    with pytest.raises(InvalidInputError, match="short name"):
        check_outcomes(a_file([a_row(1)]), "Trac Systems Ltd")


def test_a_snapshot_stands_until_ten_people_have_changed(house: House) -> None:
    hr = _hr(house)
    with house.writing(SYSTEM) as work:
        vacancy = a_vacancy(work)
        _applied(work, vacancy, 12)
    with house.writing(hr) as work:
        first = take_snapshot(work, YEAR, outcomes_file(work, {}))
    with house.writing(SYSTEM) as work:
        _applied(work, vacancy, 9)
    with house.writing(hr) as work, pytest.raises(ConflictError, match="fewer than 10"):
        take_snapshot(work, YEAR, outcomes_file(work, {}))
    with house.writing(SYSTEM) as work:
        _applied(work, vacancy, 1)
    with house.writing(hr) as work:
        second = take_snapshot(work, YEAR, outcomes_file(work, {}))
        assert (first.applications, second.applications) == (12, 22)
        assert snapshot_file(work, work.session.get_one(OutcomeSnapshot, first.id)).count(b"\n") == 13


def test_only_hr_reads_the_outcomes(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        manager = an_actor(work, roles=("manager",))
    with sqlite_house.writing(manager) as work:
        for reads in (lambda: outcomes_file(work, {}), lambda: sources(work), lambda: waiting_corrections(work)):
            with pytest.raises(ForbiddenError):
                reads()
        assert work.session.exec(select(OutcomeRelease)).all() == []


def _applied(work: Work, vacancy: object, many: int) -> None:
    for _ in range(many):
        record_step(work, an_application(work, vacancy), "applied", "open", date(2026, 9, 1))  # type: ignore[arg-type]


def _hr(house: House) -> Actor:
    with house.writing(SYSTEM) as work:
        return an_actor(work)
