"""Scenes that the tests of pages begin with: a manager with a vacancy, a policy, and people who could sit."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlmodel import select

from service.models import Booking, Invitation, Panel, PanelSeat, Person, Vacancy, utc_now
from service.trail import SYSTEM
from tests.builders import NEXT_TUESDAY, a_person, a_policy, a_request, a_vacancy
from tests.service.pages.visitor import Page, Visitor, a_visitor
from tests.service.watched_client import house_of


@dataclass
class Scene:
    """A manager who is signed in, their vacancy, and a pool of two chairs and three panelists."""

    app: Flask
    manager: Visitor
    vacancy_id: str
    people: list[Person]
    _visitors: dict[str, Visitor] = field(default_factory=dict)

    @property
    def steps(self) -> str:
        """Where the steps of asking for a panel begin."""
        return f"/vacancies/{self.vacancy_id}/request-a-panel"

    def visitor_for(self, person_id: str) -> Visitor:
        """The panelist, signed in."""
        if person_id not in self._visitors:
            person = next(each for each in self.people if each.id == person_id)
            self._visitors[person_id] = a_visitor(self.app, roles=("panelist",), person=person)
        return self._visitors[person_id]

    def a_request(self, **more: Any) -> str:
        """A request of the manager's, made as by an import; its id."""
        with house_of(self.app).writing(SYSTEM) as work:
            return a_request(work, vacancy=work.session.get_one(Vacancy, self.vacancy_id), **more).id


def a_scene(app: Flask, *, features: bool = False, **policy: Any) -> Scene:
    """A scene; with `features` the people have described themselves."""
    with house_of(app).writing(SYSTEM) as work:
        boss = a_person(work, name="Ada Boss", roles=())
        people = []
        for number, roles in enumerate((("chair",), ("chair",), ("panelist",), ("panelist",), ("panelist",))):
            shared = {"gender": "woman" if number % 2 else "man"} if features else None
            title = "Matron" if number < 2 else "Pharmacist"
            people.append(
                a_person(work, name=f"{roles[0].title()} {number}", roles=roles, job_title=title, features=shared)
            )
        a_policy(work, **policy)
        vacancy = a_vacancy(work, manager=boss)
    return Scene(app, a_visitor(app, roles=("manager",), person=boss), vacancy.id, people)


def when(starts: datetime = NEXT_TUESDAY, **more: str) -> dict[str, str]:
    """The second step as somebody fills it in, with one possible start."""
    typed = {"minutes": "60", "place": "site", "site": "", "priority": "1"}
    return typed | {"day-0": f"{starts:%Y-%m-%d}", "time-0": f"{starts:%H:%M}"} | more


def proposed(scene: Scene) -> str:
    """Ask for a panel by the form; the path of its page."""
    scene.manager.send(f"{scene.steps}/when", when())
    page = scene.manager.send(f"{scene.steps}/check")
    return page.response.request.path


def members(scene: Scene) -> list[str]:
    """Who holds the seats, by position."""
    with house_of(scene.app).reading(SYSTEM) as work:
        return [str(each) for each in work.session.exec(select(PanelSeat.person_id).order_by(PanelSeat.position))]


def confirmed(scene: Scene, *, auto_invite: bool = False) -> str:
    """Ask for a panel and confirm it; the path of its page."""
    path = proposed(scene)
    typed = {"version": version(scene.manager)} | ({"auto_invite": "yes"} if auto_invite else {})
    scene.manager.send(f"{path}/confirm", typed)
    return path


def version(visitor: Visitor) -> str:
    """The version that the page one is on carries."""
    assert visitor.page is not None
    return visitor.page.hidden("version")


def invitation_of(scene: Scene, person_id: str) -> Invitation:
    """The invitation of a person."""
    with house_of(scene.app).reading(SYSTEM) as work:
        wanted = select(Invitation).where(Invitation.person_id == person_id)
        return work.session.exec(wanted).one()


def answered(scene: Scene, person_id: str, how: str = "accept", **typed: str) -> Page:
    """Let a member accept or decline; the page they come to."""
    visitor = scene.visitor_for(person_id)
    path = f"/assignments/{invitation_of(scene, person_id).id}"
    page = visitor.get(path)
    return visitor.send(f"{path}/{how}", {"version": page.hidden("version"), **typed})


def begun(scene: Scene) -> None:
    """Let the time of the panel come."""
    with house_of(scene.app).writing(SYSTEM) as work:
        now = utc_now()
        for row in [*work.session.exec(select(Panel)), *work.session.exec(select(Booking))]:
            row.starts_at, row.ends_at = now - timedelta(hours=2), now - timedelta(hours=1)
