"""The visible text of a DOCX: headers, body, tables, text boxes, notes and footers; nothing hidden or deleted.

Read part by part with expat. No entity is ever expanded: a document type declaration is refused outright.
"""

import io
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from service.shortlisting.redaction.documents.blocks import MOST_TEXT, Block, RefusedDocumentError

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main}"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MOST_PARTS, _MOST_PART, _MOST_TOTAL, _MOST_RATIO, _MOST_DEPTH = 3000, 30 * 2**20, 120 * 2**20, 250, 200
_RETRY = "Save it again as DOCX or PDF and send that."


def read_docx(data: bytes) -> list[Block]:
    """Return the visible text of a DOCX in reading order."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _Reader(archive).blocks()
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, KeyError) as error:
        raise RefusedDocumentError("The file is damaged or not a DOCX.", _RETRY) from error
    except RuntimeError as error:
        raise RefusedDocumentError(
            "The file is protected by a password.", "Remove the password and send it again."
        ) from error


class _Reader:
    """Reads one archive within its limits."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = self._checked_names()
        self._rows = 0
        self._length = 0
        self._hidden_styles = self._styles_that_hide()

    def _checked_names(self) -> set[str]:
        infos = self._archive.infolist()
        total = sum(info.file_size for info in infos)
        packed = sum(info.compress_size for info in infos) or 1
        if len(infos) > _MOST_PARTS or total > _MOST_TOTAL or total / packed > _MOST_RATIO:
            raise RefusedDocumentError("The file unpacks to far more than a document holds.", _RETRY)
        names = [info.filename for info in infos]
        if len(set(names)) != len(names) or any(".." in name.split("/") or name.startswith("/") for name in names):
            raise RefusedDocumentError("The file's parts are named in a way that no word processor uses.", _RETRY)
        if any(info.flag_bits & 1 for info in infos):
            raise RefusedDocumentError("The file is protected by a password.", "Remove the password and send it again.")
        if any(
            "vbaproject" in name.lower()
            or (name.lower().endswith((".bin", ".exe", ".js", ".vbs")) and "/activex/" in name.lower())
            for name in names
        ):
            raise RefusedDocumentError("The file holds macros.", "Save it without macros and send it again.")
        if "word/document.xml" not in names or "[Content_Types].xml" not in names:
            raise RefusedDocumentError("The file is an archive but not a DOCX.", _RETRY)
        if b"macroenabled" in self._bytes("[Content_Types].xml").lower():
            raise RefusedDocumentError("The file holds macros.", "Save it without macros and send it again.")
        return set(names)

    def _bytes(self, name: str) -> bytes:
        with self._archive.open(name) as part:
            content = part.read(_MOST_PART + 1)
        if len(content) > _MOST_PART:
            raise RefusedDocumentError("The file unpacks to far more than a document holds.", _RETRY)
        return content

    def _root(self, name: str) -> Element | None:
        return parsed(self._bytes(name)) if name in self._names else None

    def blocks(self) -> list[Block]:
        found: list[Block] = []
        headers = sorted(name for name in self._names if name.startswith("word/header") and name.endswith(".xml"))
        footers = sorted(name for name in self._names if name.startswith("word/footer") and name.endswith(".xml"))
        for name in (*headers, "word/document.xml", "word/footnotes.xml", "word/endnotes.xml", *footers):
            root = self._root(name)
            if root is not None:
                found.extend(block for block in self._walk(root) if block not in found[-1:] or block.kind == "cell")
        return found

    def _styles_that_hide(self) -> set[str]:
        root = self._root("word/styles.xml")
        hidden: set[str] = set()
        parents: dict[str, str] = {}
        for style in root.iter() if root is not None else ():
            if _local(style.tag) == "style":
                name = _value(style, "styleId")
                based = next((_value(child, "val") for child in style if _local(child.tag) == "basedOn"), "")
                parents[name] = based
                if any(_local(child.tag) == "rPr" and _vanishes(child) for child in style):
                    hidden.add(name)
        for _ in range(10):
            hidden.update(name for name, based in parents.items() if based in hidden)
        return hidden

    def _walk(self, element: Element, depth: int = 0) -> Iterator[Block]:
        """Yield the blocks of an element: paragraphs, and tables row by row."""
        if depth > _MOST_DEPTH:
            raise RefusedDocumentError("The file's parts are nested far deeper than a document's.", _RETRY)
        for child in _visible(element):
            name = _local(child.tag)
            if name == "p":
                yield from self._paragraph(child, depth)
            elif name == "tr":
                self._rows += 1
                row = self._rows
                for cell in _visible(child):
                    for block in self._walk(cell, depth + 1):
                        yield Block("cell", block.text, row)
            else:
                yield from self._walk(child, depth + 1)

    def _paragraph(self, paragraph: Element, depth: int) -> Iterator[Block]:
        pieces: list[str] = []
        boxes: list[Block] = []
        properties = next((child for child in paragraph if _local(child.tag) == "pPr"), None)
        style = _style(properties, "pStyle")
        if style not in self._hidden_styles:
            self._runs(paragraph, pieces, boxes, depth)
        text = "".join(pieces).strip()
        self._length += len(text)
        if self._length > MOST_TEXT:
            raise RefusedDocumentError("The file holds more text than an application.", "Send the part that matters.")
        if text:
            listed = properties is not None and any(_local(child.tag) == "numPr" for child in properties)
            heading = style.lower().startswith(("heading", "title", "subtitle"))
            yield Block("h" if heading else "li" if listed else "p", text)
        yield from boxes

    def _runs(self, element: Element, pieces: list[str], boxes: list[Block], depth: int) -> None:
        if depth > _MOST_DEPTH:
            raise RefusedDocumentError("The file's parts are nested far deeper than a document's.", _RETRY)
        for child in _visible(element):
            name = _local(child.tag)
            if name == "r" and self._hidden_run(child):
                continue
            if name == "t":
                pieces.append(child.text or "")
            elif name in {"tab", "ptab"}:
                pieces.append("\t")
            elif name in {"br", "cr"}:
                pieces.append("\n")
            elif name == "noBreakHyphen":
                pieces.append("-")
            elif name == "txbxContent":
                boxes.extend(self._walk(child, depth + 1))
            elif name not in {"pPr", "rPr", "instrText", "delText", "delInstrText", "docPr", "cNvPr"}:
                self._runs(child, pieces, boxes, depth + 1)

    def _hidden_run(self, run: Element) -> bool:
        properties = next((child for child in run if _local(child.tag) == "rPr"), None)
        if properties is None:
            return False
        return _vanishes(properties) or _style(properties, "rStyle") in self._hidden_styles


