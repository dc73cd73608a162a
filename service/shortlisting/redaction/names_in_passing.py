"""Names of other people that stand alone: whoever speaks, teaches or is family, and names in texts without capitals."""

import re
from collections.abc import Iterator

from service.shortlisting.redaction.lexicon_files import listed, nicknames, words_of
from service.shortlisting.redaction.other_names import NOT_NAMES, ROLES, name_prefix, only_a_name, person_like, words_in
from service.shortlisting.redaction.spans import Finding
from service.shortlisting.redaction.words import Reading

_TOLD = re.compile(
    r"(?:(?<![^\W\d_])([A-ZÀ-Þ][^\W\d_'’-]{1,20}(?:[ -][A-ZÀ-Þ][^\W\d_'’-]{1,20}){0,2})\s{1,3}(?:says?|said|wrote|"
    r"writes|put\s+it|commented|agreed|"
    r"mentors|mentored|supervises|supervised|trained|taught|encouraged|recommended|nominated|persuaded|promoted)\b)"
    r"|(?:\b(?:[Aa]sk|[Cc]ontact|[Tt]hanks?(?:\sto)?|[Ss]peak\sto|[Rr]ing|married\s(?:[\w]+\s){0,3}to|engaged\sto|wife|husband|partner|hubby|son|daughter|brother|sister|"
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


_SMALL = re.compile(
    rf"\b(?:my|our)\s(?:[a-z-]{{1,14}}\s){{0,2}}(?:{ROLES}|worker|pal|nan|sister)\s([a-z]{{3,14}})\s(?:who|helped|"
    rf"helps|said|says|has|is|was|told|and|will|knows|taught)\b"
)


def _in_small_letters(reading: Reading) -> Iterator[Finding]:
    """A forename in a text that knows no capitals: "my key worker jade helped me"."""
    for found in _SMALL.finditer(reading.view.text):
        name = found.group(1)
        if name in words_of("forenames.txt") or name in nicknames() or name in _SMALL_NAMES:
            yield Finding(*found.span(1), "NAME_OTHER", "pattern", 0.7)


_SMALL_NAMES = listed(
    "jade amber ruby rose daisy poppy lily ivy holly heather hazel iris joy grace faith hope dawn eve june april "
    "may summer will mark grant dean bill bob jack rob nick rich pat sue kay gene guy lance miles paris chelsea "
    "brook crystal ginger "
)
