"""Referees of the form in the text: in full, by title and surname, by a short form, by a rare part."""

import re
from collections.abc import Iterator

from service.shortlisting.redaction.form_values import FormValues
from service.shortlisting.redaction.lexicon_files import listed, nicknames
from service.shortlisting.redaction.name_signs import NameSigns
from service.shortlisting.redaction.own_names import OwnNames, parts_of, sort_part, spellings
from service.shortlisting.redaction.spans import Finding
from service.shortlisting.redaction.words import Reading

TITLES = listed(
    "mr mrs ms miss mx dr doctor prof professor sir dame lady lord revd rev reverend canon fr captain "
    "capt major colonel lt "
    "sergeant sgt cllr councillor master madam madame mme herr frau senor senora father pastor imam rabbi"
)
ROLE_TITLES = listed("sister matron nurse sr charge")
IN_SPAN = listed("mr mrs ms miss mx dr prof professor sir dame lady lord revd rev reverend canon")


def find_referees(reading: Reading, form: FormValues) -> Iterator[Finding]:
    """Referees of the form: in full, by title and surname, and by a part that is no everyday word."""
    signs = NameSigns(reading)
    letters = [char for char in reading.view.text if char.isalpha()]
    small = sum(map(str.isupper, letters)) * 100 < len(letters)  # a text that knows no capitals
    for referee in form.all("referees"):
        sorted_parts = _parts_of_referee(referee)
        for index, word in enumerate(reading.words):
            if not sorted_parts.knows(word.folded):
                continue
            beside = [
                reading.words[at]
                for at in (index - 1, index + 1)
                if 0 <= at < len(reading.words)
                and re.match(r"^[ \t.,'’-]*\n?[ \t]*\Z", reading.between(max(at, index)))
            ]
            mates = any(
                sorted_parts.knows(other.folded) and other.folded != word.folded and other.capital for other in beside
            )
            alone = word.capital and sorted_parts.knows(word.folded) and _acts_alone(reading, signs, index)
            titled = any(other.folded in TITLES | ROLE_TITLES and other.end <= word.start for other in beside)
            if (
                (word.capital and (mates or titled))
                or alone
                or (word.folded in sorted_parts.rare and (word.capital or mates or small))
                or (small and _titled_in_small_letters(reading, index, referee))
            ):
                yield Finding(word.start, word.core_end, "NAME_OTHER", "form", 0.95)
                before = beside[0] if beside and beside[0].end <= word.start else None
                if before and before.folded in IN_SPAN and before.capital:
                    yield Finding(before.start, before.end, "NAME_OTHER", "form", 0.95)


def _titled_in_small_letters(reading: Reading, index: int, referee: str) -> bool:
    """Whether the word before is the one that the form has before this part: "big dave" for Big Dave."""
    before = reading.words[index - 1].folded if index else ""
    return f"{before} {reading.words[index].folded}" in referee.casefold()


def _parts_of_referee(referee: str) -> OwnNames:
    """The parts of a referee's name with its short forms: those in brackets or quotes, and the usual nicknames."""
    written = re.split(r"[,;]", referee)[0]
    parts = [part for part in parts_of(re.sub(r"[\"'“”‘’]", " ", written)) if part not in TITLES | ROLE_TITLES | _RANKS]
    found = OwnNames()
    for at, part in enumerate(parts):
        forms = spellings(part)
        if at == 0 and len(parts) > 1:
            forms |= nicknames().get(part, frozenset())
        for form_of in forms:
            sort_part(found, form_of)
    return found


_RANKS = listed(
    "frcs enfermeira the chef col lt capt wo1 wo2 sgt cpl eng ing sra sr dr prof hon nurse very right captain pastor "
)


def _acts_alone(reading: Reading, signs: NameSigns, index: int) -> bool:
    """Whether a referee's everyday name stands for the referee: "Faith knows me", but not "In June"."""
    if signs.is_calendar(index) or signs.is_organisation(index) or signs.is_eponym(index):
        return False
    told = index + 1 < len(reading.words) and reading.words[index + 1].folded in _TELLS
    if told or (signs.acts_as_person(index) and not reading.words[index].text.isupper()):
        return True
    middle = not reading.opens_sentence(index) and not signs.part_of_a_phrase(index)
    return middle and not reading.words[index].text.isupper() and reading.words[index].folded not in _DAYS


_DAYS = listed(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
)
_TELLS = listed(
    "says said writes wrote knows knew thinks thought agreed agrees mentors mentored supervises supervised manages "
    "trained taught helped helps leads tells told put commented "
)
