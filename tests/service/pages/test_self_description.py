"""Self-descriptions, given, changed and withdrawn by the person themself."""

import pytest
from flask import Flask

from service.people.self_description import load_default_features
from service.trail import SYSTEM
from tests.service.pages.visitor import Visitor, a_visitor
from tests.service.watched_client import house_of

CHOSEN = {"feature-gender": "woman", "feature-ethnicity": "", "feature-lived_experience": "no"}


@pytest.fixture
def panelist(sqlite_app: Flask) -> Visitor:
    with house_of(sqlite_app).writing(SYSTEM) as work:
        load_default_features(work)
    return a_visitor(sqlite_app, roles=("panelist",))


def test_it_is_given_seen_changed_and_withdrawn(panelist: Visitor) -> None:
    page = panelist.get("/self-description")
    assert "You share nothing." in page.words
    page = panelist.send("/self-description", {**CHOSEN, "version": page.hidden("version"), "consent": "yes"})
    assert "How do you describe your gender? Woman" in page.words
    changed = {**CHOSEN, "feature-gender": "another", "version": page.hidden("version"), "consent": "yes"}
    page = panelist.send("/self-description", changed)
    assert "How do you describe your gender? I describe it in another way" in page.words
    page = panelist.send("/self-description/withdraw", {"version": page.hidden("version")})
    assert "You share nothing. You withdrew it on" in page.words


def test_nothing_is_kept_without_consent_and_the_choices_stay_on_the_page(panelist: Visitor) -> None:
    page = panelist.get("/self-description")
    page = panelist.send("/self-description", {**CHOSEN, "version": page.hidden("version")}, status=422)
    assert "consent-error" in page.ids()
    assert page.value("feature-gender") == "woman"
    assert "You share nothing." in panelist.get("/self-description").words


def test_choosing_nothing_is_said_to_be_nothing(panelist: Visitor) -> None:
    page = panelist.get("/self-description")
    page = panelist.send("/self-description", {"version": page.hidden("version"), "consent": "yes"}, status=422)
    assert "You chose nothing." in page.words


def test_a_second_tab_does_not_overwrite_the_first(panelist: Visitor) -> None:
    old = panelist.get("/self-description").hidden("version")
    panelist.send("/self-description", {**CHOSEN, "version": old, "consent": "yes"})
    late = {**CHOSEN, "feature-gender": "man", "version": old, "consent": "yes"}
    page = panelist.send("/self-description", late, status=412)
    assert "Changed meanwhile" in page.words
    assert "How do you describe your gender? Woman" in page.words
    assert page.value("feature-gender") == "man"


def test_a_manager_who_sits_on_no_panels_has_no_such_page(sqlite_app: Flask) -> None:
    a_visitor(sqlite_app, roles=("manager",)).get("/self-description", 403)
