"""Marking blind: one's own list and scores, versions, and locking."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import event
from sqlmodel import select

from service.errors import ConflictError, FairpanelError, InvalidInputError, NotFoundError, StaleError
from service.models import Mark, Shortlisting, TrailEvent
from service.shortlisting.marking import (
    GivenMark,
    digest_of,
    lock_marks,
    marking_sheet,
    marking_text,
    my_marking,
    record_marks,
)
from service.trail import SYSTEM, Actor
from service.work import House
from tests.service.shortlisting.marking_scene import MarkingScene, a_marking_scene


@pytest.fixture
def scene(sqlite_house: House) -> MarkingScene:
    return a_marking_scene(sqlite_house)


def marks_in(scene: MarkingScene) -> list[tuple[int | None, str, int]]:
    with scene.house.reading(SYSTEM) as work:
        return sorted((each.score or 0, each.note, each.version) for each in work.session.exec(select(Mark)))


def record(scene: MarkingScene, marker: Actor, token: str, *given: GivenMark) -> dict[int, int]:
    with scene.house.writing(marker) as work:
        return record_marks(work, scene.vacancy_id, token, given)


def test_a_shortlister_reads_the_redacted_text_and_marks_it(house: House) -> None:
    scene = a_marking_scene(house)
    first = scene.markers[0]
    token = scene.tokens(first)[0]
    with house.reading(first) as work:
        text = marking_text(work, scene.vacancy_id, token)
    assert "led a ward" in text.sections[0].text
    assert [each.text for each in text.sheet.criteria] == ["Criterion 1", "Criterion 2"]
    assert record(scene, first, token, GivenMark(1, 3, "Two wards.", 0), GivenMark(2, None, "", 0)) == {1: 1, 2: 0}
    assert record(scene, first, token, GivenMark(1, 4, "Three wards.", 1)) == {1: 2}
    with house.reading(first) as work:
        assert [(each.done, each.total) for each in my_marking(work)] == [(1, 8)]
    assert marks_in(scene) == [(4, "Three wards.", 2)]


def test_nobody_else_has_my_tokens(scene: MarkingScene) -> None:
    one, other = scene.markers
    assert not set(scene.tokens(one)) & set(scene.tokens(other))
    for token in (scene.tokens(other)[0], "0" * 32, scene.applications[0]):
        with scene.house.reading(one) as work, pytest.raises(NotFoundError):
            marking_text(work, scene.vacancy_id, token)
        with pytest.raises(NotFoundError):
            record(scene, one, token, GivenMark(1, 1, "", 0))


@pytest.mark.parametrize("who", ["boss", "hr"])
def test_whoever_was_not_named_marks_nothing(scene: MarkingScene, who: str) -> None:
    with scene.house.reading(getattr(scene, who)) as work, pytest.raises(NotFoundError):
        marking_sheet(work, scene.vacancy_id)


def test_a_shortlister_who_joins_hr_can_mark_no_longer(scene: MarkingScene) -> None:
    marker = scene.markers[0]
    promoted = Actor(marker.account_id, marker.name, marker.person_id, frozenset({"panelist", "hr"}))
    with scene.house.reading(promoted) as work:
        assert my_marking(work) == []
        with pytest.raises(NotFoundError):
            marking_sheet(work, scene.vacancy_id)


@pytest.mark.parametrize("given", [GivenMark(1, 5, "", 0), GivenMark(1, -1, "", 0), GivenMark(3, 1, "", 0)])
def test_a_score_off_the_scale_or_on_no_criterion_is_refused(scene: MarkingScene, given: GivenMark) -> None:
    marker = scene.markers[0]
    with pytest.raises(InvalidInputError):
        record(scene, marker, scene.tokens(marker)[0], GivenMark(2, 1, "", 0), given)
    assert marks_in(scene) == []


def test_two_windows_lose_nothing(scene: MarkingScene) -> None:
    marker = scene.markers[0]
    token = scene.tokens(marker)[0]
    record(scene, marker, token, GivenMark(1, 3, "From the first window.", 0))
    with pytest.raises(StaleError):
        record(scene, marker, token, GivenMark(2, 2, "", 0), GivenMark(1, 1, "From the second.", 0))
    assert marks_in(scene) == [(3, "From the first window.", 1)]
    # What the second window says again on top of what it now sees is kept.
    record(scene, marker, token, GivenMark(2, 2, "", 0), GivenMark(1, 1, "From the second.", 1))
    assert marks_in(scene) == [(1, "From the second.", 2), (2, "", 1)]


def test_a_save_whose_answer_was_lost_can_be_sent_again(scene: MarkingScene) -> None:
    marker = scene.markers[0]
    token = scene.tokens(marker)[0]
    for _ in range(3):
        assert record(scene, marker, token, GivenMark(1, 3, "Once.", 0)) == {1: 1}
    assert marks_in(scene) == [(3, "Once.", 1)]


def test_saves_at_the_same_moment_leave_one_of_them_and_tell_the_others(house: House) -> None:
    scene = a_marking_scene(house, applications=1)
    marker = scene.markers[0]
    token = scene.tokens(marker)[0]
    barrier = Barrier(8)

    def save(number: int) -> object:
        barrier.wait()
        try:
            return record(scene, marker, token, GivenMark(1, number % 5, f"Window {number}.", 0))
        except FairpanelError as refusal:
            return refusal

    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(save, range(8)))
    kept = [each for each in answers if isinstance(each, dict)]
    assert len(kept) == 1
    assert all(isinstance(each, StaleError) for each in answers if each not in kept)
    assert len(marks_in(scene)) == 1


def test_locking_needs_every_score_and_ends_marking(scene: MarkingScene) -> None:
    marker = scene.markers[0]
    scene.mark(marker, scene.applications[0], 1, 1)
    with pytest.raises(ConflictError, match="Scores are still missing: 6 of 8"):
        scene.lock(marker)
    scene.mark_all(marker, {scene.applications[0]: [1, 1]})
    scene.lock(marker)
    with pytest.raises(ConflictError, match="locked"):
        record(scene, marker, scene.tokens(marker)[0], GivenMark(1, 4, "", 1))
    with scene.house.writing(marker) as work, pytest.raises(ConflictError):
        lock_marks(work, scene.vacancy_id, 2)


def test_all_is_locked_when_everybody_has(house: House) -> None:
    scene = a_marking_scene(house)
    one, other = scene.markers
    scene.mark_all(one)
    scene.lock(one)
    assert scene.state() == "marking"
    scene.mark_all(other)
    scene.lock(other)
    assert scene.state() == "locked"


def test_the_trail_keeps_a_digest_of_the_scores_and_no_application(scene: MarkingScene) -> None:
    scene.all_locked()
    with scene.house.reading(scene.markers[0]) as work:
        digest = digest_of(marking_sheet(work, scene.vacancy_id), work.settings.trail_key)
    with scene.house.reading(SYSTEM) as work:
        told = [
            str(row.details) + row.subject_id
            for row in work.session.exec(select(TrailEvent))
            if row.action.startswith(("marking.", "marks."))
        ]
    assert any(digest in each for each in told)
    assert not [each for each in told for application in scene.applications if application in each]


def test_the_matrix_of_200_by_8_takes_as_many_queries_as_one_of_2_by_1(sqlite_house: House) -> None:
    counts = []
    for applications, criteria in ((2, 1), (200, 8)):
        scene = a_marking_scene(sqlite_house, applications=applications, criteria=criteria)
        scene.mark_all(scene.markers[0])
        seen: list[str] = []

        def listen(_c: object, _cur: object, statement: str, *_: object, seen: list[str] = seen) -> None:
            seen.append(statement)

        event.listen(sqlite_house.database.engine, "before_cursor_execute", listen)
        with sqlite_house.reading(scene.markers[0]) as work:
            sheet = marking_sheet(work, scene.vacancy_id)
            marking_text(work, scene.vacancy_id, sheet.entries[0].token)
        event.remove(sqlite_house.database.engine, "before_cursor_execute", listen)
        assert len(sheet.marks) == applications * criteria
        counts.append(len(seen))
        with sqlite_house.writing(SYSTEM) as work:
            work.session.get_one(Shortlisting, scene.vacancy_id).state = "revealed"
    assert counts[0] == counts[1] < 20
