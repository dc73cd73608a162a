"""The visible text of a DOCX: headers, body, tables, text boxes, notes and footers; nothing hidden or deleted."""

import zipfile
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from service.shortlisting.redaction.documents.blocks import (
    MOST_TEXT,
    Block,
    Document,
    RefusedDocumentError,
    too_much_text,
)
from service.shortlisting.redaction.documents.docx_archive import Archive, child, local, value
from service.shortlisting.redaction.documents.docx_looks import (
    PAPER,
    Looks,
    Styles,
    ground_of,
    is_listed,
    looks_of,
)

_MOST_DEPTH = 200
_RETRY = "Save it again as DOCX or PDF and send that."
_UNSEEN = frozenset({
    "del", "moveFrom", "comment", "annotation", "sdtPr", "sdtEndPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "rt",
    "docPr", "cNvPr", "pPr", "rPr", "instrText", "delText", "delInstrText",
})  # fmt: skip
_PICTURES = {"image": "pictures", "chart": "charts", "diagramData": "diagrams", "oleObject": "embedded files"}
_PICTURES |= {"package": "embedded files", "aFChunk": "embedded files"}
_PLAIN_TABLES = {"", "TableGrid", "TableNormal", "TableGridLight", "PlainTable1"}
# A table with longer cells than this holds the page together rather than data, and reads better as paragraphs.
_MOST_IN_CELL = 3


def read_docx(data: bytes) -> Document:
    """Return the visible text of a DOCX in reading order."""
    try:
        return _Reader(Archive(data)).document()
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, KeyError) as error:
        raise RefusedDocumentError("The file is damaged or not a DOCX.", _RETRY) from error
    except RuntimeError as error:
        raise RefusedDocumentError(
            "The file is protected by a password.", "Remove the password and send it again."
        ) from error


