"""What a manager and a panelist are answered is the same, byte for byte, whatever people share about themselves.

The same requests are made of trusts that differ in self-descriptions alone. Who was proposed may differ; names and ids
are therefore replaced by the order in which they are met, and instants of this very moment by a word.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from service.migrations.upgrade import upgrade
from service.panels.policies import activate_policy, create_policy
from service.panels.policy_rules import PolicyInput
from service.people.self_description import load_default_features
from service.trail import SYSTEM
from service.work import House
from tests.builders import a_department, a_person, an_account
from tests.conftest import settings_for
from tests.service.callers import Caller, a_token, caller_as
from tests.service.small_trust import Actor
from tests.service.watched_client import an_app, house_of

POOL = 18
RULES = (
    {"id": "minority_member", "kind": "at_least", "feature": "ethnicity", "value": "minority", "min": 1,
     "strength": "must", "tier": 1},
    {"id": "mixed_gender", "kind": "not_all_same", "feature": "gender", "strength": "explain", "tier": 1},
    {"id": "outside", "kind": "at_least_from", "from": "outside_department", "min": 1, "strength": "prefer", "tier": 2},
)  # fmt: skip
SEATS = ({"role": "chair", "from": "anywhere"}, {"role": "panelist", "from": "anywhere"})
Features = Mapping[str, str]
WORLDS: dict[str, list[Features | None]] = {
    "nobody shares anything": [None] * POOL,
    "everybody is alike": [{"ethnicity": "white", "gender": "man"}] * POOL,
    "every rule can be met": [
        {"ethnicity": "minority" if number % 2 else "white", "gender": "woman" if number % 3 else "man"}
        for number in range(POOL)
    ],
    "one person alone meets the rule": [{"ethnicity": "minority", "gender": "woman"}] + [None] * (POOL - 1),
}


@pytest.fixture(scope="module")
def transcripts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    return {name: list(transcript(tmp_path_factory.mktemp("world"), shared)) for name, shared in WORLDS.items()}


@pytest.mark.parametrize("other", list(WORLDS)[1:])
def test_managers_and_panelists_read_the_same_whatever_people_share(
    transcripts: dict[str, list[str]], other: str
) -> None:
    first, second = transcripts[next(iter(WORLDS))], transcripts[other]
    for one, same in zip(first, second, strict=True):
        assert one == same


def test_the_worlds_do_differ_for_hr(transcripts: dict[str, list[str]]) -> None:
    assert len(transcripts["nobody shares anything"]) > 20
    assert all("500" not in line.split(" -> ")[1][:3] for line in transcripts["every rule can be met"])


def transcript(folder: Path, shared: list[Features | None]) -> Iterator[str]:
    """Yield every answer of one walk through a panel's life, made comparable."""
    settings = settings_for(f"sqlite:///{folder}/world.sqlite3")
    upgrade(House(settings).database.engine)
    app = an_app(settings)
    house = house_of(app)
    with house.writing(SYSTEM) as work:
        load_default_features(work)
        policy = create_policy(work, PolicyInput(name="All posts", seats=SEATS, requirements=RULES))
        activate_policy(work, policy.id, policy.version)
        department = a_department(work, "d0")
        boss = a_person(work, roles=(), department="d0", name="Mara Manager")
        account = an_account(work, roles=("manager",), person=boss, email="mara@trust.example")
        manager = Actor(account.id, account.name, boss.id, frozenset({"manager"}))
        tokens = {}
        for number, features in enumerate(shared):
            # Alike in all that is not protected.
            person = a_person(
                work, roles=("chair", "panelist"), department="d1", name=f"Somebody {number:02}", features=features
            )
            own = an_account(work, roles=("panelist",), person=person)
            tokens[person.id] = a_token(work, own)
    met: dict[str, str] = {}
    mara = caller_as(app, manager)

    def told(caller: Caller, method: str, path: str, body: Any = None, **more: Any) -> TestResponse:
        response = caller.send(method, path, body, **more)
        lines.append(_comparable(method, path, response, met))
        return response

    lines: list[str] = []
    new = {"reference": "V-1", "title": "Ward manager", "department_id": department.id, "band": "7"}
    vacancy = told(mara, "POST", "/vacancies", new).json
    asked = {"vacancy_id": vacancy["id"], "starts": ["2027-01-05T10:00", "2027-01-05T14:00"]}
    request = told(mara, "POST", "/panel-requests", asked, key="once").json
    place = f"/panel-requests/{request['id']}"
    panel = told(mara, "POST", f"{place}/proposal").json["panel"]
    where = f"/panels/{panel['id']}"
    for path in (place, "/panel-requests", "/panels", where, f"{where}/seats/1/colleagues", "/policies", "/vacancies"):
        told(mara, "GET", path)
    told(mara, "GET", "/shortfalls")
    panel = told(mara, "POST", f"{where}/confirm", {"auto_invite": True}, version=panel["version"]).json
    assert panel["state"] == "awaiting_release"
    told(mara, "POST", f"{where}/release", {}, version=panel["version"])
    member = panel["seats"][1]["person_id"]
    pia = Caller(app.test_client(), {"Authorization": f"Bearer {tokens[member]}"})
    told(pia, "GET", "/me/assignments")
    told(pia, "GET", where)
    panel = told(mara, "POST", f"{where}/move", {"starts_at": "2027-01-06T11:00"}, version=panel["version"]).json
    able = told(mara, "GET", f"{where}/seats/0/colleagues").json["items"]
    swap = {"person_id": able[0]["person_id"]}
    panel = told(mara, "POST", f"{where}/seats/0/swap", swap, version=panel["version"]).json
    told(mara, "GET", where)
    told(mara, "POST", f"{where}/cancel", {"reason": "Over."}, version=panel["version"])
    again = told(mara, "POST", f"{place}/proposal").json
    told(mara, "GET", f"/panels/{again['panel']['id']}")
    told(mara, "POST", f"{place}/cancel", {"reason": "Over."}, version=again["request"]["version"])
    told(mara, "GET", place)
    told(mara, "GET", "/panels")
    house.database.engine.dispose()
    yield from lines


def _comparable(method: str, path: str, response: TestResponse, met: dict[str, str]) -> str:
    def ordinal(match: re.Match[str]) -> str:
        return met.setdefault(match[0], f"#{len(met)}")

    headers = sorted((name, value) for name, value in response.headers if name != "Set-Cookie")
    told = f"{method} {path} -> {response.status_code} {headers} {response.text}"
    told = re.sub(r'(ETag\', \'"(?:\d+-)?)[0-9a-f]{12}', r"\1…", told)  # a hash of the very bytes that are compared
    told = re.sub(r"nonce-[\w-]+", "nonce", told)
    told = re.sub(r'("(?:created|sent|answered|activated)_at|"hold_until)":"[^"]*"', r'\1":"now"', told)
    told = re.sub(r"Somebody \d\d", "Somebody", told)
    told = re.sub(r"0{4}\d{4}|person\d+@", "…", told)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", ordinal, told)
