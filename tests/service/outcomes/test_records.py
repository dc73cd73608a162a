"""The service’s applications as an outcomes file, corrections by two people, closed periods, other systems’ files."""

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
    Concern,
    ExternalApplication,
    OutcomeEvent,
    OutcomeRelease,
    OutcomeSnapshot,
    TrailEvent,
)
from service.outcome_steps import record_step, standing, steps_of
from service.outcomes.applications import FinancialYear
from service.outcomes.corrections import (
    confirm_correction,
    propose_correction,
    refuse_correction,
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


def test_a_correction_counts_only_when_a_second_person_confirms_it(house: House) -> None:
    hr, other = _hr(house), _hr(house)
    with house.writing(SYSTEM) as work:
        made = an_application(work)
        record_step(work, made, "applied", "open", date(2026, 9, 1))
        wrong = record_step(work, made, "shortlisted", "not_selected", DAY)
    with house.writing(hr) as work:
        waiting = propose_correction(work, wrong.id, "interviewed", "not_selected", DAY, "Wrong row of the list.")
        with pytest.raises(ConflictError, match="waits"):
            propose_correction(work, wrong.id, "applied", "not_selected", DAY, "Again.")
    with house.writing(hr) as work:
        assert standing(steps_of(work, made.id)) == ("shortlisted", "not_selected")
        with pytest.raises(ForbiddenError, match="somebody else"):
            confirm_correction(work, waiting.id, waiting.version)
    with house.writing(other) as work:
        event = confirm_correction(work, waiting.id, 1)
        assert (event.recorded_by, event.second_person) == (hr.account_id, other.account_id)
        assert waiting_corrections(work) == []
    with house.reading(SYSTEM) as work:
        assert standing(steps_of(work, made.id)) == ("interviewed", "not_selected")
        assert len(work.session.exec(select(OutcomeEvent)).all()) == 3
    with house.writing(other) as work, pytest.raises(ConflictError, match="latest"):
        propose_correction(work, wrong.id, "applied", "not_selected", DAY, "The one before.")


def test_a_correction_is_refused_once_the_step_was_corrected_with_its_decision(house: House) -> None:
    hr, other = _hr(house), _hr(house)
    with house.writing(SYSTEM) as work:
        made = an_application(work)
        wrong = record_step(work, made, "shortlisted", "not_selected", DAY)
    with house.writing(hr) as work:
        waiting = propose_correction(work, wrong.id, "interviewed", "not_selected", DAY, "Wrong row of the list.")
        decision = {"application_id": made.id, "vacancy_id": made.vacancy_id, "happened_on": DAY, "counts_on": DAY}
        work.session.add(
            OutcomeEvent(
                **decision, stage="shortlisted", outcome="reserve", recorded_by=hr.account_id, corrects_id=wrong.id,
                reason="The decision was corrected.", second_person=other.account_id,
            )
        )  # fmt: skip
    with pytest.raises(ConflictError, match="corrected otherwise"), house.writing(other) as work:
        confirm_correction(work, waiting.id, 1)
    with house.writing(other) as work:
        refuse_correction(work, waiting.id, 1)
        assert standing(steps_of(work, made.id)) == ("shortlisted", "reserve")


def test_no_correction_counts_while_a_concern_of_the_vacancy_is_unanswered(sqlite_house: House) -> None:
    hr, other = _hr(sqlite_house), _hr(sqlite_house)
    with sqlite_house.writing(SYSTEM) as work:
        made = an_application(work)
        step = record_step(work, made, "shortlisted", "open", DAY)
        work.session.add(Concern(vacancy_id=made.vacancy_id, theme="conduct", text=b"x", raised_by=str(hr.account_id)))
    with sqlite_house.writing(hr) as work:
        waiting = propose_correction(work, step.id, "appointed", "appointed", DAY, "It was not typed in.")
    with pytest.raises(ConflictError, match="A concern waits"), sqlite_house.writing(other) as work:
        confirm_correction(work, waiting.id, 1)


def test_correcting_an_early_step_leaves_the_later_ones_last(sqlite_house: House) -> None:
    hr, other = _hr(sqlite_house), _hr(sqlite_house)
    with sqlite_house.writing(SYSTEM) as work:
        made = an_application(work)
        first = record_step(work, made, "applied", "open", date(2026, 9, 1))
        record_step(work, made, "interviewed", "not_selected", DAY)
    with sqlite_house.writing(hr) as work:
        waiting = propose_correction(work, first.id, "shortlisted", "open", DAY, "The step was left out.")
    with sqlite_house.writing(other) as work:
        confirm_correction(work, waiting.id, 1)
        assert standing(steps_of(work, made.id)) == ("interviewed", "not_selected")


def test_a_refused_correction_changes_nothing(sqlite_house: House) -> None:
    hr, other = _hr(sqlite_house), _hr(sqlite_house)
    with sqlite_house.writing(SYSTEM) as work:
        step = record_step(work, an_application(work), "applied", "open", date(2026, 9, 1))
    with sqlite_house.writing(hr) as work:
        waiting = propose_correction(work, step.id, "shortlisted", "open", DAY, "Perhaps.")
        refuse_correction(work, waiting.id, waiting.version)
        assert standing(steps_of(work, step.application_id)) == ("applied", "open")
    with pytest.raises(ConflictError, match="refused already"), sqlite_house.writing(other) as work:
        confirm_correction(work, waiting.id, 2)


@pytest.mark.parametrize(
    ("stage", "outcome", "day", "reason", "where"),
    [
        ("appointed", "declined", DAY, "x", "outcome"), ("hired", "open", DAY, "x", "stage"),
        ("applied", "declined", DAY, "x", "outcome"), ("shortlisted", "open", date(2020, 1, 1), "x", "happened_on"),
        ("shortlisted", "open", date(2099, 1, 1), "x", "happened_on"), ("shortlisted", "open", DAY, "  ", "reason"),
        ("applied", "open", date(2026, 9, 1), "x", "stage"),
    ],
)  # fmt: skip
def test_an_impossible_correction_is_refused_by_its_field(
    sqlite_house: House, stage: str, outcome: str, day: date, reason: str, where: str
) -> None:
    hr = _hr(sqlite_house)
    with sqlite_house.writing(SYSTEM) as work:
        step = record_step(work, an_application(work), "applied", "open", date(2026, 9, 1))
    with sqlite_house.writing(hr) as work, pytest.raises(InvalidInputError) as refused:
        propose_correction(work, step.id, stage, outcome, day, reason)
    assert where in {problem.where for problem in refused.value.problems}


def test_a_correction_of_a_closed_period_counts_in_the_next(house: House) -> None:
    hr, other = _hr(house), _hr(house)
    with house.writing(SYSTEM) as work:
        made = an_application(work)
        record_step(work, made, "applied", "open", date(2026, 9, 1))
        wrong = record_step(work, made, "shortlisted", "not_selected", DAY)
    with house.writing(hr) as work:
        close_period(work, date(2026, 9, 1), date(2026, 9, 30))
        with pytest.raises(InvalidInputError, match="closed already"):
            close_period(work, date(2026, 9, 30), date(2026, 10, 31))
        waiting = propose_correction(work, wrong.id, "interviewed", "not_selected", DAY, "Was seen.")
    with house.writing(other) as work:
        assert confirm_correction(work, waiting.id, 1).counts_on == date(2026, 10, 1)


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
