"""Which kind of document some bytes are, by their content; two kinds at once, or a name that lies, are refused."""

from service.shortlisting.redaction.documents.blocks import RefusedDocumentError

_SEND_ANOTHER = "Send a plain DOCX, PDF or TXT file instead."
_OTHER_MAGIC = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "is protected by a password, or in the old Word format.",
    b"\x7fELF": "is a program.", b"{\\rtf": "is an RTF file.", b"\x89PNG": "is a picture.",
    b"\xff\xd8\xff": "is a picture.", b"GIF8": "is a picture.", b"Rar!": "is an archive.",
    b"7z\xbc\xaf": "is an archive.",
    b"\x1f\x8b": "is an archive.", b"BZh": "is an archive.", b"#!": "is a script.", b"%!PS": "is a PostScript file.",
    b"II*\0": "is a picture.", b"MM\0*": "is a picture.", b"\xfd7zXZ": "is an archive.",
    b"\xca\xfe\xba\xbe": "is a program.", b"\xcf\xfa\xed\xfe": "is a program.", b"\0\0\1\0": "is a picture.",
    b"SQLite format 3": "is a database.",
}  # fmt: skip
_SHORT_MAGIC = {b"MZ": "is a program.", b"BM": "is a picture."}  # a text may start so too
_ENDINGS = {
    "odt": "is an OpenDocument file.", "rtf": "is an RTF file.", "doc": "is in the old Word format.",
    "pages": "is a Pages file.", "html": "is a web page.", "htm": "is a web page.", "zip": "is an archive.",
}  # fmt: skip
_END_OF_ZIP = b"PK\x05\x06"


def kind_of(data: bytes, ending: str) -> str:
    """Return "docx", "pdf" or "txt"; refuse anything else, and polyglots. `ending` is that of the file's name."""
    if not data.strip(b" \t\r\n\0"):
        raise RefusedDocumentError("The file is empty.", _SEND_ANOTHER)
    binary = b"\0" in data[:64]
    for magic, what in (_OTHER_MAGIC | (_SHORT_MAGIC if binary else {})).items():
        if data.startswith(magic):
            raise RefusedDocumentError(f"The file {what}", _SEND_ANOTHER)
    if data[4:8] == b"ftyp" or (data.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        raise RefusedDocumentError("The file is a picture or a film.", _SEND_ANOTHER)
    kind = _by_content(data)
    suffix = ending.lower().lstrip(".")
    expected = {"docx": "docx", "pdf": "pdf", "txt": "txt", "text": "txt", "md": "txt"}.get(suffix)
    if suffix in {"docm", "dotm"}:
        raise RefusedDocumentError("The file may hold macros.", "Save it as DOCX without macros and send that.")
    if suffix and expected is None:
        what = _ENDINGS.get(suffix, "ends in a way that is not read.")
        raise RefusedDocumentError(f"The file {what}", "Save it as DOCX or PDF and send that.")
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
    if (
        data.lstrip(b"\xef\xbb\xbf \t\r\n")[:14]
        .lower()
        .startswith((b"<!doctype html", b"<html", b"<?xml", b"<svg", b"mime-version"))
    ):
        raise RefusedDocumentError("The file is a web page or markup, not a text.", _SEND_ANOTHER)
    if b"\x00" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
        raise RefusedDocumentError("The file is neither DOCX, PDF nor text.", _SEND_ANOTHER)
    return "txt"
