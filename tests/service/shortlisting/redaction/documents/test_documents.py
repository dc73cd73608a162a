"""Attachments: what is visible is read and redacted, what is hidden is never served, what is unsafe is refused."""

import io
import zipfile

import pytest

from service.errors import InvalidInputError
from service.shortlisting.redaction.documents.extract import extract
from service.shortlisting.redaction.documents.serve import as_html, redact_blocks
from tests.service.shortlisting.redaction.documents.made import (
    CANARY,
    NAMES,
    TYPES,
    a_cv,
    by_hand,
    paragraph,
    pdf,
    run,
    zip_of,
)

FIELDS = {"first_name": "Zebedee", "last_name": "Quartermaine", "email": "zebedee@example.com", "phone": "07700900123"}
STYLES = (
    f'<w:styles {NAMES}><w:style w:type="character" w:styleId="Ghost"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Heir"><w:basedOn w:val="Ghost"/></w:style></w:styles>'
)
BOX = (
    "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent>"
    f"{paragraph(run('Boxed: ' + CANARY))}</w:txbxContent></wps:txbx></w:drawing></mc:Choice>"
    f"<mc:Fallback><w:pict>{paragraph(run('Boxed again'))}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
)

READ = {
    "cv.docx": (a_cv(), ["Experience", "Audited sepsis bundles", "Name", "I lead triage."], []),
    "plain.docx": (by_hand(paragraph(run("I lead triage for "), run(CANARY))), ["I lead triage"], []),
    "split-runs.docx": (
        by_hand(paragraph(run("I am Zebe"), run("dee Quarter", "<w:b/>"), run("maine."))),
        ["I am"],
        [],
    ),
    "deleted.docx": (
        by_hand(paragraph(run("Kept. "), f"<w:del>{run('Deletedword')}</w:del>")),
        ["Kept."],
        ["Deletedword"],
    ),
    "deltext.docx": (
        by_hand(paragraph(run("Kept."), "<w:r><w:delText>Goneword</w:delText></w:r>")),
        ["Kept."],
        ["Goneword"],
    ),
    "moved.docx": (
        by_hand(paragraph(f"<w:moveFrom>{run('Oldplace')}</w:moveFrom>", f"<w:moveTo>{run('Newplace')}</w:moveTo>")),
        ["Newplace"],
        ["Oldplace"],
    ),
    "inserted.docx": (by_hand(paragraph(f"<w:ins>{run('Insertedword')}</w:ins>")), ["Insertedword"], []),
    "hidden.docx": (by_hand(paragraph(run("Seen."), run("Hiddenword", "<w:vanish/>"))), ["Seen."], ["Hiddenword"]),
    "shown.docx": (by_hand(paragraph(run("Seenword", '<w:vanish w:val="0"/>'))), ["Seenword"], []),
    "hidden-style.docx": (
        by_hand(paragraph(run("Seen."), run("Ghostword", '<w:rStyle w:val="Heir"/>')), {"word/styles.xml": STYLES}),
        ["Seen."],
        ["Ghostword"],
    ),
    "comments.docx": (
        by_hand(
            paragraph(run("Seen.")),
            {"word/comments.xml": f"<w:comments {NAMES}>{paragraph(run('Commentword'))}</w:comments>"},
        ),
        ["Seen."],
        ["Commentword"],
    ),
    "fields.docx": (
        by_hand(paragraph("<w:r><w:instrText>HYPERLINK secretlink</w:instrText></w:r>", run("Seen."))),
        ["Seen."],
        ["secretlink"],
    ),
    "box.docx": (by_hand(BOX), ["Boxed:"], ["Boxed again"]),
    "header.docx": (
        by_hand(
            paragraph(run("Body.")),
            {"word/header1.xml": f"<w:hdr {NAMES}>{paragraph(run('Head of ' + CANARY))}</w:hdr>"},
        ),
        ["Body.", "Head of"],
        [],
    ),
    "notes.docx": (
        by_hand(
            paragraph(run("Body.")),
            {"word/footnotes.xml": f"<w:footnotes {NAMES}>{paragraph(run('Noteword'))}</w:footnotes>"},
        ),
        ["Noteword"],
        [],
    ),
    "control.docx": (
        by_hand(f"<w:sdt><w:sdtContent>{paragraph(run('Formword'))}</w:sdtContent></w:sdt>"),
        ["Formword"],
        [],
    ),
    "picture.docx": (
        by_hand(
            paragraph(run("Seen."), f'<w:r><w:drawing><w:docPr descr="{CANARY}"/></w:drawing></w:r>'),
            {"word/media/image1.png": CANARY.encode()},
        ),
        ["Seen."],
        [],
    ),
    "cv.pdf": (pdf("I lead triage.", f"Signed {CANARY}"), ["I lead triage."], []),
    "invisible.pdf": (
        pdf("I lead triage.", before="BT /F1 12 Tf 3 Tr 72 700 Td (Invisibleword) Tj 0 Tr ET"),
        ["I lead triage."],
        ["Invisibleword"],
    ),
    "action.pdf": (pdf("I lead triage.", info="/JS (app.alert)"), ["I lead triage."], ["alert"]),
    "plain.txt": (f"I lead triage.\n\nYours,\n{CANARY}\n".encode(), ["I lead triage."], []),
    "windows.txt": ("I’m on the ward – daily.\r\n".encode("cp1252"), ["I’m on the ward – daily."], []),
    "utf16.txt": (f"I lead triage. {CANARY}".encode("utf-16"), ["I lead triage."], []),
}


