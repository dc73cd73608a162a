"""HR's settings: training, what people may describe, where they work, and the way between sites."""

from flask import Flask
from sqlmodel import select

from service.models import Department, Site, TrainingKind, TravelTime
from service.people.self_description import list_features, load_default_features
from service.people.training import parse_competence
from service.trail import SYSTEM
from tests.builders import a_department, a_policy, a_site, a_training_kind, a_travel_time
from tests.service.callers import trail_of
from tests.service.pages.hr_forms import fill_in, held, send_form
from tests.service.pages.visitor import Page, Visitor, a_visitor
from tests.service.watched_client import house_of

SETTINGS = "/hr/settings"
GENDER = f"{SETTINGS}/features/gender"
MIXED = {"id": "women", "kind": "at_least", "feature": "gender", "value": "woman", "min": 1, "strength": "explain",
         "tier": 1}  # fmt: skip


def with_features(app: Flask) -> Visitor:
    with house_of(app).writing(SYSTEM) as work:
        load_default_features(work)
    return a_visitor(app)


def pressed(visitor: Visitor, page: Page, path: str, action: str, **typed: str) -> Page:
    """The page after a button of its form that adds or removes a row."""
    form = next(each for each in page.forms() if each.get("method") == "post" and not each.get("action"))
    return visitor.send(path, held(form) | typed | {"action": action})


def answers(app: Flask, feature: str) -> dict[str, str]:
    with house_of(app).reading(SYSTEM) as work:
        return next(dict(each.values) for each in list_features(work) if each.code == feature)


def test_a_kind_of_training_is_added_so_that_imports_find_it(app: Flask) -> None:
    hr = a_visitor(app)
    path = f"{SETTINGS}/training/new"
    page = fill_in(hr, path, {"name": "", "validity_months": "two years", "required": "yes"}, status=422)
    assert len(page.faults()) == 2
    assert (page.value("validity_months"), page.value("required")) == ("two years", "yes")
    page = send_form(hr, page, path, {"name": "Equality, Diversity and Human Rights", "validity_months": "36"})
    assert "3 years" in page.words
    with house_of(app).reading(SYSTEM) as work:
        kind = work.session.exec(select(TrainingKind)).one()
    assert kind.code == parse_competence("NHS|CSTF|Equality, Diversity and Human Rights - 3 Years|").code
    assert ("training_kind.saved", kind.code) in trail_of(house_of(app))
    page = fill_in(hr, path, {"name": "equality, diversity and human rights"}, status=422)
    assert page.faults() == ["There is a kind of training with this name. Change that one instead."]


def test_a_kind_with_the_long_code_of_an_import_becomes_required(app: Flask) -> None:
    code = "a_very_long_name_of_a_training_that_an_import_has_brought"
    with house_of(app).writing(SYSTEM) as work:
        a_training_kind(work, code, required=False)
    hr = a_visitor(app)
    path = f"{SETTINGS}/training/{code}"
    page = fill_in(hr, path, {"required": "yes", "validity_months": "", "name": "Shorter"})
    assert "Shorter" in page.words
    assert "For good" in page.words
    with house_of(app).reading(SYSTEM) as work:
        assert work.session.exec(select(TrainingKind)).one().required


def test_a_change_made_meanwhile_is_shown_and_nothing_typed_is_lost(app: Flask) -> None:
    with house_of(app).writing(SYSTEM) as work:
        a_training_kind(work)
    one, other = a_visitor(app), a_visitor(app)
    path = f"{SETTINGS}/training/recruitment"
    opened = one.get(path)
    fill_in(other, path, {"validity_months": "12"})
    late = send_form(one, opened, path, {"name": "Mine"}, status=412)
    assert "Somebody changed this after you opened it" in late.words
    assert late.value("name") == "Mine"
    assert "Mine" in send_form(one, late, path).words


def test_an_answer_gets_better_wording_and_keeps_its_code(app: Flask) -> None:
    hr = with_features(app)
    page = fill_in(hr, GENDER, {"values-0-label": "", "hint": "Kept"}, status=422)
    assert page.faults() == ["The wording of answer 1 is missing. Fill it in."]
    assert page.value("hint") == "Kept"
    assert "A woman" in send_form(hr, page, GENDER, {"values-0-label": "A woman"}).words
    assert answers(app, "gender") == {"woman": "A woman", "man": "Man", "another": "I describe it in another way"}
    with house_of(app).reading(SYSTEM) as work:
        assert [each.code for each in list_features(work)] == ["gender", "ethnicity", "lived_experience"]


def test_answers_are_added_and_removed_without_a_script(app: Flask) -> None:
    hr = with_features(app)
    page = pressed(hr, hr.get(GENDER), GENDER, "add", question="How would you put it?")
    assert page.value("question") == "How would you put it?"
    page = pressed(hr, page, GENDER, "remove 2", **{"values-3-label": "Non-binary"})
    send_form(hr, page, GENDER)
    assert answers(app, "gender") == {"woman": "Woman", "man": "Man", "non_binary": "Non-binary"}
    page = pressed(hr, hr.get(GENDER), GENDER, "remove 0")
    page = pressed(hr, page, GENDER, "remove 0")
    page = send_form(hr, page, GENDER, status=422)
    assert page.faults() == ["A feature has two or more different values. Add another value."]


