"""JSON: a list of objects, one a row, read as a table with the same limits as any other.

A value that is itself a list or an object becomes lines of text, since forms export employments and referees so; which
ones did is kept, for who reads a field that is one text.
"""

import json
from typing import Any

from service.tables.table import LONGEST_CELL, MOST_BYTES, MOST_ROWS, Table, Value, fill, whole_file

SHAPE = "Write a list of objects, one an application, with the names of the columns as keys."
_DEEPEST = 4


def looks_like_json(content: bytes) -> bool:
    """Return whether the content begins as a JSON list or object does."""
    return content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"[", b"{")


def read_json_table(content: bytes, longest: int = LONGEST_CELL) -> Table:
    """Return the table in a JSON file: a list of objects, or an object whose only list holds them.

    Rows are numbered from 2, as they would be below a header.

    Raises:
        InvalidInputError: the file as a whole cannot be read.
    """
    if len(content) > MOST_BYTES:
        raise whole_file(f"The file has {len(content) / 1024 / 1024:.0f} MB; 20 are allowed.", "Split it.")
    records = _records(content)
    if len(records) > MOST_ROWS:
        raise whole_file(f"The file has more than {MOST_ROWS:,} rows.", "Split it.")
    if not all(isinstance(each, dict) for each in records):
        raise whole_file("The list holds something that is no object.", SHAPE)
    headers = list(dict.fromkeys(str(key).strip() for each in records for key in each))
    table = Table(longest)
    fill(table, 1, list(headers))
    for number, each in enumerate(records, start=2):
        named = {str(key).strip(): value for key, value in each.items()}
        fill(table, number, [_cell(named.get(header)) for header in headers])
        table.nested |= {(number, name) for name, value in named.items() if isinstance(value, list | dict)}
    table.assumed.append("The file is JSON; its objects are numbered from row 2.")
    return table


def _records(content: bytes) -> list[Any]:
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise whole_file("The file is not UTF-8.", "Save it as UTF-8.") from None
    except (json.JSONDecodeError, RecursionError) as error:
        where = f" (line {error.lineno}, column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        raise whole_file(f"The file is not JSON{where}.", SHAPE) from None
    if isinstance(document, dict):
        lists = [value for value in document.values() if isinstance(value, list)]
        document = lists[0] if len(lists) == 1 else None
    if not isinstance(document, list):
        raise whole_file("The file holds no list of objects.", SHAPE)
    return document


def _cell(value: Any) -> Value:
    if value is None:
        return ""
    if isinstance(value, str | int | float | bool):
        return value
    return "\n".join(_lines(value, _DEEPEST))


def _lines(value: Any, depth: int) -> list[str]:
    if depth == 0 or value is None:
        return []
    if isinstance(value, list):
        return [" – ".join(_lines(each, depth - 1)) for each in value]
    if isinstance(value, dict):
        return [text for each in value.values() for text in _lines(each, depth - 1)]
    return [str(value)]
