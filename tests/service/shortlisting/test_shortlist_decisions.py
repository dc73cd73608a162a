"""Inviting: a named person decides on each applicant with a reason, and nothing else does."""

import pytest
from sqlmodel import select

from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, StaleError
from service.interviews.applicants import invited_applications
from service.interviews.concerns import answer_concern, raise_concern
from service.models import OutcomeEvent, ShortlistDecision
from service.outcome_steps import standing, steps_of
from service.outcomes.corrections import confirm_correction, propose_correction
from service.shortlisting.reveal import reveal, shortlist_of
from service.shortlisting.shortlist_decisions import GivenDecision, choices_of, decide
from service.trail import SYSTEM
from service.work import House
from tests.builders import an_actor
from tests.service.shortlisting.marking_scene import MarkingScene, a_marking_scene


def a_revealed_scene(house: House, **more: object) -> MarkingScene:
    scene = a_marking_scene(house, guaranteed=(0, 1), **more)  # type: ignore[arg-type]
    first, second = scene.applications[:2]
    low_essential = {first: [3, 0], second: [1, 4]}
    scene.all_locked([low_essential, low_essential])
    with house.writing(scene.boss) as work:
        reveal(work, scene.vacancy_id, "All locked.", scene.version())
    return scene


@pytest.fixture
def scene(sqlite_house: House) -> MarkingScene:
    return a_revealed_scene(sqlite_house)


def give(scene: MarkingScene, *given: GivenDecision) -> list[ShortlistDecision]:
    with scene.house.writing(scene.boss) as work:
        return decide(work, scene.vacancy_id, given)


def stands(scene: MarkingScene, application_id: str) -> tuple[str, str]:
    with scene.house.reading(SYSTEM) as work:
        return standing(steps_of(work, application_id))


def test_each_decision_is_a_named_persons_with_a_reason_and_a_step_of_the_application(house: House) -> None:
    scene = a_revealed_scene(house)
    a, b, c, d = scene.applications
    made = give(
        scene,
        GivenDecision(a, "invite", "Meets all essentials.", ""),
        GivenDecision(c, "reserve", "Close to the line.", ""),
        GivenDecision(d, "not_selected", "No ward experience.", ""),
    )
    assert {each.decided_by for each in made} == {scene.boss.account_id}
    assert stands(scene, a) == ("shortlisted", "open")
    assert stands(scene, b) == ("applied", "open")  # nobody decided, so nothing happened
    assert stands(scene, c) == ("applied", "reserve")
    assert stands(scene, d) == ("applied", "not_selected")


def test_nothing_is_decided_while_a_concern_waits_for_its_answer(house: House) -> None:
    scene = a_revealed_scene(house)
    with house.writing(scene.markers[0]) as work:
        concern = raise_concern(work, scene.vacancy_id, "conduct", "Somebody's school was discussed.")
    wanted = GivenDecision(scene.applications[3], "not_selected", "No ward experience.", "")
    with pytest.raises(ConflictError, match="A concern waits"):
        give(scene, wanted)
    assert stands(scene, wanted.application_id) == ("applied", "open")
    with house.writing(scene.hr) as work:  # nobody chairs yet
        answer_concern(work, concern.id, "It counted for nothing; we spoke with both.", 1)
    give(scene, wanted)
    assert stands(scene, wanted.application_id) == ("applied", "not_selected")


def test_the_line_decides_nothing(scene: MarkingScene) -> None:
    with scene.house.reading(scene.boss) as work:
        lines = [each.total.meets_line for each in shortlist_of(work, scene.vacancy_id).applicants]
        assert set(lines) == {True, False}
        assert list(work.session.exec(select(ShortlistDecision))) == []
        assert {each.outcome for each in work.session.exec(select(OutcomeEvent))} == {"open"}


def test_a_reserve_can_be_invited_later_and_the_latest_decision_counts(scene: MarkingScene) -> None:
    c = scene.applications[2]
    first = give(scene, GivenDecision(c, "reserve", "Close.", ""))[0]
    with pytest.raises(StaleError):
        give(scene, GivenDecision(c, "invite", "A place is free.", ""))
    with pytest.raises(ConflictError, match="already"):
        give(scene, GivenDecision(c, "reserve", "Close again.", first.id))
    give(scene, GivenDecision(c, "invite", "A place is free.", first.id))
    assert stands(scene, c) == ("shortlisted", "open")
    with scene.house.reading(scene.boss) as work:
        latest = {each.application.id: each.decision for each in shortlist_of(work, scene.vacancy_id).applicants}[c]
    assert latest is not None
    assert latest.decision == "invite"
    with pytest.raises(ConflictError, match="two people of HR correct the step"):
        give(scene, GivenDecision(c, "not_selected", "After all.", latest.id))


