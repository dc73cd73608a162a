"""Visitors of the pages: they sign in by the form, send what the forms hold, and look hard at every page they get."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from service.models import Person
from service.trail import SYSTEM
from tests.builders import PASSWORD, a_person, an_account
from tests.service.watched_client import house_of

LABELLED = {"input", "select", "textarea"}


class Page:
    """A page, parsed strictly: a stray tag is an error."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.html = response.get_data(as_text=True)
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        self.root: Element = parser.parse(self.html)

    @property
    def words(self) -> str:
        """Everything there is to read, in one line."""
        body = self.root.find("body")
        assert body is not None
        return " ".join(" ".join(part for each in _readable(body) for part in [each]).split())

    @property
    def title(self) -> str:
        found = self.root.find("head/title")
        assert found is not None
        return "".join(found.itertext())

    def all(self, tag: str) -> list[Element]:
        return list(self.root.iter(tag))

    def forms(self) -> list[Element]:
        return self.all("form")

    def hidden(self, name: str) -> str:
        """The value of the first hidden field of this name."""
        return next(each.get("value", "") for each in self.all("input") if each.get("name") == name)

    def value(self, name: str) -> str:
        """What stands in a field."""
        for each in self.root.iter():
            if each.get("name") != name or each.tag not in LABELLED:
                continue
            if each.tag == "textarea":
                return (each.text or "").removeprefix("\n")
            if each.tag == "select":
                chosen = [option for option in each.iter("option") if option.get("selected") is not None]
                return chosen[0].get("value", "") if chosen else ""
            if each.get("type") in ("radio", "checkbox"):
                if each.get("checked") is not None:
                    return each.get("value", "")
                continue
            return each.get("value", "")
        return ""

    def faults(self) -> list[str]:
        """The entries of the error summary, each of which must lead to a field."""
        lists = [each for each in self.all("ul") if "nhsuk-error-summary__list" in each.get("class", "")]
        for link in [link for each in lists for link in each.iter("a")]:
            assert link.get("href", "")[:1] == "/" or link.get("href", "")[1:] in self.ids(), (
                f"The error summary leads nowhere: {link.get('href')}"
            )
        return [" ".join("".join(item.itertext()).split()) for each in lists for item in each.iter("li")]

    def ids(self) -> list[str]:
        return [found for each in self.root.iter() if (found := each.get("id")) is not None]

    def links(self) -> list[str]:
        return [found for each in self.all("a") if (found := each.get("href")) is not None]


def look_hard(page: Page) -> None:
    """Check what every page owes its reader."""
    where = page.response.request.path
    assert page.title.endswith(" – Fairpanel"), f"{where}: {page.title!r}"
    assert not page.title.startswith(" –"), f"{where} has no title."
    assert page.title.startswith("Error: ") == bool(page.faults()), f"{where}: {page.title!r}"
    headings = [" ".join("".join(each.itertext()).split()) for each in page.all("h1")]
    assert len(headings) == 1, f"{where} has {len(headings)} first headings."
    assert headings[0], f"{where} has an empty first heading."
    assert page.root.get("lang") == "en-GB", where
    ids = page.ids()
    assert len(ids) == len(set(ids)), f"{where} has ids twice: {sorted({each for each in ids if ids.count(each) > 1})}"
    _check_labels(page, where)
    _check_addresses(page, where)
    nonce = re.search(r"'nonce-([^']+)'", page.response.headers["Content-Security-Policy"])
    assert nonce, where
    for script in page.all("script"):
        assert script.get("src") or script.get("nonce") == nonce[1], f"{where} has a script that the browser refuses."
    for each in page.root.iter():
        assert each.get("style") is None, f"{where} has a style that the browser refuses."
        assert not [name for name in each.attrib if name.startswith("on")], f"{where} has a script in an attribute."
    for form in page.forms():
        if form.get("method", "get").lower() == "post":
            names = [each.get("name") for each in form.iter("input")]
            assert "csrf_token" in names, f"{where} has a form without a CSRF token."


def _check_labels(page: Page, where: str) -> None:
    labels = {each.get("for") for each in page.all("label") if "".join(each.itertext()).strip()}
    for each in page.root.iter():
        if each.tag in LABELLED and each.get("type") != "hidden":
            assert each.get("id") in labels or each.get("aria-label"), f"{where}: {each.get('name')} has no label."
    for button in page.all("button"):
        assert "".join(button.itertext()).strip(), f"{where} has a button without words."
    for group in page.all("fieldset"):
        assert group.find("legend") is not None, f"{where} has a fieldset without a legend."


def _check_addresses(page: Page, where: str) -> None:
    for each in page.root.iter():
        for name in ("href", "src", "action"):
            address = each.get(name)
            if address is not None:
                assert re.match(r"[/?#]|$", address), f"{where} reaches out to {address}"
                assert not address.startswith("//"), f"{where} reaches out to {address}"


@dataclass
class Visitor:
    """Somebody with a browser that runs no script."""

    client: FlaskClient
    email: str = ""
    person_id: str | None = None
    page: Page | None = None

    def get(self, path: str, status: int = 200) -> Page:
        """Go to a page, through redirects."""
        return self._arrive(self.client.get(path, follow_redirects=True), status)

    def send(self, path: str, typed: Mapping[str, Any] | None = None, *, status: int = 200) -> Page:
        """Send a form with the last page's token, and go where the answer leads."""
        return self._arrive(self._send(path, typed, follow=True), status)

    def send_only(self, path: str, typed: Mapping[str, Any] | None = None) -> TestResponse:
        """Send a form, and return the answer itself."""
        return self._send(path, typed, follow=False)

    def _send(self, path: str, typed: Mapping[str, Any] | None, *, follow: bool) -> TestResponse:
        if self.page is None or not self.page.forms():
            self.get("/sign-in" if not self.email else "/account")
        assert self.page is not None
        data: MultiDict[str, Any] = MultiDict({"csrf_token": self.page.hidden("csrf_token")} | dict(typed or {}))
        return self.client.post(path, data=data, follow_redirects=follow)

    def _arrive(self, response: TestResponse, status: int) -> Page:
        self.page = Page(response)
        assert response.status_code == status, f"{response.status_code} instead of {status}: {self.page.words[:600]}"
        look_hard(self.page)
        return self.page


def a_stranger(app: Flask) -> Visitor:
    """Nobody signed in."""
    return Visitor(app.test_client())


def a_visitor(app: Flask, *, roles: Iterable[str] = ("hr",), person: Person | None = None) -> Visitor:
    """Somebody with these roles, signed in by the form; panelists and managers are in the pool."""
    roles = tuple(roles)
    with house_of(app).writing(SYSTEM) as work:
        if person is None and {"panelist", "manager"} & set(roles):
            person = a_person(work)
        account = an_account(work, roles=roles, person=person)
        email, person_id = account.email, account.person_id
    visitor = Visitor(app.test_client(), person_id=person_id)
    visitor.get("/sign-in")
    visitor.send("/sign-in", {"email": email, "password": PASSWORD})
    visitor.email = email
    return visitor


def _readable(element: Element) -> Iterable[str]:
    if element.tag in ("script", "style", "svg"):
        return
    yield element.text or ""
    for child in element:
        yield from _readable(child)
        yield child.tail or ""
