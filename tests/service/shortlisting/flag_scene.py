"""What shortlisters report and what HR makes of it, as acts that tests put together."""

from fractions import Fraction

from sqlmodel import col, select

from service.models import (
    MarkingFlag,
    Shortlisting,
)
from service.shortlisting.marking_flags import recognise, report_leak, settle_flag
from service.shortlisting.reveal import totals
from service.shortlisting.shortlisters import name_shortlister
from service.trail import SYSTEM, Actor
from tests.builders import a_person
from tests.service.shortlisting.marking_scene import MarkingScene, an_actor_of, email_of


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
