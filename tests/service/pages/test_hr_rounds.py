"""The pages of planning rounds: start, watch, review, publish, discard."""

import pytest
from flask import Flask

from service.models import Job, Panel, Person, Round
from service.pages.hr_round_words import level_in_words, progress_in_words
from service.panels.compose import propose
from service.people.self_description import load_default_features
from service.trail import SYSTEM
from tests.builders import NEXT_TUESDAY, PASSWORD
from tests.service.callers import trail_of
from tests.service.pages.hr_forms import fill_in, send_form
from tests.service.pages.visitor import Visitor, a_visitor
from tests.service.panels.planning import Trust, a_trust
from tests.service.panels.situations import MINORITY
from tests.service.watched_client import house_of


def a_described_trust(app: Flask, **more: object) -> Trust:
    with house_of(app).writing(SYSTEM) as work:
        load_default_features(work)
    return a_trust(house_of(app), requests=2, features=lambda _: {"ethnicity": "white"}, **more)  # type: ignore[arg-type]


def test_hr_walks_a_round_from_the_form_to_published_proposals(app: Flask) -> None:
    trust = a_described_trust(app, requirements=(MINORITY,))
    hr = a_visitor(app)
    assert "No round has been started yet." in hr.get("/hr/rounds").words
    page = fill_in(hr, "/hr/rounds/new", {"seconds": "20"})
    path = page.response.request.path
    assert "Waiting for a worker process" in page.words
    assert "The whole organisation" in page.words
    piece = hr.client.get(f"{path}/progress").text
    assert "Waiting for a worker process" in piece
    assert trust.run()
    page = hr.get(path)
    for words in ("To review", "New panel", "Proven best", "Nothing is published yet.", "How the work would be shared"):
        assert words in page.words
    assert "The planned panel would not meet:" in page.words
    assert "Parity ratio" in page.words
    assert ("round.viewed", path.rsplit("/", 1)[1]) in trail_of(house_of(app))
    assert "None." in hr.get(f"{path}?show=unfilled").words
    page = send_form(hr, hr.get(path), f"{path}/publish")
    assert "Publishing" in page.words
    assert trust.run()
    page = hr.get(path)
    assert "Published" in page.words
    assert "Proposed" in page.words
    assert len(trust.panels()) == 2
    assert "2 of 2" in hr.get("/hr/rounds").words


def test_the_plan_stands_beside_what_is_proposed_now(sqlite_app: Flask) -> None:
    trust = a_described_trust(sqlite_app, chairs=1)
    first, second = trust.requests
    propose(trust.house, trust.manager, first)
    with trust.house.writing(SYSTEM) as work:
        from sqlmodel import select

        from service.models import RequestStart

        taken = work.session.exec(select(Panel.starts_at)).one()
        for start in work.session.exec(select(RequestStart).where(RequestStart.request_id == second)):
            if start.starts_at != taken:
                work.session.delete(start)
    hr = a_visitor(sqlite_app)
    page = fill_in(hr, "/hr/rounds/new", {"may_change": "yes", "seconds": "20"})
    path = page.response.request.path
    trust.run()
    page = hr.get(path)
    for words in ("Changed", "Another time.", "Planned", "Proposed now", "Changes to present proposals"):
        assert words in page.words


def test_a_plan_is_discarded_with_nothing_published(sqlite_app: Flask) -> None:
    trust = a_described_trust(sqlite_app)
    hr = a_visitor(sqlite_app)
    path = fill_in(hr, "/hr/rounds/new").response.request.path
    trust.run()
    page = send_form(hr, hr.get(path), f"{path}/discard")
    assert "Nothing of it was published." in page.words
    assert "Discarded" in page.words
    assert not trust.panels()
    stale = hr.send(f"{path}/publish", {"version": "1"}, status=412)
    assert "Changed meanwhile" in stale.words


def test_a_round_is_stopped_from_its_page(sqlite_app: Flask) -> None:
    a_described_trust(sqlite_app)
    hr = a_visitor(sqlite_app)
    page = fill_in(hr, "/hr/rounds/new")
    page = send_form(hr, page, f"{page.response.request.path}/cancel")
    assert "Discarded" in page.words


