"""The text as the rules read it: normalised, with a map back to every character of the source.

HTML entities are decoded, tags become nothing (inline) or a line break (block), zero-width characters and soft hyphens
vanish, compatibility forms fold (NFKC). `text` keeps letters as they are; `ascii` has the same length with every
character folded to one ASCII byte, so that a byte offset of the regular expressions is an offset of `text`.
"""

import html
import re
import unicodedata
from dataclasses import dataclass

from service.shortlisting.redaction.lexicon_files import listed

_INVISIBLE = frozenset("\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\ufeff") | frozenset(
    map(chr, (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xFE00, 0xFE10)))
)
_QUOTES = {
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "ʼ": "'", "ʻ": "'", "`": "'", "´": "'", "′": "'",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "″": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "―": "-", "・": " ", "·": "|", "•": "|", "●": "|",
}  # fmt: skip
_LETTERS = {
    "ß": "s", "æ": "a", "Æ": "A", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D",
    "þ": "t", "Þ": "T", "ı": "i", "œ": "o", "Œ": "O", "ħ": "h", "Ħ": "H", "ə": "e", "Ə": "E", "ŋ": "n", "ɛ": "e",
    "ɔ": "o", "ƙ": "k", "ɗ": "d", "ɓ": "b", "£": "#", "€": "#",
}  # fmt: skip
_BLOCK = listed("p div br li ul ol tr table h1 h2 h3 h4 h5 h6 section article header footer hr td th")
# One pass, no two alternatives can start alike, and every repeat is bounded: the time is linear.
_MARKUP = re.compile(
    r"(?<=[a-zß-ÿ])-\r?\n(?=[a-zß-ÿ])|<(/?)([a-zA-Z][a-zA-Z0-9]{0,14})(?:\s[^<>]{0,1000})?/?>|<!--[^<>]{0,1000}-->|"
    r"&#?[0-9a-zA-Z]{1,31};"
)


@dataclass(frozen=True, slots=True)
class View:
    """The normalised text, its ASCII twin, and where each of its characters came from."""

    source: str
    text: str
    ascii: bytes
    starts: list[int]
    ends: list[int]
    breaks: list[bool]  # markup stands between this character and the one before it

    def pieces(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the ranges of the source behind a range of the view, without tags and without outer white space."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        ranges: list[tuple[int, int]] = []
        for index in range(start, end):
            at, until = self.starts[index], self.ends[index]
            entity_space = self.text[index].isspace() and until - at > 1
            if at == until or (entity_space and (self.breaks[index] or self.breaks[index + 1])):
                continue
            if ranges and not self.breaks[index] and not (_is_entity_space(self, index - 1) and self.breaks[index - 1]):
                ranges[-1] = (ranges[-1][0], until)
            else:
                ranges.append((at, until))
        return [_trimmed(self.source, *found) for found in ranges if self.source[slice(*found)].strip()]


def _is_entity_space(view: View, index: int) -> bool:
    return view.text[index].isspace() and view.ends[index] - view.starts[index] > 1


def _trimmed(source: str, start: int, end: int) -> tuple[int, int]:
    while start < end and source[start].isspace():
        start += 1
    while end > start and source[end - 1].isspace():
        end -= 1
    return start, end


def fold(text: str) -> str:
    """Return the text in lower case without diacritics, as words are compared."""
    if text.isascii():
        return text.casefold()
    spread = unicodedata.normalize("NFKD", "".join(_QUOTES.get(c, c) for c in text))
    plain = "".join(c for c in spread if not unicodedata.combining(c) and c not in _INVISIBLE)
    return "".join(_LETTERS.get(c, c) for c in plain).casefold()


def _ascii(char: str) -> str:
    if char < "\x80":
        return char
    if char in _QUOTES:
        return _QUOTES[char]
    if char in _LETTERS:
        return _LETTERS[char]
    plain = unicodedata.normalize("NFKD", char)[0]
    if plain < "\x80":
        return plain
    if char.isspace():
        return " "
    return "x" if char.isalpha() else "~"


class _Builder:
    """Collects normalised characters with the places they came from."""

    def __init__(self) -> None:
        self.chars: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.breaks: list[bool] = []
        self.after_tag = False

    def add(self, written: str, start: int, end: int) -> None:
        for char in written:
            self.chars.append(char)
            self.starts.append(start)
            self.ends.append(end)
            self.breaks.append(self.after_tag)
            self.after_tag = False

    def plain(self, source: str, start: int, end: int) -> None:
        if start < end and source[start:end].isascii():
            self.chars.extend(source[start:end])
            self.starts.extend(range(start, end))
            self.ends.extend(range(start + 1, end + 1))
            self.breaks.append(self.after_tag)
            self.breaks.extend([False] * (end - start - 1))
            self.after_tag = False
            return
        at = start
        while at < end:
            char = source[at]
            if char in _INVISIBLE:
                at += 1
                continue
            if char < "\x80":
                self.add(char, at, at + 1)
                at += 1
                continue
            until = at + 1
            while until < end and until - at < 8 and unicodedata.combining(source[until]):
                until += 1
            self.add(unicodedata.normalize("NFKC", source[at:until]), at, until)
            at = until

    def tag(self, closing: str, name: str, at: int) -> None:
        self.after_tag = True
        if name.lower() in _BLOCK and (closing or name.lower() in {"br", "hr"}):
            self.chars.append("\n")
            self.starts.append(at)
            self.ends.append(at)
            self.breaks.append(True)


# Words of a scan, in which l was read as 1 and o as 0: "medica1", "w0rk". Not in addresses of e-mail and the like.
_MISREAD = re.compile(
    rb"(?<![\w@./_-])[A-Za-z](?=[a-z01]{0,30}[01])(?=[a-z01]{0,3}[a-z]{2})[a-z01]{3,30}(?![\w@/_-]|\.\w)"
)
_AS_LETTERS = bytes.maketrans(b"01", b"ol")


def view_of(source: str) -> View:
    """Return the view of a text, plain or HTML."""
    built = _Builder()
    at = 0
    for found in _MARKUP.finditer(source):
        built.plain(source, at, found.start())
        at = found.end()
        if found.group().startswith("-"):
            continue  # a word that its line broke
        if found.group().startswith("&"):
            decoded = html.unescape(found.group())
            if decoded == found.group():
                built.plain(source, found.start(), found.end())
            elif decoded not in _INVISIBLE:
                built.add(unicodedata.normalize("NFKC", decoded), found.start(), found.end())
        else:
            built.tag(found.group(1) or "", found.group(2) or "", found.start())
    built.plain(source, at, len(source))
    text = "".join(built.chars)
    folded = text.encode("ascii") if text.isascii() else "".join(map(_ascii, text)).encode("ascii", "replace")
    folded = _MISREAD.sub(lambda found: found.group().translate(_AS_LETTERS), folded)
    return View(source, text, folded, built.starts, built.ends, built.breaks)
