"""The whole life of a panel, walked in a real browser by everybody who has a part in it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import select

from service.models import Account, Booking, Invitation, Panel, utc_now
from service.panels.policies import load_default_policies
from service.people.self_description import load_default_features
from service.trail import SYSTEM
from service.work import House
from tests.builders import a_department, a_person, a_policy, a_site, a_vacancy, an_account
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser
Arrive = Callable[[str], Walker]
MUST = ({"id": "mixed", "kind": "not_all_same", "feature": "gender", "strength": "must", "tier": 1},)


@dataclass
class Trust:
    """A small trust: who signs in with which address."""

    house: House
    manager: str
    hr: str

    def asked(self) -> list[str]:
        """The addresses of those whose answer is awaited, in order."""
        with self.house.reading(SYSTEM) as work:
            wanted = select(Account.email).join(Invitation, Invitation.person_id == Account.person_id)  # type: ignore[arg-type]
            return sorted(work.session.exec(wanted.where(Invitation.state == "sent")))

    def let_the_time_come(self) -> None:
        with self.house.writing(SYSTEM) as work:
            now = utc_now()
            for row in [*work.session.exec(select(Panel)), *work.session.exec(select(Booking))]:
                row.starts_at, row.ends_at = now - timedelta(hours=2), now - timedelta(hours=1)


@pytest.fixture
def trust(app: Flask) -> Trust:
    house: House = app.extensions["fairpanel"]
    with house.writing(SYSTEM) as work:
        load_default_features(work)
        load_default_policies(work)
        a_policy(work, name="Mixed panels", precedence=1000, requirements=[dict(each) for each in MUST])
        a_site(work, "site0", "Larkfield General")
        a_department(work, "d0", name="Cardiology")
        boss = a_person(work, name="Ama Boateng", roles=(), job_title="General manager")
        for number, name in enumerate(
            ("Bryn Howell", "Chidi Okafor", "Dilys Marsh", "Esther Lowe", "Farid Khan", "Grace Hill")
        ):
            person = a_person(
                work,
                name=name,
                job_title="Matron",
                roles=("chair",) if number < 3 else ("panelist",),
                features={"gender": "woman" if number % 2 else "man"},
            )
            an_account(work, roles=("panelist",), person=person)
        manager = an_account(work, roles=("manager",), person=boss)
        hr = an_account(work, roles=("hr",), name="Hester Reeve")
        a_vacancy(work, manager=boss, reference="WM-7", title="Ward manager")
        return Trust(house, manager.email, hr.email)


def release(hr: Walker, panel: str) -> None:
    """Release a panel, waiving with a reason what it lacks."""
    hr.go(f"/hr/settle/{panel.rpartition('/')[2]}")
    lacking = hr.page.locator("main textarea[id^=waive-]")
    for number in range(lacking.count()):
        lacking.nth(number).fill("Nobody else is free in time.")
    hr.press("Waive and release" if lacking.count() else "Release")


def test_a_panel_from_the_request_to_the_decision(trust: Trust, arrive: Arrive) -> None:
    manager = arrive(trust.manager)
    manager.go("/vacancies")
    manager.follow("WM-7")
    manager.follow("Request a panel")
    manager.press("Continue")
    manager.type("Date", "2027-10-31")
    manager.type("Time", "01:30")
    manager.press("Continue")
    assert "happens twice" in manager.text()
    manager.type("Date", "2027-01-05")
    manager.type("Time", "10:00")
    manager.type("Date", "2027-01-06", nth=1)
    manager.type("Time", "14.30", nth=1)
    manager.press("Continue")
    manager.type("Name or work e-mail address", "khan")
    manager.press("Search")
    manager.choose("Farid Khan")
    manager.type("Why?", "Related to an applicant")
    manager.press("Add this person")
    manager.follow("Continue")
    manager.page.go_back()
    manager.look()
    assert "Related to an applicant" in manager.text()
    manager.follow("Continue")
    manager.press("Send and find a panel")
    assert "Nobody has been asked yet." in manager.text()
    assert "Farid Khan" not in manager.text()
    panel = manager.path()
    manager.press("Confirm the panel")
    assert "With HR for release" in manager.text()
    assert trust.asked() == []

    hr = arrive(trust.hr)
    release(hr, panel)
    asked = trust.asked()
    assert len(asked) == 2

    leaving = arrive(asked[0])
    leaving.go("/")
    leaving.follow("for Ward manager")
    leaving.open("No, I cannot")
    leaving.choose("I am not free then")
    leaving.press("Decline")
    assert "You have declined." in leaving.text()
    staying = arrive(asked[1])
    staying.go("/assignments")
    staying.follow("for Ward manager")
    staying.press("Yes, I accept")
    staying.follow("Who else sits on this panel")
    assert "Choose somebody" not in staying.text()

    manager.go("/")
    manager.follow("Ward manager")
    assert "Reserve, not asked yet" in manager.text()
    name = manager.page.get_by_role("button", name="Ask ").inner_text()
    manager.press(name)
    assert "With HR for release" in manager.text()
    release(hr, panel)
    (reserve,) = trust.asked()
    stepping_in = arrive(reserve)
    stepping_in.go("/assignments")
    stepping_in.follow("for Ward manager")
    stepping_in.press("Yes, I accept")
    manager.go(panel)
    assert "Everybody has accepted." in manager.text()

    trust.let_the_time_come()
    manager.go("/")
    manager.follow("Ward manager")
    for place in range(2):
        manager.choose("Yes", nth=place)
    manager.press("Record who sat")
    manager.follow("Record the decision on the post")
    manager.type("How many applicants were interviewed?", "4")
    manager.type("How many of them were appointed?", "1")
    manager.press("Record the decision")
    assert "4 interviewed, 1 appointed" in manager.text()
    manager.follow("What happened so far")
    assert "Ama Boateng recorded the decision on the post." in manager.text()
    manager.press("Sign out", main=False)


def test_a_request_that_cannot_be_met_is_explained_and_one_click_helps(trust: Trust, arrive: Arrive) -> None:
    manager = arrive(trust.manager)
    manager.go("/vacancies")
    manager.follow("WM-7")
    manager.follow("Request a panel")
    manager.open("Add a seat")
    manager.page.get_by_label("Where they work").select_option("outside_department")
    manager.press("Add this seat")
    manager.press("Continue")
    manager.type("Date", "2027-01-05")
    manager.type("Time", "10:00")
    manager.press("Continue")
    manager.follow("Nobody: continue")
    manager.press("Send and find a panel")
    assert "Why there is no panel" in manager.text()
    manager.page.get_by_role("button", name="Change this and look again").first.click()
    manager.look()
    assert "Nobody has been asked yet." in manager.text()


def test_a_panelist_keeps_their_own_pages(trust: Trust, arrive: Arrive) -> None:
    with trust.house.reading(SYSTEM) as work:
        email = work.session.exec(select(Account.email).where(Account.name == "Dilys Marsh")).one()
    panelist = arrive(email)
    panelist.go("/availability/weekly")
    panelist.type("From", "09:00")
    panelist.type("To", "8", nth=0)
    panelist.press("Keep these hours")
    assert "the hours end before they begin" in panelist.text()
    panelist.type("To", "12.30", nth=0)
    panelist.press("Keep these hours")
    assert "Monday 09:00 to 12:30" in panelist.text()
    panelist.open("Add days away")
    panelist.type("First day away", "2027-02-01")
    panelist.press("Add these days")
    assert "Monday 1 February 2027" in panelist.text()
    panelist.go("/self-description")
    panelist.choose("I describe it in another way")
    panelist.press("Share this")
    assert "You have not agreed." in panelist.text()
    panelist.choose("I agree that Fairpanel may use what I chose here to compose panels")
    panelist.press("Share this")
    panelist.press("Withdraw it and erase it now")
    assert "You share nothing." in panelist.text()
    panelist.go("/account")
    panelist.go("/nowhere")


def test_opening_and_changing_a_vacancy(trust: Trust, arrive: Arrive) -> None:
    manager = arrive(trust.manager)
    manager.go("/vacancies/new")
    manager.type("Reference", "WM-7")
    manager.press("Open the vacancy")
    assert "There is a problem" in manager.text()
    manager.type("Reference", "WM-8")
    manager.type("Title of the post", "Matron")
    manager.press("Open the vacancy")
    manager.follow("Change this vacancy")
    manager.type("Posts to fill", "2")
    manager.press("Save the changes")
    assert "Posts to fill 2" in manager.text()
    manager.go("/requests")
