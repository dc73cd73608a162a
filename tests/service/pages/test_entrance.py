"""Signing in and out, and one's own account."""

import pytest
from flask import Flask

from service.security.throttle import PER_ACCOUNT
from service.trail import SYSTEM
from tests.builders import PASSWORD, an_account
from tests.service.pages.visitor import Visitor, a_stranger, a_visitor
from tests.service.watched_client import house_of


def an_email(app: Flask) -> str:
    with house_of(app).writing(SYSTEM) as work:
        return an_account(work, roles=("manager",)).email


def test_whoever_is_not_signed_in_is_asked_to_and_comes_back_to_the_page_they_wanted(sqlite_app: Flask) -> None:
    email, stranger = an_email(sqlite_app), a_stranger(sqlite_app)
    page = stranger.get("/vacancies?state=closed")
    assert page.title == "Sign in – Fairpanel"
    wanted = page.hidden("next")
    answer = stranger.send_only("/sign-in", {"email": email, "password": PASSWORD, "next": wanted})
    assert (answer.status_code, answer.location) == (303, "/vacancies?state=closed")


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "/\nx", "", "x"]
)
def test_signing_in_never_leads_to_another_site(sqlite_app: Flask, elsewhere: str) -> None:
    stranger = a_stranger(sqlite_app)
    typed = {"email": an_email(sqlite_app), "password": PASSWORD, "next": elsewhere}
    assert stranger.send_only("/sign-in", typed).location == "/"


def test_a_wrong_password_keeps_the_address_but_not_the_password(sqlite_app: Flask) -> None:
    email, stranger = an_email(sqlite_app), a_stranger(sqlite_app)
    page = stranger.send("/sign-in", {"email": email, "password": "wrong wrong wrong"}, status=401)
    assert page.value("email") == email
    assert "wrong wrong" not in page.html
    assert page.faults()


def test_an_unknown_address_is_answered_like_a_wrong_password(sqlite_app: Flask) -> None:
    email = an_email(sqlite_app)
    said = [
        a_stranger(sqlite_app).send("/sign-in", {"email": each, "password": "wrong wrong wrong"}, status=401).faults()
        for each in (email, "nobody@trust.example")
    ]
    assert said[0] == said[1]


def test_too_many_wrong_passwords_are_stopped_with_a_sentence_on_how_long(sqlite_app: Flask) -> None:
    email, stranger = an_email(sqlite_app), a_stranger(sqlite_app)
    for _ in range(PER_ACCOUNT):
        stranger.send_only("/sign-in", {"email": email, "password": "wrong wrong wrong"})
    page = stranger.send("/sign-in", {"email": email, "password": PASSWORD}, status=429)
    assert "quarter of an hour" in page.words


def test_signing_out_ends_the_session_for_good(sqlite_app: Flask) -> None:
    visitor = a_visitor(sqlite_app)
    cookie = visitor.client.get_cookie("fairpanel")
    assert cookie is not None
    assert visitor.send("/sign-out").title == "Sign in – Fairpanel"
    visitor.client.set_cookie("fairpanel", cookie.value)
    assert visitor.get("/account").title == "Sign in – Fairpanel"


def test_a_form_without_the_token_is_refused(sqlite_app: Flask) -> None:
    visitor = a_visitor(sqlite_app)
    answer = visitor.client.post("/account/tokens", data={"name": "x", "scopes": "read", "days": "30"})
    assert answer.status_code == 400


def test_a_new_password_works_and_ends_every_other_sign_in(sqlite_app: Flask) -> None:
    visitor = a_visitor(sqlite_app)
    elsewhere = Visitor(sqlite_app.test_client())
    elsewhere.send("/sign-in", {"email": visitor.email, "password": PASSWORD})
    new = "three other random words"
    page = visitor.send("/account/password", {"present": PASSWORD, "password": new, "repeated": new})
    assert "Your password is changed" in page.words
    assert elsewhere.get("/account").title == "Sign in – Fairpanel"
    assert a_stranger(sqlite_app).send("/sign-in", {"email": visitor.email, "password": new}).title.startswith("Home")


@pytest.mark.parametrize(
    ("typed", "where"),
    [
        ({"present": "not the one", "password": "long enough words", "repeated": "long enough words"}, "present"),
        ({"present": PASSWORD, "password": "long enough words", "repeated": "long enough word"}, "repeated"),
        ({"present": PASSWORD, "password": "short", "repeated": "short"}, "password"),
    ],
)
def test_a_password_is_not_changed_by_mistake(sqlite_app: Flask, typed: dict[str, str], where: str) -> None:
    visitor = a_visitor(sqlite_app)
    page = visitor.send("/account/password", typed, status=422)
    assert f"{where}-error" in page.ids()
    assert a_stranger(sqlite_app).send("/sign-in", {"email": visitor.email, "password": PASSWORD})


def test_a_token_is_shown_once_works_and_can_be_revoked(sqlite_app: Flask) -> None:
    visitor = a_visitor(sqlite_app)
    page = visitor.send("/account/tokens", {"name": "<b>report</b>", "scopes": "read", "days": "30"})
    token = next(word for word in page.words.split() if word.startswith("fp_") and len(word) > 20)
    assert token not in visitor.get("/account").html
    headers = {"Authorization": f"Bearer {token}"}
    assert sqlite_app.test_client().get("/account", headers=headers).status_code == 200
    assert visitor.page is not None
    action = next(each.get("action", "") for each in visitor.page.forms() if "/revoke" in each.get("action", ""))
    visitor.send(action)
    assert sqlite_app.test_client().get("/account", headers=headers).status_code == 401


def test_a_token_that_may_do_nothing_is_refused_and_its_name_kept(sqlite_app: Flask) -> None:
    page = a_visitor(sqlite_app).send("/account/tokens", {"name": "report", "days": "30"}, status=422)
    assert page.value("name") == "report"
    assert page.faults()
