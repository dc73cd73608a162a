"""The reveal: everything must be locked, it goes one way, and nothing that was scored changes after it."""

from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from service.errors import ConflictError, FairpanelError, ForbiddenError, InvalidInputError, NotFoundError, StaleError
from service.models import Mark, MarkingFlag, Moderation, Shortlister, Shortlisting, TrailEvent
from service.shortlisting.marking import GivenMark, lock_marks, record_marks
from service.shortlisting.marking_flags import recognise, report_leak, settle_flag
from service.shortlisting.marking_start import agree_rules, start_marking
from service.shortlisting.moderation import record_moderation
from service.shortlisting.reveal import reveal, shortlist_of
from service.shortlisting.reveal_totals import Scale, totals_of
from service.shortlisting.shortlisters import name_shortlister, stand_down
from service.trail import SYSTEM
from service.work import House, Work
from tests.builders import a_person, an_actor
from tests.service.shortlisting.marking_scene import RULES, MarkingScene, a_marking_scene, canaries_of, email_of


@pytest.fixture
def scene(sqlite_house: House) -> MarkingScene:
    return a_marking_scene(sqlite_house)


def revealed(scene: MarkingScene, reason: str = "Everybody has locked.") -> None:
    with scene.house.writing(scene.boss) as work:
        reveal(work, scene.vacancy_id, reason, scene.version())


def test_identity_is_shown_after_the_reveal_and_not_before(house: House) -> None:
    scene = a_marking_scene(house).all_locked()
    with house.reading(scene.hr) as work, pytest.raises(ForbiddenError):
        shortlist_of(work, scene.vacancy_id)
    revealed(scene)
    with house.reading(scene.boss) as work:
        names = {each.name for each in shortlist_of(work, scene.vacancy_id).applicants}
    assert names == {f"{canaries_of(each)['preferred_name']} {canaries_of(each)['last_name']}" for each in range(4)}
    with house.reading(SYSTEM) as work:
        row = work.session.get_one(Shortlisting, scene.vacancy_id)
        told = work.session.exec(select(TrailEvent).where(TrailEvent.action == "applicants.revealed")).one()
    assert (row.revealed_by, row.reveal_reason) == (scene.boss.account_id, "Everybody has locked.")
    assert told.account_id == scene.boss.account_id


def test_shortlisters_see_nobody_after_the_reveal_either(scene: MarkingScene) -> None:
    scene.all_locked()
    revealed(scene)
    with scene.house.reading(scene.markers[0]) as work, pytest.raises(ForbiddenError):
        shortlist_of(work, scene.vacancy_id)


def test_there_is_no_reveal_before_every_score_is_locked(scene: MarkingScene) -> None:
    for marker in scene.markers:
        with pytest.raises(ConflictError, match="Not every score is locked"):
            revealed(scene)
        scene.mark_all(marker)
        scene.lock(marker)
    with scene.house.writing(SYSTEM) as work:  # a state that a program's fault might leave
        mark = work.session.exec(select(Mark)).first()
        assert mark is not None
        mark.score = None
    with pytest.raises(ConflictError, match="Not every score is locked"):
        revealed(scene)


def test_the_reveal_needs_a_reason_the_present_version_and_the_right_person(scene: MarkingScene) -> None:
    scene.all_locked()
    with pytest.raises(InvalidInputError):
        revealed(scene, "  ")
    with scene.house.writing(scene.boss) as work, pytest.raises(StaleError):
        reveal(work, scene.vacancy_id, "Now.", 77)
    with scene.house.writing(scene.markers[0]) as work, pytest.raises(ForbiddenError):
        reveal(work, scene.vacancy_id, "Now.", scene.version())
    revealed(scene)
    with pytest.raises(ConflictError, match="already"):
        revealed(scene)


DOORS: dict[str, Callable[[Work, MarkingScene, str, str], object]] = {
    "marks": lambda work, scene, token, _: record_marks(work, scene.vacancy_id, token, [GivenMark(1, 0, "Late", 1)]),
    "locking": lambda work, scene, *_: lock_marks(work, scene.vacancy_id, 2),
    "conflict": lambda work, scene, token, _: recognise(work, scene.vacancy_id, token),
    "leak": lambda work, scene, token, _: report_leak(work, scene.vacancy_id, token, "Late"),
    "settling": lambda work, _scene, _token, flag: settle_flag(work, flag),
    "moderation": lambda work, scene, token, _: record_moderation(work, scene.vacancy_id, token, 1, 1, "Late", ""),
    "rules": lambda work, scene, *_: agree_rules(work, scene.vacancy_id, RULES, 1),
    "start": lambda work, scene, *_: start_marking(work, scene.vacancy_id, 1),
    "naming": lambda work, scene, *_: name_shortlister(work, scene.vacancy_id, email_of(work, scene.boss)),
    "standing down": lambda work, scene, *_: stand_down(work, scene.vacancy_id, _first_shortlister(work), 2),
}


