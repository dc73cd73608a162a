"""The other values of the form in the text: number, address, e-mail, date of birth, places of study, employer."""

import re

import re2

from service.shortlisting.redaction.form_values import FormValues
from service.shortlisting.redaction.lexicon_files import listed
from service.shortlisting.redaction.own_names import parts_of
from service.shortlisting.redaction.spans import Finding
from service.shortlisting.redaction.view import fold
from service.shortlisting.redaction.words import Reading

_GENERIC_PLACE = listed(
    "university college school academy the of and in for st saint high grammar primary secondary girls "
    "boys upper lower "
    "city royal london national state institute technology science sciences medical health new north south east west"
)
_MONTHS = [
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
]  # fmt: skip


def _ascii(text: str) -> str:
    return fold(text).encode("ascii", "ignore").decode()


def _engine(pattern: str) -> "re2._Regexp":
    options = re2.Options()
    options.case_sensitive = False
    return re2.compile(pattern.encode("ascii"), options)


def _find(reading: Reading, pattern: str, label: str, confidence: float = 0.99) -> list[Finding]:
    return [
        Finding(found.start(), found.end(), label, "form", confidence)
        for found in _engine(pattern).finditer(reading.view.ascii)
        if found.end() > found.start()
    ]


def find_known_details(reading: Reading, form: FormValues) -> list[Finding]:
    """Return where values of the form other than names stand, however they are spaced, cased or punctuated."""
    found = _codes(reading, form)
    for address in form.all("address"):
        found += _address(reading, address)
    for value in form.all("date_of_birth"):
        found += _dates(reading, value)
    for field in ("university", "school"):
        for value in form.all(field):
            found += _place_of_study(reading, value)
    for employer in form.all("current_employer"):
        if len(_ascii(employer)) >= 4:
            named = _find(reading, rf"\b{_phrase(employer)}\b", "EMPLOYER")
            found += named
            if any(finding.label == "ADDRESS" for finding in found):
                found += _home_town(reading, named, form)
    return found


def _codes(reading: Reading, form: FormValues) -> list[Finding]:
    """E-mail, postcode, numbers: values without words in them."""
    found: list[Finding] = []
    for email in form.all("email"):
        found += _find(reading, rf"{re.escape(_ascii(email))}", "EMAIL")
        local = _ascii(email).partition("@")[0]
        if len(local) >= 5 and re.search(r"[^a-z]", local):
            found += _find(reading, rf"\b{re.escape(local)}\b", "EMAIL", 0.9)
    for label, field, least in (
        ("POSTCODE", "postcode", 5),
        ("NI_NUMBER", "ni_number", 7),
        ("REG_NUMBER", "registration_number", 4),
    ):
        for value in form.all(field):
            squeezed = re.sub(r"[^a-z0-9]", "", _ascii(value))
            if len(squeezed) >= least and any(char.isdigit() for char in squeezed):
                spread = r"[\s.\-/]{0,3}".join(squeezed)
                found += _find(reading, rf"\b{spread}\b", label)
    for phone in form.all("phone"):
        digits = re.sub(r"\D", "", phone)
        tail = digits[-9:]
        if len(digits) >= 8:
            spread = r"[\s.\-()/]{0,3}".join(tail)
            found += _find(reading, rf"(?:\+|\b00)?[\s(]{{0,2}}(?:\d[\s.\-()/]{{0,3}}){{0,6}}{spread}\b", "PHONE")
    return found


def _home_town(reading: Reading, employers: list[Finding], form: FormValues) -> list[Finding]:
    """The town of an address that the text gives, inside the name of the employer, where employers stay."""
    towns = {_ascii(address).rpartition(",")[2].strip() for address in form.all("address")} - {""}
    return [
        place
        for town in towns
        for place in _find(reading, rf"\b{re.escape(town)}\b", "ADDRESS", 0.9)
        if any(named.start <= place.start and place.end <= named.end for named in employers)
    ]


def _phrase(value: str) -> str:
    return r"[\s,.'\-]{1,4}".join(re.escape(word) for word in re.findall(r"[a-z0-9&]+", _ascii(value)))


def _address(reading: Reading, address: str) -> list[Finding]:
    """The whole address, any of its parts that has a number, and its named house with its street."""
    found = []
    if len(_ascii(address)) >= 6:
        found += _find(reading, rf"\b{_phrase(address)}\b", "ADDRESS")
    parts = [part.strip() for part in address.split(",")]
    for size in range(len(parts), 0, -1):
        for at in range(len(parts) - size + 1):
            joined = ", ".join(parts[at : at + size])
            words = re.findall(r"[a-z0-9]+", _ascii(joined))
            street = any(re.search(r"\d", word) for word in words) and len(words) >= 2
            if street or (size == 1 and at < len(parts) - 1 and len(words) >= 2):
                found += _find(reading, rf"\b{_phrase(joined)}\b", "ADDRESS", 0.95)
    return found


