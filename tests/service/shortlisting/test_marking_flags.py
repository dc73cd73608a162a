"""When blindness fails: conflicts and leaks, who is told, and who marks instead."""

from dataclasses import replace

import pytest
from sqlmodel import select

from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from service.models import (
    MarkingFlag,
    OutboxMessage,
    RedactedPack,
    RedactionEdit,
)
from service.shortlisting.marking import GivenMark, marking_text, record_marks
from service.shortlisting.marking_flags import flags_of, recognise, settle_flag
from service.shortlisting.marking_rows import short_of_markers, standing_marks
from service.shortlisting.reveal import reveal
from service.shortlisting.shortlisters import list_shortlisters
from service.trail import SYSTEM
from service.work import House
from tests.service.shortlisting.flag_scene import a_third, hr_settles, leaked, recognised
from tests.service.shortlisting.marking_scene import MarkingScene, a_marking_scene


@pytest.fixture
def scene(sqlite_house: House) -> MarkingScene:
    return a_marking_scene(sqlite_house)


def test_an_applicant_whom_one_recognises_leaves_ones_list_with_ones_marks(house: House) -> None:
    scene = a_marking_scene(house)
    one, other = scene.markers
    known = scene.applications[0]
    scene.mark_all(one)
    token = recognised(scene, one, known)
    assert token not in scene.tokens(one)
    assert len(scene.tokens(one)) == 3
    assert len(scene.tokens(other)) == 4
    with house.reading(SYSTEM) as work:
        assert known not in {mark.application_id for mark in standing_marks(work, scene.vacancy_id)}
        assert short_of_markers(work, scene.vacancy_id) == [known]
    with house.reading(one) as work, pytest.raises(NotFoundError):
        marking_text(work, scene.vacancy_id, token)
    with house.writing(one) as work, pytest.raises(NotFoundError):
        recognise(work, scene.vacancy_id, token)


def test_somebody_else_marks_it_and_hr_settles_it_before_marking_ends(house: House) -> None:
    scene = a_marking_scene(house)
    one, other = scene.markers
    recognised(scene, one, scene.applications[0])
    for marker in (one, other):
        scene.mark_all(marker)
        scene.lock(marker)
    assert scene.state() == "marking"
    third = a_third(scene)
    assert len(scene.tokens(third)) == 1
    scene.mark_all(third)
    scene.lock(third)
    assert scene.state() == "marking"
    hr_settles(scene)
    assert scene.state() == "locked"


def test_hr_is_told_without_the_application_and_sees_which_it_is(scene: MarkingScene) -> None:
    marker = scene.markers[0]
    recognised(scene, marker, scene.applications[0])
    leaked(scene, marker, scene.applications[1])
    with scene.house.reading(SYSTEM) as work:
        sent = list(work.session.exec(select(OutboxMessage).where(OutboxMessage.kind == "marking.flagged")))
        flags = list(work.session.exec(select(MarkingFlag)))
    assert [(each.account_id, each.subject_id, each.details) for each in sent] == [
        (scene.hr.account_id, scene.vacancy_id, {})
    ] * 2
    assert [b"signed" in (each.note or b"") for each in flags] == [False, False]
    with scene.house.reading(scene.hr) as work:
        found = [(each.kind, each.application_id, each.note) for each in flags_of(work, scene.vacancy_id)]
    assert found == [
        ("leak", scene.applications[1], "The last line is signed."), ("recognised", scene.applications[0], ""),
    ]  # fmt: skip
    for actor in (scene.boss, marker):
        with scene.house.reading(actor) as work, pytest.raises(ForbiddenError):
            flags_of(work, scene.vacancy_id)


