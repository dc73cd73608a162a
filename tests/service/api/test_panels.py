"""The life of a panel over JSON: asked for, proposed, confirmed, answered, moved, held, and what came of it."""

import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from service.models import Booking, Panel, utc_now
from service.trail import SYSTEM
from tests.service.callers import Caller, caller_as
from tests.service.small_trust import Trust, a_small_trust
from tests.service.watched_client import house_of


@pytest.fixture
def trust(app: Flask) -> Trust:
    return a_small_trust(house_of(app))


@pytest.fixture
def mara(app: Flask, trust: Trust) -> Caller:
    return caller_as(app, trust.actors["manager"])


@pytest.fixture
def hr(app: Flask, trust: Trust) -> Caller:
    return caller_as(app, trust.actors["hr"])


def a_vacancy(mara: Caller, trust: Trust, **more: Any) -> dict[str, Any]:
    body = {"reference": "V-100", "title": "Charge nurse", "department_id": trust.ids["department_id"], "band": "6"}
    made = mara.post("/vacancies", body | more)
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json
    return found


def test_a_panel_from_the_vacancy_to_the_decision(app: Flask, mara: Caller, hr: Caller, trust: Trust) -> None:
    vacancy = a_vacancy(mara, trust)
    planned = mara.get(f"/vacancies/{vacancy['id']}/planned-seats").json
    asked = {"vacancy_id": vacancy["id"], "starts": ["2027-01-12T10:00", "2027-01-12T14:00:00Z"]}
    request = mara.post("/panel-requests", asked).json
    assert request["seats"] == planned["seats"]
    assert request["starts"] == ["2027-01-12T10:00:00Z", "2027-01-12T14:00:00Z"]
    proposal = mara.post(f"/panel-requests/{request['id']}/proposal").json
    assert proposal["outcome"] == "proposed"
    panel = proposal["panel"]
    assert mara.post(f"/panel-requests/{request['id']}/proposal").json["panel"] == panel
    panel = mara.post(f"/panels/{panel['id']}/confirm", {}, version=panel["version"]).json
    assert {seat["invitation"] for seat in panel["seats"]} == {"sent"}
    for seat in panel["seats"]:  # HR answers for those without an account
        accepted = hr.post(f"/invitations/{seat['invitation_id']}/accept", version=seat["invitation_version"])
        assert accepted.json["state"] == "accepted"
    panel = mara.get(f"/panels/{panel['id']}").json
    assert panel["state"] == "ready"
    early = {"members": [{"person_id": seat["person_id"], "sat": True} for seat in panel["seats"]]}
    assert mara.put(f"/panels/{panel['id']}/attendance", early, version=panel["version"]).json["code"] == "not_begun"
    yesterday = {"starts_at": utc_now() - timedelta(days=1), "ends_at": utc_now() - timedelta(hours=23)}
    with house_of(app).writing(SYSTEM) as work:
        work.session.execute(update(Booking).where(Booking.panel_id == panel["id"]).values(**yesterday))
        work.session.execute(update(Panel).where(Panel.id == panel["id"]).values(**yesterday))
    held = mara.put(f"/panels/{panel['id']}/attendance", early, version=panel["version"]).json
    assert {seat["sat"] for seat in held["seats"]} == {True}
    counts = {"interviewed": 4, "appointed": 1}
    decided = mara.post(f"/panels/{panel['id']}/decisions", counts, version=held["version"], key="d")
    assert decided.status_code == 201
    assert mara.post(f"/panels/{panel['id']}/decisions", counts, version=held["version"], key="d").data == decided.data
    fixed = counts | {"appointed": 2, "reason": "Both said yes.", "second_person": trust.actors["hr"].account_id}
    waiting = mara.post(f"/decisions/{decided.json['id']}/corrections", fixed)
    assert (waiting.status_code, waiting.json["state"]) == (201, "proposed")
    assert len(mara.get(f"/panels/{panel['id']}/decisions").json["items"]) == 1
    [mine] = hr.get("/count-corrections").json["items"]
    assert mara.post(f"/count-corrections/{mine['id']}/confirm", version=mine["version"]).status_code == 404
    corrected = hr.post(f"/count-corrections/{mine['id']}/confirm", version=mine["version"])
    assert corrected.json["corrects_id"] == decided.json["id"]
    assert mara.get(f"/count-corrections/{mine['id']}").json["state"] == "confirmed"
    listed = mara.get(f"/panels/{panel['id']}/decisions").json["items"]
    assert [each["appointed"] for each in listed] == [1, 2]
    assert mara.get(f"/panels/{panel['id']}").json["state"] == "closed"


