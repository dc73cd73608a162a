"""Independent scores: one's own locked before another's is seen."""

import pytest
from sqlmodel import select

from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, StaleError
from service.interviews.decision_board import decision_board
from service.interviews.scoring import add_discussion_note, lock_sheet, save_scores, scoring_view
from service.interviews.sheets import Scored
from service.models import InterviewScore
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


@pytest.fixture
def at(house: House) -> Selection:
    return a_selection(house)


@pytest.fixture
def plain(sqlite_house: House) -> Selection:
    return a_selection(sqlite_house)


def test_others_scores_are_seen_after_ones_own_are_locked_and_never_before(at: Selection) -> None:
    question = agreed_question(at)
    made = planned(at)
    with after_the_interviews():
        scored(at, made, "chair", 4)
        scored(at, made, "ambassador", 1, lock=False)
        for who in ("ambassador", "panelist"):
            with at.house.reading(at.people[who]) as work:
                view = scoring_view(work, made)
                assert not view.shown
                assert (view.others, view.spread, view.discussion) == ((), {}, ())
                assert view.waiting == ("Ambassador Sample", "Panelist Sample")
        with at.house.writing(at.ambassador) as work:
            lock_sheet(work, made, 1)
        with at.house.reading(at.ambassador) as work:
            view = scoring_view(work, made)
            assert view.shown
            assert [(each.name, each.total) for each in view.others] == [("Chair Sample", 4)]
            assert view.spread == {question: (1, 4)}
            assert view.own is not None
            assert view.own.scores[question].note == "ambassador heard this"


def test_who_does_not_sit_sees_scores_once_the_interview_is_held_and_two_are_locked(plain: Selection) -> None:
    agreed_question(plain)
    made = planned(plain)
    with after_the_interviews():
        scored(plain, made, "chair", 4)
        held(plain, made)
        for locked in (False, True):
            with plain.house.reading(plain.manager) as work:
                assert scoring_view(work, made).shown is locked
                assert bool(decision_board(work, plain.vacancy_id).lines[0].interviews[0].sheets) is locked
            if not locked:
                scored(plain, made, "panelist", 2)


def test_a_locked_sheet_stays_and_a_note_is_sealed(at: Selection) -> None:
    question = agreed_question(at)
    made = planned(at)
    with after_the_interviews():
        scored(at, made, "chair", 4)
        with pytest.raises(ConflictError, match="locked"), at.house.writing(at.chair) as work:
            save_scores(work, made, {question: Scored(0)}, 2)
    with at.house.reading(SYSTEM) as work:
        [row] = work.session.exec(select(InterviewScore)).all()
        assert row.note is not None
        assert b"heard" not in row.note


def test_two_windows_of_one_member_do_not_overwrite_each_other(plain: Selection) -> None:
    question = agreed_question(plain)
    made = planned(plain)
    with after_the_interviews():
        scored(plain, made, "chair", 4, lock=False)
        for stale in (0, 7):
            with pytest.raises(StaleError), plain.house.writing(plain.chair) as work:
                save_scores(work, made, {question: Scored(0)}, stale)
        with plain.house.writing(plain.chair) as work:
            assert save_scores(work, made, {question: Scored(2)}, 1).version == 2


def test_a_sheet_is_locked_only_when_every_question_has_its_score(plain: Selection) -> None:
    first, second = agreed_question(plain), agreed_question(plain, "And a second one?")
    made = planned(plain)
    with after_the_interviews(), pytest.raises(InvalidInputError) as refusal, plain.house.writing(plain.chair) as work:
        save_scores(work, made, {first: Scored(2), second: Scored(None, "Said much.")}, 0)
        lock_sheet(work, made, 1)
    assert [each.where for each in refusal.value.problems] == [f"score-{second}"]


def test_a_score_off_the_scale_and_a_question_not_asked_are_named_together(plain: Selection) -> None:
    question = agreed_question(plain)
    made = planned(plain)
    with after_the_interviews(), pytest.raises(InvalidInputError) as refusal, plain.house.writing(plain.chair) as work:
        save_scores(work, made, {question: Scored(5, "x" * 2001), "nobody's": Scored(1)}, 0)
    assert [each.where for each in refusal.value.problems] == [f"score-{question}", f"note-{question}", "nobody's"]


def test_nobody_scores_before_the_interview_or_without_sitting(plain: Selection) -> None:
    agreed_question(plain)
    made = planned(plain)
    with pytest.raises(ConflictError, match="not begun"):
        scored(plain, made, "chair", 3)
    with after_the_interviews():
        for who, error in (("manager", ForbiddenError), ("hr", ForbiddenError), ("shortlister", NotFoundError)):
            with pytest.raises(error):
                scored(plain, made, who, 3)


def test_the_discussion_is_written_down_after_ones_own_scores_are_locked(plain: Selection) -> None:
    agreed_question(plain)
    made = planned(plain)
    with after_the_interviews():
        scored(plain, made, "chair", 3)
        with pytest.raises(ConflictError, match="Lock your own"), plain.house.writing(plain.panelist) as work:
            add_discussion_note(work, made, "Too early.")
        with pytest.raises(ForbiddenError), plain.house.writing(plain.hr) as work:
            add_discussion_note(work, made, "Not mine.")
        with plain.house.writing(plain.chair) as work:
            add_discussion_note(work, made, "We agreed on 3.")
        with plain.house.reading(plain.chair) as work:
            assert [(by, text) for by, _, text in scoring_view(work, made).discussion] == [
                ("Chair Sample", "We agreed on 3.")
            ]
