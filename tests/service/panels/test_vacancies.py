"""Vacancies: opened and edited by those who recruit, and ended only when no panel is under way."""

from typing import Any

import pytest

from service.errors import ConflictError, InvalidInputError, NotFoundError
from service.models import PanelRequest
from service.panels.vacancies import (
    VacancyInput,
    close_vacancy,
    create_vacancy,
    edit_vacancy,
    get_vacancy,
    list_vacancies,
    vacancy_professions,
    withdraw_vacancy,
)
from service.trail import SYSTEM
from service.work import House
from tests.builders import a_department, a_person, a_request, a_vacancy, an_actor
from tests.service.panels.situations import proposed


def some_vacancy(department_id: str, **more: Any) -> VacancyInput:
    return VacancyInput(**({"reference": "V-1", "title": "Nurse", "department_id": department_id, "band": "5"} | more))


def test_a_manager_opens_a_vacancy_and_is_its_appointing_manager(house: House) -> None:
    with house.writing(SYSTEM) as work:
        boss = a_person(work, roles=())
        manager = an_actor(work, roles=["manager"], person=boss)
    with house.writing(manager) as work:
        vacancy = create_vacancy(work, some_vacancy(boss.department_id, professions=["nursing", " law "]))
        assert vacancy.appointing_manager_id == boss.id
        assert vacancy.site_id == boss.site_id
        assert vacancy_professions(work, vacancy.id) == ["law", "nursing"]
    with house.writing(manager) as work:
        edited = edit_vacancy(work, vacancy.id, some_vacancy(boss.department_id, title="Sister", posts=2), 1)
        assert (edited.title, edited.posts, edited.version) == ("Sister", 2, 2)
        assert vacancy_professions(work, vacancy.id) == []


def test_every_problem_of_a_vacancy_is_listed(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        a_vacancy(work, reference="V-1")
    wrong = VacancyInput("V-1", " ", "nowhere", "nowhere", "99", "x" * 11, [""], "secret", 0, "nobody")
    with pytest.raises(InvalidInputError) as error, sqlite_house.writing(SYSTEM) as work:
        create_vacancy(work, wrong)
    assert {each.where for each in error.value.problems} == {
        "reference", "title", "band", "staff_group", "professions.0", "campaign", "posts", "department_id", "site_id",
        "appointing_manager_id",
    }  # fmt: skip


def test_a_vacancy_is_not_closed_while_a_panel_is_under_way(sqlite_house: House) -> None:
    office = proposed(sqlite_house)
    with pytest.raises(ConflictError, match="under way"), sqlite_house.writing(office.manager) as work:
        close_vacancy(work, office.vacancy.id, 1)


def test_withdrawing_a_vacancy_cancels_requests_nobody_is_booked_for(house: House) -> None:
    with house.writing(SYSTEM) as work:
        vacancy = a_vacancy(work)
        request = a_request(work, vacancy=vacancy)
    with house.writing(SYSTEM) as work:
        assert withdraw_vacancy(work, vacancy.id, 1).state == "withdrawn"
    with house.reading(SYSTEM) as work:
        assert work.session.get_one(PanelRequest, request.id).state == "cancelled"
    with pytest.raises(ConflictError), house.writing(SYSTEM) as work:
        close_vacancy(work, vacancy.id, 2)


def test_a_manager_finds_vacancies_of_their_own_department_and_those_they_appoint_to(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        a_department(work, "d9")
        boss = a_person(work, roles=())
        manager = an_actor(work, roles=["manager"], person=boss)
        own, given = a_vacancy(work), a_vacancy(work, department="d9", manager=boss, title="Midwife 100%")
        foreign = a_vacancy(work, department="d9")
    with sqlite_house.reading(manager) as work:
        assert {each.id for each in list_vacancies(work)} == {own.id, given.id}
        assert [each.id for each in list_vacancies(work, search="100%")] == [given.id]
        assert list_vacancies(work, state="closed") == []
        with pytest.raises(NotFoundError):
            get_vacancy(work, foreign.id)


def test_a_manager_does_not_open_a_vacancy_they_could_not_see(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        manager = an_actor(work, roles=["manager"], person=a_person(work, roles=()))
        other, far = a_person(work, roles=()), a_department(work, "d9")
    with pytest.raises(InvalidInputError), sqlite_house.writing(manager) as work:
        create_vacancy(work, some_vacancy(far.id, appointing_manager_id=other.id))
