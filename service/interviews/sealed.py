"""Words about a person, sealed in their row: adjustments, concerns, reasons, notes and feedback."""

import json
from collections.abc import Mapping

from service.config import Settings
from service.vault import seal_file, unseal_file


def seal_texts(settings: Settings, kind: str, row_id: str, texts: Mapping[str, str]) -> bytes:
    """Return named texts encrypted, and bound to the kind and id of their row."""
    return seal_file(settings, f"{kind} {row_id}", json.dumps(dict(texts), sort_keys=True).encode())


def open_texts(settings: Settings, kind: str, row_id: str, sealed: bytes | None) -> dict[str, str]:
    """Return the texts that were sealed in this row; none where nothing has been written.

    Raises:
        ConfigurationError: none of the installation's keys opens them, or they belong to another row.
    """
    if sealed is None:
        return {}
    texts: dict[str, str] = json.loads(unseal_file(settings, f"{kind} {row_id}", sealed))
    return texts
