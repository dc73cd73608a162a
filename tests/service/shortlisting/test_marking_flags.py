"""When blindness fails: conflicts and leaks, who is told, and who marks instead."""

from dataclasses import replace
from fractions import Fraction

import pytest
from sqlmodel import col, select

from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from service.models import (
    Application,
    MarkingFlag,
    OutboxMessage,
    RedactedPack,
    RedactionEdit,
    Shortlisting,
    TrailEvent,
)
from service.shortlisting.applications import withdraw_application
from service.shortlisting.marking import GivenMark, marking_sheet, marking_text, record_marks
from service.shortlisting.marking_flags import flags_of, recognise, report_leak, settle_flag
from service.shortlisting.marking_progress import progress_of
from service.shortlisting.marking_rows import short_of_markers, standing_marks
from service.shortlisting.moderation import record_moderation
from service.shortlisting.reveal import reveal, totals
from service.shortlisting.shortlisters import list_shortlisters, name_shortlister, stand_down
from service.trail import SYSTEM, Actor
from service.work import House
from tests.builders import a_person
from tests.service.shortlisting.marking_scene import MarkingScene, a_marking_scene, an_actor_of, email_of


@pytest.fixture
def scene(sqlite_house: House) -> MarkingScene:
    return a_marking_scene(sqlite_house)


def recognised(scene: MarkingScene, marker: Actor, application_id: str) -> str:
    token = scene.token(marker, application_id)
    with scene.house.writing(marker) as work:
        recognise(work, scene.vacancy_id, token)
    return token


def leaked(scene: MarkingScene, marker: Actor, application_id: str, note: str = "The last line is signed.") -> str:
    token = scene.token(marker, application_id)
    with scene.house.writing(marker) as work:
        report_leak(work, scene.vacancy_id, token, note)
    return token


def a_third(scene: MarkingScene) -> Actor:
    with scene.house.writing(SYSTEM) as work:
        third = an_actor_of(work, a_person(work, name="Marker third"), "panelist")
        email = email_of(work, third)
    with scene.house.writing(scene.hr) as work:
        name_shortlister(work, scene.vacancy_id, email)
    return third


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


def the_flag(scene: MarkingScene) -> str:
    with scene.house.reading(SYSTEM) as work:
        return work.session.exec(select(MarkingFlag.id).where(col(MarkingFlag.settled_at).is_(None))).one()


def hr_settles(scene: MarkingScene, **decision: str) -> None:
    flag = the_flag(scene)
    with scene.house.writing(scene.hr) as work:
        settle_flag(work, flag, **decision)


def total_of(scene: MarkingScene, application_id: str) -> Fraction:
    with scene.house.reading(SYSTEM) as work:
        found = totals(work, work.session.get_one(Shortlisting, scene.vacancy_id))
    return next(each.total for each in found if each.application_id == application_id)


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


def test_recognising_after_ones_lock_changes_no_score_until_hr_decides(house: House) -> None:
    scene = a_marking_scene(house, markers=3)
    first = scene.applications[0]
    scene.all_locked([{first: [4, 2]}, {first: [1, 2]}, {first: [3, 2]}])
    before = total_of(scene, first)
    one = scene.markers[0]
    token = recognised(scene, one, first)
    assert (scene.state(), total_of(scene, first)) == ("locked", before)
    assert token in scene.tokens(one)
    with house.writing(one) as work, pytest.raises(ConflictError, match="said so already"):
        recognise(work, scene.vacancy_id, token)
    with house.writing(one) as work, pytest.raises(ConflictError, match="HR decides first"):
        record_moderation(work, scene.vacancy_id, token, 1, 2, "I know them.", "")
    with house.writing(scene.boss) as work, pytest.raises(ConflictError, match="1 report of a shortlister waits"):
        reveal(work, scene.vacancy_id, "All locked.", scene.version())
    with pytest.raises(InvalidInputError, match="Say whether"):
        hr_settles(scene, reason="They met.")
    with pytest.raises(InvalidInputError, match="reason"):
        hr_settles(scene, decision="keep", reason=" ")
    hr_settles(scene, decision="keep", reason="They met once, at a conference.")
    assert (scene.state(), total_of(scene, first)) == ("locked", before)
    with house.reading(scene.hr) as work:
        view = flags_of(work, scene.vacancy_id)[0]
    assert (view.settled, view.counts, view.decision) == (True, True, "They met once, at a conference.")
    with house.writing(scene.boss) as work:
        reveal(work, scene.vacancy_id, "All locked.", scene.version())


