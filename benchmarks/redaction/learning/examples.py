"""Statements as a model reads them: pieces of words with a label each, cut to one length, under changing names."""

import csv
import random
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import tokenizers

from service.shortlisting.redaction.lexicon_files import listed
from service.shortlisting.redaction.spans import LABELS

ALL = ("O", *LABELS)
LENGTH = 160
"""Pieces of words in a row, with the marks at its beginning and end."""
IGNORED = -1
"""The label of what does not count: cues that only hint, and filling."""

Row = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Pieces, labels, and whether there is anything."""

_NUMBERS = {label: number for number, label in enumerate(ALL)}
_PEOPLE = {"NAME", "NAME_OTHER"}
_NAME = re.compile(r"([^\W\d_]+(?:['’-][^\W\d_]+)*)")
_TITLES = listed(
    "mr mrs ms miss dr prof professor sir dame sister matron rev revd father fr pastor imam the of and aunt auntie "
    "uncle nan nana st"
)
_AS_IT_IS = 0.3


class Names:
    """Forenames and surnames by country, to put in the place of a statement's own.

    A statement is read under other names each time, so that what is learnt is where names stand and not which there
    are: a model that had only seen its authors' names would serve the rarer ones worst.
    """

    def __init__(self, folder: Path) -> None:
        self._forenames = _by_country(folder / "common-forenames-by-country.csv")
        self._surnames = _by_country(folder / "common-surnames-by-country.csv")

    def renamed(self, statement: dict[str, Any], chance: random.Random) -> dict[str, Any]:
        """Return the statement with the names of one country, the same for the same; three in ten stay as they are."""
        if chance.random() < _AS_IT_IS:
            return statement
        forenames = self._forenames[chance.choice(sorted(self._forenames))]
        surnames = self._surnames[chance.choice(sorted(self._surnames))]
        given: dict[str, str] = {}

        def other(words: str) -> str:
            parts = _NAME.split(words)
            names = [part for part in parts[1::2] if part.lower() not in _TITLES and len(part) > 1]
            for number, name in enumerate(names):
                last = number == len(names) - 1 > 0
                given.setdefault(name.lower(), chance.choice(surnames if last else forenames))
            swapped = [given.get(part.lower(), part) if at % 2 else part for at, part in enumerate(parts)]
            return "".join(new.upper() if part.isupper() else new for part, new in zip(parts, swapped, strict=True))

        text, at, spans = "", 0, []
        for span in sorted(statement["spans"], key=lambda one: int(one["start"])):
            if span["start"] < at:
                continue
            text += statement["text"][at : span["start"]]
            words = statement["text"][span["start"] : span["end"]]
            words = other(words) if span["label"] in _PEOPLE else words
            spans.append({**span, "start": len(text), "end": len(text) + len(words)})
            text += words
            at = span["end"]
        return {**statement, "text": text + statement["text"][at:], "spans": spans}


def _by_country(path: Path) -> dict[str, list[str]]:
    names: dict[str, list[str]] = defaultdict(list)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["Romanized Name"]:
                names[row["Country"]].append(row["Romanized Name"])
    return dict(names)


def pieces_of(statement: dict[str, Any], tokenizer: tokenizers.Tokenizer) -> tuple[np.ndarray, np.ndarray]:
    """Return the numbers of a statement's pieces of words, and of their labels."""
    encoded = tokenizer.encode(statement["text"], add_special_tokens=False)
    labels = np.zeros(len(encoded.ids), np.int32)
    for span in statement["spans"]:
        number = IGNORED if span.get("optional") else _NUMBERS[span["label"]]
        for at, (start, end) in enumerate(encoded.offsets):
            if start < span["end"] and end > span["start"]:
                labels[at] = number
    return np.array(encoded.ids, np.int32), labels


def rows_of(ids: np.ndarray, labels: np.ndarray, marks: tuple[int, int], chance: random.Random | None) -> list[Row]:
    """Cut a statement into rows (pieces, labels, mask); with a chance given, somewhere else each time."""
    size = LENGTH - 2
    start = -chance.randrange(size // 2) if chance else 0
    rows: list[Row] = []
    while start < len(ids):
        first, last = max(0, start), min(len(ids), start + size)
        row, label, mask = np.zeros(LENGTH, np.int32), np.full(LENGTH, IGNORED, np.int32), np.zeros(LENGTH, bool)
        count = last - first
        row[0], row[1 : 1 + count], row[1 + count] = marks[0], ids[first:last], marks[1]
        label[1 : 1 + count] = labels[first:last]
        mask[: count + 2] = True
        rows.append((row, label, mask))
        start += size
    return rows
