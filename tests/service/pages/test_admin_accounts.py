"""Accounts on pages: made, given other roles, a new password, disabled and enabled, by administrators alone."""

from flask import Flask
from sqlmodel import select

from service.models import Account
from service.trail import SYSTEM
from tests.builders import PASSWORD, a_person, an_account
from tests.service.callers import trail_of
from tests.service.pages.hr_forms import fill_in, send_form
from tests.service.pages.visitor import Visitor, a_stranger, a_visitor
from tests.service.watched_client import house_of

NEW_PASSWORD = "another long enough password"


def signs_in(app: Flask, email: str, password: str) -> bool:
    stranger: Visitor = a_stranger(app)
    stranger.get("/sign-in")
    return stranger.send_only("/sign-in", {"email": email, "password": password}).status_code == 303


def account_called(app: Flask, email: str) -> Account:
    with house_of(app).reading(SYSTEM) as work:
        return work.session.exec(select(Account).where(Account.email == email)).one()


def test_a_panelist_s_account_is_made_for_a_person_of_the_pool(app: Flask) -> None:
    with house_of(app).writing(SYSTEM) as work:
        a_person(work, employee_number="0077", name="Hana Khan")
    admin = a_visitor(app, roles=("admin",))
    typed = {"name": "Hana Khan", "email": "h.khan@trust.example", "roles": ["panelist"], "password": PASSWORD}
    page = fill_in(admin, "/admin/accounts/new", typed, status=422)
    assert "needs its person in the pool" in " ".join(page.faults())
    assert page.value("email") == "h.khan@trust.example"
    assert PASSWORD not in page.html
    page = send_form(admin, page, "/admin/accounts/new", {"person": "0077", "password": PASSWORD})
    assert "Hana Khan, 0077" in page.words
    assert signs_in(app, "h.khan@trust.example", PASSWORD)


def test_every_problem_of_a_new_account_is_listed_at_once(sqlite_app: Flask) -> None:
    admin = a_visitor(sqlite_app, roles=("admin",))
    page = fill_in(admin, "/admin/accounts/new", {"email": "nobody", "password": "short"}, status=422)
    assert len(page.faults()) == 4


def test_other_roles_count_at_once(app: Flask) -> None:
    with house_of(app).writing(SYSTEM) as work:
        account = an_account(work, roles=("hr",), email="x@trust.example")
    admin = a_visitor(app, roles=("admin",))
    path = f"/admin/accounts/{account.id}"
    page = fill_in(admin, f"{path}/roles", {"roles": ["manager"]}, seen=path)
    assert "Recruiting manager" in page.words
    assert "signed out everywhere" in page.words
    page = fill_in(admin, f"{path}/roles", {"roles": []}, seen=path, status=422)
    assert len(page.faults()) == 1


def test_a_new_password_is_typed_twice_and_replaces_the_old(sqlite_app: Flask) -> None:
    with house_of(sqlite_app).writing(SYSTEM) as work:
        account = an_account(work, email="x@trust.example")
    admin = a_visitor(sqlite_app, roles=("admin",))
    path = f"/admin/accounts/{account.id}"
    typed = {"password": NEW_PASSWORD, "repeated": "something else"}
    page = fill_in(admin, f"{path}/password", typed, seen=path, status=422)
    assert page.faults() == ["The two passwords differ. Type the new password twice."]
    fill_in(admin, f"{path}/password", typed | {"repeated": NEW_PASSWORD}, seen=path)
    assert not signs_in(sqlite_app, "x@trust.example", PASSWORD)
    assert signs_in(sqlite_app, "x@trust.example", NEW_PASSWORD)


def test_a_disabled_account_stays_listed_and_signs_in_no_more(app: Flask) -> None:
    with house_of(app).writing(SYSTEM) as work:
        account = an_account(work, email="x@trust.example", name="Jo Smith")
    admin = a_visitor(app, roles=("admin",))
    path = f"/admin/accounts/{account.id}"
    opened = admin.get(path)
    assert "Disabled" in fill_in(admin, f"{path}/disable", seen=path).words
    assert not signs_in(app, "x@trust.example", PASSWORD)
    assert "Jo Smith" in admin.get("/admin/accounts").words
    send_form(admin, opened, f"{path}/disable", status=412)


def test_a_disabled_account_is_enabled_and_signs_in_again_with_what_it_had(app: Flask) -> None:
    with house_of(app).writing(SYSTEM) as work:
        account = an_account(work, roles=("manager",), email="x@trust.example")
    admin = a_visitor(app, roles=("admin",))
    path = f"/admin/accounts/{account.id}"
    fill_in(admin, f"{path}/disable", seen=path)
    opened = admin.get(path)
    page = send_form(admin, opened, f"{path}/enable")
    assert "Recruiting manager" in page.words
    assert "Works" in page.words
    assert signs_in(app, "x@trust.example", PASSWORD)
    assert ("account.enabled", account.id) in trail_of(house_of(app))
    send_form(admin, opened, f"{path}/enable", status=412)
    version = account_called(app, "x@trust.example").version
    page = admin.send(f"{path}/enable", {"version": version}, status=409)
    assert page.faults() == ["This account is not disabled."]


def test_nobody_disables_the_account_they_are_signed_in_with(sqlite_app: Flask) -> None:
    admin = a_visitor(sqlite_app, roles=("admin",))
    own = account_called(sqlite_app, admin.email)
    page = admin.get(f"/admin/accounts/{own.id}")
    assert "signs you out" in page.words
    page = admin.send(f"/admin/accounts/{own.id}/disable", {"version": own.version}, status=422)
    assert "Ask another administrator." in " ".join(page.faults())


def test_only_administrators_open_the_pages_of_accounts(sqlite_app: Flask) -> None:
    for roles in (("hr",), ("manager",), ("panelist",)):
        visitor = a_visitor(sqlite_app, roles=roles)
        assert visitor.client.get("/admin/accounts").status_code == 403
        assert visitor.client.get("/admin/accounts/new").status_code == 403
