"""What a person of the recruitment team does to a draft: restore what went too far, extend what did not go far enough.

Pure: drafts in, drafts out, with what was changed, to measure the redaction by.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from service.shortlisting.redaction.spans import LABELS, Ranges, Span
from service.shortlisting.review_draft import Draft, Point, Source

BY_HAND = "person"
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: `kind` is "restored" or "extended"; the text itself is not in it."""

    kind: str
    label: str
    source: str


def restored(draft: Draft, chosen: Collection[tuple[int, int]]) -> tuple[Draft, list[Edit]]:
    """Return the draft without the chosen spans (section and index), and what was changed.

    A point on a restored span is settled: a person has looked at it.
    """
    edits: list[Edit] = []
    kept: list[tuple[Span, ...]] = []
    gone: list[list[tuple[int, int]]] = []
    for section, spans in enumerate(draft.spans):
        mine = [span for index, span in enumerate(spans) if (section, index) in chosen]
        edits += [Edit("restored", span.label, span.source) for span in mine]
        gone.append([(span.start, span.end) for span in mine])
        kept.append(tuple(span for index, span in enumerate(spans) if (section, index) not in chosen))
    return Draft(tuple(kept), _left(draft.points, [Ranges(each) for each in gone])), edits


def extended(draft: Draft, sources: Sequence[Source], words: str, label: str) -> tuple[Draft, list[Edit]]:
    """Return the draft with every occurrence of these words redacted, in capitals or not, and what was changed.

    A word is redacted as a word, not inside a longer one. What is redacted already stays as it is.
    """
    pattern = occurrences(words)
    edits: list[Edit] = []
    grown: list[tuple[Span, ...]] = []
    covered: list[Ranges] = []
    for spans, source in zip(draft.spans, sources, strict=True):
        gone = Ranges((span.start, span.end) for span in spans)
        new = [
            Span(start, end, label, BY_HAND, 1.0)
            for found in pattern.finditer(source.text)
            for start, end in gone.without(*found.span())
            if any(char.isalnum() for char in source.text[start:end])
        ]
        edits += [Edit("extended", label, BY_HAND)] * len(new)
        grown.append(tuple(sorted((*spans, *new), key=lambda span: span.start)))
        covered.append(Ranges((span.start, span.end) for span in new))
    return Draft(tuple(grown), _left(draft.points, covered)), edits


def occurrences(words: str) -> re.Pattern[str]:
    """Return the pattern for words as a person types them: any spaces between, no letter or digit right beside."""
    parts = r"\s+".join(re.escape(part) for part in words.split())
    return re.compile(rf"(?<!\w){parts}(?!\w)", re.IGNORECASE)


def problem_of(words: str, label: str) -> tuple[str, str] | None:
    """Return the field and sentence that say what is wrong with words to redact, or None."""
    if not any(char.isalnum() for char in words):
        return "words", "Type the words to redact, exactly as they stand in the original."
    if len(words) > LONGEST:
        return "words", f"This is longer than {LONGEST} characters: redact it in parts."
    if label not in LABELS:
        return "label", "What kind of detail it is is not chosen."
    return None


def _left(points: Sequence[Point], touched: Sequence[Ranges]) -> tuple[Point, ...]:
    return tuple(
        each
        for each in points
        if each.section < 0 or not touched[each.section].meet(each.start, max(each.end, each.start + 1))
    )