def test_an_answer_that_a_policy_counts_on_is_not_removed(sqlite_app: Flask) -> None:
    hr = with_features(sqlite_app)
    with house_of(sqlite_app).writing(SYSTEM) as work:
        a_policy(work, name="Wards", requirements=[MIXED])
    page = pressed(hr, hr.get(GENDER), GENDER, "remove 0")
    page = send_form(hr, page, GENDER, status=422)
    assert "Wards, version 1, counts on an answer you removed." in page.faults()[0]
    assert "woman" in answers(sqlite_app, "gender")


def test_a_new_feature_comes_last_and_takes_no_other_ones_name(app: Flask) -> None:
    hr = with_features(app)
    path = f"{SETTINGS}/features/new"
    typed = {"name": "Gender", "question": "Do you care for somebody?", "values-0-label": "Yes", "values-1-label": "No"}
    page = fill_in(hr, path, typed, status=422)
    assert page.faults() == ["There is a feature with this short name. Choose another, or change that feature."]
    page = send_form(hr, page, path, {"name": "Caring for others"})
    assert "Do you care for somebody?" in page.words
    assert "Yes; No" in page.words
    with house_of(app).reading(SYSTEM) as work:
        newest = list_features(work)[-1]
    assert (newest.code, newest.values) == ("caring_for_others", (("yes", "Yes"), ("no", "No")))


def test_sites_divisions_and_departments_are_added_and_renamed(app: Flask) -> None:
    hr = a_visitor(app)
    for sort, name in (("sites", "North site"), ("divisions", "Medicine")):
        path = f"{SETTINGS}/places/{sort}/new"
        page = fill_in(hr, path, {"code": "", "name": name}, status=422)
        assert page.value("name") == name
        assert name in send_form(hr, page, path, {"code": "X1"}).words
        assert fill_in(hr, path, {"code": "X1", "name": "Twin"}, status=422).faults() == [
            "This code is taken. Choose another."
        ]
    path = f"{SETTINGS}/places/departments/new"
    page = fill_in(hr, path, {"code": "W1", "name": "Ward 1"}, status=422)
    assert len(page.faults()) == 2
    with house_of(app).reading(SYSTEM) as work:
        site = work.session.exec(select(Site)).one()
    options = [each.get("value", "") for each in page.all("option")]
    division = next(each for each in options if each not in ("", site.id))
    assert "Ward 1" in send_form(hr, page, path, {"division_id": division, "site_id": site.id}).words
    with house_of(app).reading(SYSTEM) as work:
        ward = work.session.exec(select(Department)).one()
    page = fill_in(hr, f"{SETTINGS}/places/departments/{ward.id}", {"name": "Ward One"})
    for words in ("Ward One", "W1", "Medicine", "North site"):
        assert words in page.words
    assert "South site" in fill_in(hr, f"{SETTINGS}/places/sites/{site.id}", {"name": "South site"}).words


def test_the_way_between_sites_is_set_in_one_direction_or_both(app: Flask) -> None:
    with house_of(app).writing(SYSTEM) as work:
        a_travel_time(work, "n", "s", 20)
        north, south = a_site(work, "n"), a_site(work, "s")
    hr = a_visitor(app)
    path = f"{SETTINGS}/places/travel"
    page = hr.get(f"{path}?from={north.id}&to={south.id}")
    assert page.value("from_site_id") == north.id
    page = send_form(hr, page, path, {"minutes": "soon", "both_ways": "yes"}, status=422)
    assert (page.value("minutes"), page.value("both_ways"), page.value("to_site_id")) == ("soon", "yes", south.id)
    send_form(hr, page, path, {"minutes": "35"})
    typed = {"from_site_id": south.id, "to_site_id": north.id, "minutes": "40"}
    assert "40 minutes" in fill_in(hr, path, typed).words
    same = fill_in(hr, path, typed | {"to_site_id": south.id}, status=422)
    assert same.faults() == ["Both sites are the same. Choose another."]
    with house_of(app).reading(SYSTEM) as work:
        found = {each.from_site_id: each.minutes for each in work.session.exec(select(TravelTime))}
    assert found == {north.id: 35, south.id: 40}


def test_many_departments_come_in_pages(sqlite_app: Flask) -> None:
    with house_of(sqlite_app).writing(SYSTEM) as work:
        for number in range(51):
            a_department(work, f"d{number:02}", name=f"Ward {number:02}")
    hr = a_visitor(sqlite_app)
    first = hr.get(f"{SETTINGS}/places/departments")
    assert "Ward 50" not in first.words
    assert "Ward 50" in hr.get(next(each for each in first.links() if "page=2" in each)).words


def test_a_place_that_does_not_exist_is_not_found(sqlite_app: Flask) -> None:
    hr = with_features(sqlite_app)
    for path in ("training/nothing", "features/nothing", "places/sites/nothing", "places/wards"):
        hr.get(f"{SETTINGS}/{path}", status=404)


def test_only_hr_opens_the_settings(sqlite_app: Flask) -> None:
    for roles in (("manager",), ("panelist",), ("admin",)):
        assert a_visitor(sqlite_app, roles=roles).client.get(SETTINGS).status_code == 403