def _dates(reading: Reading, value: str) -> list[Finding]:
    """A date of birth in any of its usual spellings."""
    numbers = [int(number) for number in re.findall(r"\d{1,4}", value)][:3]
    month_named = next((at for at, name in enumerate(_MONTHS, 1) if name[:3] in _ascii(value)), 0)
    readings: set[tuple[int, int, int]] = set()
    if month_named and len(numbers) >= 2:
        day, year = (numbers[1], numbers[0]) if numbers[0] > 31 else (numbers[0], numbers[1])
        readings.add((day, month_named, year))
    elif len(numbers) == 3:
        if numbers[0] > 31:
            readings.add((numbers[2], numbers[1], numbers[0]))
        else:
            readings.add((numbers[0], numbers[1], numbers[2]))
    found = []
    for day, month, written in readings:
        year = written if written >= 100 else written + (1900 if written > 25 else 2000)
        if not (1 <= day <= 31 and 1 <= month <= 12):
            continue
        name = _MONTHS[month - 1]
        named = rf"{name[:3]}(?:{name[3:]})?\.?" if name[3:] else name
        years = rf"(?:{year}|'?{year % 100:02d})"
        gap = r"[\s,./\-]{1,3}"
        found += _find(reading, rf"\b0?{day}{gap}0?{month}{gap}{years}\b", "DOB")
        found += _find(reading, rf"\b{year}{gap}0?{month}{gap}0?{day}\b", "DOB")
        found += _find(reading, rf"\b0?{day}(?:st|nd|rd|th)?(?:\s+of)?{gap}{named}{gap}{years}\b", "DOB")
        found += _find(reading, rf"\b{named}{gap}0?{day}(?:st|nd|rd|th)?{gap}{years}\b", "DOB")
        found += _find(reading, rf"\b0?{month}{gap}0?{day}{gap}{year}\b", "DOB", 0.8)
        found += _find(reading, rf"\b{day:02d}{month:02d}{year}\b|\b{year}{month:02d}{day:02d}\b", "DOB", 0.9)
        found += _find(reading, rf"\bborn(?:\s+in)?(?:\s+{named})?\s+({year})\b", "DOB", 0.95)
    return found


_STUDY = (
    r"(?:stud(?:y|ied|ying|ies)|graduat\w+|degree|bsc|msc|ma|ba|mbbs|mbchb|mpharm|phd|diploma|read|trained|qualified|"
    r"attend\w*|educated|finals?|pupil|student|left|went|university|school|college|head\s+(?:boy|girl)|"
    r"prefect|was\s+at|been\s+at|time\s+at|scholar\w*|took|won|rowed|from|class|alumn\w+)"
)


def _place_of_study(reading: Reading, value: str) -> list[Finding]:
    """The institution in full, turned around, and by its one telling word where studies are spoken of."""
    if len(_ascii(value)) < 3:
        return []
    found = _find(reading, rf"\b{_phrase(value)}\b", "SCHOOL")
    telling = [
        part.replace("'", "")
        for part in parts_of(value)
        if part.replace("'", "") not in _GENERIC_PLACE and len(part) >= 3
    ]
    if not telling:
        return found
    core = r"[\s,'\-]{1,3}(?:(?:of|and|the|in)\s+)?".join(re.escape(_ascii(part)) for part in telling)
    if len(telling) > 1:  # or by one of its words: "Brookes", "Legon"
        alone = "|".join(re.escape(_ascii(part)) for part in telling if len(part) >= 5)
        core = rf"{core}|{alone}" if alone else core
    kind = (
        r"(?:university|uni|college|school|academy|high\s+school|medical\s+school|comprehensive|"
        r"grammar|poly(?:technic)?)"
    )
    found += _find(
        reading, rf"\b(?:university|college|school)\s+of\s+(?:{core})\b|\b(?:{core})\s+{kind}\b", "SCHOOL", 0.97
    )
    context = _engine(
        rf"\b{_STUDY}\b[^.!?\n]{{0,60}}?\b({core})\b|(?-i:\b)({core})\s*[,(]?\s*(?:\(?(?:19|20)\d\d|{_STUDY}\b)"
    )
    for match in context.finditer(reading.view.ascii):
        group = 1 if match.group(1) is not None else 2
        start, end = match.span(group)
        if not _bears_a_noun(reading, end):
            found.append(Finding(start, end, "SCHOOL", "form", 0.85))
    return found + _by_its_initials(reading, value)


def _by_its_initials(reading: Reading, value: str) -> list[Finding]:
    """The institution by its initials, with or without those of small words: UHI, UoN, NUST."""
    parts = parts_of(value)
    whole = "".join(part[0] for part in parts)
    telling = "".join(part[0] for part in parts if part not in _SMALL_WORDS)
    initials = {whole, telling, telling.removesuffix("u"), "uo" + telling.removeprefix("u")}
    return [
        Finding(word.start, word.end, "SCHOOL", "form", 0.85)
        for word in reading.words
        if word.folded in initials and len(word.text) >= 3 and word.text[0].isupper() and word.text[-1].isupper()
    ]


_SMALL_WORDS = frozenset({"of", "the", "and", "for", "in", "at", "de", "do", "da", "du", "y"})


def _bears_a_noun(reading: Reading, end: int) -> bool:
    """Whether the telling word only qualifies something else: "the Durham pathway"."""
    following = reading.view.ascii[end : end + 30]
    return bool(
        re.match(
            rb"\s+(?!and\b|in\b|at\b|with\b|from\b|until\b|for\b|where\b|as\b|on\b|to\b|before\b|finals\b|degree\b|"
            rb"graduate\b|alumn|medical\b|medic\b|when\b|after\b|but\b|which\b|then\b|while\b|i\b)[a-z]{3,}",
            following,
        )
    )