def corrected(scene: MarkingScene, application_id: str, stage: str, outcome: str) -> None:
    """Two people of HR correct the last step of an application."""
    with scene.house.writing(SYSTEM) as work:
        second = an_actor(work, roles=["hr"])
    with scene.house.writing(scene.hr) as work:
        wrong = steps_of(work, application_id)[-1]
        asked = propose_correction(work, wrong.id, stage, outcome, wrong.happened_on, "The wrong row.")
    with scene.house.writing(second) as work:
        confirm_correction(work, asked.id, 1)


def choices(scene: MarkingScene) -> dict[str, str]:
    """What counts of each applicant on whom something was decided."""
    with scene.house.reading(scene.boss) as work:
        return {key: each.choice for key, each in choices_of(work, scene.vacancy_id).items()}


def invited(scene: MarkingScene) -> list[str]:
    with scene.house.reading(scene.boss) as work:
        return [each.id for each in invited_applications(work, scene.vacancy_id)]


def test_a_wrong_invitation_that_two_people_corrected_counts_nowhere_and_is_decided_anew(house: House) -> None:
    scene = a_revealed_scene(house)
    _, _, c, d = scene.applications
    wrong = give(scene, GivenDecision(c, "invite", "The wrong row.", ""), GivenDecision(d, "invite", "Good.", ""))[0]
    with pytest.raises(ConflictError, match="two people of HR correct the step"):
        give(scene, GivenDecision(c, "not_selected", "Below the line.", wrong.id))
    corrected(scene, c, "applied", "not_selected")
    assert choices(scene) == {c: "not_selected", d: "invite"}
    assert invited(scene) == [d]
    with scene.house.reading(scene.boss) as work:
        shown = choices_of(work, scene.vacancy_id)[c]
        assert (shown.reason, shown.by, bool(shown.second)) == ("The wrong row.", scene.hr.name, True)
    with pytest.raises(StaleError):
        give(scene, GivenDecision(c, "reserve", "Close.", wrong.id))
    with pytest.raises(ConflictError, match="already"):
        give(scene, GivenDecision(c, "not_selected", "Below the line.", shown.seen))
    made = give(scene, GivenDecision(c, "invite", "After all: a place is free.", shown.seen))[0]
    assert (choices(scene)[c], invited(scene)) == ("invite", sorted([c, d]))
    with pytest.raises(ConflictError, match="already"):
        give(scene, GivenDecision(c, "invite", "Twice.", made.id))


def test_a_correction_says_what_counts_whichever_way_it_goes(sqlite_house: House) -> None:
    scene = a_revealed_scene(sqlite_house)
    _, b, c, d = scene.applications
    give(
        scene,
        GivenDecision(b, "invite", "Good.", ""),
        GivenDecision(c, "not_selected", "Not enough.", ""),
        GivenDecision(d, "reserve", "Close.", ""),
    )
    corrected(scene, b, "applied", "open")
    corrected(scene, c, "shortlisted", "open")
    corrected(scene, d, "applied", "not_selected")
    assert choices(scene) == {b: "", c: "invite", d: "not_selected"}
    assert invited(scene) == [c]


def test_all_decisions_of_an_act_or_none_of_them(scene: MarkingScene) -> None:
    a, _, c, _ = scene.applications
    give(scene, GivenDecision(c, "invite", "Good.", ""))
    with pytest.raises(StaleError):
        give(scene, GivenDecision(a, "invite", "Good.", ""), GivenDecision(c, "reserve", "Hm.", ""))
    assert stands(scene, a) == ("applied", "open")


def test_whoever_is_guaranteed_an_interview_and_meets_the_essentials_is_pointed_out(scene: MarkingScene) -> None:
    a, b, c, d = scene.applications
    with scene.house.reading(scene.boss) as work:
        found = {each.application.id: each.guaranteed for each in shortlist_of(work, scene.vacancy_id).applicants}
    # The second asks for it and does not meet the essential criterion; the others do not ask.
    assert found == {a: True, b: False, c: False, d: False}
    together = [GivenDecision(each, "not_selected", "Below the line.", "") for each in (a, d)]
    with pytest.raises(InvalidInputError, match="guaranteed"):
        give(scene, *together)
    give(scene, GivenDecision(a, "not_selected", "More guaranteed than places; agreed with HR.", ""), together[1])


def test_what_says_nothing_is_refused(scene: MarkingScene) -> None:
    a = scene.applications[0]
    for given in ([], [GivenDecision(a, "maybe", "x", "")], [GivenDecision(a, "invite", " ", "")]):
        with pytest.raises(InvalidInputError):
            give(scene, *given)
    with pytest.raises(NotFoundError):
        give(scene, GivenDecision("nobody", "invite", "x", ""))


def test_nobody_decides_before_the_reveal_and_no_shortlister_decides(sqlite_house: House) -> None:
    scene = a_marking_scene(sqlite_house).all_locked()
    given = [GivenDecision(scene.applications[0], "invite", "x", "")]
    for actor in (scene.boss, scene.markers[0]):
        with sqlite_house.writing(actor) as work, pytest.raises(ForbiddenError):
            decide(work, scene.vacancy_id, given)
