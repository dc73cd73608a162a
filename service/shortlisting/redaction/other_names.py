"""Names of other people: referees of the form, titles before names, "my manager X", "X, my mentor", introductions."""

import re
from collections.abc import Iterator

from service.shortlisting.redaction.form_values import FormValues
from service.shortlisting.redaction.lexicon_files import listed, nicknames, words_of
from service.shortlisting.redaction.referees import IN_SPAN, ROLE_TITLES, TITLES, find_referees
from service.shortlisting.redaction.spans import Finding
from service.shortlisting.redaction.words import Reading, Word

ROLES = (
    r"(?:manager|supervisor|mentor|boss|lead|leader|tutor|teacher|lecturer|head|director|consultant|"
    r"matron|sister|colleague|friend|preceptor|assessor|coach|trainer|"
    r"referee|chief|chair|partner|husband|wife|son|daughter|mother|father|mum|dad|brother|fiance|fiancee|"
    r"boyfriend|girlfriend|deputy|landlady|landlord|neighbour|secretary|"
    r"professor|dean|principal|coordinator|co-ordinator|pharmacist|dentist|surgeon|owner|employer|nurse|"
    r"gp|buddy|guide|predecessor|successor|uncle|aunt|cousin|"
    r"superintendent|officer|administrator|clinician|therapist|physiotherapist|senior|supervisor's|"
    r"educator|practitioner|commander|sponsor)"
)
_NAME = (
    r"((?<![^\W\d_])(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|"
    r"Dame)\.?\s{1,3})?[^\W\d_][^\W\d_'’-]{1,30}(?:(?:\s{1,3}|"
    r"-)(?:(?:de|la|van|von|der|bin|al|el|da|dos|O|Mc|Mac)[\s'’-]{1,3})?[^\W\d_][^\W\d_'’-]{0,30}\.?){0,3})"
)
_BEFORE_NAME = re.compile(
    rf"\b(?:my|our|the|former|a|line|ward|clinical|current|previous|as|his|her|"
    rf"their)\s{{1,3}}(?:[a-z-]{{1,20}}\s{{1,3}}){{0,3}}{ROLES}(?:\s{{0,3}},\s{{0,3}}|\s{{1,3}}(?:was|is|called|"
    rf"named)\s{{1,3}}|\s{{0,3}}[–—-]\s{{0,3}}|\s{{1,3}}|\s{{0,3}}\(\s{{0,3}}){_NAME}",
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(
    rf"{_NAME}\s{{0,3}},?\s{{0,3}}(?:\(|,|–|—|-|who\s{{1,3}}(?:was|is)|is|was)\s{{0,3}}(?:my|our|the|"
    rf"a)\s{{1,3}}(?:[a-z-]{{1,20}}\s{{1,3}}){{0,3}}{ROLES}\b",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    rf"(?:\b(?:referees?|references?(?:\s{{1,3}}(?:from|by|available\s{{1,3}}from))?|line\s{{1,3}}manager|"
    rf"supervisor|mentor|(?:supervisor|mentor|assessor|preceptor|tutor|buddy)\s{{1,3}}(?:to|of|for)|"
    rf"next\s{{1,3}}of\s{{1,3}}kin|emergency\s{{1,3}}contact|contact\s{{1,3}}person|head\s{{0,3}}teacher|tutor|"
    rf"counter-?signed(?:\s{{1,3}}by)?|supervised\s{{1,3}}by|mentored\s{{1,3}}by|managed\s{{1,3}}by|"
    rf"trained\s{{1,3}}by|taught\s{{1,3}}by|led\s{{1,3}}by|reporting\s{{1,3}}to|report(?:ed)?\s{{1,3}}to|"
    rf"under\s{{1,3}}the\s{{1,3}}(?:supervision|"
    rf"guidance|leadership|mentorship)\s{{1,3}}of|worked\s{{1,3}}(?:with|under|for|alongside)|alongside|shadowed|"
    rf"shadowing|assisted|thanks\s{{1,3}}to|nominated\s{{1,3}}by|recommended\s{{1,3}}by|referred\s{{1,3}}by|"
    rf"covering\s{{1,3}}for|succeeded|named\s{{1,3}}after|"
    rf"deputised\s{{1,3}}for)\s{{0,3}}[:–-]?\s{{0,3}}(?:[12][.)]\s{{0,3}})?){_NAME}",
    re.IGNORECASE,
)
_INTRODUCED = re.compile(
    rf"\b(?:my\s{{1,3}}(?:full\s{{1,3}}|first\s{{1,3}}|last\s{{1,3}}|english\s{{1,3}}|given\s{{1,3}}|own\s{{1,3}}|"
    rf"birth\s{{1,3}}|maiden\s{{1,3}}|middle\s{{1,3}}|"
    rf"legal\s{{1,3}}|chinese\s{{1,3}}|christian\s{{1,3}}|family\s{{1,3}}|married\s{{1,3}})?(?:sur|"
    rf"nick)?name(?:\s{{1,3}}is|'s|\s{{1,3}}was|:)?|(?:i\s{{1,3}}am|i'm|i\s{{1,3}}was)\s{{1,3}}(?:called|named|"
    rf"known\s{{1,3}}as)|call(?:s|ed)?\s{{1,3}}me|know\s{{1,3}}me\s{{1,3}}as|knows?\s{{1,3}}me\s{{1,3}}as|"
    rf"known\s{{1,3}}(?:to\s{{1,3}}(?:\w{{1,20}}\s{{1,3}}){{1,4}})?as|née|nee|"
    rf"also\s{{1,3}}known\s{{1,3}}as|formerly|everybody\s{{1,3}}says|everyone\s{{1,3}}says|statement\s{{1,3}}(?:by|"
    rf"of)|(?:full\s{{1,3}}|preferred\s{{1,3}}|first\s{{1,3}}|last\s{{1,3}}|family\s{{1,3}}|nick)?name\s{{0,3}}:|"
    rf"(?:and|just|they|people|colleagues|all|lads)\s{{1,3}}say\s|preferred\s{{0,3}}:|known\s{{1,3}}as\s{{0,3}}:|"
    rf"surname\s{{0,3}}:|forename\(?s?\)?\s{{0,3}}:|applicant\s{{0,3}}:|signed\s{{0,3}}:?|goes?\s{{1,3}}by|"
    rf"answer\s{{1,3}}to|chang(?:e|ed|ing)\s{{1,3}}(?:my\s{{1,3}})?(?:sur)?name\s{{1,3}}(?:to|from)|(?:shorten|spell|"
    rf"spelt|write|pronounce|abbreviate)s?\s{{1,3}}(?:my\s{{1,3}}name|it|me)\s{{1,3}}(?:to|as)|abbreviated\s{{1,3}}to|"
    rf"shortened\s{{1,3}}to)\s{{1,3}}[\"“'‘]?{_NAME}",
    re.IGNORECASE,
)
_SHORT_FOR = re.compile(
    rf"\b{_NAME}\s{{1,3}}(?:for\s{{1,3}}short|is\s{{1,3}}how\s{{1,3}}(?:you|to|we|they)\s{{1,3}}(?:say|pronounce)|"
    rf"to\s{{1,3}}(?:my|the|his|her)\s{{1,3}}(?:friends|team|mates|"
    rf"colleagues|family)|to\s{{1,3}}everyone)\b",
    re.IGNORECASE,
)
_WRAPPED = 45  # characters of a line that its margin may have broken
NOT_NAMES = listed(
    "i the a an my our your we he she it they in on at to for with as and or but of by from is was are "
    "were be been have has had do does did not no yes this that these those there here who "
    "surname forename first last name title date sex "
    "which when where why how all any both each every some many much most more other such than then so "
    "very too also just only over under again once nhs uk eu band"
)


def plausible(words: list[Word]) -> bool:
    """Whether these words could be a person's name: capitals, and not all of them words of work or of every day."""
    telling = [w for w in words if w.folded not in TITLES]
    if not telling or not all(word.capital and not word.text[0].isdigit() for word in telling):
        return False
    if any(word.folded in NOT_NAMES or word.folded in words_of("clinical.txt") for word in telling):
        return False
    if any(word.text.isupper() and 2 < len(word.text) < 6 for word in telling) and not all(
        w.text.isupper() for w in telling
    ):
        return False
    known = words_of("forenames.txt") | words_of("surnames.txt")
    return (
        any(w.folded not in words_of("everyday_names.txt") for w in telling)
        or len(telling) > 1
        or telling[0].folded in known
    )


def words_in(reading: Reading, start: int, end: int) -> list[Word]:
    """Return the words that begin in a range."""
    first = reading.word_at(start)
    if first < 0 or reading.words[first].start < start:
        first += 1
    found = []
    while first < len(reading.words) and reading.words[first].start < end:
        found.append(reading.words[first])
        first += 1
    return found


def name_prefix(words: list[Word], reading: Reading) -> list[Word]:
    """The longest beginning of the words that reads as one name."""
    taken: list[Word] = []
    for word in words:
        gap = reading.view.text[taken[-1].end : word.start] if taken else ""
        short = bool(taken) and (len(taken[-1].text) == 1 or taken[-1].folded in TITLES)
        if not re.match(r"^[ \t]*[.'’-]?[ \t]*\n?[ \t]*\Z" if short else r"^[ \t]*['’-]?\n?[ \t]*\Z", gap):
            break
        if "\n" in gap and len(reading.view.text[: word.start].rsplit("\n", 2)[-2]) < _WRAPPED:
            break  # the next line of a list or a form
        if taken and len(word.text) > 2 and word.text.isupper() and not taken[-1].text.isupper():
            break  # letters after a name
        if (
            taken
            and re.search(r"[^\W\d_][A-Z]", word.text)
            and not word.text.isupper()
            and word.folded[:2] not in {"mc", "ma", "o'"}
        ):
            break
        particle = word.folded in {"de", "la", "van", "von", "der", "bin", "al", "el", "da", "dos", "del", "ibn"}
        if not (word.capital or (particle and taken)) or word.folded in NOT_NAMES or word.text[0].isdigit():
            break
        if word.folded in words_of("clinical.txt") and word.folded not in words_of("surnames.txt"):
            break
        taken.append(word)
        if word.text[-2:].lower() == "'s":
            break
    return taken


def find_introductions(reading: Reading) -> Iterator[Finding]:
    """Find names by which the applicant introduces themselves that the form does not hold."""
    for pattern in (_INTRODUCED, _SHORT_FOR):
        for found in pattern.finditer(reading.view.text):
            words = name_prefix(words_in(reading, *found.span(1)), reading)
            if words and plausible(words):
                yield Finding(words[0].start, words[-1].core_end, "NAME", "context", 0.8)
                yield from _or_another(reading, words[-1])


def _or_another(reading: Reading, last: Word) -> Iterator[Finding]:
    """The second of two forms of a name: "call me Venkat or Subbu"."""
    at = reading.word_at(last.start) + 1
    if at + 1 < len(reading.words) and reading.words[at].folded == "or":
        words = name_prefix(reading.words[at + 1 : at + 4], reading)
        if words and plausible(words):
            yield Finding(words[0].start, words[-1].core_end, "NAME", "context", 0.75)


def find_other_names(reading: Reading, form: FormValues) -> Iterator[Finding]:
    """Find the names of other people."""
    yield from find_referees(reading, form)
    yield from _after_titles(reading)
    for pattern in (_BEFORE_NAME, _AFTER_NAME, _LABELLED):
        for found in pattern.finditer(reading.view.text):
            words = name_prefix(words_in(reading, *found.span(1)), reading)
            if not words or not plausible(words):
                continue
            if person_like(words):
                yield Finding(words[0].start, words[-1].core_end, "NAME_OTHER", "pattern", 0.85)
                yield from _another(reading, words[-1])
            elif pattern is _BEFORE_NAME and found.group()[:2].lower() == "my" and only_a_name(words):
                yield Finding(words[0].start, words[-1].core_end, "NAME_OTHER", "pattern", 0.7)
    yield from _known_forenames(reading)


def _another(reading: Reading, last: Word) -> Iterator[Finding]:
    """The second of two names: "Tom Hughes and Priya Nair"."""
    at = reading.word_at(last.start) + 1
    if at + 1 < len(reading.words) and reading.words[at].folded == "and":
        words = name_prefix(reading.words[at + 1 : at + 5], reading)
        if len(words) > 1 and plausible(words) and person_like(words):
            yield Finding(words[0].start, words[-1].core_end, "NAME_OTHER", "pattern", 0.8)


def only_a_name(words: list[Word]) -> bool:
    """Whether a single unknown word can be nothing but a name: a capital, then small letters, and no word we know."""
    word = words[0]
    return len(words) == 1 and word.text[1:].islower() and word.folded not in words_of("everyday_names.txt")


def person_like(words: list[Word]) -> bool:
    """Whether one of the words is a well-known name, or two together are more than words of every day."""
    known = words_of("forenames.txt") | words_of("surnames.txt")
    bare = [word for word in words if word.folded not in TITLES]
    everyday = words_of("everyday_names.txt")
    if any(word.folded in known or word.folded in nicknames() for word in bare):
        return True
    return (
        len(bare) >= 2
        and any(word.folded not in everyday for word in bare)
        and not any(word.text.isupper() for word in bare)
    )


def _after_titles(reading: Reading) -> Iterator[Finding]:
    """A capitalised name after Mr, Dr, Sister and the like."""
    words = reading.words
    for index, word in enumerate(words[:-1]):
        title = word.folded in TITLES or word.folded in ROLE_TITLES
        if not title or not word.capital or not re.match(r"^\.?[ \t]*\n?[ \t]*\Z", reading.between(index + 1)):
            continue
        after = index + 1
        while after < len(words) and words[after].folded in TITLES and words[after].capital:
            after += 1
        name = name_prefix(words[after : after + 4], reading)
        known = words_of("forenames.txt") | words_of("surnames.txt")
        if not name or (
            word.folded in ROLE_TITLES | {"major", "master", "lady", "lord", "father"}
            and not any(w.folded in known or len(name) > 1 for w in name)
        ):
            continue
        if name[0].folded in NOT_NAMES or (len(name[0].text) == 1 and len(name) == 1):
            continue
        start = word.start if word.folded in IN_SPAN else name[0].start
        yield Finding(start, name[-1].core_end, "NAME_OTHER", "pattern", 0.9)


def _known_forenames(reading: Reading) -> Iterator[Finding]:
    """A well-known forename followed by another capitalised word that is no word of work."""
    words = reading.words
    forenames, surnames = words_of("forenames.txt"), words_of("surnames.txt")
    for index in range(len(words) - 1):
        first, second = words[index], words[index + 1]
        if (
            first.folded not in forenames
            or not first.capital
            or not second.capital
            or first.text.isupper() != second.text.isupper()
        ):
            continue
        if (
            not re.match(r"^[ \t]*\n?[ \t]*\Z", reading.between(index + 1))
            or second.folded in NOT_NAMES
            or second.text[0].isdigit()
        ):
            continue
        if second.folded in words_of("clinical.txt") and second.folded not in surnames:
            continue
        if second.folded in words_of("everyday_names.txt") and second.folded in _PLACES_OF_WORK:
            continue
        yield Finding(first.start, second.core_end, "NAME_OTHER", "pattern", 0.8)


_PLACES_OF_WORK = listed(
    "house hall park lodge court ward street road grange castle hill wood woods field fields green "
    "village close lane place way wing suite building"
)
