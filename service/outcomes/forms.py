"""The forms that a report can be taken in: each made from the fairpanel-audit/1 document alone."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Writer = Callable[[dict[str, Any]], bytes]


@dataclass(frozen=True, slots=True)
class Form:
    """How a form of a report travels: the ending of its file's name, and its media type."""

    ending: str
    media_type: str


FORMS = {
    "html": Form("html", "text/html; charset=utf-8"),
    "xlsx": Form("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": Form("zip", "application/zip"),
    "json": Form("json", "application/json"),
}


def writer_of(form: str) -> Writer:
    """Return what turns a document into one of the `FORMS`; its library is loaded only now."""
    if form == "html":
        from service.outcomes.html_report import to_html

        return to_html
    if form == "xlsx":
        from service.outcomes.workbook import to_workbook

        return to_workbook
    if form == "csv":
        from service.outcomes.csv_report import to_csv_set

        return to_csv_set
    from service.outcomes.json_report import to_json

    return to_json


def in_form(report: bytes, form: str) -> bytes:
    """Return a fairpanel-audit/1 document, given as JSON, in one of the `FORMS`: the same bytes every time."""
    return report if form == "json" else writer_of(form)(json.loads(report))
