"""Neutral, typed words that stand for what was redacted, so that sentences still read."""

import re

from service.shortlisting.redaction.pronouns import NEUTRAL, neutral
from service.shortlisting.redaction.spans import Span

PERSONAL = "[personal detail]"
"""One placeholder for every protected characteristic: it must not say which of them was there."""

PLACEHOLDERS = {
    "NAME": "[name]", "NAME_OTHER": "[person]", "EMAIL": "[email]", "PHONE": "[phone]", "URL": "[link]",
    "ADDRESS": "[address]", "POSTCODE": "[postcode]", "PLACE": "[place]", "NI_NUMBER": "[NI number]",
    "REG_NUMBER": "[registration number]", "SCHOOL": "[place of study]", "EDU_DATE": "[date]", "EMPLOYER": "[employer]",
    "EMP_DATE": "[date]", "LANGUAGE": "[language]",
}  # fmt: skip


STANDING = re.compile("|".join(re.escape(word) for word in sorted({PERSONAL, *PLACEHOLDERS.values()})))
"""Placeholders of an earlier redaction: they stay as they are."""


def placeholder(label: str, written: str, following: str) -> str:
    """Return what stands for a span of this label, given what was written and what follows it."""
    if label == "GENDER" and written.lower() in NEUTRAL:
        return neutral(written, following)
    return PLACEHOLDERS.get(label, PERSONAL)


def render(source: str, spans: list[Span]) -> str:
    """Return the source with each span replaced."""
    return render_with_origin(source, spans)[0]


def render_with_origin(source: str, spans: list[Span]) -> tuple[str, list[tuple[int, int, int]]]:
    """Return the source with each span replaced, and (at, from, length) for each stretch that was copied.

    Spans of one label that only markup or spaces part share one placeholder.
    """
    parts: list[str] = []
    copied: list[tuple[int, int, int]] = []
    length = 0
    at = 0
    before: Span | None = None
    for span in [*spans, None]:
        between = source[at : span.start] if span is not None else source[at:]
        word = ""
        if span is not None:
            word = placeholder(span.label, source[span.start : span.end], source[span.end : span.end + 40])
            if before is not None and _same_thing(before, span, between, word):
                word = ""
                if "<" not in between:
                    between = ""
        if between:
            copied.append((length, at, len(between)))
        parts.extend((between, word))
        length += len(between) + len(word)
        if span is not None:
            at, before = span.end, span
    return "".join(parts), copied


def _same_thing(before: Span, span: Span, between: str, word: str) -> bool:
    if before.label != span.label or not word.startswith("["):
        return False
    bare = between.replace("&nbsp;", " ")
    if "<" in bare:
        return not bare.replace("<", " ").replace(">", " ").replace("/", " ").split() or len(bare) < 12
    return not bare.strip(" \t.,'’-(") and bare.count("\n") < 2 and "," not in bare
