"""Signing in: throttled by all workers together, under a new session each time, telling strangers nothing."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, update
from sqlmodel import select
from werkzeug.test import TestResponse

from service.errors import SignInRequiredError, TooManyAttemptsError
from service.models import Account, SignInAttempt, SignInSession, utc_now
from service.security import passwords
from service.security.accounts import change_password, disable, set_roles, sign_in, who_holds_session
from service.security.throttle import PER_ACCOUNT_AND_ADDRESS, PER_ADDRESS
from service.trail import SYSTEM
from service.work import House
from tests.builders import PASSWORD, an_account
from tests.service.watched_client import an_app, house_of

EMAIL = "ada@trust.example"


@pytest.fixture
def account(app: Flask) -> Account:
    with house_of(app).writing(SYSTEM) as work:
        return an_account(work, roles=("hr",), email=EMAIL)


def submit(app: Flask, password: str, email: str = EMAIL, client: object = None) -> TestResponse:
    client = client or app.test_client()
    page = client.get("/sign-in").text  # type: ignore[attr-defined]
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="csrf_token"', page)
    assert token is not None
    form = {"email": email, "password": password, "csrf_token": token[1] or token[2]}
    response: TestResponse = client.post("/sign-in", data=form)  # type: ignore[attr-defined]
    return response


def failures(house: House) -> int:
    with house.reading(SYSTEM) as work:
        return work.session.exec(select(func.count()).select_from(SignInAttempt)).one()


def test_the_right_password_opens_a_session(app: Flask, account: Account) -> None:
    client = app.test_client()
    assert submit(app, PASSWORD, client=client).status_code in (302, 303)
    assert client.get("/api/v1/me").json["account_id"] == account.id


@pytest.mark.parametrize("email", [EMAIL, "nobody@trust.example", "a\x00b", "", "x" * 5000])
def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(app: Flask, account: Account, email: str) -> None:
    house = house_of(app)
    with pytest.raises(SignInRequiredError) as refused:
        sign_in(house, email, "wrong", "198.51.100.7")
    assert refused.value.message == "The e-mail address and the password do not belong together."


def test_an_unknown_account_costs_a_password_check_too(sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    checked = []
    verify = passwords._hasher.verify

    def counting(hashed: str, password: bytes) -> bool:
        checked.append(hashed)
        return bool(verify(hashed, password))

    monkeypatch.setattr(passwords, "_hasher", type("Counting", (), {"verify": staticmethod(counting)}))
    with pytest.raises(SignInRequiredError):
        sign_in(house_of(sqlite_app), "nobody@trust.example", "wrong", "198.51.100.7")
    assert len(checked) == 1


def test_two_applications_on_one_database_throttle_together(app: Flask, account: Account) -> None:
    other = an_app(house_of(app).settings)
    for attempt in range(PER_ACCOUNT_AND_ADDRESS):
        assert submit((app, other)[attempt % 2], "wrong").status_code == 401
    for each in (app, other):
        assert submit(each, PASSWORD).status_code == 429
    with pytest.raises(TooManyAttemptsError) as refused:
        sign_in(house_of(app), EMAIL, PASSWORD, "127.0.0.1")
    assert 0 < refused.value.retry_after <= 901
    house_of(other).database.engine.dispose()


def test_attempts_made_at_once_cannot_slip_under_the_limit(app: Flask, account: Account) -> None:
    house = house_of(app)

    def attempt(_: int) -> str:
        try:
            sign_in(house, EMAIL, "wrong", "198.51.100.7")
        except (SignInRequiredError, TooManyAttemptsError) as error:
            return type(error).__name__
        raise AssertionError("It was let in.")

    with ThreadPoolExecutor(24) as pool:
        answers = list(pool.map(attempt, range(24)))
    assert answers.count("SignInRequiredError") == PER_ACCOUNT_AND_ADDRESS


def test_a_stranger_elsewhere_does_not_lock_the_owner_out(app: Flask, account: Account) -> None:
    house = house_of(app)
    for _ in range(PER_ACCOUNT_AND_ADDRESS + 1):
        with pytest.raises((SignInRequiredError, TooManyAttemptsError)):
            sign_in(house, EMAIL, "wrong", "203.0.113.9")
    assert sign_in(house, EMAIL, PASSWORD, "198.51.100.7")


def test_one_address_cannot_try_many_accounts(sqlite_house: House) -> None:
    for number in range(PER_ADDRESS):
        with pytest.raises(SignInRequiredError):
            sign_in(sqlite_house, f"{number}@trust.example", "wrong", "203.0.113.9")
    with pytest.raises(TooManyAttemptsError):
        sign_in(sqlite_house, "another@trust.example", "wrong", "203.0.113.9")


def test_success_forgets_failures_and_is_none_itself(app: Flask, account: Account) -> None:
    house = house_of(app)
    for _ in range(PER_ACCOUNT_AND_ADDRESS * 3):
        sign_in(house, EMAIL, PASSWORD, "198.51.100.7")
    assert failures(house) == 0


def test_failures_count_for_a_quarter_of_an_hour(app: Flask, account: Account) -> None:
    house = house_of(app)
    for _ in range(PER_ACCOUNT_AND_ADDRESS):
        with pytest.raises(SignInRequiredError):
            sign_in(house, EMAIL, "wrong", "198.51.100.7")
    with house.writing(SYSTEM) as work:
        work.session.execute(update(SignInAttempt).values(at=utc_now() - timedelta(minutes=16)))
    assert sign_in(house, EMAIL, PASSWORD, "198.51.100.7")


def test_each_sign_in_has_a_session_of_its_own_and_ends_the_one_it_replaces(app: Flask, account: Account) -> None:
    house = house_of(app)
    first, _ = sign_in(house, EMAIL, PASSWORD, "198.51.100.7")
    second, _ = sign_in(house, EMAIL, PASSWORD, "198.51.100.7", replaces=first)
    assert first != second
    assert who_holds_session(house, first) is None
    assert who_holds_session(house, second) is not None


def test_a_session_is_kept_as_a_hash_and_ends_by_itself(app: Flask, account: Account) -> None:
    house = house_of(app)
    token, _ = sign_in(house, EMAIL, PASSWORD, "198.51.100.7")
    with house.writing(SYSTEM) as work:
        row = work.session.exec(select(SignInSession)).one()
        assert token not in (row.token_hash, row.account_id)
        row.expires_at = utc_now() - timedelta(seconds=1)
    assert who_holds_session(house, token) is None


@pytest.mark.parametrize("change", ["roles", "password", "disabled"])
def test_a_change_of_rights_ends_every_session(app: Flask, account: Account, change: str) -> None:
    house = house_of(app)
    client = app.test_client()
    submit(app, PASSWORD, client=client)
    assert client.get("/api/v1/me").status_code == 200
    with house.writing(SYSTEM) as work:
        if change == "roles":
            set_roles(work, account.id, ["manager"], account.version)
        elif change == "password":
            change_password(work, account.id, "another long password")
        else:
            disable(work, account.id, account.version)
    assert client.get("/api/v1/me").status_code == 401


def test_a_disabled_account_cannot_sign_in_with_the_right_password(app: Flask, account: Account) -> None:
    house = house_of(app)
    with house.writing(SYSTEM) as work:
        disable(work, account.id, account.version)
    with pytest.raises(SignInRequiredError):
        sign_in(house, EMAIL, PASSWORD, "198.51.100.7")


def test_passwords_are_hashed_with_argon2id_and_long_ones_are_no_way_in(sqlite_house: House) -> None:
    with sqlite_house.writing(SYSTEM) as work:
        account = an_account(work, email=EMAIL)
        change_password(work, account.id, "x" * passwords.MOST)
        assert account.password_hash.startswith("$argon2id$")
    with pytest.raises(SignInRequiredError):
        sign_in(sqlite_house, EMAIL, "x" * (passwords.MOST + 1), "198.51.100.7")
