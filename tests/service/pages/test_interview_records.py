"""What became of an interview: what its page offers to record when, and how the record is corrected."""

import pytest
from flask import Flask

from service.interviews.decisions import record_decision
from tests.service.interviews.builders import (
    Selection,
    a_selection,
    after_the_interviews,
    agreed_question,
    planned,
    scored,
)
from tests.service.pages.test_interviews import visitor
from tests.service.watched_client import house_of


@pytest.fixture
def at(sqlite_app: Flask) -> Selection:
    return a_selection(house_of(sqlite_app))


def test_before_it_begins_a_page_offers_no_more_than_that_the_applicant_withdrew(
    sqlite_app: Flask, at: Selection
) -> None:
    agreed_question(at)
    made = planned(at)
    words = visitor(sqlite_app, at.chair).get(f"/interviews/{made}").words
    assert "Yes, the applicant has withdrawn" in words
    assert "Was the interview held?" not in words
    with after_the_interviews():
        words = visitor(sqlite_app, at.chair).get(f"/interviews/{made}").words
        assert "Was the interview held? Yes, it was held" in words


def test_the_chair_undoes_a_slip_says_why_and_the_page_tells_it(sqlite_app: Flask, at: Selection) -> None:
    made = planned(at)
    path = f"/interviews/{made}/correct"
    chair = visitor(sqlite_app, at.chair)
    page = chair.get(path)
    assert "Nothing is recorded of this interview yet." in page.words
    assert f"/interviews/{made}" in page.links()
    page = chair.send(f"/interviews/{made}/record", {"version": "1", "state": "withdrawn"})
    assert path in page.links()
    page = chair.get(path)
    assert "It now says: Withdrawn" in page.words
    page = chair.send(path, {"version": page.hidden("version")}, status=422)
    assert page.faults() == [
        "What is right instead is not chosen. Choose one.",
        "The reason is not chosen. Choose one.",
    ]
    typed = {"version": page.hidden("version"), "state": "planned", "reason": "slip"}
    page = chair.send(path, typed)
    assert "What became of the interview is corrected." in page.words
    assert "Chair Sample corrected “Withdrawn” to “Planned”. The wrong answer was chosen." in page.words
    assert path not in page.links()
    chair.send(path, typed, status=412)
    for who in ("panelist", "manager"):
        visitor(sqlite_app, at.people[who]).get(path, 403)
    visitor(sqlite_app, at.shortlister).get(path, 404)


def test_a_record_that_scores_or_a_decision_fix_says_so_and_offers_no_form(sqlite_app: Flask, at: Selection) -> None:
    agreed_question(at)
    with after_the_interviews():
        for number in range(2):
            made = planned(at, number)
            visitor(sqlite_app, at.chair).send(
                f"/interviews/{made}/record", {"version": "1", "state": ("held", "missed")[number]}
            )
            if number:
                with at.house.writing(at.manager) as work:
                    record_decision(work, at.applications[1], "not_selected", "They did not come.", 0)
            else:
                scored(at, made, "chair", 3)
            page = visitor(sqlite_app, at.hr).get(f"/interviews/{made}/correct")
            assert ("Scores of this interview are locked", "A decision about this applicant stands")[
                number
            ] in page.words
            assert "What is right?" not in page.words
            assert "Another time" not in visitor(sqlite_app, at.manager).get(f"/interviews/{made}").words
