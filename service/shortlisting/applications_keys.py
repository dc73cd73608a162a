"""Applications under a new data key: every sealed column of theirs, encrypted anew."""

from typing import Any

from sqlmodel import select

from service.models import Application, ApplicationDocument, ApplicationImport, RedactedPack
from service.vault import seal_file, sealed_with_newest, unseal_file
from service.work import Work

# Table, column, and the name under which its bytes are bound to their row.
SEALED: tuple[tuple[Any, str, str], ...] = (
    (Application, "sealed", "application"),
    (ApplicationDocument, "sealed", "document"),
    (ApplicationDocument, "sealed_text", "document text"),
    (ApplicationImport, "sealed", "import"),
    (ApplicationImport, "report", "import report"),
    (RedactedPack, "sealed", "pack"),
    (RedactedPack, "sealed_draft", "draft"),
)


def rotate_application_keys(work: Work) -> int:
    """Encrypt what an older key sealed with the newest one; return how many applications there were among it.

    Raises:
        ConfigurationError: something does not open with any of the installation's keys.
    """
    count = 0
    for table, column, name in SEALED:
        for key in work.session.exec(select(table.id)).all():
            row = work.session.get_one(table, key)
            sealed: bytes | None = getattr(row, column)
            if sealed and not sealed_with_newest(work.settings, sealed):
                bound = f"{name} {row.id}"
                setattr(row, column, seal_file(work.settings, bound, unseal_file(work.settings, bound, sealed)))
                work.session.add(row)
                work.session.flush()
                count += table is Application
    if count:
        work.record("applications.keys_rotated", "installation", "installation", {"applications": count})
    return count
