"""People over JSON: HR keeps the records, panelists their own hours and what they share, managers find colleagues."""

import pytest
from flask import Flask

from service.trail import SYSTEM
from tests.service.callers import Caller, a_caller, caller_as, trail_of
from tests.service.small_trust import Trust, a_small_trust
from tests.service.watched_client import house_of


@pytest.fixture
def app(sqlite_app: Flask) -> Flask:
    """The database plays no part in these doors; the use cases behind them are tried on both."""
    return sqlite_app


@pytest.fixture
def trust(app: Flask) -> Trust:
    return a_small_trust(house_of(app))


@pytest.fixture
def hr(app: Flask, trust: Trust) -> Caller:
    return caller_as(app, trust.actors["hr"])


@pytest.fixture
def pia(app: Flask, trust: Trust) -> Caller:
    return caller_as(app, trust.actors["panelist"])


def test_hr_adds_changes_and_finds_a_person(hr: Caller, trust: Trust) -> None:
    place = {"department_id": trust.ids["department_id"], "site_id": trust.ids["site_id"]}
    made = hr.post("/people", {"name": "Ada Example", "employee_number": "0042", "band": "Band 8A"} | place)
    assert (made.status_code, made.json["band"], made.json["employee_number"]) == (201, "8a", "0042")
    where = f"/people/{made.json['id']}"
    assert hr.get(where).json == made.json
    person = hr.put(f"{where}/roles/ambassador", {"shadowing_done_on": "2026-02-01"}, version=1).json
    assert [role["role"] for role in person["roles"]] == ["ambassador"]
    trained = {"kind": "recruitment", "completed_on": "2026-01-05"}
    person = hr.post(f"{where}/training", trained, version=person["version"], key="t").json
    assert hr.post(f"{where}/training", trained, version=2, key="t").json == person
    record = person["training"][0]
    person = hr.delete(f"{where}/training/{record['id']}", version=person["version"]).json
    assert person["training"] == []
    gone = hr.put(f"{where}/last-day", {"left_on": "2026-01-31"}, version=person["version"])
    assert gone.json["left_on"] == "2026-01-31"
    assert hr.get("/people?text=ada").json["total"] == 0
    assert [each["name"] for each in hr.get("/people?text=ada&state=left").json["items"]] == ["Ada Example"]


def test_people_are_listed_by_page_with_the_totals_beside_them(hr: Caller) -> None:
    first = hr.get("/people?size=3").json
    assert (len(first["items"]), first["page"], first["size"], first["total"], first["pages"]) == (3, 1, 3, 7, 3)
    third = hr.get("/people?size=3&page=3").json
    assert len(third["items"]) == 1
    names = [each["name"] for number in (1, 2, 3) for each in hr.get(f"/people?size=3&page={number}").json["items"]]
    assert names == sorted(names)
    assert hr.get("/people?page=9").json["items"] == []


def test_a_manager_finds_colleagues_by_a_few_words_alone(app: Flask, trust: Trust) -> None:
    mara = caller_as(app, trust.actors["manager"])
    found = mara.get("/people/find?text=Pia").json["items"]
    assert [list(each) for each in found] == [["id", "name", "job_title", "department"]]
    assert mara.get("/people/find?text=P").json["items"] == []
    assert mara.get(f"/people/{found[0]['id']}").status_code == 403


def test_a_panelist_keeps_their_own_hours(pia: Caller) -> None:
    place = "/me/availability"
    version = pia.get(place).json["version"]
    hours = [
        {"weekday": 1, "starts_at": "09:00", "ends_at": "12:00"},
        {"weekday": 1, "starts_at": "12:00", "ends_at": "24:00"},
    ]
    kept = pia.put(f"{place}/weekly-hours", {"weekly": hours}, version=version).json
    assert kept["weekly"] == [{"weekday": 1, "starts_at": "09:00", "ends_at": "24:00"}]
    away = pia.post(f"{place}/leave", {"first_day": "2027-01-12", "last_day": "2027-01-12"}, version=kept["version"])
    assert away.status_code == 201
    busy = {"starts_at": "2027-01-05T10:00:00+01:00", "ends_at": "2027-01-05T11:00:00+01:00"}
    added = pia.post(f"{place}/busy-times", busy, version=away.json["version"]).json
    assert added["busy"][0]["starts_at"] == "2027-01-05T09:00:00Z"
    free = pia.get(f"{place}/free?first_day=2027-01-04&last_day=2027-01-17").json["items"]
    assert free == [{"starts_at": "2027-01-05T10:00:00Z", "ends_at": "2027-01-06T00:00:00Z"}]
    paused = pia.put(f"{place}/pause", {"first_day": "2027-01-04"}, version=added["version"]).json
    assert pia.get(f"{place}/free?first_day=2027-01-04&last_day=2027-01-17").json["items"] == []
    capped = pia.put(f"{place}/cap", {"cap": 1}, version=paused["version"]).json
    resumed = pia.delete(f"{place}/pause", version=capped["version"]).json
    assert (resumed["paused_from"], resumed["cap"]) == (None, 1)
    for name, entries in (("busy-times", "busy"), ("leave", "leave"), ("exceptions", "exceptions")):
        for entry in resumed[entries]:
            resumed = pia.delete(f"{place}/{name}/{entry['id']}", version=resumed["version"]).json
        assert resumed[entries] == []


def test_what_one_shares_is_given_changed_and_withdrawn_by_oneself(app: Flask, hr: Caller, pia: Caller) -> None:
    place = "/me/self-description"
    assert pia.get(place).json["version"] == 0
    given = {"features": {"gender": "woman"}, "consent": True}
    refused = pia.put(place, given | {"consent": False}, version=0)
    assert [problem["where"] for problem in refused.json["problems"]] == ["consent"]
    shared = pia.put(place, given, version=0).json
    assert shared["features"] == {"gender": "woman"}
    before = len(trail_of(house_of(app)))
    assert hr.get(f"/people/{pia.person_id}/self-description").json["features"] == {"gender": "woman"}
    assert trail_of(house_of(app))[before:] == [("self_description.viewed", pia.person_id)]
    withdrawn = pia.delete(place, version=shared["version"]).json
    assert (withdrawn["features"], withdrawn["withdrawn_at"] is None) == ({}, False)
    assert {code["code"] for code in pia.get("/features").json["items"][0]["values"]}
    assert "woman" not in str(hr.get("/trail").json)


def test_a_person_s_own_door_is_closed_to_an_account_without_one(app: Flask) -> None:
    nobody = a_caller(app, roles=("panelist",))
    for path in ("/me/availability", "/me/self-description"):
        assert nobody.get(path).status_code == 404
    assert nobody.get("/me/assignments").json["items"] == []


def test_the_trail_is_read_newest_first_and_narrowed(hr: Caller, app: Flask) -> None:
    whole = hr.get("/trail?size=200").json
    numbers = [event["number"] for event in whole["items"]]
    assert numbers == sorted(numbers, reverse=True)
    some = hr.get("/trail?action=panel.confirmed").json
    assert [event["action"] for event in some["items"]] == ["panel.confirmed"]
    assert hr.get("/trail?subject_id=nothing").json["total"] == 0
    with house_of(app).reading(SYSTEM) as work:
        assert work.trail.verify(work.session) is None
