"""Questions: drafted by the manager, commented on and added to by the panel, frozen once one was asked."""

import pytest

from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, StaleError
from service.interviews.questions import (
    MOST_QUESTIONS,
    QuestionDraft,
    change_question,
    comment_on_questions,
    propose_question,
    question_sheet,
    settle_question,
)
from service.work import House
from tests.service.interviews.builders import (
    ANCHORS,
    a_selection,
    after_the_interviews,
    agreed_question,
    planned,
)

WHOLE = QuestionDraft("How do you lead?", "By listening.", ANCHORS, 4)


def test_the_ambassador_adds_a_question_and_comments_and_the_manager_agrees_with_all_comments_kept(
    house: House,
) -> None:
    at = a_selection(house)
    with house.writing(at.ambassador) as work:
        made = propose_question(work, at.vacancy_id, QuestionDraft("Whom did you include?"))
        comment_on_questions(work, at.vacancy_id, made.id, "This asks about inclusion.")
        with pytest.raises(ForbiddenError):
            settle_question(work, made.id, "agreed", 1)
    with house.writing(at.manager) as work:
        with pytest.raises(InvalidInputError) as refusal:
            settle_question(work, made.id, "agreed", 1)
        assert {each.where for each in refusal.value.problems} == {"model_answer", *(f"anchor-{n}" for n in range(5))}
        work.session.rollback()
    with house.writing(at.manager) as work:
        change_question(work, made.id, QuestionDraft("Whom did you include?", "Names them.", ANCHORS), 1)
        settle_question(work, made.id, "agreed", 2, "Well said.")
        settle_question(work, made.id, "dropped", 3, "Too long after all.")
    with house.reading(at.panelist) as work:
        sheet = question_sheet(work, at.vacancy_id)
        assert [each.state for each in sheet.questions] == ["dropped"]
        assert [(each.by, each.comment.text) for each in sheet.comments[made.id]] == [
            ("Ambassador Sample", "This asks about inclusion."),
            ("Mara Manager", "Well said."),
            ("Mara Manager", "Too long after all."),
        ]
        assert sheet.can_propose
        assert not sheet.can_settle


def test_a_criterion_assessed_at_interview_that_nobody_asks_about_is_pointed_out(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    with sqlite_house.reading(at.manager) as work:
        assert [each.text for each in question_sheet(work, at.vacancy_id).without_question] == ["Leads a team kindly"]
    agreed_question(at)
    with sqlite_house.reading(at.manager) as work:
        assert question_sheet(work, at.vacancy_id).without_question == ()


def test_from_the_first_interview_on_everybody_is_asked_the_same(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    made = agreed_question(at)
    planned(at)
    with after_the_interviews():
        with sqlite_house.reading(at.manager) as work:
            assert question_sheet(work, at.vacancy_id).frozen
        for act in (
            lambda work: propose_question(work, at.vacancy_id, WHOLE),
            lambda work: change_question(work, made, WHOLE, 2),
            lambda work: settle_question(work, made, "dropped", 2),
            lambda work: comment_on_questions(work, at.vacancy_id, None, "Late."),
        ):
            with (
                pytest.raises(ConflictError, match="first interview has begun"),
                sqlite_house.writing(at.manager) as work,
            ):
                act(work)


def test_an_agreed_question_cannot_be_changed_into_an_incomplete_one(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    made = agreed_question(at)
    with pytest.raises(InvalidInputError), sqlite_house.writing(at.manager) as work:
        change_question(work, made, QuestionDraft("Only words"), 2)


def test_two_managers_do_not_overwrite_each_other(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    made = agreed_question(at)
    with pytest.raises(StaleError), sqlite_house.writing(at.hr) as work:
        change_question(work, made, WHOLE, 1)


@pytest.mark.parametrize(
    ("draft", "where"),
    [
        (QuestionDraft("  "), "text"),
        (QuestionDraft("x" * 1001), "text"),
        (QuestionDraft("Q", "x" * 4001), "model_answer"),
        (QuestionDraft("Q", scale_max=9), "scale_max"),
        (QuestionDraft("Q", anchors={5: "Too high"}, scale_max=4), "anchor-5"),
        (QuestionDraft("Q", criterion_id="nobody's"), "criterion_id"),
    ],
)
def test_a_bad_question_is_refused_where_it_is_bad(sqlite_house: House, draft: QuestionDraft, where: str) -> None:
    at = a_selection(sqlite_house)
    with pytest.raises(InvalidInputError) as refusal, sqlite_house.writing(at.manager) as work:
        propose_question(work, at.vacancy_id, draft)
    assert [each.where for each in refusal.value.problems] == [where]


def test_nobody_can_be_asked_endlessly(sqlite_house: House) -> None:
    at = a_selection(sqlite_house)
    with sqlite_house.writing(at.manager) as work:
        for number in range(MOST_QUESTIONS):
            propose_question(work, at.vacancy_id, QuestionDraft(f"Question {number}"))
        with pytest.raises(ConflictError):
            propose_question(work, at.vacancy_id, WHOLE)


@pytest.mark.parametrize("who", ["shortlister", "stranger"])
def test_questions_are_hidden_from_who_interviews_nobody(sqlite_house: House, who: str) -> None:
    at = a_selection(sqlite_house)
    with pytest.raises(NotFoundError), sqlite_house.reading(at.people[who]) as work:
        question_sheet(work, at.vacancy_id)
    with pytest.raises(NotFoundError), sqlite_house.writing(at.people[who]) as work:
        comment_on_questions(work, at.vacancy_id, None, "I have no part in this.")
