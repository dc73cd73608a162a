"""What a name model is asked, and what of its findings is believed: names, unless the word lists know better."""

import re
from collections.abc import Callable, Iterable

from service.shortlisting.redaction.lexicon_files import listed, words_of
from service.shortlisting.redaction.name_signs import NameSigns
from service.shortlisting.redaction.spans import Finding, Ranges
from service.shortlisting.redaction.words import Reading

_BEFORE, _AFTER = 60, 40  # characters around a word that the model reads with it
_HEADINGS = listed(
    "cv curriculum vitae resume résumé name profile statement application of dr mr mrs ms miss prof professor"
)
_NO_NAMES = listed("sir sirs madam manager hiring team recruiter panel")
# A place that somebody says of themself; the town of an employer stays.
_OF_ONESELF = re.compile(r"(?i)\b(?:i|i'm|my|live[ds]?|living|born|raised|reared|grew|home|moved|settled)\b")
# Characters that the model reads of one text, about a second's work. An application of 400 words has some 2,500, and
# about half of them are asked.
_MOST_ASKED, _PIECE = 5_000, 500
_SURE = 0.9  # that two everyday words side by side are a name


def find_modelled(
    reading: Reading,
    model: Callable[[str], list[tuple[int, int, str, float]]],
    kept: Ranges,
    found: Iterable[Finding],
) -> list[Finding]:
    """Ask the model about the surroundings of words that no rule has explained: most texts have few.

    A rare name that it found once goes wherever it is written with a capital.
    """
    taken = Ranges((finding.start, finding.end) for finding in found)
    text = reading.view.text
    windows = Ranges(
        (max(0, text.rfind(" ", 0, max(0, word.start - _BEFORE))), min(len(text), word.end + _AFTER))
        for index, word in enumerate(reading.words)
        if unexplained(reading, index) and not taken.meet(word.start, word.end)
    )
    believed = [
        finding
        for first, last in _affordable(windows)
        for start, end, label, confidence in model(text[first:last])
        if (finding := allowed(reading, first + start, first + end, label, confidence)) is not None
        and not kept.meet(finding.start, finding.end)
    ]
    return believed + _again(reading, believed, kept, taken)


def _affordable(windows: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return as much of the windows as may be asked, from both ends of the text: names stand at its head and foot."""
    whole = list(windows)
    if sum(last - first for first, last in whole) <= _MOST_ASKED:
        return whole
    pieces = [(at, min(at + _PIECE, last)) for first, last in whole for at in range(first, last, _PIECE)]
    ends = _MOST_ASKED // _PIECE // 2
    return pieces[:ends] + pieces[max(ends, len(pieces) - ends) :]


def _again(reading: Reading, believed: list[Finding], kept: Ranges, taken: Ranges) -> list[Finding]:
    names = {
        word.folded
        for finding in believed
        if finding.label == "NAME_OTHER"
        for word in reading.words[reading.word_at(finding.start) : reading.word_at(finding.end - 1) + 1]
        if not _everyday(word.folded)
    }
    seen = Ranges((finding.start, finding.end) for finding in believed)
    return [
        Finding(word.start, word.core_end, "NAME_OTHER", "model", 0.7)
        for index, word in enumerate(reading.words)
        if word.folded in names
        and word.capital
        and (len(word.text) > 3 or any(_folded(reading, other) in names for other in (index - 1, index + 1)))
        and not any(ranges.meet(word.start, word.end) for ranges in (seen, kept, taken))
    ]


def _folded(reading: Reading, index: int) -> str:
    return reading.words[index].folded if 0 <= index < len(reading.words) else ""


def unexplained(reading: Reading, index: int) -> bool:
    """Whether a word could be a name of which no list knows anything else."""
    word = reading.words[index]
    if not word.text[0].isalpha() or len(word.text) < 2:
        return False
    if _everyday(word.folded):
        return _could_name(word.folded) and word.capital and _beside_another(reading, index)
    if index in reading.signatures:
        return len(word.text) > 2
    if not word.capital or (word.text.isupper() and (len(word.text) < 4 or not NameSigns(reading).shouting(index))):
        return False
    return _listed(word.folded) or not reading.opens_sentence(index)


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


def allowed(reading: Reading, start: int, end: int, label: str, confidence: float) -> Finding | None:
    """Return the finding with its edges on words, or None where a word of work, a unit or an eponym was meant."""
    first = max(0, reading.word_at(start))
    last = max(first, reading.word_at(max(start, end - 1)))
    signs = NameSigns(reading)
    while first <= last and not _can_be_name(reading, signs, first):
        first += 1
    while last >= first and not _can_be_name(reading, signs, last):
        last -= 1
    if first > last or not all(_can_be_name(reading, signs, index) for index in range(first, last + 1)):
        return None
    first, last = _whole(reading, signs, first, last)
    words = reading.words[first : last + 1]
    if _means_work(reading, signs, first, last, confidence):
        return None
    if label == "PLACE" and not _OF_ONESELF.search(reading.view.text, max(0, words[0].start - 60), words[0].start):
        return None
    return Finding(words[0].start, words[-1].core_end, label, "model", min(confidence, 0.9))


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
