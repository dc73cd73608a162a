"""Attachments: what is visible is read and redacted, and what is hidden is never served."""

import pytest

from service.shortlisting.redaction.documents.blocks import Document
from service.shortlisting.redaction.documents.child import READERS
from service.shortlisting.redaction.documents.extract import extract
from service.shortlisting.redaction.documents.kinds import kind_of
from service.shortlisting.redaction.documents.serve import as_html, redact_blocks
from tests.service.shortlisting.redaction.documents.made import (
    CANARY,
    NAMES,
    a_cv,
    by_hand,
    paragraph,
    pdf,
    run,
    section,
)

FIELDS = {"first_name": "Zebedee", "last_name": "Quartermaine", "email": "zebedee@example.com", "phone": "07700900123"}
STYLES = (
    f'<w:styles {NAMES}><w:style w:type="character" w:styleId="Ghost"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Heir"><w:basedOn w:val="Ghost"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Pale"><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="u1"><w:name w:val="heading 2"/></w:style></w:styles>'
)
BOX = (
    "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent>"
    f"{paragraph(run('Boxed: ' + CANARY))}</w:txbxContent></wps:txbx></w:drawing></mc:Choice>"
    f"<mc:Fallback><w:pict>{paragraph(run('Boxed again'))}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
)
WHITE = '<w:color w:val="FFFFFF"/>'