def test_hr_who_selects_for_the_vacancy_reads_no_report_and_settles_none_before_the_reveal(scene: MarkingScene) -> None:
    leaked(scene, scene.markers[0], scene.applications[0], "Zarquon stands in the second line.")
    with scene.house.reading(scene.hr) as work:
        flag = flags_of(work, scene.vacancy_id)[0]
    appointing = replace(scene.boss, roles=scene.boss.roles | {"hr"})
    with scene.house.reading(appointing) as work, pytest.raises(ForbiddenError, match="You select"):
        flags_of(work, scene.vacancy_id)
    with scene.house.writing(appointing) as work, pytest.raises(ForbiddenError, match="You select"):
        settle_flag(work, flag.id)
    with scene.house.writing(scene.hr) as work:
        settle_flag(work, flag.id)
    scene.all_locked()
    with scene.house.writing(scene.boss) as work:
        reveal(work, scene.vacancy_id, "All locked.", scene.version())
    with scene.house.reading(appointing) as work:
        assert [each.note for each in flags_of(work, scene.vacancy_id)] == [flag.note]


def test_a_text_that_gives_somebody_away_is_read_and_marked_by_nobody_until_it_is_released_again(house: House) -> None:
    scene = a_marking_scene(house)
    one, other = scene.markers
    bad = scene.applications[0]
    leaked(scene, one, bad)
    for marker in (one, other):
        token = scene.token(marker, bad)
        with house.reading(marker) as work:
            text = marking_text(work, scene.vacancy_id, token)
            assert (text.paused, text.sections) == (True, ())
        with house.writing(marker) as work, pytest.raises(ConflictError, match="redacted again"):
            record_marks(work, scene.vacancy_id, token, [GivenMark(1, 1, "", 0)])
        with pytest.raises(ConflictError, match="redacted again"):
            scene.lock(marker)
    scene.release_again(bad)
    for marker in (one, other):
        scene.mark_all(marker)
        scene.lock(marker)
    assert scene.state() == "marking"
    hr_settles(scene)
    assert scene.state() == "locked"


def test_hr_can_settle_a_leak_that_is_none_and_the_same_can_be_reported_again(scene: MarkingScene) -> None:
    marker, bad = scene.markers[0], scene.applications[0]
    leaked(scene, marker, bad)
    with scene.house.reading(scene.hr) as work:
        flag = flags_of(work, scene.vacancy_id)[0]
    with scene.house.writing(scene.boss) as work, pytest.raises(ForbiddenError):
        settle_flag(work, flag.id)
    with scene.house.writing(scene.hr) as work:
        settle_flag(work, flag.id)
    scene.mark(marker, bad, 1, 1)
    leaked(scene, marker, bad, "It is still there.")
    with scene.house.reading(scene.hr) as work:
        assert [(each.note, each.settled) for each in flags_of(work, scene.vacancy_id)] == [
            ("It is still there.", False)
        ]


def test_a_conflict_is_settled_when_two_others_mark_the_application(scene: MarkingScene) -> None:
    recognised(scene, scene.markers[0], scene.applications[0])
    with scene.house.reading(scene.hr) as work:
        flag = flags_of(work, scene.vacancy_id)[0]
    with scene.house.writing(scene.hr) as work, pytest.raises(ConflictError, match="Name somebody else first"):
        settle_flag(work, flag.id)
    a_third(scene)
    with scene.house.writing(scene.hr) as work:
        settle_flag(work, flag.id)
    with scene.house.writing(scene.hr) as work, pytest.raises(ConflictError, match="settled already"):
        settle_flag(work, flag.id)


@pytest.mark.parametrize("note", ["", "  ", "x" * 1001])
def test_a_leak_is_reported_with_a_note(scene: MarkingScene, note: str) -> None:
    with pytest.raises(InvalidInputError):
        leaked(scene, scene.markers[0], scene.applications[0], note)


def test_reporting_a_leak_is_no_part_in_the_redaction(scene: MarkingScene) -> None:
    marker, bad = scene.markers[0], scene.applications[0]
    leaked(scene, marker, bad)
    with scene.house.writing(scene.hr) as work:
        pack = work.session.exec(select(RedactedPack).where(RedactedPack.application_id == bad)).one()
        # As the review notes it when the text is sent back.
        by = str(marker.account_id)
        work.session.add(RedactionEdit(pack_id=pack.id, kind="leak_reported", label="", made_by=by))
    with scene.house.reading(scene.hr) as work:
        assert [each.stands_in_the_way for each in list_shortlisters(work, scene.vacancy_id)] == ["", ""]
