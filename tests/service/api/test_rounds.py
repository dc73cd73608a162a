"""Planning rounds over JSON: started once, watched, reviewed, published by HR, and closed to everybody else."""

from flask import Flask

from service.trail import SYSTEM
from tests.service.callers import Caller, a_caller, caller_as, trail_of
from tests.service.panels.planning import Trust, a_trust
from tests.service.panels.situations import MINORITY
from tests.service.watched_client import house_of


def a_trust_and_hr(app: Flask, **more: object) -> tuple[Trust, Caller]:
    trust = a_trust(house_of(app), **more)  # type: ignore[arg-type]
    return trust, caller_as(app, trust.hr)


def test_a_round_goes_from_start_to_published_over_json(app: Flask) -> None:
    trust, hr = a_trust_and_hr(app, requirements=(MINORITY,))
    started = hr.post("/rounds", {"seconds": 20}, key="one")
    assert started.status_code == 201
    assert hr.post("/rounds", {"seconds": 20}, key="one").json == started.json, "sent twice, started once"
    assert started.json is not None
    path = f"/rounds/{started.json['id']}"
    assert started.headers["Location"].endswith(path)
    assert started.json["progress"]["state"] == "queued"
    assert trust.run()
    planned = hr.get(path)
    assert (planned.json["state"], planned.json["counts"]["filled"]) == ("review", 3)
    assert {level["status"] for level in planned.json["levels"]} == {"OPTIMAL"}
    review = hr.get(f"{path}/review").json
    assert [line["kind"] for line in review["lines"]] == ["new"] * 3
    assert review["lines"][0]["lacks"] == ["minority_member"]
    assert all(member["name"] for line in review["lines"] for member in line["planned"]["members"])
    assert ("round.viewed", started.json["id"]) in trail_of(trust.house)
    assert hr.post(f"{path}/publish").status_code == 428
    assert hr.post(f"{path}/publish", version=999).status_code == 412
    assert hr.post(f"{path}/publish", version=planned.headers["ETag"]).json["state"] == "publishing"
    assert trust.run()
    assert hr.get(path).json["state"] == "published"
    assert [line["state"] for line in hr.get(f"{path}/review").json["lines"]] == ["published"] * 3
    assert hr.get("/rounds").json["total"] == 1


def test_a_round_is_cancelled_and_discarded_over_json(sqlite_app: Flask) -> None:
    trust, hr = a_trust_and_hr(sqlite_app, requests=1)
    path = f"/rounds/{hr.post('/rounds', {}).json['id']}"
    assert hr.post(f"{path}/cancel").json["state"] == "discarded"
    assert hr.post(f"{path}/cancel").status_code == 409
    path = f"/rounds/{hr.post('/rounds', {'may_change': True}).json['id']}"
    trust.run()
    version = hr.get(path).headers["ETag"]
    assert hr.post(f"{path}/discard", version=version).json["state"] == "discarded"
    assert not trust.panels()


def test_a_round_that_cannot_be_is_refused_with_each_problem(sqlite_app: Flask) -> None:
    _, hr = a_trust_and_hr(sqlite_app, requests=1)
    answer = hr.post("/rounds", {"seconds": 0, "first_day": "tomorrow", "colour": "red"})
    assert answer.status_code == 422
    assert hr.post("/rounds", {"site_id": "nowhere"}).status_code == 422


def test_nobody_but_hr_learns_of_rounds(sqlite_app: Flask) -> None:
    trust, hr = a_trust_and_hr(sqlite_app, requests=1)
    path = f"/rounds/{hr.post('/rounds', {}).json['id']}"
    for caller in (caller_as(sqlite_app, trust.manager), a_caller(sqlite_app, roles=("admin",))):
        assert caller.get("/rounds").status_code == 403
        assert caller.get(f"{path}/review").status_code == 403
        assert caller.post(f"{path}/cancel").status_code == 403
    with trust.house.reading(SYSTEM) as work:
        assert work.trail.verify(work.session) is None
