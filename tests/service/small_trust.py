"""A small trust with everything in it once: what the tests of doors look at from every role."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlmodel import select

from service.models import (
    Account,
    AvailabilityException,
    BusyTime,
    Invitation,
    Leave,
    Person,
    Shortfall,
    TrainingRecord,
)
from service.panels.compose import propose
from service.panels.life import confirm_panel
from service.panels.policies import load_default_policies
from service.panels.round_scope import RoundScope
from service.panels.rounds import start_round
from service.people.availability import add_busy_time, add_exception, add_leave
from service.people.imports import check_import
from service.people.self_description import load_default_features
from service.trail import SYSTEM, Actor
from service.work import House, Work
from tests.builders import a_person, a_policy, a_request, a_vacancy, an_account

ROLES = ("anonymous", "panelist", "manager", "other", "hr", "admin")
FILE = b"Employee Number,Name,Department,Site\n00000900,Nia Example,Nowhere,Nowhere\n"
MUST = {
    "id": "minority_member", "kind": "at_least", "feature": "ethnicity", "value": "minority", "min": 1,
    "strength": "explain", "tier": 1,
}  # fmt: skip


@dataclass
class Trust:
    """Who is there, and the ids of what belongs to the first manager and the panelist.

    `other` manages another department; nothing in `ids` is theirs.
    """

    actors: dict[str, Actor]
    ids: dict[str, str] = field(default_factory=dict)


def a_small_trust(house: House) -> Trust:
    """A trust in which the manager has a confirmed panel and a request without one, and the panelist an invitation."""
    with house.writing(SYSTEM) as work:
        load_default_features(work)
        load_default_policies(work)
        manager = a_person(work, roles=(), department="d0", name="Mara Manager", features=None)
        other = a_person(work, roles=(), department="d9", name="Otto Other")
        panelist = a_person(work, roles=("chair",), department="d0", name="Pia Panelist")
        for number in range(4):
            a_person(work, roles=("panelist",), department="d1", name=f"Reserve {number}")
        actors = {"anonymous": Actor(None, "")} | {
            role: _actor(work, role, roles, person)
            for role, roles, person in (
                ("panelist", ("panelist",), panelist), ("manager", ("manager",), manager),
                ("other", ("manager",), other), ("hr", ("hr",), None), ("admin", ("admin",), None),
            )
        }  # fmt: skip
        vacancy = a_vacancy(work, department="d0", manager=manager)
        request = a_request(work, vacancy=vacancy, requirements=(MUST,), requested_by=actors["manager"].account_id)
        idle = a_request(work, vacancy=vacancy, requested_by=actors["manager"].account_id)
        policy = a_policy(work, state="draft", name="A draft")
        ids = {
            "vacancy_id": vacancy.id, "request_id": idle.id, "policy_id": policy.id, "person_id": panelist.id,
            "department_id": vacancy.department_id, "site_id": vacancy.site_id, "role": "ambassador",
            "place_id": vacancy.site_id,
            "account_id": str(actors["panelist"].account_id), "position": "1", "colleague": manager.id,
        }  # fmt: skip
    panel = propose(house, actors["manager"], request.id).panel
    assert panel is not None
    with house.writing(actors["manager"]) as work:
        confirm_panel(work, panel.id, panel.version)
    ids["panel_id"] = panel.id
    with house.writing(actors["panelist"]) as work:
        day = datetime(2027, 3, 1, tzinfo=UTC)
        add_exception(work, panelist.id, 1, day.date(), "free")
        add_busy_time(work, panelist.id, 2, day, day.replace(hour=1))
        add_leave(work, panelist.id, 3, day.date(), day.date())
    ids["import_id"] = ids["batch_id"] = check_import(house, actors["hr"], "people", "people.csv", FILE).id
    with house.writing(actors["hr"]) as work:
        ids["round_id"] = start_round(work, RoundScope(), 5).id
    with house.reading(SYSTEM) as work:
        ids |= dict(_found(work, panelist, panel.id))
    return Trust(actors, ids)


def _actor(work: Work, name: str, roles: tuple[str, ...], person: Person | None) -> Actor:
    account: Account = an_account(work, roles=roles, person=person, email=f"{name}@trust.example")
    return Actor(account.id, account.name, account.person_id, frozenset(roles))


def _found(work: Work, panelist: Person, panel_id: str) -> Iterator[tuple[str, str]]:
    for name, table in (("exception_id", AvailabilityException), ("busy_id", BusyTime), ("leave_id", Leave)):
        yield name, work.session.exec(select(table.id).where(table.person_id == panelist.id)).one()
    yield "record_id", work.session.exec(select(TrainingRecord.id).where(TrainingRecord.person_id == panelist.id)).one()
    mine = select(Invitation.id).where(Invitation.panel_id == panel_id, Invitation.person_id == panelist.id)
    yield "invitation_id", work.session.exec(mine).one()
    yield "shortfall_id", work.session.exec(select(Shortfall.id).where(Shortfall.panel_id == panel_id)).one()
