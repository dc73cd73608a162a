"""Roles, training, hours and the organisation."""

from datetime import UTC, date, datetime, time

import pytest

from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from service.hours import Hours
from service.people.availability import (
    add_busy_time,
    add_exception,
    add_leave,
    free_times,
    get_availability,
    remove_busy_time,
    remove_exception,
    remove_leave,
    set_weekly_hours,
)
from service.people.organisation import (
    add_department,
    add_division,
    add_site,
    change_department,
    list_departments,
    list_travel_times,
    set_travel_time,
)
from service.people.people import get_person
from service.people.roles import end_role, grant_role, record_shadowing, record_toolkit_read
from service.people.training import parse_competence, record_training, remove_training, save_training_kind
from service.trail import SYSTEM, Actor
from service.work import House
from tests.builders import a_person, a_site


def test_an_ambassadors_way_from_grant_to_stepping_down(house: House) -> None:
    with house.writing(SYSTEM) as work:
        person = a_person(work, roles=())
    own = Actor("a", "A", person.id, frozenset({"panelist"}))
    with house.writing(SYSTEM) as work:
        grant_role(work, person.id, 1, "Ambassador", starts_on=date(2026, 11, 1))
    with house.writing(SYSTEM) as work:
        record_shadowing(work, person.id, 2, date(2026, 11, 10))
    with house.writing(own) as work:
        record_toolkit_read(work, person.id, 3, date(2026, 11, 11))
    with house.writing(own) as work:
        end_role(work, person.id, 4, "ambassador", date(2027, 1, 31))
    with house.reading(own) as work:
        (role,) = get_person(work, person.id).roles
    assert (role.role, role.shadowing_done_on, role.toolkit_read_on, role.ends_on) == (
        "ambassador", date(2026, 11, 10), date(2026, 11, 11), date(2027, 1, 31),
    )  # fmt: skip
    with pytest.raises(ForbiddenError), house.writing(own) as work:
        grant_role(work, person.id, 5, "chair")


def test_a_kind_of_training_says_how_long_a_completion_counts(house: House) -> None:
    with house.writing(SYSTEM) as work:
        person = a_person(work, trained=False)
        save_training_kind(work, "fair", "Fair recruitment", 24)
        save_training_kind(work, "once", "Once and for all", None, required=False)
        first = record_training(work, person.id, 1, "fair", date(2024, 2, 29))
        assert first.expires_on == date(2026, 2, 28)
        assert record_training(work, person.id, 2, "once", date(2024, 2, 29)).expires_on is None
        with pytest.raises(ConflictError):
            record_training(work, person.id, 3, "fair", date(2024, 2, 29))
        remove_training(work, person.id, 4, first.id)
        assert [each.kind for each in get_person(work, person.id).training] == ["once"]


@pytest.mark.parametrize(
    ("text", "code", "months", "stated"),
    [
        ("NHS|CSTF|Equality, Diversity and Human Rights - 3 Years|", "equality_diversity_and_human_rights", 36, True),
        ("NHS|CSTF|Fire Safety - 1 Year|", "fire_safety", 12, True),
        ("123|LOCAL|Fair Recruitment - 18 Months|", "fair_recruitment", 18, True),
        ("NHS|MAND|Induction - No Renewal|", "induction", None, True),
        ("Recruitment and selection", "recruitment_and_selection", None, False),
    ],
)
def test_competence_names_of_staff_records_are_read(text: str, code: str, months: int | None, stated: bool) -> None:
    competence = parse_competence(text)
    assert (competence.code, competence.months, competence.stated) == (code, months, stated)


def test_hours_are_set_added_and_removed_by_the_person(house: House) -> None:
    with house.writing(SYSTEM) as work:
        person, other = a_person(work), a_person(work)
    with house.writing(Actor("a", "A", person.id, frozenset())) as work:
        set_weekly_hours(work, person.id, 1, [Hours(1, time(9), time(12)), Hours(1, time(12), time(17))])
        off = add_exception(work, person.id, 2, date(2027, 1, 5), "not_free", time(9), time(10))
        busy = add_busy_time(
            work, person.id, 3, datetime(2027, 1, 5, 11, tzinfo=UTC), datetime(2027, 1, 5, 12, tzinfo=UTC)
        )
        leave = add_leave(work, person.id, 4, date(2027, 1, 12), date(2027, 1, 12))
        found = free_times(work, person.id, date(2027, 1, 4), date(2027, 1, 19))
        assert [f"{s:%d %H}-{e:%H}" for s, e in found] == ["05 10-11", "05 12-17", "19 09-17"]
        assert get_availability(work, person.id).weekly == (Hours(1, time(9), time(17)),)
        remove_exception(work, person.id, 5, off.id)
        remove_busy_time(work, person.id, 6, busy.id)
        remove_leave(work, person.id, 7, leave.id)
        found = free_times(work, person.id, date(2027, 1, 4), date(2027, 1, 12))
        assert [f"{s:%d %H}-{e:%H}" for s, e in found] == ["05 09-17", "12 09-17"]
        with pytest.raises(NotFoundError):
            add_leave(work, other.id, 1, date(2027, 1, 12), date(2027, 1, 12))


def test_nobody_removes_another_persons_leave_through_their_own_record(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        person, other = a_person(work), a_person(work)
        leave = add_leave(work, other.id, 1, date(2027, 1, 12), date(2027, 1, 12))
        with pytest.raises(NotFoundError):
            remove_leave(work, person.id, 1, leave.id)


@pytest.mark.parametrize(("starts", "ends"), [(time(9), time(9)), (time(17), time(9))])
def test_hours_that_end_before_they_start_are_refused(sqlite_house: House, starts: time, ends: time) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        person = a_person(work)
        with pytest.raises(InvalidInputError):
            set_weekly_hours(work, person.id, 1, [Hours(0, starts, ends)])


def test_the_organisation_grows_and_changes(house: House) -> None:
    with house.writing(SYSTEM) as work:
        site, other = add_site(work, "north", "North site"), a_site(work, "south")
        division = add_division(work, "med", "Medicine")
        department = add_department(work, "ward-1", "Ward 1", division.id, site.id)
        change_department(work, department.id, "Ward One", division.id, other.id)
        set_travel_time(work, site.id, other.id, 30)
        set_travel_time(work, site.id, other.id, 35)
    with house.reading(SYSTEM) as work:
        assert [each.name for each in list_departments(work, site_id=other.id)] == ["Ward One"]
        assert [each.minutes for each in list_travel_times(work)] == [35]
    with pytest.raises(InvalidInputError, match="taken"), house.writing(SYSTEM) as work:
        add_site(work, "north", "Another")
    with pytest.raises(InvalidInputError), house.writing(SYSTEM) as work:
        set_travel_time(work, site.id, site.id, 5)
