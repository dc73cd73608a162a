"""Which kind of document some bytes are, by their content; two kinds at once, or a name that lies, are refused."""

from service.shortlisting.redaction.documents.blocks import MOST_BYTES, RefusedDocumentError

_SEND_ANOTHER = "Send a plain DOCX, PDF or TXT file instead."
_OTHER_MAGIC = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "is protected by a password, or in the old Word format.",
    b"MZ": "is a program.", b"\x7fELF": "is a program.", b"{\\rtf": "is an RTF file.", b"\x89PNG": "is a picture.",
    b"\xff\xd8\xff": "is a picture.", b"GIF8": "is a picture.", b"Rar!": "is an archive.",
    b"7z\xbc\xaf": "is an archive.",
    b"\x1f\x8b": "is an archive.", b"BZh": "is an archive.", b"#!": "is a script.", b"%!PS": "is a PostScript file.",
}  # fmt: skip
_END_OF_ZIP = b"PK\x05\x06"


def kind_of(data: bytes, name: str) -> str:
    """Return "docx", "pdf" or "txt"; refuse anything else, anything too large, and polyglots."""
    if len(data) > MOST_BYTES:
        raise RefusedDocumentError("The file is larger than 10 MB.", "Remove pictures, or send the text alone.")
    if not data.strip():
        raise RefusedDocumentError("The file is empty.", _SEND_ANOTHER)
    for magic, what in _OTHER_MAGIC.items():
        if data.startswith(magic):
            raise RefusedDocumentError(f"The file {what}", _SEND_ANOTHER)
    kind = _by_content(data)
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    expected = {"docx": "docx", "pdf": "pdf", "txt": "txt", "text": "txt", "md": "txt"}.get(suffix)
    if suffix and expected is None:
        raise RefusedDocumentError(f"A file that ends in .{suffix[:12]} is not read.", _SEND_ANOTHER)
    if expected is not None and expected != kind:
        raise RefusedDocumentError(f"The file is called .{suffix} but its content is not.", _SEND_ANOTHER)
    return kind


def _by_content(data: bytes) -> str:
    if data.startswith(b"PK\x03\x04"):
        end = data.rfind(_END_OF_ZIP)
        comment = int.from_bytes(data[end + 20 : end + 22], "little") if end >= 0 else 0
        if end < 0 or end + 22 + comment != len(data) or comment or b"%PDF-" in data[:1024]:
            raise RefusedDocumentError("The file is two kinds of file at once, or damaged.", _SEND_ANOTHER)
        return "docx"
    if data.startswith(b"%PDF-"):
        if _END_OF_ZIP in data[-66000:] or b"<!DOCTYPE html" in data[:2048] or b"<script" in data[:2048]:
            raise RefusedDocumentError("The file is two kinds of file at once.", _SEND_ANOTHER)
        return "pdf"
    if b"%PDF-" in data[:2048] or _END_OF_ZIP in data:
        raise RefusedDocumentError("The file is two kinds of file at once.", _SEND_ANOTHER)
    if b"\x00" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise RefusedDocumentError("The file is neither DOCX, PDF nor text.", _SEND_ANOTHER)
    return "txt"
