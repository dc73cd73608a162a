"""Many people act at once: constraints decide, and nobody meets an unexpected error."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from sqlmodel import select

from service.errors import ConflictError, FairpanelError, StaleError
from service.models import Booking, Panel, PanelRequest
from service.panels.compose import propose
from service.panels.invitations import accept_invitation, decline_invitation
from service.panels.life import cancel_panel, confirm_panel
from service.trail import SYSTEM
from service.work import House
from tests.builders import NEXT_TUESDAY, a_person, a_request, a_vacancy
from tests.service.panels.situations import confirmed, proposed

CROWD = 64


def all_at_once(acts: list[Callable[[], object]]) -> list[object]:
    """Run the acts at once, each in its own thread, and return what they returned or the refusal they met."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return act()
        except FairpanelError as refusal:
            return refusal

    with ThreadPoolExecutor(len(acts)) as crowd:
        return list(crowd.map(run, acts))


def test_one_scarce_ambassador_goes_to_exactly_one_of_many_requests_at_once(house: House) -> None:
    with house.writing(SYSTEM) as work:
        ambassador = a_person(work, roles=["ambassador"], cap=50)
        for _ in range(CROWD):
            a_person(work, roles=["chair"])
        vacancy = a_vacancy(work)
        seats = [{"role": "chair"}, {"role": "ambassador"}]
        requests = [a_request(work, vacancy=vacancy, seats=seats, starts=[NEXT_TUESDAY]) for _ in range(CROWD)]
    answers = all_at_once([lambda each=each: propose(house, SYSTEM, each.id) for each in requests])
    assert [each for each in answers if isinstance(each, FairpanelError)] == []
    with house.reading(SYSTEM) as work:
        states = [each.state for each in work.session.exec(select(PanelRequest))]
        held = [each for each in work.session.exec(select(Booking)) if each.person_id == ambassador.id]
    assert sorted(states) == ["proposed"] + ["unfilled"] * (CROWD - 1)
    assert len(held) == 1


def test_many_requests_at_once_for_one_pool_all_get_different_people(house: House) -> None:
    with house.writing(SYSTEM) as work:
        for _ in range(24):
            a_person(work, roles=["chair", "panelist"])
        vacancy = a_vacancy(work)
        requests = [a_request(work, vacancy=vacancy, starts=[NEXT_TUESDAY]) for _ in range(12)]
    answers = all_at_once([lambda each=each: propose(house, SYSTEM, each.id) for each in requests])
    assert [each for each in answers if isinstance(each, FairpanelError)] == []
    with house.reading(SYSTEM) as work:
        people = [each.person_id for each in work.session.exec(select(Booking))]
    assert len(people) == len(set(people)) == 24


def test_one_request_asked_for_many_times_at_once_gets_one_panel(house: House) -> None:
    with house.writing(SYSTEM) as work:
        for _ in range(6):
            a_person(work, roles=["chair", "panelist"])
        request = a_request(work)
    answers = all_at_once([lambda: propose(house, SYSTEM, request.id)] * 8)
    assert len({each.panel.id for each in answers}) == 1  # type: ignore[attr-defined]


def test_a_limit_holds_when_two_panels_want_somebodys_last_seat_at_once(house: House) -> None:
    with house.writing(SYSTEM) as work:
        scarce = a_person(work, roles=["ambassador"], cap=1)
        for _ in range(8):
            a_person(work, roles=["chair"])
        seats = [{"role": "chair"}, {"role": "ambassador"}]
        starts = [NEXT_TUESDAY + timedelta(hours=number) for number in range(6)]
        requests = [a_request(work, seats=seats, starts=[start]) for start in starts]
    all_at_once([lambda each=each: propose(house, SYSTEM, each.id) for each in requests])
    with house.reading(SYSTEM) as work:
        assert len([each for each in work.session.exec(select(Booking)) if each.person_id == scarce.id]) == 1


def test_two_confirmations_at_once_invite_everybody_once(house: House) -> None:
    office = proposed(house)
    panel = office.panel()

    def confirm() -> object:
        with house.writing(office.manager) as work:
            return confirm_panel(work, panel.id, panel.version)

    answers = all_at_once([confirm, confirm])
    assert sorted(isinstance(each, StaleError) for each in answers) == [False, True]
    assert len(office.invitations("sent")) == 2


def test_accepting_and_declining_at_once_leaves_one_answer(house: House) -> None:
    office = confirmed(house)
    one = office.invitations("sent")[0]
    member = office.as_person(one.person_id)

    def accept() -> object:
        with house.writing(member) as work:
            return accept_invitation(work, one.id, one.version)

    def decline() -> object:
        return decline_invitation(house, member, one.id, "other", "", one.version)

    answers = all_at_once([accept, decline])
    assert sum(isinstance(each, FairpanelError) for each in answers) == 1
    state = next(each.state for each in office.invitations() if each.id == one.id)
    assert state in ("accepted", "declined")
    assert (one.person_id in office.members()) == (state == "accepted")


def test_declining_while_the_panel_is_cancelled_leaves_nobody_booked(house: House) -> None:
    office = confirmed(house, auto_invite=True)
    panel, one = office.panel(), office.invitations("sent")[0]

    def cancel() -> object:
        for _ in range(5):
            try:
                with house.writing(office.manager) as work:
                    return cancel_panel(work, panel.id, "On hold", work.session.get_one(Panel, panel.id).version)
            except StaleError:
                continue
        return None

    def decline() -> object:
        return decline_invitation(house, office.as_person(one.person_id), one.id, "other", "", one.version)

    answers = all_at_once([cancel, decline])
    assert all(not isinstance(each, FairpanelError) or isinstance(each, ConflictError | StaleError) for each in answers)
    assert office.panel().state == "cancelled"
    assert office.bookings() == []
