import pytest
from sqlalchemy.exc import DatabaseError
from sqlmodel import select

from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, StaleError
from service.models import CriteriaRemark, Person
from service.shortlisting.criteria import (
    CriterionInput,
    add_criterion,
    change_criterion,
    criteria_of,
    move_criterion,
    remove_criterion,
    standing_of,
)
from service.shortlisting.criteria_opening import (
    answer_comment,
    answer_finding,
    comment_on_criteria,
    criteria_check,
    open_shortlisting,
    reopen_criteria,
)
from service.trail import SYSTEM, Actor
from service.work import House, Work
from tests.builders import a_person, a_vacancy, an_account, an_actor
from tests.service.shortlisting.application_files import a_desk, a_row
from tests.service.shortlisting.scenes import a_panel_with_ambassador

WARD = CriterionInput("Has led a ward team")
VAGUE = CriterionInput("A dynamic self-starter")


def a_managed_vacancy(house: House) -> tuple[str, Actor]:
    with house.writing(SYSTEM) as work:
        boss = a_person(work, roles=())
        manager = an_actor(work, roles=("manager",), person=boss)
        return a_vacancy(work, manager=boss, department="d5").id, manager


def test_criteria_are_added_changed_moved_and_removed_under_one_version(house: House) -> None:
    vacancy_id, manager = a_managed_vacancy(house)
    with house.writing(manager) as work:
        first = add_criterion(work, vacancy_id, WARD, 0)
        second = add_criterion(work, vacancy_id, CriterionInput("Teaches students", kind="desirable"), 1)
        third = add_criterion(work, vacancy_id, CriterionInput("Plans rotas", scale_max=5), 2)
        move_criterion(work, vacancy_id, third.id, -1, 3)
        move_criterion(work, vacancy_id, third.id, -1, 4)
        move_criterion(work, vacancy_id, third.id, -1, 5)
        change_criterion(work, vacancy_id, second.id, CriterionInput("Teaches", guide="0: never.\r\n4: often."), 6)
        remove_criterion(work, vacancy_id, first.id, 7)
    with house.reading(manager) as work:
        assert [each.text for each in criteria_of(work, vacancy_id)] == ["Plans rotas", "Teaches"]
        assert criteria_of(work, vacancy_id)[1].guide == "0: never.\n4: often."
        assert standing_of(work, vacancy_id) == ("preparing", 8)


def test_whoever_looked_at_an_older_list_is_told(house: House) -> None:
    vacancy_id, manager = a_managed_vacancy(house)
    with house.writing(manager) as work:
        add_criterion(work, vacancy_id, WARD, 0)
    with pytest.raises(StaleError), house.writing(manager) as work:
        add_criterion(work, vacancy_id, VAGUE, 0)


def test_every_problem_of_a_criterion_is_listed_at_once(sqlite_house: House) -> None:
    vacancy_id, manager = a_managed_vacancy(sqlite_house)
    wrong = CriterionInput(" ", kind="nice", assessed_by="tea leaves", scale_max=11, guide="x" * 4001)
    with pytest.raises(InvalidInputError) as caught, sqlite_house.writing(manager) as work:
        add_criterion(work, vacancy_id, wrong, 0)
    assert {each.where for each in caught.value.problems} == {"text", "kind", "assessed_by", "scale_max", "guide"}


def test_the_criteria_of_another_department_are_not_there(sqlite_house: House) -> None:
    vacancy_id, _ = a_managed_vacancy(sqlite_house)
    with sqlite_house.writing(SYSTEM) as work:
        other = an_actor(work, roles=("manager",), person=a_person(work, department="d8"))
        panelist = an_actor(work, roles=("panelist",), person=a_person(work, roles=("ambassador",)))
    for stranger in (other, panelist):
        with pytest.raises(NotFoundError), sqlite_house.reading(stranger) as work:
            criteria_check(work, vacancy_id)
        with pytest.raises(NotFoundError), sqlite_house.writing(stranger) as work:
            add_criterion(work, vacancy_id, WARD, 0)


