"""Find the applicant's own name in a reading."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from service.shortlisting.redaction.lexicon_files import listed, words_of
from service.shortlisting.redaction.name_signs import NameSigns
from service.shortlisting.redaction.own_names import OwnNames, near
from service.shortlisting.redaction.spans import Finding
from service.shortlisting.redaction.view import fold
from service.shortlisting.redaction.words import Reading, Word

# What may stand between two parts of one name; at most one line wrap.
_INSIDE = re.compile(r"^[ \t\u00a0]*(?:[-'.,/(_)][ \t]*){0,2}\n?[ \t]*(?:[(\"'“][ \t]*)?\Z")
_COMMON = (
    words_of("everyday_names.txt")
    | words_of("clinical.txt")
    | listed(
        "the and for are but not you all any can had her was one our out day get has him his how man new now old see "
        "two way who did its let put say she too use"
    )
)
_PATRONYMIC = re.compile(r".{3,}(?:ovna|evna|ivna|ovich|evich|ievich|ovych|yivna|yovych|dottir|sdottir)\Z")
_GENDERED = listed(
    "mr mrs ms miss mx master sir dame lady lord pani pan senor senora senorita sra srta sr frau herr madame monsieur "
    "mme signor signora bhai ji didi abla abi hanim bey auntie uncle sheikh ustad haji hajia alhaji alhaja"
)


def find_own_names(reading: Reading, names: OwnNames) -> list[Finding]:
    """Return where the applicant's name stands, every part of it with its titles, initials and particles."""
    if not names and not names.initials:
        return []
    signs = NameSigns(reading)
    chosen: dict[int, float] = {}
    for index, word in enumerate(reading.words):
        confidence = _certainty(reading, names, signs, index, word)
        if confidence:
            chosen[index] = confidence
    for index in range(1, len(reading.words)):
        first, second = reading.words[index - 1], reading.words[index]
        if f"{first.folded}-{second.folded}" in names.compounds and reading.between(index) == "-":
            chosen[index - 1] = chosen[index] = 0.97
    for index in range(1, len(reading.words)):  # "Mac Gille" for MacGille
        first, second = reading.words[index - 1], reading.words[index]
        if (
            first.capital
            and len(first.folded) > 1
            and first.folded + second.folded in names.rare
            and reading.between(index) in {" ", "-"}
        ):
            chosen[index - 1] = chosen[index] = 0.95
    for index, confidence in list(chosen.items()):
        _extend(reading, names, chosen, index, confidence)
    found = [_finding(reading.words[index], confidence) for index, confidence in chosen.items()]
    found.extend(_handles(reading, found))
    found.extend(_spaced_letters(reading, names))
    found.extend(_initials_as_signature(reading, names))
    return found


_HANDLE = re.compile(r"(?<![^\W_])[^\W_]{1,60}(?:[._][^\W_]{1,60}){1,8}")


def _handles(reading: Reading, names: list[Finding]) -> Iterator[Finding]:
    """The whole of a user or file name that holds a part of the name: hans.vdberg, Mutasa_CV_final2.docx."""
    starts = sorted(name.start for name in names)
    for found in _HANDLE.finditer(reading.view.text):
        at = bisect_left(starts, found.start())
        if at < len(starts) and starts[at] < found.end() and ("_" in found.group() or found.group().islower()):
            yield Finding(found.start(), found.end(), "NAME", "form", 0.8)


def _finding(word: Word, confidence: float) -> Finding:
    return Finding(word.start, word.core_end, "NAME", "form", confidence)


def _certainty(reading: Reading, names: OwnNames, signs: NameSigns, index: int, word: Word) -> float:  # noqa: PLR0911  (one class of name a line)
    folded = word.folded
    if signs.is_eponym(index) and index not in reading.signatures:
        return 0.0
    if folded in names.rare:
        if word.capital or len(folded) >= 3 or index in reading.signatures or _beside(reading, names, index):
            return 0.99
        return 0.0
    if word.text in names.capitals:
        return 0.95
    if folded in names.short:
        return 0.97 if word.capital and not signs.is_measure(index) else 0.0
    if folded in names.everyday:
        return _everyday(reading, names, signs, index, word)
    return _likeness(names, word) or _short_form(reading, names, signs, index, word)


