"""Visitors for a vacancy that is marked blind: its manager, HR, and its shortlisters, signed in."""

from dataclasses import dataclass, field

from flask import Flask

from service.trail import SYSTEM, Actor
from tests.builders import PASSWORD
from tests.service.pages.visitor import Visitor
from tests.service.shortlisting.marking_scene import MarkingScene, a_marking_scene, email_of
from tests.service.watched_client import house_of


@dataclass
class Visits:
    """A scene of marking, and a browser for each who is in it."""

    app: Flask
    scene: MarkingScene
    _visitors: dict[str, Visitor] = field(default_factory=dict)

    def visitor(self, actor: Actor) -> Visitor:
        """Somebody of the scene, signed in by the form."""
        key = str(actor.account_id)
        if key not in self._visitors:
            with self.scene.house.reading(SYSTEM) as work:
                email = email_of(work, actor)
            visitor = Visitor(self.app.test_client(), person_id=actor.person_id)
            visitor.get("/sign-in")
            visitor.send("/sign-in", {"email": email, "password": PASSWORD})
            visitor.email = email
            self._visitors[key] = visitor
        return self._visitors[key]

    @property
    def marker(self) -> Visitor:
        """The first shortlister."""
        return self.visitor(self.scene.markers[0])

    @property
    def boss(self) -> Visitor:
        """The vacancy's manager."""
        return self.visitor(self.scene.boss)

    @property
    def hr(self) -> Visitor:
        """HR."""
        return self.visitor(self.scene.hr)

    @property
    def home(self) -> str:
        """Where a shortlister's list of the vacancy is."""
        return f"/marking/{self.scene.vacancy_id}"

    @property
    def desk(self) -> str:
        """Where the manager and HR see the shortlisting."""
        return f"/vacancies/{self.scene.vacancy_id}/shortlisting"

    def path(self, place: int, actor: Actor | None = None) -> str:
        """Where somebody reads the application at a place of their list."""
        return f"{self.home}/{self.scene.tokens(actor or self.scene.markers[0])[place]}"


def visits(app: Flask, **more: object) -> Visits:
    """A scene of marking in this application."""
    return Visits(app, a_marking_scene(house_of(app), **more))  # type: ignore[arg-type]
