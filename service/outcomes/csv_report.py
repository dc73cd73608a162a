"""The audit as a set of CSV files in one ZIP file, for other programs and for spreadsheets alike."""

import csv
import io
import zipfile
from typing import Any

from service.outcomes.sheets import sheets

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_csv_set(document: dict[str, Any]) -> bytes:
    """Return a ZIP file with one CSV file a table, UTF-8 with a byte order mark; the same data give the same bytes.

    A text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for sheet in sheets(document):
            text = io.StringIO(newline="")
            writer = csv.writer(text)
            writer.writerow(sheet.header)
            writer.writerows([_cell(value) for value in row] for row in sheet.rows)
            entry = zipfile.ZipInfo(f"{sheet.name.casefold().replace(' ', '_')}.csv", (2000, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            packed.writestr(entry, text.getvalue().encode("utf-8-sig"))
    return target.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
