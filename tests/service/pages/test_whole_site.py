"""What holds for the whole site: its templates, its refusals, its header, and what the design system is handed."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from jinja2 import UndefinedError

from service.pages.navigation import NAVIGATION
from service.trail import SYSTEM
from service.work import House
from tests.builders import a_person
from tests.service.pages.visitor import a_stranger, a_visitor
from tests.service.watched_client import an_app, house_of

TEMPLATES = Path(__file__).resolve().parents[3] / "service" / "templates"


def test_every_template_parses(sqlite_app: Flask) -> None:
    for path in sorted(TEMPLATES.rglob("*.html")):
        sqlite_app.jinja_env.get_template(path.relative_to(TEMPLATES).as_posix())


def test_no_template_marks_anything_as_safe_that_a_person_typed(sqlite_app: Flask) -> None:
    marked = [path.name for path in TEMPLATES.rglob("*.html") if "|safe" in path.read_text().replace(" ", "")]
    assert marked == ["fields.html"]  # the hidden words of a button, whose parts are escaped one by one


def test_the_design_systems_own_templates_escape_what_they_are_handed(sqlite_app: Flask) -> None:
    source = (
        '{% from "nhsuk/components/tag/macro.jinja" import tag %}{{ tag({"text": name}) }}'
        '{% from "parts/fields.html" import button %}{{ button(name, hidden_text=name) }}'
    )
    with sqlite_app.test_request_context("/sign-in"):
        assert "<i>" not in render_template_string(source, name="<i>")


def test_a_name_that_a_template_mistypes_is_an_error_and_no_gap(sqlite_app: Flask) -> None:
    with sqlite_app.test_request_context("/sign-in"), pytest.raises(UndefinedError):
        render_template_string("{{ pannel.title }}", panel={"title": "x"})


@pytest.mark.parametrize("role", ["panelist", "manager", "hr", "admin"])
def test_every_page_of_ones_navigation_is_there_and_marks_itself(sqlite_app: Flask, role: str) -> None:
    visitor = a_visitor(sqlite_app, roles=(role,))
    mine = [entry for entry in NAVIGATION if role in entry.roles]
    assert len(mine) > 1
    for entry in mine:
        with sqlite_app.test_request_context():
            path = sqlite_app.url_for(entry.endpoint)
        page = visitor.get(path)
        current = [each for each in page.all("a") if each.get("aria-current")]
        assert ["".join(each.itertext()).strip() for each in current] == [entry.text]


def test_an_unknown_address_says_so_to_everybody_alike(sqlite_app: Flask) -> None:
    for visitor in (a_stranger(sqlite_app), a_visitor(sqlite_app)):
        assert "There is nothing here" in visitor.get("/nowhere", 404).words


def test_a_wrong_role_and_a_wrong_method_are_told_in_words(sqlite_app: Flask) -> None:
    assert "Your role does not include this action." in a_visitor(sqlite_app).get("/assignments", 403).words
    a_stranger(sqlite_app).get("/sign-out", 405)


def test_a_fault_of_ours_is_told_without_its_details(sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = a_visitor(sqlite_app)
    monkeypatch.setitem(sqlite_app.view_functions, "account.show", lambda: 1 / 0)
    page = visitor.get("/account", 500)
    assert "Something went wrong" in page.words
    assert "division" not in page.html


@pytest.mark.parametrize("logo", [True, False])
def test_the_nhs_logo_is_shown_only_where_the_installation_is_an_nhs_body(sqlite_house: House, logo: bool) -> None:
    app = an_app(replace(sqlite_house.settings, nhs_logo=logo))
    page = a_visitor(app).get("/account")
    assert bool([each for each in page.root.iter() if each.get("class") == "nhsuk-header__logo"]) == logo
    assert "Larkfield and Weir NHS Foundation Trust (invented)" in page.words
    house_of(app).database.engine.dispose()


def test_what_people_are_called_is_text_and_never_markup(sqlite_app: Flask) -> None:
    with house_of(sqlite_app).writing(SYSTEM) as work:
        person = a_person(work, name="<script>alert(1)</script> & Sons")
    page = a_visitor(sqlite_app, roles=("panelist",), person=person).get("/")
    assert "<script>alert(1)</script> & Sons" in page.words
