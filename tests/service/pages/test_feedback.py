"""The pages of feedback before anything is decided: what is owed shows, is drafted and sent."""

from datetime import date

from flask import Flask

from service.shortlisting.applications import withdraw_application
from tests.service.interviews.builders import a_selection, after_the_interviews, agreed_question, held, planned, utc
from tests.service.pages.visitor import Visitor, a_stranger
from tests.service.security.walk import signed_in
from tests.service.watched_client import house_of


def test_feedback_after_an_interview_nobody_decided_about_is_overdue_in_hrs_list_and_on_the_home_page(
    sqlite_app: Flask,
) -> None:
    at = a_selection(house_of(sqlite_app))
    agreed_question(at)
    made = planned(at)
    with after_the_interviews():
        held(at, made)
        page = Visitor(signed_in(sqlite_app, at.hr), email="already signed in").get("/feedback")
        assert "Tuesday 19 January 2027" in page.words
        assert "should have had feedback by now" not in page.words
    with after_the_interviews(utc(2027, 1, 20, 9)):
        hr = Visitor(signed_in(sqlite_app, at.hr), email="already signed in")
        assert "1 applicant should have had feedback by now." in hr.get("/feedback").words
        assert "Feedback overdue" in hr.get("/").words


def test_who_withdrew_after_the_interview_reads_their_feedback(sqlite_app: Flask) -> None:
    at = a_selection(house_of(sqlite_app))
    agreed_question(at)
    made = planned(at)
    with after_the_interviews():
        held(at, made)
        with at.house.writing(at.hr) as work:
            withdraw_application(work, at.applications[0], 1, date(2027, 1, 5))
        panelist, hr = (Visitor(signed_in(sqlite_app, each), email="signed in") for each in (at.panelist, at.hr))
        one = next(each for each in panelist.get("/feedback").links() if "/feedback/" in each)
        panelist.send(one, {"version": "1", "strengths": "Calm.", "develop": "Figures.", "how": "A diary."})
        page = hr.send(f"{one}/send", {"version": "2"})
        link = next(each.text or "" for each in page.all("code")).removeprefix("http://localhost")
        assert "A diary." in a_stranger(sqlite_app).get(link).words
