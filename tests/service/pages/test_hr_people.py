"""HR's pages of people: found, added, changed, and nothing said about oneself shown without a record of the look."""

from typing import Any

from flask import Flask
from sqlmodel import select

from service.models import PanelRole, Person, TrainingRecord
from service.people.self_description import load_default_features
from service.trail import SYSTEM
from tests.builders import a_department, a_person, a_training_kind
from tests.service.callers import trail_of
from tests.service.pages.hr_forms import fill_in, send_form
from tests.service.pages.visitor import a_visitor
from tests.service.watched_client import house_of


def somebody(app: Flask, **more: Any) -> str:
    with house_of(app).writing(SYSTEM) as work:
        return a_person(work, **more).id


def test_people_are_found_by_name_and_by_role(sqlite_app: Flask) -> None:
    somebody(sqlite_app, name="Amara Okafor", roles=("chair",))
    somebody(sqlite_app, name="Ben Smith")
    hr = a_visitor(sqlite_app)
    found = hr.get("/hr/people?text=amara").words
    assert "1 person" in found
    assert "Amara Okafor" in found
    assert "Ben Smith" not in found
    assert "Ben Smith" not in hr.get("/hr/people?role=chair").words
    assert "Nobody fits" in hr.get("/hr/people?text=nobody+at+all").words


def test_a_long_list_has_pages_that_keep_the_filters(sqlite_app: Flask) -> None:
    with house_of(sqlite_app).writing(SYSTEM) as work:
        for number in range(51):
            a_person(work, name=f"Amara {number:02}", free="")
    hr = a_visitor(sqlite_app)
    first = hr.get("/hr/people?text=amara")
    assert "51 people" in first.words
    assert "Amara 50" not in first.words
    second = next(link for link in first.links() if "page=2" in link)
    assert "text=amara" in second
    assert "Amara 50" in hr.get(second).words


def test_a_name_is_shown_as_text_and_never_as_markup(sqlite_app: Flask) -> None:
    person = somebody(sqlite_app, name="<b>Bold</b> Name", job_title="<script>alert(1)</script>")
    hr = a_visitor(sqlite_app)
    for path in ("/hr/people", f"/hr/people/{person}", f"/hr/people/{person}/edit", f"/hr/people/{person}/standing"):
        page = hr.get(path)
        assert page.all("b") == []
        assert "<b>Bold</b> Name" in page.words


def test_an_employee_is_added_with_their_number_as_text(app: Flask) -> None:
    with house_of(app).writing(SYSTEM) as work:
        department = a_department(work)
    hr = a_visitor(app)
    typed = {
        "name": "Chloe Patel", "employee_number": "00012345", "work_email": "c.patel@trust.example",
        "job_title": "Ward manager", "band": "7", "department_id": department.id, "site_id": department.site_id,
        "professions": "nursing, Midwifery",
    }  # fmt: skip
    page = fill_in(hr, "/hr/people/add/employee", typed)
    assert page.title == "Chloe Patel – Fairpanel"
    assert "00012345" in page.words
    assert "midwifery, nursing" in page.words


def test_an_external_member_needs_neither_number_nor_band(sqlite_app: Flask) -> None:
    with house_of(sqlite_app).writing(SYSTEM) as work:
        department = a_department(work)
    hr = a_visitor(sqlite_app)
    typed = {"name": "Sunita Rao", "department_id": department.id, "site_id": department.site_id}
    page = fill_in(hr, "/hr/people/add/external", typed | {"organisation": "Patients’ council"})
    assert "Patients’ council" in page.words
    assert "meets no band floor" in page.words


def test_bad_input_is_listed_and_what_was_typed_stays(sqlite_app: Flask) -> None:
    with house_of(sqlite_app).writing(SYSTEM) as work:
        department = a_department(work)
    hr = a_visitor(sqlite_app)
    typed = {"name": "", "work_email": "not an address", "job_title": "Sister & lead", "opening_load_on": "31/02/2026"}
    page = fill_in(hr, "/hr/people/add/employee", typed, status=422)
    faults = " ".join(page.faults())
    assert "'31/02/2026' is not a date. Write a date such as 05/01/2027." in faults
    assert "No department is chosen. Choose one from the list." in faults
    places = {"department_id": department.id, "site_id": department.site_id, "opening_load_on": ""}
    page = send_form(hr, page, "/hr/people/add/employee", places, status=422)
    faults = " ".join(page.faults())
    assert "Work e-mail: 'not an address' is not an e-mail address" in faults
    assert "Full name: it is empty." in faults
    assert (page.value("work_email"), page.value("job_title")) == ("not an address", "Sister & lead")
    with house_of(sqlite_app).reading(SYSTEM) as work:
        assert work.session.exec(select(Person)).all() == []


def test_a_line_manager_nobody_knows_is_refused_beside_the_field(sqlite_app: Flask) -> None:
    person = somebody(sqlite_app)
    hr = a_visitor(sqlite_app)
    page = fill_in(hr, f"/hr/people/{person}/edit", {"line_manager": "00000000x"}, status=422)
    assert "Look the person up first." in page.faults()[0]
    assert page.value("line_manager") == "00000000x"


def test_a_line_manager_is_named_by_employee_number(sqlite_app: Flask) -> None:
    chief = somebody(sqlite_app, name="Grace Byrne", employee_number="0042")
    person = somebody(sqlite_app)
    hr = a_visitor(sqlite_app)
    assert "Grace Byrne" in fill_in(hr, f"/hr/people/{person}/edit", {"line_manager": "0042"}).words
    assert hr.get(f"/hr/people/{person}/edit").value("line_manager") == "0042"
    circle = fill_in(hr, f"/hr/people/{chief}/edit", {"line_manager": hr_number(sqlite_app, person)}, status=422)
    assert "circle" in circle.faults()[0]


