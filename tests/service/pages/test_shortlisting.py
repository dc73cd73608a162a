"""The manager's and HR's pages of a shortlisting: rules, shortlisters, progress, the reveal and the decisions."""

import pytest
from flask import Flask
from sqlmodel import select

from service.models import Account, AccountRole, ShortlistDecision, Shortlisting, utc_now
from service.outcome_steps import steps_of
from service.outcomes.corrections import confirm_correction, propose_correction
from service.shortlisting.marking_flags import recognise, report_leak
from service.trail import SYSTEM
from tests.builders import a_person, a_vacancy, an_actor
from tests.service.pages.hr_forms import fill_in
from tests.service.pages.marking_visits import Visits, visits
from tests.service.pages.visitor import a_visitor
from tests.service.shortlisting.marking_scene import an_actor_of, canaries_of, email_of
from tests.service.watched_client import house_of


@pytest.fixture
def seen(sqlite_app: Flask) -> Visits:
    return visits(sqlite_app, started=False)


def test_a_manager_writes_down_the_rules_names_shortlisters_and_begins(sqlite_app: Flask) -> None:
    seen = visits(sqlite_app, started=False)
    with house_of(sqlite_app).writing(SYSTEM) as work:
        row = work.session.get_one(Shortlisting, seen.scene.vacancy_id)
        row.threshold, row.tie_rule = None, ""
        third = email_of(work, an_actor_of(work, a_person(work, name="Third Marker"), "panelist"))
        untrained = email_of(work, an_actor_of(work, a_person(work, name="Una", trained=False), "panelist"))
    page = seen.boss.get(seen.desk)
    assert "The rules are not written down" in page.words
    page = fill_in(seen.boss, f"{seen.desk}/rules", {"threshold": "101", "tie_rule": ""}, seen=seen.desk, status=422)
    assert len(page.faults()) == 2
    rules = {"threshold": "60", "essentials_least": "50", "tie_rule": "All are invited.", "marks_due": "2026-12-04"}
    page = fill_in(seen.boss, f"{seen.desk}/rules", rules, seen=seen.desk)
    assert "60 of 100 of the greatest possible total" in page.words
    page = fill_in(seen.boss, f"{seen.desk}/shortlisters", {"email": untrained}, seen=seen.desk, status=422)
    assert "Una cannot mark: they lack a training" in page.words
    page = fill_in(seen.boss, f"{seen.desk}/shortlisters", {"email": third}, seen=seen.desk)
    assert "Third Marker" in page.words
    page = fill_in(seen.boss, f"{seen.desk}/start", seen=seen.desk)
    assert "Marking has begun." in page.words
    assert "8 scores still to give" in page.words
    assert "Friday 4 December 2026" in page.words


def test_somebody_can_be_let_go_before_they_lock(seen: Visits) -> None:
    path = next(
        str(form.get("action")) for form in seen.boss.get(seen.desk).forms() if "stand-down" in str(form.get("action"))
    )
    page = fill_in(seen.boss, path, seen=seen.desk, status=422)
    assert "You have not said that they stand down." in page.words
    page = fill_in(seen.boss, path, {f"sure-{path.split('/')[-2]}": "yes"}, seen=seen.desk)
    assert "Stood down" in page.words
    assert "Fewer than two shortlisters are named." in page.words
    name = page.words.split(" Stood down")[0].split()[-1]
    marker = seen.scene.markers[int(name)]
    with seen.scene.house.reading(SYSTEM) as work:
        email = email_of(work, marker)
    page = fill_in(seen.boss, f"{seen.desk}/shortlisters", {"email": email}, seen=seen.desk)
    assert "Fewer than two shortlisters are named." not in page.words


def test_the_manager_cannot_tell_from_the_progress_who_recognised_an_applicant(sqlite_app: Flask) -> None:
    seen = visits(sqlite_app, markers=3)
    scene = seen.scene
    for marker in scene.markers[1:]:
        scene.mark_all(marker)
    before = seen.boss.get(seen.desk).words
    assert before.count("Every score given") == 2
    with scene.house.writing(scene.markers[1]) as work:
        recognise(work, scene.vacancy_id, scene.tokens(scene.markers[1])[0])
    assert seen.boss.get(seen.desk).words == before


