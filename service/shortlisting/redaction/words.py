"""Words, lines and sentences of a view: the neighbours that decide what a word means."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from service.shortlisting.redaction.view import View, fold

# Each alternative consumes what it matches and nothing is repeated twice: linear.
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_CLOSINGS = re.compile(
    r"^\W*(?:(?:with )?(?:kind(?:est)?|best|warm(?:est)?|many|yours?|sincere(?:ly)?|respectfully|faithfully|cheers|"
    r"regards|thanks|thank you|looking forward|is mise|cofion|le meas|salam|in (?:hope|faith|anticipation)|signed|"
    r"sincerely|faithfully|truly|wishes)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the view."""

    start: int
    end: int
    text: str
    folded: str  # lower case, no diacritics, possessive 's cut off

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter, or is written in a script without any."""
        return self.text[0].isupper() or not (self.text[0].islower() or self.text[0].isdigit())

    @property
    def core_end(self) -> int:
        """Where the word ends without a possessive 's."""
        return self.end - 2 if self.text[-2:].lower() == "'s" else self.end


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the view that is not blank, with the words in it (`first` to before `last`)."""

    start: int
    end: int
    first: int
    last: int


@dataclass(slots=True)
class Reading:
    """A view with its words and lines, read once for all rules."""

    view: View
    words: list[Word] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    signatures: set[int] = field(default_factory=set)  # indices of words in headers, sign-offs and signatures
    _starts: list[int] = field(default_factory=list)

    def word_at(self, offset: int) -> int:
        """Return the index of the last word that starts at or before the offset, or -1."""
        return bisect_right(self._starts, offset) - 1

    def between(self, index: int) -> str:
        """Return what stands between this word and the one before it, or a line break at the start."""
        if index <= 0:
            return "\n"
        if index >= len(self.words):
            return "\n"
        return self.view.text[self.words[index - 1].end : self.words[index].start]

    def opens_sentence(self, index: int) -> bool:
        """Whether the word is the first of a sentence, a quotation, or a paragraph."""
        gap = self.between(index)
        return index == 0 or any(mark in gap for mark in '.!?:;"“”•|') or "\n\n" in gap.replace(" ", "")

    def opens_quotation(self, index: int) -> bool:
        """Whether a quotation mark stands right before the word."""
        gap = self.between(index) if index > 0 else self.view.text[: self.words[0].start]
        return gap.rstrip(" ")[-1:] in {'"', "“", "‘", "„", "«"}


def read(view: View) -> Reading:
    """Split a view into words and lines, and mark which lines are headers, sign-offs and signatures."""
    reading = Reading(view)
    plain = view.text.replace("’", "'").replace("ʼ", "'")
    for found in _WORD.finditer(plain):
        folded = fold(found.group())
        reading.words.append(Word(found.start(), found.end(), found.group(), folded.removesuffix("'s")))
    reading._starts = [word.start for word in reading.words]
    _read_lines(reading)
    return reading


def _read_lines(reading: Reading) -> None:
    at = 0
    for text in reading.view.text.split("\n"):
        start, at = at, at + len(text) + 1
        if text.strip():
            first = reading.word_at(start - 1) + 1
            last = reading.word_at(start + len(text) - 1) + 1
            if last > first:
                reading.lines.append(Line(start, start + len(text), first, last))
    lines = reading.lines
    marked: set[int] = set()
    for number, line in enumerate(lines):
        text = reading.view.text[line.start : line.end]
        size = line.last - line.first
        closing = bool(_CLOSINGS.match(text)) and size <= 8
        if closing:
            marked.add(number)
            marked.update(n for n in (number + 1, number + 2) if n < len(lines) and _short(lines[n]))
    if lines:
        marked.update(n for n in (0, 1) if n < len(lines) - 1 and _short(lines[n]) and _apart(reading, n))
        for number in range(len(lines) - 1, max(len(lines) - 4, 0), -1):
            if not _short(lines[number]) or not _apart(reading, number):
                break
            marked.add(number)
    for number in marked:
        reading.signatures.update(range(lines[number].first, lines[number].last))


def _short(line: Line) -> bool:
    return line.last - line.first <= 7


def _apart(reading: Reading, number: int) -> bool:
    """Whether a short line stands for itself: not the wrapped rest of a paragraph."""
    line = reading.lines[number]
    text = reading.view.text[line.start : line.end].strip()
    if number > 0 and number == len(reading.lines) - 1:
        before = reading.lines[number - 1]
        gap = reading.view.text[before.end : line.start].count("\n")
        ended = reading.view.text[before.start : before.end].rstrip()[-1:]
        if gap < 2 and ended.isalpha() and before.last - before.first > 6:
            return False
    return not text.endswith((".", "!", "?")) or line.last - line.first <= 4