def cell(*paragraphs: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(paragraphs)}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


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
    "white.docx": (by_hand(paragraph(run("Seen."), run("Whiteword", WHITE))), ["Seen."], ["Whiteword"]),
    "white-style.docx": (
        by_hand(
            f'<w:p><w:pPr><w:pStyle w:val="Pale"/></w:pPr>{run("Paleword")}</w:p>{paragraph(run("Seen."))}',
            {"word/styles.xml": STYLES},
        ),
        ["Seen."],
        ["Paleword"],
    ),
    "white-on-blue.docx": (
        by_hand(
            table(row(cell(paragraph(run("Seenonblue", WHITE)), properties='<w:shd w:val="clear" w:fill="003087"/>')))
            + paragraph(run("Seenonmark", WHITE + '<w:highlight w:val="black"/>'))
        ),
        ["Seenonblue", "Seenonmark"],
        [],
    ),
    "black-on-black.docx": (
        by_hand(
            paragraph(run("Seen."), run("Barword", '<w:color w:val="000000"/><w:shd w:val="clear" w:fill="000000"/>'))
        ),
        ["Seen."],
        ["Barword"],
    ),
    "tiny.docx": (by_hand(paragraph(run("Seen."), run("Tinyword", '<w:sz w:val="2"/>'))), ["Seen."], ["Tinyword"]),
    "hidden-row.docx": (
        by_hand(
            table(
                row(cell(paragraph(run("Seenrow")))),
                row(cell(paragraph(run("Hiddenrow"))), properties="<w:hidden/>"),
                row(cell(paragraph(run("Deletedrow"))), properties="<w:del/>"),
            )
        ),
        ["Seenrow"],
        ["Hiddenrow", "Deletedrow"],
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
    "margins.docx": (
        by_hand(
            paragraph(run("Body.")) + section("header1", "footer1"),
            {
                "word/header1.xml": f"<w:hdr {NAMES}>{paragraph(run('Head of ' + CANARY))}</w:hdr>",
                "word/footer1.xml": f"<w:ftr {NAMES}>{paragraph(run('Foot of page'))}</w:ftr>",
                "word/header2.xml": f"<w:hdr {NAMES}>{paragraph(run('Unusedheader'))}</w:hdr>",
            },
        ),
        ["Body.", "Head of", "Foot of page"],
        ["Unusedheader"],
    ),
    "notes.docx": (
        by_hand(
            paragraph(run("Body."), '<w:r><w:footnoteReference w:id="2"/></w:r>'),
            {
                "word/footnotes.xml": f"<w:footnotes {NAMES}>"
                f'<w:footnote w:id="2">{paragraph(run("Noteword"))}</w:footnote>'
                f'<w:footnote w:id="3">{paragraph(run("Unusednote"))}</w:footnote></w:footnotes>'
            },
        ),
        ["Noteword"],
        ["Unusednote"],
    ),
    "control.docx": (
        by_hand(
            '<w:sdt><w:sdtPr><w:alias w:val="Aliasword"/><w:tag w:val="Tagword"/></w:sdtPr>'
            f"<w:sdtContent>{paragraph(run('Formword'))}</w:sdtContent></w:sdt>"
        ),
        ["Formword"],
        ["Aliasword", "Tagword"],
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
    "marked.txt": ("I’m on the ward.".encode("utf-8-sig"), ["I’m on the ward."], ["\ufeff"]),
    "utf16.txt": (f"I lead triage. {CANARY}".encode("utf-16"), ["I lead triage."], []),
    "utf32.txt": (f"I lead triage. {CANARY}".encode("utf-32"), ["I lead triage."], []),
    "initials.txt": (b"MZ and BM are initials, not programs.", ["are initials"], []),
}


def document_of(data: bytes, name: str) -> Document:
    """Read a document of ours in this process, for speed; strangers' documents are read in the child alone."""
    return READERS[kind_of(data, "." + name.rpartition(".")[2])](data)


@pytest.mark.parametrize("name", READ)
def test_the_visible_text_is_served_redacted_and_nothing_else_of_the_file(name: str) -> None:
    data, kept, gone = READ[name]
    result, clean = redact_blocks(document_of(data, name).blocks, FIELDS)
    for page in (result.text, as_html(clean)):
        for words in kept:
            assert words in page
        for words in (*gone, "Zebedee", "Quartermaine", "zebedee@", "900123"):
            assert words not in page


@pytest.mark.parametrize("name", ["cv.docx", "cv.pdf", "windows.txt"])
def test_the_child_process_reads_what_the_readers_read(name: str) -> None:
    data = READ[name][0]
    extracted = extract(data, name)
    assert extracted.kind == name.rpartition(".")[2]
    assert extracted.blocks == document_of(data, name).blocks


def test_a_document_becomes_headings_lists_and_tables() -> None:
    _, clean = redact_blocks(document_of(a_cv(), "cv.docx").blocks, FIELDS)
    page = as_html(clean)
    assert "<h2>Experience</h2>" in page
    assert "<ul><li>Audited sepsis bundles on two wards</li></ul>" in page
    assert "<table><tbody><tr><td>Name</td><td>[name]</td></tr>" in page
    assert '<html lang="en-GB">' in page
    assert "<title>Redacted document</title>" in page


def test_headings_keep_their_level_in_any_language_and_the_row_that_heads_a_table_its_meaning() -> None:
    body = f'<w:p><w:pPr><w:pStyle w:val="u1"/></w:pPr>{run("Training")}</w:p>' + table(
        row(cell(paragraph(run("Course"))), cell(paragraph(run("Year"))), properties="<w:tblHeader/>"),
        row(cell(paragraph(run("ALS")), paragraph(run("renewed"))), cell(paragraph(run("current")))),
    )
    page = as_html(document_of(by_hand(body, {"word/styles.xml": STYLES}), "x.docx").blocks)
    assert "<h3>Training</h3>" in page
    assert '<thead><tr><th scope="col">Course</th><th scope="col">Year</th></tr></thead>' in page
    assert "<tbody><tr><td>ALS<br>renewed</td><td>current</td></tr></tbody>" in page


def test_a_table_that_only_holds_the_page_together_becomes_paragraphs() -> None:
    lines = [paragraph(run(f"Line {number}")) for number in range(5)]
    page = as_html(document_of(by_hand(table(row(cell(*lines), cell(paragraph(run("Beside")))))), "x.docx").blocks)
    assert "<table>" not in page
    assert "<p>Line 4</p>\n<p>Beside</p>" in page


def test_what_a_reader_would_see_but_is_not_read_is_said_without_naming_anybody() -> None:
    document = document_of(READ["picture.docx"][0], "picture.docx")
    assert document.not_read == ["The file holds pictures, which are not read."]


def test_markup_in_a_document_is_text_and_never_a_tag() -> None:
    _, clean = redact_blocks(document_of(b"I know <script>alert(1)</script> and C++.", "a.txt").blocks, {})
    assert "<script>" not in as_html(clean)
