"""Names of other people that stand alone: whoever speaks, teaches or is family, and names in texts without capitals."""

import re
from collections.abc import Iterator

from service.shortlisting.redaction.lexicon_files import listed, nicknames, words_of
from service.shortlisting.redaction.name_signs import NameSigns
from service.shortlisting.redaction.other_names import NOT_NAMES, ROLES, name_prefix, only_a_name, person_like, words_in
from service.shortlisting.redaction.spans import Finding, Ranges
from service.shortlisting.redaction.words import Reading

_TOLD = re.compile(
    r"(?:(?<![^\W\d_])([A-ZÀ-Þ][^\W\d_'’-]{1,20}(?:[ -][A-ZÀ-Þ][^\W\d_'’-]{1,20}){0,2})\s{1,3}(?:says?|said|wrote|"
    r"writes|put\s+it|commented|agreed|"
    r"mentors|mentored|supervises|supervised|trained|taught|encouraged|recommended|nominated|persuaded|promoted)\b)"
    r"|(?:\b(?:[Aa]sk|[Cc]ontact|[Tt]hanks?(?:\sto)?|[Ss]peak\sto|[Rr]ing|married\s(?:[\w]+\s){0,3}to|engaged\sto|wife|"
    r"husband|partner|hubby|son|daughter|brother|sister|"
    r"fianc[eé]e?|girlfriend|boyfriend|"
    r"spouse|says|said|wrote|told\sby|called|named|(?:mum|mother|dad|father|parent|grandma|grandad|aunt|auntie|"
    r"uncle)\s(?:to|of))\s{0,2}[:,(]?\s{1,2}([A-ZÀ-Þ][^\W\d_'’-]{1,20})\b)"
)


def find_names_in_passing(reading: Reading) -> Iterator[Finding]:
    """A well-known forename that speaks, teaches or is family: "Denise says", "married 30 years to Denise"."""
    for found in _TOLD.finditer(reading.view.text):
        words = name_prefix(words_in(reading, *found.span(1 if found.group(1) else 2)), reading)
        if not words or words[0].folded in NOT_NAMES or words[0].text.isupper():
            continue
        first = words[0].folded
        known = first in words_of("forenames.txt") or first in nicknames()
        unknown_kin = (
            found.group(2) and not reading.opens_sentence(reading.word_at(words[0].start)) and only_a_name(words[:1])
        )
        if known or (len(words) > 1 and person_like(words)) or unknown_kin:
            yield Finding(words[0].start, words[-1].core_end, "NAME_OTHER", "pattern", 0.7)
    yield from _in_small_letters(reading)
    yield from _single_forenames(reading)


_SMALL = re.compile(
    rf"\b(?:my|our)\s(?:[a-z-]{{1,14}}\s){{0,2}}(?:{ROLES}|worker|pal|nan|sister)\s([a-z]{{3,14}})\s(?:who|helped|"
    rf"helps|said|says|has|is|was|told|and|will|knows|taught)\b|\b(?:called|named)\s([a-z]{{3,14}})\b"
)


def _single_forenames(reading: Reading) -> Iterator[Finding]:
    """A well-known forename that stands alone in a sentence: "with Kwame", "Niamh and I"."""
    signs = NameSigns(reading)
    for index, word in enumerate(reading.words):
        if (
            word.folded not in words_of("forenames.txt")
            or not word.capital
            or not word.text[1:].islower()
            or len(word.folded) < 4
            or word.folded in words_of("everyday_names.txt")
            or word.folded in words_of("clinical.txt")
            or signs.is_eponym(index)
            or signs.is_organisation(index)
            or signs.is_calendar(index)
            or signs.part_of_a_phrase(index)
            or (index and reading.words[index - 1].folded in {"the", "a", "an", "in", "at", "near"})
        ):
            continue
        yield Finding(word.start, word.core_end, "NAME_OTHER", "context", 0.7)


def _in_small_letters(reading: Reading) -> Iterator[Finding]:
    """A forename in a text that knows no capitals: "my key worker jade helped me"."""
    for found in _SMALL.finditer(reading.view.text):
        name = found.group(1) or found.group(2)
        if name in words_of("forenames.txt") or name in nicknames() or name in _SMALL_NAMES:
            yield Finding(*found.span(1 if found.group(1) else 2), "NAME_OTHER", "pattern", 0.7)


_SMALL_NAMES = listed(
    "jade amber ruby rose daisy poppy lily ivy holly heather hazel iris joy grace faith hope dawn eve june april "
    "may summer will mark grant dean bill bob jack rob nick rich pat sue kay gene guy lance miles paris chelsea "
    "brook crystal ginger "
)


def find_again(reading: Reading, found: list[Finding], kept: Ranges) -> list[Finding]:
    """The names of other people wherever else they stand alone with a capital: "Ngozi" after "my wife Ngozi"."""
    parts = {
        word.folded
        for finding in found
        if finding.label == "NAME_OTHER" or (finding.label == "NAME" and finding.source == "model")
        for word in words_in(reading, finding.start, finding.end)
        if len(word.folded) > 3
        and word.capital
        and word.folded not in words_of("everyday_names.txt")
        and word.folded not in words_of("clinical.txt")
        and word.folded not in NOT_NAMES
    }
    taken = Ranges((finding.start, finding.end) for finding in found)
    signs = NameSigns(reading)
    return [
        Finding(word.start, word.core_end, "NAME_OTHER", "context", 0.75)
        for index, word in enumerate(reading.words)
        if word.folded in parts
        and word.capital
        and not taken.meet(word.start, word.end)
        and not kept.meet(word.start, word.end)
        and not signs.is_eponym(index)
        and not signs.is_organisation(index)
    ]
