"""The audit as a workbook: typed cells, no formulas, a sheet for the national return, notes last."""

import io
from datetime import UTC, datetime
from typing import Any

from service.outcomes.sheets import sheets

_WIDE = {"sentence", "note", "text", "direction", "method", "p_test", "label", "applications", "what", "measure"}


def to_workbook(document: dict[str, Any]) -> bytes:
    """Return an XLSX file of an audit or a release; text is written as text, never as a formula or a link."""
    import xlsxwriter

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, options)
    # The same data give the same bytes: the file does not say when it was made.
    book.set_properties({"title": "Outcomes audit", "created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#d8dde0"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    plain = book.add_format({"valign": "top"})
    number = book.add_format({"num_format": "0.000", "valign": "top"})
    for sheet in sheets(document):
        page = book.add_worksheet(sheet.name)
        page.freeze_panes(1, 0)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        wide = [title in _WIDE for title in sheet.header]
        for column, title in enumerate(sheet.header):
            page.set_column(column, column, 60 if title in {"sentence", "note", "text"} else 34 if wide[column] else 14)
            page.write_string(0, column, title, bold)
        for at, row in enumerate(sheet.rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, bool):
                    page.write_boolean(at, column, value, plain)
                elif isinstance(value, int):
                    page.write_number(at, column, value, plain)
                elif isinstance(value, float):
                    page.write_number(at, column, value, number)
                elif value is not None:
                    page.write_string(at, column, str(value), wrapped if wide[column] else plain)
        if sheet.rows:
            page.autofilter(0, 0, len(sheet.rows), len(sheet.header) - 1)
    book.close()
    return target.getvalue()
