"""A manager's vacancies."""

import pytest
from flask import Flask
from sqlmodel import select

from service.models import Vacancy
from service.trail import SYSTEM
from tests.builders import a_department, a_person, a_vacancy, an_account
from tests.service.pages.scenes import Scene, a_scene
from tests.service.pages.visitor import a_visitor
from tests.service.watched_client import house_of

TYPED = {"reference": "V-900", "title": "Matron", "band": "8a", "posts": "1", "campaign": "standard"}


@pytest.fixture
def scene(sqlite_app: Flask) -> Scene:
    return a_scene(sqlite_app)


def the_vacancy(scene: Scene, reference: str) -> Vacancy:
    with house_of(scene.app).reading(SYSTEM) as work:
        return work.session.exec(select(Vacancy).where(Vacancy.reference == reference)).one()


def test_a_vacancy_is_opened_in_ones_own_department_and_shown(scene: Scene) -> None:
    page = scene.manager.get("/vacancies/new")
    typed = TYPED | {"department": page.value("department"), "professions": "nursing, pharmacy"}
    page = scene.manager.send("/vacancies/new", typed)
    assert page.title == "Matron, V-900 – Fairpanel"
    assert "nursing, pharmacy" in page.words
    assert "Appointing manager Ada Boss" in page.words


def test_opening_it_twice_makes_one_and_says_so(scene: Scene) -> None:
    typed = TYPED | {"department": scene.manager.get("/vacancies/new").value("department")}
    scene.manager.send("/vacancies/new", typed)
    page = scene.manager.send("/vacancies/new", typed, status=422)
    assert "reference-error" in page.ids()


def test_everything_wrong_is_listed_at_once_and_everything_typed_stays(scene: Scene) -> None:
    typed = {"reference": " ", "title": "", "posts": "0", "campaign": "carnival", "department": "", "manager": "nobody"}
    page = scene.manager.send("/vacancies/new", typed, status=422)
    assert {"posts-error", "campaign-error", "department-error", "manager-error"} <= set(page.ids())
    assert page.value("manager") == "nobody"
    page = scene.manager.send(
        "/vacancies/new",
        TYPED | {"reference": "", "title": "", "department": the_vacancy_department(scene)},
        status=422,
    )
    assert {"reference-error", "title-error"} <= set(page.ids())


def the_vacancy_department(scene: Scene) -> str:
    with house_of(scene.app).reading(SYSTEM) as work:
        return work.session.get_one(Vacancy, scene.vacancy_id).department_id


def test_a_late_change_keeps_what_was_typed_beside_the_warning(scene: Scene) -> None:
    path = f"/vacancies/{scene.vacancy_id}/edit"
    page = scene.manager.get(path)
    old = {name: page.value(name) for name in ("reference", "department", "site", "manager")}
    typed = TYPED | old | {"version": page.hidden("version")}
    scene.manager.send(path, typed | {"title": "The first change"})
    page = scene.manager.send(path, typed | {"title": "The second change"}, status=412)
    assert "Changed meanwhile" in page.words
    assert page.value("title") == "The second change"
    page = scene.manager.send(path, typed | {"title": "The second change", "version": page.hidden("version")})
    assert page.title.startswith("The second change")


def test_a_vacancy_is_closed_once_and_found_among_the_closed(scene: Scene) -> None:
    path = f"/vacancies/{scene.vacancy_id}"
    page = scene.manager.get(path)
    old = page.hidden("version") if "version" in page.html else ""
    assert scene.manager.send(f"{path}/end", {"version": old}, status=422).faults()
    assert "The vacancy is closed." in scene.manager.send(f"{path}/end", {"version": old, "how": "close"}).words
    assert "No vacancy fits." in scene.manager.get("/vacancies").words
    assert path in scene.manager.get("/vacancies?state=closed").links()


def test_the_list_is_searched_and_paged(scene: Scene) -> None:
    with house_of(scene.app).writing(SYSTEM) as work:
        for number in range(60):
            a_vacancy(work, reference=f"P-{number:03}", title="Porter")
    page = scene.manager.get("/vacancies?search=Porter")
    assert "60 vacancies" in page.words
    assert "/vacancies?search=Porter&page=3" in page.links()
    page = scene.manager.get("/vacancies?search=Porter&page=3")
    assert "P-059" in page.words
    assert scene.manager.get("/vacancies?search=Porter&page=999").words.count("Porter") == 10
    scene.manager.get("/vacancies?page=nonsense&state=nonsense")


def test_another_departments_manager_sees_none_of_it(scene: Scene) -> None:
    with house_of(scene.app).writing(SYSTEM) as work:
        outsider = a_person(work, department="elsewhere", roles=())
    other = a_visitor(scene.app, roles=("manager",), person=outsider)
    assert "No vacancy fits." in other.get("/vacancies").words
    for part in ("", "/edit"):
        other.get(f"/vacancies/{scene.vacancy_id}{part}", 404)
    other.send(f"/vacancies/{scene.vacancy_id}/end", {"version": "1", "how": "close"}, status=404)


def test_hr_names_the_appointing_manager_by_address(scene: Scene) -> None:
    with house_of(scene.app).writing(SYSTEM) as work:
        boss = a_person(work, name="Bea Chief", roles=())
        an_account(work, roles=("manager",), person=boss)
        department = a_department(work, "d9", name="Radiology").id
    hr = a_visitor(scene.app)
    page = hr.send("/vacancies/new", TYPED | {"department": department, "manager": str(boss.work_email)})
    assert "Appointing manager Bea Chief" in page.words
    assert the_vacancy(scene, "V-900").appointing_manager_id == boss.id
