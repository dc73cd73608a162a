"""Large files through DuckDB (the extra `analytics`): the same applications, and so the same bytes, sooner.

DuckDB only reads: it gives each distinct text of a column a number, and this room looks at the texts. Nothing is
counted and no float is made there. What it cannot read as the plain reader would is left to the plain reader.
"""

import codecs
import csv
import mmap
import re
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from service.errors import InvalidInputError
from service.outcomes.applications import Applications, Column, smallest
from service.outcomes.cell_words import LONGEST_CELL
from service.outcomes.complaints import Complaints
from service.outcomes.reading import check_header, extra_columns, read_outcomes
from service.outcomes.row_checks import check_ids, stripped, understood

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_QUIET = "SET enable_progress_bar = false"  # progress is told in the house's own words
WORTH_IT = 16 << 20  # bytes; below this the plain reader is as quick as loading DuckDB
_READ_AGAIN = 256 << 20  # bytes; a faulty CSV file up to this is read again plainly, for row numbers past blank lines
FEW_TEXTS = 1000  # of a column: up to here a list is searched, once for each entry of a file's dictionary
_NESTED = re.compile(r"\[|STRUCT|MAP|UNION|BLOB|LIST|VARIANT")


def is_installed() -> bool:
    """Say whether the extra `analytics` is there."""
    return find_spec("duckdb") is not None


def read_parquet(path: Path, by: Sequence[str], *, today: date) -> Applications:
    """Return the applications of a Parquet file with the columns of fairpanel-outcomes/1.

    Its first record counts as row 2, as if there were a header; a null is a blank.

    Raises:
        InvalidInputError: with every problem found, or the file is no Parquet file.
    """
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(_QUIET)
        try:
            described = connection.execute(f"DESCRIBE SELECT * FROM read_parquet({_literal(path)})").fetchall()
        except duckdb.Error:
            raise InvalidInputError.one("file", "It cannot be read as Parquet.", "Write it again, or as CSV.") from None
        for name, kind, *_ in described:
            if _NESTED.search(kind):
                raise InvalidInputError.one(f"row 1, {name}", f"holds {kind}, not text.", "Write plain text.")
        header = [name.strip() for name, *_ in described]
        check_header(header, by)
        connection.execute(
            f"CREATE VIEW cells AS SELECT {_as_text([name for name, *_ in described])} "
            f"FROM read_parquet({_literal(path)})"
        )
        coded = _coded(connection, path, [(name, kind) for name, kind, *_ in described])
        return _applications(connection, header, today, coded=coded)


def read_csv(path: Path, by: Sequence[str], *, today: date) -> Applications:
    """Return the applications of a fairpanel-outcomes/1 file, as `read_outcomes` would of its bytes.

    Raises:
        InvalidInputError: with every problem found.
    """
    import duckdb

    header = _plain_header(path)
    if header is None:
        return read_outcomes(path.read_bytes(), by, today=today)
    check_header(header, by)
    names = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(len(header)))
    with duckdb.connect() as connection:
        connection.execute(_QUIET)
        try:
            connection.execute(
                f"CREATE VIEW cells AS SELECT {_as_text([f'c{at}' for at in range(len(header))])} FROM read_csv("
                f"{_literal(path)}, auto_detect=false, header=true, delim=',', quote='\"', escape='\"', "
                f"strict_mode=true, columns={{{names}}})"
            )
            return _applications(connection, header, today, has_blank_rows=True)
        except (duckdb.Error, InvalidInputError):
            if path.stat().st_size > _READ_AGAIN:
                raise
    return read_outcomes(path.read_bytes(), by, today=today)


def _coded(connection: "DuckDBPyConnection", path: Path, columns: Sequence[tuple[str, str]]) -> list[int]:
    """Return the places of the columns of text that a Parquet file keeps in dictionaries throughout."""
    kept = connection.execute(
        "SELECT path_in_schema FROM parquet_metadata(?) GROUP BY 1 HAVING bool_and(dictionary_page_offset IS NOT NULL)",
        [_pattern(path)],
    ).fetchall()
    names = {name for (name,) in kept}
    return [at for at, (name, kind) in enumerate(columns) if kind == "VARCHAR" and name in names]


