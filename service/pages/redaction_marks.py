"""An original with its redactions and doubts marked, as pieces that a template prints. Pure.

Each mark is told in words beside it, so that nothing depends on colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from service.pages.application_words import LABELS, SOURCES
from service.shortlisting.review_draft import Draft, Source


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a section: plain, redacted (`span` is its number), or only doubted (`point` is its number).

    `key` names the place for links; it is empty where an earlier piece of the same mark has it.
    """

    text: str
    span: int = 0
    point: int = 0
    label: str = ""
    key: str = ""


def marked_sections(sources: Sequence[Source], draft: Draft) -> list[list[Piece]]:
    """Return the pieces of each section. Spans and points are numbered from 1 through the whole application."""
    sections = []
    before = 0
    for number, (source, spans) in enumerate(zip(sources, draft.spans, strict=True)):
        ranges = [(span.start, span.end, before + at, LABELS[span.label]) for at, span in enumerate(spans, start=1)]
        doubts = [
            (each.start, each.end, at)
            for at, each in enumerate(draft.points, start=1)
            if each.section == number and each.end > each.start
        ]
        sections.append(_pieces(source.text, ranges, doubts))
        before += len(spans)
    return sections


def _pieces(
    text: str, spans: Sequence[tuple[int, int, int, str]], doubts: Sequence[tuple[int, int, int]]
) -> list[Piece]:
    cuts = sorted({0, len(text), *(at for s in spans for at in s[:2]), *(at for d in doubts for at in d[:2])})
    pieces = []
    named: set[str] = set()
    ahead, left = 0, sorted(spans)
    for start, end in pairwise(cuts):
        while ahead < len(left) and left[ahead][1] <= start:
            ahead += 1
        inside = left[ahead] if ahead < len(left) and left[ahead][0] <= start else None
        doubt = next((each[2] for each in doubts if each[0] <= start < each[1]), 0)
        key = f"doubt-{doubt}" if doubt else f"redaction-{inside[2]}" if inside else ""
        number, label = (inside[2], inside[3]) if inside else (0, "")
        pieces.append(Piece(text[start:end], number, doubt, label, "" if key in named else key))
        named.add(key)
    return pieces


def listed_spans(sources: Sequence[Source], draft: Draft) -> list[dict[str, Any]]:
    """Return all spans of an application, numbered as they are marked, with what stands under them."""
    found: list[dict[str, Any]] = []
    for section, (source, spans) in enumerate(zip(sources, draft.spans, strict=True)):
        for index, span in enumerate(spans):
            found.append(
                {
                    "section": section,
                    "index": index,
                    "number": len(found) + 1,
                    "text": source.text[span.start : span.end],
                    "heading": source.heading,
                    "label": LABELS[span.label],
                    "source": SOURCES.get(span.source, span.source),
                    "sure": f"{span.confidence * 100:.0f} %",
                }
            )
    return found


def listed_points(sources: Sequence[Source], draft: Draft) -> list[dict[str, str]]:
    """Return the boxes that settle points, each with its words and why it needs a look."""
    items = []
    for index, each in enumerate(draft.points):
        where = ""
        if each.section >= 0:
            source = sources[each.section]
            where = (
                f"“{source.text[each.start : each.end]}” in {source.heading}: " if each.end else f"{source.heading}: "
            )
        items.append({"value": str(index), "text": f"Point {index + 1}. {where}{each.reason}"})
    return items
