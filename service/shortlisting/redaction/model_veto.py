"""Which of the names that the model reads are believed: words of work, units and eponyms are not.

The model reads small letters only, so that "hope" and "Hope" are one word to it; capitals, neighbours and word lists
tell them apart here.
"""

from service.shortlisting.redaction.lexicon_files import listed, words_of
from service.shortlisting.redaction.name_signs import NameSigns
from service.shortlisting.redaction.spans import Finding
from service.shortlisting.redaction.words import Reading

_HEADINGS = listed(
    "cv curriculum vitae resume résumé name profile statement application of dr mr mrs ms miss prof professor"
)
_NO_NAMES = listed("sir sirs madam manager hiring team recruiter panel")
CERTAIN = 0.9
"""From here on the model is believed of words with a capital that are none of the hospital's."""
_SURE = 0.9  # that two everyday words side by side are a name


def believed_name(reading: Reading, finding: Finding) -> Finding | None:
    """Return the finding with its edges on words, or None where a word of work, a unit or an eponym was meant."""
    first = max(0, reading.word_at(finding.start))
    last = max(first, reading.word_at(max(finding.start, finding.end - 1)))
    if finding.confidence >= CERTAIN and any(_plainly_name(reading, at) for at in range(first, last + 1)):
        return finding
    signs = NameSigns(reading)
    while first <= last and not _can_be_name(reading, signs, first):
        first += 1
    while last >= first and not _can_be_name(reading, signs, last):
        last -= 1
    if first > last or not all(_can_be_name(reading, signs, index) for index in range(first, last + 1)):
        return None
    first, last = _whole(reading, signs, first, last)
    if _means_work(reading, signs, first, last, finding.confidence):
        return None
    start, end = reading.words[first].start, reading.words[last].core_end
    return Finding(start, end, finding.label, finding.source, finding.confidence)


def _plainly_name(reading: Reading, index: int) -> bool:
    word = reading.words[index]
    return word.capital and word.folded not in words_of("clinical.txt") and word.folded not in _NO_NAMES


def _means_work(reading: Reading, signs: NameSigns, first: int, last: int, confidence: float) -> bool:
    """Whether words that could be a name are everyday words, an abbreviation, an eponym or an organisation."""
    words = reading.words[first : last + 1]
    if all(_everyday(word.folded) for word in words) and (len(words) < 2 or confidence < _SURE):
        return True
    letters = "".join(word.text for word in words)
    if len(letters) < 3 or (
        len(words) == 1 and letters.isupper() and len(letters) < 6 and not _listed(letters.lower())
    ):
        return True
    goes_on = "\n" not in reading.between(last + 1)  # a title on the next line says nothing of a name
    return goes_on and (signs.is_eponym(last) or signs.is_organisation(last))


def _whole(reading: Reading, signs: NameSigns, first: int, last: int) -> tuple[int, int]:
    """In a header or signature, take the rest of a name of which the model knew a part."""

    def belongs(index: int) -> bool:
        return (
            0 <= index < len(reading.words)
            and index in reading.signatures
            and reading.words[index].capital
            and not reading.words[index].text.isupper()
            and not _everyday(reading.words[index].folded)
            and reading.words[index].folded not in _HEADINGS
            and _can_be_name(reading, signs, index)
        )

    while belongs(first - 1) and reading.between(first) in {" ", "-"}:
        first -= 1
    while belongs(last + 1) and reading.between(last + 1) in {" ", "-"}:
        last += 1
    return first, last


def _can_be_name(reading: Reading, signs: NameSigns, index: int) -> bool:
    word = reading.words[index]
    if not word.text[0].isalpha() or word.folded in words_of("clinical.txt") or word.folded in _NO_NAMES:
        return False
    if not word.text.isupper() and sum(letter.isupper() for letter in word.text) > 2:  # MRCPsych, DoLS
        return False
    if _everyday(word.folded):
        return word.capital and _could_name(word.folded) and _beside_another(reading, index)
    if word.text.isupper() and len(word.text) > 1:
        return index in reading.signatures or signs.shouting(index) or _listed(word.folded)
    return word.capital or _listed(word.folded) or (index in reading.signatures and _in_small_letters(reading, index))


def _in_small_letters(reading: Reading, index: int) -> bool:
    """Whether the whole line of a word is written without capitals, so that their lack says nothing."""
    line = next(line for line in reading.lines if line.first <= index < line.last)
    return reading.view.text[line.start : line.end].islower()


def _everyday(folded: str) -> bool:
    return folded in words_of("everyday_names.txt") or folded in words_of("clinical.txt")


def _listed(folded: str) -> bool:
    return folded in words_of("forenames.txt") or folded in words_of("surnames.txt")


def _could_name(folded: str) -> bool:
    return (_listed(folded) or folded in words_of("everyday_names.txt")) and folded not in words_of("clinical.txt")


def _beside_another(reading: Reading, index: int) -> bool:
    """Whether a capitalised word that may be a name stands right beside, or any with a hyphen."""
    for other in (index - 1, index + 1):
        if not 0 <= other < len(reading.words) or not reading.words[other].capital:
            continue
        gap = reading.between(max(index, other))
        named = _could_name(reading.words[other].folded) and not reading.words[other].text.isupper()
        if gap == "-" or (gap == " " and named):
            return True
    return False