def _first_shortlister(work: Work) -> str:
    return str(work.session.exec(select(Shortlister.id)).first())


@pytest.mark.parametrize("door", DOORS)
def test_no_door_changes_a_score_an_agreement_or_a_flag_after_the_reveal(house: House, door: str) -> None:
    scene = a_marking_scene(house, applications=2)
    one = scene.markers[0]
    with house.writing(one) as work:
        report_leak(work, scene.vacancy_id, scene.token(one, scene.applications[1]), "A name.")
    scene.release_again(scene.applications[1])
    scene.all_locked([{scene.applications[0]: [4, 4]}])
    token = scene.token(one, scene.applications[0])
    with house.reading(SYSTEM) as work:
        flag = str(work.session.exec(select(MarkingFlag.id)).one())
    with house.writing(scene.hr) as work:
        settle_flag(work, flag)
    revealed(scene)
    before = everything(scene)
    for actor in (one, scene.boss, scene.hr):
        with house.writing(actor) as work:
            with pytest.raises(FairpanelError):
                DOORS[door](work, scene, token, flag)
            work.session.rollback()
    assert everything(scene) == before


def everything(scene: MarkingScene) -> list[str]:
    with scene.house.reading(SYSTEM) as work:
        rows = [
            row for table in (Mark, MarkingFlag, Moderation, Shortlister, Shortlisting) for row in all_of(work, table)
        ]
        return sorted(repr(row) for row in rows)


def all_of(work: Work, table: type) -> list[object]:
    return list(work.session.exec(select(table)))


def test_a_stranger_reveals_nothing(scene: MarkingScene) -> None:
    scene.all_locked()
    with scene.house.writing(SYSTEM) as work:
        stranger = an_actor(work, roles=("manager",), person=a_person(work, department="d9"))
    with scene.house.writing(stranger) as work, pytest.raises(NotFoundError):
        reveal(work, scene.vacancy_id, "Now.", 1)


# --- totals ----------------------------------------------------------------------------------------------------------

SCALES = (Scale("c1", 4, True), Scale("c2", 4, False))


def test_totals_are_means_and_settled_scores_added_up_and_the_line_counts_itself() -> None:
    scores = {("a", "c1"): [4, 3], ("a", "c2"): [2, 1], ("b", "c1"): [1, 1], ("b", "c2"): [4, 4]}
    found = totals_of(["a", "b"], SCALES, scores, {("b", "c2"): 3}, threshold=50, essentials_least=50)
    assert [(each.application_id, each.total) for each in found] == [("a", Fraction(5)), ("b", Fraction(4))]
    assert [each.meets_line for each in found] == [True, True]
    assert [each.essentials_met for each in found] == [True, False]
    assert totals_of(["a"], SCALES, scores, {}, threshold=63, essentials_least=50)[0].meets_line is False
    assert totals_of(["a"], SCALES, scores, {}, threshold=None, essentials_least=50)[0].meets_line is None


def test_equal_totals_are_equal_exactly_and_say_so() -> None:
    # Thirds: as floating-point numbers these two totals would differ.
    scores = {("a", "c1"): [1, 1, 2], ("a", "c2"): [3, 3, 4], ("b", "c1"): [2, 2, 1], ("b", "c2"): [3, 3, 3]}
    found = totals_of(["a", "b"], SCALES, scores, {}, threshold=None, essentials_least=50)
    assert [each.equal for each in found] == [1, 1]


@given(st.lists(st.tuples(st.lists(st.integers(0, 4), min_size=1, max_size=4), st.integers(0, 4)), max_size=12))
def test_whoever_has_a_higher_total_stands_before_and_meets_every_line_that_a_lower_meets(
    marks: list[tuple[list[int], int]],
) -> None:
    ids = [f"a{number}" for number in range(len(marks))]
    scores = {}
    for each, (first, second) in zip(ids, marks, strict=True):
        scores[each, "c1"], scores[each, "c2"] = first, [second]
    found = totals_of(ids, SCALES, scores, {}, threshold=50, essentials_least=50)
    assert [each.total for each in found] == sorted((each.total for each in found), reverse=True)
    assert [each.meets_line for each in found] == sorted((bool(each.meets_line) for each in found), reverse=True)
    assert sum(each.equal for each in found) == sum(
        one.total == other.total for one in found for other in found if one is not other
    )


def test_the_instant_of_the_reveal_is_kept(scene: MarkingScene) -> None:
    scene.all_locked()
    revealed(scene)
    with scene.house.reading(SYSTEM) as work:
        at = work.session.get_one(Shortlisting, scene.vacancy_id).revealed_at
    assert at is not None
    assert at > datetime(2026, 11, 23, tzinfo=UTC)
