"""What a manager sees never depends on what people say about themselves, but for who is proposed."""

import shutil
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from service.models import OutboxMessage, Panel
from service.panels.compose import propose
from service.panels.invitations import accept_invitation, decline_invitation
from service.panels.life import confirm_panel
from service.panels.panel_rows import invitations_of
from service.panels.release import Decision, release_panel
from service.panels.replacements import swap_member, who_else
from service.panels.shortfalls import list_shortfalls
from service.panels.views import PanelView, RequestView, panel_view, request_view
from service.trail import SYSTEM, Actor
from service.work import House, Work
from tests.builders import NEXT_TUESDAY, a_person, a_request, a_vacancy, an_actor
from tests.conftest import settings_for
from tests.service.panels.situations import MINORITY, MIXED, OUTSIDE

PEOPLE = 14
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)  # a whole life takes too long to shrink a failure
FEATURES = st.fixed_dictionaries(
    {},
    optional={"gender": st.sampled_from(["woman", "man"]), "ethnicity": st.sampled_from(["minority", "white"])},
)
STRENGTHS = st.tuples(*[st.sampled_from(["must", "explain", "prefer"])] * 2)


class Trust:
    """A house whose people are the same from one to the next, but for what they say about themselves."""

    def __init__(
        self, template: Path, folder: Path, features: list[dict[str, str]], strengths: tuple[str, ...]
    ) -> None:
        path = folder / f"{uuid4().hex}.sqlite3"
        shutil.copyfile(template, path)
        self.house = House(settings_for(f"sqlite:///{path}"))
        rules = [rule | {"strength": how} for rule, how in zip((MINORITY, MIXED), strengths, strict=True)]
        with self.house.writing(SYSTEM) as work:
            boss = a_person(work, roles=(), id="boss", name="Boss", department="d0")
            self.manager = an_actor(work, roles=["manager"], person=boss)
            self.hr = an_actor(work, roles=["hr"])
            for number, each in enumerate(features):
                a_person(
                    work, id=f"p{number:02}", name=f"Member {number:02}", features=each, opening_load=number % 4,
                    roles=["chair", "panelist"] if number % 2 else ["panelist"], department=f"d{number % 3}",
                    free="weekdays 9-17" if number % 5 else "Tue 9-12",
                )  # fmt: skip
            vacancy = a_vacancy(work, manager=boss, reference="V-1")
            seats = [{"role": "chair", "from": "anywhere"}, *[{"role": "panelist", "from": "anywhere"}] * 2]
            a_request(
                work, id="r", vacancy=vacancy, reference="R-1", seats=seats, requirements=[*rules, OUTSIDE],
                starts=[NEXT_TUESDAY.replace(hour=hour) for hour in (10, 14)],
            )  # fmt: skip
        self.seen: list[Any] = []

    def live(self) -> str | None:
        with self.house.reading(SYSTEM) as work:
            return work.session.exec(select(Panel.id)).first()

    def look(self) -> None:
        """Write down what the manager sees now, people masked."""
        panel_id = self.live()
        with self.house.reading(self.manager) as work:
            self.seen.append(masked_request(request_view(work, "r")))
            if panel_id is not None:
                self.seen.append(masked_panel(panel_view(work, panel_id)))
            messages = work.session.exec(select(OutboxMessage)).all()
            self.seen.append(sorted((each.kind, each.account_id is None) for each in messages))

    def whole(self) -> PanelView | None:
        panel_id = self.live()
        with self.house.reading(self.manager) as work:
            return panel_view(work, panel_id) if panel_id is not None else None


def masked_request(view: RequestView) -> dict[str, Any]:
    return asdict(view) | {"panel_id": view.panel_id is not None, "vacancy_id": ""}


