"""A draft: what the redaction found in each part of an application, and what a person must look at. Pure but for seals.

The draft belongs to the original text: its spans are ranges of it. The pack that shortlisters read is made from both.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from service.application_contents import ApplicationContents
from service.config import Settings
from service.models import RedactedPack
from service.shortlisting.applications_documents import DocumentText
from service.shortlisting.attachments import ReadAttachment, redact_attachment, serve_attachment
from service.shortlisting.known_values import surviving_values
from service.shortlisting.packs import Pack, PackSection
from service.shortlisting.redaction.disclosures import DisclosureModel
from service.shortlisting.redaction.placeholders import render_with_origin
from service.shortlisting.redaction.redact import redact
from service.shortlisting.redaction.spans import Ranges, Span
from service.vault import seal_file, unseal_file

EVERYWHERE = -1
"""The section of a point that concerns the application as a whole."""


@dataclass(frozen=True, slots=True)
class Source:
    """One part of an application as it was written; `read` is there for an attachment."""

    heading: str
    text: str
    read: ReadAttachment | None = None
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """Something a person must look at before the pack is released: a range of a section, or all of it."""

    section: int
    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Draft:
    """The spans of each section, in order and without overlap, and the points that are open."""

    spans: tuple[tuple[Span, ...], ...]
    points: tuple[Point, ...] = ()


def sources_of(contents: ApplicationContents, documents: Sequence[DocumentText]) -> list[Source]:
    """Return the parts of an application that shortlisters read, under neutral headings."""
    parts = [Source(each.heading, each.text) for each in contents.sections]
    for number, each in enumerate(documents, start=1):
        parts.append(Source(f"Attachment {number}", each.read.text, each.read, each.unread))
    return parts


def make_draft(sources: Sequence[Source], details: Mapping[str, Any], model: DisclosureModel | None = None) -> Draft:
    """Return what the redaction finds in each part, and every doubt it has."""
    spans: list[tuple[Span, ...]] = []
    points: list[Point] = []
    for number, source in enumerate(sources):
        if source.read is None:
            found = redact(source.text, details, model=model)
        else:
            found = redact_attachment(source.read, details, model=model)
        spans.append(found.spans)
        points += [Point(number, each.start, each.end, each.reason) for each in found.review]
        for each in surviving_values(source.text, found.spans, details):
            points.append(Point(number, each.start, each.end, f"the applicant's {each.words} may survive"))
    return Draft(tuple(spans), tuple(points))


def withheld(sources: Sequence[Source]) -> Draft:
    """Return the draft for an application that the redaction could not deal with: all of it is withheld."""
    spans = tuple(
        (Span(0, len(each.text), "NAME", "context", 0.0),) if any(map(str.isalnum, each.text)) else ()
        for each in sources
    )
    return Draft(spans, (Point(EVERYWHERE, 0, 0, "the redaction broke off, so that everything is withheld"),))


def pack_of(sources: Sequence[Source], draft: Draft) -> Pack:
    """Return what shortlisters would read: the parts without their spans."""
    return Pack(tuple(_section(source, spans) for source, spans in zip(sources, draft.spans, strict=True)))


def _section(source: Source, spans: tuple[Span, ...]) -> PackSection:
    text, copied = render_with_origin(source.text, list(spans))
    gaps = Ranges((at, at + length) for at, _, length in copied).without(0, len(text)) if text else []
    html = serve_attachment(source.read, spans) if source.read is not None else ""
    return PackSection(source.heading, text, tuple(gaps), html)


def without_points(draft: Draft, settled: Iterable[Point]) -> Draft:
    """Return the draft without these points."""
    gone = set(settled)
    return replace(draft, points=tuple(each for each in draft.points if each not in gone))


def seal_draft(settings: Settings, pack_id: str, draft: Draft) -> bytes:
    """Return the draft encrypted, and bound to its pack."""
    document = {
        "spans": [[[s.start, s.end, s.label, s.source, s.confidence] for s in spans] for spans in draft.spans],
        "points": [[each.section, each.start, each.end, each.reason] for each in draft.points],
    }
    return seal_file(settings, f"draft {pack_id}", json.dumps(document, separators=(",", ":")).encode())


def open_draft(settings: Settings, row: RedactedPack) -> Draft:
    """Return the draft that a pack was made from: for the recruitment team alone.

    Raises:
        ConfigurationError: none of the installation's keys opens it.
    """
    document = json.loads(unseal_file(settings, f"draft {row.id}", row.sealed_draft))
    spans = tuple(tuple(Span(*each) for each in listed) for listed in document["spans"])
    return Draft(spans, tuple(Point(*each) for each in document["points"]))
