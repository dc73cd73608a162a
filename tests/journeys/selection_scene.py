"""A post to fill, and who takes part in it: where the journey from the applications to the feedback begins."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import time_machine
from sqlmodel import select

from service.jobs.worker import Worker
from service.models import Application, OutcomeEvent
from service.shortlisting.redaction_job import REDACTION, redact_applications
from service.trail import SYSTEM
from service.work import House
from tests.builders import NEXT_TUESDAY, a_department, a_person, a_site, a_vacancy, an_account
from tests.journeys.walker import Walker
from tests.service.interviews.builders import SEATS, a_panel

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
GIVEN = re.compile(r'name="score-(\d+)" type="radio" value="(\d+)" checked')
VERSION = re.compile(r'name="version-(\d+)" value="(\d+)"')


@dataclass
class Selection:
    """The addresses of who takes part. The last shortlister sits on the panel too, as happens."""

    house: House
    vacancy_id: str
    manager: str
    hr: str
    chair: str
    ambassador: str
    shortlisters: tuple[str, ...]

    @property
    def panelist(self) -> str:
        return self.shortlisters[-1]

    @property
    def path(self) -> str:
        """The address of the post's page."""
        return f"/vacancies/{self.vacancy_id}"

    def let_a_worker_redact(self) -> None:
        """Do what the worker's process does."""
        assert Worker(self.house, {REDACTION: redact_applications}).run_once()

    def steps(self) -> dict[str, list[tuple[str, str]]]:
        """The stage and outcome of every step of each application, by its reference."""
        found: dict[str, list[tuple[str, str]]] = {}
        with self.house.reading(SYSTEM) as work:
            references = dict(work.session.exec(select(Application.id, Application.reference)).all())
            for event in work.session.exec(select(OutcomeEvent).order_by(OutcomeEvent.recorded_at)):  # type: ignore[arg-type]
                found.setdefault(references[event.application_id], []).append((event.stage, event.outcome))
        return found

    def trail_holds(self) -> bool:
        """Whether every event of the trail fits its chain."""
        with self.house.reading(SYSTEM) as work:
            return work.trail.verify(work.session) is None


def a_selection(house: House) -> Selection:
    """A post, its manager, HR, a panel that promised to sit, and two colleagues who shortlist with one of the panel."""
    with house.writing(SYSTEM) as work:
        a_site(work, "site0", "Larkfield General")
        a_department(work, "d0", name="Cardiology")
        boss = a_person(work, name="Ama Boateng", roles=(), job_title="General manager")
        vacancy = a_vacancy(work, manager=boss, reference="WM-7", title="Ward manager", band="8a")
        names = ("Bryn Howell", "Chidi Okafor", "Dilys Marsh")
        panel = [(role, a_person(work, roles=(role,), name=name)) for role, name in zip(SEATS, names, strict=True)]
        a_panel(work, vacancy, panel, NEXT_TUESDAY)
        others = [a_person(work, name=name) for name in ("Esther Lowe", "Farid Khan")]
        emails = [an_account(work, roles=("panelist",), person=each).email for _, each in panel]
        markers = [an_account(work, roles=("panelist",), person=each).email for each in others]
        manager = an_account(work, roles=("manager",), person=boss)
        hr = an_account(work, roles=("hr",), name="Hester Reeve")
        return Selection(
            house, vacancy.id, manager.email, hr.email, emails[0], emails[1], (*markers, emails[2])
        )  # fmt: skip


@contextmanager
def after_the_interviews() -> Iterator[None]:
    """Let the interviews have begun; who was signed in before is not any more."""
    with time_machine.travel(NEXT_TUESDAY + timedelta(hours=7), tick=True):
        yield


def mark_by_post(marker: Walker, path: str, scores: Callable[[int], Sequence[int]]) -> list[str]:
    """Mark the rest of a shortlister's list as a browser does, without drawing it; return what was read.

    `scores` are what an application of a place in the list gets, criterion by criterion; what is given stays.
    """
    client = marker.page.context.request
    sheet = client.get(marker.address + path).text()
    read = [sheet]
    ways = dict.fromkeys(re.findall(rf'href="({re.escape(path)}/[A-Za-z0-9_-]+)"', sheet))
    for place, way in enumerate(ways):
        page = client.get(marker.address + way).text()
        found = TOKEN.search(page)
        assert found is not None
        form: dict[str, str | float | bool] = {"csrf_token": found[1], "then": "stay", "walk": ""}
        given = dict(GIVEN.findall(page))
        for number, version in VERSION.findall(page):
            form |= {f"version-{number}": version, f"note-{number}": ""}
            form[f"score-{number}"] = given.get(number, str(scores(place)[int(number) - 1]))
        answered = client.post(marker.address + way, form=form, max_redirects=0)
        assert answered.status == 303, answered.text()
        read += [page, answered.text(), *(f"{name}: {value}" for name, value in answered.headers.items())]
    return read
