"""Builders with defaults: each makes one thing in a unit of work and returns its row.

Sites, divisions, departments and training kinds are found by their code when they exist, so two people built with
defaults work in the same department. Parents are flushed before their children.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import count
from typing import Any, TypeVar

from argon2 import PasswordHasher
from sqlmodel import SQLModel, select

from service.models import (
    Account,
    AccountRole,
    Department,
    Division,
    PanelRequest,
    PanelRole,
    Person,
    PersonProfession,
    Policy,
    RequestConflict,
    RequestStart,
    SelfDescription,
    Site,
    TrainingKind,
    TrainingRecord,
    TravelTime,
    Vacancy,
    VacancyProfession,
    WeeklyHours,
    utc_now,
)
from service.people.pattern import parse_pattern
from service.trail import Actor
from service.vault import seal
from service.work import Work

Row = TypeVar("Row", bound=SQLModel)
PASSWORD = "a long enough test password"
NEXT_TUESDAY = datetime(2027, 1, 5, 10, 0, tzinfo=UTC)
SEATS = ({"role": "chair", "from": "anywhere"}, {"role": "panelist", "from": "anywhere"})
_numbers = count(1)


def a_site(work: Work, code: str = "site0", name: str | None = None) -> Site:
    """A site, found by its code if there is one."""
    found = work.session.exec(select(Site).where(Site.code == code)).one_or_none()
    return found or _added(work, Site(code=code, name=name or f"Site {code}"))


def a_division(work: Work, code: str = "v0", name: str | None = None) -> Division:
    """A division, found by its code if there is one."""
    found = work.session.exec(select(Division).where(Division.code == code)).one_or_none()
    return found or _added(work, Division(code=code, name=name or f"Division {code}"))


def a_department(
    work: Work,
    code: str = "d0",
    *,
    division: Division | str = "v0",
    site: Site | str = "site0",
    name: str | None = None,
) -> Department:
    """A department of a division at a site, found by its code if there is one."""
    found = work.session.exec(select(Department).where(Department.code == code)).one_or_none()
    if found:
        return found
    division = a_division(work, division) if isinstance(division, str) else division
    site = a_site(work, site) if isinstance(site, str) else site
    return _added(
        work, Department(code=code, name=name or f"Department {code}", division_id=division.id, site_id=site.id)
    )


def a_travel_time(work: Work, from_site: str, to_site: str, minutes: int, *, both_ways: bool = True) -> None:
    """The minutes between two sites, by their codes."""
    one, other = a_site(work, from_site), a_site(work, to_site)
    pairs = [(one, other), (other, one)] if both_ways else [(one, other)]
    for start, end in pairs:
        _added(work, TravelTime(from_site_id=start.id, to_site_id=end.id, minutes=minutes))


def a_training_kind(work: Work, code: str = "recruitment", *, required: bool = True) -> TrainingKind:
    """A kind of training, found by its code if there is one."""
    found = work.session.get(TrainingKind, code)
    return found or _added(work, TrainingKind(code=code, name=f"Fair {code}", validity_months=24, required=required))


def a_person(
    work: Work,
    *,
    band: str | None = "8a",
    roles: Iterable[str] = ("panelist",),
    trained: bool | date = True,
    free: str = "weekdays 9-17",
    features: Mapping[str, str] | None = None,
    professions: Iterable[str] = ("nursing",),
    department: Department | str = "d0",
    site: Site | str | None = None,
    name: str | None = None,
    **more: Any,
) -> Person:
    """A person of the pool: trained for good, or until a date, or not at all; `free` is a weekly pattern or empty.

    An ambassador has done the shadowing and read the toolkit. `more` sets any column of `Person`.
    """
    number = next(_numbers)
    department = a_department(work, department) if isinstance(department, str) else department
    site = a_site(work, site) if isinstance(site, str) else site
    columns: dict[str, Any] = {
        "name": name or f"Person {number}", "band": band, "department_id": department.id,
        "site_id": site.id if site else department.site_id, "cap": 4,
        "employee_number": f"{number:08}", "work_email": f"person{number}@trust.example",
    }  # fmt: skip
    if more.get("kind") == "external":
        columns |= {"employee_number": None, "band": None}
    person = _added(work, Person(**(columns | more)))
    for profession in professions:
        work.session.add(PersonProfession(person_id=person.id, profession=profession))
    for role in roles:
        work.session.add(a_role(person, role))
    if trained:
        expires = trained if isinstance(trained, date) else date(2100, 1, 1)
        kind = a_training_kind(work)
        work.session.add(
            TrainingRecord(person_id=person.id, kind=kind.code, completed_on=date(2026, 1, 5), expires_on=expires)
        )
    for hours in parse_pattern(free):
        work.session.add(
            WeeklyHours(person_id=person.id, weekday=hours.weekday, starts_at=hours.starts_at, ends_at=hours.ends_at)
        )
    if features:
        work.session.add(
            SelfDescription(
                person_id=person.id, ciphertext=seal(work.settings, person.id, features), consented_at=utc_now()
            )
        )
    work.session.flush()
    return person


def a_role(person: Person, role: str) -> PanelRole:
    """A role that counts: open-ended, and for ambassadors with shadowing done and the toolkit read."""
    ready = date(2026, 1, 5) if role == "ambassador" else None
    return PanelRole(person_id=person.id, role=role, shadowing_done_on=ready, toolkit_read_on=ready)


def an_account(
    work: Work,
    *,
    roles: Iterable[str] = ("hr",),
    person: Person | None = None,
    email: str | None = None,
    name: str | None = None,
    password: str = PASSWORD,
) -> Account:
    """An account that signs in with `PASSWORD`, tied to a person if one is given."""
    number = next(_numbers)
    account = _added(
        work,
        Account(
            email=email or (person.work_email if person and person.work_email else f"account{number}@trust.example"),
            name=name or (person.name if person else f"Account {number}"),
            password_hash=_hashed(password),
            person_id=person.id if person else None,
        ),
    )
    for role in roles:
        work.session.add(AccountRole(account_id=account.id, role=role))
    work.session.flush()
    return account


def an_actor(work: Work, *, roles: Iterable[str] = ("hr",), person: Person | None = None) -> Actor:
    """Somebody signed in: a new account with these roles, as use cases see it."""
    roles = tuple(roles)
    account = an_account(work, roles=roles, person=person)
    return Actor(account.id, account.name, account.person_id, frozenset(roles))


def a_vacancy(
    work: Work,
    *,
    band: str | None = "7",
    department: Department | str = "d0",
    manager: Person | None = None,
    professions: Iterable[str] = ("nursing",),
    reference: str | None = None,
    **more: Any,
) -> Vacancy:
    """An open vacancy; `manager` is its appointing manager. `more` sets any column of `Vacancy`."""
    department = a_department(work, department) if isinstance(department, str) else department
    columns: dict[str, Any] = {
        "reference": reference or f"V-{next(_numbers)}", "title": "Ward manager", "band": band,
        "department_id": department.id, "site_id": department.site_id,
        "appointing_manager_id": manager.id if manager else None,
    }  # fmt: skip
    vacancy = _added(work, Vacancy(**(columns | more)))
    for profession in professions:
        work.session.add(VacancyProfession(vacancy_id=vacancy.id, profession=profession))
    work.session.flush()
    return vacancy


def a_request(
    work: Work,
    *,
    vacancy: Vacancy | None = None,
    seats: Sequence[Mapping[str, Any]] = (
        {"role": "chair", "from": "anywhere"},
        {"role": "panelist", "from": "anywhere"},
    ),
    requirements: Sequence[Mapping[str, Any]] = (),
    starts: Sequence[datetime] = (NEXT_TUESDAY, NEXT_TUESDAY + timedelta(hours=3)),
    minutes: int = 60,
    conflicts: Iterable[Person] = (),
    **more: Any,
) -> PanelRequest:
    """An open panel request with two seats and two possible times. `more` sets any column of `PanelRequest`."""
    vacancy = vacancy or a_vacancy(work)
    columns: dict[str, Any] = {
        "reference": f"R-{next(_numbers)}", "vacancy_id": vacancy.id, "site_id": vacancy.site_id, "minutes": minutes,
        "seats": [dict(seat) for seat in seats], "requirements": [dict(each) for each in requirements],
    }  # fmt: skip
    request = _added(work, PanelRequest(**(columns | more)))
    for start in starts:
        work.session.add(RequestStart(request_id=request.id, starts_at=start))
    for person in conflicts:
        work.session.add(RequestConflict(request_id=request.id, person_id=person.id, reason="Related"))
    work.session.flush()
    return request


def a_policy(work: Work, **more: Any) -> Policy:
    """An active policy for every post: a chair and a panelist. `more` sets any column of `Policy`."""
    columns: dict[str, Any] = {
        "name": f"Policy {next(_numbers)}", "state": "active",
        "seats": [dict(seat) for seat in SEATS],
    }  # fmt: skip
    return _added(work, Policy(**(columns | more)))


def _added(work: Work, row: Row) -> Row:
    work.session.add(row)
    work.session.flush()
    return row


@lru_cache
def _hashed(password: str) -> str:
    # The cheapest parameters: a hash says its own, so signing in verifies it like any other.
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(password)
