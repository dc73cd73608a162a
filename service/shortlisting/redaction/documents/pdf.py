"""The visible text of a PDF, page by page, with the values of its form; annotations and attachments are not read."""

import io
import logging
import re
import statistics
from typing import Any

from service.shortlisting.redaction.documents.blocks import (
    MOST_TEXT,
    Block,
    Document,
    RefusedDocumentError,
    too_much_text,
)
from service.shortlisting.redaction.documents.pdf_form import Line, add_values
from service.shortlisting.redaction.documents.pdf_visible import Seen, times

_MOST_PAGES = 100
_BULLET = re.compile(r"^\s{0,20}[•●▪◦‣⁃∙·–o\uf0b7\uf0a7\uf0d8-]\s+(?=\S)")
_LARGER = 1.15  # a heading's letters, of those of most lines
_MOST_HEADING = 90


def read_pdf(data: bytes) -> Document:
    """Return the visible text of a PDF in paragraphs, headings and items of lists, as far as its layout shows them."""
    import pypdf
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise RefusedDocumentError("The file is protected by a password.", "Remove the password and send it again.")
        if len(reader.pages) > _MOST_PAGES:
            raise RefusedDocumentError("The file has more than 100 pages.", "Send the pages that matter.")
        document = _read(reader)
    except RefusedDocumentError:
        raise
    except (
        PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, AssertionError,
        NotImplementedError, ArithmeticError, LookupError,
    ) as error:  # fmt: skip
        raise RefusedDocumentError(
            "The file is damaged or not a PDF.", "Save it again as PDF or DOCX and send that."
        ) from error
    if not document.blocks:
        raise RefusedDocumentError(
            "The file holds pictures of text, but no text.", "Send the document it was made from."
        )
    return document


def _read(reader: Any) -> Document:
    catalog = reader.trailer["/Root"].get_object()
    layers = _hidden_layers(catalog)
    document = Document()
    length = 0
    notes: set[str] = set()
    for page in reader.pages:
        seen = Seen(page, layers)
        seen.keep_visible(page)
        lines = _lines(page)
        if not lines and seen.pictures:
            notes.add("The file has pages without text, perhaps pictures of text, which are not read.")
        add_values(page, lines)
        length += sum(len(line.text) for line in lines)
        if length > MOST_TEXT:
            raise too_much_text()
        document.blocks.extend(_blocks(lines))
        if seen.pictures:
            notes.add("The file holds pictures, which are not read.")
        kinds = {annotation.get_object().get("/Subtype") for annotation in page.get("/Annots") or ()}
        if kinds - {"/Widget", "/Link", "/Popup"}:
            notes.add("The file holds notes or words put on its pages afterwards, which are not read.")
    form = catalog.get("/AcroForm")
    if form is not None and "/XFA" in form.get_object():
        notes.add("The file is a form that only some programs show; its values may not have been read.")
    names = catalog.get("/Names")
    if names is not None and "/EmbeddedFiles" in names.get_object():
        notes.add("The file holds other files, which are not read.")
    document.not_read = sorted(notes)
    return document


def _hidden_layers(catalog: Any) -> set[int]:
    layers = catalog.get("/OCProperties")
    settings = layers.get_object().get("/D") if layers is not None else None
    off = settings.get_object().get("/OFF") if settings is not None else None
    return {one.idnum for one in off.get_object() if hasattr(one, "idnum")} if off is not None else set()


def _lines(page: Any) -> list[Line]:
    """Return the lines of a page in the order in which they are drawn."""
    lines: list[Line] = []
    fresh = True

    def add(text: str, around: list[float], place: list[float], _font: object, size: float) -> None:
        nonlocal fresh
        at = times(tuple(place), tuple(around))  # type: ignore[arg-type]
        for index, part in enumerate(text.split("\n")):
            if index:
                fresh = True
            if not part.strip() and (fresh or not part):
                continue
            if fresh:
                lines.append(Line("", at[4], at[5], 0.0))
                fresh = False
            lines[-1].text += part
            lines[-1].size = max(lines[-1].size, abs(size) * max(abs(at[0]), abs(at[1])))

    page.extract_text(visitor_text=add)
    for line in lines:
        line.text = line.text.replace("\r", "").replace("\x00", "").rstrip()
    return [line for line in lines if line.text.strip()]


def _blocks(lines: list[Line]) -> list[Block]:
    """Join lines into paragraphs where no gap, bullet or larger letters part them."""
    if not lines:
        return []
    usual = statistics.median(line.size for line in lines for _ in range(min(len(line.text), 200)))
    found: list[Block] = []
    before: Line | None = None
    for line in lines:
        bullet = _BULLET.match(line.text)
        if bullet:
            kind, text = "li", line.text[bullet.end() :]
        elif line.size > usual * _LARGER and len(line.text) <= _MOST_HEADING and any(c.isalpha() for c in line.text):
            kind, text = "h", line.text.strip()
        else:
            kind, text = "p", line.text.strip()
        gap = abs(before.y - line.y) if before is not None else 0.0
        joined = before is not None and found and kind == "p" and gap <= 1.7 * max(line.size, before.size, 1.0)
        if joined and found[-1].kind in {"p", "li"} and (found[-1].kind == "p" or _goes_on(before, line)):
            found[-1] = Block(found[-1].kind, f"{found[-1].text}\n{text}", found[-1].row)
        else:
            level = (1 if line.size > 1.5 * usual else 2) if kind == "h" else 0
            found.append(Block(kind, text, level))
        before = line
    return found


def _goes_on(before: Line | None, line: Line) -> bool:
    """Whether a line without a bullet goes on from the item before it: it is indented as far as the item's words."""
    return before is not None and line.x >= before.x + 2
