import json

import pytest

from service.errors import InvalidInputError
from service.tables.json_table import looks_like_json, read_json_table


def test_objects_are_rows_and_their_keys_headers_in_the_order_they_appear() -> None:
    table = read_json_table(json.dumps([{"a": 1, "b": "x"}, {"c": True, "a": None}]).encode())
    assert table.headers == ["a", "b", "c"]
    assert [(row.number, row.values) for row in table.rows] == [(2, (1, "x", "")), (3, ("", "", True))]


def test_nested_values_become_lines_of_text() -> None:
    table = read_json_table(
        json.dumps([{"jobs": [{"at": "Trust", "as": "Nurse"}, "Carer"], "home": {"town": "X"}}]).encode()
    )
    assert table.rows[0].values == ("Trust – Nurse\nCarer", "X")


@pytest.mark.parametrize(
    "content", [b"{", b'"text"', b"[1]", b'{"a": [], "b": []}', b"\xff[", b"[" * 100_000, b'{"a": 1}']
)
def test_what_is_no_list_of_objects_is_refused_with_a_remedy(content: bytes) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_json_table(content)
    assert caught.value.problems[0].remedy


def test_json_is_told_by_how_it_begins() -> None:
    assert looks_like_json(b"\xef\xbb\xbf \n[")
    assert not looks_like_json(b"Reference,Name")
