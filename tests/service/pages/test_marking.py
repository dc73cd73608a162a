"""Marking by the pages: reading, scoring, saving while one types, two windows, locking, settling."""

import pytest
from flask import Flask
from sqlmodel import select

from service.models import Mark
from service.trail import SYSTEM
from tests.service.pages.hr_forms import fill_in, held
from tests.service.pages.marking_visits import Visits, visits


@pytest.fixture
def seen(sqlite_app: Flask) -> Visits:
    return visits(sqlite_app)


def marks(seen: Visits) -> list[tuple[int | None, str]]:
    with seen.scene.house.reading(SYSTEM) as work:
        return sorted((each.score, each.note) for each in work.session.exec(select(Mark)))


def quietly(seen: Visits, path: str, **fields: str) -> tuple[int, dict[str, object]]:
    """Save as the script does."""
    page = seen.marker.get(path)
    data = {"csrf_token": page.hidden("csrf_token"), **{name.replace("_", "-"): text for name, text in fields.items()}}
    answer = seen.marker.client.post(path, data=data, headers={"Accept": "application/json"})
    return answer.status_code, answer.get_json()


def test_a_shortlister_finds_the_vacancy_marks_criterion_by_criterion_and_locks(app: Flask) -> None:
    seen = visits(app)
    page = seen.marker.get("/marking")
    assert "0 of 8 scores given" in page.words
    page = seen.marker.get(seen.home)
    assert "Go on marking" in page.words
    assert f"/vacancies/{seen.scene.vacancy_id}/concerns" in page.links()
    path = f"{seen.path(0)}/1"
    for place in range(8):
        page = seen.marker.get(path) if place == 0 else page
        number = place // 4 + 1
        assert f"Application {place % 4 + 1} of 4" in page.words
        assert "led a ward" in page.words
        assert f"Guide of criterion {number}" in page.words
        form = next(form for form in page.forms() if form.get("data-autosave") is not None)
        typed = held(form) | {f"score-{number}": "3", "then": "next"}
        page = seen.marker.send(str(form.get("action")), typed)
    assert page.response.request.path == seen.home
    assert "8 of 8 scores given" in page.words
    page = fill_in(seen.marker, f"{seen.home}/lock", {"sure": "yes"}, seen=seen.home)
    assert "Your scores are locked." in page.words
    assert "The others’ scores are shown when everybody has locked theirs." in page.words
    page = seen.marker.get(seen.path(0))
    assert "Save and go on" not in page.words
    assert [score for score, _ in marks(seen)] == [3] * 8


def test_all_criteria_of_one_application_are_saved_together(seen: Visits) -> None:
    path = seen.path(1)
    page = fill_in(seen.marker, path, {"score-1": "4", "note-1": "Three wards.", "score-2": "0", "then": "stay"})
    assert "Saved." in page.words
    assert (page.value("score-1"), page.value("note-1"), page.value("score-2")) == ("4", "Three wards.", "0")
    assert "2 of 8 scores given" in page.words


def test_two_windows_tell_of_each_other_and_nothing_is_lost(seen: Visits) -> None:
    path = seen.path(0)
    page = seen.marker.get(path)
    form = next(form for form in page.forms() if form.get("data-autosave") is not None)
    second = held(form) | {"score-1": "1", "note-1": "Typed in the second window."}
    fill_in(seen.marker, path, {"score-1": "3", "note-1": "From the first window.", "then": "stay"})
    page = seen.marker.send(path, second, status=412)
    assert "Saved in another window meanwhile: 3, “From the first window.”" in page.words
    assert (page.value("score-1"), page.value("note-1")) == ("1", "Typed in the second window.")
    assert marks(seen) == [(3, "From the first window.")]
    form = next(form for form in page.forms() if form.get("data-autosave") is not None)
    seen.marker.send(path, held(form))
    assert marks(seen) == [(1, "Typed in the second window.")]


def test_a_script_saves_what_is_typed_and_is_told_what_stands_in_the_way(seen: Visits) -> None:
    path = seen.path(0)
    assert quietly(seen, path, score_1="2", note_1="So far", version_1="0") == (200, {"versions": {"1": 1}})
    assert quietly(seen, path, score_1="2", note_1="So far", version_1="0") == (200, {"versions": {"1": 1}})
    assert quietly(seen, path, score_1="4", note_1="", version_1="0")[0] == 412
    assert quietly(seen, path, score_1="9", note_1="", version_1="1")[0] == 422
    assert quietly(seen, path, score_1="x", note_1="", version_1="1")[0] == 422
    assert marks(seen) == [(2, "So far")]
    seen.scene.mark_all(seen.scene.markers[0])
    seen.scene.lock(seen.scene.markers[0])
    status, told = quietly(seen, path, score_1="4", note_1="", version_1="1")
    assert (status, told) == (409, {"message": "Your scores are locked: nothing changes any more."})