def masked_panel(view: PanelView) -> dict[str, Any]:
    """A panel without who is on it; when it meets follows from who they are."""
    bare = [
        replace(
            seat, person_id=str(seat.person_id is not None), name=None, job_title=None, band=None, department=None,
            invitation_id=None,
        )
        for seat in view.seats
    ]  # fmt: skip
    hidden = {"id": "", "hold_until": "", "declined": len(view.declined), "starts_at": "", "ends_at": ""}
    return asdict(replace(view, seats=tuple(bare))) | hidden


def whole_life(trust: Trust) -> None:
    """Propose, confirm, release if asked for, decline, be replaced, accept; the manager looks after every step."""
    house, manager = trust.house, trust.manager
    propose(house, manager, "r")
    trust.look()
    panel_id = trust.live()
    if panel_id is None:
        return
    with house.writing(manager) as work:
        confirm_panel(work, panel_id, version_of(work, panel_id))
    trust.look()
    released(trust, panel_id)
    with house.reading(SYSTEM) as work:
        first = next(each for each in invitations_of(work, panel_id) if each.state == "sent")
    member = Actor(None, "Member", first.person_id, frozenset({"panelist"}))
    decline_invitation(house, member, first.id, "not_free", "", first.version)
    trust.look()
    with house.reading(manager) as work:
        position = next(seat.position for seat in panel_view(work, panel_id).seats if seat.invitation != "sent")
        others = who_else(work, panel_id, position)
    with house.writing(manager) as work:
        swap_member(work, panel_id, position, others[0].person_id, version_of(work, panel_id))
    trust.look()
    released(trust, panel_id)
    with house.reading(SYSTEM) as work:
        sent = [each for each in invitations_of(work, panel_id) if each.state == "sent"]
    for each in sent:
        with house.writing(Actor(None, "Member", each.person_id, frozenset({"panelist"}))) as work:
            accept_invitation(work, each.id, each.version)
    trust.look()


def released(trust: Trust, panel_id: str) -> None:
    with trust.house.writing(trust.hr) as work:
        if work.session.get_one(Panel, panel_id).state == "awaiting_release":
            waived = {each.id: Decision("waive", "Nobody was free") for each in list_shortfalls(work, panel_id)}
            release_panel(work, panel_id, version_of(work, panel_id), waived)
    trust.look()


def version_of(work: Work, panel_id: str) -> int:
    return work.session.get_one(Panel, panel_id).version


ONE_TRUST = st.lists(FEATURES, min_size=PEOPLE, max_size=PEOPLE)


@settings(max_examples=5, deadline=None, phases=QUICK, suppress_health_check=list(HealthCheck))
@given(one=ONE_TRUST, other=ONE_TRUST, strengths=STRENGTHS)
def test_two_trusts_alike_but_for_self_descriptions_look_alike_to_managers(
    sqlite_template: Path, tmp_path_factory: Any, one: Any, other: Any, strengths: tuple[str, ...]
) -> None:
    folder = tmp_path_factory.mktemp("trusts")
    trusts = [Trust(sqlite_template, folder, features, strengths) for features in (one, other)]
    for trust in trusts:
        whole_life(trust)
    left, right = (trust.seen for trust in trusts)
    assert left == right


@settings(max_examples=6, deadline=None, phases=QUICK, suppress_health_check=list(HealthCheck))
@given(one=ONE_TRUST, other=ONE_TRUST, strengths=STRENGTHS)
def test_the_time_and_the_seats_follow_from_who_is_proposed(
    sqlite_template: Path, tmp_path_factory: Any, one: Any, other: Any, strengths: tuple[str, ...]
) -> None:
    folder = tmp_path_factory.mktemp("trusts")
    views = []
    for features in (one, other):
        trust = Trust(sqlite_template, folder, features, strengths)
        propose(trust.house, trust.manager, "r")
        views.append(trust.whole())
    left, right = views
    assert left
    assert right
    if {seat.person_id for seat in left.seats} == {seat.person_id for seat in right.seats}:
        alike = {"id": "", "hold_until": None}
        assert asdict(left) | alike == asdict(right) | alike
