"""An application's documents, sealed: the bytes with their name, and apart from them what was read in them."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import col, select

from service.config import Settings
from service.models import ApplicationDocument, new_id
from service.shortlisting.attachments import ReadAttachment
from service.vault import seal_file, unseal_file
from service.work import Work

_HEAD = 4


@dataclass(frozen=True, slots=True)
class DocumentText:
    """What was read in a document. `unread` says what a reader of the file would see besides, such as pictures."""

    document_id: str
    sha256: str
    read: ReadAttachment
    unread: tuple[str, ...]


def a_document(
    settings: Settings, application_id: str, position: int, name: str, data: bytes, read: ReadAttachment
) -> ApplicationDocument:
    """Return the row for a file and what was read in it, both sealed and bound to the row."""
    key = new_id()
    head = json.dumps({"name": name}).encode()
    text = {
        "sha256": hashlib.sha256(data).hexdigest(),
        "rows": read.as_rows(),
        "unread": [problem.message for problem in read.problems],
    }
    return ApplicationDocument(
        id=key,
        application_id=application_id,
        position=position,
        kind=read.kind,
        sealed=seal_file(settings, f"document {key}", len(head).to_bytes(_HEAD, "big") + head + data),
        sealed_text=seal_file(settings, f"document text {key}", json.dumps(text, separators=(",", ":")).encode()),
    )


def open_document(settings: Settings, row: ApplicationDocument) -> tuple[str, bytes]:
    """Return the name and the bytes as the applicant sent them. Both identify: whoever serves them awaits the reveal.

    Raises:
        ConfigurationError: none of the installation's keys opens it.
    """
    plain = unseal_file(settings, f"document {row.id}", row.sealed)
    start = _HEAD + int.from_bytes(plain[:_HEAD], "big")
    return str(json.loads(plain[_HEAD:start])["name"]), plain[start:]


def document_text(settings: Settings, row: ApplicationDocument) -> DocumentText:
    """Return what was read in a document.

    Raises:
        ConfigurationError: none of the installation's keys opens it.
    """
    kept = json.loads(unseal_file(settings, f"document text {row.id}", row.sealed_text))
    read = ReadAttachment.from_rows(row.kind, kept["rows"])
    return DocumentText(row.id, kept["sha256"], read, tuple(kept["unread"]))


def documents_of(work: Work, application_ids: Iterable[str]) -> dict[str, list[ApplicationDocument]]:
    """Return the documents that count, by application id, in order."""
    ids = sorted(set(application_ids))
    found: dict[str, list[ApplicationDocument]] = {}
    for first in range(0, len(ids), 500):
        wanted = select(ApplicationDocument).where(
            col(ApplicationDocument.application_id).in_(ids[first : first + 500]),
            col(ApplicationDocument.replaced).is_(False),
        )
        for row in work.session.exec(wanted.order_by(col(ApplicationDocument.position), col(ApplicationDocument.id))):
            found.setdefault(row.application_id, []).append(row)
    return found
