"""The pages of decisions, justifications, feedback and applicants' links, without a script."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import select

from service.interviews.links import MOST_FAILURES, make_link
from service.models import AppointmentDecision, Concern, Feedback, Interview, SignInAttempt, TrailEvent
from service.trail import SYSTEM
from service.work import House
from tests.service.interviews.builders import Selection, a_selection, ready_to_decide, scored, utc
from tests.service.pages.test_interviews import first_link, visitor
from tests.service.pages.visitor import a_stranger
from tests.service.watched_client import an_app, house_of

STARTED = utc(2026, 11, 23, 1)


@pytest.fixture
def at(sqlite_app: Flask) -> Selection:
    """Two applicants who were interviewed this morning, and scored."""
    made = a_selection(house_of(sqlite_app), starts=STARTED)
    ready_to_decide(made)
    return made


def test_a_concern_is_answered_before_a_decision_which_is_justified_and_fed_back(
    sqlite_app: Flask, at: Selection
) -> None:
    manager, chair = visitor(sqlite_app, at.manager), visitor(sqlite_app, at.chair)
    shortlister = visitor(sqlite_app, at.shortlister)
    concerns = f"/vacancies/{at.vacancy_id}/concerns"
    page = shortlister.send(concerns, {"theme": "", "text": ""}, status=422)
    assert len(page.faults()) == 2
    page = shortlister.send(concerns, {"theme": "conduct", "text": "A remark about accents."})
    assert "Waits for an answer" in page.words
    decision = f"/vacancies/{at.vacancy_id}/decisions/{at.applications[0]}"
    page = manager.get(decision)
    assert "Chair Sample (chair): 3 of 4" in page.words
    typed = {"version": page.hidden("version"), "outcome": "appointed", "reasons": "By the scores."}
    page = manager.send(decision, typed, status=409)
    assert "A concern waits for an answer." in page.words
    assert page.value("reasons") == "By the scores."
    page = manager.get(concerns)
    assert "1 other concern waits for an answer from somebody else." in page.words
    assert "accents" not in page.html
    page = chair.get(concerns)
    one = first_link(page, "/concerns/")
    page = chair.get(one)
    page = chair.send(one, {"version": page.hidden("version"), "answer": "Said sorry; it did not touch the scores."})
    assert "Your answer is kept" in page.words
    assert "Said sorry" in shortlister.get(concerns).words
    manager.send(decision, typed | {"outcome": "hired"}, status=422)
    page = manager.send(decision, typed)
    assert "The decision is stored." in page.words
    manager.send(decision, typed, status=412)
    page = manager.get("/justifications")
    assert "Monday 7 December 2026" in page.words
    one = first_link(page, "/justifications/")
    page = manager.get(one)
    manager.send(one, {"version": page.hidden("version"), "text": " "}, status=422)
    page = manager.send(one, {"version": page.hidden("version"), "text": "The highest scores."})
    assert "Written" in page.words
    assert "The highest scores." in manager.get(one).words
    page = visitor(sqlite_app, at.hr).get("/concerns")
    assert re.search(r"How somebody behaved Raised 1 Without an answer 0", page.words), page.words


def test_a_concern_about_the_chair_is_hrs_to_answer_and_none_of_the_chairs_pages_shows_it(
    sqlite_app: Flask, at: Selection
) -> None:
    ambassador, chair, hr = (visitor(sqlite_app, each) for each in (at.ambassador, at.chair, at.hr))
    concerns = f"/vacancies/{at.vacancy_id}/concerns"
    typed = {"theme": "conduct", "text": "The chair laughed at an accent.", "about_chair": "yes"}
    assert "About the chair, who does not see it." in ambassador.send(concerns, typed).words
    page = chair.get(concerns)
    assert "1 other concern waits for an answer from somebody else." in page.words
    assert not any(each in page.html for each in ("accent", "Ambassador Sample", "About the chair,"))
    one = first_link(hr.get(concerns), "/concerns/")
    chair.get(one, 404)
    chair.send(one, {"version": "1", "answer": "Nothing happened."}, status=404)
    page = hr.get(one)
    hr.send(one, {"version": page.hidden("version"), "answer": "We spoke with both."})
    assert "We spoke with both." in ambassador.get(concerns).words
    assert "accent" not in chair.get(concerns).html


def test_a_wrong_decision_is_put_right_by_two_people(sqlite_app: Flask, at: Selection) -> None:
    manager, hr = visitor(sqlite_app, at.manager), visitor(sqlite_app, at.hr)
    path = f"/vacancies/{at.vacancy_id}/decisions/{at.applications[0]}"
    manager.get(f"{path}/correct", 404)
    manager.send(path, {"version": "0", "outcome": "appointed", "reasons": "By the scores."})
    page = manager.get(f"{path}/correct")
    typed = {"decision_id": page.hidden("decision_id"), "outcome": "not_selected", "reasons": "By the scores."}
    page = manager.send(f"{path}/correct", typed | {"why": ""}, status=422)
    assert page.faults() == ["What was wrong is missing. Write it down."]
    page = manager.send(f"{path}/correct", typed | {"why": "The rows were mixed up."})
    assert "Take it back" in page.words
    assert "Confirm the correction" not in page.words
    page = hr.get(path)
    action = next(each.get("action", "") for each in page.forms() if "/corrections/" in each.get("action", ""))
    page = hr.send(action, {"version": page.hidden("version"), "how": "confirm"})
    assert "The correction counts. Both records are kept." in page.words
    assert "Corrected, because: The rows were mixed up." in page.words
    assert f"confirmed by {at.hr.name}" in page.words
    assert "Overdue" not in manager.get("/justifications").words


def test_scores_that_were_begun_are_waited_for_or_left_out_for_a_reason_and_stay_their_authors(
    sqlite_app: Flask, at: Selection
) -> None:
    with at.house.reading(SYSTEM) as work:
        made = work.session.exec(select(Interview.id).where(Interview.application_id == at.applications[0])).one()
    scored(at, made, "panelist", 2, lock=False)
    manager, panelist = visitor(sqlite_app, at.manager), visitor(sqlite_app, at.panelist)
    path = f"/vacancies/{at.vacancy_id}/decisions/{at.applications[0]}"
    page = manager.get(path)
    assert "Not locked: Panelist Sample." in page.words
    typed = {"version": "0", "outcome": "reserve", "reasons": "By the scores."}
    page = manager.send(path, typed, status=409)
    assert "Scores that were begun are not locked: Panelist Sample." in page.words
    assert page.value("reasons") == "By the scores."
    why = "The panelist fell ill and cannot lock them."
    manager.send(path, typed | {"without_scores": why})
    page = manager.get(path)
    assert f"Decided without scores that were begun, because: {why}" in page.words
    assert "Not locked: Panelist Sample." not in page.words
    page = panelist.get(f"/interviews/{made}/scores")
    assert "What you saved and did not lock" in page.words
    assert "Question 1: score 2. panelist heard this" in page.words
    assert "panelist heard this" not in visitor(sqlite_app, at.chair).get(f"/interviews/{made}/scores").words


def test_a_tie_break_is_only_a_record(sqlite_app: Flask, at: Selection) -> None:
    manager = visitor(sqlite_app, at.manager)
    path = f"/vacancies/{at.vacancy_id}/tie-break"
    page = manager.get(path)
    assert "2 sheets: 3, 3 of 4" in page.words
    page = manager.send(path, {"applicants": at.applications[0]}, status=422)
    assert len(page.faults()) == 3
    typed = {"applicants": at.applications, "reasoning": "Equal in all.", "evidence": "The report of May 2026."}
    page = manager.send(path, typed)
    assert "It decides nothing" in page.words
    assert "Between Marguerite Invented and Oyelaran Fictive" in page.words
    with house_of(sqlite_app).reading(SYSTEM) as work:
        assert work.session.exec(select(AppointmentDecision)).all() == []


def test_feedback_is_drafted_sent_and_read_through_a_link_that_is_shown_once(sqlite_app: Flask, at: Selection) -> None:
    visitor(sqlite_app, at.manager).send(
        f"/vacancies/{at.vacancy_id}/decisions/{at.applications[0]}",
        {"version": "0", "outcome": "not_selected", "reasons": "By the scores."},
    )
    panelist, hr, applicant = visitor(sqlite_app, at.panelist), visitor(sqlite_app, at.hr), a_stranger(sqlite_app)
    page = panelist.get("/feedback")
    one = first_link(page, "/feedback/")
    page = panelist.send(one, {"version": "1", "strengths": "Calm."}, status=422)
    assert len(page.faults()) == 2
    texts = {"strengths": "Calm.", "develop": "Figures.", "how": "A diary."}
    page = panelist.send(one, texts | {"version": "1"})
    assert "The draft is kept." in page.words
    panelist.send(f"{one}/send", {"version": "2"}, status=403)
    hr.send(f"{one}/send", {"version": "1"}, status=412)
    page = hr.send(f"{one}/send", {"version": "2"})
    link = next(each.text or "" for each in page.all("code")).removeprefix("http://localhost")
    assert link not in hr.get(one).html
    page = applicant.get(link)
    assert [each in page.words for each in texts.values()] == [True] * 3
    with house_of(sqlite_app).reading(SYSTEM) as work:
        read = [each.read_at for each in work.session.exec(select(Feedback))]
        assert not any(read)  # a page that was opened is no act
    page = applicant.send(f"{link}/read")
    assert "You have told the panel that you have read this." in page.words
    assert "Not that we know of" not in panelist.get(one).words
    page = hr.send(f"{one}/link")
    other = next(each.text or "" for each in page.all("code")).removeprefix("http://localhost")
    assert applicant.get(link, 404).words == applicant.get("/a/unknown", 404).words
    applicant.get(other)


def test_a_page_behind_a_link_tells_no_site_no_cache_and_no_search_engine(sqlite_app: Flask, at: Selection) -> None:
    with at.house.writing(at.hr) as work:
        _, token = make_link(work, at.applications[0], "adjustments")
    applicant = a_stranger(sqlite_app)
    for path, status in ((f"/a/{token}", 200), ("/a/unknown", 404)):
        headers = applicant.get(path, status).response.headers
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "ETag" not in headers
    page = applicant.get(f"/a/{token}")
    assert not any(each in page.html for each in (at.applications[0], at.vacancy_id, "Chair Sample"))


def test_a_form_behind_a_link_needs_its_token_and_no_referrer_on_a_secure_address(sqlite_house: House) -> None:
    app = an_app(replace(sqlite_house.settings, secure_cookies=True))
    at = a_selection(house_of(app))
    with at.house.writing(at.hr) as work:
        _, token = make_link(work, at.applications[0], "adjustments")
    client = app.test_client()
    page = client.get(f"/a/{token}", base_url="https://localhost")
    field = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    sent = {"asked": "Questions in writing."}
    path = f"/a/{token}/adjustments"
    assert client.post(path, data=sent, base_url="https://localhost").status_code == 400
    asked = client.post(path, data=sent | {"csrf_token": field}, base_url="https://localhost")
    assert (asked.status_code, asked.headers["Location"]) == (303, f"/a/{token}")
    house_of(app).database.engine.dispose()


def test_the_log_of_a_fault_does_not_open_a_link(
    sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sqlite_app.view_functions, "applicant_link.show", lambda token: 1 / 0)
    assert sqlite_app.test_client().get("/a/a-secret-token").status_code == 500
    assert "GET /a/<token>" in caplog.text
    assert "a-secret-token" not in caplog.text


def test_who_guesses_links_is_stopped_and_only_failures_count(sqlite_app: Flask, at: Selection) -> None:
    with at.house.writing(at.hr) as work:
        _, token = make_link(work, at.applications[0], "adjustments")
    client = sqlite_app.test_client()
    for _ in range(3):
        assert client.get(f"/a/{token}").status_code == 200
    assert client.get("/a/guessed").status_code == 404
    with at.house.writing(SYSTEM) as work:
        [failure] = work.session.exec(select(SignInAttempt)).all()
        work.session.add_all(SignInAttempt(subject=failure.subject, at=failure.at) for _ in range(MOST_FAILURES))
    refused = client.get("/a/guessed")
    assert (refused.status_code, client.get(f"/a/{token}").status_code) == (429, 429)
    assert 0 < int(refused.headers["Retry-After"]) <= timedelta(minutes=15).total_seconds() + 1


def test_no_get_of_these_pages_changes_anything_but_the_record_of_who_looked(sqlite_app: Flask, at: Selection) -> None:
    with at.house.writing(at.chair) as work:
        from service.interviews.concerns import raise_concern

        raise_concern(work, at.vacancy_id, "other", "A concern.")
    before = _everything(at)
    hr = visitor(sqlite_app, at.hr)
    rooms = {"interviews", "interview_scores", "interview_adjustments", "questions", "concerns", "appointments",
             "justifications", "feedback"}  # fmt: skip
    ids = {"vacancy_id": at.vacancy_id, "application_id": at.applications[0], **_ids(at)}
    visited = 0
    for rule in sqlite_app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] in rooms and "GET" in (rule.methods or ()) and rule.arguments <= set(ids):
            path = sqlite_app.url_map.bind("localhost").build(
                rule.endpoint, {name: ids[name] for name in rule.arguments}
            )
            assert hr.client.get(path).status_code in (200, 404, 409), path
            visited += 1
    assert visited > 12
    assert _everything(at) == before
    with at.house.reading(SYSTEM) as work:
        looked = {each.action for each in work.session.exec(select(TrailEvent)) if each.account_id == at.hr.account_id}
    assert looked == {"application.viewed"}


def _ids(at: Selection) -> dict[str, str]:
    from service.models import Interview, InterviewQuestion

    with at.house.reading(SYSTEM) as work:
        return {
            "interview_id": work.session.exec(select(Interview.id)).first() or "",
            "question_id": work.session.exec(select(InterviewQuestion.id)).first() or "",
            "concern_id": work.session.exec(select(Concern.id)).first() or "",
        }


def _everything(at: Selection) -> dict[str, list[str]]:
    """Every row of every table but those that record who looked or signed in."""
    from sqlmodel import SQLModel

    kept_out = {"trail_event", "trail_head", "sign_in_session"}
    with at.house.reading(SYSTEM) as work:
        return {
            name: sorted(str(tuple(row)) for row in work.session.execute(table.select()))
            for name, table in SQLModel.metadata.tables.items()
            if name not in kept_out
        }
