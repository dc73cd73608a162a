"""Measure redaction against gold spans: what was caught, what survived, and what went that should have stayed.

An entity is caught when none of its telling words survives at its place. A telling word is one that is not generic
("street", "university", "the"); where all are generic, every word counts. Identity values are also searched in the
whole output. Words outside every gold span that went are over-redaction.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

POLICY = {"EMPLOYER", "EMP_DATE", "LANGUAGE"}
IDENTITY = {"NAME", "NAME_OTHER", "EMAIL", "PHONE", "POSTCODE", "ADDRESS", "URL", "NI_NUMBER", "REG_NUMBER"}
LITERAL = {"GENDER", "MARITAL", "FAMILY", "AGE", "DOB", "EDU_DATE"}
_GENERIC_WORDS = (
    "of and the in at for on to a an by with from st street road rd lane avenue close drive house flat "
    "court way place gardens terrace park hill grove square north south east west university college "
    "school academy institute high grammar primary secondary girls boys hospital hospitals nhs trust "
    "foundation centre center clinic care home health services service ltd uk com org net ac co www http "
    "https mail example linkedin mr mrs ms miss dr years year old born age aged date birth dob i am is my "
    "was were tel phone mobile "
)
GENERIC = set(_GENERIC_WORDS.split())
_WORD = re.compile("[^\\W_](?:[^\\W_]|[\u200b\u200c\u200d\u2060\ufeff\u00ad])*")


@dataclass(slots=True)
class Score:
    """Counts of one measurement; rates are properties, in per cent."""

    found: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    implicit: Counter[str] = field(default_factory=Counter)
    origins: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    words: int = 0
    words_lost: int = 0
    survivors: int = 0
    survivors_lost: int = 0
    values: int = 0
    values_left: int = 0
    documents: int = 0
    clean: int = 0
    shown: int = 0
    points: int = 0
    leaks: list[tuple[str, str, str]] = field(default_factory=list)
    taken: list[tuple[str, str]] = field(default_factory=list)

    @property
    def core(self) -> list[str]:
        """The labels that count: all but those redacted by policy."""
        return sorted(label for label in self.total if label not in POLICY)

    @property
    def micro(self) -> float:
        """Recall over all entities."""
        return rate(sum(self.found[label] for label in self.core), sum(self.total[label] for label in self.core))

    @property
    def macro(self) -> float:
        """Mean of the labels' recalls."""
        return sum(rate(self.found[label], self.total[label]) for label in self.core) / max(1, len(self.core))


def rate(part: int, whole: int) -> float:
    """Return a share in per cent; 100 where there is nothing to find."""
    return 100.0 * part / whole if whole else 100.0


Ranges = list[tuple[int, int]]


def measure(
    applications: Iterable[dict[str, Any]], redact: Callable[[str, object], tuple[str, Ranges, Ranges]]
) -> Score:
    """Redact each application with the function given and compare what went with its gold spans.

    The function returns the redacted text, the ranges that went, and the ranges that a person is shown.
    """
    score = Score()
    for application in applications:
        text = application["text"]
        redacted, ranges, shown = redact(text, application.get("fields"))
        score.points += len(shown)
        _count(score, application, redacted, _marked(text, ranges), _marked(text, shown))
    return score


def _marked(text: str, ranges: Ranges) -> bytearray:
    marks = bytearray(len(text))
    for start, end in ranges:
        marks[start:end] = b"\x01" * (end - start)
    return marks


def _count(score: Score, application: dict[str, Any], redacted: str, gone: bytearray, shown: bytearray) -> None:
    text = application["text"]
    shadow = _marked(text, [(span["start"], span["end"]) for span in application["spans"]])
    leaks = 0
    for span in application["spans"]:
        caught = not any(_survives(gone, *word) for word in _telling(text, span))
        if span.get("optional"):
            score.implicit["found" if caught else "left"] += 1
            continue
        label = span["label"]
        score.total[label] += 1
        score.found[label] += caught
        if label == "NAME":
            counts = score.origins[application.get("origin", "unknown")]
            counts[0] += caught
            counts[1] += 1
        if not caught and label not in POLICY:
            leaks += 1
            score.shown += any(shown[span["start"] : span["end"]])
            score.leaks.append((application["id"], label, text[span["start"] : span["end"]]))
    leaks += _values(score, application, redacted, shadow)
    score.documents += 1
    score.clean += leaks == 0
    for start, end in _words(text, 0, len(text)):
        if not any(shadow[start:end]):
            score.words += 1
            if any(gone[start:end]):
                score.words_lost += 1
                score.taken.append((application["id"], text[start:end]))
    for term in application.get("must_survive", []):
        places = [m.span() for m in re.finditer(rf"(?<![^\W_]){re.escape(term)}(?![^\W_])", text)]
        places = [place for place in places if not any(shadow[slice(*place)])]
        score.survivors += bool(places)
        score.survivors_lost += any(any(gone[slice(*place)]) for place in places)


def _values(score: Score, application: dict[str, Any], redacted: str, shadow: bytearray) -> int:
    """Count identity values that are still in the output more often than they stand outside gold spans."""
    text = application["text"]
    outside = Counter(_fold(text[a:b]) for a, b in _words(text, 0, len(text)) if not any(shadow[a:b]))
    left = Counter(_fold(word.group()) for word in _WORD.finditer(redacted))
    seen: set[str] = set()
    leaked = 0
    for span in application["spans"]:
        if span["label"] not in IDENTITY or span.get("optional"):
            continue
        for start, end in _telling(text, span):
            value = _fold(text[start:end])
            if len(value) < 3 or value in seen or value in GENERIC:
                continue
            seen.add(value)
            score.values += 1
            if left[value] > outside[value]:
                score.values_left += 1
                leaked += 1
    return leaked


def _fold(text: str) -> str:
    spread = unicodedata.normalize("NFKD", re.sub("[\u200b-\u200f\u2060\ufeff\u00ad]", "", text).casefold())
    return "".join(char for char in spread if not unicodedata.combining(char))


def _words(text: str, start: int, end: int) -> list[tuple[int, int]]:
    return [found.span() for found in _WORD.finditer(text, start, end)]


def _telling(text: str, span: dict[str, Any]) -> list[tuple[int, int]]:
    words = _words(text, span["start"], span["end"])
    least = 1 if span["label"] in LITERAL else 2
    telling = [word for word in words if _fold(text[slice(*word)]) not in GENERIC and word[1] - word[0] >= least]
    return telling or words


def _survives(gone: bytearray, start: int, end: int) -> bool:
    return end - start - sum(gone[start:end]) >= min(2, end - start)
