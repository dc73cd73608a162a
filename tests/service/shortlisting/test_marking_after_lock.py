"""Reports and withdrawals when scores are locked: nothing changes by itself, and nothing is revealed over them."""

from fractions import Fraction

import pytest
from sqlmodel import select

from service.errors import ConflictError, InvalidInputError
from service.models import (
    Application,
    TrailEvent,
)
from service.shortlisting.applications import withdraw_application
from service.shortlisting.marking import marking_sheet
from service.shortlisting.marking_flags import flags_of, recognise
from service.shortlisting.marking_progress import progress_of
from service.shortlisting.moderation import record_moderation
from service.shortlisting.reveal import reveal
from service.shortlisting.shortlisters import list_shortlisters, name_shortlister, stand_down
from service.trail import SYSTEM
from service.work import House
from tests.service.shortlisting.flag_scene import a_third, hr_settles, leaked, recognised, total_of
from tests.service.shortlisting.marking_scene import a_marking_scene, email_of


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
