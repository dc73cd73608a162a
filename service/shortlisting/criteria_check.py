"""The criteria check: what in a vacancy's criteria may shut out good applicants, or would be marked unevenly.

Pure: criteria in, findings out. It forbids nothing; each finding says what and why, and a manager answers it.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Protocol

from service.shortlisting.criteria_words import WORDING, Wording

MOST_ESSENTIALS = 8
"""Beyond this, lists of essentials put off applicants who meet most of them, and markers stop reading."""

ALIKE = 0.6
"""Two criteria are near-duplicates from this share of their telling words in common (Jaccard index)."""

_WORD = re.compile(r"[a-z]+")
_PLAIN = frozenset(
    {
        "a", "an", "and", "any", "as", "at", "be", "by", "for", "from", "have", "having", "in", "into", "is",
        "of", "on", "or", "our", "the", "their", "they", "this", "to", "up", "use", "using", "we", "with",
        "within", "able", "ability", "demonstrate", "demonstrated", "demonstrable", "evidence", "evidenced",
        "experience", "experienced", "essential", "desirable", "knowledge", "proven", "skill", "skills",
        "strong", "good", "excellent", "understanding", "working", "work",
    }
)  # fmt: skip
_YEARS = re.compile(
    r"\b(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|several|many)\+?(?:\s*(?:-|–|to)\s*\d{1,2})?"
    r"(?:\s*\(\d{1,2}\))?(?:\s+or\s+more)?\s*(?:years?|yrs?)\b"
)
_DEGREE = re.compile(
    r"(?<!360 )(?<!360-)(?<!180 )\bdegrees?\b"
    r"(?!\s+(?:of\s+(?!arts\b|science\b|bachelor|master|doctor)|celsius|feedback|c\b))|"
    r"\b(?:graduates?(?!\s+(?:students|trainees|doctors|placements))|"
    r"postgraduate(?!\s+(?:students?|trainees?|doctors?|placements?|and|teaching|training)\b)|"
    r"bsc|b\.sc|msc|m\.sc|mba|phd|ph\.d|dphil|mphil|mres|llb|llm|b\.?eng|m\.?eng|b\.?ed|m\.?ed|pgdip|pgcert|fdsc|"
    r"doctorate|masters|master's|master of (?:arts|science)|bachelor'?s?|hons|honours|"
    r"[bm]\.?a\.?(?=\s*\(?hons|\s+(?:in|of|or|degree|level)\b|\s*[/,;]|\s*\.?$)|"
    r"university[- ](?:education|educated|level|trained|qualification)|higher education (?:qualification|award)|"
    r"educated (?:to|at|in) (?:an? |the )?(?:degree|masters|university|higher)|level [67])\b"
)
_EQUIVALENT = re.compile(r"\bor (?:an |the )?(?:equivalent|comparable|relevant experience|experience)\b")
_PLACE = (
    r"(?:nhs|uk|united kingdom|gb|great britain|british|england|english|scottish|scotland|welsh|wales)\b"
    r"(?!\s+(?:values|constitution|standards|guidance|guidelines|polic(?:y|ies)|long term plan|patients|partners|"
    r"terms))"
)
_HERE = re.compile(
    rf"\b(?:{_PLACE}[^.;]{{0,40}}(?<!patient )(?<!user )\bexperience|"
    rf"experience\b[^.;]{{0,60}}\b(?:in|of|within|with|from) (?:the |a |an )?{_PLACE}|"
    r"(?:worked|employed|employment|served|practised|practiced|trained|qualified|background|career|track record)\b"
    rf"[^.;]{{0,40}}\b(?:in|within|for|by|at|across|from|with) (?:the |a |an |any )?{_PLACE}|"
    r"(?:nhs|uk|british)[- ](?:trained|qualified|educated|background|career|employment|work history))"
)


class Asked(Protocol):
    """What the check reads of a criterion."""

    text: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One remark of the check: which rule, on which criterion (empty for all together), what is wrong, what to do."""

    criterion_text: str
    rule: str
    text: str
    remedy: str

    @property
    def key(self) -> str:
        """A short name for the finding that stays the same while its words do."""
        said = "\x1f".join((self.rule, self.criterion_text, self.text))
        return hashlib.sha256(said.encode()).hexdigest()[:24]


def check_criteria(criteria: Sequence[Asked]) -> tuple[Finding, ...]:
    """Return all that the check has to say, in an order that does not depend on the order of the criteria."""
    found: set[Finding] = set(_too_many(criteria))
    for each in criteria:
        found.update(_wording(each.text))
        found.update(_years(each.text))
        found.update(_unreasoned(each))
    found.update(_alike(criteria))
    return tuple(sorted(found))


def _too_many(criteria: Sequence[Asked]) -> Iterable[Finding]:
    essentials = sum(each.kind == "essential" for each in criteria)
    if essentials > MOST_ESSENTIALS:
        yield Finding(
            "",
            "many_essentials",
            f"There are {essentials} essential criteria. Long lists put off people who would do the work well.",
            f"Keep the {MOST_ESSENTIALS} or fewer without which the work cannot be done; make the rest desirable.",
        )


def _wording(text: str) -> Iterable[Finding]:
    lowered = _plain(text)
    for wording in WORDING:
        said = dict.fromkeys(match.group() for match in _pattern(wording).finditer(lowered))
        if said:
            words = ", ".join(f"“{each}”" for each in said)
            yield Finding(text, wording.rule, f"{words}: {wording.message}", wording.remedy)


def _years(text: str) -> Iterable[Finding]:
    found = _YEARS.search(_plain(text))
    if found:
        yield Finding(
            text,
            "years",
            f"“{found.group()}” counts time: it says little about ability, and shuts out the young and the returning.",
            "Say what somebody must have done or be able to do.",
        )


def _unreasoned(asked: Asked) -> Iterable[Finding]:
    if asked.reason.strip():
        return
    lowered = _plain(asked.text)
    if _DEGREE.search(lowered) and not _EQUIVALENT.search(lowered):
        yield Finding(
            asked.text,
            "degree",
            "A degree is asked for, and no reason is given.",
            "Give the reason with the criterion, add “or equivalent experience”, or ask for the knowledge itself.",
        )
    if _HERE.search(lowered):
        yield Finding(
            asked.text,
            "here_experience",
            "Experience in this country or service is asked for, and no reason is given.",
            "Give the reason with the criterion, or ask for the ability wherever it was gained.",
        )


def _alike(criteria: Sequence[Asked]) -> Iterable[Finding]:
    told = sorted({each.text: _telling(each.text) for each in criteria}.items())
    for (one, first), (other, second) in combinations(told, 2):
        if first and second and len(first & second) / len(first | second) >= ALIKE:
            yield Finding(
                one,
                "near_duplicate",
                f"It asks almost the same as “{other}”, so one ability would count twice.",
                "Join the two, or say what sets them apart.",
            )


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split())


def _telling(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in _WORD.findall(text.lower()) if word not in _PLAIN and len(word) > 2)


def _stem(word: str) -> str:
    for ending in ("ement", "ments", "ment", "ings", "ing", "ions", "ion", "ers", "ies", "es", "ed", "er", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


@cache
def _pattern(wording: Wording) -> re.Pattern[str]:
    parts = (re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else r"\b") for word in wording.words)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})")
