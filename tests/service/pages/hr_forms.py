"""Filling in a form as a browser does: everything it holds is sent, with what is typed over it."""

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

from tests.service.pages.visitor import LABELLED, Page, Visitor


def fill_in(
    visitor: Visitor, path: str, typed: Mapping[str, Any] | None = None, *, seen: str | None = None, status: int = 200
) -> Page:
    """Send the form that leads to `path`, as it stands on the page `seen` (default: `path`), with `typed` over it."""
    return send_form(visitor, visitor.get(seen or path), path, typed, status=status)


def send_form(
    visitor: Visitor, page: Page, path: str, typed: Mapping[str, Any] | None = None, *, status: int = 200
) -> Page:
    """Send the form of `page` that leads to `path`, with `typed` over what it holds."""
    own = page.response.request.path
    fitting = [
        form
        for form in page.forms()
        if form.get("method") == "post" and (form.get("action") or own).split("?")[0] == path
    ]
    assert fitting, f"No form on {own} leads to {path}."
    return visitor.send(path, held(fitting[0]) | dict(typed or {}), status=status)


def held(form: Element) -> dict[str, Any]:
    """What a form would send if nobody touched it."""
    found: dict[str, Any] = {}
    for each in form.iter():
        name = each.get("name")
        if not name or each.tag not in LABELLED:
            continue
        if each.tag == "textarea":
            found[name] = (each.text or "").removeprefix("\n")
        elif each.tag == "select":
            options = list(each.iter("option"))
            chosen = [option for option in options if option.get("selected") is not None] or options[:1]
            found[name] = chosen[0].get("value", "") if chosen else ""
        elif each.get("type") in ("radio", "checkbox"):
            if each.get("checked") is not None:
                found.setdefault(name, []).append(each.get("value", ""))
        elif each.get("type") != "file":
            found[name] = each.get("value", "")
    return found