def test_hr_who_appoints_for_the_vacancy_is_told_that_others_settle_reports(sqlite_app: Flask) -> None:
    seen = visits(sqlite_app)
    scene = seen.scene
    with scene.house.writing(scene.markers[0]) as work:
        report_leak(work, scene.vacancy_id, scene.tokens(scene.markers[0])[0], "Zarquon stands in line two.")
    with scene.house.writing(SYSTEM) as work:
        work.session.add(AccountRole(account_id=str(scene.boss.account_id), role="hr"))
    for page in (seen.boss.get(seen.desk), seen.boss.get("/hr/trail"), seen.boss.get(f"/vacancies/{scene.vacancy_id}")):
        assert page.status == 200
        assert "Zarquon" not in page.html
        assert "CNRYREF" not in page.html
    assert "somebody else in HR settles what its shortlisters report" in seen.boss.get(seen.desk).words
    assert "Zarquon" in seen.hr.get(seen.desk).words


def test_a_vacancy_that_nobody_prepared_says_so(sqlite_app: Flask) -> None:
    with house_of(sqlite_app).writing(SYSTEM) as work:
        vacancy = a_vacancy(work)
    page = a_visitor(sqlite_app).get(f"/vacancies/{vacancy.id}/shortlisting")
    assert "Nobody has begun to prepare the criteria" in page.words


def test_the_reveal_asks_for_a_reason_and_for_certainty_and_shows_the_applicants(app: Flask) -> None:
    seen = visits(app, guaranteed=(0,))
    scene = seen.scene
    scores = {scene.applications[0]: [3, 1], scene.applications[1]: [1, 0]}
    assert "Reveal the applicants" not in seen.boss.get(seen.desk).words
    seen.boss.get(f"{seen.desk}/applicants", 403)
    scene.all_locked([scores, scores])
    page = seen.boss.get(seen.desk)
    assert "Krippendorff" in page.words
    name = f"{canaries_of(0)['preferred_name']} {canaries_of(0)['last_name']}"
    assert name not in page.html
    page = fill_in(seen.boss, f"{seen.desk}/reveal", {"reason": ""}, seen=seen.desk, status=422)
    page = fill_in(seen.boss, f"{seen.desk}/reveal", {"reason": "", "sure": "yes"}, seen=seen.desk, status=422)
    page = fill_in(seen.boss, f"{seen.desk}/reveal", {"reason": "All locked.", "sure": "yes"}, seen=seen.desk)
    assert "The applicants are revealed. Decide on each of them." in page.words
    assert f"{name} {canaries_of(0)['reference']}. Total 4 of 8 (3, 1). Equal with 2 others." in page.words
    assert "Total 1 of 8 (1, 0). Does not meet all essential criteria." in page.words
    assert page.words.count("Interview guaranteed: asked for it") == 1
    assert page.words.count("The line: 60 of 100") == 1
    assert "“All locked.”" in seen.hr.get(seen.desk).words


def test_decisions_are_made_on_those_for_whom_something_was_chosen_and_on_nobody_else(seen: Visits) -> None:
    fill_in(seen.boss, f"{seen.desk}/start", seen=seen.desk)
    seen.scene.all_locked()
    fill_in(seen.boss, f"{seen.desk}/reveal", {"reason": "All locked.", "sure": "yes"}, seen=seen.desk)
    path = f"{seen.desk}/applicants"
    a, b, c, _ = seen.scene.applications
    page = fill_in(seen.boss, path, status=422)
    assert "Nobody is decided on." in page.words
    page = fill_in(seen.boss, path, {f"decision-{a}": "invite"}, status=422)
    assert "is missing or too long" in page.words
    assert page.value(f"decision-{a}") == "invite"
    typed = {
        f"decision-{a}": "invite", f"decision-{b}": "reserve", f"reason-{b}": "Next in line.", "reason": "Meets all.",
    }  # fmt: skip
    page = fill_in(seen.boss, path, typed)
    assert "Decided on 2 applicants." in page.words
    assert "Ada Boss: “Next in line.”" in page.words
    with seen.scene.house.reading(SYSTEM) as work:
        made = {
            each.application_id: (each.decision, each.reason) for each in work.session.exec(select(ShortlistDecision))
        }
    assert made == {a: ("invite", "Meets all."), b: ("reserve", "Next in line.")}
    stale = {f"decision-{b}": "invite", f"reason-{b}": "Later.", f"seen-{b}": ""}
    page = fill_in(seen.boss, path, stale, status=412)
    assert page.value(f"reason-{b}") == "Later."
    assert c not in made
    page = seen.boss.get(path)
    assert "Invited by mistake? Ask HR" in page.words
    page = seen.hr.get(path)
    steps = next(link for link in page.links() if link.startswith("/outcomes/records/steps"))
    assert f"application {canaries_of(0)['reference']}" in seen.hr.get(steps).words
    with seen.scene.house.writing(SYSTEM) as work:
        second = an_actor(work, roles=["hr"])
    with seen.scene.house.writing(seen.scene.hr) as work:
        wrong = steps_of(work, a)[-1]
        asked = propose_correction(work, wrong.id, "applied", "not_selected", wrong.happened_on, "The wrong row.")
    with seen.scene.house.writing(second) as work:
        confirm_correction(work, asked.id, 1)
    page = seen.boss.get(path)
    assert "Invited by mistake?" not in page.words
    assert f"Corrected by {seen.scene.hr.name}, confirmed by {second.name}: “The wrong row.”" in page.words
    again = {f"decision-{a}": "invite", "reason": "A place is free.", f"seen-{a}": page.hidden(f"seen-{a}")}
    assert "Decided on 1 applicant." in seen.boss.send(path, again).words


