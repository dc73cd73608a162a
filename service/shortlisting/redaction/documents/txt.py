"""The paragraphs of a plain text file."""

import contextlib

from service.shortlisting.redaction.documents.blocks import (
    MOST_TEXT,
    Block,
    Document,
    RefusedDocumentError,
    too_much_text,
)

_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
)  # fmt: skip


def read_txt(data: bytes) -> Document:
    """Return the paragraphs of a text in UTF-8, UTF-16 or UTF-32 with a mark, or Windows-1252."""
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8-sig", "cp1252", "latin-1"):
        with contextlib.suppress(UnicodeDecodeError):
            text = data.decode(encoding)
            break
    else:
        raise RefusedDocumentError("The file is not text.", "Send a plain DOCX, PDF or TXT file instead.")
    if len(text) > MOST_TEXT:
        raise too_much_text()
    lines = (
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n").replace("\v", "\n").replace("\x85", "\n")
    )
    clean = "".join(char for char in lines if char in "\n\t" or char >= " ")
    if len(lines) - len(clean) > len(lines) // 20:
        raise RefusedDocumentError("The file is not text.", "Send a plain DOCX, PDF or TXT file instead.")
    return Document([Block("p", part.strip("\n")) for part in clean.split("\n\n") if part.strip()])
