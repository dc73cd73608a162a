"""Every byte of a release, in each kind of file: no hidden count, in a chart, a title, a note or a property."""

import io
import json
import re
import zipfile
from typing import Any

import pytest

from service.outcomes.csv_report import to_csv_set
from service.outcomes.html_report import to_html
from service.outcomes.json_report import to_json
from service.outcomes.report import audit
from service.outcomes.workbook import to_workbook
from tests.service.outcomes.files import Row, people, read
from tests.service.outcomes.test_release import a_release

# Counts that stand nowhere else: 6 women of 3,137 men and 1,733 who did not get on; nothing rounds to them.
PLANTED = (3137, 1733, 4876, 3143, 4870)


def planted() -> list[Row]:
    return people([(3137, {"gender": "1"}), (1733, {"gender": "1", "stage": "applied"}), (6, {"gender": "2"})])


def texts(document: dict[str, Any]) -> dict[str, str]:
    """What a reader of each kind of file can find in it, packed parts unpacked."""
    found = {"json": to_json(document).decode(), "html": to_html(document).decode()}
    for kind, data in (("xlsx", to_workbook(document)), ("csv", to_csv_set(document))):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = [packed.read(name).decode("utf-8-sig") for name in packed.namelist()]
            found[kind] = "\n".join([*packed.namelist(), *parts])
    return found


def counts_in(text: str) -> set[int]:
    """Every whole number of a text, with commas between thousands or without."""
    return {int(found.replace(",", "")) for found in re.findall(r"(?<![\d.])\d{1,3}(?:,\d{3})+|(?<![\d.])\d+", text)}


@pytest.mark.parametrize("kind", ["json", "html", "xlsx", "csv"])
def test_no_true_count_behind_a_release_is_anywhere_in_its_bytes(kind: str) -> None:
    rows = planted()
    document, refusal = a_release(rows, "gender")
    assert refusal == ""
    assert counts_in(texts(document)[kind]).isdisjoint(PLANTED)
    whole = texts(
        audit(read([{k: v for k, v in row.items() if k not in {"team", "shift"}} for row in rows]), year=None)
    )
    assert counts_in(whole[kind]) >= {3137, 4876}


def test_a_release_is_held_together_by_what_it_shows_alone() -> None:
    """Two trusts that differ only in what is hidden get the same bytes, if the same cells are hidden."""
    files = []
    for women in (6, 7):
        rows = people([(3137, {"gender": "1"}), (1733, {"gender": "1", "stage": "applied"}), (women, {"gender": "2"})])
        files.append(texts(a_release(rows, "gender")[0]))
    assert files[0] == files[1]
    assert json.loads(files[0]["json"])["release"]["mark"] == "*"
