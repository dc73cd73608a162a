"""The pages of interviews, from planning to the day, without a script."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from service.interviews.links import make_link
from service.trail import Actor
from tests.builders import NEXT_TUESDAY
from tests.service.interviews.builders import (
    Selection,
    a_selection,
    after_the_interviews,
    agreed_question,
    planned,
    scored,
    shared,
)
from tests.service.pages.visitor import Page, Visitor, a_stranger
from tests.service.security.walk import signed_in
from tests.service.watched_client import house_of


@pytest.fixture
def at(sqlite_app: Flask) -> Selection:
    return a_selection(house_of(sqlite_app))


def visitor(app: Flask, who: Actor) -> Visitor:
    """Somebody of the selection, signed in."""
    return Visitor(signed_in(app, who), email="already signed in")


def first_link(page: Page, part: str) -> str:
    return next(each for each in page.links() if part in each)


def test_the_manager_plans_is_warned_of_short_notice_and_shares_the_papers(sqlite_app: Flask, at: Selection) -> None:
    manager = visitor(sqlite_app, at.manager)
    path = f"/vacancies/{at.vacancy_id}/interviews"
    page = manager.get(path)
    assert "No interview is planned" in page.words
    typed = {
        "application_id": at.applications[0],
        "panel_id": at.panel_id,
        "starts_at": "5/1/2027 9:59",
        "minutes": "x",
    }
    page = manager.send(path, typed, status=422)
    assert page.faults() == ["The length in minutes is not a whole number from 5 to 480. Correct the number."]
    page = manager.send(path, typed | {"minutes": "45"}, status=422)
    assert "This is not within the panel's time." in page.words
    page = manager.send(path, typed | {"minutes": "45", "starts_at": "yesterday"}, status=422)
    assert "is not a date and time" in page.words
    page = manager.send(path, typed | {"minutes": "45", "starts_at": "05/01/2027 10:00"})
    assert "The interview is planned." in page.words
    assert "notice" not in page.words
    assert "Tuesday 5 January 2027, 10:00 to 10:45 GMT" in page.words
    assert "Not asked yet about adjustments." in page.words
    page = manager.send(f"{path}/papers", {"shared_panel": at.panel_id}, status=409)
    assert "Agree to them first" in page.words
    agreed_question(at)
    page = manager.send(f"{path}/papers", {"shared_panel": at.panel_id})
    assert "The papers of 1 interview are open to the panel." in page.words
    with after_the_interviews(NEXT_TUESDAY - timedelta(days=2)):
        manager = visitor(sqlite_app, at.manager)  # who was signed in six weeks ago is not any more
        manager.get(path)
        again = {"application_id": at.applications[1], "panel_id": at.panel_id, "starts_at": "05/01/2027 11:00"}
        page = manager.send(path, again | {"minutes": "45"})
        assert "less than 7 days’ notice" in page.words
        assert "Papers overdue since Wednesday 30 December 2026." in page.words


def test_before_the_reveal_no_page_names_anybody(sqlite_app: Flask) -> None:
    at = a_selection(house_of(sqlite_app), revealed=False)
    page = visitor(sqlite_app, at.manager).get(f"/vacancies/{at.vacancy_id}/interviews")
    assert "after the reveal" in page.words
    assert not any(each in page.html for each in ("Oyelaran", "Fictive", *at.applications))


def test_an_ambiguous_hour_is_asked_about_and_never_guessed(sqlite_app: Flask) -> None:
    starts = NEXT_TUESDAY.replace(year=2027, month=10, day=31, hour=0)
    at = a_selection(house_of(sqlite_app), starts=starts, hours=4)
    manager = visitor(sqlite_app, at.manager)
    path = f"/vacancies/{at.vacancy_id}/interviews"
    typed = {"application_id": at.applications[0], "panel_id": at.panel_id, "minutes": "60"}
    page = manager.send(path, typed | {"starts_at": "31/10/2027 01:30"}, status=422)
    assert "happens twice" in page.words
    page = manager.send(path, typed | {"starts_at": "2027-10-31T01:30+00:00"})
    assert "Sunday 31 October 2027, 01:30 to 02:30 GMT" in page.words
    page = manager.get(first_link(page, "/interviews/"))
    assert page.value("starts_at") == "2027-10-31T01:30+00:00"


def test_a_panel_member_prepares_scores_blind_and_discusses(sqlite_app: Flask, at: Selection) -> None:
    question = agreed_question(at)
    made = planned(at)
    chair = visitor(sqlite_app, at.chair)
    page = chair.get("/interviews")
    assert "Oyelaran Fictive, Ward manager" in page.words
    page = chair.get(first_link(page, made))
    assert "when the manager shares the papers" in page.words
    assert "What earns 3" in page.words
    chair.get(f"/interviews/{made}/application", 409)
    shared(at)
    page = chair.get(f"/interviews/{made}/application")
    assert "I am Oyelaran and led a ward." in page.words
    page = chair.get(f"/interviews/{made}/scores")
    assert "You score when the interview has begun." in page.words
    with after_the_interviews():
        scored(at, made, "ambassador", 1)
        chair = visitor(sqlite_app, at.chair)
        page = chair.get(f"/interviews/{made}/scores")
        assert "Locked scores" not in page.words
        typed = {"version": page.hidden("version"), f"note-{question}": "Named the people."}
        page = chair.send(f"/interviews/{made}/scores", typed | {"what": "lock"}, status=422)
        assert page.faults() == ["Question 1 has no score. Score it, then lock."]
        assert page.value(f"note-{question}") == "Named the people."
        page = chair.send(f"/interviews/{made}/scores", typed | {"what": "save"})
        assert page.value(f"note-{question}") == "Named the people."
        page = chair.send(f"/interviews/{made}/scores", typed | {"what": "save"}, status=412)
        assert "Changed meanwhile" in page.words
        typed |= {"version": page.hidden("version"), f"score-{question}": "4", "what": "lock"}
        page = chair.send(f"/interviews/{made}/scores", typed)
        assert "Locked scores" in page.words
        assert "ambassador heard this" in page.words
        assert "Not locked yet: Panelist Sample." in page.words
        page = chair.send(f"/interviews/{made}/discussion", {"discussion": "We settled on a 3 in words."})
        assert "We settled on a 3 in words." in page.words
        page = chair.get(f"/interviews/{made}")
        page = chair.send(f"/interviews/{made}/record", {"version": page.hidden("version"), "state": ""}, status=422)
        assert "state-error" in page.ids()
        page = chair.send(f"/interviews/{made}/record", {"version": page.hidden("version"), "state": "held"})
        assert "What became of the interview is recorded." in page.words


def test_an_interview_is_moved_by_the_manager_alone(sqlite_app: Flask, at: Selection) -> None:
    made = planned(at)
    manager = visitor(sqlite_app, at.manager)
    page = manager.get(f"/interviews/{made}")
    assert page.value("starts_at") == "05/01/2027 10:00"
    typed = {"version": page.hidden("version"), "starts_at": "05/01/2027 12:15", "minutes": "30"}
    page = manager.send(f"/interviews/{made}/move", typed)
    assert "Tuesday 5 January 2027, 12:15 to 12:45 GMT" in page.words
    manager.send(f"/interviews/{made}/move", typed, status=412)
    visitor(sqlite_app, at.chair).send(f"/interviews/{made}/move", typed, status=403)


def test_an_interview_without_agreed_questions_says_so_before_and_is_not_held(sqlite_app: Flask, at: Selection) -> None:
    made = planned(at)
    page = visitor(sqlite_app, at.chair).get(f"/interviews/{made}")
    assert "This interview cannot be scored or recorded as held" in page.words
    assert f"/vacancies/{at.vacancy_id}/questions" in page.links()
    with after_the_interviews():
        chair = visitor(sqlite_app, at.chair)
        page = chair.get(f"/interviews/{made}")
        typed = {"version": page.hidden("version"), "state": "held"}
        page = chair.send(f"/interviews/{made}/record", typed, status=409)
        assert page.faults() == [
            "No question is agreed, so nobody could score this interview. Agree to the questions that were asked under "
            "Interviews, Questions (the manager or HR does), then record it."
        ]
        agreed_question(at)
        assert "No question is agreed" not in chair.get(f"/interviews/{made}").words
        assert "What became of the interview is recorded." in chair.send(f"/interviews/{made}/record", typed).words


def test_questions_go_from_a_proposal_over_comments_to_agreement(sqlite_app: Flask, at: Selection) -> None:
    path = f"/vacancies/{at.vacancy_id}/questions"
    ambassador, manager = visitor(sqlite_app, at.ambassador), visitor(sqlite_app, at.manager)
    page = ambassador.send(path, {"text": " ", "scale_max": "4"}, status=422)
    assert page.faults() == ["The question is missing. Write it down."]
    page = ambassador.send(path, {"text": "Whom did you include?", "scale_max": "4"})
    assert "Whom did you include? Proposed" in page.words
    assert "Agree or drop" not in page.words
    one = page.response.request.path
    page = ambassador.send(f"{path}/comments", {"question_id": one.rpartition("/")[2], "comment": "Ask it first."})
    assert "“Ask it first.”" in page.words
    page = ambassador.send(f"{path}/comments", {"comment": "Not too many."})
    assert "“Not too many.”" in page.words
    page = manager.get(one)
    page = manager.send(f"{one}/settle", {"version": page.hidden("version"), "state": "agreed"}, status=422)
    assert len(page.faults()) == 6
    whole = {"text": "Whom did you include?", "scale_max": "2", "model_answer": "Names them."}
    whole |= {f"anchor-{score}": f"What earns {score}" for score in range(3)}
    page = manager.send(one, whole | {"version": "1"})
    page = manager.send(f"{one}/settle", {"version": page.hidden("version"), "state": "agreed", "reason": "Good."})
    assert "Whom did you include? Agreed" in page.words
    assert "Criteria without a question" in page.words
    visitor(sqlite_app, at.shortlister).get(path, 404)
    planned(at)
    with after_the_interviews():
        assert "nothing changes here any more" in visitor(sqlite_app, at.ambassador).get(path).words


def test_adjustments_are_arranged_by_hr_and_told_to_the_panel_in_other_words(sqlite_app: Flask, at: Selection) -> None:
    made = planned(at)
    hr, applicant = visitor(sqlite_app, at.hr), a_stranger(sqlite_app)
    page = hr.get(f"/interviews/{made}/adjustments")
    page = hr.send(f"/interviews/{made}/adjustments/link")
    link = next(each.text or "" for each in page.all("code")).removeprefix("http://localhost")
    assert link not in hr.get(f"/interviews/{made}/adjustments").html
    page = applicant.get(link)
    assert "Tuesday 5 January 2027, 10:00 to 11:00 GMT" in page.words
    applicant.send(f"{link}/adjustments", {"asked": " "}, status=422)
    page = applicant.send(f"{link}/adjustments", {"asked": "I am deaf: an interpreter, please."})
    assert "Not answered yet" in page.words
    page = hr.get(f"/interviews/{made}/adjustments")
    one = first_link(page, "/adjustments/")
    hr.get(one)
    answered = {"version": "1", "state": "arranged", "reply": "A BSL interpreter comes.", "arrangement": ""}
    page = hr.send(one, answered, status=422)
    assert page.faults() == ["What the panel provides is missing. Write it down."]
    page = hr.send(one, answered | {"arrangement": "Wait for the interpreter before you go on."})
    assert "Arranged" in page.words
    assert "A BSL interpreter comes." in applicant.get(link).words
    page = visitor(sqlite_app, at.chair).get(f"/interviews/{made}")
    assert "Wait for the interpreter before you go on." in page.words
    assert "deaf" not in page.html
    assert "BSL" not in page.html
    visitor(sqlite_app, at.chair).get(f"/interviews/{made}/adjustments", 403)
    hr.send(f"/interviews/{made}/adjustments/revoke")
    applicant.get(link, 404)


def test_an_applicant_sends_no_more_than_a_text_and_a_link_for_something_else_opens_nothing(
    sqlite_app: Flask, at: Selection
) -> None:
    with at.house.writing(at.hr) as work:
        _, asks = make_link(work, at.applications[0], "adjustments")
        _, reads = make_link(work, at.applications[0], "feedback")
    client = sqlite_app.test_client()
    page = client.get(f"/a/{asks}").text
    form = {"csrf_token": page.partition('name="csrf_token" value="')[2].partition('"')[0]}
    assert client.post(f"/a/{asks}/adjustments", data=form | {"asked": "x" * 120_000}).status_code == 413
    too_long = client.post(f"/a/{asks}/adjustments", data=form | {"asked": "é" * 5000})
    assert too_long.status_code == 422
    never = client.post("/a/unknown/read", data=form)
    for path in (f"/a/{reads}/read", f"/a/{reads}/adjustments", f"/a/{asks}/read"):
        answer = client.post(path, data=form | {"asked": "A ramp."})
        assert (answer.status_code, masked(answer.text)) == (404, masked(never.text))
    asked = client.post(f"/a/{asks}/adjustments", data=form | {"asked": "<script>alert(1)</script> é" * 100})
    assert asked.status_code == 303
    assert "<script>alert" not in client.get(f"/a/{asks}").text


def masked(page: str) -> str:
    """A page without its nonces."""
    return re.sub(r'nonce="[^"]*"', "", page)
