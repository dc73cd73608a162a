"""Large files through DuckDB: whatever is read, the bytes of the audit are those of the plain reader."""

from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.errors import InvalidInputError
from service.outcomes.applications import Applications
from service.outcomes.duckdb_source import read_csv, read_parquet
from service.outcomes.json_report import to_json
from service.outcomes.reading import read_outcomes
from service.outcomes.report import audit
from tests.service.outcomes.files import TODAY, Row, a_file, an_application, random_rows

BY = ("team", "shift")
TEXTS = st.sampled_from(
    ["", " ", "a", "a ", "é", "日本", 'say "so"', "one, two", "line\nbreak", "-1", "NULL", "ü\u00a0", "×"]
)


def as_parquet(csv_file: Path) -> Path:
    target = csv_file.with_suffix(".parquet")
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT * FROM read_csv('{csv_file}', all_varchar=true, header=true, delim=',', quote='\"')) "
            f"TO '{target}' (FORMAT parquet)"
        )
    return target


def outcome(applications: Applications) -> bytes:
    return to_json(audit(applications, by=("gender", "ethnicity", *BY)))


@given(seed=st.integers(0, 10_000), texts=st.lists(TEXTS, min_size=1, max_size=9), windows=st.booleans())
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_file_gives_the_same_bytes_by_whichever_way_it_is_read(
    tmp_path: Path, seed: int, texts: list[str], windows: bool
) -> None:
    rows = [row | {"team": texts[at % len(texts)]} for at, row in enumerate(random_rows(seed, most=40))]
    data = a_file(rows) if windows else a_file(rows).replace(b"\r\n", b"\n")
    file = tmp_path / "outcomes.csv"
    file.write_bytes(b"\xef\xbb\xbf" * windows + data)
    plain = outcome(read_outcomes(file.read_bytes(), BY, today=TODAY))
    assert outcome(read_csv(file, BY, today=TODAY)) == plain
    assert outcome(read_parquet(as_parquet(file), BY, today=TODAY)) == plain


def faults(rows: list[Row], tmp_path: Path) -> list[list[tuple[str, str, str]]]:
    file = tmp_path / "faulty.csv"
    file.write_bytes(a_file(rows))
    found = []
    for read in (
        lambda: read_outcomes(file.read_bytes(), today=TODAY),
        lambda: read_csv(file, (), today=TODAY),
        lambda: read_parquet(as_parquet(file), (), today=TODAY),
    ):
        with pytest.raises(InvalidInputError) as caught:
            read()
        found.append([(each.where, each.message, each.remedy) for each in caught.value.problems])
    return found


@pytest.mark.parametrize(
    "cells",
    [
        {"application_id": "a1"},
        {"application_id": "a1 "},
        {"application_id": ""},
        {"stage": "hired"},
        {"gender": "46.99%", "disability": "1"},
        {"ethnicity": "B", "ethnicity_scheme": "2021"},
        {"closed_on": "2031-01-01"},
        {"vacancy_id": "v" * 1001},
    ],
)
def test_a_fault_is_named_alike_by_row_and_column(tmp_path: Path, cells: Row) -> None:
    plain, large, parquet = faults([an_application(1), an_application(2), an_application(3, **cells)], tmp_path)
    assert plain == large == parquet
    assert plain[0][0].startswith("row 4, ")


def test_parquet_that_is_none_or_holds_lists_is_answered_in_words(tmp_path: Path) -> None:
    none = tmp_path / "none.parquet"
    none.write_bytes(b"PAR1 not at all")
    with pytest.raises(InvalidInputError, match="Parquet"):
        read_parquet(none, (), today=TODAY)
    nested = tmp_path / "nested [1]*.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT [1, 2] AS stage) TO '{nested}' (FORMAT parquet)")
    with pytest.raises(InvalidInputError) as caught:
        read_parquet(nested, (), today=TODAY)
    assert "stage" in caught.value.problems[0].where
