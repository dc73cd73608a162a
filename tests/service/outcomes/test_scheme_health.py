"""The scheme’s own figures keep their counts; targets are measured by them; staff see them under the release rule."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest

from service.errors import ConflictError, ForbiddenError, InvalidInputError
from service.models import (
    AppointmentDecision,
    Concern,
    Criterion,
    Feedback,
    Justification,
    Mark,
    Panel,
    Shortlister,
)
from service.outcomes.scheme_health import (
    DAYS,
    MEASURES,
    Kept,
    Measure,
    kept_requirements,
    measures_of,
    themes_of_concerns,
)
from service.outcomes.targets import end_target, progress_of, publish_figures, set_target, staff_targets
from service.trail import SYSTEM, Actor
from service.work import House
from tests.builders import a_person, a_request, a_vacancy, an_account, an_actor
from tests.service.outcomes.applied import an_application

FIRST, LAST = date(2026, 9, 1), date(2026, 11, 20)
AT = datetime(2026, 11, 2, 10, tzinfo=UTC)


@dataclass(frozen=True)
class Sat:
    band: str | None = "8a"
    requirements: tuple[str, ...] = ("mixed", "minority")
    lacked_planned: frozenset[str] = frozenset()
    lacked: frozenset[str] = frozenset()
    excepted: frozenset[str] = field(default_factory=frozenset)
    ambassador: bool = True


def test_panels_count_by_who_sat_and_each_requirement_by_itself(sqlite_house: House) -> None:
    sat = [
        Sat(), Sat(lacked=frozenset({"mixed"})), Sat(band="5", ambassador=False),
        Sat(lacked_planned=frozenset({"minority"}), lacked=frozenset({"minority"}), excepted=frozenset({"minority"})),
    ]  # fmt: skip
    measures = _measured(sqlite_house, sat)
    assert (measures["panels_met"].count, measures["panels_met"].of) == (2, 4)
    assert (measures["ambassador_8a"].count, measures["ambassador_8a"].of) == (3, 3)
    assert kept_requirements(sat) == [Kept("minority", 4, 3, 3, 1), Kept("mixed", 4, 4, 3, 0)]


def test_nothing_counted_is_no_figure_rather_than_nought(sqlite_house: House) -> None:
    measures = _measured(sqlite_house, [])
    assert set(measures) == set(MEASURES)
    assert {measure.value for measure in measures.values()} == {None}


def test_promises_time_training_concerns_and_disagreement_are_counted_from_the_rows(house: House) -> None:
    with house.writing(SYSTEM) as work:
        hr = an_account(work)
        a_person(work)
        a_person(work, trained=date(2026, 3, 1))
        vacancy = a_vacancy(work)
        request = a_request(work, vacancy=vacancy, created_at=AT)
        work.session.add(
            Panel(
                request_id=request.id, state="inviting", starts_at=AT, ends_at=AT + timedelta(hours=1),
                zone="Europe/London", site_id=vacancy.site_id, confirmed_at=AT + timedelta(days=3, hours=12),
            )
        )  # fmt: skip
        criterion = Criterion(vacancy_id=vacancy.id, position=0, text="Leads a team")
        one, two = (
            Shortlister(
                vacancy_id=vacancy.id, account_id=an_account(work).id, named_by=hr.id, state="locked", locked_at=AT
            )
            for _ in range(2)
        )
        work.session.add_all([criterion, one, two])
        work.session.flush()
        due = {"late": date(2026, 10, 1), "kept": date(2026, 11, 10), "to_come": LAST + timedelta(days=30)}
        for at, (name, day) in enumerate(due.items()):
            made = an_application(work, vacancy)
            decision = AppointmentDecision(
                application_id=made.id, outcome="appointed", reasons=b"sealed", decided_by=hr.id
            )
            work.session.add(decision)
            work.session.flush()
            done = AT if name != "to_come" else None
            work.session.add(Justification(decision_id=decision.id, vacancy_id=vacancy.id, due_on=day, written_at=done))
            work.session.add(Feedback(application_id=made.id, vacancy_id=vacancy.id, due_on=day, sent_at=None))
            for shortlister, score in ((one, 1), (two, 1 + at)):
                work.session.add(
                    Mark(shortlister_id=shortlister.id, application_id=made.id, criterion_id=criterion.id, score=score)
                )
        for theme in ("conduct", "conduct", "questions"):
            work.session.add(Concern(vacancy_id=vacancy.id, theme=theme, text=b"sealed", raised_by=hr.id, raised_at=AT))
    measures = _measured(house, [])
    assert _counts(measures["training_in_date"]) == (1, 2)
    assert _counts(measures["justified_in_time"]) == (1, 2)  # what is to come counts nowhere yet
    assert _counts(measures["feedback_in_time"]) == (0, 2)
    assert _counts(measures["disagreement"]) == (1, 3)
    assert _counts(measures["concerns_answered"]) == (0, 3)
    assert measures["days_to_panel"].value == 3.5
    with house.reading(_hr(house)) as work:
        assert themes_of_concerns(work, FIRST, LAST) == {"conduct": 2, "questions": 1}
        assert themes_of_concerns(work, FIRST, FIRST) == {}


def test_a_target_is_measured_becomes_overdue_and_ends_once(house: House) -> None:
    hr = _hr(house)
    with house.writing(hr) as work:
        target = set_target(work, "panels_met", "Four panels in five", 80, str(hr.account_id), date(2026, 12, 31))
        slow = set_target(work, "days_to_panel", "A panel in a week", 7, str(hr.account_id), date(2026, 12, 31))
    figures = {"panels_met": _measure(17, 20), "days_to_panel": Measure("days_to_panel", "", 9, 9, DAYS, False, 9.5)}
    with house.writing(hr) as work:
        first, second = progress_of(work, figures)
        assert {first.target.id: first.reached, second.target.id: second.reached} == {target.id: True, slow.id: False}
        assert not first.overdue
        work.session.get_one(type(target), target.id).due_on = date(2026, 11, 1)
        work.session.flush()
        assert progress_of(work, {})[0].overdue
        assert progress_of(work, {})[0].reached is None
    with house.writing(hr) as work:
        end_target(work, target.id, "met", "Reached in October.", 1)
    with pytest.raises(ConflictError, match="met already"), house.writing(hr) as work:
        end_target(work, target.id, "dropped", "Again.", 2)


@pytest.mark.parametrize(
    ("measure", "goal", "due", "title", "where"),
    [
        ("shoe_size", 80.0, date(2027, 1, 1), "x", "measure"), ("panels_met", 101.0, date(2027, 1, 1), "x", "goal"),
        ("panels_met", 80.0, date(2026, 1, 1), "x", "due_on"), ("panels_met", 80.0, date(2027, 1, 1), " ", "title"),
    ],
)  # fmt: skip
def test_a_target_that_cannot_be_is_refused_by_its_field(
    sqlite_house: House, measure: str, goal: float, due: date, title: str, where: str
) -> None:
    hr = _hr(sqlite_house)
    with pytest.raises(InvalidInputError) as refused, sqlite_house.writing(hr) as work:
        set_target(work, measure, title, goal, "nobody", due)
    assert {where, "owner"} <= {problem.where for problem in refused.value.problems}


@pytest.mark.parametrize(
    ("count", "of", "value", "shown"),
    [
        (17, 20, None, 20),
        (3, 20, None, 20),
        (12, 24, 40.0, 25),
        (20, 20, 100.0, 20),
        (2, 5, None, "*"),
        (0, 0, None, 0),
    ],
)
def test_staff_see_figures_of_published_counts_alone(
    sqlite_house: House, count: int, of: int, value: float | None, shown: object
) -> None:
    hr = _hr(sqlite_house)
    with sqlite_house.writing(hr) as work:
        for measure, staff in (("panels_met", True), ("declined", False)):
            set_target(work, measure, "A goal", 80, str(hr.account_id), date(2026, 12, 31), staff_facing=staff)
        assert publish_figures(work, {"panels_met": _measure(count, of), "declined": _measure(count, of)}) == 1
    with sqlite_house.reading(SYSTEM) as work:
        (target,) = staff_targets(work)
    assert target.figure == {"value": value, "of": shown}


def test_what_staff_see_stands_for_four_weeks(house: House) -> None:
    hr = _hr(house)
    with house.writing(hr) as work:
        target = set_target(work, "panels_met", "A goal", 80, str(hr.account_id), date(2027, 12, 31))
        publish_figures(work, {"panels_met": _measure(12, 24)})
    with pytest.raises(ConflictError, match="stand until 21 December 2026"), house.writing(hr) as work:
        publish_figures(work, {"panels_met": _measure(13, 24)})
    with house.writing(SYSTEM) as work:
        work.session.get_one(type(target), target.id).figure_on = date(2026, 10, 26)
    with house.writing(hr) as work:
        publish_figures(work, {"panels_met": _measure(20, 24)})
    with house.reading(SYSTEM) as work:
        assert staff_targets(work)[0].figure == {"value": None, "of": 25}


def test_only_hr_measures_the_scheme(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        manager = an_actor(work, roles=("manager",))
    with sqlite_house.reading(manager) as work:
        for asks in (measures_of, lambda *given: themes_of_concerns(given[0], FIRST, LAST)):
            with pytest.raises(ForbiddenError):
                asks(work, [], FIRST, LAST)


def _measure(count: int, of: int) -> Measure:
    return Measure("panels_met", "", count, of)


def _counts(measure: Measure) -> tuple[int, int]:
    return measure.count, measure.of


def _measured(house: House, sat: list[Sat]) -> dict[str, Measure]:
    with house.reading(_hr(house)) as work:
        return {each.key: each for each in measures_of(work, sat, FIRST, LAST)}


def _hr(house: House) -> Actor:
    with house.writing(SYSTEM) as work:
        return an_actor(work)
