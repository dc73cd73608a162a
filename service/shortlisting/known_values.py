"""Known values of a form that survive a redaction, however they are typed or said: fail closed, a person looks.

A check of its own, which knows nothing of the redaction's rules but their result. It is meant to find too much rather
than too little, and is linear in the length of the text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from service.shortlisting.redaction.spans import Ranges, Span
from service.shortlisting.spoken_text import DateNumber, Symbols, as_spoken, as_typed, date_numbers

_NUMBERS = {"phone": "telephone number", "ni_number": "NI number", "registration_number": "registration number"}
_SHORTEST = 5
_LAST_DIGITS = 6
_WORDS_APART = 6
_STREETS = (
    "road|rd|street|st|lane|ln|avenue|ave|close|cl|drive|dr|row|way|place|pl|court|ct|terrace|gardens|grove|crescent|"
    "square|hill|park|walk|mews|parade|view|rise|green|gate|wharf|quay|yard"
)
_STREET = re.compile(rf"(?i)(\d+\s?[a-z]?)[\s,]+(\D+?)(?:\s+(?:{_STREETS})\b\.?(.*))?$", re.ASCII)
_POSTCODE = re.compile(r"(?i)\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b")
_COUNTRIES = frozenset({"uk", "united kingdom", "england", "wales", "scotland", "northern ireland", "great britain"})
_BODY = re.compile(
    r"(?:[^\w\n]{1,3}(?:[A-Z]\w*|and|of)){0,5}[^\w\n]{1,3}"
    r"(?:NHS|Hospitals?|Infirmary|Trust|University|College|Council|ICB)\b"
)
_BODY_OF = re.compile(r"(?:University|College|Hospital|Bank|City) of $")
_BORN = re.compile(r"(?i)\b(?:born|birth|dob|d\.o\.b)\b")


@dataclass(frozen=True, slots=True)
class Survivor:
    """A range of the text that may give a known value away, and which."""

    start: int
    end: int
    words: str


def surviving_values(text: str, spans: Iterable[Span], details: Mapping[str, Any]) -> list[Survivor]:
    """Return where values of the form may stand in a text outside its spans, in the order of the text.

    Numbers count by their last six digits, birth dates in any order with the year, an address by house number and
    street and by its town, an e-mail address by the part before the @, a name by its initials.
    """
    gone = Ranges((span.start, span.end) for span in spans)
    streams = (as_typed(text), as_spoken(text))
    found: dict[tuple[int, int], Survivor] = {}
    for words, wanted, whole in _wanted(details):
        for stream in streams:
            for first, last in _places(stream, wanted, whole):
                start = min(each[0] for each in stream.ranges[first:last])
                end = max(each[1] for each in stream.ranges[first:last])
                if any(not _covered(gone, *each) for each in stream.ranges[first:last]):
                    found.setdefault((start, end), Survivor(start, end, words))
    for each in (*_birth_dates(text, details), *_towns(text, details), *_initials(text, details)):
        if any(text[at].isalnum() for left in gone.without(each.start, each.end) for at in range(*left)):
            found.setdefault((each.start, each.end), each)
    kept: list[Survivor] = []
    for each in sorted(found.values(), key=lambda each: (each.start, -each.end)):
        if not kept or each.end > kept[-1].end:  # what lies within another is looked at with it
            kept.append(each)
    return kept


def texts_of(value: object) -> list[str]:
    """Return the texts of a form's value: itself, or each of a list."""
    listed = value if isinstance(value, list | tuple) else [value]
    return [str(each) for each in listed if each not in (None, "")]


