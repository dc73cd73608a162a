"""No byte that is served of an attachment comes from anywhere but the words on its pages."""

import io
import json
import zipfile
from pathlib import Path

import docx
import pypdf
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from pypdf.actions import JavaScript
from pypdf.annotations import FreeText, Highlight, Link
from pypdf.generic import ArrayObject, FloatObject, NameObject, TextStringObject

from service.errors import InvalidInputError
from service.shortlisting.attachments import ReadAttachment, read_attachment, redact_attachment, serve_attachment
from tests.service.shortlisting.redaction.documents.made import NAMES, paragraph, pdf, run, with_parts

SAMPLES = Path(__file__).parents[2] / "data" / "attachments"
FIELDS = {"first_name": "Zebedee", "last_name": "Quartermaine", "email": "zebedee.quartermaine@example.com",
          "phone": "07700 900123"}  # fmt: skip
KNOWN = ("zebedee", "quartermaine", "900123", "oyelaran")
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Canarycreator</dc:creator><dc:title>Canarytitle</dc:title>'
    "<cp:lastModifiedBy>Canarymodifier</cp:lastModifiedBy><cp:keywords>Canarykeyword</cp:keywords></cp:coreProperties>"
)
PLACES = {
    "core properties": {"docProps/core.xml": CORE},
    "application's properties": {"docProps/app.xml": "<Properties><Company>Canarycompany</Company></Properties>"},
    "custom properties": {
        "docProps/custom.xml": '<Properties><property name="Canaryname">Canaryvalue</property></Properties>'
    },
    "a thumbnail": {"docProps/thumbnail.jpeg": b"Canarythumbnail"},
    "comments": {
        "word/comments.xml": f'<w:comments {NAMES}><w:comment w:author="Canaryauthor" w:initials="Canaryinitials">'
        f"{paragraph(run('Canarycomment'))}</w:comment></w:comments>"
    },
    "people": {"word/people.xml": '<w15:people xmlns:w15="x"><w15:person w15:author="Canaryperson"/></w15:people>'},
    "document variables": {
        "word/settings.xml": f'<w:settings {NAMES}><w:docVars><w:docVar w:name="Canaryvariable" w:val="Canaryvalue"/>'
        "</w:docVars></w:settings>"
    },
    "fonts": {"word/fontTable.xml": f'<w:fonts {NAMES}><w:font w:name="Canaryfont"/></w:fonts>'},
    "an embedded font": {"word/fonts/Canaryfont.odttf": b"Canaryfont"},
    "custom data": {"customXml/item1.xml": "<data>Canarydata</data>"},
    "building blocks": {
        "word/glossary/document.xml": f"<w:document {NAMES}>{paragraph(run('Canaryblock'))}</w:document>"
    },
    "a picture's EXIF and name": {"word/media/Canarypicture.jpeg": b"\xff\xd8\xff\xe1\0\x20Exif\0\0Canaryexif"},
    "an embedded file": {"word/embeddings/Canary.xlsx": b"Canarysheet"},
    "a header that no section shows": {"word/header9.xml": f"<w:hdr {NAMES}>{paragraph(run('Canaryheader'))}</w:hdr>"},
    "a note that nothing points to": {
        "word/endnotes.xml": f"<w:endnotes {NAMES}>{paragraph(run('Canarynote'))}</w:endnotes>"
    },
}


