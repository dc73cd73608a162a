"""Before marking: who may mark, what is written down, and what must be there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, StaleError
from service.models import (
    Application,
    ApplicationDocument,
    Criterion,
    RedactedPack,
    Shortlister,
    Shortlisting,
    TrainingRecord,
)
from service.shortlisting.applications import open_application
from service.shortlisting.marking_start import agree_rules, missing_for_marking, start_marking
from service.shortlisting.shortlisters import list_shortlisters, name_shortlister, stand_down
from service.trail import SYSTEM
from service.work import House, Work
from tests.builders import a_person, a_training_kind, a_vacancy, an_actor
from tests.service.shortlisting.marking_scene import RULES, MarkingScene, a_marking_scene, an_actor_of, email_of


@pytest.fixture
def scene(sqlite_house: House) -> MarkingScene:
    return a_marking_scene(sqlite_house, started=False)


def begin(scene: MarkingScene) -> None:
    with scene.house.writing(scene.boss) as work:
        start_marking(work, scene.vacancy_id, scene.version())


def test_marking_begins_when_everything_is_there(house: House) -> None:
    scene = a_marking_scene(house, started=False)
    with house.reading(scene.hr) as work:
        assert missing_for_marking(work, scene.vacancy_id) == []
    begin(scene)
    assert scene.state() == "marking"
    with pytest.raises(ConflictError, match="begun"):
        begin(scene)


def unchecked(work: Work, scene: MarkingScene) -> None:
    work.session.get_one(Shortlisting, scene.vacancy_id).state = "preparing"


def unruled(work: Work, scene: MarkingScene) -> None:
    work.session.get_one(Shortlisting, scene.vacancy_id).tie_rule = ""


def unreleased(work: Work, scene: MarkingScene) -> None:
    work.session.get_one(Application, scene.applications[0]).state = "in_review"


def unredacted(work: Work, scene: MarkingScene) -> None:
    wanted = select(RedactedPack).where(RedactedPack.application_id == scene.applications[0])
    work.session.exec(wanted).one().state = "proposed"


def lapsed(work: Work, scene: MarkingScene) -> None:
    for record in work.session.exec(select(TrainingRecord)):
        if record.person_id == scene.markers[0].person_id:
            record.expires_on = date(2026, 11, 22)


def nothing_asked(work: Work, scene: MarkingScene) -> None:
    for row in work.session.exec(select(Criterion)):
        row.assessed_by = "interview"


def alone(work: Work, scene: MarkingScene) -> None:
    row = work.session.exec(select(Shortlister)).first()
    assert row is not None
    row.state = "stood_down"


def nobody_applied(work: Work, scene: MarkingScene) -> None:
    for row in work.session.exec(select(Application)):
        row.state = "withdrawn"


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (unchecked, "criteria have not been checked"), (unruled, "rules are not written down"),
        (unreleased, "not released yet: 1"), (unredacted, "not released yet: 1"), (lapsed, "training is out of date"),
        (nothing_asked, "No criterion is assessed by application"), (alone, "Fewer than two shortlisters"),
        (nobody_applied, "no applications"),
    ],
)  # fmt: skip
def test_marking_does_not_begin_without(
    scene: MarkingScene, spoil: Callable[[Work, MarkingScene], None], told: str
) -> None:
    with scene.house.writing(SYSTEM) as work:
        spoil(work, scene)
    with pytest.raises(ConflictError, match=told):
        begin(scene)
    assert scene.state() in ("open", "preparing")


def test_a_withdrawn_application_needs_no_released_text_and_is_given_to_nobody(scene: MarkingScene) -> None:
    with scene.house.writing(SYSTEM) as work:
        unredacted(work, scene)
        work.session.get_one(Application, scene.applications[0]).state = "withdrawn"
    begin(scene)
    assert len(scene.tokens(scene.markers[0])) == 3


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        (replace(RULES, threshold=101), "threshold"), (replace(RULES, essentials_least=0), "essentials_least"),
        (replace(RULES, tie_rule="  "), "tie_rule"),
    ],
)  # fmt: skip
def test_rules_that_say_nothing_are_refused(scene: MarkingScene, rules: object, field: str) -> None:
    with scene.house.writing(scene.boss) as work, pytest.raises(InvalidInputError) as refused:
        agree_rules(work, scene.vacancy_id, rules, scene.version())  # type: ignore[arg-type]
    assert [each.where for each in refused.value.problems] == [field]


def test_rules_do_not_change_once_marking_has_begun(scene: MarkingScene) -> None:
    with scene.house.writing(scene.boss) as work, pytest.raises(StaleError):
        agree_rules(work, scene.vacancy_id, RULES, 77)
    begin(scene)
    with scene.house.writing(scene.boss) as work, pytest.raises(ConflictError, match="Marking has begun"):
        agree_rules(work, scene.vacancy_id, RULES, scene.version())


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("hr", "HR and administrators"), ("admin", "HR and administrators"), ("untrained", "lack a training"),
        ("lapsed", "out of date"), ("redactor", "worked on the redaction"), ("nobody", "Nobody signs in"),
        ("person-less", "tied to nobody"), ("half", "lack a training"),
    ],
)  # fmt: skip
def test_who_cannot_mark_is_not_named_and_why_is_said(scene: MarkingScene, who: str, told: str) -> None:
    with scene.house.writing(SYSTEM) as work:
        person = a_person(work, trained={"untrained": False, "lapsed": date(2026, 11, 22)}.get(who, True))
        roles = {"hr": ("panelist", "hr"), "admin": ("manager", "admin")}.get(who, ("panelist",))
        actor = an_actor_of(work, None if who == "person-less" else person, *roles)
        if who == "redactor":
            row = work.session.get_one(Application, scene.applications[0])
            row.imported_by = actor.account_id
        if who == "half":
            a_training_kind(work, "second")
        email = "nobody@trust.example" if who == "nobody" else email_of(work, actor)
    with scene.house.writing(scene.boss) as work, pytest.raises(InvalidInputError, match=told):
        name_shortlister(work, scene.vacancy_id, email)


def test_who_opened_an_application_while_in_hr_marks_none_after_leaving_it(scene: MarkingScene) -> None:
    with scene.house.writing(SYSTEM) as work:
        actor = an_actor_of(work, a_person(work, name="Una Moved"), "panelist")
        email = email_of(work, actor)
        for each in work.session.exec(select(ApplicationDocument)):
            work.session.delete(each)  # sealed as no import would
    with scene.house.writing(replace(actor, roles=frozenset({"hr"}))) as work:
        open_application(work, scene.applications[0])
    with scene.house.writing(scene.boss) as work, pytest.raises(InvalidInputError, match="opened an application"):
        name_shortlister(work, scene.vacancy_id, email)


def test_training_that_ends_today_is_in_date(scene: MarkingScene) -> None:
    with scene.house.writing(SYSTEM) as work:
        email = email_of(work, an_actor_of(work, a_person(work, trained=date(2026, 11, 23)), "manager"))
    with scene.house.writing(scene.boss) as work:
        assert name_shortlister(work, scene.vacancy_id, email.upper()).state == "marking"


def test_nobody_is_named_twice(house: House) -> None:
    scene = a_marking_scene(house, started=False)
    with pytest.raises(ConflictError, match="named already"), house.writing(scene.boss) as work:
        name_shortlister(work, scene.vacancy_id, email_of(work, scene.markers[0]))


def test_only_the_vacancys_manager_and_hr_prepare_its_marking(scene: MarkingScene) -> None:
    with scene.house.writing(SYSTEM) as work:
        stranger = an_actor(work, roles=("manager",), person=a_person(work, department="d9"))
        email = email_of(work, scene.markers[0])
        bare = a_vacancy(work)
    for acts in (start_marking, agree_rules, name_shortlister):
        for actor, refusal in ((stranger, NotFoundError), (scene.markers[0], ForbiddenError)):
            given = {"start_marking": (1,), "agree_rules": (RULES, 1), "name_shortlister": (email,)}[acts.__name__]
            with scene.house.writing(actor) as work, pytest.raises(refusal):
                acts(work, scene.vacancy_id, *given)  # type: ignore[operator]
    with scene.house.writing(scene.hr) as work, pytest.raises(NotFoundError):
        start_marking(work, bare.id, 1)


def test_somebody_named_while_marking_goes_on_is_given_what_lacks_a_marker(scene: MarkingScene) -> None:
    begin(scene)
    with scene.house.writing(SYSTEM) as work:
        third = an_actor_of(work, a_person(work, name="Marker third"), "panelist")
        email = email_of(work, third)
    with scene.house.writing(scene.boss) as work, pytest.raises(ConflictError, match="nobody else is needed"):
        name_shortlister(work, scene.vacancy_id, email)
    with scene.house.writing(scene.boss) as work:
        leaver = next(
            each for each in list_shortlisters(work, scene.vacancy_id) if each.account_id == scene.markers[0].account_id
        )
        stand_down(work, scene.vacancy_id, leaver.id, leaver.version)
    with scene.house.writing(scene.boss) as work:
        name_shortlister(work, scene.vacancy_id, email)
    assert len(scene.tokens(third)) == 4
    with pytest.raises(NotFoundError):
        scene.tokens(scene.markers[0])
