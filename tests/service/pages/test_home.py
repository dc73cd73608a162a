"""The home page: each person finds what waits for them in a selection, by post and number, and nobody's application."""

from datetime import date, timedelta

from flask import Flask
from sqlmodel import select

from service.interviews.concerns import answer_concern, raise_concern
from service.interviews.corrections import ask_correction
from service.interviews.decisions import record_decision
from service.models import Criterion, RedactedPack, Shortlisting
from service.outcome_steps import steps_of
from service.outcomes.corrections import propose_correction
from service.shortlisting.marking_flags import report_leak
from service.trail import SYSTEM, Actor
from tests.builders import NEXT_TUESDAY, a_vacancy
from tests.service.interviews.builders import (
    Selection,
    a_selection,
    after_the_interviews,
    agreed_question,
    held,
    planned,
    scored,
    shared,
)
from tests.service.interviews.test_adjustments import asked
from tests.service.pages.marking_visits import Visits, visits
from tests.service.pages.visitor import Page, Visitor
from tests.service.security.walk import signed_in
from tests.service.shortlisting.marking_scene import canaries_of
from tests.service.watched_client import house_of


def headings(page: Page) -> list[str]:
    """What waits, by heading."""
    return ["".join(each.itertext()).strip() for each in page.all("h2") if each.get("id", "").startswith("group-")]


def home(app: Flask, who: Actor) -> Page:
    """Somebody's home page."""
    return Visitor(signed_in(app, who), email="already signed in").get("/")


def the_state(seen: Visits, pack: str, shortlisting: str) -> None:
    with seen.scene.house.writing(SYSTEM) as work:
        row = work.session.exec(select(RedactedPack).where(RedactedPack.application_id == seen.scene.applications[0]))
        row.one().state = pack
        work.session.get_one(Shortlisting, seen.scene.vacancy_id).state = shortlisting


def test_what_of_a_shortlisting_waits_for_whom_until_the_reveal(app: Flask) -> None:
    seen = visits(app, started=False)
    scene = seen.scene
    marker = scene.markers[0]
    assert headings(seen.boss.get("/")) == ["Shortlisting ready to begin"]
    the_state(seen, "proposed", "open")
    page = seen.hr.get("/")
    assert headings(page) == ["Redacted texts to review or release"]
    assert "0 to review, 1 ready to release" in page.words
    assert headings(seen.boss.get("/")) == []
    the_state(seen, "released", "open")
    assert headings(seen.marker.get("/")) == []
    assert headings(seen.hr.get("/")) == []
    seen.boss.get(seen.desk)
    seen.boss.send(f"{seen.desk}/start", {"version": str(scene.version())})
    page = seen.marker.get("/")
    assert headings(page) == ["Applications to mark"]
    assert "0 of 8 scores given" in page.words
    with scene.house.writing(marker) as work:
        report_leak(work, scene.vacancy_id, scene.tokens(marker)[0], "The last line is signed.")
    assert headings(seen.hr.get("/")) == ["Reports of shortlisters to settle"]
    the_state(seen, "proposed", "marking")
    with scene.house.writing(SYSTEM) as work:
        pack = work.session.exec(select(RedactedPack).where(RedactedPack.state == "proposed")).one()
        pack.to_review = 2
    assert "1 to review, 0 ready to release" in seen.hr.get("/").words
    the_state(seen, "released", "locked")
    pages = {"hr": seen.hr.get("/"), "boss": seen.boss.get("/"), "marker": seen.marker.get("/")}
    assert headings(pages["boss"]) == ["Shortlisting ready to reveal"]
    assert "Shortlisting ready to reveal" in headings(pages["hr"])
    assert headings(pages["marker"]) == []
    planted = [value for number in range(4) for value in canaries_of(number).values()]
    assert not [value for value in (*planted, *scene.applications) for page in pages.values() if value in page.html]


def test_criteria_to_settle_wait_for_the_manager_with_the_remarks_to_answer(sqlite_app: Flask) -> None:
    at = a_selection(house_of(sqlite_app))
    assert "Criteria to settle" not in headings(home(sqlite_app, at.manager))
    with at.house.writing(SYSTEM) as work:
        vacancy = a_vacancy(work, manager=at.persons["manager"])
        work.session.add(Shortlisting(vacancy_id=vacancy.id))
        work.session.add(Criterion(vacancy_id=vacancy.id, position=0, text="A degree in nursing"))
    page = home(sqlite_app, at.manager)
    assert "Criteria to settle" in headings(page)
    assert f"{vacancy.reference}: 1 remark to answer" in page.words
    assert headings(home(sqlite_app, at.hr)) == []


def test_what_of_interviews_and_decisions_waits_for_whom(app: Flask) -> None:
    at = a_selection(house_of(app))
    assert headings(home(app, at.manager)) == ["Interviews to plan"]
    agreed_question(at)
    made = [planned(at, number) for number in range(2)]
    assert headings(home(app, at.manager)) == []
    shared(at)
    assert headings(home(app, at.chair)) == ["Papers to read"]
    asked(at)
    for who in (at.manager, at.hr):
        assert headings(home(app, who)) == ["Adjustments to settle"]
    answered_and_decided(app, at, made)


def answered_and_decided(app: Flask, at: Selection, made: list[str]) -> None:
    with after_the_interviews():
        assert headings(home(app, at.ambassador)) == ["Interviews to score"]
        held(at, made[1])
        for who in ("chair", "ambassador"):
            scored(at, made[1], who, 3)
        assert "1 interviewed applicant" in home(app, at.manager).words
        with at.house.writing(at.ambassador) as work:
            concern = raise_concern(work, at.vacancy_id, "conduct", "One was asked about children.").id
        assert "Concerns to answer" in headings(home(app, at.chair))
        assert "Concerns to answer" not in headings(home(app, at.panelist))
        with at.house.writing(at.chair) as work:
            answer_concern(work, concern, "It was struck out.", 1)
        assert "Concerns to answer" not in headings(home(app, at.chair))
        assert "Your concerns that were answered" in headings(home(app, at.ambassador))
        with at.house.writing(at.manager) as work:
            decision = record_decision(work, at.applications[1], "appointed", "The best answers.", 0).id
        assert "Decisions to make" not in headings(home(app, at.manager))
        with at.house.writing(at.manager) as work:
            ask_correction(work, decision, "offered", "An offer was made.", "It was typed in a hurry.")
        with at.house.writing(at.hr) as work:
            step = steps_of(work, at.applications[1])[0]
            propose_correction(work, step.id, step.stage, step.outcome, date(2026, 11, 3), "It happened before.")
        assert "Corrections to confirm" not in headings(home(app, at.manager))
        page = home(app, at.second)
        assert "1 correction of a decision" in page.words
        assert "1 correction of a recorded step" in page.words
    with after_the_interviews(NEXT_TUESDAY + timedelta(days=30)):
        for each in (at.manager, at.second):
            assert {"Justifications overdue", "Feedback overdue"} <= set(headings(home(app, each)))
        pages = [home(app, each).html for each in at.people.values()]
        assert not [name for name in ("Oyelaran", "Marguerite", *at.applications) for page in pages if name in page]
        assert headings(home(app, at.stranger)) == []
