"""What can be seen of a PDF page is read, also what was typed into its form; what cannot be seen is not."""

import pytest

from service.shortlisting.redaction.documents.blocks import Block, Document, RefusedDocumentError
from service.shortlisting.redaction.documents.pdf import read_pdf
from tests.service.shortlisting.redaction.documents.made import pdf, written

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def page(
    content: str, *, resources: str = "", annotations: str = "", more: tuple[bytes, ...] = (), catalog: str = ""
) -> bytes:
    """Return a PDF of one page; further objects are numbered from 6, and the font is object 5."""
    coded = content.encode("latin-1")
    return written(
        [
            f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Annots [{annotations}] "
            f"/Resources << /Font << /F1 5 0 R >> {resources} >> >>".encode(),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(coded), coded),
            FONT,
            *more,
        ]
    )


def shown(text: str, x: int, y: int, size: int = 12, colour: str = "0 g") -> str:
    return f"BT {colour} /F1 {size} Tf {x} {y} Td ({text}) Tj ET\n"


def form(content: str) -> bytes:
    return (
        f"<< /Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /Font << /F1 5 0 R >> >> "
        f"/Length {len(content)} >>\nstream\n{content}\nendstream"
    ).encode()


def field(rest: str, at: tuple[int, int, int, int], number: int = 0) -> bytes:
    box = " ".join(map(str, at))
    return f"<< /Type /Annot /Subtype /Widget /T (Fieldname{number}) /TU (Tooltip) /Rect [{box}] {rest} >>".encode()


SEEN = shown("Seen words.", 72, 720)
UNSEEN = {
    "white on paper": page(SEEN + shown("Ghost", 72, 700, colour="1 1 1 rg")),
    "white in grey": page(SEEN + shown("Ghost", 72, 700, colour="1 g")),
    "white in inks": page(SEEN + shown("Ghost", 72, 700, colour="0 0 0 0 k")),
    "white on a white shape": page("1 g 0 0 612 792 re f\n" + SEEN + shown("Ghost", 72, 700, colour="1 g")),
    "tiny": page(SEEN + shown("Ghost", 72, 700, size=1)),
    "scaled to nothing": page(SEEN + "q 0.05 0 0 0.05 0 0 cm\n" + shown("Ghost", 1440, 14000) + "Q"),
    "below the page": page(SEEN + shown("Ghost", 72, -50)),
    "right of the page": page(SEEN + shown("Ghost", 700, 300)),
    "under a bar": page(SEEN + shown("Ghost", 72, 700) + "0 g 70 695 200 20 re f"),
    "under a white bar": page(SEEN + shown("Ghost", 72, 700) + "1 g 70 695 200 20 re f"),
    "in a form, invisible": page(
        SEEN + "/X1 Do", resources="/XObject << /X1 6 0 R >>", more=(form("3 Tr " + shown("Ghost", 72, 700)),)
    ),
    "in a form, white": page(
        SEEN + "/X1 Do", resources="/XObject << /X1 6 0 R >>", more=(form(shown("Ghost", 72, 700, colour="1 g")),)
    ),
    "in a layer that is off": page(
        SEEN + "/OC /L1 BDC\n" + shown("Ghost", 72, 700) + "EMC",
        resources="/Properties << /L1 6 0 R >>",
        more=(b"<< /Type /OCG /Name (Layername) >>",),
        catalog="/OCProperties << /OCGs [6 0 R] /D << /OFF [6 0 R] >> >>",
    ),
    "a note on the page": page(
        SEEN, annotations="6 0 R", more=(b"<< /Subtype /Text /Rect [0 0 9 9] /Contents (Ghost) /T (Ghost) >>",)
    ),
    "a field that is hidden": page(
        SEEN, annotations="6 0 R", more=(field("/FT /Tx /F 2 /V (Ghost)", (72, 600, 200, 620)),)
    ),
    "a password": page(SEEN, annotations="6 0 R", more=(field("/FT /Tx /Ff 8192 /V (Ghost)", (72, 600, 200, 620)),)),
}
VISIBLE = {
    "white on a dark side": page("0 0.2 0.5 rg 0 0 200 792 re f\n" + shown("Seen words.", 20, 700, colour="1 g")),
    "white on a picture": page(
        "q 612 0 0 792 0 0 cm /I1 Do Q\n" + shown("Seen words.", 20, 700, colour="1 g"),
        resources="/XObject << /I1 6 0 R >>",
        more=(
            b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 "
            b"/Length 1 >>\nstream\nx\nendstream",
        ),
    ),
    "under a marker pen": page(
        shown("Seen words.", 72, 700) + "/G1 gs 1 1 0 rg 70 695 200 20 re f",
        resources="/ExtGState << /G1 << /ca 0.4 >> >>",
    ),
    "in a form": page("/X1 Do", resources="/XObject << /X1 6 0 R >>", more=(form(shown("Seen words.", 72, 700)),)),
    "in large units": page("q 12 0 0 12 0 0 cm BT /F1 1 Tf 6 60 Td (Seen words.) Tj ET Q"),
    "in a layer that is on": page(
        "/OC /L1 BDC\n" + shown("Seen words.", 72, 700) + "EMC",
        resources="/Properties << /L1 6 0 R >>",
        more=(b"<< /Type /OCG /Name (Layername) >>",),
        catalog="/OCProperties << /OCGs [6 0 R] /D << >> >>",
    ),
}


