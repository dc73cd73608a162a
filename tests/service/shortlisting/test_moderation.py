"""After locking: the spread, how far shortlisters agree, and what they settle."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError
from sqlmodel import delete, select, update

from service.errors import ConflictError, InvalidInputError, NotFoundError, StaleError
from service.models import Moderation
from service.shortlisting.marking_agreement import agreement_of
from service.shortlisting.moderation import Cell, agreement_for_managers, record_moderation, spread_of
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


def test_what_is_settled_is_kept_beside_the_scores_and_the_latest_counts(house: House) -> None:
    scene = a_marking_scene(house, markers=2)
    first = scene.applications[0]
    scene.all_locked([{first: [4, 2]}, {first: [0, 2]}])
    found = cell(scene, scene.markers[0], first)
    settle(scene, scene.markers[0], found, 3)
    with pytest.raises(StaleError):
        settle(scene, scene.markers[1], replace(cell(scene, scene.markers[1], first), latest=found.latest), 1)
    settle(scene, scene.markers[1], cell(scene, scene.markers[1], first), 2, "On balance.")
    after = cell(scene, scene.markers[0], first)
    assert (after.own, after.others, after.settled, after.reason) == (4, (0,), 2, "On balance.")
    with house.reading(SYSTEM) as work:
        assert len(list(work.session.exec(select(Moderation)))) == 2
    for change in (update(Moderation).values(score=0), delete(Moderation)):
        with pytest.raises(DBAPIError, match="append_only"), house.writing(SYSTEM) as work:
            work.session.exec(change)  # type: ignore[call-overload]


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
