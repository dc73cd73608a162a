"""Shortlist diversity is for HR alone, counts everybody once, and every look at it is in the trail."""

from datetime import date

import pytest
from flask import Flask

from service.errors import ForbiddenError
from service.outcome_steps import record_step
from service.outcomes.monitoring import store_answers
from service.outcomes.shortlist_diversity import Group, shortlist_diversity, vacancies_with_applications
from service.trail import SYSTEM
from service.work import House
from tests.builders import a_vacancy, an_actor
from tests.service.callers import trail_of
from tests.service.outcomes.applied import an_application
from tests.service.pages.visitor import a_visitor
from tests.service.watched_client import house_of

DAY = date(2026, 9, 20)


def _a_vacancy_with_three(house: House) -> str:
    with house.writing(SYSTEM) as work:
        vacancy = a_vacancy(work, reference="SL-5")
        one, two, three = (an_application(work, vacancy) for _ in range(3))
        other = an_application(work)
        for each in (one, two, three, other):
            record_step(work, each, "applied", "open", date(2026, 9, 1))
        for each, stage in ((one, "shortlisted"), (two, "interviewed"), (other, "shortlisted")):
            record_step(work, each, stage, "open", DAY)
        store_answers(
            work,
            {
                one.id: {"gender": "2", "ethnicity": "M", "ethnicity_scheme": "2001"},
                two.id: {"gender": "1"}, three.id: {"gender": "2"}, other.id: {"gender": "1"},
            },
        )  # fmt: skip
        return vacancy.id


def test_each_group_is_counted_from_applying_to_the_shortlist(house: House) -> None:
    vacancy_id = _a_vacancy_with_three(house)
    with house.writing(SYSTEM) as work:
        hr = an_actor(work)
    with house.writing(hr) as work:
        found = shortlist_diversity(work, vacancy_id)
        assert ("SL-5", 3) in [(row.reference, number) for row, number in vacancies_with_applications(work)]
    assert found["gender"] == [
        Group("Female (including trans woman)", 2, 1), Group("Male (including trans man)", 1, 1),
    ]  # fmt: skip
    assert [(each.label, each.applied, each.shortlisted) for each in found["ethnicity"]][-1] == ("Not asked", 2, 1)
    assert "religion" not in found  # nobody was asked
    assert ("shortlist_diversity.viewed", vacancy_id) in trail_of(house)


def test_nobody_but_hr_sees_it(sqlite_house: House) -> None:
    vacancy_id = _a_vacancy_with_three(sqlite_house)
    with sqlite_house.writing(SYSTEM) as work:
        manager = an_actor(work, roles=("manager",))
    with sqlite_house.writing(manager) as work:
        with pytest.raises(ForbiddenError):
            shortlist_diversity(work, vacancy_id)
        with pytest.raises(ForbiddenError):
            vacancies_with_applications(work)


def test_hr_reads_it_on_a_page(sqlite_app: Flask) -> None:
    vacancy_id = _a_vacancy_with_three(house_of(sqlite_app))
    hr = a_visitor(sqlite_app)
    assert "SL-5: Ward manager" in hr.get("/outcomes/shortlists").words
    page = hr.send(f"/outcomes/shortlists/{vacancy_id}")
    (row,) = [each for each in page.all("tr") if "trans woman" in "".join(each.itertext())]
    assert "".join("".join(row.itertext()).split()).endswith("Applied2Shortlisted1")
    manager = a_visitor(sqlite_app, roles=("manager",))
    manager.get("/outcomes/shortlists", status=403)
