"""A tie-break records a person's reasoning between equal applicants, and suggests nothing."""

import ast
from pathlib import Path

import pytest
from sqlmodel import select

import service.interviews
from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from service.interviews.decisions import record_decision
from service.interviews.tie_breaks import record_tie_break, tie_breaks_of
from service.models import TieBreak
from service.trail import SYSTEM
from service.work import House
from tests.service.interviews.builders import (
    Selection,
    a_selection,
    after_the_interviews,
    agreed_question,
    held,
    planned,
    scored,
)


def scored_as(house: House, *points: tuple[int, int]) -> Selection:
    """Each applicant scored by chair and ambassador."""
    at = a_selection(house, applicants=len(points))
    agreed_question(at)
    for number, pair in enumerate(points):
        made = planned(at, number)
        held(at, made)
        for who, each in zip(("chair", "ambassador"), pair, strict=True):
            scored(at, made, who, each)
    return at


def test_equal_scores_reasoning_and_evidence_make_a_record_and_no_suggestion(sqlite_house: House) -> None:
    with after_the_interviews():
        at = scored_as(sqlite_house, (3, 2), (2, 3))
        with sqlite_house.writing(at.manager) as work:
            record_tie_break(work, at.vacancy_id, at.applications, "Why I think so.", "The workforce report of May.")
    with sqlite_house.reading(at.manager) as work:
        [found] = tie_breaks_of(work, at.vacancy_id)
        assert found.applicants == ("Marguerite Invented", "Oyelaran Fictive")
        assert (found.reasoning, found.evidence) == ("Why I think so.", "The workforce report of May.")
        assert b"May" not in found.row.reasoning
    with sqlite_house.reading(at.chair) as work:
        assert tie_breaks_of(work, at.vacancy_id) == []


def test_unequal_scores_are_refused_whatever_is_written(sqlite_house: House) -> None:
    with after_the_interviews():
        at = scored_as(sqlite_house, (3, 2), (3, 3))
        with pytest.raises(InvalidInputError, match="not equal"), sqlite_house.writing(at.manager) as work:
            record_tie_break(work, at.vacancy_id, at.applications, "Why.", "Evidence.")
    with sqlite_house.reading(SYSTEM) as work:
        assert work.session.exec(select(TieBreak)).all() == []


def test_what_is_missing_is_said_all_at_once(sqlite_house: House) -> None:
    with after_the_interviews():
        at = scored_as(sqlite_house, (3, 3), (3, 3))
        with pytest.raises(InvalidInputError) as refusal, sqlite_house.writing(at.hr) as work:
            record_tie_break(work, at.vacancy_id, [at.applications[0]] * 2, " ", "")
        assert [each.where for each in refusal.value.problems] == ["applicants", "reasoning", "evidence"]


def test_applicants_scored_by_different_people_are_not_shown_to_be_equal(sqlite_house: House) -> None:
    with after_the_interviews():
        at = a_selection(sqlite_house)
        agreed_question(at)
        for number, pair in enumerate((("chair", "ambassador"), ("chair", "panelist"))):
            made = planned(at, number)
            held(at, made)
            for who in pair:
                scored(at, made, who, 3)
        with pytest.raises(InvalidInputError, match="same people"), sqlite_house.writing(at.manager) as work:
            record_tie_break(work, at.vacancy_id, at.applications, "Why.", "Evidence.")


def test_a_tie_break_comes_before_the_decision_and_from_who_decides(sqlite_house: House) -> None:
    with after_the_interviews():
        at = scored_as(sqlite_house, (3, 3), (3, 3))
        for who in ("chair", "stranger"):
            with pytest.raises(NotFoundError), sqlite_house.writing(at.people[who]) as work:
                record_tie_break(work, at.vacancy_id, at.applications, "Why.", "Evidence.")
        with pytest.raises(ForbiddenError), sqlite_house.writing(SYSTEM) as work:
            record_tie_break(work, at.vacancy_id, at.applications, "Why.", "Evidence.")
        with sqlite_house.writing(at.manager) as work:
            record_decision(work, at.applications[0], "appointed", "Chosen.", 0)
        with pytest.raises(ConflictError, match="comes before"), sqlite_house.writing(at.manager) as work:
            record_tie_break(work, at.vacancy_id, at.applications, "Why.", "Evidence.")


def test_no_module_of_this_room_can_read_monitoring_answers() -> None:
    room = Path(str(service.interviews.__file__)).parent
    for path in room.glob("*.py"):
        names = {
            name.id if isinstance(name, ast.Name) else name.attr
            for name in ast.walk(ast.parse(path.read_text()))
            if isinstance(name, ast.Name | ast.Attribute)
        }
        assert not {each for each in names if "monitoring" in each.lower() or each == "guaranteed_interview"}, path
