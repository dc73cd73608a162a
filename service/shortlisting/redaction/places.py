"""Towns of a life, and which capitalised words after "in" or "from" are no place where anybody lives."""

import re
from collections.abc import Iterator

from service.shortlisting.redaction.lexicon_files import words_of
from service.shortlisting.redaction.plain_clauses import works
from service.shortlisting.redaction.spans import Finding
from service.shortlisting.redaction.words import Reading

_NO_PLACE = frozenset(
    b"ward band theatre level unit floor clinic team phase stage chapter page section monday tuesday wednesday "
    b"thursday "
    b"friday saturday sunday january february march april may june july august september october november december "
    b"recovery resus triage maternity reception outreach intensive emergency community windows office microsoft excel "
    b"word english nursing midwifery medicine rotary god allah christ islam retail banking teams sql python "
    b"power".split()
)
_PLACE_OF_WORK = frozenset(
    b"hospital hospitals trust nhs university college school care house infirmary health service services council "
    b"agency ambulance army navy centre unit ward clinic nursing royal general department kingdom".split()
)


def no_place(name: bytes) -> bool:
    """Whether what reads like a town is a place of work, a day, a month or a language."""
    words = name.lower().split()
    return not words or words[0] in _NO_PLACE or any(word in _PLACE_OF_WORK for word in words)


_LIFE = re.compile(
    r"\b(?:live[ds]?|living|born|grew|raised|reared|brought up|come|came|coming|moved|home|house|flat|village|town|"
    r"family|"
    r"parents|mum|dad|mother|father|left|arrived|settled|school|fled|childhood|originally|roots|married|buried|"
    r"hometown|"
    r"back in|where i'm from|commute)\b",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"\b(?:in|from|to|near|outside|of|via|through|leaving|left|around)\s(?:the\s|rural\s|north\s|south\s|east\s|west\s|"
    r"central\s){0,2}"
    r"([A-ZÀ-Þ][a-zß-ÿ'’-]{3,20}(?:[ -](?:(?:upon|on|le|under|in|by|the|of)[ -])?[A-ZÀ-Þ][a-zß-ÿ'’-]{2,20}){0,2})"
)
_SPOKEN = re.compile(r"\b(?:I|I'm|I’m|I've|I’ve|i|im|my|My|we|We|our|Our|me)\b")
_END = re.compile(r"[.!?;]\s|\n")
_NOT_HOME = frozenset(
    [
        "england",
        "britain",
        "scotland",
        "wales",
        "english",
        "british",
        "europe",
        "european",
        "king",
        "queen",
        "saint",
        "royal",
        "act",
        "covid",
        "christmas",
        "easter",
    ]
)


def find_places_of_a_life(reading: Reading) -> Iterator[Finding]:
    """Towns in a sentence in which somebody tells of where they live, come from or went, and nothing of work."""
    text = reading.view.text
    at = 0
    for end in [*(found.end() for found in _END.finditer(text)), len(text)]:
        start, at = at, end
        sentence = text[start : min(end, start + 400)]
        if not (_SPOKEN.search(sentence) and _LIFE.search(sentence)):
            continue
        for found in _PREPOSITION.finditer(sentence):
            first, last = start + found.start(1), start + found.end(1)
            name = reading.view.ascii[first:last]
            words = [word.lower() for word in found.group(1).replace("-", " ").split()]
            if no_place(name) or words[0] in _NOT_HOME or any(word in words_of("clinical.txt") for word in words):
                continue
            if words[0] in words_of("everyday_names.txt") and len(words) == 1:
                continue
            if works(reading.view.ascii[max(start, first - 50) : min(end, last + 30)]):
                continue
            yield Finding(first, last, "PLACE", "context", 0.7)
