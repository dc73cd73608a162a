"""Which column of a table holds what: found by the usual names of headers, or said explicitly."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.errors import Problem
from service.tables.table import Table, column_letter


@dataclass(frozen=True, slots=True)
class ImportField:
    """One thing a column can hold. `names` are headers seen in the field, most telling first, in lower case."""

    code: str
    label: str
    names: tuple[str, ...]
    required: bool = False


def plain(header: str) -> str:
    """Return a header in lower case, with single spaces for all that is neither letter nor digit."""
    return re.sub(r"[^a-z0-9]+", " ", header.lower()).strip()


def suggest_mapping(headers: Sequence[str], fields: Sequence[ImportField]) -> dict[str, str]:
    """Return header by field code, as far as the headers are known; each header means one thing."""
    by_plain: dict[str, str] = {}
    for header in headers:
        by_plain.setdefault(plain(header), header)
    mapping: dict[str, str] = {}
    for each in fields:
        names = (by_plain.get(name) for name in (plain(each.code), *each.names))
        found = next((name for name in names if name and name not in mapping.values()), None)
        if found:
            mapping[each.code] = found
    return mapping


def columns_of(
    table: Table, fields: Sequence[ImportField], given: Mapping[str, str] | None, problems: list[Problem]
) -> dict[str, int]:
    """Return the index of the column of each mapped field; add what is wrong with the mapping to `problems`.

    `given` says header by field code and goes before the suggestion; an empty header leaves a field out.
    """
    mapping = suggest_mapping(table.headers, fields)
    known = {each.code: each for each in fields}
    for code, header in (given or {}).items():
        if code not in known:
            listed = ", ".join(known)
            problems.append(Problem("mapping", f"{code!r} is not a field.", f"Map one of {listed}."))
        elif not header:
            mapping.pop(code, None)
        elif header not in table.headers:
            problems.append(Problem("mapping", f"The file has no column {header!r}.", "Choose one of its headers."))
        else:
            mapping = {other: name for other, name in mapping.items() if name != header} | {code: header}
    counts = Counter(plain(header) for header in table.headers if header)
    for header in mapping.values():
        if counts[plain(header)] > 1:
            letters = [column_letter(i) for i, name in enumerate(table.headers) if plain(name) == plain(header)]
            said = f"The header {header!r} appears {len(letters)} times, in columns {', '.join(letters)}."
            problems.append(Problem("header", said, "Rename or remove all but one.", 1, header))
    for each in fields:
        if each.required and each.code not in mapping:
            said = f"No column holds the {each.label.lower()}."
            problems.append(Problem("header", said, f"Add a column named {each.label!r}, or map one.", 1, each.label))
    return {code: table.headers.index(header) for code, header in mapping.items() if header in table.headers}
