"""Records of people: who may see and change them, and what they may hold."""

from datetime import date

import pytest

from service.db import POOL, revision
from service.errors import (
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    PreconditionRequiredError,
    StaleError,
)
from service.people.directory import PeopleFilter, find_colleagues, list_people
from service.people.people import add_person, change_person, get_person
from service.people.standing import answer_release, pause, record_leaving, resume, set_cap
from service.trail import SYSTEM, Actor
from service.work import House
from tests.builders import a_department, a_person, an_actor


def panelist(person_id: str) -> Actor:
    return Actor("a", "A Panelist", person_id, frozenset({"panelist"}))


def test_a_person_is_added_with_cleaned_values_and_read_back(house: House) -> None:
    with house.writing(SYSTEM) as work:
        department = a_department(work)
        person = add_person(
            work,
            {
                "name": "  Ana\u00a0 Ng\u200b ", "employee_number": "00123", "work_email": "Ana.NG@Trust.Example",
                "band": "Band 8A", "staff_group": "Nursing and Midwifery Registered",
                "professions": ["Nursing", "nursing "],
                "site_id": department.site_id, "department_id": department.id,
            },
        )  # fmt: skip
    with house.reading(SYSTEM) as work:
        record = get_person(work, person.id)
    assert (record.person.name, record.person.employee_number) == ("Ana Ng", "00123")
    assert (record.person.work_email, record.person.band) == ("ana.ng@trust.example", "8a")
    assert (record.person.staff_group, record.professions) == ("03", ("nursing",))


def test_everything_wrong_with_a_new_person_is_said_at_once(sqlite_house: House) -> None:
    with pytest.raises(InvalidInputError) as caught, sqlite_house.writing(SYSTEM) as work:
        taken = a_person(work)
        add_person(
            work,
            {
                "name": "\u202eevil", "work_email": "no address", "band": "8", "employee_number": taken.employee_number,
                "site_id": "nowhere", "cap": -1, "shoe_size": 9,
            },
        )  # fmt: skip
    wrong = {problem.where for problem in caught.value.problems}
    assert wrong == {"name", "work_email", "band", "employee_number", "site_id", "cap", "shoe_size", "department_id"}


def test_people_do_not_manage_each_other_in_a_circle(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        top = a_person(work)
        middle = a_person(work, line_manager_id=top.id)
        low = a_person(work, line_manager_id=middle.id)
        with pytest.raises(InvalidInputError, match="circle"):
            change_person(work, top.id, 1, {"line_manager_id": low.id})


def test_a_change_based_on_an_old_version_is_refused(house: House) -> None:
    with house.writing(SYSTEM) as work:
        person = a_person(work)
    with house.writing(SYSTEM) as work:
        assert change_person(work, person.id, 1, {"job_title": "Matron", "professions": ["surgery"]}).version == 2
    with pytest.raises(StaleError), house.writing(SYSTEM) as work:
        change_person(work, person.id, 1, {"job_title": "Porter"})
    with pytest.raises(PreconditionRequiredError), house.writing(SYSTEM) as work:
        change_person(work, person.id, None, {"job_title": "Porter"})
    with house.reading(SYSTEM) as work:
        record = get_person(work, person.id)
        assert (record.person.job_title, record.professions) == ("Matron", ("surgery",))
        assert revision(work.session, POOL) == 1


def test_a_panelist_sees_their_own_record_and_nobody_elses(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        me, other = a_person(work), a_person(work)
    with sqlite_house.reading(panelist(me.id)) as work:
        assert get_person(work, me.id).person.id == me.id
        with pytest.raises(NotFoundError):
            get_person(work, other.id)
        with pytest.raises(ForbiddenError):
            list_people(work)
    with pytest.raises(NotFoundError), sqlite_house.writing(panelist(me.id)) as work:
        set_cap(work, other.id, 1, 9)


def test_people_are_listed_by_what_was_asked_for(house: House) -> None:
    with house.writing(SYSTEM) as work:
        a_person(work, name="Ana 100%", band="7", roles=("chair",), department="d1")
        a_person(work, name="Ben", band="6", paused_from=date(2020, 1, 1))
        a_person(work, name="Cyd", band="6", left_on=date(2020, 1, 1))
        a_person(work, name="Dee", band="6", paused_from=date(2020, 1, 1), paused_until=date(2020, 2, 1))
    with house.reading(SYSTEM) as work:

        def names(**wanted: object) -> list[str]:
            return [row.person.name for row in list_people(work, PeopleFilter(**wanted)).items]  # type: ignore[arg-type]

        assert names() == ["Ana 100%", "Dee"]
        assert names(state="all", band="6") == ["Ben", "Cyd", "Dee"]
        assert (names(state="paused"), names(state="left")) == (["Ben"], ["Cyd"])
        assert (names(text="ANA"), names(text="0%"), names(text="_")) == (["Ana 100%"], ["Ana 100%"], [])
        assert names(role="chair") == ["Ana 100%"]
        second = list_people(work, PeopleFilter(state="all"), page=2, per_page=3)
        assert (second.total, [row.person.name for row in second.items]) == (4, ["Dee"])


def test_a_manager_finds_a_colleague_by_name_but_cannot_leaf_through_the_directory(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        a_person(work, name="Ana Ng", job_title="Matron")
        actor = an_actor(work, roles=("manager",))
    with sqlite_house.reading(actor) as work:
        (found,) = find_colleagues(work, "ana n")
        assert (found.name, found.job_title, found.department) == ("Ana Ng", "Matron", "Department d0")
        assert find_colleagues(work, "a") == ()


def test_only_the_line_manager_or_hr_answers_for_release(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        boss = a_person(work)
        person = a_person(work, line_manager_id=boss.id)
    with pytest.raises(NotFoundError), sqlite_house.writing(panelist(person.id)) as work:
        answer_release(work, person.id, 1, "released")
    with sqlite_house.writing(panelist(boss.id)) as work:
        answered = answer_release(work, person.id, 1, "released", date(2027, 6, 30))
        assert (answered.release, answered.released_until) == ("released", date(2027, 6, 30))


def test_a_pause_is_set_and_ended_by_the_person(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        me = a_person(work)
    with sqlite_house.writing(panelist(me.id)) as work:
        assert pause(work, me.id, 1, date(2027, 1, 1)).paused_from == date(2027, 1, 1)
    with sqlite_house.writing(panelist(me.id)) as work:
        assert resume(work, me.id, 2).paused_from is None
    with pytest.raises(InvalidInputError), sqlite_house.writing(panelist(me.id)) as work:
        pause(work, me.id, 3, date(2027, 1, 2), date(2027, 1, 1))


def test_leaving_is_recorded_with_the_panels_it_leaves_short(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        person = a_person(work)
        assert record_leaving(work, person.id, 1, date(2026, 12, 31)) == ()
        assert person.left_on == date(2026, 12, 31)
