"""The audit as JSON bytes."""

import json
from typing import Any


def to_json(document: dict[str, Any]) -> bytes:
    """Return the document as UTF-8 JSON, indented, keys in the order of the format."""
    return (json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