def test_a_round_that_cannot_be_is_refused_beside_what_was_typed(sqlite_app: Flask) -> None:
    a_described_trust(sqlite_app)
    hr = a_visitor(sqlite_app)
    typed = {"seconds": "never", "first_day": "31/31/2027"}
    page = fill_in(hr, "/hr/rounds/new", typed, status=422)
    assert len(page.faults()) == 2
    assert page.value("seconds") == "never"
    page = fill_in(hr, "/hr/rounds/new", {"needed_by": "2027-01-01"}, status=422)
    assert "No request without a confirmed panel fits this." in page.words


def test_a_round_whose_worker_gave_up_says_so_and_can_be_put_away(sqlite_app: Flask) -> None:
    trust = a_described_trust(sqlite_app)
    hr = a_visitor(sqlite_app)
    path = fill_in(hr, "/hr/rounds/new").response.request.path
    with trust.house.writing(SYSTEM) as work:
        from sqlmodel import select

        job = work.session.exec(select(Job)).one()
        job.state, job.error = "failed", "The worker died 5 times over this."
    page = hr.get(path)
    assert "Broken off" in page.words
    assert "The worker died 5 times over this." in page.words
    page = send_form(hr, page, f"{path}/discard")
    assert "Discarded" in page.words


def test_managers_find_no_rounds(sqlite_app: Flask) -> None:
    manager = a_visitor(sqlite_app, roles=("manager",))
    manager.get("/hr/rounds", status=403)
    assert "Rounds" not in manager.get("/").words


@pytest.mark.parametrize(
    ("level", "sure"),
    [
        ({"name": "filled", "value": 66, "bound": 66.0, "status": "OPTIMAL"}, "Proven best"),
        ({"name": "filled", "value": 64, "bound": 66.0, "status": "FEASIBLE"}, "At most 3.1 % from the best possible"),
        (
            {"name": "load", "value": 1030, "bound": 1000.0, "status": "FEASIBLE"},
            "At most 3.0 % from the best possible",
        ),
        ({"name": "load", "value": 1000, "bound": 1000.0, "status": "OPTIMAL"}, "Proven best"),
        ({"name": "load", "value": 10, "bound": 0.0, "status": "FEASIBLE"}, "Not proven: how much better it could be"),
        (
            {"name": "explain.2", "value": 3, "bound": 1.0, "status": "FEASIBLE"},
            "the best possible may be up to 2 lower",
        ),
    ],
)
def test_a_certificate_promises_no_more_than_is_proven(level: dict[str, object], sure: str) -> None:
    assert sure in level_in_words(level)[2]


def test_progress_is_told_in_plain_words() -> None:
    row = Round(seconds=60, created_by="x")
    job = Job(kind="plan_round", subject_id="x", state="running", attempt=2)
    job.progress = {"phase": "filling", "filled": 7, "requests": 40, "gap": 0.0312, "elapsed": 4.2}
    words = " ".join(progress_in_words(row, job))
    for part in ("filling", "7 of 40 requests", "within 3.2 %", "4 of at most 60 seconds", "another went on"):
        assert part in words


def test_a_manager_whose_request_lost_a_contest_reads_of_requests_and_kinds_of_people_and_of_nobody(
    sqlite_app: Flask,
) -> None:
    trust = a_described_trust(sqlite_app, chairs=1, starts=(NEXT_TUESDAY,))
    hr = a_visitor(sqlite_app)
    path = fill_in(hr, "/hr/rounds/new", {"seconds": "20"}).response.request.path
    assert trust.run()
    page = hr.get(path)
    assert "Competes with" in page.words
    send_form(hr, page, f"{path}/publish")
    assert trust.run()
    rows = {trust.request(each).state: trust.request(each) for each in trust.requests}
    with trust.house.reading(SYSTEM) as work:
        boss = work.session.get_one(Person, trust.manager.person_id)
    manager = Visitor(sqlite_app.test_client())
    manager.get("/sign-in")
    manager.send("/sign-in", {"email": boss.work_email, "password": PASSWORD})
    page = manager.get(f"/requests/{rows['unfilled'].id}")
    assert f"Competes with {rows['proposed'].reference} for a chair." in page.words
    assert not [each.name for each in trust.people if each.name in page.words]
    assert "white" not in page.html
