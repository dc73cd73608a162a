"""The archive that a DOCX is: opened within limits, its parts found by their relationships, what is unsafe refused."""

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from service.shortlisting.redaction.documents.blocks import RefusedDocumentError

_MOST_PARTS, _MOST_PART, _MOST_TOTAL, _MOST_RATIO = 3000, 30 * 2**20, 120 * 2**20, 250
_SMALL = 4 * 2**20  # below this any ratio is harmless
_RETRY = "Save it again as DOCX or PDF and send that."
_MACROS = re.compile(r"vba(project|data)|macrosheets?/|/activex/.*\.(bin|exe|js|vbs)$")
# A link that a reader may follow, a picture kept elsewhere (which stays unread), and the name of the author's template.
_HARMLESS_OUTSIDE = {"hyperlink", "image", "attachedTemplate", "video", "media", "audio"}
_REMOTE = re.compile(r"(?i)^(?!file:)[a-z][a-z0-9+.-]+:|^(?:file:)?[/\\]{2}(?![/\\])")


@dataclass(frozen=True, slots=True)
class Relation:
    """What one part says about another: the kind of relation (its last word) and the part's name in the archive."""

    kind: str
    part: str


class Archive:
    """A DOCX whose list of parts has passed the checks."""

    def __init__(self, data: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        self.names = self._checked_names(len(data))
        for name in sorted(self.names):
            if name.lower().endswith(".rels"):
                self._refuse_outside(name)
        main = [relation for relation in self.relations("").values() if relation.kind == "officeDocument"]
        self.main = main[0].part if main else "word/document.xml"
        if self.main not in self.names:
            raise RefusedDocumentError("The file is an archive but not a DOCX.", _RETRY)

    def _checked_names(self, length: int) -> set[str]:
        infos = self._zip.infolist()
        total = sum(info.file_size for info in infos)
        packed = sum(info.compress_size for info in infos)
        ratio = total / max(1, packed)
        if len(infos) > _MOST_PARTS or total > _MOST_TOTAL or (total > _SMALL and ratio > _MOST_RATIO):
            raise RefusedDocumentError("The file unpacks to far more than a document holds.", _RETRY)
        if packed > length:
            raise RefusedDocumentError("The file's parts overlap, as in no document.", _RETRY)
        names = [info.filename for info in infos]
        if len(set(names)) != len(names) or any(".." in name.split("/") or name.startswith("/") for name in names):
            raise RefusedDocumentError("The file's parts are named in a way that no word processor uses.", _RETRY)
        if any(info.flag_bits & 1 for info in infos) or "EncryptedPackage" in names:
            raise RefusedDocumentError("The file is protected by a password.", "Remove the password and send it again.")
        if any(_MACROS.search(name.lower()) for name in names):
            raise RefusedDocumentError("The file holds macros.", "Save it without macros and send it again.")
        if "mimetype" in names and b"opendocument" in self._bytes("mimetype"):
            raise RefusedDocumentError("The file is an OpenDocument file.", "Save it as DOCX or PDF and send that.")
        if "[Content_Types].xml" not in names or not any(name.startswith("word/") for name in names):
            raise RefusedDocumentError("The file is an archive but not a DOCX.", _RETRY)
        if b"macroenabled" in self._bytes("[Content_Types].xml").lower():
            raise RefusedDocumentError("The file holds macros.", "Save it without macros and send it again.")
        return set(names)

    def _refuse_outside(self, name: str) -> None:
        for element in self.root(name) or ():
            if element.get("TargetMode", "").lower() != "external":
                continue
            kind = _last_word(element.get("Type", ""))
            remote = bool(_REMOTE.match(element.get("Target", "")))
            if kind not in _HARMLESS_OUTSIDE or (kind == "attachedTemplate" and remote):
                raise RefusedDocumentError(
                    "The file loads parts of itself from elsewhere.", "Save it as PDF, or without them, and send that."
                )

    def _bytes(self, name: str) -> bytes:
        with self._zip.open(name) as part:
            content = part.read(_MOST_PART + 1)
        if len(content) > _MOST_PART:
            raise RefusedDocumentError("The file unpacks to far more than a document holds.", _RETRY)
        return content

    def root(self, name: str) -> Element | None:
        """Return the root element of a part, or None if the archive has no such part."""
        return parsed(self._bytes(name)) if name in self.names else None

    def relations(self, part: str) -> dict[str, Relation]:
        """Return what a part refers to inside the archive, by id."""
        folder, name = posixpath.split(part)
        found = {}
        for element in self.root(posixpath.join(folder, "_rels", f"{name}.rels")) or ():
            if element.get("TargetMode", "").lower() != "external":
                target = element.get("Target", "")
                path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                found[element.get("Id", "")] = Relation(
                    _last_word(element.get("Type", "")), posixpath.normpath(path) if path else ""
                )
        return found


def _last_word(kind: str) -> str:
    return kind.rpartition("/")[2]


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


def local(name: str) -> str:
    """Return a tag or an attribute's name without its namespace."""
    return name.rpartition("}")[2]


def value(element: Element, name: str) -> str:
    """Return an attribute whatever its namespace, or nothing."""
    return next((given for key, given in element.attrib.items() if local(key) == name), "")


def child(element: Element | None, name: str) -> Element | None:
    """Return the first child with this tag."""
    return next((one for one in element if local(one.tag) == name), None) if element is not None else None