def _short_form(reading: Reading, names: OwnNames, signs: NameSigns, index: int, word: Word) -> float:
    """The first or last letters of a given name where only a name can stand, or the initials: "Jit never forgets"."""
    if not 3 <= len(word.folded) <= 4 or not word.capital or word.folded in _COMMON:
        return 0.0
    if word.text.isupper() and not signs.shouting(index):
        called = re.search(
            r"\b(?:as|me|called|initials?|or|,)\s+\Z", reading.view.text[max(0, word.start - 14) : word.start]
        )
        return 0.7 if word.folded in names.monograms and called else 0.0
    ends = (
        part.startswith(word.folded) or part.endswith(word.folded)
        for part in names.rare & names.given
        if len(part) >= 5
    )
    if not any(ends):
        return 0.0
    placed = reading.opens_quotation(index) or signs.introduced(index) or index in reading.signatures
    return 0.7 if placed or signs.acts_as_person(index) else 0.0


def _beside(reading: Reading, names: OwnNames, index: int) -> bool:
    """Whether another part of the name is the next or the previous word."""
    return any(
        0 <= other < len(reading.words)
        and names.knows(reading.words[other].folded)
        and reading.words[other].folded != reading.words[index].folded
        and _INSIDE.match(reading.between(max(index, other)))
        for other in (index - 1, index + 1)
    )


def _everyday(reading: Reading, names: OwnNames, signs: NameSigns, index: int, word: Word) -> float:  # noqa: PLR0911  (one sign a line)
    """A name that is also a word: position, capital and neighbours decide."""
    if index in reading.signatures and (word.capital or signs.alone_in_line(index) or _beside(reading, names, index)):
        return 0.0 if signs.is_organisation(index) else 0.95
    pair = _pair(reading, names, index)
    if pair:
        return pair
    if not word.capital or signs.is_organisation(index) or signs.is_calendar(index):
        return 0.0
    if word.text.isupper() and len(word.text) > 1 and not signs.shouting(index):
        return 0.0  # an abbreviation such as MUST
    if signs.introduced(index):
        return 0.95
    if reading.opens_quotation(index):
        return 0.9 if signs.acts(index) else 0.0
    if reading.opens_sentence(index):
        return 0.85 if signs.acts_as_person(index) else 0.0
    return 0.8 if not signs.part_of_a_phrase(index) else 0.0


def _pair(reading: Reading, names: OwnNames, index: int) -> float:
    """Whether an everyday part stands beside another part in a way that only a name does."""
    word = reading.words[index]
    for other in (index - 1, index + 1):
        if not 0 <= other < len(reading.words) or not _INSIDE.match(reading.between(max(index, other))):
            continue
        mate = reading.words[other]
        if mate.folded == word.folded or not names.knows(mate.folded):
            continue
        if mate.folded in names.rare and (word.capital or mate.capital == word.capital):
            return 0.98
        first, second = (mate, word) if other < index else (word, mate)
        in_order = first.folded in names.given and second.folded in names.family
        turned = first.folded in names.family and second.folded in names.given
        comma = "," in reading.between(max(index, other))
        if (
            first.capital
            and second.capital
            and ((in_order and not comma) or (turned and comma) or first.text.isupper())
        ):
            return 0.97
    return 0.0


def _likeness(names: OwnNames, word: Word) -> float:  # noqa: PLR0911  (one kind of likeness a line)
    """A word that is not a part of the name but a misspelt, shortened or glued one."""
    folded = word.folded.replace("'", "")
    if len(folded) < 4 or folded in words_of("everyday_names.txt") or folded in words_of("clinical.txt"):
        return 0.0
    if any(whole in folded for whole in names.joined if len(whole) >= 6) or folded in names.joined:
        return 0.9
    letters = folded.rstrip("0123456789")
    if letters != folded and letters in names.rare | names.everyday:
        return 0.9
    if any(len(part) >= 6 and part in folded and part in names.family | names.given for part in names.rare):
        return 0.8
    if not word.capital:
        return 0.0
    if len(folded) >= 6 and any(len(part) >= 6 and part[0] == folded[0] and near(part, folded) for part in names.rare):
        return 0.75
    if any(
        part.startswith(folded) or (part.endswith(folded) and len(folded) >= 5) for part in names.rare & names.given
    ):
        return 0.7
    return 0.0


