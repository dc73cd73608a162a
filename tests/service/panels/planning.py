"""What tests of planning rounds begin with: a trust with several requests, HR, and a worker to run by hand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import col, select

from service.jobs.worker import Worker
from service.models import Job, Panel, PanelRequest, PanelSeat, Person, Round, RoundPanel
from service.panels.round_plan import PLAN_ROUND, plan_round
from service.panels.round_publish import PUBLISH_ROUND, publish_round_panels
from service.panels.round_scope import RoundScope
from service.panels.rounds import job_of, publish_round, start_round
from service.trail import SYSTEM, Actor
from service.work import House
from tests.builders import a_person, a_request, a_vacancy, an_actor

HANDLERS = {PLAN_ROUND: plan_round, PUBLISH_ROUND: publish_round_panels}


@dataclass
class Trust:
    """A manager with requests, HR, and people: first those who chair, then those who sit."""

    house: House
    manager: Actor
    hr: Actor
    requests: list[str] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)

    def ask(self, **request: Any) -> str:
        """One more request of the manager's; its id."""
        with self.house.writing(SYSTEM) as work:
            boss = work.session.get_one(Person, self.manager.person_id)
            row = a_request(
                work, vacancy=a_vacancy(work, manager=boss), requested_by=self.manager.account_id, **request
            )
        self.requests.append(row.id)
        return row.id

    def hire(self, **person: Any) -> Person:
        """One more person."""
        with self.house.writing(SYSTEM) as work:
            self.people.append(a_person(work, **person))
        return self.people[-1]

    # --- rounds ------------------------------------------------------------------------------------------------------

    def start(self, seconds: int = 20, *, may_change: bool = False, scope: RoundScope | None = None) -> str:
        with self.house.writing(self.hr) as work:
            return start_round(work, scope or RoundScope(), seconds, may_change).id

    def run(self, ending: Callable[[], bool] = lambda: False) -> bool:
        """Do one job, as a worker process would."""
        return Worker(self.house, HANDLERS, ending=ending).run_once()

    def plan(self, **more: Any) -> Round:
        """A round that is planned and waits for review."""
        round_id = self.start(**more)
        assert self.run()
        row = self.round(round_id)
        assert row.state == "review", self.job(round_id).error
        return row

    def publish(self, row: Round) -> Round:
        """The round, published."""
        with self.house.writing(self.hr) as work:
            publish_round(work, row.id, row.version)
        assert self.run()
        found = self.round(row.id)
        assert found.state == "published", self.job(row.id).error
        return found

    def round(self, round_id: str) -> Round:
        with self.house.reading(self.hr) as work:
            return work.session.get_one(Round, round_id)

    def job(self, round_id: str) -> Job:
        with self.house.reading(self.hr) as work:
            return job_of(work, round_id)

    def rows(self, round_id: str) -> dict[str, RoundPanel]:
        with self.house.reading(SYSTEM) as work:
            found = work.session.exec(select(RoundPanel).where(RoundPanel.round_id == round_id))
            return {each.request_id: each for each in found}

    # --- what stands -------------------------------------------------------------------------------------------------

    def request(self, request_id: str) -> PanelRequest:
        with self.house.reading(SYSTEM) as work:
            return work.session.get_one(PanelRequest, request_id)

    def panels(self, *states: str) -> list[Panel]:
        with self.house.reading(SYSTEM) as work:
            return list(work.session.exec(select(Panel).where(col(Panel.state).in_(states or ("proposed",)))))

    def panel(self, request_id: str) -> Panel:
        return next(each for each in self.panels() if each.request_id == request_id)

    def members(self, request_id: str) -> set[str | None]:
        panel = self.panel(request_id)
        with self.house.reading(SYSTEM) as work:
            return set(work.session.exec(select(PanelSeat.person_id).where(PanelSeat.panel_id == panel.id)))


def a_trust(
    house: House,
    *,
    requests: int = 3,
    chairs: int = 3,
    panelists: int = 4,
    features: Callable[[int], dict[str, str]] | None = None,
    person: dict[str, Any] | None = None,
    **request: Any,
) -> Trust:
    """A trust with so many like requests at the same two times; `features` gives person n their own."""
    with house.writing(SYSTEM) as work:
        boss = a_person(work, roles=(), department="d0", name="Maud Manager")
        trust = Trust(house, an_actor(work, roles=["manager"], person=boss), an_actor(work, roles=["hr"]))
        roles: Sequence[str] = ["chair"] * chairs + ["panelist"] * panelists
        for number, role in enumerate(roles):
            shared = features(number) if features else None
            more: dict[str, Any] = {"name": f"{role.title()} {number}", "features": shared} | dict(person or {})
            trust.people.append(a_person(work, roles=(role,), **more))
    for _ in range(requests):
        trust.ask(**request)
    return trust