def test_hr_settles_what_was_reported(sqlite_app: Flask) -> None:
    seen = visits(sqlite_app)
    path = seen.path(0)
    fill_in(seen.marker, f"{path}/leak", {"leak": "A name."}, seen=path)
    page = seen.hr.get(seen.desk)
    settle = next(str(form.get("action")) for form in page.forms() if "/flags/" in str(form.get("action")))
    page = fill_in(seen.hr, settle, seen=seen.desk)
    assert "It is settled." in page.words
    seen.boss.send(settle, {}, status=403)
    assert "led a ward" in seen.marker.get(path).words


def test_recognising_after_locking_goes_to_hr_who_decides_with_a_reason(sqlite_app: Flask) -> None:
    seen = visits(sqlite_app)
    scene = seen.scene
    scene.all_locked()
    path = seen.path(0)
    page = fill_in(seen.marker, f"{path}/recognise", {"know": "yes"}, seen=path)
    assert "HR is told, and decides whether your locked scores of this application count." in page.words
    page = fill_in(seen.boss, f"{seen.desk}/reveal", {"reason": "Now.", "sure": "yes"}, seen=seen.desk, status=409)
    assert "1 report of a shortlister waits for HR." in page.words
    page = seen.hr.get(seen.desk)
    settle = next(str(form.get("action")) for form in page.forms() if "/flags/" in str(form.get("action")))
    page = fill_in(seen.hr, settle, seen=seen.desk, status=422)
    assert len(page.faults()) == 2
    flag = settle.split("/")[-2]
    given = {f"decision-{flag}": "drop", f"reason-{flag}": "They are related."}
    page = fill_in(seen.hr, settle, given, seen=seen.desk)
    assert "The scores were dropped: “They are related.”" in page.words
    assert "The marking still waits. Fewer than two mark an application: name another" in seen.boss.get(seen.desk).words


def test_hr_confirms_a_score_that_nobody_is_left_to_confirm_without_learning_whose_it_is(sqlite_app: Flask) -> None:
    seen = visits(sqlite_app)
    scene = seen.scene
    first = scene.applications[0]
    scene.all_locked([{first: [4, 2]}, {first: [1, 2]}])
    token = scene.token(scene.markers[0], first)
    fill_in(seen.marker, f"{seen.home}/{token}/1/settle", {"score": "2", "reason": "It names one ward."})
    assert "nobody is left to confirm" not in seen.hr.get(seen.desk).words
    with scene.house.writing(SYSTEM) as work:
        work.session.get_one(Account, scene.markers[1].account_id).disabled_at = utc_now()
    page = seen.hr.get(seen.desk)
    assert "Scores given: 1, 4. Marker 0 proposes 2: “It names one ward.”" in page.words
    assert canaries_of(0)["reference"] not in page.html
    assert "nobody is left to confirm" not in seen.boss.get(seen.desk).words
    path = next(str(form.get("action")) for form in page.forms() if "/proposals/" in str(form.get("action")))
    page = fill_in(seen.hr, path, seen=seen.desk, status=422)
    assert "Say why nobody else can confirm it." in page.words
    page = fill_in(seen.hr, path, {f"reason-{path.split('/')[-2]}": "They have left us."}, seen=seen.desk)
    assert "It is settled." in page.words
    assert "of HR, since nobody else who marked it is left" in seen.marker.get(f"{seen.home}/spread").words