def _plain_header(path: Path) -> list[str] | None:
    """Return the header of a CSV file that both readers take alike; None of any other."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        start = data[:4]
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"PK\x03\x04")) or data.find(b"\x00") >= 0:
            return None
        if re.search(rb'\r(?!\n)|[^,\r\n"]"[^,\r\n"]|"[ \t]+[,\r\n]|[,\n][ \t]+"', data):
            return None  # lone carriage returns, and quotes in odd places
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            header = [name.strip() for name in next(csv.reader(lines, strict=True))]
    except (UnicodeDecodeError, csv.Error, StopIteration):
        return None
    return header if len(header) > 1 else None


def _applications(
    connection: "DuckDBPyConnection",
    header: Sequence[str],
    today: date,
    *,
    coded: Collection[int] = (),
    has_blank_rows: bool = False,
) -> Applications:
    """Return the applications of the view `cells`, whose columns are c0, c1, …, texts in which a null is a blank.

    `coded` are the columns that the file itself keeps as numbers of distinct texts.
    """
    numbers = [at for at, name in enumerate(header) if name != "application_id"]
    # All distinct texts in one pass over the file: a CSV file would be parsed again for each column.
    listed = ", ".join(f"list(DISTINCT c{at})" for at in numbers)
    found_texts = connection.execute(f"SELECT {listed} FROM cells").fetchone() or ()
    texts = {at: _with_blank(each) for at, each in zip(numbers, found_texts, strict=True)}
    by_place = {at for at in coded if at in texts and len(texts[at]) <= FEW_TEXTS}
    for at in sorted(set(numbers) - by_place):
        connection.execute(f"CREATE TYPE t{at} AS ENUM (SELECT unnest(?::VARCHAR[]))", [texts[at]])
    own = f"coalesce(c{header.index('application_id')}, '')"
    asked = ", ".join(f"{_number(at, texts[at], at in by_place)} AS c{at}" for at in numbers)
    query = f"SELECT hash({own}) AS own, {_unusual(own)} AS unusual, {asked} FROM cells"
    found = connection.execute(query).fetchnumpy()
    size = len(found["own"])
    if not size:
        raise InvalidInputError.one("file", "It has no applications.", "Write one row an application.")
    complaints, rows = Complaints(), np.arange(2, size + 2)
    with ThreadPoolExecutor(1) as pool:  # sorting leaves the other processor free for the columns
        is_repeated = pool.submit(_is_any_repeated, found.pop("own"))
        columns = {header[at]: stripped(Column(tuple(texts[at]), np.asarray(found.pop(f"c{at}")))) for at in numbers}
        may_be_wrong = is_repeated.result() or bool(found.pop("unusual").any())
    if may_be_wrong:
        ids = [each.strip() for (each,) in connection.execute(f"SELECT {own} FROM cells").fetchall()]
        if has_blank_rows and "" in ids:
            raise InvalidInputError.one("application_id", "is blank in a row.", "Every application has one.")
        check_ids(ids, rows, complaints)
    return understood(columns, rows, extra_columns(header), complaints, today)


def _is_any_repeated(hashes: NDArray[np.uint64]) -> bool:
    hashes.sort()
    return bool((hashes[1:] == hashes[:-1]).any())


def _with_blank(texts: Sequence[str | None] | None) -> list[str]:
    """Return the distinct texts of a column in order; nulls are the blank."""
    return sorted({text or "" for text in texts or ()})


def _number(at: int, texts: Sequence[str], is_coded: bool) -> str:
    """SQL: the place of a column's text among its distinct ones.

    DuckDB asks `list_position` once for each entry of a Parquet file's own dictionary, not once for each record; where
    the file has none that would be slow, and a type that looks texts up is not.
    """
    if not is_coded:
        return f"enum_code(coalesce(c{at}, '')::t{at})" if "" in texts else f"enum_code(c{at}::t{at})"
    words = ", ".join("'" + text.replace("'", "''") + "'" for text in texts)
    kind = {np.uint8: "UTINYINT", np.uint16: "USMALLINT", np.uint32: "UINTEGER"}[smallest(len(texts) + 1)]
    place = f"list_position([{words}]::VARCHAR[], c{at})"
    if "" in texts:
        place = f"coalesce({place}, {texts.index('') + 1})"
    return f"({place} - 1)::{kind}"


def _as_text(names: Sequence[str]) -> str:
    quoted = ['"' + name.replace('"', '""') + '"' for name in names]
    return ", ".join(f"CAST({name} AS VARCHAR) AS c{at}" for at, name in enumerate(quoted))


def _unusual(column: str) -> str:
    """SQL: an id that is blank, long, a percentage, or does not begin and end with a plain visible sign."""
    edges = f"{column} < '!' OR {column} >= chr(127) OR array_extract({column}, -1) NOT BETWEEN '&' AND '~'"
    return f"({edges} OR strlen({column}) > {LONGEST_CELL})"


def _literal(path: Path) -> str:
    """The path as SQL text in which nothing is a pattern."""
    escaped = _pattern(path).replace("'", "''")
    return f"'{escaped}'"


def _pattern(path: Path) -> str:
    """The path as a pattern that only it fits."""
    return re.sub(r"([*?\[])", r"[\1]", str(path.resolve()))
