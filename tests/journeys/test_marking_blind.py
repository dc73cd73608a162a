"""Blind marking, walked in a real browser: three windows, saving while one types, locking, the reveal, decisions."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlmodel import select

from service.models import Mark
from service.trail import SYSTEM
from tests.journeys.walker import Walker
from tests.service.shortlisting.marking_scene import MarkingScene, a_marking_scene, email_of

pytestmark = pytest.mark.browser
Arrive = Callable[[str], Walker]
TEXT = "[Name] led a ward of 28 beds for three years. They taught new starters & kept the rota.\n\n" * 12


@pytest.fixture
def scene(app: Flask) -> MarkingScene:
    return a_marking_scene(
        app.extensions["fairpanel"], applications=2, guaranteed=(0,), started=False, texts=[TEXT] * 2
    )


def email(scene: MarkingScene, who: str, place: int = 0) -> str:
    actor = scene.markers[place] if who == "marker" else getattr(scene, who)
    with scene.house.reading(SYSTEM) as work:
        return email_of(work, actor)


def kept(scene: MarkingScene) -> list[tuple[int | None, str]]:
    with scene.house.reading(SYSTEM) as work:
        return sorted((each.score, each.note) for each in work.session.exec(select(Mark)))


def until_it_says(walker: Walker, words: str) -> None:
    walker.page.locator("#save-status", has_text=words).wait_for()


def test_from_the_rules_to_the_decisions(scene: MarkingScene, arrive: Arrive, scripted: bool) -> None:
    boss = arrive(email(scene, "boss"))
    desk = f"/vacancies/{scene.vacancy_id}/shortlisting"
    boss.go(desk)
    boss.press("Begin marking")
    for place in range(2):
        walk_through(arrive(email(scene, "marker", place)), lock=True)
    one = arrive(email(scene, "marker"))
    one.go("/marking")
    one.follow("Ward manager")
    one.follow("See the spread of the scores")
    assert "No scores differ." in one.text()
    one.follow("All scores")
    boss.go(desk)
    boss.type("Why now?", "Everybody has locked.")
    boss.choose("Marking is finished, and this is final")
    boss.press("Reveal the applicants")
    assert "Interview guaranteed" in boss.text()
    boss.page.get_by_label("Invite", exact=True).first.check()
    boss.type("Reason for all you chose above, where you gave none of their own", "Meets every criterion.")
    boss.press("Record these decisions")
    assert "Decided on 1 applicant." in boss.text()


def walk_through(walker: Walker, *, lock: bool) -> None:
    """Mark criterion by criterion with the keyboard alone, as far as the browser lets one."""
    walker.go("/marking")
    walker.follow("Ward manager")
    walker.follow("Go on marking")
    for _ in range(4):
        walker.page.locator("main input[type=radio]").first.focus()
        walker.page.keyboard.press("Space")
        for _ in range(3):
            walker.page.keyboard.press("ArrowRight")
        if walker.scripted:
            until_it_says(walker, "Saved")
        walker.page.get_by_role("button", name="Save and go on").focus()
        with walker.page.expect_navigation():
            walker.page.keyboard.press("Enter")
    walker.look()
    assert "4 of 4 scores given" in walker.text()
    if lock:
        walker.choose("My scores are final")
        walker.press("Lock my scores")
        assert "Your scores are locked." in walker.text()


@pytest.mark.parametrize("scripted", [True], indirect=True)  # without a script nothing is saved but by a button
def test_a_closed_browser_and_a_second_window_lose_nothing(scene: MarkingScene, arrive: Arrive) -> None:
    boss = arrive(email(scene, "boss"))
    boss.go(f"/vacancies/{scene.vacancy_id}/shortlisting")
    boss.press("Begin marking")
    path = f"/marking/{scene.vacancy_id}/{scene.tokens(scene.markers[0])[0]}"
    one = arrive(email(scene, "marker"))
    one.go(path)
    one.type("Note on criterion 1 (optional)", "Typed and left.")
    one.page.goto(one.address + "/marking")  # left before anything was saved by a button
    for _ in range(50):
        if kept(scene):
            break
        one.page.wait_for_timeout(100)
    one.go(path)
    assert one.page.get_by_label("Note on criterion 1 (optional)").input_value() == "Typed and left."
    second = Walker(one.page.context.new_page(), one.address, one.scripted)
    second.go(path)
    second.page.get_by_label("3", exact=True).first.check()
    until_it_says(second, "Saved")
    one.type("Note on criterion 1 (optional)", "Something else.")
    until_it_says(one, "another window has saved something else")
    one.press("Save")
    assert "Saved in another window meanwhile: 3, “Typed and left.”" in one.text()
    assert one.page.get_by_label("Note on criterion 1 (optional)").input_value() == "Something else."
    one.press("Save")
    assert (None, "Something else.") in kept(scene)
