"""After locking: the spread, how far shortlisters agree, and what they settle."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError
from sqlmodel import delete, select, update

from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, StaleError
from service.models import Account, Mark, Moderation, Shortlisting, utc_now
from service.shortlisting.marking_agreement import agreement_of
from service.shortlisting.moderation import Cell, agreement_for_managers, record_moderation, spread_of
from service.shortlisting.moderation_absent import confirm_for_absent, proposals_left_alone
from service.shortlisting.reveal import totals
from service.trail import SYSTEM, Actor
from service.work import House
from tests.service.shortlisting.marking_scene import MarkingScene, a_marking_scene

# K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011): twelve units, four observers, marks missing.
PUBLISHED = [
    [1, 1, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4], [4, 4, 4, 4], [1, 1, 2, 1],
    [2, 2, 2, 2], [5, 5, 5], [1, 1], [3],
]  # fmt: skip


def test_agreement_is_as_published() -> None:
    found = agreement_of(PUBLISHED)
    assert found.alpha == pytest.approx(0.849, abs=0.0005)
    assert (found.applications, found.scores, found.identical, found.widest) == (11, 40, 8, 3)


@given(st.lists(st.lists(st.integers(0, 10), max_size=5), max_size=12))
def test_agreement_is_at_most_one_and_knows_no_order(units: list[list[int]]) -> None:
    found = agreement_of(units)
    assert found == agreement_of([sorted(unit, reverse=True) for unit in reversed(units)])
    assert found.alpha is None or found.alpha <= 1
    if found.applications == found.identical:
        assert found.alpha in (None, 1.0)


@pytest.fixture
def scene(sqlite_house: House) -> MarkingScene:
    return a_marking_scene(sqlite_house, markers=3)


def cell(scene: MarkingScene, marker: Actor, application_id: str, criterion: int = 1) -> Cell:
    with scene.house.reading(marker) as work:
        cells = spread_of(work, scene.vacancy_id).cells
    return next(each for each in cells if (each.entry.application_id, each.criterion) == (application_id, criterion))


def settle(
    scene: MarkingScene, marker: Actor, found: Cell, score: int | None, reason: str = "We read it again."
) -> None:
    with scene.house.writing(marker) as work:
        record_moderation(work, scene.vacancy_id, found.entry.token, found.criterion, score, reason, found.latest)


def test_nobody_sees_others_scores_before_everybody_has_locked(scene: MarkingScene) -> None:
    for marker in scene.markers:
        scene.mark_all(marker)
    for number, marker in enumerate(scene.markers):
        for each in scene.markers:
            with scene.house.reading(each) as work, pytest.raises(ConflictError, match="when everybody has locked"):
                spread_of(work, scene.vacancy_id)
        with scene.house.reading(scene.boss) as work, pytest.raises(ConflictError):
            agreement_for_managers(work, scene.vacancy_id)
        assert number < 3
        scene.lock(marker)
    with scene.house.reading(scene.markers[0]) as work:
        assert len(spread_of(work, scene.vacancy_id).cells) == 8


def test_the_spread_shows_ones_own_score_beside_the_others(house: House) -> None:
    scene = a_marking_scene(house, markers=3)
    first = scene.applications[0]
    scene.all_locked([{first: [4, 2]}, {first: [1, 2]}, {first: [0, 2]}])
    found = cell(scene, scene.markers[1], first)
    assert (found.own, found.others, found.range, found.sum) == (1, (0, 4), 4, 5)
    assert cell(scene, scene.markers[1], first, 2).range == 0
    assert found.entry.token == scene.token(scene.markers[1], first)
    with house.reading(scene.boss) as work:
        agreement = agreement_for_managers(work, scene.vacancy_id)
    assert [(each.applications, each.identical, each.widest) for _, each in agreement] == [(4, 3, 4), (4, 4, 0)]


def test_one_proposes_another_who_marked_it_confirms_and_only_then_it_is_settled(house: House) -> None:
    scene = a_marking_scene(house, markers=2)
    first = scene.applications[0]
    scene.all_locked([{first: [4, 2]}, {first: [0, 2]}])
    one, other = scene.markers
    settle(scene, one, cell(scene, one, first), 3)
    found = cell(scene, other, first)
    assert (found.settled, found.settled_by) == (None, "")
    assert found.proposal is not None
    assert (found.proposal.score, found.proposal.by, found.proposal.own) == (3, "Marker 0", False)
    assert agreed(scene, first) == 2
    with pytest.raises(ConflictError, match="another who marked this application confirms"):
        settle(scene, one, cell(scene, one, first), 3)
    settle(scene, other, found, 3, "It names two wards.")
    after = cell(scene, one, first)
    assert (after.own, after.others, after.settled, after.proposal) == (4, (0,), 3, None)
    assert after.settled_by == "proposed by Marker 0, confirmed by Marker 1"
    assert after.reason == "We read it again. It names two wards."
    assert agreed(scene, first) == 3


def test_another_proposal_leaves_what_is_settled_until_it_is_confirmed(house: House) -> None:
    scene = a_marking_scene(house, markers=3)
    first = scene.applications[0]
    scene.all_locked([{first: [4, 2]}, {first: [0, 2]}, {first: [1, 2]}])
    one, other, third = scene.markers
    found = cell(scene, one, first)
    settle(scene, one, found, 3)
    with pytest.raises(StaleError):
        settle(scene, other, replace(cell(scene, other, first), latest=found.latest), 1)
    settle(scene, other, cell(scene, other, first), 3)
    with pytest.raises(ConflictError, match="is settled already"):
        settle(scene, third, cell(scene, third, first), 3)
    settle(scene, third, cell(scene, third, first), 1, "On balance.")
    assert agreed(scene, first) == 3
    settle(scene, one, cell(scene, one, first), 1, "Read aloud.")
    after = cell(scene, other, first)
    assert (after.settled, after.settled_by) == (1, "proposed by Marker 2, confirmed by Marker 0")
    with house.reading(SYSTEM) as work:
        assert len(list(work.session.exec(select(Moderation)))) == 4
    for change in (update(Moderation).values(score=0), delete(Moderation)):
        with pytest.raises(DBAPIError, match="append_only"), house.writing(SYSTEM) as work:
            work.session.exec(change)


@pytest.mark.parametrize("score", [0, 1, 4])
def test_a_settled_score_lies_between_the_scores_that_were_given(scene: MarkingScene, score: int) -> None:
    first = scene.applications[0]
    scene.all_locked([{first: [2, 2]}, {first: [3, 2]}, {first: [3, 2]}])
    with pytest.raises(InvalidInputError) as raised:
        settle(scene, scene.markers[0], cell(scene, scene.markers[0], first), score)
    problem = raised.value.problems[0]
    assert (problem.message, problem.remedy) == ("The scores given are from 2 to 3.", "Settle on one from 2 to 3.")


def test_what_one_settled_alone_before_this_rule_is_a_proposal(scene: MarkingScene) -> None:
    first = scene.applications[0]
    scene.all_locked([{first: [2, 2]}, {first: [3, 2]}, {first: [3, 2]}])
    with scene.house.writing(SYSTEM) as work:
        mark = work.session.exec(select(Mark).where(Mark.application_id == first, Mark.score == 3)).first()
        assert mark is not None
        for score in (0, 2):
            work.session.add(
                Moderation(
                    application_id=first, criterion_id=mark.criterion_id, score=score, reason="Alone.",
                    recorded_by=str(scene.markers[0].account_id),
                )
            )  # fmt: skip
    assert agreed(scene, first) == Fraction(8, 3)


def gone(scene: MarkingScene, marker: Actor) -> None:
    with scene.house.writing(SYSTEM) as work:
        work.session.get_one(Account, marker.account_id).disabled_at = utc_now()


def test_hr_confirms_a_proposal_with_a_reason_where_nobody_else_who_marked_is_left(house: House) -> None:
    scene = a_marking_scene(house, markers=2)
    first = scene.applications[0]
    scene.all_locked([{first: [4, 2]}, {first: [1, 2]}])
    one, other = scene.markers
    settle(scene, one, cell(scene, one, first), 3)
    with house.reading(scene.hr) as work:
        assert proposals_left_alone(work, scene.vacancy_id) == []
        proposal = work.session.exec(select(Moderation.id)).one()
    with house.writing(scene.hr) as work, pytest.raises(ConflictError, match="Marker 1 can confirm it"):
        confirm_for_absent(work, scene.vacancy_id, proposal, "They are on leave.")
    gone(scene, other)
    with house.reading(scene.hr) as work:
        left = proposals_left_alone(work, scene.vacancy_id)
    assert [(each.id, each.criterion, each.scores, each.score, each.by) for each in left] == [
        (proposal, "Criterion 1", (1, 4), 3, "Marker 0")
    ]
    assert first not in repr(left)
    for actor in (scene.boss, one):
        with house.writing(actor) as work, pytest.raises((ForbiddenError, NotFoundError)):
            confirm_for_absent(work, scene.vacancy_id, proposal, "I say so.")
    with house.writing(scene.hr) as work, pytest.raises(InvalidInputError):
        confirm_for_absent(work, scene.vacancy_id, proposal, " ")
    with house.writing(scene.hr) as work:
        confirm_for_absent(work, scene.vacancy_id, proposal, "The other marker has left us.")
    after = cell(scene, one, first)
    assert after.settled == 3
    assert after.settled_by.startswith("proposed by Marker 0, confirmed by ")
    assert after.settled_by.endswith(" of HR, since nobody else who marked it is left")
    with house.writing(scene.hr) as work, pytest.raises(ConflictError, match="not waiting"):
        confirm_for_absent(work, scene.vacancy_id, proposal, "Twice.")


def agreed(scene: MarkingScene, application_id: str) -> Fraction:
    with scene.house.reading(SYSTEM) as work:
        found = totals(work, work.session.get_one(Shortlisting, scene.vacancy_id))
    return next(each.agreed[0] for each in found if each.application_id == application_id)


def test_what_cannot_be_settled_is_refused(scene: MarkingScene) -> None:
    first = scene.applications[0]
    scene.all_locked([{first: [4, 2]}])
    marker = scene.markers[0]
    found = cell(scene, marker, first)
    for score, reason in ((5, "x"), (None, "x"), (1, " "), (1, "x" * 1001)):
        with pytest.raises(InvalidInputError):
            settle(scene, marker, found, score, reason)
    with pytest.raises(ConflictError, match="do not differ"):
        settle(scene, marker, cell(scene, marker, first, 2), 1)
    with scene.house.writing(marker) as work, pytest.raises(NotFoundError):
        record_moderation(work, scene.vacancy_id, scene.token(scene.markers[1], first), 1, 1, "Guessed.", "")
    with scene.house.writing(scene.boss) as work, pytest.raises(NotFoundError):
        record_moderation(work, scene.vacancy_id, found.entry.token, 1, 1, "From outside.", "")
