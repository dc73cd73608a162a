"""Drafts of panel requests are one's own, last a month, and are sent once."""

from datetime import timedelta

import pytest

from service.errors import NotFoundError
from service.models import RequestDraft, utc_now
from service.panels.request_drafts import KEPT, drop_request_draft, get_request_draft, keep_request_draft
from service.trail import SYSTEM, Actor
from service.work import House
from tests.builders import a_person, a_vacancy, an_actor


def a_manager_with_two_vacancies(house: House) -> tuple[Actor, str, str]:
    with house.writing(SYSTEM) as work:
        person = a_person(work)
        manager = an_actor(work, roles=("manager",), person=person)
        return manager, a_vacancy(work, manager=person).id, a_vacancy(work, manager=person).id


def test_a_draft_comes_back_as_it_was_kept_and_only_to_whom_it_belongs(house: House) -> None:
    manager, vacancy, _ = a_manager_with_two_vacancies(house)
    with house.writing(manager) as work:
        keep_request_draft(work, vacancy, {"minutes": "forty"})
        keep_request_draft(work, vacancy, {"minutes": "40"})
    with house.writing(SYSTEM) as work:
        somebody_in_hr = an_actor(work)
    with house.reading(manager) as work:
        assert get_request_draft(work, vacancy) == {"minutes": "40"}
    with house.reading(somebody_in_hr) as work:
        assert get_request_draft(work, vacancy) is None


def test_a_vacancy_outside_ones_scope_takes_no_draft(house: House) -> None:
    _, vacancy, _ = a_manager_with_two_vacancies(house)
    with house.writing(SYSTEM) as work:
        stranger = an_actor(work, roles=("manager",), person=a_person(work, department="elsewhere"))
    with house.writing(stranger) as work, pytest.raises(NotFoundError):
        keep_request_draft(work, vacancy, {})


def test_only_the_first_of_two_sends_finds_the_draft(house: House) -> None:
    manager, vacancy, _ = a_manager_with_two_vacancies(house)
    with house.writing(manager) as work:
        keep_request_draft(work, vacancy, {})
    found = []
    for _ in range(2):
        with house.writing(manager) as work:
            found.append(drop_request_draft(work, vacancy))
    assert found == [True, False]


def test_a_draft_nobody_touched_for_a_month_goes_when_the_next_is_kept(house: House) -> None:
    manager, old, new = a_manager_with_two_vacancies(house)
    with house.writing(manager) as work:
        keep_request_draft(work, old, {"conflicts": ["somebody"]})
        row = work.session.get_one(RequestDraft, (manager.account_id, old))
        row.updated_at = utc_now() - KEPT - timedelta(hours=1)
    with house.writing(manager) as work:
        keep_request_draft(work, new, {})
    with house.reading(manager) as work:
        assert get_request_draft(work, old) is None
