"""What the model's chances make of the rules' findings: more of them, fewer, and what a person must look at first.

The rules are exact where they know a phrase; the model has never seen a list and knows how people speak of themselves.
What it is sure of goes, what it doubts is shown to a person, and what only its neighbours told and it holds to be work
stays.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from service.shortlisting.redaction.lexicon_files import listed
from service.shortlisting.redaction.model_veto import believed_name
from service.shortlisting.redaction.spans import Finding, Ranges, Span
from service.shortlisting.redaction.view import View
from service.shortlisting.redaction.words import Reading


class Chance(NamedTuple):
    """How likely a word is to be a disclosure, and of what kind it would be."""

    start: int
    end: int
    label: str
    chance: float


DisclosureModel = Callable[[str], list[Chance]]
"""Returns the words of a text that may be disclosures, in order; a word that is not among them is none."""

SURE, LIKELY = 0.5, 0.4
"""A run of likely words is redacted if one of them is sure."""
UNASKED = 0.9
"""From here on the model is believed even where the exception list keeps a phrase."""
UNLIKELY = 0.1
"""A finding by neighbours alone, none of whose words reaches this, is work."""
DOUBT = 0.1
"""From here on a person of the recruitment team looks at a word that stays."""

# Pieces of words that the model reads of one text, about two thirds of a second's work, and characters at each end of a
# longer one. An application of 400 words has some 550 pieces, a CV of four pages some 3,000.
_MOST, _ENDS = 4_500, 400
_PIECE = re.compile(r"\w{1,5}|[^\w\s]")
_FAR = 8
_JOINTS = frozenset(" \t\n-'’,./&()")
_EDGES = listed(
    "a an the of and or to in at on for by from with as is was am are were be been being my our me us i it its that "
    "this who which have has had having do did so but if then there here not no s one two when while since until"
)
_PEOPLE = frozenset({"NAME", "NAME_OTHER"})
_WITH_STOPS = frozenset({*_PEOPLE, "ADDRESS", "SCHOOL", "PLACE"})  # "J. Smith", "St. Mary's"
# The words of these that say something have a digit or a sign in them, unless all is spelt out in words.
_SIGNS = {
    **dict.fromkeys(("PHONE", "POSTCODE", "NI_NUMBER", "REG_NUMBER"), re.compile(r"\d")),
    **dict.fromkeys(("EMAIL", "URL"), re.compile(r"[@/]|\w\.\w|\W(?:at|dot)\W")),
}
_EXACT = frozenset({"form", "lexicon"})
_TYPED = frozenset(
    {*_SIGNS, *_PEOPLE, "DOB", "ADDRESS", "SCHOOL", "EDU_DATE", "AGE", "PHOTO", "GENDER", "EMPLOYER", "EMP_DATE"}
)


@dataclass(frozen=True, slots=True)
class Disclosures:
    """The model's chances for one view of a text, and the part of it that was not read."""

    view: View
    chances: Sequence[Chance]
    unread: tuple[int, int] | None

    def weigh(self, reading: Reading, found: Iterable[Finding], kept: Ranges) -> list[Finding]:
        """Return the findings that the model does not hold to be work, and its own."""
        possible = self._possible()
        weighed = [finding for finding in found if _is_exact(finding) or possible.meet(finding.start, finding.end)]
        return weighed + list(self._own(reading, kept))

    def still(self, spans: Iterable[Span]) -> list[Span]:
        """Return the spans of a later reading of the text, by rules alone, that the model did not hold to be work."""
        possible = Ranges(piece for start, end in self._possible() for piece in self.view.pieces(start, end))
        return [span for span in spans if _is_exact(span) or possible.meet(span.start, span.end)]

    def _possible(self) -> Ranges:
        """What may be a disclosure: words that are not unlikely, and what was not read."""
        ranges = [(one.start, one.end) for one in self.chances if one.chance >= UNLIKELY]
        return Ranges([*ranges, self.unread] if self.unread else ranges)

    def _own(self, reading: Reading, kept: Ranges) -> Iterator[Finding]:
        for run in _runs(reading.view.text, self.chances, LIKELY):
            chance = max(one.chance for one in run)
            start, end = run[0].start, run[-1].end
            if chance < SURE or (kept.meet(start, end) and chance < UNASKED):
                continue
            label = max(run, key=lambda one: one.chance).label
            finding = Finding(start, end, label, "model", chance)
            if label in _PEOPLE:
                named = believed_name(reading, finding)
                if named is not None:
                    yield named
            else:
                yield finding

    def doubts(self) -> Iterator[tuple[int, int]]:
        """Yield the ranges of the source that may be disclosures: what of them is not redacted, a person looks at."""
        for run in _runs(self.view.text, self.chances, DOUBT, of_one_kind=False):
            pieces = self.view.pieces(run[0].start, run[-1].end)
            if pieces:
                yield pieces[0][0], pieces[-1][1]

    def unread_at_source(self) -> tuple[int, int] | None:
        """Return the range of the source that was not read."""
        pieces = self.view.pieces(*self.unread) if self.unread else []
        return (pieces[0][0], pieces[-1][1]) if pieces else None


def _is_exact(found: Finding | Span) -> bool:
    """Whether a rule's finding counts whatever the model says."""
    return found.source in _EXACT or found.label in _PEOPLE or (found.source == "pattern" and found.label in _TYPED)


def read_disclosures(view: View, model: DisclosureModel) -> Disclosures:
    """Let the model read a text; of a very long one its two ends, for no application is that long."""
    text = view.text
    if len(text) <= 2 * _ENDS or sum(1 for _ in _PIECE.finditer(text)) <= _MOST:
        return Disclosures(view, model(text), None)
    tail = len(text) - _ENDS
    ended = [Chance(one.start + tail, one.end + tail, one.label, one.chance) for one in model(text[tail:])]
    return Disclosures(view, [*model(text[:_ENDS]), *ended], (_ENDS, tail))


def _runs(text: str, chances: Sequence[Chance], least: float, *, of_one_kind: bool = True) -> Iterator[list[Chance]]:
    """Yield runs of words of at least this chance side by side, without the words at their ends that tell nothing."""
    run: list[Chance] = []
    for one in chances:
        if one.chance < least:
            continue
        other_kind = of_one_kind and bool(run) and one.label != run[-1].label
        if run and (other_kind or not _side_by_side(text, run[-1], one)):
            yield from _bare(text, run)
            run = []
        run.append(one)
    yield from _bare(text, run)


def _side_by_side(text: str, one: Chance, other: Chance) -> bool:
    between = text[one.end : other.start]
    if "\n\n" in between or len(between) >= _FAR or not set(between) <= _JOINTS:
        return False
    return one.label in _WITH_STOPS or not between.startswith((". ", ".\n"))


def _bare(text: str, run: list[Chance]) -> Iterator[list[Chance]]:
    telling = [number for number, one in enumerate(run) if text[one.start : one.end].lower() not in _EDGES]
    if run and run[0].label in _SIGNS:
        # "Reach me at a@b.example", "NMC PIN 18I4421O": the words before say what it is.
        telling = [at for at in telling if _SIGNS[run[0].label].search(_written(text, run[at]))] or telling
    if telling:
        yield run[telling[0] : telling[-1] + 1]


def _written(text: str, one: Chance) -> str:
    """Return a word with the signs that touch it."""
    before, after = one.start, one.end
    while before > 0 and not text[before - 1].isspace():
        before -= 1
    while after < len(text) and not text[after].isspace():
        after += 1
    return text[before:after]