def hr_number(app: Flask, person_id: str) -> str:
    with house_of(app).reading(SYSTEM) as work:
        person = work.session.get(Person, person_id)
        assert person is not None
        return str(person.employee_number)


def test_a_change_of_what_somebody_else_changed_meanwhile_is_kept_and_not_written(app: Flask) -> None:
    person = somebody(app, name="Dev Jones")
    one, other = a_visitor(app), a_visitor(app)
    path = f"/hr/people/{person}/edit"
    opened = one.get(path)
    fill_in(other, path, {"job_title": "First"})
    late = send_form(one, opened, path, {"job_title": "Second"}, status=412)
    assert "Somebody changed this after you opened it" in late.words
    assert late.value("job_title") == "Second"
    assert "First" in other.get(f"/hr/people/{person}").words
    assert "Second" in send_form(one, late, path).words


def test_roles_and_training_are_granted_and_taken_back(app: Flask) -> None:
    person = somebody(app, roles=(), trained=False)
    with house_of(app).writing(SYSTEM) as work:
        a_training_kind(work)
    hr = a_visitor(app)
    page = hr.get(f"/hr/people/{person}").words
    assert "Training missing" in page
    assert "without a role nobody is asked to sit" in page
    page = fill_in(hr, f"/hr/people/{person}/role", {"role": "ambassador"}).words
    assert "Does not count yet" in page
    assert "shadowing to do, toolkit to read" in page
    dates = {"role": "ambassador", "shadowing_done_on": "2026-02-03", "toolkit_read_on": "03/02/2026"}
    assert "Does not count yet" not in fill_in(hr, f"/hr/people/{person}/role", dates).words
    path = f"/hr/people/{person}/training"
    fill_in(hr, path, {"kind": "recruitment", "completed_on": "2026-31-01"}, status=422)
    assert "Training missing" not in fill_in(hr, path, {"kind": "recruitment", "completed_on": "2026-01-31"}).words
    fill_in(hr, f"{path}/remove", seen=f"/hr/people/{person}")
    fill_in(hr, f"/hr/people/{person}/role/end", seen=f"/hr/people/{person}")
    with house_of(app).reading(SYSTEM) as work:
        assert work.session.exec(select(TrainingRecord)).all() == []
        assert work.session.exec(select(PanelRole.ends_on)).one() is not None


def test_pause_cap_release_and_leaving_are_set_on_one_page(sqlite_app: Flask) -> None:
    person = somebody(sqlite_app)
    hr = a_visitor(sqlite_app)
    seen = f"/hr/people/{person}/standing"
    for what, typed, said in (
        ("pause", {"first_day": "2026-01-01"}, "Paused"),
        ("cap", {"cap": "5"}, "5 a period"),
        ("release", {"release": "refused"}, "Does not give time"),
        ("leaving", {"left_on": "2100-01-01"}, "1 January 2100"),
    ):
        assert said in fill_in(hr, f"{seen}/{what}", typed, seen=seen).words
    fill_in(hr, f"{seen}/resume", seen=seen)
    wrong = fill_in(hr, f"{seen}/cap", {"cap": "many"}, seen=seen, status=422)
    assert wrong.value("cap") == "many"
    assert len(wrong.faults()) == 1


def test_hr_keeps_the_hours_and_leave_of_somebody_without_an_account(app: Flask) -> None:
    person = somebody(app, kind="external", free="")
    one, other = a_visitor(app), a_visitor(app)
    path = f"/hr/people/{person}/hours"
    opened = one.get(path)
    page = fill_in(other, path, {"weekly": "whenever"}, status=422)
    assert page.value("weekly") == "whenever"
    assert len(page.faults()) == 1
    fill_in(other, path, {"weekly": "Tue 9-12; Thu 13:00-17:00"})
    assert "Tue 09:00-12:00; Thu 13:00-17:00" in other.get(f"/hr/people/{person}").words
    late = send_form(one, opened, path, {"weekly": "Mon 9-12"}, status=412)
    assert late.value("weekly") == "Mon 9-12"
    days = {"first_day": "2099-12-24", "last_day": "2099-12-31"}
    fill_in(other, f"{path}/leave", days | {"last_day": "2099-12-01"}, seen=path, status=422)
    assert "Thursday 24 December 2099" in fill_in(other, f"{path}/leave", days, seen=path).words
    assert "December 2099" not in fill_in(other, f"{path}/leave/remove", seen=path).words


def test_a_view_of_a_self_description_is_recorded_and_nothing_of_it_shows_before(app: Flask) -> None:
    person = somebody(app, features={"gender": "woman"})
    with house_of(app).writing(SYSTEM) as work:
        load_default_features(work)
    hr = a_visitor(app)
    assert "Woman" not in hr.get(f"/hr/people/{person}").words
    before = trail_of(house_of(app))
    shown = fill_in(hr, f"/hr/people/{person}/self-description", seen=f"/hr/people/{person}")
    assert "Woman" in shown.words
    assert "Not shared" in shown.words
    assert trail_of(house_of(app))[len(before) :] == [("self_description.viewed", person)]


def test_nobody_but_hr_opens_the_pages_of_people(sqlite_app: Flask) -> None:
    person = somebody(sqlite_app)
    for roles in (("manager",), ("admin",), ("panelist",)):
        visitor = a_visitor(sqlite_app, roles=roles)
        for path in ("/hr/people", f"/hr/people/{person}", f"/hr/people/{person}/edit"):
            assert visitor.client.get(path).status_code == 403
    assert sqlite_app.test_client().get("/hr/people").status_code == 302


def test_a_person_who_does_not_exist_is_not_found(sqlite_app: Flask) -> None:
    a_visitor(sqlite_app).get("/hr/people/nobody", status=404)
