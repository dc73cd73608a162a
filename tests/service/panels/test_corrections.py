"""Figures of a decision are corrected by two people: one proposes, and nothing counts until the other confirms."""

from typing import Any

import pytest
from sqlmodel import select

from service.errors import ConflictError, InvalidInputError, NotFoundError, StaleError
from service.models import Concern, CountCorrection, OutboxMessage, PostDecision
from service.panels.corrections import (
    confirm_correction,
    corrections_for_me,
    get_correction,
    propose_correction,
    refuse_correction,
    waiting_correction,
)
from service.panels.decisions import decisions_of, record_decision
from service.trail import SYSTEM, Actor
from service.work import House
from tests.builders import an_actor
from tests.service.panels.situations import Office
from tests.service.panels.test_attendance import held


def a_decision(house: House) -> tuple[Office, PostDecision]:
    office = held(house)
    panel = office.panel()
    with house.writing(office.manager) as work:
        return office, record_decision(work, panel.id, 6, 1, panel.version)


def propose(office: Office, decision: PostDecision, appointed: int = 2, **more: Any) -> CountCorrection:
    given = {"reason": "Miscounted", "second_person": str(office.hr.account_id)} | more
    with office.house.writing(office.manager) as work:
        return propose_correction(work, decision.id, 6, appointed, **given)


def counts(office: Office) -> list[int]:
    with office.house.reading(office.manager) as work:
        return [each.appointed for each in decisions_of(work, office.panel().id)]


def for_me(office: Office, actor: Actor) -> list[str]:
    with office.house.reading(actor) as work:
        return [each.correction.id for each in corrections_for_me(work)]


def test_the_earlier_figures_stand_until_the_second_person_confirms(house: House) -> None:
    office, decision = a_decision(house)
    waiting = propose(office, decision)
    assert counts(office) == [1]
    assert for_me(office, office.hr) == [waiting.id]
    assert for_me(office, office.manager) == []
    with house.writing(office.hr) as work:
        confirm_correction(work, waiting.id, waiting.version)
    assert counts(office) == [1, 2]
    assert for_me(office, office.hr) == []
    with house.reading(office.manager) as work:
        last = decisions_of(work, office.panel().id)[-1]
        assert waiting_correction(work, office.panel().id) is None
        messages = [(each.kind, each.account_id) for each in work.session.exec(select(OutboxMessage))]
    assert (last.recorded_by, last.second_person) == (office.manager.account_id, office.hr.account_id)
    assert ("correction_proposed", office.hr.account_id) in messages
    assert ("correction_confirmed", office.manager.account_id) in messages


def test_corrected_figures_wait_for_the_answer_to_a_concern_as_the_first_ones_do(house: House) -> None:
    office, decision = a_decision(house)
    with house.writing(SYSTEM) as work:
        concern = Concern(
            vacancy_id=decision.vacancy_id, theme="conduct", text=b"sealed", raised_by=str(office.manager.account_id)
        )
        work.session.add(concern)
    waiting = propose(office, decision)
    with pytest.raises(ConflictError, match="concern waits"), house.writing(office.hr) as work:
        confirm_correction(work, waiting.id, waiting.version)
    assert (counts(office), for_me(office, office.hr)) == ([1], [waiting.id])
    with house.writing(SYSTEM) as work:
        row = work.session.get_one(Concern, concern.id)
        row.answer, row.answered_by = b"sealed", str(office.hr.account_id)
    with house.writing(office.hr) as work:
        confirm_correction(work, waiting.id, waiting.version)
    assert counts(office) == [1, 2]


def test_a_correction_is_refused_while_a_concern_waits(sqlite_house: House) -> None:
    office, decision = a_decision(sqlite_house)
    with sqlite_house.writing(SYSTEM) as work:
        raised_by = str(office.manager.account_id)
        work.session.add(Concern(vacancy_id=decision.vacancy_id, theme="other", text=b"sealed", raised_by=raised_by))
    waiting = propose(office, decision)
    with sqlite_house.writing(office.hr) as work:
        assert refuse_correction(work, waiting.id, waiting.version).state == "refused"


def test_whoever_proposed_it_or_anybody_else_does_not_confirm_it(sqlite_house: House) -> None:
    office, decision = a_decision(sqlite_house)
    waiting = propose(office, decision)
    with sqlite_house.writing(office.hr) as work:
        other = an_actor(work, roles=["hr"])
    for actor in (office.manager, other):
        with pytest.raises(NotFoundError), sqlite_house.writing(actor) as work:
            confirm_correction(work, waiting.id, waiting.version)
    with pytest.raises(NotFoundError), sqlite_house.writing(other) as work:
        refuse_correction(work, waiting.id, waiting.version)
    with pytest.raises(NotFoundError), sqlite_house.reading(other) as work:
        get_correction(work, waiting.id)
    assert counts(office) == [1]


@pytest.mark.parametrize("by", ["hr", "manager"])
def test_a_correction_is_refused_or_taken_back_and_another_may_follow(house: House, by: str) -> None:
    office, decision = a_decision(house)
    waiting = propose(office, decision)
    with house.writing(getattr(office, by)) as work:
        assert refuse_correction(work, waiting.id, waiting.version).state == "refused"
    with pytest.raises(ConflictError), house.writing(office.hr) as work:
        confirm_correction(work, waiting.id, waiting.version + 1)
    assert counts(office) == [1]
    again = propose(office, decision, appointed=3)
    with house.writing(office.hr) as work:
        confirm_correction(work, again.id, again.version)
    assert counts(office) == [1, 3]


def test_one_correction_waits_at_a_time_and_only_the_latest_figures_are_corrected(house: House) -> None:
    office, decision = a_decision(house)
    waiting = propose(office, decision)
    with pytest.raises(ConflictError, match="waits"):
        propose(office, decision, appointed=3)
    with pytest.raises(StaleError), house.writing(office.hr) as work:
        confirm_correction(work, waiting.id, waiting.version + 1)
    with house.writing(office.hr) as work:
        confirm_correction(work, waiting.id, waiting.version)
    with pytest.raises(ConflictError, match="latest"):
        propose(office, decision, appointed=3)


def test_a_correction_needs_a_reason_and_another_person(sqlite_house: House) -> None:
    office, decision = a_decision(sqlite_house)
    mine = str(office.manager.account_id)
    for wrong in ({"reason": ""}, {"second_person": mine}, {"second_person": "nobody"}, {"appointed": 7}):
        with pytest.raises(InvalidInputError):
            propose(office, decision, **wrong)
