"""An invented trust in the service's own database: the people and requests of `benchmarks.round.trust` as rows."""

import os
import tempfile
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import SQLModel

from benchmarks.round.trust import generate
from service import db
from service.config import from_environment
from service.migrations.upgrade import upgrade
from service.models import (
    Account,
    AccountRole,
    Department,
    Division,
    PanelRequest,
    PanelRole,
    Person,
    PersonProfession,
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
from service.trail import SYSTEM, Actor
from service.vault import seal
from service.work import House, Work

ONE_DAY = timedelta(days=1)
RULES: dict[str, dict[str, Any]] = {
    "mixed_gender": {"kind": "not_all_same", "feature": "gender"},
    "minority_member": {"kind": "at_least", "feature": "ethnicity", "value": "minority", "min": 1},
    "outside_department": {"kind": "at_least_from", "from": "outside_department", "min": 1},
}


def a_house(url: str | None = None) -> House:
    """An empty house on this database, or on a new SQLite file."""
    path = Path(tempfile.mkdtemp()) / "fairpanel.sqlite3"
    os.environ.update({"FAIRPANEL_DEMO": "1", "FAIRPANEL_DATABASE_URL": url or f"sqlite:///{path}"})
    house = House(from_environment())
    upgrade(house.database.engine)
    return house


def load(house: House, *, people: int, requests: int, seed: int = 1, tight: int = 0) -> Actor:
    """Load a trust and return somebody in HR."""
    trust = generate("L" if people > 2000 else "M", seed, tight, staff=people, requests=requests)
    with house.writing(SYSTEM) as work:
        Loading(work, trust).load()
        account = Account(email="hr@trust.example", name="Hana in HR", password_hash="none")
        work.session.add(account)
        work.session.flush()
        work.session.add(AccountRole(account_id=account.id, role="hr"))
        db.revise(work.session)
    return Actor(account.id, account.name, None, frozenset({"hr"}))


class Loading:
    """Rows for a trust, whose weeks begin on a Monday about two weeks from now."""

    def __init__(self, work: Work, trust: dict[str, Any]) -> None:
        self._work, self._trust = work, trust
        today = utc_now().date()
        self._monday = today + (14 - today.weekday()) * ONE_DAY

    def load(self) -> None:
        """Add everything."""
        trust = self._trust
        self._add([Site(id=site, code=site, name=site.title()) for site in trust["sites"]])
        for origin, row in zip(trust["sites"], trust["travel_minutes"], strict=True):
            self._add(
                [
                    TravelTime(from_site_id=origin, to_site_id=target, minutes=minutes)
                    for target, minutes in zip(trust["sites"], row, strict=True)
                    if origin != target
                ]
            )
        divisions = sorted({each["division"] for each in trust["departments"]})
        self._add([Division(id=f"v{each}", code=f"v{each}", name=f"Division {each}") for each in divisions])
        self._add([self._department(each) for each in trust["departments"]])
        self._add([TrainingKind(code="recruitment", name="Fair recruitment", validity_months=24, required=True)])
        self._add([self._person(each) for each in trust["staff"]])
        self._add([row for each in trust["staff"] for row in self._around(each)])
        self._add([self._vacancy(each) for each in trust["requests"]])
        self._add([self._request(each) for each in trust["requests"]])
        self._add([row for each in trust["requests"] for row in self._asked(each)])

    def _add(self, rows: list[SQLModel]) -> None:
        self._work.session.add_all(rows)
        self._work.session.flush()
        self._work.session.expunge_all()

    def _department(self, each: dict[str, Any]) -> Department:
        return Department(
            id=each["id"], code=each["id"], name=f"Department {each['id']}", division_id=f"v{each['division']}",
            site_id=f"site{each['site']}",
        )  # fmt: skip

    def _person(self, each: dict[str, Any]) -> Person:
        number = int(each["id"][1:])
        return Person(
            id=each["id"], name=f"Person {number}", band=each["band_label"], department_id=f"d{each['dept']}",
            site_id=f"site{each['site']}", cap=each["cap"], employee_number=f"{number:08}",
            work_email=f"person{number}@trust.example", opening_load=each["load"], job_title="Colleague",
        )  # fmt: skip

    def _around(self, each: dict[str, Any]) -> list[SQLModel]:
        person = each["id"]
        rows: list[SQLModel] = [
            PersonProfession(person_id=person, profession=each["profession"]),
            PanelRole(person_id=person, role="panelist"),
        ]
        if each["chair"]:
            rows.append(PanelRole(person_id=person, role="chair"))
        if each["ambassador"]:
            day = date(2026, 1, 5)
            rows.append(PanelRole(person_id=person, role="ambassador", shadowing_done_on=day, toolkit_read_on=day))
        if each["training_expiry_day"] is not None:
            rows.append(
                TrainingRecord(
                    person_id=person, kind="recruitment", completed_on=date(2025, 1, 6),
                    expires_on=self._monday + each["training_expiry_day"] * ONE_DAY,
                )
            )  # fmt: skip
        for (weekday, start, end), weeks in Counter(_half(*free) for free in each["availability"]).items():
            if 2 * weeks >= self._trust["weeks"]:
                rows.append(
                    WeeklyHours(person_id=person, weekday=weekday, starts_at=_clock(start), ends_at=_clock(end))
                )
        shared = {"gender": {"f": "woman", "m": "man", "x": "other"}[each["gender"]]}
        if each["ethnicity"] != "undisclosed":
            shared["ethnicity"] = each["ethnicity"]
        sealed = seal(self._work.settings, person, shared)
        rows.append(SelfDescription(person_id=person, ciphertext=sealed, consented_at=utc_now()))
        return rows

    def _vacancy(self, each: dict[str, Any]) -> Vacancy:
        return Vacancy(
            id=f"v{each['id']}", reference=each["vacancy"], title="Ward manager", band=each["band_label"],
            department_id=f"d{each['dept']}", site_id=f"site{each['site']}",
        )  # fmt: skip

    def _request(self, each: dict[str, Any]) -> PanelRequest:
        labels = dict(zip(range(2, 13), ["2", "3", "4", "5", "6", "7", "8a", "8b", "8c", "8d", "9"], strict=True))
        seats = [seat | {"min_band": labels[seat["min_band"]]} for seat in each["seats"]]
        rules = [
            {"id": name, "strength": strength, "tier": tier} | RULES[name] for name, strength, tier in each["rules"]
        ]
        return PanelRequest(
            id=each["id"], reference=f"R-{each['id'][1:]}", vacancy_id=f"v{each['id']}", minutes=each["minutes"],
            site_id=f"site{each['site']}", online=each["online"], seats=seats, requirements=rules,
            priority=each["priority"],
        )  # fmt: skip

    def _asked(self, each: dict[str, Any]) -> list[SQLModel]:
        zone = self._work.settings.zone
        midnight = datetime.combine(self._monday, time.min, zone)
        starts = [(midnight + timedelta(minutes=at)).astimezone(UTC) for at in each["starts"]]
        rows: list[SQLModel] = [RequestStart(request_id=each["id"], starts_at=start) for start in starts]
        rows.append(VacancyProfession(vacancy_id=f"v{each['id']}", profession=each["seats"][1]["profession"]))
        known = {person["id"] for person in self._trust["staff"]}
        rows += [
            RequestConflict(request_id=each["id"], person_id=who, reason="Applicant's colleague")
            for who in each["conflicts"]
            if who in known
        ]
        return rows


def _half(start: int, end: int) -> tuple[int, int, int]:
    day = start // 1440
    return day % 7, start - day * 1440, end - day * 1440


def _clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)
