"""Tokens and orders say nothing: neither of an application's time, nor its id, nor its writer's surname."""

import random
import secrets
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from scipy.stats import kendalltau
from sqlmodel import select

from service.models import Pseudonym
from service.shortlisting.pseudonyms import keyed_order
from service.trail import SYSTEM
from service.work import House
from tests.service.shortlisting.marking_scene import a_marking_scene

SHORTLISTERS = APPLICATIONS = 200
MEAN, MOST = 0.015, 0.25


def taus() -> dict[str, list[float]]:
    """Kendall's τ of each shortlister's order with application time, id and surname; the keys are fresh."""
    chosen = random.Random(4)
    ids = sorted(str(uuid4()) for _ in range(APPLICATIONS))
    # The surname of each, and the time, are in no relation with the id.
    surnames = {each: f"{chosen.randrange(10**9):09}" for each in ids}
    start = datetime(2026, 11, 1, tzinfo=UTC)
    times = {each: start + timedelta(seconds=chosen.randrange(10**7)) for each in ids}
    arrived = sorted(ids, key=times.__getitem__)
    known = {
        "time": {each: place for place, each in enumerate(arrived)},
        "id": {each: place for place, each in enumerate(ids)},
        "surname": {each: place for place, each in enumerate(sorted(ids, key=surnames.__getitem__))},
    }
    found: dict[str, list[float]] = {name: [] for name in known}
    for _ in range(SHORTLISTERS):
        order = keyed_order(arrived, secrets.token_bytes(32))
        for name, places in known.items():
            found[name].append(float(kendalltau(range(APPLICATIONS), [places[each] for each in order]).statistic))
    return found


def lies_within(found: dict[str, list[float]]) -> bool:
    return all(abs(sum(each) / len(each)) <= MEAN and max(map(abs, each)) <= MOST for each in found.values())


def test_the_order_is_unrelated_to_application_time_id_and_surname() -> None:
    # For random orders of n = 200, τ has variance 2(2n+5)/(9n(n-1)) = 0.00226, so a standard deviation of 0.0475; the
    # mean of 200 has 0.00336. ±0.015 is 4.46 of these (8.2e-6, two-sided), ±0.25 is 5.26 of those (1.5e-7, 200 times):
    # three features fail by chance with less than 1.2e-4. Only two failures with fresh keys count: less than 1.5e-8.
    assert lies_within(taus()) or lies_within(taus())


def test_the_check_on_orders_finds_an_order_that_is_not_shuffled_well() -> None:
    ids = [str(uuid4()) for _ in range(APPLICATIONS)]
    leaning = []
    for seed in range(SHORTLISTERS):
        chosen = random.Random(seed)
        order = sorted(range(len(ids)), key=lambda place, chosen=chosen: place + chosen.gauss(0, 2000))
        leaning.append(float(kendalltau(range(APPLICATIONS), order).statistic))
    assert not lies_within({"time": leaning})


def test_the_key_alone_decides_the_order() -> None:
    ids = [str(uuid4()) for _ in range(50)]
    key = secrets.token_bytes(32)
    assert keyed_order(ids, key) == keyed_order(reversed(ids), key)
    assert keyed_order(ids, key) != keyed_order(ids, secrets.token_bytes(32))
    assert sorted(keyed_order(ids)) == sorted(ids)


def test_tokens_are_128_bits_and_no_two_are_alike(sqlite_house: House) -> None:
    scene = a_marking_scene(sqlite_house, applications=30, markers=3)
    with sqlite_house.reading(SYSTEM) as work:
        rows = list(work.session.exec(select(Pseudonym)))
    tokens = [row.token for row in rows]
    assert len(set(tokens)) == 90
    assert all(len(bytes.fromhex(token)) == 16 for token in tokens)
    assert not [token for token in tokens for each in scene.applications if each.replace("-", "") == token]


def test_guessing_which_of_anothers_tokens_is_mine_gains_nothing(sqlite_house: House) -> None:
    # An attacker pairs two shortlisters' lists by place, and by the order of the tokens themselves. Among 60 × 2
    # guesses each right with 1/60, more than 12 right (expected 2) has probability 4.6e-7.
    scene = a_marking_scene(sqlite_house, applications=60)
    with sqlite_house.reading(SYSTEM) as work:
        rows = list(work.session.exec(select(Pseudonym)))
    lists = {each: [row for row in rows if row.shortlister_id == each] for each in {row.shortlister_id for row in rows}}
    right = 0
    for key in (lambda row: row.position, lambda row: row.token):
        one, other = (sorted(each, key=key) for each in lists.values())
        right += sum(a.application_id == b.application_id for a, b in zip(one, other, strict=True))
    assert right <= 12
    assert scene.state() == "marking"


@pytest.mark.parametrize("markers", [2, 3])
def test_every_shortlister_is_given_every_application_once(house: House, markers: int) -> None:
    scene = a_marking_scene(house, applications=5, markers=markers)
    with house.reading(SYSTEM) as work:
        rows = list(work.session.exec(select(Pseudonym)))
    for shortlister in {row.shortlister_id for row in rows}:
        mine = [row for row in rows if row.shortlister_id == shortlister]
        assert {row.application_id for row in mine} == set(scene.applications)
        assert sorted(row.position for row in mine) == list(range(5))