class _Reader:
    """Reads one archive."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._relations = archive.relations(archive.main)
        self._rows = 0
        self._length = 0
        self._styles = Styles(self._root_by_kind("styles"))
        self._paper: str | None = PAPER

    def _root_by_kind(self, kind: str) -> Element | None:
        part = next((found.part for found in self._relations.values() if found.kind == kind), f"word/{kind}.xml")
        return self._archive.root(part)

    def document(self) -> Document:
        body = self._archive.root(self._archive.main)
        if body is None or local(body.tag) != "document":
            raise RefusedDocumentError("The file is an archive but not a DOCX.", _RETRY)
        background = child(body, "background")
        behind = any(local(one.tag) == "anchor" and value(one, "behindDoc") in {"1", "true"} for one in body.iter())
        if background is not None or behind:
            self._paper = None
        blocks = self._margins(body, "headerReference")
        blocks.extend(self._walk(body, self._paper))
        blocks.extend(self._notes(body, "footnote"))
        blocks.extend(self._notes(body, "endnote"))
        blocks.extend(self._margins(body, "footerReference"))
        kinds = {_PICTURES[found.kind] for found in self._relations.values() if found.kind in _PICTURES}
        return Document(blocks, [f"The file holds {kind}, which are not read." for kind in sorted(kinds)])

    def _margins(self, body: Element, tag: str) -> list[Block]:
        """Return the headers or footers that a section refers to, each text once."""
        found: list[Block] = []
        for part in dict.fromkeys(
            self._relations[value(one, "id")].part
            for one in body.iter()
            if local(one.tag) == tag and value(one, "id") in self._relations
        ):
            root = self._archive.root(part)
            found.extend(self._walk(root, self._paper) if root is not None else ())
        return list(dict.fromkeys(found))

    def _notes(self, body: Element, kind: str) -> Iterator[Block]:
        used = [value(one, "id") for one in body.iter() if local(one.tag) == f"{kind}Reference"]
        root = self._root_by_kind(f"{kind}s") if used else None
        notes = {value(note, "id"): note for note in root} if root is not None else {}
        for number in dict.fromkeys(used):
            if number in notes:
                yield from self._walk(notes[number], self._paper)

    def _walk(self, element: Element, ground: str | None, depth: int = 0) -> Iterator[Block]:
        """Yield the blocks of an element: paragraphs, and tables row by row."""
        self._refuse_depth(depth)
        for one in _visible(element):
            name = local(one.tag)
            if name == "p":
                yield from self._paragraph(one, ground, depth)
            elif name == "tbl":
                yield from self._table(one, ground, depth)
            else:
                yield from self._walk(one, ground, depth + 1)

    def _table(self, table: Element, ground: str | None, depth: int) -> Iterator[Block]:
        style = _named(child(table, "tblPr"), "tblStyle")
        behind = ground if style in _PLAIN_TABLES else None
        behind = ground_of(child(table, "tblPr")) or behind
        rows = [
            (
                child(child(row, "trPr"), "tblHeader") is not None,
                [
                    list(self._walk(cell, ground_of(child(cell, "tcPr")) or behind, depth + 1))
                    for cell in _inside(row, "tc")
                ],
            )
            for row in _inside(table, "tr")
            if not any(local(one.tag) in {"hidden", "del"} for one in child(row, "trPr") or ())
        ]
        cells = [cell for _, row in rows for cell in row]
        if len(cells) == 1 or any(len(cell) > _MOST_IN_CELL or any(b.kind == "h" for b in cell) for cell in cells):
            for cell in cells:
                yield from cell
            return
        for heads, row in rows:
            self._rows += 1
            for cell in row:
                yield Block("th" if heads else "cell", "\n".join(block.text for block in cell), self._rows)

    def _paragraph(self, paragraph: Element, ground: str | None, depth: int) -> Iterator[Block]:
        pieces: list[str] = []
        boxes: list[Block] = []
        properties = child(paragraph, "pPr")
        style = _named(properties, "pStyle")
        behind = ground_of(properties) or self._styles.ground(style) or ground
        self._runs(paragraph, pieces, boxes, (self._styles.paragraph_looks(style), behind), depth)
        text = "".join(pieces).strip()
        self._length += len(text)
        if self._length > MOST_TEXT:
            raise too_much_text()
        if text:
            level = self._styles.heading(style)
            outline = _named(properties, "outlineLvl")
            if level is None and outline.isdigit() and int(outline) < 9:
                level = int(outline) + 1
            listed = is_listed(properties) or (self._styles.listed(style) and child(properties, "numPr") is None)
            yield Block("h", text, level) if level is not None else Block("li" if listed else "p", text)
        yield from boxes

    def _runs(
        self, element: Element, pieces: list[str], boxes: list[Block], around: tuple[Looks, str | None], depth: int
    ) -> None:
        self._refuse_depth(depth)
        for one in _visible(element):
            name = local(one.tag)
            if name == "r" and self._is_unseen(one, *around):
                boxes.extend(self._boxes(one, depth))
            elif name == "t":
                pieces.append(one.text or "")
            elif name in {"tab", "ptab"}:
                pieces.append("\t")
            elif name in {"br", "cr"}:
                pieces.append("\n")
            elif name == "noBreakHyphen":
                pieces.append("-")
            elif name == "txbxContent":
                boxes.extend(self._walk(one, None, depth + 1))  # the colour of the box behind it is not looked up
            else:
                self._runs(one, pieces, boxes, around, depth + 1)

    def _boxes(self, run: Element, depth: int) -> list[Block]:
        """Return the text boxes anchored in a run whose own text cannot be seen; a hidden run hides its boxes."""
        if looks_of(child(run, "rPr")).hidden:
            return []
        ignored: list[str] = []
        boxes: list[Block] = []
        for one in _visible(run):
            self._runs(one, ignored, boxes, (Looks(), None), depth + 1)
        return boxes

    def _is_unseen(self, run: Element, looks: Looks, ground: str | None) -> bool:
        properties = child(run, "rPr")
        named = self._styles.looks(_named(properties, "rStyle"))
        return looks_of(properties).over(named).over(looks).unseen(ground)

    def _refuse_depth(self, depth: int) -> None:
        if depth > _MOST_DEPTH:
            raise RefusedDocumentError("The file's parts are nested far deeper than a document's.", _RETRY)


def _inside(element: Element, tag: str) -> Iterator[Element]:
    """Yield the rows of a table or the cells of a row, also those inside content controls."""
    for one in _visible(element):
        if local(one.tag) == tag:
            yield one
        elif local(one.tag) in {"sdt", "sdtContent", "customXml", "ins", "moveTo"}:
            yield from _inside(one, tag)


def _visible(element: Element) -> Iterator[Element]:
    """Yield children, without deleted or moved-away text, comments, and the second copy of alternate content."""
    if local(element.tag) == "AlternateContent":
        choices = [one for one in element if local(one.tag) == "Choice"]
        yield from choices[:1] or list(element)[:1]
        return
    for one in element:
        if local(one.tag) not in _UNSEEN:
            yield one


def _named(properties: Element | None, tag: str) -> str:
    found = child(properties, tag)
    return value(found, "val") if found is not None else ""