def test_a_member_declines_and_a_reserve_waits_for_the_confirmer(app: Flask, mara: Caller, trust: Trust) -> None:
    pia = caller_as(app, trust.actors["panelist"])
    mine = pia.get("/me/assignments").json["items"]
    assert [each["invitation_id"] for each in mine] == [trust.ids["invitation_id"]]
    seen = mara.get(f"/panels/{trust.ids['panel_id']}").json
    other = next(seat for seat in seen["seats"] if seat["person_id"] != pia.person_id)
    hr = caller_as(app, trust.actors["hr"])
    declined = hr.post(
        f"/invitations/{other['invitation_id']}/decline", {"reason": "not_free", "note": "Away."},
        version=other["invitation_version"],
    )  # fmt: skip
    assert declined.json["state"] == "declined"
    panel = mara.get(f"/panels/{trust.ids['panel_id']}").json
    assert [each["note"] for each in panel["declined"]] == ["Away."]
    seat = panel["seats"][other["position"]]
    assert seat["invitation"] == "offered"
    assert seat["person_id"] not in (None, other["person_id"])
    sent = mara.post(f"/invitations/{seat['invitation_id']}/send", version=seat["invitation_version"]).json
    assert sent["seats"][other["position"]]["invitation"] == "sent"
    assert pia.get(f"/panels/{trust.ids['panel_id']}").json["declined"] == []


def test_what_cannot_be_filled_says_why_and_one_click_changes_it(mara: Caller, trust: Trust) -> None:
    vacancy = a_vacancy(mara, trust)
    asked = {
        "vacancy_id": vacancy["id"], "starts": ["2027-01-12T10:00"],
        "seats": [*mara.get(f"/vacancies/{vacancy['id']}/planned-seats").json["seats"], {"role": "ambassador"}],
    }  # fmt: skip
    request = mara.post("/panel-requests", asked).json
    answered = mara.post(f"/panel-requests/{request['id']}/proposal", key="p")
    assert (answered.status_code, answered.json["outcome"], answered.json["panel"]) == (200, "unfilled", None)
    why = answered.json["request"]["explanation"]
    assert why["reasons"]
    assert mara.post(f"/panel-requests/{request['id']}/proposal", key="p").data == answered.data
    chosen = {"number": why["changes"][0]["number"]}
    version = answered.json["request"]["version"]
    changed = mara.post(f"/panel-requests/{request['id']}/changes", chosen, version=version).json
    assert (changed["state"], changed["explanation"]) == ("open", None)
    assert mara.post(f"/panel-requests/{request['id']}/proposal").json["outcome"] == "proposed"


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ("2027-03-28T01:30", "does not exist"),
        ("2026-10-25T01:30", "happens twice"),
        ("tomorrow", "not a date and time"),
        ("2027-01-12T10:00\x00", "not text"),
    ],
)
def test_a_time_that_cannot_be_meant_is_refused_with_the_readings(sqlite_app: Flask, start: str, words: str) -> None:
    trust = a_small_trust(house_of(sqlite_app))
    mara = caller_as(sqlite_app, trust.actors["manager"])
    asked = {"vacancy_id": trust.ids["vacancy_id"], "starts": ["2027-01-12T10:00", start]}
    problems = mara.post("/panel-requests", asked).json["problems"]
    assert [problem["where"] for problem in problems] == ["starts.1"]
    assert words in problems[0]["message"]


def test_hr_reads_shortfalls_and_decides(app: Flask, hr: Caller, trust: Trust) -> None:
    shortfalls = hr.get(f"/shortfalls?panel_id={trust.ids['panel_id']}&undecided=true").json["items"]
    assert [each["requirement_id"] for each in shortfalls] == ["minority_member"]
    decision = {"decision": "waive", "reason": "Nobody of the pool shares it."}
    path = f"/shortfalls/{shortfalls[0]['id']}/decision"
    assert hr.put(path, decision).status_code == 428
    assert hr.put(path, decision, version=shortfalls[0]["version"] + 1).status_code == 412
    decided = hr.put(path, decision, version=shortfalls[0]["version"]).json
    assert (decided["decision"], decided["decided_by"]) == ("waive", trust.actors["hr"].account_id)
    helped = hr.get(f"/panels/{trust.ids['panel_id']}/seats/1/prospects").json["items"]
    assert {tuple(each["lacks"]) for each in helped} == {("minority_member",)}