def _wanted(details: Mapping[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Yield what to look for: in words, as symbols, and whether only whole words count."""
    for name, words in _NUMBERS.items():
        for value in texts_of(details.get(name)):
            yield words, as_typed(value).text, False
            digits = "".join(char for char in value if char.isdigit())
            if len(digits) >= _LAST_DIGITS:
                yield words, as_typed(digits).text.lstrip("0"), False
                yield words, as_typed(digits).text[-_LAST_DIGITS:], False
    for value in texts_of(details.get("postcode")):
        yield "postcode", as_typed(value).text, False
    for value in texts_of(details.get("email")):
        yield "e-mail address", as_typed(value).text, False
        yield "e-mail address", as_typed(value.partition("@")[0]).text, True
    for value in texts_of(details.get("date_of_birth")):
        born = _date(value)
        if born is not None:
            year, one, other = born
            for a, b in ((one, other), (other, one)):
                yield "date of birth", f"{a:02}{b:02}{year}", False
            yield "date of birth", f"{year}{min(one, other):02}{max(one, other):02}", False
            yield "date of birth", f"{year}{max(one, other):02}{min(one, other):02}", False
    for value in texts_of(details.get("address")):
        for street in _streets(value):
            yield "address", as_typed(street).text, False


def _places(stream: Symbols, wanted: str, whole: bool) -> Iterator[tuple[int, int]]:
    """Yield where the symbols stand; places that overlap are one, so that no text makes more work than its length."""
    if len(wanted) < _SHORTEST:
        return
    at = stream.text.find(wanted)
    first = last = -1
    while at >= 0:
        if not whole or stream.at_word_ends(at, at + len(wanted)):
            if at > last:
                if first >= 0:
                    yield first, last
                first = at
            last = at + len(wanted)
        at = stream.text.find(wanted, at + 1)
    if first >= 0:
        yield first, last


def _covered(gone: Ranges, start: int, end: int) -> bool:
    return not gone.without(start, end)


def _date(value: str) -> tuple[int, int, int] | None:
    """Return year and the two other numbers of a date; which of them is the month does not matter here."""
    numbers = [each.value for each in date_numbers(value)][:3]
    if len(numbers) < 3:
        return None
    year = max(numbers)
    if year < 100:
        year = numbers[2]
    rest = list(numbers)
    rest.remove(year)
    if year < 100:
        year += 1900 if year > 30 else 2000  # nobody who applies was born after 2030
    return year, rest[0], rest[1]


def _birth_dates(text: str, details: Mapping[str, Any]) -> Iterator[Survivor]:
    known = [born for value in texts_of(details.get("date_of_birth")) if (born := _date(value)) is not None]
    if not known:
        return
    numbers = date_numbers(text)
    for year, one, other in known:
        for three in zip(numbers, numbers[1:], numbers[2:], strict=False):
            if _is_date(three, year, {one, other}):
                yield Survivor(three[0].start, three[2].end, "date of birth")
        for each in numbers:
            if each.value == year and _BORN.search(text, max(0, each.start - 40), each.end + 25):
                yield Survivor(each.start, each.end, "year of birth")


def _is_date(three: tuple[DateNumber, ...], year: int, rest: set[int]) -> bool:
    if not any(each.value in (year, year % 100) for each in three):
        return False
    apart = three[1].apart + three[2].apart
    for at in range(3):
        others = {each.value for place, each in enumerate(three) if place != at}
        if others != rest or three[at].named:
            continue
        full = three[at].value == year
        if apart == 0 and (full or three[at].value == year % 100):
            return True
        if full and apart <= _WORDS_APART and any(each.named for each in three):
            return True
    return False


def _parts(address: str) -> list[str]:
    return [part.strip(" .") for part in re.split(r"[,;\n]", _POSTCODE.sub(" ", address)) if part.strip(" .")]


def _streets(address: str) -> Iterator[str]:
    for part in _parts(address):
        found = _STREET.search(part[:120])
        if found:
            yield f"{found[1]} {found[2]}"


def _town_names(address: str) -> Iterator[str]:
    seen_street = False
    for part in _parts(address):
        found = _STREET.search(part[:120])
        town = (found[3] or "").strip() if found else part
        if found:
            seen_street = True
        elif not seen_street or any(map(str.isdigit, part)):
            continue
        if len(town) >= 3 and town.casefold() not in _COUNTRIES:
            yield town


def _towns(text: str, details: Mapping[str, Any]) -> Iterator[Survivor]:
    for address in texts_of(details.get("address")):
        for town in _town_names(address):
            words = r"[\s-]+".join(re.escape(word) for word in re.split(r"[\s-]+", town))
            for found in re.finditer(rf"(?i)(?<![^\W_]){words}(?![^\W_])", text):
                if not text[found.start()].isupper():
                    continue  # Reading and Bath are towns, reading and a bath are not
                body = _BODY.match(text, found.end()) or _BODY_OF.search(
                    text, max(0, found.start() - 20), found.start()
                )
                if body is None:
                    yield Survivor(found.start(), found.end(), "town")


def _initials(text: str, details: Mapping[str, Any]) -> Iterator[Survivor]:
    names = [[word for text in texts_of(details.get(name)) for word in re.findall(r"[^\W\d_]+", text)] for name in (
        "first_name", "middle_name", "last_name"
    )]  # fmt: skip
    first, middle, last = ([word[0].upper() for word in each] for each in names)
    if not first or not last:
        return
    for letters in dict.fromkeys(("".join(first + middle + last), "".join(first[:1] + last), first[0] + last[-1])):
        dotted = r"(?:\.\s?|\s)".join(map(re.escape, letters))
        alone = rf"^[ \t–—-]*{re.escape(letters)}[ \t.]*$"
        for found in re.finditer(rf"(?m)(?<![^\W_]){dotted}(?![^\W_])|{alone}", text):
            yield Survivor(found.start(), found.end(), "initials")