def test_shortlisting_opens_once_each_finding_and_comment_has_an_answer(house: House) -> None:
    vacancy_id, manager = a_managed_vacancy(house)
    ambassador = _an_ambassador(house, vacancy_id)
    with house.writing(manager) as work:
        add_criterion(work, vacancy_id, VAGUE, 0)
    with house.writing(ambassador) as work:
        comment = comment_on_criteria(work, vacancy_id, "Who would this put off?").id
    with house.reading(manager) as work:
        found = criteria_check(work, vacancy_id)
        assert [each.finding.rule for each in found.findings] == ["vague"]
        assert found.unanswered == 2
    with pytest.raises(ConflictError, match="2 points"), house.writing(manager) as work:
        open_shortlisting(work, vacancy_id, 1)
    with house.writing(manager) as work:
        answer_finding(work, vacancy_id, found.findings[0].finding.key, "It means starting projects; I will say so.")
        answer_comment(work, vacancy_id, comment, "People who wait to be asked. We talked about it.")
        open_shortlisting(work, vacancy_id, 1)
    with house.reading(ambassador) as work:
        kept = criteria_check(work, vacancy_id)
        assert kept.findings[0].answers[0].text.startswith("It means")
        assert kept.comments[0].answers[0].by == manager.name
    with pytest.raises(ConflictError, match="settled"), house.writing(manager) as work:
        add_criterion(work, vacancy_id, WARD, 2)


def test_hr_reopens_settled_criteria_until_somebody_has_applied(house: House) -> None:
    desk = a_desk(house)
    for actor, refusal in ((desk.manager, ForbiddenError), (desk.recruiter, StaleError)):
        with pytest.raises(refusal), house.writing(actor) as work:
            reopen_criteria(work, desk.vacancy_id, 99)
    with house.writing(desk.recruiter) as work:
        reopen_criteria(work, desk.vacancy_id, 1)
    with house.writing(desk.manager) as work:
        add_criterion(work, desk.vacancy_id, WARD, 2)
        open_shortlisting(work, desk.vacancy_id, 3)
    desk.take_in([a_row(1)])
    with pytest.raises(ConflictError, match="taken in"), house.writing(desk.recruiter) as work:
        reopen_criteria(work, desk.vacancy_id, 4)


def test_an_answer_outlives_the_finding_it_was_given_to(house: House) -> None:
    vacancy_id, manager = a_managed_vacancy(house)
    with house.writing(manager) as work:
        row = add_criterion(work, vacancy_id, VAGUE, 0)
        key = criteria_check(work, vacancy_id).findings[0].finding.key
        answer_finding(work, vacancy_id, key, "Agreed: reworded.")
        change_criterion(work, vacancy_id, row.id, WARD, 1)
        with pytest.raises(ConflictError, match="no longer"):
            answer_finding(work, vacancy_id, key, "Again.")
    with house.reading(manager) as work:
        said = criteria_check(work, vacancy_id)
        assert said.findings == ()
        assert [each.answers[0].text for each in said.past] == ["Agreed: reworded."]


def test_nobody_answers_their_own_comment_and_only_ambassadors_and_hr_comment(sqlite_house: House) -> None:
    vacancy_id, manager = a_managed_vacancy(sqlite_house)
    with sqlite_house.writing(SYSTEM) as work:
        hr, colleague = an_actor(work), an_actor(work)
    with pytest.raises(ForbiddenError), sqlite_house.writing(manager) as work:
        comment_on_criteria(work, vacancy_id, "Fine by me.")
    with sqlite_house.writing(hr) as work:
        comment = comment_on_criteria(work, vacancy_id, "Too long.").id
    with pytest.raises(ForbiddenError, match="Somebody else"), sqlite_house.writing(hr) as work:
        answer_comment(work, vacancy_id, comment, "No it is not.")
    with sqlite_house.writing(colleague) as work:
        answer_comment(work, vacancy_id, comment, "Shortened.")


def test_a_list_with_nothing_to_mark_does_not_open(sqlite_house: House) -> None:
    vacancy_id, manager = a_managed_vacancy(sqlite_house)
    with sqlite_house.writing(manager) as work:
        add_criterion(work, vacancy_id, CriterionInput("Plans rotas", assessed_by="interview"), 0)
        with pytest.raises(ConflictError, match="assessed by the application"):
            open_shortlisting(work, vacancy_id, 1)


def test_what_was_said_cannot_be_changed(house: House) -> None:
    vacancy_id, _ = a_managed_vacancy(house)
    with house.writing(SYSTEM) as work:
        work.session.add(CriteriaRemark(vacancy_id=vacancy_id, text="Said.", said_by=an_account(work).id))
    with pytest.raises(DatabaseError), house.writing(SYSTEM) as work:
        work.session.exec(select(CriteriaRemark)).one().text = "Not said."
        work.session.flush()


def _an_ambassador(house: House, vacancy_id: str) -> Actor:
    with house.writing(SYSTEM) as work:
        person = _seated(work, vacancy_id)
        return an_actor(work, roles=("panelist",), person=person)


def _seated(work: Work, vacancy_id: str) -> Person:
    person = a_person(work, roles=("ambassador",), department="d7")
    a_panel_with_ambassador(work, vacancy_id, person)
    return person
