"""An upload between its dry run and its commit: file, attachments and what they were read as, in one sealed piece.

Nothing of it lies unsealed in the database, since it holds whole applications and the monitoring answers.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from service.config import Settings
from service.errors import Problem
from service.shortlisting.attachments import ReadAttachment
from service.shortlisting.import_files import Upload
from service.tables.report import ImportReport
from service.vault import seal_file, unseal_file

_INDEX = "index.json"


@dataclass(slots=True)
class Bundle:
    """What was uploaded. `read` is what was read in the files, by the SHA-256 of each."""

    file_name: str
    content: bytes = field(repr=False)
    files: Sequence[Upload] = field(repr=False)
    mapping: Mapping[str, str] = field(default_factory=dict)
    read: dict[str, ReadAttachment] = field(default_factory=dict, repr=False)

    @property
    def sha256(self) -> str:
        """The digest of the file and its attachments."""
        digest = hashlib.sha256(self.content)
        for each in self.files:
            digest.update(hashlib.sha256(each.data).digest())
        return digest.hexdigest()


def seal_bundle(settings: Settings, import_id: str, bundle: Bundle) -> bytes:
    """Return the upload encrypted, and bound to its import."""
    index = {
        "file_name": bundle.file_name,
        "mapping": dict(bundle.mapping),
        "names": [each.name for each in bundle.files],
        "read": {key: {"kind": each.kind, "rows": each.as_rows()} for key, each in bundle.read.items()},
        "unread": {key: [problem.message for problem in each.problems] for key, each in bundle.read.items()},
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(_INDEX, json.dumps(index))
        archive.writestr("table", bundle.content)
        for number, each in enumerate(bundle.files):
            archive.writestr(f"file {number}", each.data)
    return seal_file(settings, f"import {import_id}", packed.getvalue())


def open_bundle(settings: Settings, import_id: str, sealed: bytes) -> Bundle:
    """Return the upload that was sealed for this import.

    Raises:
        ConfigurationError: none of the installation's keys opens it.
    """
    with zipfile.ZipFile(io.BytesIO(unseal_file(settings, f"import {import_id}", sealed))) as archive:
        index = json.loads(archive.read(_INDEX))
        files = [Upload(name, archive.read(f"file {number}")) for number, name in enumerate(index["names"])]
        content = archive.read("table")
    read = {key: _read(kept["kind"], kept["rows"], index["unread"][key]) for key, kept in index["read"].items()}
    return Bundle(index["file_name"], content, files, index["mapping"], read)


def seal_report(settings: Settings, import_id: str, report: ImportReport) -> bytes:
    """Return a report encrypted: its problems quote cells and names of files."""
    return seal_file(settings, f"import report {import_id}", json.dumps(report.to_json()).encode())


def open_report(settings: Settings, import_id: str, sealed: bytes) -> ImportReport:
    """Return the report that was sealed for this import.

    Raises:
        ConfigurationError: none of the installation's keys opens it.
    """
    return ImportReport.from_json(json.loads(unseal_file(settings, f"import report {import_id}", sealed)))


def _read(kind: str, rows: list[list[str | int]], unread: list[str]) -> ReadAttachment:
    bare = ReadAttachment.from_rows(kind, rows)
    problems = tuple(Problem("attachment", message) for message in unread)
    return ReadAttachment(bare.kind, bare.blocks, problems)