def _visible(element: Element) -> Iterator[Element]:
    """Yield children, without deleted or moved-away text, comments, and the second copy of alternate content."""
    if _local(element.tag) == "AlternateContent":
        choices = [child for child in element if _local(child.tag) == "Choice"]
        yield from choices[:1] or list(element)[:1]
        return
    for child in element:
        if _local(child.tag) not in {
            "del",
            "moveFrom",
            "comment",
            "annotation",
            "sdtPr",
            "tblPr",
            "trPr",
            "tcPr",
            "sectPr",
            "rt",
        }:
            yield child


def _vanishes(properties: Element) -> bool:
    return any(
        _local(child.tag) in {"vanish", "specVanish", "webHidden"} and _value(child, "val") not in {"0", "false", "off"}
        for child in properties
    )


def _style(properties: Element | None, tag: str) -> str:
    if properties is None:
        return ""
    return next((_value(child, "val") for child in properties if _local(child.tag) == tag), "")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _value(element: Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if _local(key) == name), "")


def parsed(content: bytes) -> Element:
    """Return the root of an XML part; a document type declaration is refused, so no entity is ever expanded."""
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise RefusedDocumentError("The file declares XML entities, which no word processor writes.", _RETRY)

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(content, True)
        root: Element = builder.close()
    except (expat.ExpatError, AssertionError) as error:
        raise RefusedDocumentError("The file is damaged.", _RETRY) from error
    return root
