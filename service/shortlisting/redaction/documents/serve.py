"""A document's redacted text, as text or as accessible HTML made from nothing but that text."""

import html
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

from service.shortlisting.redaction.disclosures import DisclosureModel
from service.shortlisting.redaction.documents.blocks import CELLS, Block, text_of
from service.shortlisting.redaction.placeholders import render
from service.shortlisting.redaction.redact import Redacted, redact
from service.shortlisting.redaction.spans import Span


def redact_blocks(
    blocks: list[Block], fields: object, *, policy: Collection[str] = (), model: DisclosureModel | None = None
) -> tuple[Redacted, list[Block]]:
    """Return the redaction of the whole text (offsets are those of `text_of`), and the blocks with what is left."""
    text, _ = text_of(blocks)
    redacted = redact(text, fields, policy=policy, model=model)
    return redacted, shown_blocks(blocks, redacted.spans)


def shown_blocks(blocks: list[Block], spans: Sequence[Span]) -> list[Block]:
    """Return the blocks without these spans of their text, which are sorted and do not overlap."""
    _, starts = text_of(blocks)
    clean = []
    for block, start in zip(blocks, starts, strict=True):
        end = start + len(block.text)
        inside = [
            Span(max(span.start, start) - start, min(span.end, end) - start, span.label, span.source, span.confidence)
            for span in spans
            if span.start < end and start < span.end
        ]
        clean.append(Block(block.kind, render(block.text, inside), block.row))
    return clean


def as_fragment(blocks: list[Block]) -> str:
    """Return headings, lists, tables and paragraphs; no attribute, link, picture or name of the original is in it."""
    body: list[str] = []
    for kind, group in groupby(blocks, key=lambda block: "cell" if block.kind in CELLS else block.kind):
        members = list(group)
        if kind == "li":
            body.append("<ul>" + "".join(f"<li>{_text(block.text)}</li>" for block in members) + "</ul>")
        elif kind == "cell":
            body.append("<table>" + "".join(_rows(members)) + "</table>")
        elif kind == "h":
            tags = [f"h{min(6, max(1, block.row) + 1)}" for block in members]
            body.extend(f"<{tag}>{_text(block.text)}</{tag}>" for tag, block in zip(tags, members, strict=True))
        else:
            body.extend(f"<p>{_text(block.text)}</p>" for block in members)
    return "\n".join(body)


def _rows(cells: list[Block]) -> Iterator[str]:
    rows = [list(row) for _, row in groupby(cells, key=lambda cell: cell.row)]
    for heads, section in groupby(rows, key=lambda row: all(cell.kind == "th" for cell in row)):
        tag = 'th scope="col"' if heads else "td"
        lines = (
            "<tr>" + "".join(f"<{tag}>{_text(cell.text)}</{tag[:2]}>" for cell in row) + "</tr>" for row in section
        )
        yield f"<{'thead' if heads else 'tbody'}>{''.join(lines)}</{'thead' if heads else 'tbody'}>"


def as_html(blocks: list[Block]) -> str:
    """Return a whole page of the blocks, with a language and a title that say nothing of the original."""
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<title>Redacted document</title>\n</head>\n"
        f"<body>\n<main>\n<h1>Redacted document</h1>\n{as_fragment(blocks)}\n</main>\n</body>\n</html>\n"
    )


def _text(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")