@pytest.mark.parametrize("name", READ)
def test_the_visible_text_is_served_redacted_and_nothing_else_of_the_file(name: str) -> None:
    data, kept, gone = READ[name]
    result, clean = redact_blocks(extract(data, name), FIELDS)
    for page in (result.text, as_html(clean)):
        for words in kept:
            assert words in page
        for words in (*gone, "Zebedee", "Quartermaine", "zebedee@", "900123"):
            assert words not in page


def test_a_document_becomes_headings_lists_and_tables() -> None:
    _, clean = redact_blocks(extract(a_cv(), "cv.docx"), FIELDS)
    page = as_html(clean)
    assert "<h2>Experience</h2>" in page
    assert "<table><tbody><tr><td>Name</td><td>[name]</td></tr>" in page
    assert '<html lang="en-GB">' in page


def test_markup_in_a_document_is_text_and_never_a_tag() -> None:
    _, clean = redact_blocks(extract(b"I know <script>alert(1)</script> and C++.", "a.txt"), {})
    assert "<script>" not in as_html(clean)


BOMB = zip_of({"[Content_Types].xml": TYPES.encode(), "word/document.xml": b" " * 60_000_000})
LIES = bytearray(by_hand(paragraph(run("x")), {"word/header1.xml": b"<a>" + b" " * 40_000_000 + b"</a>"}))
XXE = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
PROTECTED = bytearray(by_hand(paragraph(run("x"))))
for _signature, _flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
    _at = PROTECTED.find(_signature)
    while _at >= 0:
        PROTECTED[_at + _flags] |= 1
        _at = PROTECTED.find(_signature, _at + 4)

REFUSED = {
    "bomb.docx": (BOMB, "unpacks"),
    "part.docx": (bytes(LIES), "unpacks"),
    "xxe.docx": (by_hand(paragraph(run("&x;")), prolog=XXE), "entities"),
    "laughs.docx": (by_hand(paragraph(run("&b;")), prolog=LAUGHS), "entities"),
    "macro.docx": (by_hand(paragraph(run("x")), {"word/vbaProject.bin": b"x"}), "macros"),
    "enabled.docx": (
        by_hand(paragraph(run("x")), types=TYPES.replace("document.main", "document.macroEnabled.main")),
        "macros",
    ),
    "protected.docx": (bytes(PROTECTED), "password"),
    "old.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "password"),
    "sheet.docx": (zip_of({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<a/>"}), "not a DOCX"),
    "broken.docx": (a_cv()[:-400], "damaged"),
    "deep.docx": (by_hand("<w:sdt>" * 5000 + "</w:sdt>" * 5000), "nested"),
    "both.docx": (a_cv() + b"%PDF-1.4", "two kinds"),
    "both.pdf": (pdf("x") + a_cv(), "two kinds"),
    "locked.pdf": (pdf("x", encrypted=True), "password"),
    "scan.pdf": (pdf(before="BT /F1 9 Tf 3 Tr 72 700 Td (Unseen) Tj ET"), "no text"),
    "broken.pdf": (b"%PDF-1.4\nnothing", "damaged"),
    "named.pdf": (a_cv(), "content is not"),
    "program.txt": (b"MZ\x90\0", "program"),
    "nulls.txt": (b"a\0b", "neither"),
    "empty.txt": (b" \n", "empty"),
    "page.html": (b"<html></html>", "not read"),
    "large.txt": (b"a" * (10 * 1024 * 1024 + 1), "10 MB"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_unsafe_or_unreadable_is_refused_with_a_remedy(name: str) -> None:
    data, words = REFUSED[name]
    with pytest.raises(InvalidInputError) as refused:
        extract(data, name)
    problem = refused.value.problems[0]
    assert words in problem.message
    assert problem.remedy.endswith(".")


def test_a_docx_whose_declared_sizes_lie_is_refused() -> None:
    made = io.BytesIO(BOMB)
    with zipfile.ZipFile(made) as archive:
        assert archive.getinfo("word/document.xml").file_size == 60_000_000
    lying = BOMB.replace((60_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    with pytest.raises(InvalidInputError):
        extract(lying, "lying.docx")
