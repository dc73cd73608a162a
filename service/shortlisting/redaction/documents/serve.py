"""A document's redacted text, as text or as accessible HTML made from nothing but that text."""

import html
from collections.abc import Collection
from itertools import groupby

from service.shortlisting.redaction.documents.blocks import Block, text_of
from service.shortlisting.redaction.placeholders import render
from service.shortlisting.redaction.redact import NameModel, Redacted, redact
from service.shortlisting.redaction.spans import Span


def redact_blocks(
    blocks: list[Block], fields: object, *, policy: Collection[str] = (), model: NameModel | None = None
) -> tuple[Redacted, list[Block]]:
    """Return the redaction of the whole text (offsets are those of `text_of`), and the blocks with what is left."""
    text, starts = text_of(blocks)
    redacted = redact(text, fields, policy=policy, model=model)
    clean = []
    for block, start in zip(blocks, starts, strict=True):
        end = start + len(block.text)
        inside = [
            Span(max(span.start, start) - start, min(span.end, end) - start, span.label, span.source, span.confidence)
            for span in redacted.spans
            if span.start < end and start < span.end
        ]
        clean.append(Block(block.kind, render(block.text, inside), block.row))
    return redacted, clean


def as_html(blocks: list[Block]) -> str:
    """Return a page with headings, lists and tables; no attribute, link, picture or name of the original is in it."""
    body: list[str] = []
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        members = list(group)
        if kind == "li":
            body.append("<ul>" + "".join(f"<li>{_text(block.text)}</li>" for block in members) + "</ul>")
        elif kind == "cell":
            rows = [list(cells) for _, cells in groupby(members, key=lambda block: block.row)]
            lines = ("<tr>" + "".join(f"<td>{_text(cell.text)}</td>" for cell in row) + "</tr>" for row in rows)
            body.append("<table><tbody>" + "".join(lines) + "</tbody></table>")
        else:
            tag = "h2" if kind == "h" else "p"
            body.extend(f"<{tag}>{_text(block.text)}</{tag}>" for block in members)
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<title>Redacted document</title>\n</head>\n"
        "<body>\n<main>\n<h1>Redacted document</h1>\n" + "\n".join(body) + "\n</main>\n</body>\n</html>\n"
    )


def _text(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")
