"""What each person sees of panels: managers their own, members theirs, HR all, nobody more."""

from dataclasses import asdict, fields

import pytest

from service.errors import ForbiddenError, NotFoundError
from service.panels.assignments import Assignment, get_assignment, my_assignments
from service.panels.hr_view import load_summary, parity_ratios, requests_by_state
from service.panels.invitations import decline_invitation
from service.panels.views import PanelView, RequestView, SeatView, live_panel_view, panel_view, request_view
from service.trail import SYSTEM
from service.work import House
from tests.builders import a_department, a_person, an_actor
from tests.service.panels.situations import MINORITY, MIXED, confirmed, proposed


def test_a_manager_sees_who_sits_and_why_somebody_declined(sqlite_house: House) -> None:
    office = confirmed(sqlite_house)
    one = office.invitations("sent")[1]
    decline_invitation(sqlite_house, office.as_person(one.person_id), one.id, "too_many", "Next month", one.version)
    with sqlite_house.reading(office.manager) as work:
        view = live_panel_view(work, office.request.id)
    assert view
    assert [seat.invitation for seat in view.seats] == ["sent", "offered"]
    [declined] = view.declined
    assert (declined.reason, declined.note) == ("I have sat on too many panels lately", "Next month")


def test_a_member_sees_their_panel_but_not_who_declined(sqlite_house: House) -> None:
    office = confirmed(sqlite_house, auto_invite=True)
    one, other = office.invitations("sent")
    decline_invitation(sqlite_house, office.as_person(one.person_id), one.id, "other", "Private", one.version)
    with sqlite_house.reading(office.as_person(other.person_id)) as work:
        view = panel_view(work, office.panel().id)
    assert view.declined == ()
    assert not view.can_change
    with pytest.raises(NotFoundError), sqlite_house.reading(office.as_person(one.person_id)) as work:
        panel_view(work, office.panel().id)


def test_an_assignment_is_there_once_it_was_sent(sqlite_house: House) -> None:
    office = confirmed(sqlite_house)
    one, other = office.invitations("sent")
    with sqlite_house.reading(office.as_person(one.person_id)) as work:
        [mine] = my_assignments(work)
        assert mine.can_answer
        assert mine.is_chair
        assert get_assignment(work, one.id) == mine
        with pytest.raises(NotFoundError):
            get_assignment(work, other.id)
    decline_invitation(sqlite_house, office.as_person(other.person_id), other.id, "other", "", other.version)
    [offered] = office.invitations("offered")
    with sqlite_house.reading(office.as_person(offered.person_id)) as work:
        assert my_assignments(work) == []


def test_another_departments_manager_finds_neither_panel_nor_request(sqlite_house: House) -> None:
    office = proposed(sqlite_house)
    with sqlite_house.writing(SYSTEM) as work:
        a_department(work, "d9")
        other = an_actor(work, roles=["manager"], person=a_person(work, department="d9", roles=()))
    with sqlite_house.reading(other) as work:
        for look in (lambda: panel_view(work, office.panel().id), lambda: request_view(work, office.request.id)):
            with pytest.raises(NotFoundError):
                look()


def test_nothing_a_manager_sees_names_a_feature_a_load_or_a_reserve(sqlite_house: House) -> None:
    office = proposed(
        sqlite_house, people=9, requirements=[MINORITY, MIXED],
        features=lambda n: {"gender": "woman", "ethnicity": "minority" if n == 3 else "white"},
    )  # fmt: skip
    with sqlite_house.reading(office.manager) as work:
        seen = [asdict(panel_view(work, office.panel().id)), asdict(request_view(work, office.request.id))]
    for word in ("minority", "ethnicity", "gender", "woman"):
        assert word not in str(seen)
    names = {field.name for kind in (PanelView, SeatView, RequestView, Assignment) for field in fields(kind)}
    assert not {"load", "reserves", "shortfalls", "features", "requirements", "explanation"} & names


def test_hr_sees_how_much_a_rule_asks_of_those_who_can_meet_it(sqlite_house: House) -> None:
    office = proposed(
        sqlite_house, people=10, requirements=[MINORITY],
        features=lambda n: {"ethnicity": "minority" if n < 2 else "white"},
    )  # fmt: skip
    with sqlite_house.reading(office.hr) as work:
        [ratio] = parity_ratios(work, office.request.id)
        assert (ratio.able, ratio.eligible, ratio.ratio) == (2, 10, 2.5)
        assert ratio.warns
        assert ratio.best_effort
        assert requests_by_state(work) == {"proposed": 1}
        assert {each.person_id for each in load_summary(work)} == set(office.members())
    with sqlite_house.reading(office.manager) as work:
        for look in (lambda: parity_ratios(work, office.request.id), lambda: load_summary(work)):
            with pytest.raises(ForbiddenError):
                look()


def test_an_ambassador_far_from_the_posts_band_is_noted_and_allowed(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        a_person(work, roles=["ambassador"], band="2", name="Amy Ambassador")
    office = proposed(sqlite_house, seats=[{"role": "chair"}, {"role": "ambassador"}])
    with sqlite_house.reading(office.manager) as work:
        [note] = panel_view(work, office.panel().id).notes
    assert note.startswith("Amy Ambassador is at band 2")
