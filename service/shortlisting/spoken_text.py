"""Text as what one hears and types of it: digits in any script or spoken, letters without marks, and numbers of dates.

Pure, and linear in the length of the text. It is for finding known values that survive, so it joins what may belong
together rather than leave it apart.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

_UNITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
)  # fmt: skip
_CARDINAL = (
    {word: value for value, word in enumerate((*_UNITS, *_TEENS))}
    | {word: 20 + 10 * place for place, word in enumerate(_TENS)}
    | {"oh": 0, "nought": 0, "naught": 0}
)
_NUMBER = _CARDINAL | {word: value for value, word in enumerate(_ORDINALS, 1)} | {"twentieth": 20, "thirtieth": 30}
_REPEATS = {"double": 2, "treble": 3, "triple": 3}
_NOUGHTS = {"hundred": "00", "thousand": "000"}
_JOINTS = frozenset({"dot", "at", "dash", "hyphen", "underscore", "point", "slash", "space", "then", "and", "plus"})
_ALIKE = {"o": "0", "l": "1", "i": "1"}
_WORD = re.compile(r"[^\W_]+")
_PIECE = re.compile(r"[^\W\d_]+|\d+")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_MONTH = {name: at for at, name in enumerate(_MONTHS, 1)} | {name[:3]: at for at, name in enumerate(_MONTHS, 1)}
_MONTH["sept"] = 9
_DATE_JOINTS = frozenset({"st", "nd", "rd", "th", "of", "the", "in", "on", "and", "day", "month", "year", "hundred"})


@dataclass(slots=True)
class Symbols:
    """A text as one string of letters and digits. Each symbol stands for a range of the text.

    o, l and i are written 0 and 1, so that a typed O for 0 is found; `begins` says where a word begins.
    """

    text: str = ""
    ranges: list[tuple[int, int]] = field(default_factory=list)
    begins: list[bool] = field(default_factory=list)

    def at_word_ends(self, start: int, end: int) -> bool:
        """Return whether symbols from `start` to before `end` are whole words."""
        return self.begins[start] and (end == len(self.begins) or self.begins[end])


@dataclass(frozen=True, slots=True)
class DateNumber:
    """A number or a month's name in a text. `apart` counts the words between it and the one before."""

    value: int
    named: bool
    start: int
    end: int
    apart: int


@lru_cache(maxsize=4096)
def symbols_of(char: str) -> str:
    """Return the letters and digits that a character is read as: without marks, in any script's digits, O as 0."""
    found = ""
    for each in unicodedata.normalize("NFKD", char).casefold():
        digit = unicodedata.digit(each, None)
        if digit is not None:
            found += str(digit)
        elif each.isalnum():
            found += _ALIKE.get(each, each)
    return found


def as_typed(text: str) -> Symbols:
    """Return the letters and digits of a text in their order, however they are spaced."""
    found, parts = Symbols(), []
    before = False
    for at, char in enumerate(text):
        alnum = char.isalnum()
        if alnum:
            said = symbols_of(char)
            parts.append(said)
            found.ranges += [(at, at + 1)] * len(said)
            found.begins += [not before and place == 0 for place in range(len(said))]
        before = alnum
    found.text = "".join(parts)
    return found


def as_spoken(text: str) -> Symbols:
    """Return the same, with spoken digits as digits and without the words that join them, such as "dot" and "at"."""
    found = Symbols()
    parts: list[str] = []
    repeats, repeated_from = 1, 0
    for match in _WORD.finditer(text):
        word, start, end = match.group().casefold(), match.start(), match.end()
        if word in _REPEATS:
            repeats, repeated_from = _REPEATS[word], start
            continue
        if word in _JOINTS:
            continue
        said = _said(word, bool(parts) and parts[-1][-1:].isdigit())
        if said is None:
            for at in range(start, end):
                letters = symbols_of(text[at])
                if repeats > 1 and end - start == 1:
                    letters *= repeats
                parts.append(letters)
                found.ranges += [(at, at + 1)] * len(letters)
                found.begins += [at == start and place == 0 for place in range(len(letters))]
        else:
            said *= repeats
            parts.append(said)
            found.ranges += [(repeated_from if repeats > 1 else start, end)] * len(said)
            found.begins += [place == 0 for place in range(len(said))]
        repeats = 1
    found.text = "".join(parts)
    return found


def _said(word: str, after_digit: bool) -> str | None:
    if word in _NOUGHTS:
        return _NOUGHTS[word] if after_digit else None
    value = _CARDINAL.get(word)
    return None if value is None else str(value)


def date_numbers(text: str) -> list[DateNumber]:
    """Return the numbers and months of a text in their order: in digits or words, years such as "nineteen eighty"."""
    found: list[DateNumber] = []
    for each in _numbers(text):
        joined = _year(found, each) if found else None
        if joined is not None:
            found[-1] = joined
        else:
            found.append(each)
    return found


def _numbers(text: str) -> Iterator[DateNumber]:
    apart = 0
    tens: DateNumber | None = None
    for match in _PIECE.finditer(text):
        word, start, end = match.group().casefold(), match.start(), match.end()
        unit = _NUMBER.get(word)
        if tens is not None and unit is not None and 0 < unit < 10:
            yield DateNumber(tens.value + unit, False, tens.start, end, tens.apart)
            tens = None
            continue
        if tens is not None:
            yield tens
            tens = None
        if word in _MONTH:
            yield DateNumber(_MONTH[word], True, start, end, apart)
        elif word.isdigit():
            yield DateNumber(_whole(word), False, start, end, apart)
        elif unit is not None and unit >= 20 and word in _TENS:
            tens = DateNumber(unit, False, start, end, apart)
        elif unit is not None:
            yield DateNumber(unit, False, start, end, apart)
        elif word == "thousand":
            yield DateNumber(1000, False, start, end, apart)
        else:
            apart += word not in _DATE_JOINTS
            continue
        apart = 0
    if tens is not None:
        yield tens


def _whole(digits: str) -> int:
    return int("".join(str(unicodedata.digit(each, 0)) for each in digits[:9]))


def _year(found: list[DateNumber], then: DateNumber) -> DateNumber | None:
    """Return the year that a number makes with the one before: nineteen + eighty, nineteen + oh, two + thousand."""
    last = found[-1]
    value = None
    if then.apart or then.named or last.named:
        return None
    if last.value in (19, 20) and 10 <= then.value <= 99:
        value = last.value * 100 + then.value
    elif last.value == 2 and then.value == 1000:
        value = 2000
    elif last.value == 2000 and then.value < 100:
        value = 2000 + then.value
    elif last.value in (19, 20) and then.value == 0:
        value = last.value * 100
    elif last.value == 1900 and then.value < 100:
        value = 1900 + then.value
    return None if value is None else DateNumber(value, False, last.start, then.end, last.apart)
