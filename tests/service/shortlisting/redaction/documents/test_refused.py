"""Files that are unsafe, unreadable or not what they say are refused, with the remedy and without naming anybody."""

import os
import zlib
from pathlib import Path

import pytest

from service.errors import InvalidInputError
from service.shortlisting.redaction.documents.extract import LIMITS, Limits, extract
from tests.service.shortlisting.redaction.documents.made import (
    TYPES,
    a_cv,
    by_hand,
    paragraph,
    pdf,
    run,
    with_parts,
    written,
    zip_of,
)

SAMPLES = Path(__file__).parents[4] / "data" / "attachments"
BOMB = zip_of({"[Content_Types].xml": TYPES, "word/document.xml": b" " * 60_000_000})
FAT = by_hand(paragraph(run("x")), {"word/header1.xml": b"<a>" + b" " * 40_000_000 + b"</a>"})
NESTED = zip_of({"[Content_Types].xml": TYPES, "word/document.xml": zlib.compress(b" " * 2**20)})
XXE = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def protected() -> bytes:
    """Return a DOCX whose parts are marked as encrypted."""
    marked = bytearray(by_hand(paragraph(run("x"))))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = marked.find(signature)
        while at >= 0:
            marked[at + flags] |= 1
            at = marked.find(signature, at + 4)
    return bytes(marked)


def bomb_pdf() -> bytes:
    """Return a PDF whose page is a hundred megabytes of operators, packed into a hundred kilobytes."""
    packed = zlib.compress(b"q Q " * 25_000_000, 9)
    return written(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >>",
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
        ]
    )


def looping_pdf() -> bytes:
    """Return a PDF whose tree of pages bites its own tail."""
    return written([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"])


REFUSED = {
    "bomb.docx": (BOMB, "unpacks"),
    "part.docx": (FAT, "unpacks"),
    "nested.docx": (NESTED, "damaged"),
    "xxe.docx": (by_hand(paragraph(run("&x;")), prolog=XXE), "entities"),
    "laughs.docx": (by_hand(paragraph(run("&b;")), prolog=LAUGHS), "entities"),
    "xxe-in-styles.docx": (by_hand(paragraph(run("x")), {"word/styles.xml": f"{XXE}<a>&x;</a>"}), "entities"),
    "macro.docx": (by_hand(paragraph(run("x")), {"word/vbaProject.bin": b"x"}), "macros"),
    "enabled.docx": (
        by_hand(paragraph(run("x")), types=TYPES.replace("document.main", "document.macroEnabled.main")),
        "macros",
    ),
    "enabled.docm": (a_cv(), "macros"),
    "template.docx": (
        by_hand(paragraph(run("x")), outside={"attachedTemplate": "https://x.example/a.dotm"}),
        "elsewhere",
    ),
    "share.docx": (by_hand(paragraph(run("x")), outside={"attachedTemplate": r"\\x.example\a.dotm"}), "elsewhere"),
    "object.docx": (by_hand(paragraph(run("x")), outside={"oleObject": "https://x.example/a"}), "elsewhere"),
    "frame.docx": (by_hand(paragraph(run("x")), outside={"frame": "https://x.example/a"}), "elsewhere"),
    "protected.docx": (protected(), "password"),
    "old.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "password"),
    "sheet.docx": (zip_of({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<a/>"}), "not a DOCX"),
    "outside.docx": (with_parts(a_cv(), {"../x.xml": "<a/>"}), "named in a way"),
    "broken.docx": (a_cv()[:-400], "damaged"),
    "half.docx": (a_cv()[: len(a_cv()) // 2], "damaged"),
    "torn.docx": (by_hand("<w:p>")[:-30] + by_hand("<w:p>")[-30:], "damaged"),
    "deep.docx": (by_hand("<w:sdt>" * 5000 + "</w:sdt>" * 5000), "nested"),
    "both.docx": (a_cv() + b"%PDF-1.4", "two kinds"),
    "both.pdf": (pdf("x") + a_cv(), "two kinds"),
    "page.pdf": (b"%PDF-1.4 <script>alert(1)</script>", "two kinds"),
    "locked.pdf": (pdf("x", encrypted=True), "password"),
    "scan.pdf": (pdf(before="BT /F1 9 Tf 3 Tr 72 700 Td (Unseen) Tj ET"), "no text"),
    "broken.pdf": (b"%PDF-1.4\nnothing", "damaged"),
    "loop.pdf": (looping_pdf(), "The file"),
    "bomb.pdf": (bomb_pdf(), "The file"),
    "named.pdf": (a_cv(), "content is not"),
    "named.txt": (pdf("x"), "content is not"),
    "program.txt": (b"MZ\x90\0", "program"),
    "nulls.txt": (b"a\0b", "neither"),
    "control.txt": (b"\x01\x02\x03\x04abc", "not text"),
    "markup.txt": (b"<?xml version='1.0'?><a/>", "markup"),
    "empty.txt": (b" \n", "empty"),
    "none.docx": (b"", "empty"),
    "page.html": (b"<html></html>", "web page"),
    "photo.pdf": (b"\x89PNG\r\n\x1a\n", "picture"),
    "unknown.xyz": (b"text", "not read"),
    "large.txt": (b"a" * (10 * 1024 * 1024 + 1), "10 MB"),
    "sidebar.doc": ((SAMPLES / "sidebar.doc").read_bytes(), "old Word format"),
    "sidebar.rtf": ((SAMPLES / "sidebar.rtf").read_bytes(), "RTF"),
    "cv.odt": ((SAMPLES / "cv.odt").read_bytes(), "OpenDocument"),
    "called.docx": ((SAMPLES / "cv.odt").read_bytes(), "OpenDocument"),
    "locked-by-libreoffice.pdf": ((SAMPLES / "locked.pdf").read_bytes(), "password"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_unsafe_or_unreadable_is_refused_with_a_remedy_within_the_limit_of_time(name: str) -> None:
    data, words = REFUSED[name]
    before = os.times()
    with pytest.raises(InvalidInputError) as refused:
        extract(data, f"CV of Zebedee Quartermaine {name}")
    after = os.times()
    problem = refused.value.problems[0]
    assert words in problem.message
    assert problem.remedy.endswith(".")
    assert "Zebedee" not in f"{problem} {refused.value}"
    # Processor time that the kernel allows the child; not a speed of this machine.
    assert after.children_user - before.children_user < LIMITS.cpu_seconds + 1


def test_a_docx_whose_declared_sizes_lie_is_refused() -> None:
    lying = BOMB.replace((60_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lying != BOMB
    with pytest.raises(InvalidInputError):
        extract(lying, "lying.docx")


def test_a_link_a_linked_picture_and_a_template_on_the_authors_own_disk_are_no_reason_to_refuse() -> None:
    outside = {
        "hyperlink": "https://x.example/",
        "image": "https://x.example/a.png",
        "attachedTemplate": "file:///C:/a.dotm",
    }
    extracted = extract(by_hand(paragraph(run("I lead triage.")), outside=outside), "x.docx")
    assert [block.text for block in extracted.blocks] == ["I lead triage."]


def test_a_caller_can_allow_less() -> None:
    with pytest.raises(InvalidInputError, match="larger than 1 MB"):
        extract(b"a" * (2**20 + 1), "a.txt", Limits(most_bytes=2**20))
    with pytest.raises(InvalidInputError):
        extract(a_cv(), "cv.docx", Limits(memory=16 * 2**20))
