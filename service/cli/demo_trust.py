"""The invented trust of the demonstration: places, people with an already unequal load, vacancies and requests.

Everything is drawn from one seeded generator and laid out from the Monday after next, so that two demonstrations made
in the same week are alike. Self-descriptions are drawn without looking at the name.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import SQLModel

from service.cli.demo_names import (
    DEPARTMENTS,
    DIVISIONS,
    EXTERNALS,
    FORENAMES,
    SITES,
    STAFF_GROUPS,
    SURNAMES,
    TITLES,
    TRAVEL,
)
from service.db import revise
from service.models import (
    Department,
    Division,
    Leave,
    PanelRequest,
    PanelRole,
    Person,
    PersonProfession,
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
from service.vault import seal
from service.work import Work

SEED = 20_261
STAFF = 360
REQUESTS = 46
TRAINING = (
    ("fair-recruitment", "Fair recruitment and unconscious bias"),
    ("equality", "Equality, diversity and human rights"),
)
BANDS = (("4", 6), ("5", 18), ("6", 26), ("7", 27), ("8a", 11), ("8b", 6), ("8c", 3), ("8d", 2), ("9", 1))
POSTS = (("4", 5), ("5", 20), ("6", 24), ("7", 22), ("8a", 13), ("8b", 8), ("8c", 5), ("8d", 2), ("9", 1))
MINORITY_SHARE = {"4": 0.24, "5": 0.27, "6": 0.20, "7": 0.15, "8a": 0.13, "8b": 0.11, "8c": 0.10, "8d": 0.09, "9": 0.08}
LIVED_EXPERIENCE = 0.04  # of those who answer: too few for every panel
SENIOR, SENIOR_REQUEST = "8c", 3  # one of the demonstration's manager's own requests is under the senior policy
HALF_DAYS = ((time(9), time(12, 30)), (time(13, 30), time(17)))


@dataclass(frozen=True, slots=True)
class Trust:
    """What the demonstration needs to know of the trust it made."""

    managers: tuple[str, ...]
    ambassadors: tuple[str, ...]
    requests: tuple[str, ...]


class TrustBuilder:
    """Draws one trust; each method adds one kind of row."""

    def __init__(self, work: Work, today: date) -> None:
        self.work = work
        self.today = today
        self.monday = today + timedelta(days=14 - today.weekday())
        self.draw = random.Random(SEED)  # noqa: S311 - invented data, no secret
        self.departments: list[tuple[Department, tuple[str, ...]]] = []
        self.staff: list[Person] = []
        self.managers: list[str] = []
        self.ambassadors: list[str] = []

    def build(self) -> Trust:
        """Add the whole trust to the unit of work."""
        self._places()
        self._staff()
        self._externals()
        requests = self._requests()
        revise(self.work.session)
        self.work.record("demo.loaded", "trust", "demo", {"people": len(self.staff), "requests": len(requests)})
        return Trust(tuple(self.managers), tuple(self.ambassadors), tuple(requests))

    def _add(self, *rows: SQLModel) -> None:
        self.work.session.add_all(rows)

    def _places(self) -> None:
        sites = {code: Site(code=code, name=name) for code, name in SITES}
        divisions = {code: Division(code=code, name=name) for code, name in DIVISIONS}
        self._add(
            *sites.values(), *divisions.values(), *(TrainingKind(code=code, name=name) for code, name in TRAINING)
        )
        self.work.session.flush()
        for (one, other), minutes in TRAVEL.items():
            for start, end in ((one, other), (other, one)):
                self._add(TravelTime(from_site_id=sites[start].id, to_site_id=sites[end].id, minutes=minutes))
        for number, (name, division, site, professions) in enumerate(DEPARTMENTS, start=1):
            code = f"D{number:02}"
            row = Department(code=code, name=name, division_id=divisions[division].id, site_id=sites[site].id)
            self.departments.append((row, professions))
        self._add(*(row for row, _ in self.departments))
        self.work.session.flush()

    def _staff(self) -> None:
        names = [f"{first} {last}" for first in FORENAMES for last in SURNAMES]
        self.draw.shuffle(names)
        for number in range(STAFF):
            # The first of each department leads it: every department has somebody who can ask for a panel.
            leads = number < len(self.departments)
            department, professions = self.departments[
                number % len(self.departments) if leads else self._any_department()
            ]
            band = "8b" if leads else self._weighted(BANDS)
            self._person(names[number], number, department, self.draw.choice(professions), band, leads=leads)
        self.work.session.flush()
        heads = {person.department_id: person.id for person in self.staff[: len(self.departments)]}
        for person in self.staff:
            head = heads[person.department_id]
            person.line_manager_id = head if head != person.id else None

    def _person(
        self, name: str, number: int, department: Department, profession: str, band: str, *, leads: bool
    ) -> None:
        draw = self.draw
        minority = draw.random() < MINORITY_SHARE[band]
        ambassador = not leads and draw.random() < (0.13 if minority else 0.05)
        trained = leads or ambassador or draw.random() < 0.5
        # The history is already unequal: those who could meet a requirement were asked again and again.
        mean = 1.2 + 2.0 * minority + 2.5 * ambassador
        person = Person(
            employee_number=f"{20_400_000 + number * 37:08}",
            name=name,
            work_email=f"{name.lower().replace(' ', '.')}@larkfield-weir.example",
            job_title=TITLES[profession][min(3, max(0, [label for label, _ in BANDS].index(band) - 1) // 2)],
            band=band,
            staff_group=STAFF_GROUPS[profession],
            site_id=department.site_id,
            department_id=department.id,
            cap=draw.choices([1, 2, 3, 4], [10, 40, 35, 15])[0],
            opening_load=min(24, int(draw.expovariate(1 / mean))) if trained else 0,
            opening_load_on=self.today,
            release="released",
        )
        self._add(person)
        self.work.session.flush()
        self._add(PersonProfession(person_id=person.id, profession=profession))
        self._roles(person, trained=trained, ambassador=ambassador, leads=leads)
        if trained:
            self._hours(person)
            self._training(person)
            self._self_description(person, minority=minority)
        self.staff.append(person)
        if leads:
            self.managers.append(person.id)
        if ambassador:
            self.ambassadors.append(person.id)

    def _roles(self, person: Person, *, trained: bool, ambassador: bool, leads: bool) -> None:
        started = self.today - timedelta(days=self.draw.randrange(40, 900))
        roles = ["panelist"] if trained else []
        if leads or (trained and person.band in ("7", "8a", "8b", "8c", "8d", "9") and self.draw.random() < 0.6):
            roles.append("chair")
        self._add(*(PanelRole(person_id=person.id, role=role, starts_on=started) for role in roles))
        if ambassador:
            self._add(
                PanelRole(
                    person_id=person.id,
                    role="ambassador",
                    starts_on=started,
                    shadowing_done_on=started,
                    toolkit_read_on=started,
                )
            )

    def _hours(self, person: Person) -> None:
        share = 0.6 if person.band in ("8a", "8b", "8c", "8d", "9") else 0.5
        for weekday in range(5):
            for start, end in HALF_DAYS:
                if self.draw.random() < share:
                    self._add(WeeklyHours(person_id=person.id, weekday=weekday, starts_at=start, ends_at=end))
        if self.draw.random() < 0.25:
            first = self.monday + timedelta(days=7 * self.draw.randrange(4))
            self._add(Leave(person_id=person.id, first_day=first, last_day=first + timedelta(days=4)))

    def _training(self, person: Person) -> None:
        for kind, _ in TRAINING:
            done = self.today - timedelta(days=self.draw.randrange(20, 760))
            expires = date(done.year + 2, done.month, min(done.day, 28))
            self._add(
                TrainingRecord(
                    person_id=person.id, kind=kind, completed_on=done, expires_on=expires, source="demonstration"
                )
            )

    def _self_description(self, person: Person, *, minority: bool) -> None:
        if self.draw.random() < 0.08:
            return
        features = {"gender": self.draw.choices(["woman", "man", "another"], [70, 28, 2])[0]}
        if self.draw.random() > 0.05:
            features["ethnicity"] = "minority" if minority else "white"
        if self.draw.random() < 0.7:
            features["lived_experience"] = "yes" if self.draw.random() < LIVED_EXPERIENCE else "no"
        sealed = seal(self.work.settings, person.id, features)
        self._add(SelfDescription(person_id=person.id, ciphertext=sealed, consented_at=utc_now()))

    def _externals(self) -> None:
        for number, role in enumerate(EXTERNALS):
            department, _ = self.departments[self._any_department()]
            name = f"{self.draw.choice(FORENAMES)} {self.draw.choice(SURNAMES)}"
            person = Person(
                kind="external", name=name, work_email=f"partner{number}@partners.example", job_title=role,
                organisation=role, site_id=department.site_id, department_id=department.id, cap=1,
            )  # fmt: skip
            self._add(person)
            self.work.session.flush()
            self._add(PanelRole(person_id=person.id, role="panelist", starts_on=self.today - timedelta(days=200)))
            self._hours(person)
            self._training(person)

    def _requests(self) -> list[str]:
        made = []
        for number in range(REQUESTS):
            # The first department recruits most, so that the demonstration's manager has something to look at.
            which = 0 if number < 6 else number % len(self.departments)
            department, professions = self.departments[which]
            profession = self.draw.choice(professions)
            band = SENIOR if number == SENIOR_REQUEST else self._weighted(POSTS)
            level = min(3, max(0, [label for label, _ in BANDS].index(band) - 1) // 2)
            vacancy = Vacancy(
                reference=f"LW-{self.today.year}-{1001 + number}", band=band, staff_group=STAFF_GROUPS[profession],
                title=f"{TITLES[profession][level]}, {department.name}", department_id=department.id,
                site_id=department.site_id, appointing_manager_id=self.managers[which],
            )  # fmt: skip
            self._add(vacancy)
            self.work.session.flush()
            minutes = self.draw.choices([45, 60, 90], [25, 50, 25])[0]
            request = PanelRequest(
                reference=f"PR-{self.today.year}-{101 + number}", vacancy_id=vacancy.id, minutes=minutes,
                online=self.draw.random() < 0.35, site_id=department.site_id, zone=self.work.settings.timezone,
                needed_by=self.monday + timedelta(days=25), priority=self.draw.choices([1, 2, 5], [60, 30, 10])[0],
            )  # fmt: skip
            self._add(VacancyProfession(vacancy_id=vacancy.id, profession=profession), request)
            self.work.session.flush()
            self._add(*(RequestStart(request_id=request.id, starts_at=start) for start in self._starts(minutes)))
            made.append(request.id)
        return made

    def _starts(self, minutes: int) -> Sequence[datetime]:
        """Return one to five instants in the three weeks from the Monday after next, most of them in one week."""
        week = self.draw.randrange(3)
        starts: set[datetime] = set()
        wanted = self.draw.choices([1, 2, 3, 5], [12, 28, 40, 20])[0]
        while len(starts) < wanted:
            day = self.monday + timedelta(days=7 * week + self.draw.randrange(5))
            opens, closes = self.draw.choice(HALF_DAYS)
            latest = (closes.hour * 60 + closes.minute - minutes - opens.hour * 60 - opens.minute) // 30
            at = datetime.combine(day, opens, self.work.settings.zone) + timedelta(
                minutes=30 * self.draw.randint(0, latest)
            )
            starts.add(at.astimezone(UTC))
        return sorted(starts)

    def _any_department(self) -> int:
        return self.draw.randrange(len(self.departments))

    def _weighted(self, pairs: Sequence[tuple[str, int]]) -> str:
        return self.draw.choices([label for label, _ in pairs], [weight for _, weight in pairs])[0]
