"""Planning: invited applicants, a confirmed panel's own time, notice, papers, and what became of an interview."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import select

from service.clock import parse_instant
from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, StaleError
from service.interviews.overview import interview_page, interviews_overview, my_interviews, read_papers
from service.interviews.planning import (
    move_interview,
    plan_interview,
    record_interview,
    share_papers,
    short_notice,
)
from service.models import Interview, OutboxMessage, OutcomeEvent, Panel, ShortlistDecision, TrailEvent
from service.trail import SYSTEM
from service.work import House
from tests.builders import NEXT_TUESDAY
from tests.service.interviews.builders import (
    a_selection,
    after_the_interviews,
    agreed_question,
    held,
    planned,
    shared,
    utc,
)


def test_an_invited_applicant_is_planned_and_everybody_finds_what_is_theirs(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    agreed_question(at)
    made = planned(at)
    with sqlite_house.reading(at.manager) as work:
        found = interviews_overview(work, at.vacancy_id)
        assert [each.applicant for each in found.lines] == ["Oyelaran Fictive"]
        assert [name for _, name in found.unplanned] == ["Marguerite Invented"]
        assert [each.name for each in found.members[at.panel_id]] == [
            "Ambassador Sample", "Chair Sample", "Panelist Sample",
        ]  # fmt: skip
        assert not found.lines[0].papers_overdue
        assert found.lines[0].papers_due == date(2026, 12, 30)
    with sqlite_house.reading(at.ambassador) as work:
        assert [(each.applicant, each.role) for each in my_interviews(work)] == [("Oyelaran Fictive", "ambassador")]
        assert interview_page(work, made).sits
    for who in ("shortlister", "stranger"):
        with sqlite_house.reading(at.people[who]) as work:
            assert my_interviews(work) == []
            with pytest.raises(NotFoundError):
                interview_page(work, made)
            with pytest.raises(NotFoundError):
                interviews_overview(work, at.vacancy_id)


def test_nobody_is_planned_and_nobody_named_before_the_reveal(sqlite_house: House) -> None:
    at = a_selection(sqlite_house, revealed=False)
    with pytest.raises(ConflictError, match="after the reveal"):
        planned(at)
    with sqlite_house.writing(SYSTEM) as work:
        work.session.add(
            Interview(
                application_id=at.applications[0], vacancy_id=at.vacancy_id, panel_id=at.panel_id,
                starts_at=NEXT_TUESDAY, minutes=60, papers_shared_at=NEXT_TUESDAY,
            )
        )  # fmt: skip
    with sqlite_house.reading(at.chair) as work:
        [mine] = my_interviews(work)
        assert mine.applicant == "An applicant"
    with pytest.raises(ForbiddenError), sqlite_house.writing(at.chair) as work:
        read_papers(work, mine.row.id)
    with sqlite_house.reading(at.manager) as work:
        assert {name for _, name in interviews_overview(work, at.vacancy_id).unplanned} == {"An applicant"}


def test_only_who_is_invited_now_is_planned(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    with sqlite_house.writing(SYSTEM) as work:
        work.session.add(
            ShortlistDecision(
                application_id=at.applications[0], decision="reserve", reason="On second thoughts",
                decided_by=str(at.hr.account_id),
            )
        )  # fmt: skip
    with pytest.raises(InvalidInputError, match="not invited"):
        planned(at, 0)
    planned(at, 1)


@pytest.mark.parametrize(
    ("starts", "minutes", "where"),
    [
        (NEXT_TUESDAY - timedelta(minutes=1), 60, "starts_at"),
        (NEXT_TUESDAY + timedelta(hours=5, minutes=1), 60, "starts_at"),
        (NEXT_TUESDAY, 0, "minutes"),
        (NEXT_TUESDAY, 100_000, "minutes"),
        (NEXT_TUESDAY + timedelta(minutes=59), 60, "starts_at"),
    ],
)
def test_a_time_that_is_not_the_panels_or_taken_is_refused(
    sqlite_house: House, starts: datetime, minutes: int, where: str
) -> None:
    at = a_selection(sqlite_house)
    planned(at, 0)
    with pytest.raises(InvalidInputError) as refusal:
        planned(at, 1, starts, minutes)
    assert [each.where for each in refusal.value.problems] == [where]


def test_one_panel_sees_an_applicant_once_and_an_interview_is_moved_instead(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    made = planned(at)
    with pytest.raises(ConflictError, match="Move that interview"):
        planned(at, 0, NEXT_TUESDAY + timedelta(hours=3))
    with sqlite_house.writing(at.manager) as work:
        moved = move_interview(work, made, NEXT_TUESDAY + timedelta(hours=3), 45, 1)
        assert (moved.minutes, moved.version) == (45, 2)
    with pytest.raises(StaleError), sqlite_house.writing(at.hr) as work:
        move_interview(work, made, NEXT_TUESDAY, 45, 1)


def test_a_cancelled_panels_interviews_need_another(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    made = planned(at)
    with sqlite_house.writing(SYSTEM) as work:
        work.session.get_one(Panel, at.panel_id).state = "cancelled"
    with sqlite_house.reading(at.manager) as work:
        found = interviews_overview(work, at.vacancy_id)
        assert not found.lines[0].fits
        assert len(found.unplanned) == 2
    with pytest.raises(ConflictError, match="cancelled"), sqlite_house.writing(at.manager) as work:
        move_interview(work, made, NEXT_TUESDAY, 60, 1)
    with sqlite_house.reading(at.chair) as work:
        assert my_interviews(work) == []


def test_less_than_a_weeks_notice_is_a_warning_and_no_refusal(sqlite_house: House) -> None:
    at = a_selection(sqlite_house, starts=utc(2026, 11, 29, 10))
    made = planned(at, 0, utc(2026, 11, 29, 10))
    later = a_selection(sqlite_house, starts=utc(2026, 11, 30, 10))
    enough = planned(later, 0, utc(2026, 11, 30, 10))
    with sqlite_house.reading(SYSTEM) as work:
        assert short_notice(work, work.session.get_one(Interview, made)) == 7
        assert short_notice(work, work.session.get_one(Interview, enough)) is None


def test_papers_are_shared_in_time_or_shown_as_overdue_and_read_only_when_shared(house: House) -> None:
    at = a_selection(house)
    made = planned(at)
    with pytest.raises(ConflictError, match="Agree to them first"):
        shared(at)
    agreed_question(at)
    with after_the_interviews(utc(2026, 12, 31, 9)), house.reading(at.hr) as work:
        assert interviews_overview(work, at.vacancy_id).lines[0].papers_overdue
    with after_the_interviews(utc(2026, 12, 30, 22)), house.reading(at.hr) as work:
        assert not interviews_overview(work, at.vacancy_id).lines[0].papers_overdue
    with pytest.raises(ConflictError, match="not shared"), house.writing(at.chair) as work:
        read_papers(work, made)
    shared(at)
    with house.writing(at.chair) as work:
        _, contents = read_papers(work, made)
        assert contents.name == "Oyelaran Fictive"
    with house.reading(SYSTEM) as work:
        told = {each.person_id for each in work.session.exec(select(OutboxMessage))}
        assert told == {at.persons[role].id for role in ("chair", "ambassador", "panelist")}
        seen = work.session.exec(select(TrailEvent).where(TrailEvent.action == "application.viewed")).all()
        assert [each.account_id for each in seen] == [at.chair.account_id]
    with pytest.raises(ConflictError, match="no planned interview"), house.writing(at.manager) as work:
        share_papers(work, at.vacancy_id, at.panel_id)
    with pytest.raises(RuntimeError), house.reading(at.chair) as work:
        read_papers(work, made)


def test_an_interview_is_recorded_after_it_began_by_chair_manager_or_hr(house: House) -> None:
    at = a_selection(house)
    agreed_question(at)
    made = planned(at)
    with pytest.raises(ConflictError, match="not begun"):
        held(at, made)
    with after_the_interviews():
        with pytest.raises(ForbiddenError), house.writing(at.ambassador) as work:
            record_interview(work, made, "held", 1)
        held(at, made)
        with pytest.raises(ConflictError, match="already"):
            held(at, made)
    with house.reading(SYSTEM) as work:
        [event] = work.session.exec(select(OutcomeEvent)).all()
        assert (event.stage, event.outcome, event.happened_on) == ("interviewed", "open", date(2027, 1, 5))
        assert event.recorded_by == at.chair.account_id


def test_a_missed_interview_may_be_planned_anew_and_reaches_no_stage(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    made = planned(at)
    with after_the_interviews(), sqlite_house.writing(at.manager) as work:
        record_interview(work, made, "missed", 1)
        assert work.session.exec(select(OutcomeEvent)).all() == []
        assert move_interview(work, made, NEXT_TUESDAY + timedelta(hours=4), 60, 2).state == "planned"


def test_the_day_the_clocks_go_back_has_an_hour_more_for_interviews(sqlite_house: House) -> None:
    # On 31 October 2027 the clocks show the hour from 01:00 twice: three hours fit between 01:00 BST and 03:00 GMT.
    starts = utc(2027, 10, 31, 0, 0)
    at = a_selection(sqlite_house, applicants=3, starts=starts, hours=3)
    zone = sqlite_house.settings.zone
    for number, text in enumerate(("2027-10-31T01:00+01:00", "2027-10-31T01:00+00:00", "2027-10-31T02:00")):
        planned(at, number, parse_instant(text, zone), 60)
    with sqlite_house.reading(at.manager) as work:
        lines = interviews_overview(work, at.vacancy_id).lines
        assert [each.row.starts_at for each in lines] == [starts + timedelta(hours=hour) for hour in range(3)]
        assert {each.papers_due for each in lines} == {date(2027, 10, 27)}


def test_a_command_plans_nobody(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    with pytest.raises(ForbiddenError, match="named person"), sqlite_house.writing(SYSTEM) as work:
        plan_interview(work, at.vacancy_id, at.applications[0], at.panel_id, NEXT_TUESDAY, 60)