def text(document: Document) -> str:
    return "\n".join(block.text for block in document.blocks)


@pytest.mark.parametrize("name", UNSEEN)
def test_text_that_cannot_be_seen_is_not_read(name: str) -> None:
    read = text(read_pdf(UNSEEN[name]))
    assert "Seen words." in read
    assert "Ghost" not in read


@pytest.mark.parametrize("name", VISIBLE)
def test_text_that_can_be_seen_is_read(name: str) -> None:
    assert "Seen words." in text(read_pdf(VISIBLE[name]))


def test_what_was_typed_into_a_form_stands_beside_the_words_that_ask_for_it() -> None:
    fields = (
        field("/FT /Tx /V (Zebedee Quartermaine)", (150, 695, 300, 715), 1),
        field("/FT /Ch /V [(Band 6) (Band 7)]", (72, 640, 300, 655), 2),
        field("/FT /Btn /AS /Yes /V /Yes", (72, 600, 84, 612), 3),
        field("/FT /Btn /AS /Off /V /Off", (72, 570, 84, 582), 4),
        field("/V (Further words)", (72, 100, 300, 115), 5).replace(b"/T (Fieldname5)", b"/Parent 11 0 R"),
        b"<< /FT /Tx /T (Above) >>",
    )
    document = read_pdf(
        page(
            shown("Full name:", 72, 700)
            + shown("Bands wanted", 72, 660)
            + shown("I drive", 100, 602)
            + shown("I smoke", 100, 572),
            annotations="6 0 R 7 0 R 8 0 R 9 0 R 10 0 R",
            more=fields,
        )
    )
    read = text(document)
    for line in ("Full name: Zebedee Quartermaine", "Bands wanted Band 6, Band 7", "☒ I drive", "Further words"):
        assert line in read
    assert "☒ I smoke" not in read
    assert "Fieldname" not in read
    assert "Tooltip" not in read


def test_what_is_left_out_is_said() -> None:
    assert read_pdf(UNSEEN["a note on the page"]).not_read == [
        "The file holds notes or words put on its pages afterwards, which are not read."
    ]
    assert read_pdf(VISIBLE["white on a picture"]).not_read == ["The file holds pictures, which are not read."]


def test_letters_of_another_size_and_bullets_tell_headings_and_lists() -> None:
    lines = shown("Experience", 72, 720, size=18) + shown("Ran two wards.", 72, 690) + shown("And taught.", 72, 676)
    bullets = shown("\x95 Audited falls", 72, 640) + shown("\x95 Led triage", 72, 626)
    assert read_pdf(page(lines + bullets)).blocks == [
        Block("h", "Experience", 2),
        Block("p", "Ran two wards.\nAnd taught."),
        Block("li", "Audited falls"),
        Block("li", "Led triage"),
    ]


def test_a_document_of_more_than_a_hundred_pages_is_refused() -> None:
    def of_pages(count: int) -> bytes:
        one = pdf("Seen words.")
        return one.replace(b"/Kids [3 0 R] /Count 1", b"/Kids [" + b"3 0 R " * count + b"] /Count %d" % count)

    assert text(read_pdf(of_pages(100))).count("Seen words.") == 100
    with pytest.raises(RefusedDocumentError, match="100 pages"):
        read_pdf(of_pages(101))