def _extend(reading: Reading, names: OwnNames, chosen: dict[int, float], index: int, confidence: float) -> None:
    """Take in the particles, initials, other parts and gendered titles that stand beside a part."""
    for step in (-1, 1):
        at = index + step
        while 0 <= at < len(reading.words) and at not in chosen and _INSIDE.match(reading.between(max(at, at - step))):
            word = reading.words[at]
            gap = reading.between(max(at, at - step))
            if not _belongs(reading, names, at, word, gap, step):
                break
            chosen[at] = min(confidence, 0.95)
            at += step


def _belongs(  # noqa: PLR0911  (one kind of part a line)
    reading: Reading, names: OwnNames, at: int, word: Word, gap: str, step: int
) -> bool:
    if word.folded in _GENDERED:
        return word.capital and (step < 0 or "(" in gap or "," in gap)
    if len(word.folded) == 1:
        return word.text.isupper() and (
            word.folded in names.initials
            or (reading.view.text[word.end : word.end + 1] == "." and "\n" not in gap and step < 0)
        )
    if word.folded in names.particles:
        # "de la Cruz" and "Al-Rashid", but not "a" before a surname that stands alone in a sentence
        return len(word.folded) > 1 or word.capital
    if "," in gap and step < 0 and not (word.capital and at in reading.signatures):
        return False
    if _PATRONYMIC.match(word.folded) and word.capital:
        return True
    if step > 0 and gap == " " and reading.words[at - 1].folded in names.given and _is_surname(word):
        return True
    initials = 2 <= len(word.text) <= 3 and word.text.isupper() and set(word.folded) <= names.initials
    return (names.knows(word.folded) and word.capital) or (initials and "," not in gap and "(" not in gap)


def _is_surname(word: Word) -> bool:
    """Whether a word is a well-known surname and nothing else: that of a former marriage may follow a given name."""
    return (
        word.capital
        and word.text[1:].islower()
        and word.folded in words_of("surnames.txt")
        and word.folded not in _COMMON
    )


def _spaced_letters(reading: Reading, names: OwnNames) -> Iterator[Finding]:
    """Find a name written with its letters apart: H A R P R E E T, or h.a.r.p."""
    parts = sorted(names.rare | names.everyday | names.joined, key=len, reverse=True)
    run: list[Word] = []
    for word in [*reading.words, Word(-1, -1, "ending", "ending")]:
        apart = reading.view.text[run[-1].end : word.start] if run and word.start >= 0 else ""
        if len(word.folded) == 1 and (not run or (len(apart) <= 3 and "\n\n" not in apart)):
            run.append(word)
            continue
        letters = "".join(one.folded for one in run)
        for part in parts if len(run) > 2 else ():
            at = letters.find(part) if len(part) >= 3 else -1
            if at >= 0:
                yield Finding(run[at].start, run[at + len(part) - 1].end, "NAME", "form", 0.9)
        run = [word] if len(word.folded) == 1 else []


def _initials_as_signature(reading: Reading, names: OwnNames) -> Iterator[Finding]:
    """Find a line of a sign-off that holds nothing but the applicant's initials."""
    for line in reading.lines:
        words = reading.words[line.first : line.last]
        letters = "".join(char for word in words for char in word.text if char.isupper())
        if (
            line.first in reading.signatures
            and 2 <= len(letters) <= 7
            and set(fold(letters)) <= names.initials
            and (all(len(word.text) <= 3 and word.text[0].isupper() for word in words) or len(words) == 1)
            and all(word.text.isupper() for word in words if len(words) == 1 or len(word.text) == 2)
        ):
            yield Finding(words[0].start, words[-1].end, "NAME", "form", 0.8)