def test_policies_are_drafted_put_in_force_and_followed_by_a_version(mara: Caller, hr: Caller) -> None:
    rule = {"id": "outside", "kind": "at_least_from", "from": "outside_department", "min": 1, "strength": "prefer"}
    body = {"name": "Ours", "seats": [{"role": "chair", "min_band": "post"}], "requirements": [rule]}
    draft = hr.post("/policies", body, key="k").json
    assert (draft["state"], draft["requirements"]) == ("draft", [rule])
    draft = hr.put(f"/policies/{draft['id']}", body | {"notice_days": 3}, version=1).json
    active = hr.post(f"/policies/{draft['id']}/activate", version=draft["version"]).json
    assert hr.put(f"/policies/{draft['id']}", body, version=active["version"]).json["code"] == "not_a_draft"
    second = hr.post(f"/policies/{draft['id']}/versions", body).json
    assert second["number"] == 2
    assert hr.post(f"/policies/{second['id']}/retire", version=1).json["state"] == "retired"
    assert "requirements" not in mara.get(f"/policies/{draft['id']}").json
    assert [each["name"] for each in mara.get("/policies?state=active").json["items"]].count("Ours") == 1


def test_a_file_is_checked_then_committed_as_a_whole(hr: Caller) -> None:
    content = b"Employee Number,Name,Department,Site,Division\n0900,Nia Example,New team,New site,New division\n"

    def upload(content: bytes, key: str | None = None, **more: str) -> Any:
        data = {"kind": "people", "create_missing": "true", "file": (io.BytesIO(content), "people.csv")} | more
        return hr.send("POST", "/imports", key=key, data=data)

    checked = upload(content, key="i")
    assert (checked.status_code, checked.json["report"]["new"]) == (201, 1), checked.text
    assert upload(content, key="i").data == checked.data
    assert upload(content + b"1,X,Y,Z,W\n", key="i").status_code == 422
    where = f"/imports/{checked.json['id']}"
    assert hr.get("/people?text=Nia").json["total"] == 0
    done = hr.post(f"{where}/commit", version=checked.json["version"]).json
    assert done["state"] == "committed"
    assert hr.get("/people?text=Nia").json["total"] == 1
    assert hr.post(f"{where}/commit", version=done["version"]).status_code == 409
    faulty = upload(b"Employee Number,Name\n0901,\n")
    assert faulty.json["report"]["problems"], faulty.text
    assert hr.post(f"/imports/{faulty.json['id']}/discard", version=1).json["state"] == "discarded"
    assert upload(b"").status_code == 422
    assert upload(content, kind="cats").json["problems"][0]["where"] == "kind"
    assert hr.post("/imports", {"kind": "people"}).status_code == 415


def test_a_panel_that_somebody_left_is_repaired_in_one_of_the_ways_listed(
    mara: Caller, hr: Caller, trust: Trust
) -> None:
    vacancy = a_vacancy(mara, trust)
    asked = {"vacancy_id": vacancy["id"], "starts": ["2027-01-12T10:00", "2027-01-12T14:00:00Z"]}
    request = mara.post("/panel-requests", asked).json
    panel = mara.post(f"/panel-requests/{request['id']}/proposal").json["panel"]
    panel = mara.post(f"/panels/{panel['id']}/confirm", {}, version=panel["version"]).json
    assert mara.get(f"/panels/{panel['id']}/repairs").json == {
        "version": panel["version"], "needed": False, "ways": [], "hr_can_look_further": False,
    }  # fmt: skip
    gone = mara.post(f"/panels/{panel['id']}/repairs", {"way": "none"}, version=panel["version"])
    assert (gone.status_code, gone.json["code"]) == (409, "gone")
    decline = {"reason": "not_free", "note": ""}
    for _ in range(20):  # until nobody is left who could simply take the last seat
        found = mara.get(f"/panels/{panel['id']}/repairs").json
        if found["needed"]:
            break
        last = mara.get(f"/panels/{panel['id']}").json["seats"][-1]
        invitation, version = last["invitation_id"], last["invitation_version"]
        if last["invitation"] == "offered":
            mara.post(f"/invitations/{invitation}/send", version=version)
        else:
            hr.post(f"/invitations/{invitation}/decline", decline, version=version)
    assert found["needed"]
    assert "fill" not in {way["kind"] for way in found["ways"]}
    if found["ways"]:
        taken = mara.post(f"/panels/{panel['id']}/repairs", {"way": found["ways"][0]["key"]}, version=found["version"])
        assert taken.status_code == 200
        assert all(seat["person_id"] for seat in taken.json["seats"])
