"""The forms that a report can be taken in: each made from the fairpanel-audit/1 document alone."""

import json
from collections.abc import Callable
from typing import Any

FORMS = {
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def in_form(report: bytes, form: str) -> bytes:
    """Return a fairpanel-audit/1 document, given as JSON, in one of the `FORMS`: the same bytes every time."""
    return report if form == "json" else _writer(form)(json.loads(report))


def _writer(form: str) -> Callable[[dict[str, Any]], bytes]:
    if form == "html":
        from service.outcomes.html_report import to_html

        return to_html
    from service.outcomes.workbook import to_workbook

    return to_workbook