def marked_docx() -> bytes:
    """Return a DOCX of python-docx with canaries in what Word writes around the words of a paragraph."""
    document = docx.Document()
    document.core_properties.author = "Canaryauthor"
    document.core_properties.category = "Canarycategory"
    document.add_heading("Experience", 1)
    shown = document.add_paragraph("I lead triage. ")
    link = document.part.relate_to("https://example.com/Canarylink", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    around = (
        f'<w:p {NAMES}><w:bookmarkStart w:id="0" w:name="Canarybookmark"/>'
        f'<w:ins w:author="Canaryinserter" w:date="2026-10-01T00:00:00Z">{run("Inserted words. ")}</w:ins>'
        f'<w:del w:author="Canarydeleter"><w:r><w:delText>Canarydeleted</w:delText></w:r></w:del>'
        f'<w:hyperlink r:id="{link}" w:tooltip="Canarytooltip">{run("A linked page")}</w:hyperlink>'
        f'<w:fldSimple w:instr="AUTHOR Canaryfield">{run("field shown")}</w:fldSimple>'
        f'<w:smartTag w:element="Canaryelement">{run(" tagged")}</w:smartTag></w:p>'
    )
    shown._p.addnext(docx.oxml.parse_xml(around))
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def marked_pdf() -> bytes:
    """Return a PDF of pypdf with canaries in every place beside the words of its page."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf("I lead triage.", "Inserted words. A linked page")))
    writer.add_metadata({"/Author": "Canaryauthor", "/Title": "Canarytitle", "/Canarykey": "Canaryvalue"})
    writer.xmp_metadata = (
        b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        b'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/">'
        b"<dc:creator>Canaryxmp</dc:creator></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
    )
    writer.add_attachment("Canaryfile.txt", b"Canaryattachment")
    writer.add_outline_item(title="Canaryoutline", page_number=0)
    writer.add_named_destination(title="Canarydestination", page_number=0)
    writer.add_open_action(JavaScript("app.alert('Canaryscript')"))
    note = FreeText(text="Canarynote", rect=(50, 550, 200, 650))
    note[NameObject("/T")] = TextStringObject("Canaryannotator")
    corners = ArrayObject([FloatObject(one) for one in (72, 720, 100, 720, 72, 730, 100, 730)])
    mark = Highlight(rect=(72, 720, 100, 730), quad_points=corners)
    mark[NameObject("/Contents")] = TextStringObject("Canaryhighlight")
    for annotation in (note, mark, Link(rect=(50, 50, 60, 60), url="https://example.com/Canarylink")):
        writer.add_annotation(0, annotation)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def revised_pdf() -> bytes:
    """Return a PDF to which a second version was added; the words of the first are still among its bytes."""
    first = pdf("Canaryrevision", "Canaryolder")
    content = b"BT /F1 12 Tf 72 720 Td (I lead triage. Inserted words. A linked page) Tj ET"
    at = len(first)
    added = b"4 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (len(content), content)
    before = int(first.rpartition(b"startxref\n")[2].split()[0])
    table = b"xref\n4 1\n%010d 00000 n \ntrailer\n<< /Size 8 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    return first + added + table % (at, before, at + len(added))


KEPT = ("I lead triage.", "Inserted words.", "A linked page")
LIBREOFFICE = (
    "sepsis bundle", "Inserted and kept.", "linked page", "Ran the falls audit", "Taught venepuncture",
    "Band 6 charge nurse", "advanced life support", "Footnote about triage.", "Experience", "and shown again.",
)  # fmt: skip
SIDE = ("seen on the dark", "gait analysis", "Bobath foundation course.", "Led a falls class for older adults.")
DOCUMENTS = {
    **{f"{place}.docx": (with_parts(marked_docx(), parts), KEPT) for place, parts in PLACES.items()},
    "around the words.docx": (marked_docx(), (*KEPT, "field shown", "tagged")),
    "around the page.pdf": (marked_pdf(), KEPT),
    "an earlier version.pdf": (revised_pdf(), KEPT),
    "cv by LibreOffice.docx": ((SAMPLES / "cv.docx").read_bytes(), LIBREOFFICE),
    "cv by LibreOffice.pdf": ((SAMPLES / "cv.pdf").read_bytes(), LIBREOFFICE),
    "sidebar by LibreOffice.docx": ((SAMPLES / "sidebar.docx").read_bytes(), SIDE),
    "sidebar by LibreOffice.pdf": ((SAMPLES / "sidebar.pdf").read_bytes(), SIDE),
    "form by LibreOffice.pdf": (
        (SAMPLES / "form.pdf").read_bytes(),
        ("Full name: [name]", "I lead triage on nights", "☒ I hold a full driving licence", "I cannot work nights"),
    ),
}


def planted(data: bytes) -> bool:
    """Whether the bytes hold a canary, packed or not."""
    wide = "Canary".encode("utf-16-be")
    coded = (b"Canary", wide, b"Canary".hex().encode(), wide.hex().encode())
    if any(one in form for form in (data, data.lower()) for one in coded):
        return True
    if not data.startswith(b"PK"):
        return False
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return any(b"Canary" in archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_canary_is_in_any_served_byte_and_the_words_of_the_pages_are(name: str) -> None:
    data, kept = DOCUMENTS[name]
    assert planted(data) or name == "form by LibreOffice.pdf"
    read = read_attachment(data, f"CV Canaryfilename {name}")
    fields = FIELDS if "sidebar" not in name else {"first_name": "Oyelaran", "last_name": "Adeyemi-Brown"}
    redacted = redact_attachment(read, fields)
    pages = [
        redacted.text,
        serve_attachment(read, redacted.spans),
        serve_attachment(read, redacted.spans, whole_page=True),
    ]
    pages.append(json.dumps([problem.message for problem in read.problems]))
    for page in pages[:3]:
        for words in kept:
            assert words in page.replace("<br>", " ").replace("\n", " ")
    for page in pages:
        # LibreOffice prints deleted changes, struck through: there they are words on the page.
        assert "canary" not in page.casefold().replace(
            "canarydeleted", "" if name == "cv by LibreOffice.pdf" else "canary"
        )
        assert not [value for value in KNOWN if value in page.casefold()]


def test_an_attachment_is_kept_as_rows_and_served_with_the_spans_that_a_person_left() -> None:
    read = read_attachment(b"I am Zebedee.\n\nI lead triage at Hope ward.", "cv.txt")
    kept = ReadAttachment.from_rows(read.kind, json.loads(json.dumps(read.as_rows())))
    assert kept == read
    redacted = redact_attachment(kept, FIELDS)
    assert serve_attachment(kept, redacted.spans) == "<p>I am [name].</p>\n<p>I lead triage at Hope ward.</p>"
    assert serve_attachment(kept, ()) == read.html


def test_a_refusal_names_neither_the_file_nor_the_applicant() -> None:
    with pytest.raises(InvalidInputError) as refused:
        read_attachment(b"\x89PNG\r\n\x1a\n", "Zebedee Quartermaine.pdf")
    (problem,) = refused.value.problems
    assert problem.where == "attachment"
    assert (problem.message, problem.remedy) == (
        "The file is a picture.",
        "Send a plain DOCX, PDF or TXT file instead.",
    )