def test_what_was_typed_into_a_window_left_open_past_the_lock_is_shown_to_copy(seen: Visits) -> None:
    path = seen.path(0)
    page = seen.marker.get(path)
    form = next(form for form in page.forms() if form.get("data-autosave") is not None)
    typed = held(form) | {"score-1": "1", "note-1": "Too late."}
    seen.scene.mark_all(seen.scene.markers[0])
    seen.scene.lock(seen.scene.markers[0])
    page = seen.marker.send(path, typed, status=409)
    assert "It was not saved. Copy from here" in page.words
    assert "Too late." in page.words


def test_an_interview_guarantee_is_said_in_one_sentence_and_nothing_else(sqlite_app: Flask) -> None:
    seen = visits(sqlite_app, guaranteed=(0,))
    said = []
    for place in range(4):
        page = seen.marker.get(seen.path(place))
        said.append("Interview guaranteed if the essential criteria are met." in page.words)
        assert "isabilit" not in page.html
    assert sorted(said) == [False, False, False, True]


def test_whoever_recognises_an_applicant_is_rid_of_them(seen: Visits) -> None:
    path = seen.path(0)
    page = fill_in(seen.marker, f"{path}/recognise", {}, seen=path, status=422)
    assert "You have not said that you recognise this applicant." in page.words
    page = fill_in(seen.marker, f"{path}/recognise", {"know": "yes"}, seen=path)
    assert "The application has left your list." in page.words
    assert "0 of 6 scores given" in page.words
    seen.marker.get(path, 404)


def test_a_leak_is_reported_and_the_text_is_gone_until_it_is_back(seen: Visits) -> None:
    path = seen.path(0)
    page = fill_in(seen.marker, f"{path}/leak", {"leak": " "}, seen=path, status=422)
    assert "Say what gives the applicant away." in page.words
    fill_in(seen.marker, f"{path}/leak", {"leak": "A name in the last line."}, seen=path)
    page = seen.marker.get(path)
    assert "This text is being redacted again." in page.words
    assert "led a ward" not in page.words
    page = seen.hr.get(seen.desk)
    assert "A name in the last line." in page.words
    assert "A name in the last line." not in seen.boss.get(seen.desk).words


def test_differences_are_shown_after_locking_and_settled_with_a_reason(seen: Visits) -> None:
    scene = seen.scene
    first = scene.applications[0]
    seen.marker.get(f"{seen.home}/spread", 409)
    scene.all_locked([{first: [4, 2]}, {first: [1, 2]}])
    page = seen.marker.get(f"{seen.home}/spread")
    assert "Krippendorff" in page.words
    token = scene.token(scene.markers[0], first)
    path = f"{seen.home}/{token}/1/settle"
    assert path in page.links()
    page = fill_in(seen.marker, path, {"score": "", "reason": ""}, status=422)
    assert page.faults() == [
        "The scores given are from 1 to 4. Settle on one from 1 to 4.",
        "The reason is missing or too long. Say in a few words what decided.",
    ]
    page = fill_in(seen.marker, path, {"score": "3", "reason": "It names two wards."})
    assert "3 proposed by Marker 0 (“It names two wards.”)" in page.words
    page = fill_in(seen.visitor(scene.markers[1]), f"{seen.home}/{scene.token(scene.markers[1], first)}/1/settle", {
        "score": "3", "reason": "So I read it too."
    })  # fmt: skip
    assert "3, proposed by Marker 0, confirmed by Marker 1 (“It names two wards. So I read it too.”)" in page.words
    assert len(seen.marker.get(f"{seen.home}/spread?show=all").all("tr")) == 2 + 2 + 8
    other = seen.visitor(scene.markers[1])
    assert token not in other.get(f"{seen.home}/spread").html
    seen.marker.get(f"{seen.home}/{token}/9/settle", 404)


def test_a_criterion_that_is_not_there_is_not_found(seen: Visits) -> None:
    seen.marker.get(f"{seen.path(0)}/9", 404)
    seen.marker.get(f"{seen.path(0)}/0", 404)
