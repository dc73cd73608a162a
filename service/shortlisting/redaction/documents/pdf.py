"""The visible text of a PDF, page by page; invisible text, annotations, attachments and properties are not read."""

import io
import logging
from typing import Any

from service.shortlisting.redaction.documents.blocks import MOST_TEXT, Block, RefusedDocumentError

_MOST_PAGES = 100
_SHOWING = {b"Tj", b"TJ", b"'", b'"'}


def read_pdf(data: bytes) -> list[Block]:
    """Return the visible text of a PDF, one block a paragraph."""
    import pypdf
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise RefusedDocumentError("The file is protected by a password.", "Remove the password and send it again.")
        if len(reader.pages) > _MOST_PAGES:
            raise RefusedDocumentError("The file has more than 100 pages.", "Send the pages that matter.")
        blocks: list[Block] = []
        length = 0
        for page in reader.pages:
            text = _page_text(page)
            length += len(text)
            if length > MOST_TEXT:
                raise RefusedDocumentError(
                    "The file holds more text than an application.", "Send the pages that matter."
                )
            blocks.extend(_paragraphs(text))
    except RefusedDocumentError:
        raise
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        OSError,
        AssertionError,
        NotImplementedError,
    ) as error:
        raise RefusedDocumentError(
            "The file is damaged or not a PDF.", "Save it again as PDF or DOCX and send that."
        ) from error
    if not blocks:
        raise RefusedDocumentError(
            "The file holds pictures of text, but no text.", "Send the document it was made from."
        )
    return blocks


def _page_text(page: Any) -> str:
    from pypdf.generic import NameObject

    content = page.get_contents()
    if content is None:
        return ""
    operations: list[Any] = []
    mode, saved = 0, []
    for operands, operator in content.operations:
        if operator == b"q":
            saved.append(mode)
        elif operator == b"Q" and saved:
            mode = saved.pop()
        elif operator == b"Tr" and operands:
            mode = int(operands[0])
        if operator in _SHOWING and mode in {3, 7}:
            continue
        operations.append((operands, operator))
    if len(operations) != len(content.operations):
        content.operations = operations
        page[NameObject("/Contents")] = content
    text: str = page.extract_text()
    return text


def _paragraphs(text: str) -> list[Block]:
    """Blank lines part paragraphs; other line breaks stay, for a CV is made of lines."""
    blocks: list[Block] = []
    lines: list[str] = []
    for line in [*text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), ""]:
        if line.strip():
            lines.append(line.rstrip())
        elif lines:
            blocks.append(Block("p", "\n".join(lines)))
            lines = []
    return blocks