def test_hr_drops_a_locked_score_and_another_marks_instead(house: House) -> None:
    scene = a_marking_scene(house)
    first = scene.applications[0]
    scene.all_locked([{first: [4, 2]}, {first: [1, 2]}])
    recognised(scene, scene.markers[0], first)
    assert total_of(scene, first) == Fraction(9, 2)
    hr_settles(scene, decision="drop", reason="A cousin.")
    assert scene.state() == "marking"
    with house.reading(scene.hr) as work:
        view = flags_of(work, scene.vacancy_id)[0]
    assert (view.settled, view.counts, view.decision) == (True, False, "A cousin.")
    assert len(scene.tokens(scene.markers[0])) == 3
    third = a_third(scene)
    scene.mark_all(third, {first: [3, 2]})
    scene.lock(third)
    assert (scene.state(), total_of(scene, first)) == ("locked", Fraction(4))
    with house.reading(SYSTEM) as work:
        told = [each.action for each in work.session.exec(select(TrailEvent)) if "recogni" in each.action]
    assert told == ["marking.applicant_recognised", "marking.recognition_dropped"]


def test_a_leak_of_somebody_who_is_not_on_ones_list_holds_up_the_lock_of_all(house: House) -> None:
    scene = a_marking_scene(house, markers=3)
    known = scene.applications[0]
    one, other, third = scene.markers
    recognised(scene, third, known)
    hr_settles(scene)
    for marker in (one, other):
        scene.mark_all(marker)
        scene.lock(marker)
    leaked(scene, one, known)
    scene.mark_all(third)
    scene.lock(third)
    assert scene.state() == "marking"
    with house.reading(scene.boss) as work:
        assert progress_of(work, scene.vacancy_id).reports == 1
    with house.writing(scene.boss) as work, pytest.raises(ConflictError):
        reveal(work, scene.vacancy_id, "All locked.", scene.version())
    hr_settles(scene)
    assert scene.state() == "locked"
    leaked(scene, one, known, "Another line.")
    with house.writing(scene.boss) as work, pytest.raises(ConflictError, match="1 report of a shortlister waits"):
        reveal(work, scene.vacancy_id, "All locked.", scene.version())


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


def test_when_an_applicant_who_lacked_a_marker_withdraws_the_marking_ends(house: House) -> None:
    scene = a_marking_scene(house)
    known = scene.applications[0]
    recognised(scene, scene.markers[0], known)
    for marker in scene.markers:
        scene.mark_all(marker)
        scene.lock(marker)
    assert scene.state() == "marking"
    with house.writing(scene.hr) as work:
        row = work.session.get_one(Application, known)
        withdraw_application(work, known, row.version, row.applied_on)
    assert scene.state() == "locked"
    with house.reading(SYSTEM) as work:
        assert work.session.exec(select(TrailEvent).where(TrailEvent.action == "marking.locked")).one()


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


def test_who_stood_down_is_named_again_like_a_newcomer_and_not_for_whom_they_recognised(house: House) -> None:
    scene = a_marking_scene(house)
    one = scene.markers[0]
    known, *rest = scene.applications
    scene.mark_all(one)
    before = set(scene.tokens(one))
    recognised(scene, one, known)
    with house.writing(scene.boss) as work:
        mine = next(each for each in list_shortlisters(work, scene.vacancy_id) if each.account_id == one.account_id)
        stand_down(work, scene.vacancy_id, mine.id, mine.version)
        name_shortlister(work, scene.vacancy_id, email_of(work, one))
    assert len(scene.tokens(one)) == 3
    assert not before & set(scene.tokens(one))
    with house.reading(one) as work:
        sheet = marking_sheet(work, scene.vacancy_id)
        assert {each.application_id for each in sheet.entries} == set(rest)
        assert (sheet.done, sheet.shortlister.state) == (0, "marking")
    with pytest.raises(ConflictError, match="named already"), house.writing(scene.boss) as work:
        name_shortlister(work, scene.vacancy_id, email_of(work, one))
    with house.writing(scene.boss) as work:
        again = next(each for each in list_shortlisters(work, scene.vacancy_id) if each.account_id == one.account_id)
        stand_down(work, scene.vacancy_id, again.id, again.version)
    a_third(scene)
    with house.writing(scene.boss) as work, pytest.raises(ConflictError, match="nobody else is needed"):
        name_shortlister(work, scene.vacancy_id, email_of(work, one))
