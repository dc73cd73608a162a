"""Documents made for the tests: DOCX by python-docx and by hand, PDF by hand, and files that must be refused."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import PurePosixPath

import docx
from docx.shared import Pt

CANARY = "Zebedee Quartermaine"
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def by_hand(
    body: str,
    parts: Mapping[str, str | bytes] | None = None,
    *,
    types: str = TYPES,
    prolog: str = "",
    outside: Mapping[str, str] | None = None,
) -> bytes:
    """Return a DOCX with this body, and any further parts; the id of a part's relation is the part's name.

    `outside` are relations to what is kept elsewhere: target by kind.
    """
    document = f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<w:document {NAMES}><w:body>{body}</w:body></w:document>'
    inside = [PurePosixPath(name) for name in parts or {} if name.startswith("word/") and "_rels" not in name]
    relations = "".join(
        f'<Relationship Id="{path.stem}" Type="{_KINDS}/{path.stem.rstrip("0123456789")}" '
        f'Target="{path.relative_to("word")}"/>'
        for path in inside
    ) + "".join(
        f'<Relationship Id="out{number}" Type="{_KINDS}/{kind}" Target="{target}" TargetMode="External"/>'
        for number, (kind, target) in enumerate((outside or {}).items())
    )
    main = f'<Relationship Id="rId1" Type="{_KINDS}/officeDocument" Target="word/document.xml"/>'
    return zip_of(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}">{main}</Relationships>',
            "word/document.xml": document,
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{relations}</Relationships>',
            **(parts or {}),
        }
    )


def section(*references: str) -> str:
    """Return the end of a section that shows these headers and footers, named as their parts are."""
    shown = "".join(f'<w:{name.rstrip("0123456789")}Reference w:type="default" r:id="{name}"/>' for name in references)
    return f"<w:sectPr>{shown}</w:sectPr>"


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f'<w:r>{f"<w:rPr>{properties}</w:rPr>" if properties else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


def a_cv() -> bytes:
    """Return a CV with header, footer, heading, list, table, comment-like properties and core properties."""
    document = docx.Document()
    document.core_properties.author = CANARY
    document.core_properties.title = f"CV of {CANARY}"
    document.core_properties.comments = CANARY
    document.sections[0].header.paragraphs[0].text = f"{CANARY} – curriculum vitae"
    document.sections[0].footer.paragraphs[0].text = "Page of zebedee@example.com"
    document.add_heading("Experience", 1)
    document.add_paragraph("Audited sepsis bundles on two wards", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Name", CANARY
    table.cell(1, 0).text, table.cell(1, 1).text = "Phone", "07700 900123"
    document.add_paragraph("I lead triage.").runs[0].font.size = Pt(9)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def pdf(*lines: str, before: str = "", info: str = "", encrypted: bool = False) -> bytes:
    """Return a PDF of one page with these lines; `before` are operators put before them."""
    shown = " T* ".join(f"({line}) Tj" for line in lines)
    content = f"{before} BT /F1 12 Tf 14 TL 72 720 Td {shown} ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< /Author ({CANARY}) /Title ({CANARY}) {info} >>".encode("latin-1"),
        b"<< /Filter /Standard /V 1 /R 2 /O (01234567890123456789012345678901) "
        b"/U (01234567890123456789012345678901) /P -4 >>",
    ]
    extra = b"/Encrypt 7 0 R /ID [(0123456789012345) (0123456789012345)]" if encrypted else b""
    return written(objects, b"/Info 6 0 R " + extra)


def written(objects: list[bytes], trailer: bytes = b"") -> bytes:
    """Return a PDF of these objects, numbered from 1; the first is the catalogue."""
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)


def zip_of(parts: Mapping[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def with_parts(docx_file: bytes, parts: Mapping[str, str | bytes]) -> bytes:
    """Return a DOCX with parts added or changed."""
    with zipfile.ZipFile(io.BytesIO(docx_file)) as archive:
        return zip_of({name: archive.read(name) for name in archive.namelist()} | dict(parts))
