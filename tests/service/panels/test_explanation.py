"""Where a request cannot be filled, plain sentences say why, and one click makes a change that works."""

from typing import Any

import pytest

from service import db
from service.errors import ConflictError, InvalidInputError
from service.models import PanelRequest
from service.panels.changes import apply_change
from service.panels.compose import propose
from service.panels.life import cancel_panel
from service.panels.panel_rows import live_panel
from service.panels.views import request_view
from service.trail import SYSTEM
from service.work import House
from tests.builders import NEXT_TUESDAY, a_person, a_request, a_vacancy
from tests.service.panels.situations import MINORITY


def unfilled(house: House, **more: Any) -> PanelRequest:
    with house.writing(SYSTEM) as work:
        request = a_request(work, **more)
    proposal = propose(house, SYSTEM, request.id)
    assert not proposal.filled
    assert proposal.request.state == "unfilled"
    return proposal.request


def told(house: House, request: PanelRequest) -> tuple[tuple[str, ...], tuple[str, ...]]:
    with house.reading(SYSTEM) as work:
        view = request_view(work, request.id)
        return view.reasons, view.changes


def apply_and_propose(house: House, request: PanelRequest, number: int) -> bool:
    with house.writing(SYSTEM) as work:
        version = work.session.get_one(PanelRequest, request.id).version
        apply_change(work, request.id, number, version)
    return propose(house, SYSTEM, request.id).filled


def test_a_band_nobody_reaches_is_named_and_lowering_it_helps(house: House) -> None:
    with house.writing(SYSTEM) as work:
        a_person(work, roles=["chair"], band="7")
    request = unfilled(house, seats=[{"role": "chair", "min_band": "8a"}])
    reasons, changes = told(house, request)
    assert reasons == ("Seat 1 asks for somebody of band 8a or above.",)
    assert len(changes) == 1
    assert apply_and_propose(house, request, 0)
    with house.reading(SYSTEM) as work:
        assert work.session.get_one(PanelRequest, request.id).seats[0]["min_band"] == "7"


def test_every_suggested_change_works(house: House) -> None:
    with house.writing(SYSTEM) as work:
        a_person(work, roles=["chair"], department="d1", free="weekdays 9-17")
        a_person(work, professions=["law"], free="Wed 9-17")
        a_person(work, professions=["nursing"], department="d1", free="weekdays 9-17")
        vacancies = [a_vacancy(work) for _ in range(5)]
    seats = [{"role": "chair", "from": "department"}, {"role": "panelist", "profession": "law"}]
    first = unfilled(house, vacancy=vacancies[0], seats=seats, starts=[NEXT_TUESDAY])
    _, changes = told(house, first)
    assert len(changes) >= 2
    assert apply_and_propose(house, first, 0)
    for number in range(1, len(changes)):
        with house.writing(SYSTEM) as work:
            panel = live_panel(work, first.id)
            assert panel
            cancel_panel(work, panel.id, "Try another", panel.version)
        first = unfilled(house, vacancy=vacancies[number], seats=seats, starts=[NEXT_TUESDAY])
        assert told(house, first)[1] == changes
        assert apply_and_propose(house, first, number)


def test_people_who_are_taken_are_said_to_be_not_free_and_nobody_is_named(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        a_person(work, roles=["chair"], name="Zebedee Quux")
    request = unfilled(sqlite_house, seats=[{"role": "chair"}], starts=[NEXT_TUESDAY.replace(hour=20)])
    reasons, changes = told(sqlite_house, request)
    assert any("not free at the times offered" in each for each in reasons)
    assert "Zebedee" not in str(reasons) + str(changes)
    assert changes[0].startswith("Offer Tuesday 5 January 2027")
    assert apply_and_propose(sqlite_house, request, 0)


def test_a_protected_must_never_leaves_a_request_unfilled_or_shows_in_an_explanation(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        a_person(work, roles=["chair"], features={"ethnicity": "white"})
        alone = a_request(work, seats=[{"role": "chair"}], requirements=[MINORITY])
    assert propose(sqlite_house, SYSTEM, alone.id).filled
    request = unfilled(sqlite_house, seats=[{"role": "ambassador"}], requirements=[MINORITY])
    assert "minority" not in str(told(sqlite_house, request)) + str(request.explanation)


def test_without_anybody_the_pool_is_said_to_be_too_small(sqlite_house: House) -> None:
    request = unfilled(sqlite_house)
    reasons, changes = told(sqlite_house, request)
    assert reasons == ("There are too few people in the pool, whatever the conditions.",)
    assert changes == ()


def test_times_that_have_all_passed_are_said_to_have_passed(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        a_person(work, roles=["chair", "panelist"])
    request = unfilled(sqlite_house, starts=[NEXT_TUESDAY.replace(year=2026)])
    assert told(sqlite_house, request)[0] == ("All the times offered have passed.",)


def test_a_request_is_filled_once_somebody_joins_the_pool(house: House) -> None:
    request = unfilled(house, seats=[{"role": "chair"}])
    with house.writing(SYSTEM) as work:
        a_person(work, roles=["chair"])
        db.revise(work.session)
    assert propose(house, SYSTEM, request.id).filled


def test_a_change_that_is_not_suggested_is_refused(sqlite_house: House) -> None:
    request = unfilled(sqlite_house)
    with pytest.raises(InvalidInputError), sqlite_house.writing(SYSTEM) as work:
        apply_change(work, request.id, 3, request.version)
    with sqlite_house.writing(SYSTEM) as work:
        a_person(work, roles=["chair", "panelist"])
        filled = a_request(work)
    with pytest.raises(ConflictError), sqlite_house.writing(SYSTEM) as work:
        apply_change(work, filled.id, 0, 1)


def test_a_chair_who_is_away_for_weeks_is_not_taken_for_nobody(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        a_person(work, roles=["chair"], free="")
    request = unfilled(sqlite_house, seats=[{"role": "chair"}])
    assert any("not free" in each for each in told(sqlite_house, request)[0])
